package account_test

import (
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	. "satprep/internal/account"
	"satprep/internal/db/dbtest"
	"satprep/internal/fault"
	"satprep/internal/interaction"
)

func TestRegister(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, dsn string) {
		r := open(t, dsn, NoLimits)
		a, token, err := r.Register(t.Context(), Registration{Name: " Ann  Lee ", Email: "Ann@Example.org", Password: password, Role: Student, Age: "13-17", TimeZone: "America/Chicago"})
		if err != nil {
			t.Fatal(err)
		}
		want := Actor{UserID: a.UserID, Subject: a.Subject, Role: Student, Origin: interaction.Real, AgeBand: Teen, Status: Active, TimeFactor: 1, TimeZone: "America/Chicago", Name: "Ann Lee"}
		got, err := r.Authenticate(t.Context(), token)
		if diff := cmp.Diff(want, got); diff != "" || err != nil {
			t.Errorf("%v %s", err, diff)
		}
		acc, err := r.FindBySubject(t.Context(), a.Subject)
		if diff := cmp.Diff(Account{Actor: want, Email: "ann@example.org", Accommodations: Accommodations{TimeFactor: 1}, AgeStatedAt: epoch, CreatedAt: epoch, ActiveAt: epoch, HasPassword: true}, acc); diff != "" || err != nil {
			t.Errorf("%v %s", err, diff)
		}
		if got := r.records(t, a.Subject); !slices.Equal(got, []string{"account.registered active real self"}) {
			t.Errorf("recorded %q", got)
		}
		sim, _, err := r.Register(t.Context(), Registration{Name: "S", Password: password, Role: Student, Age: Adult, Simulated: true})
		if err != nil || sim.Origin != interaction.Simulated {
			t.Errorf("simulated: %+v, %v", sim, err)
		}
	})
}

func TestRegisterRefuses(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, dsn string) {
		r := open(t, dsn, NoLimits)
		good := Registration{Name: "Ann", Email: "ann@example.org", Password: password, Role: Student, Age: Teen}
		if _, _, err := r.Register(t.Context(), good); err != nil {
			t.Fatal(err)
		}
		for _, c := range []struct {
			field string
			kind  fault.Kind
			edit  func(*Registration)
		}{
			{"name", fault.Invalid, func(in *Registration) { in.Name = "" }},
			{"email", fault.Invalid, func(in *Registration) { in.Email = "nope" }},
			{"email", fault.Conflict, func(in *Registration) { in.Email = "ANN@example.org" }},
			{"password", fault.Invalid, func(in *Registration) { in.Password = "short" }},
			{"password", fault.Invalid, func(in *Registration) { in.Password = strings.Repeat("x", 513) }},
			{"age_band", fault.Invalid, func(in *Registration) { in.Age = "" }},
			{"age_band", fault.Invalid, func(in *Registration) { in.Role = Parent; in.Age = Teen }},
			{"time_zone", fault.Invalid, func(in *Registration) { in.TimeZone = "Mars/Olympus" }},
			{"role", fault.Invalid, func(in *Registration) { in.Role = "king" }},
			{"", fault.Forbidden, func(in *Registration) { in.Role = Admin; in.Age = Adult }},
			{"", fault.Forbidden, func(in *Registration) { in.Role = Tutor; in.Age = Adult }},
			{"code", fault.Invalid, func(in *Registration) { in.Code = "0123456789" }},
		} {
			in := good
			in.Email = ""
			c.edit(&in)
			_, _, err := r.Register(t.Context(), in)
			if fault.Field(err) != c.field {
				t.Errorf("%s: field %q of %v", c.field, fault.Field(err), err)
			}
			wants(t, c.field, c.kind, err)
		}
		if all, _, err := r.List(t.Context(), Operator(), Filter{}); len(all) != 1 || err != nil {
			t.Errorf("refused registrations left %d accounts, %v", len(all), err)
		}
	})
}

