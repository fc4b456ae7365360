package question

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"satprep/internal/audit"
	"satprep/internal/db"
	"satprep/internal/db/dbtest"
	"satprep/internal/fault"
	"satprep/internal/irt"
	"satprep/internal/uid"
)

// clock is a time that tests move.
type clock struct {
	mu sync.Mutex
	at time.Time
}

func newClock() *clock { return &clock{at: time.Date(2026, 3, 1, 9, 0, 0, 0, time.UTC)} }

func (c *clock) now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.at
}

func (c *clock) pass(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.at = c.at.Add(d)
}

func open(t testing.TB, d *db.DB, now func() time.Time) *Service {
	t.Helper()
	s := New(d, now)
	if err := s.Open(t.Context()); err != nil {
		t.Fatal(err)
	}
	return s
}

// edited returns a question's line after a change of its JSON.
func edited(t testing.TB, q *Question, change func(v map[string]any)) string {
	t.Helper()
	var v map[string]any
	if err := json.Unmarshal(must(Line(q)), &v); err != nil {
		t.Fatal(err)
	}
	change(v)
	return string(must(json.Marshal(v))) + "\n"
}

func reword(v map[string]any) { v["stem"] = v["stem"].(string) + " Explain." }

func TestOpenReadsBackTheEmbeddedBank(t *testing.T) {
	t.Parallel()
	want := embeddedBank(t)
	dbtest.Each(t, func(t *testing.T, dsn string) {
		d, c := dbtest.Open(t, dsn), newClock()
		got := open(t, d, c.now).Bank(t.Context())
		if diff := cmp.Diff(want.Questions, got.Questions); diff != "" {
			t.Error(diff)
		}
		if diff := cmp.Diff(want.Skills(), got.Skills()); diff != "" {
			t.Error(diff)
		}
		if got.Version != want.Version || got.ParamsVersion != want.ParamsVersion {
			t.Errorf("versions %s %s", got.Version, got.ParamsVersion)
		}
		if !slices.EqualFunc(got.Forms(), want.Forms(), func(x, y *Form) bool { return x.ID == y.ID && x.Version == y.Version }) {
			t.Errorf("the forms are %v, not %v", got.Forms(), want.Forms())
		}
		open(t, d, c.now)
		if n := history(t, d); n != 1 {
			t.Errorf("opening twice makes %d entries of history", n)
		}
	})
}

func history(t testing.TB, d *db.DB) (n int) {
	t.Helper()
	if err := d.QueryRow(t.Context(), `SELECT COUNT(*) FROM bank`).Scan(&n); err != nil {
		t.Fatal(err)
	}
	return n
}

func TestImport(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, dsn string) {
		d, c := dbtest.Open(t, dsn), newClock()
		s := open(t, d, c.now)
		ctx, before := t.Context(), s.Bank(t.Context())
		by := By{Origin: "import", Actor: uid.New(c.now())}
		q, kept, harder := before.Questions[0], before.Questions[1], before.Questions[2]
		added := edited(t, q, func(v map[string]any) { v["id"], v["family"] = "new-aaaaaa", "new-aaaaaa"; reword(v); reword(v) })
		file := edited(t, q, reword) + string(must(Line(kept))) + "\n{bad\n" + added +
			edited(t, harder, func(v map[string]any) {
				v["adjust"], v["use"], v["tags"] = 0.4, "practice", []string{"x"}
				delete(v, "slot")
			})
		report, err := s.Import(ctx, by, strings.NewReader(file))
		if err != nil {
			t.Fatal(err)
		}
		if report.Added != 1 || report.Changed != 2 || report.Unchanged != 1 || len(report.Bad) != 1 || report.Bad[0].Line != 3 {
			t.Errorf("report %+v", report)
		}
		after := s.Bank(ctx)
		if report.Bank != after.Version || report.Params != after.ParamsVersion || after.Version == before.Version || after.ParamsVersion == before.ParamsVersion || len(after.Questions) != len(before.Questions)+1 {
			t.Errorf("versions %s %s after %s %s, %d questions", after.Version, after.ParamsVersion, before.Version, before.ParamsVersion, len(after.Questions))
		}
		// The new version is served, the old one can still be read.
		now, _ := after.ByID(q.ID)
		then, err := after.Find(q.ID, q.Version)
		if err != nil || now.Version == q.Version || then.Stem != q.Stem || now.Stem == q.Stem {
			t.Errorf("old version %v, %v", then, err)
		}
		if h, _ := after.ByID(harder.ID); h.Version != harder.Version || h.Adjust != .4 || h.Params.B != AuthoredParams(h.Type, h.Difficulty, .4).B || h.Use != Practice || len(h.Tags) != 1 {
			t.Errorf("what is not content: %+v", h)
		}
		if _, ok := before.ByID("new-aaaaaa"); ok {
			t.Error("the snapshot before changed")
		}
		// What was written is what a new process reads.
		again := open(t, d, c.now).Bank(ctx)
		if diff := cmp.Diff(after.Questions, again.Questions); diff != "" || again.Version != after.Version {
			t.Error(diff)
		}
		// Nothing new makes no history.
		n := history(t, d)
		if report, err := s.Import(ctx, by, strings.NewReader(file)); err != nil || report.Unchanged != 4 || report.Bank != after.Version || history(t, d) != n {
			t.Errorf("the same again: %+v, %v", report, err)
		}
		var actor uid.ID
		if err := d.QueryRow(ctx, `SELECT actor FROM bank ORDER BY number DESC LIMIT 1`).Scan(&actor); err != nil || actor != by.Actor {
			t.Errorf("the history names %v, %v", actor, err)
		}
	})
}

