package consent

import (
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"golang.org/x/sync/errgroup"

	"satprep/internal/account"
	"satprep/internal/db"
	"satprep/internal/db/dbtest"
	"satprep/internal/interaction"
	"satprep/internal/uid"
)

// A world is a ledger, a clock and people whose consent changes at random.
type world struct {
	*testing.T
	*rand.Rand
	ledger  *Ledger
	log     *interaction.Log
	now     time.Time
	people  []uid.ID
	ends    []time.Time // of grants that were made
	records []*interaction.Record
}

func newWorld(t *testing.T, dsn string, seed uint64) *world {
	t.Helper()
	w := &world{T: t, Rand: rand.New(rand.NewPCG(seed, 3)), now: time.Date(2026, 1, 5, 8, 0, 0, 0, time.UTC)}
	clock := func() time.Time { return w.now }
	keys, err := interaction.OpenKeyring(dbtest.OpenKeys(t, dsn), clock)
	if err != nil {
		t.Fatal(err)
	}
	main := dbtest.Open(t, dsn)
	w.log = interaction.NewLog(main, keys, clock)
	if w.ledger, err = NewLedger(LedgerDeps{DB: main, Log: w.log, Now: clock}); err != nil {
		t.Fatal(err)
	}
	return w
}

func (w *world) must(err error) {
	w.Helper()
	if err != nil {
		w.Fatal(err)
	}
}

// write runs what was planned in one transaction.
func (w *world) write(all []func(*db.Tx) error) {
	w.Helper()
	w.must(w.ledger.DB.Write(w.Context(), func(tx *db.Tx) error {
		for _, write := range all {
			if err := write(tx); err != nil {
				return err
			}
		}
		return nil
	}))
}

func one[T any](w *world, of ...T) T { return of[w.IntN(len(of))] }

// act plans a random change of somebody's consent; nil where it would change
// nothing.
func (w *world) act(subject uid.ID) func(*db.Tx) error {
	w.Helper()
	ctx, l := w.Context(), w.ledger
	by := account.Giver{Who: account.ByLearner, Subject: subject}
	age := one(w, account.Under13, account.Teen, account.Adult)
	last, err := l.last(ctx, subject, by)
	w.must(err)
	if !last.stamp.Valid() { // closed, or not there yet
		p, err := l.Begin(subject, age, by, interaction.Service)
		w.must(err)
		return p.Write
	}
	switch n := w.IntN(20); {
	case n == 0:
		p, err := l.End(ctx, subject, interaction.Real, by)
		w.must(err)
		return p.Write
	case n < 3:
		p, err := l.Restate(ctx, subject, interaction.Real, age, by)
		w.must(err)
		return p.Write
	}
	var changes []change
	for i, name := range interaction.PurposeNames[1:] {
		c := change{purpose: name, text: textOf[name], by: by, granted: w.IntN(3) > 0}
		if w.IntN(2) == 0 || !c.granted && !last.stamp.Purposes.Has(2<<i) {
			continue
		}
		if c.granted && w.IntN(3) == 0 {
			c.until = w.now.Add(time.Duration(1 + w.Int64N(int64(20*24*time.Hour)))).Truncate(time.Microsecond)
			if w.IntN(4) == 0 && len(w.ends) > 0 && w.ends[len(w.ends)-1].After(w.now) {
				c.until = w.ends[len(w.ends)-1] // several at the same moment
			}
			w.ends = append(w.ends, c.until)
		}
		changes = append(changes, c)
	}
	p, err := l.apply(ctx, last, interaction.Real, by, changes)
	w.must(err)
	return p.write
}

// live lets some people act at about now, and writes down what has ended.
func (w *world) live(actions int) {
	w.Helper()
	var all []func(*db.Tx) error
	for _, i := range w.Perm(len(w.people))[:actions] {
		w.now = w.now.Add(time.Duration(w.IntN(3)) * time.Microsecond)
		all = append(all, w.act(w.people[i]))
	}
	w.write(all)
	if w.IntN(3) > 0 {
		return
	}
	subjects, err := ended(w.Context(), w.ledger.DB, db.Micros(w.now))
	w.must(err)
	all = nil
	for _, s := range subjects {
		p, err := w.ledger.expire(w.Context(), s, interaction.Real)
		w.must(err)
		all = append(all, p.write)
	}
	w.write(all)
}

// record records something of somebody at now, as a room does; some of it by
// another person. Nothing comes of it where nothing may be recorded.
func (w *world) record(stamps map[uid.ID]interaction.Stamp) {
	w.Helper()
	subject := one(w, w.people...)
	stamp, ok := stamps[subject]
	if !ok {
		stamp, _ = w.ledger.Stamp(w.Context(), subject) // not valid: nothing
		stamps[subject] = stamp
	}
	if !stamp.Valid() {
		return
	}
	r := &interaction.Record{Subject: subject, Kind: interaction.PracticeAnswered, Origin: interaction.Real, Consent: stamp}
	if w.IntN(4) == 0 {
		r.Actor = one(w, w.people...)
	}
	w.must(w.log.Prepare(w.Context(), r))
	w.records = append(w.records, r)
}