func TestSetup(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, dsn string) {
		r := open(t, dsn, NoLimits)
		first, err := r.SetupLink(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		second, err := r.SetupLink(t.Context())
		if err != nil || first.Code == second.Code {
			t.Fatal(first, second, err)
		}
		_, _, err = r.Setup(t.Context(), first.Code, Registration{Name: "Boss", Password: password})
		wants(t, "the code that was replaced", fault.Invalid, err)
		_, _, err = r.Register(t.Context(), Registration{Code: second.Code, Name: "X", Password: password})
		wants(t, "registering with a set-up code", fault.Invalid, err)
		r.move(SetupLife)
		_, _, err = r.Setup(t.Context(), second.Code, Registration{Name: "Boss", Password: password})
		wants(t, "an old code", fault.Invalid, err)
		third, err := r.SetupLink(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		// Two at once: one becomes the admin.
		var wg sync.WaitGroup
		results := make([]error, 4)
		for i := range results {
			wg.Go(func() {
				_, _, results[i] = r.Setup(t.Context(), strings.ToLower(third.Code), Registration{Name: "Boss", Email: "Boss@Example.org", Password: password})
			})
		}
		wg.Wait()
		won := 0
		for _, err := range results {
			if err == nil {
				won++
			}
		}
		if won != 1 {
			t.Errorf("%d became the first admin: %v", won, results)
		}
		_, err = r.SetupLink(t.Context())
		wants(t, "a code for an instance with an admin", fault.Conflict, err)
		all, _, err := r.List(t.Context(), Operator(), Filter{Role: Admin})
		if err != nil || len(all) != 1 || all[0].Origin != interaction.Staff || all[0].Email != "boss@example.org" {
			t.Errorf("admins: %+v, %v", all, err)
		}
	})
}

func TestStaffInvitations(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, dsn string) {
		r := open(t, dsn, NoLimits)
		admin, _ := r.join(t, Admin, "")
		tutor, _ := r.join(t, Tutor, "")
		if tutor.Role != Tutor || tutor.Origin != interaction.Staff || tutor.AgeBand != Adult {
			t.Errorf("tutor = %+v", tutor)
		}
		_, err := r.InviteStaff(t.Context(), tutor, Tutor)
		wants(t, "a tutor invites staff", fault.Forbidden, err)
		_, err = r.InviteStaff(t.Context(), admin, Student)
		wants(t, "an admin invites a student", fault.Invalid, err)
		c, err := r.InviteStaff(t.Context(), admin, Tutor)
		if err != nil || !c.ExpiresAt.Equal(epoch.Add(CodeLife)) {
			t.Fatal(c, err)
		}
		in := Registration{Name: "T", Password: password, Role: Admin, Code: c.Code}
		a, _, err := r.Register(t.Context(), in)
		if err != nil || a.Role != Tutor {
			t.Errorf("the code's role does not hold: %+v, %v", a, err)
		}
		_, _, err = r.Register(t.Context(), in)
		wants(t, "a code twice", fault.Invalid, err)
		c, err = r.InviteStaff(t.Context(), admin, Tutor)
		if err != nil {
			t.Fatal(err)
		}
		r.move(CodeLife)
		in.Code = c.Code
		_, _, err = r.Register(t.Context(), in)
		wants(t, "an old code", fault.Invalid, err)
	})
}

func TestRegistrationLimit(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, dsn string) {
		r := open(t, dsn, Limits{RegisterPerIP: Limit{Every: time.Minute, Burst: 1}})
		in := Registration{Name: "A", Password: "short", Role: Student, Age: Teen, IP: "192.0.2.1"}
		for range 3 { // a mistyped form is no attack
			_, _, err := r.Register(t.Context(), in)
			wants(t, "a short password", fault.Invalid, err)
		}
		in.Password = password
		if _, _, err := r.Register(t.Context(), in); err != nil {
			t.Fatal(err)
		}
		_, _, err := r.Register(t.Context(), in)
		wants(t, "a second one", fault.Busy, err)
		_, _, err = r.Setup(t.Context(), "x", Registration{Name: "A", Password: password, IP: in.IP})
		wants(t, "guessing set-up codes", fault.Busy, err)
	})
}

// To ask whether an address is taken costs a registration each time.
func TestAskingForAnAddressCounts(t *testing.T) {
	t.Parallel()
	r := open(t, "sqlite:"+t.TempDir(), Limits{RegisterPerIP: Limit{Every: time.Hour, Burst: 2}})
	in := Registration{Name: "A", Email: "a@example.org", Password: password, Role: Student, Age: Teen, IP: "192.0.2.1"}
	if _, _, err := r.Register(t.Context(), in); err != nil {
		t.Fatal(err)
	}
	_, _, err := r.Register(t.Context(), in)
	wants(t, "an address that is taken", fault.Conflict, err)
	_, _, err = r.Register(t.Context(), in)
	wants(t, "asking on", fault.Busy, err)
}
