package main

import (
	"bytes"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"strings"
	"text/tabwriter"

	"satprep/internal/account"
	"satprep/internal/app"
	"satprep/internal/fault"
	"satprep/internal/simulate"
)

// demoPeople are whom serve --demo makes; none is a person, and the log says
// so.
var demoPeople = []struct {
	id, role, age, name string
	linked              bool // with the first student
}{
	{"demo-student", "student", "13_17", "Demo student", false},
	{"demo-student-2", "student", "18_plus", "Demo student, 18", false},
	{"demo-tutor", "tutor", "18_plus", "Demo tutor", true},
	{"demo-parent", "parent", "18_plus", "Demo parent", true},
	{"demo-admin", "admin", "18_plus", "Demo admin", false},
}

// demo fills an empty instance with people to try it as, and prints how they
// sign in, which it returns too. An instance that has accounts stays as it is,
// and nothing is returned.
func demo(ctx context.Context, a *app.App, s streams) (signIn string, err error) {
	accounts := a.Rooms.Accounts
	there, _, err := accounts.List(ctx, account.Operator(), account.Filter{Limit: 1})
	if err != nil || len(there) > 0 {
		return "", err
	}
	var roster, tokens bytes.Buffer
	roster.WriteString("user_id,role,age_band,name,simulated\n")
	for _, p := range demoPeople {
		fmt.Fprintf(&roster, "%s,%s,%s,\"%s\",yes\n", p.id, p.role, p.age, p.name)
	}
	done, err := accounts.Import(ctx, &roster, &tokens)
	if err != nil {
		return "", err
	}
	if done.Refused > 0 {
		return "", fault.New(fault.Internal, "The people of the demo were refused: %s", done.Refusals[0].Sentence)
	}
	password := strings.ToLower(rand.Text()[:12])
	var said strings.Builder
	table := tabwriter.NewWriter(&said, 0, 4, 2, ' ', 0)
	fmt.Fprintln(table, "Sign in to the demo as\tpassword")
	for _, p := range demoPeople {
		if err := accounts.SetPassword(ctx, account.Operator(), p.id, password); err != nil {
			return "", err
		}
		if p.linked {
			if err := demoLink(ctx, accounts, demoPeople[0].id, p.id); err != nil {
				return "", err
			}
		}
		fmt.Fprintf(table, "  %s\t%s\n", p.id, password)
	}
	if err := table.Flush(); err != nil {
		return "", err
	}
	_, err = io.WriteString(s.out, said.String())
	return said.String(), err
}

// demoLink links an adult with a student.
func demoLink(ctx context.Context, accounts *account.Service, studentID, adultID string) error {
	student, err := accounts.Find(ctx, studentID)
	if err != nil {
		return err
	}
	adult, err := accounts.Find(ctx, adultID)
	if err != nil {
		return err
	}
	code, err := accounts.InviteLink(ctx, student.Actor, adult.Role)
	if err != nil {
		return err
	}
	_, err = accounts.Accept(ctx, adult.Actor, code.Code)
	return err
}

// The demo's school.
const (
	demoStudents = 60
	demoDays     = 35 // so that most windows of a tutor's effect, of 14 days, have closed
	// Only who is 18 can agree to ai_training alone, and nobody here is a guardian
	// who signs: with the quarter of adults of an ordinary school hardly anybody
	// would be in the datasets that one wants to try. So it is an evening school.
	demoAdults = .75
)

// demoClass is how many of the school's learners are linked with the tutor; one
// of them with the parent too.
const demoClass = 30

// fillSchool lets a simulated school live through five weeks and its tutor read what was said there, and says again
// how one signs in: the log of all that has run over it.
func fillSchool(ctx context.Context, a *app.App, s streams, signIn string) error {
	fmt.Fprintf(s.out, "Filling a demo school: %d learners, %d days. This takes a minute or two; the server can be used meanwhile.\n", demoStudents, demoDays)
	r, err := simulate.Run(ctx, simulate.Options{Server: a.URL(), Students: demoStudents, Days: demoDays, Adults: demoAdults, Seed: 1, Workers: 4, Tests: true, Tutor: true})
	if err != nil {
		return err
	}
	if err := demoLinks(ctx, a.Rooms.Accounts); err != nil {
		return err
	}
	token, err := a.Rooms.Accounts.IssueToken(ctx, "demo-tutor")
	if err != nil {
		return err
	}
	taught, err := simulate.Teach(ctx, a.URL(), token, 1)
	if err = errors.Join(err, a.Rooms.Accounts.SignOut(ctx, token)); err != nil {
		return err
	}
	fmt.Fprintf(s.out, "The demo school is there: %d answers, %d full tests, %d tutor turns, %d of them rewritten by the tutor.\n%s", r.Answers, r.Tests, r.Turns, taught.Edits, signIn)
	return nil
}

// demoLinks gives the demo's tutor a class, and the parent a child, with
// something to see.
func demoLinks(ctx context.Context, accounts *account.Service) error {
	students, _, err := accounts.List(ctx, account.Operator(), account.Filter{Role: account.Student})
	if err != nil {
		return err
	}
	class, child := 0, false
	for _, a := range students {
		if strings.HasPrefix(a.UserID, "demo-") || class == demoClass {
			continue
		}
		if err := demoLink(ctx, accounts, a.UserID, "demo-tutor"); err != nil {
			return err
		}
		class++
		if !child && a.AgeBand != account.Adult {
			if err := demoLink(ctx, accounts, a.UserID, "demo-parent"); err != nil {
				return err
			}
			child = true
		}
	}
	return nil
}
