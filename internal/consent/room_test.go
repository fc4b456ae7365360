package consent_test

import (
	"sync"
	"testing"
	"time"

	"satprep/internal/account"
	"satprep/internal/consent"
	"satprep/internal/db"
	"satprep/internal/db/dbtest"
	"satprep/internal/interaction"
)

var epoch = time.Date(2026, 1, 5, 8, 0, 0, 0, time.UTC)

// A clock stands still until it is moved.
type clock struct {
	mu sync.Mutex
	at time.Time
}

func (c *clock) now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.at
}

func (c *clock) move(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.at = c.at.Add(d)
}

type rooms struct {
	*clock
	db       *db.DB
	log      *interaction.Log
	ledger   *consent.Ledger
	accounts *account.Service
}

func open(t *testing.T, dsn string) *rooms {
	t.Helper()
	return build(t, dbtest.Open(t, dsn), dbtest.OpenKeys(t, dsn))
}

func openBench(b *testing.B) *rooms {
	b.Helper()
	dsn := "sqlite:" + b.TempDir()
	var two []*db.DB
	for _, s := range []db.Schema{db.Main, db.Keys} {
		d, err := db.Open(b.Context(), dsn, s)
		if err != nil {
			b.Fatal(err)
		}
		b.Cleanup(func() { d.Close() })
		two = append(two, d)
	}
	return build(b, two[0], two[1])
}

func build(t testing.TB, main, keyDB *db.DB) *rooms {
	t.Helper()
	r := &rooms{clock: &clock{at: epoch}, db: main}
	keys, err := interaction.OpenKeyring(keyDB, r.now)
	if err != nil {
		t.Fatal(err)
	}
	r.log = interaction.NewLog(r.db, keys, r.now)
	if r.ledger, err = consent.NewLedger(consent.LedgerDeps{DB: r.db, Log: r.log, Now: r.now}); err != nil {
		t.Fatal(err)
	}
	r.accounts, err = account.New(account.Deps{DB: r.db, Log: r.log, Consent: r.ledger, Now: r.now, Limits: account.NoLimits, Passwords: account.Light})
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func (r *rooms) register(t *testing.T, role account.Role, age account.AgeBand) (account.Actor, string) {
	t.Helper()
	a, token, err := r.accounts.Register(t.Context(), account.Registration{Name: "Learner", Password: "long enough", Role: role, Age: age})
	if err != nil {
		t.Fatal(err)
	}
	return a, token
}
