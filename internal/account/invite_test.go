package account_test

import (
	"slices"
	"sync"
	"testing"
	"time"

	. "satprep/internal/account"
	"satprep/internal/db/dbtest"
	"satprep/internal/fault"
	"satprep/internal/uid"
)

func TestLinks(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, dsn string) {
		r := open(t, dsn, NoLimits)
		learner, _ := r.join(t, Student, Teen)
		tutor, _ := r.join(t, Tutor, "")
		parent, _ := r.join(t, Parent, Adult)

		for _, c := range []struct {
			from Actor
			role Role
			kind fault.Kind
		}{{learner, Admin, fault.Invalid}, {learner, Student, fault.Invalid}, {tutor, Parent, fault.Invalid}, {parent, Student, fault.Forbidden}, {Operator(), Student, fault.Forbidden}} {
			_, err := r.InviteLink(t.Context(), c.from, c.role)
			wants(t, string(c.from.Role)+" invites "+string(c.role), c.kind, err)
		}

		code, err := r.InviteLink(t.Context(), learner, Tutor)
		if err != nil {
			t.Fatal(err)
		}
		_, err = r.Accept(t.Context(), parent, code.Code)
		wants(t, "a parent with a tutor's code", fault.Forbidden, err)
		l, err := r.Accept(t.Context(), tutor, code.Code)
		if err != nil || l.Kind != TutorBond || l.Adult != tutor.UserID || l.Learner != learner.UserID {
			t.Fatalf("link %+v, %v", l, err)
		}
		_, err = r.Accept(t.Context(), tutor, code.Code)
		wants(t, "a code twice", fault.Invalid, err)

		// The other way round, and what is linked stays one link.
		code, err = r.InviteLink(t.Context(), tutor, Student)
		if err != nil {
			t.Fatal(err)
		}
		if again, err := r.Accept(t.Context(), learner, code.Code); err != nil || again.ID != l.ID {
			t.Errorf("linked twice: %+v, %v", again, err)
		}
		p := r.bond(t, learner, parent)
		for _, who := range []struct {
			a    Actor
			want int
		}{{learner, 2}, {tutor, 1}, {parent, 1}} {
			if all, err := r.Links(t.Context(), who.a); err != nil || len(all) != who.want {
				t.Errorf("%s has links %v, %v", who.a.Role, all, err)
			}
		}

		// Rights follow the link.
		owner, err := r.Permit(t.Context(), tutor, ReadChat, learner.UserID)
		if err != nil || owner != learner {
			t.Errorf("the tutor reads %+v, %v", owner, err)
		}
		_, err = r.Permit(t.Context(), parent, ReadChat, learner.UserID)
		wants(t, "chats, by the parent", fault.Forbidden, err)
		_, err = r.Permit(t.Context(), tutor, Export, learner.UserID)
		wants(t, "an export, by the tutor", fault.Forbidden, err)

		wants(t, "a stranger ends it", fault.Missing, r.EndLink(t.Context(), parent, l.ID))
		wants(t, "a link that is none", fault.Missing, r.EndLink(t.Context(), learner, uid.Random()))
		if err := r.EndLink(t.Context(), learner, l.ID); err != nil {
			t.Fatal(err)
		}
		wants(t, "twice", fault.Missing, r.EndLink(t.Context(), learner, l.ID))
		_, err = r.Permit(t.Context(), tutor, ReadActivity, learner.UserID)
		wants(t, "after the end", fault.Forbidden, err)
		if err := r.EndLink(t.Context(), parent, p.ID); err != nil {
			t.Error("the adult ends it: ", err)
		}
		if again := r.bond(t, learner, tutor); again.ID == l.ID {
			t.Error("the ended link stands again")
		}
		want := []string{"account.registered active real self", "account.changed linked_tutor real other", "account.changed linked_parent real other",
			"account.changed unlinked_tutor real self", "account.changed unlinked_parent real other", "account.changed linked_tutor real other"}
		if got := r.records(t, learner.Subject); !slices.Equal(got, want) {
			t.Errorf("recorded %q", got)
		}
	})
}