// pass lets time pass until next, with n records; many of them in the very
// microseconds in which something ends. The stamps are those of the beginning.
func (w *world) pass(next time.Time, n int) {
	w.Helper()
	begin := w.now
	times := []time.Time{begin, begin, begin}
	for _, end := range w.ends {
		for d := -time.Microsecond; d <= time.Microsecond; d += time.Microsecond {
			if t := end.Add(d); t.After(begin) && t.Before(next) {
				times = append(times, t)
			}
		}
	}
	for len(times) < n {
		times = append(times, begin.Add(time.Duration(w.Int64N(int64(next.Sub(begin))))))
	}
	w.Shuffle(len(times), func(i, j int) { times[i], times[j] = times[j], times[i] })
	times = times[:n]
	slices.SortFunc(times, time.Time.Compare)
	stamps := map[uid.ID]interaction.Stamp{}
	for _, w.now = range times {
		w.record(stamps)
	}
	w.now = next
}

// A raw is a row of consent with the moment from which it counts.
type raw struct {
	purpose string
	granted bool
	from    int64
	until   int64
}

// An oracle answers slowly, from the rows of what people chose and never from
// states.
type oracle struct {
	rows  map[uid.ID][]raw
	modes []mode
}

func (w *world) oracle() oracle {
	w.Helper()
	o := oracle{rows: map[uid.ID][]raw{}}
	rows, err := w.ledger.DB.Query(w.Context(), `SELECT c.subject, c.purpose, c.granted, s.made_at, COALESCE(c.until_at, 0) FROM consent c, consent_state s WHERE s.id = c.state ORDER BY s.revision`)
	w.must(err)
	defer rows.Close()
	for rows.Next() {
		var s uid.ID
		var r raw
		w.must(rows.Scan(&s, &r.purpose, &r.granted, &r.from, &r.until))
		o.rows[s] = append(o.rows[s], r)
	}
	w.must(rows.Err())
	o.modes, err = listModes(w.Context(), w.ledger.DB, db.Micros(w.now))
	w.must(err)
	return o
}

// stood asks whether one purpose stood at a moment, as was known at another.
func (o oracle) stood(s uid.ID, purpose string, at, known int64) bool {
	yes := false
	for _, r := range o.rows[s] {
		if r.purpose == purpose && r.from <= known && r.from <= at {
			yes = r.granted && (r.until == 0 || at < r.until)
		}
	}
	if purpose == "research_export" || purpose == "ai_training" {
		school := false
		for _, m := range o.modes {
			if m.from <= at && m.from <= known {
				school = m.school
			}
		}
		yes = yes && !school
	}
	return yes
}

func (o oracle) admits(r *interaction.Record, purposes []string, asOf int64) bool {
	at := r.ReceivedAt.UnixMicro()
	if at > asOf {
		return false
	}
	for _, p := range purposes {
		for _, who := range []uid.ID{r.Subject, r.Actor} {
			if who != (uid.ID{}) && !(o.stood(who, p, at, asOf) && o.stood(who, p, asOf, asOf)) {
				return false
			}
		}
	}
	return true
}

// Random histories of grants, ends, withdrawals, changes of age, closings and
// the school mode: what the index admits is what the oracle admits, and every
// stamp says what stood in its microsecond.
func TestAsOfAgainstAnOracle(t *testing.T) {
	t.Parallel()
	const people, steps, records = 1_200, 32, 105_000
	w := newWorld(t, "sqlite:"+t.TempDir(), 20260105)
	ctx := t.Context()
	var asOf []time.Time
	var group errgroup.Group
	for range people {
		s := uid.Random()
		w.people = append(w.people, s)
		group.Go(func() error { return w.log.Keys().Make(ctx, s) })
	}
	w.must(group.Wait())
	for step := range steps {
		if step == 14 || step == 18 || step == 30 {
			w.must(w.ledger.Enforce(ctx, step != 18))
			w.now = w.now.Add(time.Microsecond)
		}
		actions := 150
		if step == 0 {
			actions = people - 20 // who begins later, or never
		}
		w.live(actions)
		if step == 12 || step == 24 {
			asOf = append(asOf, w.now.Add(-time.Duration(step%5)*time.Microsecond))
		}
		w.pass(w.now.Add(time.Duration(1+w.Int64N(int64(2*24*time.Hour)))), records/steps)
	}
	asOf = append(asOf, w.ends[len(w.ends)/2], w.now)
	o := w.oracle()
	for _, r := range w.records {
		at := r.ReceivedAt.UnixMicro()
		for i, p := range interaction.PurposeNames {
			school := r.Consent.School && (p == "research_export" || p == "ai_training")
			if says := r.Consent.Purposes.Has(1<<i) && !school; says != o.stood(r.Subject, p, at, at) {
				t.Fatalf("a stamp of %s says %v of %s", r.ReceivedAt, says, p)
			}
		}
	}
	admitted, refused := 0, 0
	for _, moment := range asOf {
		index, err := w.ledger.AsOf(ctx, moment)
		w.must(err)
		violations := 0
		for n, r := range w.records {
			purposes := interaction.Purposes(n%31 + 1)
			if n%8 > 0 {
				purposes = 1 << (n % 5)
			}
			got, want := index.Admits(r, purposes), o.admits(r, purposes.Names(), moment.UnixMicro())
			if got != want {
				violations++
			}
			if got {
				admitted++
			} else {
				refused++
			}
		}
		if violations > 0 {
			t.Errorf("as of %s: %d of %d records are not admitted as the oracle says", moment, violations, len(w.records))
		}
	}
	t.Logf("%d people, %d records, as of %d moments: admitted %d, refused %d", people, len(w.records), len(asOf), admitted, refused)
	if len(w.records) < 100_000 || admitted < len(w.records)/10 || refused < len(w.records)/10 {
		t.Errorf("too little was tried: %d records, %d admitted, %d refused", len(w.records), admitted, refused)
	}
}