func TestImportOfSkills(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, dsn string) {
		s := open(t, dbtest.Open(t, dsn), newClock().now)
		report, err := s.Import(t.Context(), By{Origin: "import"}, strings.NewReader(`{"skill":"circles","strategy":"Draw it."}`))
		if skill, ok := s.Bank(t.Context()).Skill("circles"); err != nil || report.Skills != 1 || !ok || skill.Strategy != "Draw it." {
			t.Errorf("%+v %v %v", report, skill, err)
		}
	})
}

func TestRetire(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, dsn string) {
		d, ctx := dbtest.Open(t, dsn), t.Context()
		s := open(t, d, newClock().now)
		before := s.Bank(ctx)
		q := before.Questions[5]
		for range 2 { // the second changes nothing
			if err := s.Retire(ctx, By{}, q.ID, true); err != nil {
				t.Fatal(err)
			}
		}
		b := open(t, d, newClock().now).Bank(ctx)
		_, served := b.ByID(q.ID)
		found, err := b.Find(q.ID, q.Version)
		if served || err != nil || !found.Retired || found.Stem != q.Stem || len(b.Questions) != len(before.Questions)-1 || history(t, d) != 2 || b.ParamsVersion != before.ParamsVersion {
			t.Errorf("served %v, found %v %v, %d entries", served, found, err, history(t, d))
		}
		// A file does not put it back, neither as it was nor with other words.
		line, err := Line(q)
		if err != nil {
			t.Fatal(err)
		}
		if report, err := s.Import(ctx, By{}, bytes.NewReader(line)); err != nil || report.Unchanged != 1 {
			t.Errorf("the same imported: %+v %v", report, err)
		}
		other := bytes.Replace(line, []byte(`"steps":["`), []byte(`"steps":["First: `), 1)
		if report, err := s.Import(ctx, By{}, bytes.NewReader(other)); err != nil || report.Changed != 1 || !slices.ContainsFunc(report.Findings, func(f Finding) bool { return f.ID == q.ID && f.Field == "retired" }) {
			t.Errorf("a new version imported: %+v %v", report, err)
		}
		if _, served := s.Bank(ctx).ByID(q.ID); served {
			t.Error("an import put a retired question back")
		}
		if _, err := s.Import(ctx, By{}, bytes.NewReader(line)); err != nil {
			t.Fatal(err)
		}
		if err := s.Retire(ctx, By{}, q.ID, false); err != nil || s.Bank(ctx).Version != before.Version {
			t.Errorf("back in force: %v", err)
		}
		if err := s.Retire(ctx, By{}, "none", true); !fault.Is(err, fault.Missing) {
			t.Errorf("got %v", err)
		}
	})
}

