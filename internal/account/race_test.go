package account_test

import (
	"context"
	"fmt"
	"io"
	"strings"
	"testing"
	"time"

	. "satprep/internal/account"
	"satprep/internal/db"
	"satprep/internal/db/dbtest"
	"satprep/internal/fault"
	"satprep/internal/interaction"
	"satprep/internal/uid"
)

// Hashing takes long enough for the password to be replaced meanwhile: whoever
// knew the old one must not be left with a token.
func TestSignInWhileThePasswordIsReplaced(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, dsn string) {
		r := open(t, dsn, NoLimits)
		a, _ := r.join(t, Student, Teen)
		const replaced = "another password"
		asked := false
		r.Service.Now = func() time.Time { // SignIn looks at the clock after hashing
			if !asked {
				asked = true
				if err := r.SetPassword(t.Context(), Operator(), a.UserID, replaced); err != nil {
					t.Error(err)
				}
			}
			return r.now()
		}
		_, token, err := r.SignIn(t.Context(), Credentials{UserID: a.UserID, Password: password})
		wants(t, "the old password", fault.Unauthenticated, err)
		if !asked || token != "" {
			t.Errorf("asked %t, token %q", asked, token)
		}
		if _, _, err := r.SignIn(t.Context(), Credentials{UserID: a.UserID, Password: replaced}); err != nil {
			t.Errorf("the new password: %v", err)
		}
	})
}

// Two changes of different fields at once keep both.
func TestChangesAtOnce(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, dsn string) {
		r := open(t, dsn, NoLimits)
		a, _ := r.join(t, Student, Teen)
		name, zone := "Bea", "Asia/Tokyo"
		within := false
		r.Service.Now = r.now
		r.Service.Consent = interrupting{r.Service.Consent, func() {
			if !within {
				within = true
				if _, err := r.Change(t.Context(), a, Profile{TimeZone: &zone}); err != nil {
					t.Error(err)
				}
			}
		}}
		got, err := r.Change(t.Context(), a, Profile{Name: &name})
		if err != nil || got.Name != name || got.TimeZone != zone {
			t.Errorf("%s in %s, %v", got.Name, got.TimeZone, err)
		}
	})
}

// A change that was begun before the account was closed does not give it an
// address or a password again.
func TestChangeOfAClosingAccount(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, dsn string) {
		for what, change := range map[string]func(*room, Actor) error{
			"address": func(r *room, a Actor) error {
				email := "late@example.org"
				_, err := r.Change(t.Context(), a, Profile{Email: &email})
				return err
			},
			"password": func(r *room, a Actor) error {
				return r.SetPassword(t.Context(), Operator(), a.UserID, "another password")
			},
		} {
			r := open(t, dsn, NoLimits)
			a, _ := r.join(t, Student, Teen)
			within := false
			r.Service.Consent = interrupting{r.Service.Consent, func() {
				if !within {
					within = true
					if err := r.Close(t.Context(), a, a.UserID); err != nil {
						t.Error(err)
					}
				}
			}}
			if err := change(r, a); err == nil {
				t.Errorf("%s: no error", what)
			}
			if got, err := r.Find(t.Context(), a.UserID); err != nil || got.Email != "" || got.HasPassword || got.Status != Closed {
				t.Errorf("%s: %+v, %v", what, got, err)
			}
		}
	})
}

// An interrupting consent does something before it is stamped.
type interrupting struct {
	Consent
	before func()
}

func (c interrupting) Stamp(ctx context.Context, subject uid.ID) (interaction.Stamp, error) {
	st, err := c.Consent.Stamp(ctx, subject)
	c.before()
	return st, err
}

// Asking for one address after the other tells which are taken.
func TestAddressesAreNotProbed(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, dsn string) {
		r := open(t, dsn, Limits{EmailPerAccount: Limit{Every: time.Hour, Burst: 3}})
		a, _ := r.join(t, Student, Teen)
		for i := range 5 {
			email := fmt.Sprintf("somebody%d@example.org", i)
			_, err := r.Change(t.Context(), a, Profile{Email: &email})
			if got := fault.Is(err, fault.Busy); got != (i >= 3) {
				t.Errorf("change %d: %v", i, err)
			}
		}
		same, name := "somebody2@example.org", "Bea"
		if _, err := r.Change(t.Context(), a, Profile{Email: &same, Name: &name}); err != nil {
			t.Errorf("the address they have: %v", err)
		}
	})
}

// One machine with a whole IPv6 network is one caller.
func TestSignInLimitOfANetwork(t *testing.T) {
	t.Parallel()
	r := open(t, "sqlite:"+t.TempDir(), Limits{SignInPerIP: Limit{Every: time.Hour, Burst: 2}})
	for i := range 4 {
		_, _, err := r.SignIn(t.Context(), Credentials{UserID: fmt.Sprint("u", i), Password: "x", IP: fmt.Sprintf("2001:db8::%d:1", i)})
		if want := []fault.Kind{fault.Unauthenticated, fault.Busy}[i/2]; !fault.Is(err, want) {
			t.Errorf("try %d: %v, want %v", i, err, want)
		}
	}
}

// Where nothing can be written, people can still read: renewing a sign-in waits.
func TestSignInsOutlastAFullDisk(t *testing.T) {
	t.Parallel()
	r := open(t, "sqlite:"+t.TempDir(), NoLimits)
	a, token := r.join(t, Student, Teen)
	r.move(48 * time.Hour)
	write := func(sql string) error {
		return r.db.Write(t.Context(), func(tx *db.Tx) error { _, err := tx.Exec(sql); return err })
	}
	if err := write("PRAGMA query_only(1)"); err != nil && !fault.Is(err, fault.Busy) { // its own commit may be the first to fail
		t.Fatal(err)
	}
	wants(t, "any write", fault.Busy, write("UPDATE token SET made_at = 0"))
	if got, err := r.Authenticate(t.Context(), token); err != nil || got.UserID != a.UserID {
		t.Errorf("while nothing can be written: %v, %v", got.UserID, err)
	}
}

// What a spreadsheet saves otherwise is named, and a quotation mark that is not
// closed says how far it reached.
func TestImportSaysWhatIsWrong(t *testing.T) {
	t.Parallel()
	r := open(t, "sqlite:"+t.TempDir(), NoLimits)
	for file, word := range map[string]string{
		"user_id;role;age_band;name\na;student;13_17;A\n": "semicolons",
		"\xff\xfeu\x00s\x00e\x00r\x00":                    "UTF-8",
	} {
		_, err := r.Import(t.Context(), strings.NewReader(file), io.Discard)
		if !fault.Is(err, fault.Invalid) || !strings.Contains(fault.Sentence(err), word) {
			t.Errorf("%q: %v", file, err)
		}
	}
	done, err := r.Import(t.Context(), strings.NewReader("user_id,role,age_band,name\n\"a,student,13_17,A\nb,student,13_17,B\nc,student,13_17,C\n"), io.Discard)
	if err != nil || done.New != 0 || done.Refused != 1 || done.Refusals[0].Line != 2 || !strings.Contains(done.Refusals[0].Sentence, "up to 4") {
		t.Errorf("%+v, %v", done, err)
	}
}
