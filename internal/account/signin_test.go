package account_test

import (
	"strings"
	"testing"
	"time"

	. "satprep/internal/account"
	"satprep/internal/db"
	"satprep/internal/db/dbtest"
	"satprep/internal/fault"
)

func TestSignIn(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, dsn string) {
		r := open(t, dsn, NoLimits)
		a, _, err := r.Register(t.Context(), Registration{Name: "Ann", Email: "ann@example.org", Password: password, Role: Student, Age: Teen})
		if err != nil {
			t.Fatal(err)
		}
		for _, in := range []Credentials{{UserID: a.UserID}, {Email: " ANN@example.org"}, {UserID: "ann@example.org"}} {
			in.Password = password
			got, token, err := r.SignIn(t.Context(), in)
			if err != nil || got != a {
				t.Errorf("%+v: %+v, %v", in, got, err)
			}
			if got, err := r.Authenticate(t.Context(), token); err != nil || got != a {
				t.Errorf("%+v: the token is %+v's, %v", in, got, err)
			}
		}
		_, _, wrong := r.SignIn(t.Context(), Credentials{UserID: a.UserID, Password: "wrong"})
		wants(t, "a wrong password", fault.Unauthenticated, wrong)
		for _, in := range []Credentials{
			{UserID: "nobody", Password: password}, {Email: "nobody@example.org", Password: password}, {UserID: "no\x00body", Password: password},
			{UserID: a.UserID}, {UserID: a.UserID, Password: strings.Repeat(password, 1000)}, {UserID: "nobody", Password: ""},
		} {
			_, _, err := r.SignIn(t.Context(), in)
			if fault.KindOf(err) != fault.Unauthenticated || fault.Sentence(err) != fault.Sentence(wrong) {
				t.Errorf("%.40q: %v differs from a wrong password", in.UserID+in.Email, err)
			}
		}
		_, _, err = r.SignIn(t.Context(), Credentials{Password: password})
		wants(t, "nobody named", fault.Invalid, err)
		// What has no password cannot be signed in with an empty one.
		if _, err := r.Import(t.Context(), strings.NewReader("user_id,role,age_band,name\nbare,student,13_17,B\n"), &strings.Builder{}); err != nil {
			t.Fatal(err)
		}
		_, _, err = r.SignIn(t.Context(), Credentials{UserID: "bare"})
		wants(t, "an imported user without a password", fault.Unauthenticated, err)
	})
}

func TestSignInLimits(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, dsn string) {
		r := open(t, dsn, Limits{SignInPerAccount: Limit{Every: time.Minute, Burst: 2}, SignInPerIP: Limit{Every: time.Minute, Burst: 4}})
		a, _ := r.join(t, Student, Teen)
		try := func(user, pass, ip string) error {
			_, _, err := r.SignIn(t.Context(), Credentials{UserID: user, Password: pass, IP: ip})
			return err
		}
		for range 4 {
			if err := try(a.UserID, password, "192.0.2.1"); err != nil {
				t.Fatal("a sign-in that succeeds counts: ", err)
			}
		}
		for range 2 {
			wants(t, "wrong", fault.Unauthenticated, try(a.UserID, "wrong", "192.0.2.1"))
		}
		err := try(a.UserID, password, "192.0.2.2")
		wants(t, "after two wrong ones, from elsewhere", fault.Busy, err)
		if fault.RetryAfter(err) == 0 {
			t.Error("it does not say when to try again")
		}
		for range 2 {
			wants(t, "unknown users", fault.Unauthenticated, try("nobody", "wrong", "192.0.2.1"))
		}
		wants(t, "unknown users are limited like known ones", fault.Busy, try("nobody", "wrong", "192.0.2.3"))
		wants(t, "four failures from one address", fault.Busy, try("another", "wrong", "192.0.2.1"))
		r.move(2 * time.Minute)
		if err := try(a.UserID, password, "192.0.2.1"); err != nil {
			t.Error("after the wait: ", err)
		}
	})
}

func TestTokens(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, dsn string) {
		r := open(t, dsn, NoLimits)
		a, first := r.join(t, Student, Teen)
		_, second, err := r.SignIn(t.Context(), Credentials{UserID: a.UserID, Password: password})
		if err != nil {
			t.Fatal(err)
		}
		issued, err := r.IssueToken(t.Context(), a.UserID)
		if err != nil {
			t.Fatal(err)
		}
		alive := func(want bool, tokens ...string) {
			t.Helper()
			for _, token := range tokens {
				if _, err := r.Authenticate(t.Context(), token); (err == nil) != want || (err != nil && !fault.Is(err, fault.Unauthenticated)) {
					t.Errorf("token %s…: %v, want alive = %v", token[:6], err, want)
				}
			}
		}
		alive(true, first, second, issued)
		alive(false, "", "sp_", strings.Replace(first, "sp_", "sq_", 1), first[:45]+"!", "sp_"+strings.Repeat("A", 43))

		if err := r.SignOut(t.Context(), second); err != nil {
			t.Fatal(err)
		}
		alive(false, second)
		alive(true, first, issued)

		// Use keeps a sign-in alive, a month without it does not.
		for range 3 {
			r.move(SignInLife - time.Hour)
			r.forgetCaches(t)
			alive(true, first)
		}
		r.move(SignInLife + time.Hour)
		alive(false, first)
		alive(true, issued)

		other, _ := r.join(t, Student, Teen)
		wants(t, "revoking another's tokens", fault.Forbidden, r.RevokeAll(t.Context(), other, a.UserID))
		if err := r.RevokeAll(t.Context(), a, a.UserID); err != nil {
			t.Fatal(err)
		}
		alive(false, issued)
		_, err = r.IssueToken(t.Context(), "nobody")
		wants(t, "a token for nobody", fault.Missing, err)

		late, err := r.IssueToken(t.Context(), a.UserID)
		if err != nil {
			t.Fatal(err)
		}
		r.move(OperatorLife)
		alive(false, late)
	})
}

// forgetCaches makes the room read the database, as it does after a second.
func (r *room) forgetCaches(t *testing.T) {
	t.Helper()
	fresh, err := New(r.Deps)
	if err != nil {
		t.Fatal(err)
	}
	r.Service = fresh
}

// Nothing that signs anybody in can be read in the database.
func TestSecretsAreNotStored(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, dsn string) {
		r := open(t, dsn, NoLimits)
		a, token := r.join(t, Student, Teen)
		c, err := r.InviteLink(t.Context(), a, Tutor)
		if err != nil {
			t.Fatal(err)
		}
		rows := dump(t, r.db, `SELECT user_id || COALESCE(password, '') FROM account`) +
			dump(t, r.db, `SELECT digest FROM token`) + dump(t, r.db, `SELECT digest FROM invitation`) + dump(t, r.db, `SELECT from_user || kind || role FROM invitation`)
		for _, secret := range []string{password, token, token[3:], c.Code} {
			if strings.Contains(rows, secret) {
				t.Errorf("%q is stored", secret)
			}
		}
		if !strings.Contains(rows, a.UserID) {
			t.Error("the test reads nothing")
		}
	})
}

func dump(t *testing.T, d *db.DB, query string) string {
	t.Helper()
	rows, err := d.Query(t.Context(), query)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	var b strings.Builder
	for rows.Next() {
		var s []byte
		if err := rows.Scan(&s); err != nil {
			t.Fatal(err)
		}
		b.Write(s)
	}
	return b.String()
}