func TestPromote(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, dsn string) {
		d, ctx := dbtest.Open(t, dsn), t.Context()
		s := open(t, d, newClock().now)
		before := s.Bank(ctx)
		q, other := before.Questions[7], before.Questions[8]
		calibrated := Params{Params: irt.Params{A: 1.25, B: .1 + .2, C: .19}, BSD: .1, ALnSD: .2, Source: Calibrated, Responses: 1234}
		by := By{Origin: "import", Role: "admin"}
		proposed := func(q *Question, p Params) map[string]Proposed {
			return map[string]Proposed{q.ID: {Version: q.Version, Difficulty: q.Difficulty, Adjust: q.Adjust, Params: p}}
		}
		all := proposed(q, calibrated)
		all[other.ID] = Proposed{Version: other.Version, Params: other.Params}
		third, fourth := before.Questions[9], before.Questions[10]
		all[third.ID] = Proposed{Version: "edited since", Params: calibrated}
		fifth := before.Questions[11]
		all[fifth.ID] = Proposed{Version: fifth.Version, Difficulty: fifth.Difficulty, Adjust: fifth.Adjust + .2, Params: calibrated}
		all["none"] = Proposed{Version: "1", Params: calibrated}
		// What goes along and fails undoes all, and is the last word.
		boom := fault.New(fault.Conflict, "Decided by another.")
		if _, err := s.Promote(ctx, Promotion{By: by, Number: before.Number, Params: all, Also: func(*db.Tx, Promoted) error { return boom }}); fault.Sentence(err) != "Decided by another." || s.Bank(ctx) != before {
			t.Errorf("got %v", err)
		}
		done, err := s.Promote(ctx, Promotion{By: by, Number: before.Number, Params: all})
		if err != nil {
			t.Fatal(err)
		}
		want := []Left{{other.ID, "same"}, {third.ID, "other_version"}, {fifth.ID, "other_judgement"}, {"none", "retired"}}
		for _, l := range [][]Left{want, done.Left} {
			slices.SortFunc(l, func(a, b Left) int { return strings.Compare(a.Question, b.Question) })
		}
		if !slices.Equal(done.Questions, []string{q.ID}) || !slices.Equal(done.Left, want) {
			t.Errorf("%+v", done)
		}
		set := done.Set
		after := open(t, d, newClock().now).Bank(ctx)
		got, _ := after.ByID(q.ID)
		if got.Params != calibrated || after.ParamsVersion != set || set == before.ParamsVersion || after.Version != before.Version {
			t.Errorf("params %+v, set %s", got.Params, set)
		}
		if q.Params.Source != Authored {
			t.Error("the snapshot before changed")
		}
		// The old set is there as it was.
		for id, want := range map[string]Params{before.ParamsVersion: q.Params, set: calibrated} {
			params, err := s.ParamSet(ctx, id)
			if err != nil || params[q.ID] != want || len(params) != len(before.Questions) {
				t.Errorf("set %s: %+v of %d, %v", id, params[q.ID], len(params), err)
			}
		}
		// Linked to a scale that is no longer in force; and nothing to do.
		for number, params := range map[int64]map[string]Proposed{before.Number: proposed(fourth, calibrated), after.Number: proposed(q, calibrated)} {
			if _, err := s.Promote(ctx, Promotion{By: by, Number: number, Params: params}); !fault.Is(err, fault.Conflict) {
				t.Errorf("got %v", err)
			}
		}
		if _, err := s.Promote(ctx, Promotion{By: by, Number: after.Number, Params: proposed(q, Params{})}); !fault.Is(err, fault.Invalid) {
			t.Errorf("got %v", err)
		}
		// Who began under the first set goes on with it, in the bank of today.
		at, err := s.At(ctx, before.ParamsVersion)
		if err != nil || at.ParamsVersion != before.ParamsVersion || at.Version != after.Version || at.Number != after.Number {
			t.Fatalf("%v, %+v", err, at)
		}
		if was, _ := at.ByID(q.ID); was.Params != q.Params || len(at.Questions) != len(after.Questions) || len(at.Forms()) != len(after.Forms()) || len(at.Skills()) != len(after.Skills()) {
			t.Errorf("under the set before: %+v", was.Params)
		}
		if again, _ := s.At(ctx, before.ParamsVersion); again != at {
			t.Error("made twice")
		}
		for _, now := range []string{set, "", "never was"} {
			if b, err := s.At(ctx, now); err != nil || b != s.Bank(ctx) {
				t.Errorf("%q: %v", now, err)
			}
		}
		if _, err := s.ParamSet(ctx, "none"); !fault.Is(err, fault.Missing) {
			t.Errorf("got %v", err)
		}
		// Metadata keeps calibrated parameters; new content starts again.
		if _, err := s.Import(ctx, by, strings.NewReader(edited(t, got, func(v map[string]any) { v["adjust"] = .3 }))); err != nil {
			t.Fatal(err)
		}
		if now, _ := s.Bank(ctx).ByID(q.ID); now.Params != calibrated || now.Adjust != .3 {
			t.Errorf("after a change of metadata %+v", now.Params)
		}
		if _, err := s.Import(ctx, by, strings.NewReader(edited(t, got, reword))); err != nil {
			t.Fatal(err)
		}
		if now, _ := s.Bank(ctx).ByID(q.ID); now.Params.Source != Authored {
			t.Errorf("after a change of content %+v", now.Params)
		}
		// A session that asked the content of before goes on with its parameters.
		if at, err = s.At(ctx, set); err != nil {
			t.Fatal(err)
		}
		if was, err := at.Find(q.ID, q.Version); err != nil || was.Params != calibrated {
			t.Errorf("%v, %+v", err, was)
		}
		if now, _ := at.ByID(q.ID); now.Params.Source != Authored {
			t.Errorf("a version that the set never had: %+v", now.Params)
		}
		entries, err := audit.List(ctx, d, audit.Filter{})
		if err != nil || len(entries) != 2 || !slices.ContainsFunc(entries, func(e audit.Entry) bool {
			return e.Act == audit.BankChanged && e.Detail == "1 changed" && e.Role == "admin" && e.Object == s.Bank(ctx).Version
		}) {
			t.Errorf("audit: %v, %+v", err, entries)
		}
		// Back at the first content, which another process took to be gone, what was learned of it stands, and the set is in force again.
		s = open(t, d, newClock().now)
		if _, err := s.Import(ctx, by, bytes.NewReader(must(Line(q)))); err != nil || s.Bank(ctx).ParamsVersion != set {
			t.Errorf("set %s, %v", s.Bank(ctx).ParamsVersion, err)
		}
		again := open(t, d, newClock().now).Bank(ctx)
		if diff := cmp.Diff(after.Questions, again.Questions); diff != "" {
			t.Error(diff)
		}
	})
}

