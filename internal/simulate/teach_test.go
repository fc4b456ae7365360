package simulate_test

import (
	"io"
	"strings"
	"testing"

	"satprep/internal/account"
	"satprep/internal/app"
	"satprep/internal/app/apptest"
	"satprep/internal/interaction"
	"satprep/internal/simulate"
)

// A teacher rewrites replies to students of their own, under a consent of their
// own, and the second time finds them as they are to be.
func TestATeacherRewritesReplies(t *testing.T) {
	t.Parallel()
	s := apptest.Start(t, func(c *app.Config) { c.Simulation = true })
	// Some 70 turns: that none is rewritten is out of the question.
	if _, err := simulate.Run(t.Context(), simulate.Options{Server: s.URL(), Students: 20, Days: 16, Seed: 5, Workers: 4, Tutor: true}); err != nil {
		t.Fatal(err)
	}
	accounts := s.Rooms.Accounts
	students, _, err := accounts.List(t.Context(), account.Operator(), account.Filter{Role: account.Student})
	if err != nil {
		t.Fatal(err)
	}
	done, err := accounts.Import(t.Context(), strings.NewReader("user_id,role,age_band,name,simulated\nteacher,tutor,18_plus,Teacher,yes\n"), io.Discard)
	if err != nil || done.Refused > 0 {
		t.Fatal(err, done.Refusals)
	}
	teacher, err := accounts.Find(t.Context(), "teacher")
	if err != nil {
		t.Fatal(err)
	}
	for _, a := range students[1:] {
		code, err := accounts.InviteLink(t.Context(), a.Actor, account.Tutor)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := accounts.Accept(t.Context(), teacher.Actor, code.Code); err != nil {
			t.Fatal(err)
		}
	}
	token, err := accounts.IssueToken(t.Context(), "teacher")
	if err != nil {
		t.Fatal(err)
	}
	first, err := simulate.Teach(t.Context(), s.URL(), token, 1)
	if err != nil || first.Students != len(students)-1 || first.Edits == 0 || first.Edits > first.Read {
		t.Fatalf("%+v, %v", first, err)
	}
	if again, err := simulate.Teach(t.Context(), s.URL(), token, 1); err != nil || again.Edits != 0 || again.Read != first.Read {
		t.Errorf("a second time: %+v, %v", again, err)
	}
	edits, agreed := 0, false
	err = s.Rooms.Log.Scan(t.Context(), 0, 0, func(r *interaction.Record) error {
		agreed = agreed || r.Kind == interaction.ConsentChanged && r.Subject == teacher.Subject
		if r.Kind != interaction.TutorEdited {
			return nil
		}
		edits++
		if r.Origin != interaction.Staff || r.Actor != teacher.Subject || r.Subject == students[0].Subject {
			t.Errorf("record %d: origin %s, by the teacher %v", r.Seq, r.Origin, r.Actor == teacher.Subject)
		}
		return nil
	})
	if err != nil || edits != first.Edits || !agreed {
		t.Errorf("%d edits on record, %d made, the teacher agreed to training: %v; %v", edits, first.Edits, agreed, err)
	}
}