func TestUnknownAndNotYoursLookTheSame(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, dsn string) {
		r := open(t, dsn, NoLimits)
		a, _ := r.join(t, Student, Teen)
		b, _ := r.join(t, Student, Teen)
		admin, _ := r.join(t, Admin, "")
		_, theirs := r.Permit(t.Context(), a, ReadActivity, b.UserID)
		wants(t, "another's", fault.Forbidden, theirs)
		for _, unknown := range []string{"nobody", "", "a/b", "\x00", "\xff"} {
			for _, who := range []Actor{a, admin} {
				_, err := r.Permit(t.Context(), who, ReadActivity, unknown)
				if fault.KindOf(err) != fault.Forbidden || fault.Sentence(err) != fault.Sentence(theirs) {
					t.Errorf("%s, %q: %v", who.Role, unknown, err)
				}
			}
		}
		if _, err := r.Permit(t.Context(), admin, Operate, ""); err != nil {
			t.Error(err)
		}
		_, err := r.Permit(t.Context(), a, Operate, "")
		wants(t, "operating, by a student", fault.Forbidden, err)
	})
}

func TestParentConfirmsChild(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, dsn string) {
		r := open(t, dsn, NoLimits)
		child, token := r.join(t, Student, Under13)
		tutor, _ := r.join(t, Tutor, "")
		parent, _ := r.join(t, Parent, Adult)
		if child.Status != Pending {
			t.Fatalf("status %s", child.Status)
		}
		_, err := r.InviteLink(t.Context(), child, Tutor)
		wants(t, "a pending child invites a tutor", fault.Forbidden, err)
		fromTutor, err := r.InviteLink(t.Context(), tutor, Student)
		if err != nil {
			t.Fatal(err)
		}
		_, err = r.Accept(t.Context(), child, fromTutor.Code)
		wants(t, "a pending child accepts a tutor", fault.Forbidden, err)
		_, err = r.Permit(t.Context(), child, WriteActivity, child.UserID)
		wants(t, "a pending child practises", fault.Forbidden, err)
		if got := r.records(t, child.Subject); len(got) != 0 {
			t.Errorf("recorded before anybody confirmed: %q", got)
		}
		// Two parents at once: one confirms, and the other learns that it was done.
		second, _ := r.join(t, Parent, Adult)
		var codes []Code
		for range 2 {
			c, err := r.InviteLink(t.Context(), child, Parent)
			if err != nil {
				t.Fatal(err)
			}
			codes = append(codes, c)
		}
		var wg sync.WaitGroup
		results := make([]error, 2)
		for i, p := range []Actor{parent, second} {
			wg.Go(func() { _, results[i] = r.Accept(t.Context(), p, codes[i].Code) })
		}
		wg.Wait()
		for i, err := range results {
			if fault.Is(err, fault.Conflict) { // the code was not used up
				_, results[i] = r.Accept(t.Context(), []Actor{parent, second}[i], codes[i].Code)
			}
		}
		if results[0] != nil || results[1] != nil {
			t.Errorf("confirming: %v", results)
		}
		if a, err := r.Authenticate(t.Context(), token); err != nil || a.Status != Active {
			t.Errorf("the child is %+v, %v", a, err)
		}
		if got := r.records(t, child.Subject); !slices.Equal(got, []string{"account.registered active real other", "account.changed linked_parent real other"}) {
			t.Errorf("recorded %q", got)
		}
		links, err := r.Links(t.Context(), child)
		if err != nil || len(links) != 2 {
			t.Fatal(links, err)
		}
		child.Status = Active
		wants(t, "a child leaves its parent", fault.Forbidden, r.EndLink(t.Context(), child, links[0].ID))
	})
}

func TestCodeGuessing(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, dsn string) {
		r := open(t, dsn, Limits{CodePerAccount: Limit{Every: time.Minute, Burst: 3}})
		learner, _ := r.join(t, Student, Teen)
		parent, _ := r.join(t, Parent, Adult)
		code, err := r.InviteLink(t.Context(), learner, Parent)
		if err != nil {
			t.Fatal(err)
		}
		for range 3 {
			_, err := r.Accept(t.Context(), parent, "0000000000")
			wants(t, "a guess", fault.Invalid, err)
		}
		_, err = r.Accept(t.Context(), parent, code.Code)
		wants(t, "after three guesses", fault.Busy, err)
		r.move(CodeLife)
		_, err = r.Accept(t.Context(), parent, code.Code)
		wants(t, "an old code", fault.Invalid, err)
	})
}