// A new program brings a new bank: what operators changed stays, what it no
// longer has is retired.
func TestProgramBringsANewBank(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, dsn string) {
		d, ctx := dbtest.Open(t, dsn), t.Context()
		s := open(t, d, newClock().now)
		all := s.Bank(ctx).Questions
		theirs, gone, retired := all[0], all[1], all[2]
		if _, err := s.Import(ctx, By{Origin: "import"}, strings.NewReader(edited(t, theirs, reword))); err != nil {
			t.Fatal(err)
		}
		if err := s.Retire(ctx, By{}, retired.ID, true); err != nil {
			t.Fatal(err)
		}
		if _, err := s.Import(ctx, By{Origin: "import"}, strings.NewReader(`{"skill":"circles","strategy":"Draw it."}`)); err != nil {
			t.Fatal(err)
		}
		var file bytes.Buffer
		for _, q := range all {
			if q.ID != gone.ID {
				file.Write(append(must(Line(q)), '\n'))
			}
		}
		file.WriteString(`{"skill":"circles","strategy":"Complete the square."}`)
		f := must(ReadAll(&file))
		report, err := s.change(ctx, func(b *Bank) (*plan, error) {
			p := newPlan(b, By{Origin: byProgram})
			p.digest = "another"
			p.take(f)
			p.retireOthers(f)
			return p, nil
		})
		if err != nil || report.Kept != 3 || report.Retired != 1 || report.Changed+report.Added+report.Skills != 0 {
			t.Errorf("report %+v, %v", report, err)
		}
		b := s.Bank(ctx)
		_, isRetired := b.ByID(retired.ID)
		_, isGone := b.ByID(gone.ID)
		q, _ := b.ByID(theirs.ID)
		skill, _ := b.Skill("circles")
		if isRetired || isGone || !strings.HasSuffix(q.Stem, "Explain.") || skill.Strategy != "Draw it." {
			t.Errorf("retired %v, gone %v, theirs %s, skill %s", isRetired, isGone, q.Stem, skill.Strategy)
		}
	})
}

