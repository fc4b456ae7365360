package api_test

import (
	"sync"
	"testing"
	"time"

	"satprep/internal/app"
	"satprep/internal/db"
	"satprep/internal/db/dbtest"
)

func TestSameKeySameReply(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, dsn string) {
		sameKeySameReply(t, start(t, func(conf *app.Config) { conf.DB = dsn }))
	})
}

func sameKeySameReply(t *testing.T, c client) {
	form := map[string]any{"name": "Learner", "password": "long enough", "age_band": "13_17", "role": "student"}
	first := c.send("POST", "/auth/register", form, "Idempotency-Key", "k-1").must(t, 201)
	again := c.send("POST", "/auth/register", form, "Idempotency-Key", "k-1").must(t, 201)
	if string(first.body) != string(again.body) || again.header.Get("Idempotent-Replayed") != "true" || first.header.Get("Idempotent-Replayed") != "" {
		t.Errorf("first %s, then %s (replayed %q)", first.body, again.body, again.header.Get("Idempotent-Replayed"))
	}
	if first.header.Get("Set-Cookie") != again.header.Get("Set-Cookie") || first.header.Get("Content-Type") != again.header.Get("Content-Type") {
		t.Errorf("headers differ: %v, %v", first.header, again.header)
	}

	form["name"] = "Somebody else"
	c.send("POST", "/auth/register", form, "Idempotency-Key", "k-1").must(t, 409)
	c.send("POST", "/auth/register", form, "Idempotency-Key", "k-2").must(t, 201)
}

func TestKeyBelongsToActorAndRoute(t *testing.T) {
	t.Parallel()
	c := start(t, nil)
	a, _ := c.join("student", "13_17")
	b, _ := c.join("student", "13_17")
	ask := map[string]any{"role": "parent"}
	first := a.send("POST", "/invitations", ask, "Idempotency-Key", "same").must(t, 201)
	if again := a.send("POST", "/invitations", ask, "Idempotency-Key", "same").must(t, 201); string(again.body) != string(first.body) {
		t.Errorf("%s, then %s", first.body, again.body)
	}
	if other := b.send("POST", "/invitations", ask, "Idempotency-Key", "same").must(t, 201); string(other.body) == string(first.body) {
		t.Error("two people share a key")
	}
	a.send("POST", "/invitations/accept", map[string]any{"code": "0000000000"}, "Idempotency-Key", "same").must(t, 400)
}

func TestErrorsFreeTheKey(t *testing.T) {
	t.Parallel()
	c := start(t, nil)
	c.send("POST", "/auth/register", map[string]any{"name": "Learner"}, "Idempotency-Key", "k").must(t, 400)
	form := map[string]any{"name": "Learner", "password": "long enough", "age_band": "13_17"}
	c.send("POST", "/auth/register", form, "Idempotency-Key", "k").must(t, 201)
	for _, bad := range []string{"has space", "é", longText(201)} {
		c.send("POST", "/auth/register", form, "Idempotency-Key", bad).must(t, 400)
	}
}

func TestConcurrentSameKey(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, dsn string) {
		concurrentSameKey(t, start(t, func(conf *app.Config) { conf.DB = dsn }))
	})
}

func concurrentSameKey(t *testing.T, c client) {
	me, _ := c.join("student", "13_17")
	bodies := make([]string, 8)
	var wg sync.WaitGroup
	for i := range bodies {
		wg.Go(func() {
			bodies[i] = string(me.send("POST", "/invitations", map[string]any{"role": "tutor"}, "Idempotency-Key", "once").must(t, 201).body)
		})
	}
	wg.Wait()
	for _, b := range bodies[1:] {
		if b != bodies[0] {
			t.Errorf("%s and %s", bodies[0], b)
		}
	}
}

func TestKeysEnd(t *testing.T) {
	t.Parallel()
	var mu sync.Mutex
	at := time.Date(2026, 3, 1, 9, 0, 0, 0, time.UTC)
	now := func() time.Time { mu.Lock(); defer mu.Unlock(); return at }
	c := start(t, func(conf *app.Config) { conf.Now = now })
	me, _ := c.join("student", "13_17")
	ask := map[string]any{"role": "parent"}
	first := me.send("POST", "/invitations", ask, "Idempotency-Key", "k").must(t, 201)
	mu.Lock()
	at = at.Add(25 * time.Hour)
	mu.Unlock()
	if later := me.send("POST", "/invitations", ask, "Idempotency-Key", "k").must(t, 201); string(later.body) == string(first.body) {
		t.Error("the key stands for more than a day")
	}
}

// TestKeptRepliesAreSealed looks at what lies in the database.
func TestKeptRepliesAreSealed(t *testing.T) {
	t.Parallel()
	s, c := startApp(t, nil)
	var got signedIn
	form := map[string]any{"name": "Learner", "password": "long enough", "age_band": "13_17"}
	c.send("POST", "/auth/register", form, "Idempotency-Key", "k").must(t, 201).into(t, &got)
	rows, err := s.Rooms.DB.Query(t.Context(), `SELECT digest, request, sealed FROM idempotency`)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	n := 0
	for ; rows.Next(); n++ {
		var digest, request, sealed []byte
		if err := rows.Scan(&digest, &request, &sealed); err != nil {
			t.Fatal(err)
		}
		for _, b := range [][]byte{digest, request, sealed} {
			if holds(b, got.Token) || holds(b, got.UserID) {
				t.Error("a reply lies open in the database")
			}
		}
	}
	if err := rows.Err(); err != nil || n != 1 {
		t.Errorf("%d rows, %v", n, err)
	}
}

// TestDeadAttempt: a server that died in the middle leaves the key taken; after
// a while the next try gets it.
func TestDeadAttempt(t *testing.T) {
	t.Parallel()
	var mu sync.Mutex
	at := time.Date(2026, 3, 1, 9, 0, 0, 0, time.UTC)
	now := func() time.Time { mu.Lock(); defer mu.Unlock(); return at }
	s, c := startApp(t, func(conf *app.Config) { conf.Now = now })
	me, _ := c.join("student", "13_17")
	ask := map[string]any{"role": "parent"}
	me.send("POST", "/invitations", ask, "Idempotency-Key", "k").must(t, 201)
	err := s.Rooms.DB.Write(t.Context(), func(tx *db.Tx) error {
		_, err := tx.Exec(`UPDATE idempotency SET status = 0, sealed = NULL`)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	me.send("POST", "/invitations", ask, "Idempotency-Key", "k").must(t, 409)
	mu.Lock()
	at = at.Add(3 * time.Minute)
	mu.Unlock()
	me.send("POST", "/invitations", ask, "Idempotency-Key", "k").must(t, 201)
}
