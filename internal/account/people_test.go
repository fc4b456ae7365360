package account_test

import (
	"slices"
	"testing"

	. "satprep/internal/account"
	"satprep/internal/db/dbtest"
	"satprep/internal/fault"
	"satprep/internal/interaction"
)

func TestProfile(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, dsn string) {
		r := open(t, dsn, NoLimits)
		a, token := r.join(t, Student, Teen)
		b, _ := r.join(t, Student, Teen)
		text := func(s string) *string { return &s }
		if _, err := r.Authenticate(t.Context(), token); err != nil { // now it is remembered
			t.Fatal(err)
		}
		got, err := r.Change(t.Context(), a, Profile{Name: text("Bea"), Email: text("Bea@example.org"), TimeZone: text("Asia/Tokyo")})
		if err != nil || got.Name != "Bea" || got.Email != "bea@example.org" || got.TimeZone != "Asia/Tokyo" {
			t.Errorf("changed to %+v, %v", got, err)
		}
		if now, err := r.Authenticate(t.Context(), token); err != nil || now.Name != "Bea" || now.TimeZone != "Asia/Tokyo" {
			t.Errorf("the change is not seen at once: %+v, %v", now, err)
		}
		_, err = r.Change(t.Context(), b, Profile{Email: text("bea@example.org")})
		wants(t, "another's address", fault.Conflict, err)
		_, err = r.Change(t.Context(), b, Profile{Name: text("")})
		wants(t, "no name", fault.Invalid, err)
		if got, err := r.Change(t.Context(), a, Profile{Email: text("")}); err != nil || got.Email != "" || got.Name != "Bea" {
			t.Errorf("without an address: %+v, %v", got, err)
		}
		if _, err := r.Change(t.Context(), b, Profile{Email: text("bea@example.org")}); err != nil {
			t.Error("an address that was given up: ", err)
		}
		if got, want := r.records(t, a.Subject), []string{"account.registered active real self", "account.changed profile real self", "account.changed profile real self"}; !slices.Equal(got, want) {
			t.Errorf("recorded %q", got)
		}
	})
}

func TestAccommodations(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, dsn string) {
		r := open(t, dsn, NoLimits)
		learner, token := r.join(t, Student, Teen)
		tutor, _ := r.join(t, Tutor, "")
		stranger, _ := r.join(t, Tutor, "")
		r.bond(t, learner, tutor)
		acc := Accommodations{TimeFactor: 1.5, BreaksAsNeeded: true, TextToSpeech: true, LargePrint: true}
		_, err := r.SetAccommodations(t.Context(), stranger, learner.UserID, acc)
		wants(t, "by a stranger", fault.Forbidden, err)
		_, err = r.SetAccommodations(t.Context(), tutor, learner.UserID, Accommodations{TimeFactor: 1.4})
		wants(t, "a factor that does not exist", fault.Invalid, err)
		for _, who := range []Actor{tutor, learner, Operator()} {
			if got, err := r.SetAccommodations(t.Context(), who, learner.UserID, acc); err != nil || got.Accommodations != acc {
				t.Errorf("by %s: %+v, %v", who.Role, got, err)
			}
		}
		if got, err := r.Authenticate(t.Context(), token); err != nil || got.TimeFactor != 1.5 {
			t.Errorf("the actor has %v, %v", got.TimeFactor, err)
		}
		r.forgetCaches(t)
		if got, err := r.Find(t.Context(), learner.UserID); err != nil || got.Accommodations != acc {
			t.Errorf("stored %+v, %v", got.Accommodations, err)
		}
	})
}