// Another process's change is seen after a second, not before.
func TestOtherProcesses(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, dsn string) {
		d, c, ctx := dbtest.Open(t, dsn), newClock(), t.Context()
		one, two := open(t, d, c.now), open(t, d, c.now)
		one.Bank(ctx)
		q := two.Bank(ctx).Questions[0]
		if err := two.Retire(ctx, By{}, q.ID, true); err != nil {
			t.Fatal(err)
		}
		if _, ok := one.Bank(ctx).ByID(q.ID); !ok {
			t.Error("the database is asked on every call")
		}
		c.pass(checkEvery)
		if _, ok := one.Bank(ctx).ByID(q.ID); ok {
			t.Error("a change is not seen after a second")
		}
		// A change upon an old snapshot is planned again upon the new one.
		if err := two.Retire(ctx, By{}, q.ID, false); err != nil {
			t.Fatal(err)
		}
		if err := one.Retire(ctx, By{}, one.Bank(ctx).Questions[3].ID, true); err != nil {
			t.Fatal(err)
		}
		if b := one.Bank(ctx); len(b.Questions) != len(embeddedBank(t).Questions)-1 {
			t.Errorf("%d questions: a change was lost", len(b.Questions))
		}
		if err := one.Check(ctx); err != nil {
			t.Error(err)
		}
	})
}

func TestChangesAtOnce(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, dsn string) {
		d, ctx := dbtest.Open(t, dsn), t.Context()
		services := []*Service{open(t, d, newClock().now), open(t, d, newClock().now)}
		var wg sync.WaitGroup
		for i, s := range services {
			wg.Go(func() {
				if err := s.Retire(ctx, By{}, embeddedBank(t).Questions[i].ID, true); err != nil {
					t.Error(err)
				}
			})
		}
		wg.Wait()
		if b := open(t, d, newClock().now).Bank(ctx); len(b.Questions) != len(embeddedBank(t).Questions)-2 {
			t.Errorf("%d questions", len(b.Questions))
		}
	})
}

// A bank that cannot be read leaves the snapshot in force, and Check says so.
func TestDatabaseGone(t *testing.T) {
	t.Parallel()
	d, c := must(db.Open(t.Context(), "sqlite:"+t.TempDir(), db.Main)), newClock()
	s := open(t, d, c.now)
	want := s.Bank(t.Context())
	if err := d.Close(); err != nil {
		t.Fatal(err)
	}
	c.pass(time.Minute)
	if s.Bank(t.Context()) != want {
		t.Error("the snapshot is gone")
	}
	if err := s.Check(t.Context()); err == nil {
		t.Error("Check says nothing")
	}
}

func TestItems(t *testing.T) {
	t.Parallel()
	b := embeddedBank(t)
	for i, item := range b.Items() {
		q := b.Questions[i]
		if item.ID != q.ID || item.Params != q.Params.Params || item.Scope != q.Scope() || item.Family != q.Family || string(item.Use) != string(q.Use) || item.Typed != (q.Type == Typed) {
			t.Errorf("%s is seen as %+v", q.ID, item)
		}
	}
}

// large is a bank of n questions made by rewording the embedded ones.
func large(t testing.TB, n int) []byte {
	t.Helper()
	var b bytes.Buffer
	lines := embeddedBank(t).Questions
	for i := range n {
		q := *lines[i%len(lines)]
		q.ID = fmt.Sprintf("%s-%d", q.ID, i)
		q.Family = q.ID
		q.Stem += fmt.Sprintf(" (%d)", i)
		b.Write(append(must(Line(&q)), '\n'))
	}
	return b.Bytes()
}

func BenchmarkLoad10000(b *testing.B) {
	d := must(db.Open(b.Context(), "sqlite:"+b.TempDir(), db.Main))
	defer d.Close()
	s := New(d, time.Now)
	if _, err := s.Import(b.Context(), By{Origin: "import"}, bytes.NewReader(large(b, 10_000))); err != nil {
		b.Fatal(err)
	}
	s = nil
	heap := func() float64 {
		var m runtime.MemStats
		runtime.GC()
		runtime.ReadMemStats(&m)
		return float64(m.HeapAlloc) / (1 << 20)
	}
	before := heap()
	var bank *Bank
	for b.Loop() {
		bank = nil
		bank, _, _ = readBank(context.Background(), d)
	}
	b.ReportMetric(heap()-before, "MiB")
	if len(bank.Questions) != 10_000 {
		b.Fatal(len(bank.Questions))
	}
}