func TestSetPassword(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, dsn string) {
		r := open(t, dsn, NoLimits)
		a, token := r.join(t, Student, Teen)
		admin, _ := r.join(t, Admin, "")
		wants(t, "by the learner", fault.Forbidden, r.SetPassword(t.Context(), a, a.UserID, "another one"))
		wants(t, "too short", fault.Invalid, r.SetPassword(t.Context(), admin, a.UserID, "x"))
		wants(t, "of nobody", fault.Missing, r.SetPassword(t.Context(), admin, "nobody", "another one"))
		if err := r.SetPassword(t.Context(), admin, a.UserID, "another one"); err != nil {
			t.Fatal(err)
		}
		_, err := r.Authenticate(t.Context(), token)
		wants(t, "a token from before", fault.Unauthenticated, err)
		_, _, err = r.SignIn(t.Context(), Credentials{UserID: a.UserID, Password: password})
		wants(t, "the old password", fault.Unauthenticated, err)
		if _, _, err := r.SignIn(t.Context(), Credentials{UserID: a.UserID, Password: "another one"}); err != nil {
			t.Error(err)
		}
	})
}

func TestClose(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, dsn string) {
		r := open(t, dsn, NoLimits)
		admin, _ := r.join(t, Admin, "")
		wants(t, "the last admin", fault.Conflict, r.Close(t.Context(), admin, admin.UserID))
		teen, token := r.join(t, Student, Teen)
		parent, _ := r.join(t, Parent, Adult)
		r.bond(t, teen, parent)
		wants(t, "a teen, by the parent", fault.Forbidden, r.Close(t.Context(), parent, teen.UserID))
		code, err := r.InviteLink(t.Context(), teen, Parent)
		if err != nil {
			t.Fatal(err)
		}
		if err := r.Close(t.Context(), teen, teen.UserID); err != nil {
			t.Fatal(err)
		}
		if err := r.Close(t.Context(), admin, teen.UserID); err != nil {
			t.Error("closing what is closed: ", err)
		}
		_, err = r.Authenticate(t.Context(), token)
		wants(t, "a token of a closed account", fault.Unauthenticated, err)
		_, _, err = r.SignIn(t.Context(), Credentials{UserID: teen.UserID, Password: password})
		wants(t, "signing in to a closed account", fault.Unauthenticated, err)
		_, err = r.Permit(t.Context(), parent, ReadActivity, teen.UserID)
		wants(t, "the parent's link", fault.Forbidden, err)
		_, err = r.Accept(t.Context(), parent, code.Code)
		wants(t, "a code of a closed account", fault.Invalid, err)
		_, err = r.IssueToken(t.Context(), teen.UserID)
		wants(t, "a token for a closed account", fault.Conflict, err)
		wants(t, "a password for a closed account", fault.Conflict, r.SetPassword(t.Context(), admin, teen.UserID, "another one"))
		if got := r.records(t, teen.Subject); !slices.Equal(got, []string{"account.registered active real self", "account.changed linked_parent real other", "account.changed closedclosed real self"}) {
			t.Errorf("recorded %q", got)
		}

		child, _ := r.join(t, Student, Under13)
		r.bond(t, child, parent)
		if err := r.Close(t.Context(), parent, child.UserID); err != nil {
			t.Error("a child, by the parent: ", err)
		}
		pending, _ := r.join(t, Student, Under13)
		if err := r.Close(t.Context(), pending, pending.UserID); err != nil {
			t.Error("a pending child, by itself: ", err)
		}
		if got := r.records(t, pending.Subject); len(got) != 0 {
			t.Errorf("of a pending child is recorded %q", got)
		}
	})
}

func TestList(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, dsn string) {
		r := open(t, dsn, NoLimits)
		want := map[string]bool{}
		for range 5 {
			a, _ := r.join(t, Student, Teen)
			want[a.UserID] = true
		}
		parent, _ := r.join(t, Parent, Adult)
		_, _, err := r.List(t.Context(), parent, Filter{})
		wants(t, "a list for a parent", fault.Forbidden, err)
		_, _, err = r.List(t.Context(), Operator(), Filter{After: "\x00"})
		wants(t, "a page that is none", fault.Invalid, err)
		f := Filter{Role: Student, Status: Active, Limit: 2}
		pages := 0
		for {
			page, next, err := r.List(t.Context(), Operator(), f)
			if err != nil {
				t.Fatal(err)
			}
			pages++
			for _, a := range page {
				if !want[a.UserID] {
					t.Errorf("%s is twice in the list, or no student", a.UserID)
				}
				delete(want, a.UserID)
			}
			if f.After = next; next == "" {
				break
			}
		}
		if pages != 3 || len(want) != 0 {
			t.Errorf("%d pages, without %v", pages, want)
		}
	})
}

func TestStateAge(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, dsn string) {
		r := open(t, dsn, NoLimits)
		teen, token := r.join(t, Student, Teen)
		parent, _ := r.join(t, Parent, Adult)
		r.bond(t, teen, parent)
		_, err := r.StateAge(t.Context(), teen, teen.UserID, Adult)
		wants(t, "older by one's own word", fault.Forbidden, err)
		_, err = r.StateAge(t.Context(), parent, parent.UserID, Adult)
		if err != nil {
			t.Error(err)
		}
		_, err = r.StateAge(t.Context(), Operator(), parent.UserID, Teen)
		wants(t, "a parent who is a minor", fault.Invalid, err)
		r.move(SignInLife / 2)
		if a, err := r.StateAge(t.Context(), teen, teen.UserID, "13-17"); err != nil || !a.AgeStatedAt.Equal(r.now()) {
			t.Errorf("the same age again: %+v, %v", a, err)
		}
		if a, err := r.Find(t.Context(), teen.UserID); err != nil || !a.AgeDueAt().Equal(r.now().Add(AgeLife)) {
			t.Errorf("due at %v, %v", a.AgeDueAt(), err)
		}
		if a, err := r.Find(t.Context(), parent.UserID); err != nil || !a.AgeDueAt().IsZero() {
			t.Errorf("an adult is asked at %v, %v", a.AgeDueAt(), err)
		}
		if a, err := r.StateAge(t.Context(), parent, teen.UserID, Adult); err != nil || a.AgeBand != Adult {
			t.Errorf("by the parent: %+v, %v", a, err)
		}
		if a, err := r.Authenticate(t.Context(), token); err != nil || a.AgeBand != Adult {
			t.Errorf("the actor is %+v, %v", a, err)
		}
		if a, err := r.StateAge(t.Context(), teen, teen.UserID, Teen); err != nil || a.AgeBand != Teen || a.Status != Active {
			t.Errorf("younger by one's own word: %+v, %v", a, err)
		}
		if a, err := r.StateAge(t.Context(), teen, teen.UserID, Under13); err != nil || a.Status != Pending || !a.ActiveAt.IsZero() {
			t.Errorf("a child by one's own word: %+v, %v", a, err)
		}
		_, err = r.Confirm(t.Context(), teen, teen.UserID)
		wants(t, "confirmed by oneself", fault.Forbidden, err)
		_, err = r.Confirm(t.Context(), Operator(), teen.UserID)
		wants(t, "confirmed by the operator's word alone", fault.Forbidden, err)
		for range 2 { // the second time nothing is left to confirm
			if a, err := r.Confirm(t.Context(), parent, teen.UserID); err != nil || a.Status != Active || !a.ActiveAt.Equal(r.now()) {
				t.Errorf("confirmed: %+v, %v", a, err)
			}
		}
		child, _ := r.join(t, Student, Under13)
		admin, _ := r.join(t, Admin, "")
		if a, err := r.StateAge(t.Context(), admin, child.UserID, Teen); err != nil || a.Status != Active {
			t.Errorf("a child who is none: %+v, %v", a, err)
		}
		if got := r.records(t, child.Subject); !slices.Equal(got, []string{"account.registered active " + string(interaction.Real) + " other"}) {
			t.Errorf("recorded %q", got)
		}
	})
}
