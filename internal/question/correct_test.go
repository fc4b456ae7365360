package question

import (
	"slices"
	"strings"
	"testing"
	"time"

	"satprep/internal/audit"
	"satprep/internal/db/dbtest"
	"satprep/internal/fault"
	"satprep/internal/irt"
)

// firstOf is a practice question in force of a type.
func firstOf(t *testing.T, b *Bank, kind Type) *Question {
	t.Helper()
	for _, q := range b.Questions {
		if q.Type == kind && q.Use == Practice {
			return q
		}
	}
	t.Fatal("no such question")
	return nil
}

// another letter than the key's.
func otherLetter(q *Question) string {
	for _, c := range q.Choices {
		if c.ID != q.Keys[0] {
			return c.ID
		}
	}
	return ""
}

func TestCorrect(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, dsn string) {
		ctx, d, c := t.Context(), dbtest.Open(t, dsn), newClock()
		s := open(t, d, c.now)
		admin := By{Origin: "admin", Role: "admin"}
		old := firstOf(t, s.Bank(ctx), Choices)
		key := otherLetter(old)
		c.pass(checkEvery)
		r, err := s.Correct(ctx, admin, old.ID, Rekeying{Keys: []string{" " + strings.ToLower(key)}, Note: " The text says so in its last line. ", Misconceptions: map[string]string{old.Keys[0]: "misread"}})
		if err != nil || r.Changed != 1 || !slices.Equal(r.Corrected, []string{old.ID}) {
			t.Fatalf("%v, %+v", err, r)
		}
		// What the new version says of its key no longer says that it is wrong.
		b := s.Bank(ctx)
		now, _ := b.ByID(old.ID)
		if now.Version == old.Version || now.Keys[0] != key || now.Params.Source != Authored {
			t.Fatalf("in force: %+v", now)
		}
		right, _ := now.Choice(key)
		was, _ := now.Choice(old.Keys[0])
		if right.Misconception != "" || !strings.Contains(right.Rationale, "The text says so in its last line.") || was.Misconception != "misread" || was.Rationale == old.Choices[slices.Index(letters[:], was.ID)].Rationale {
			t.Errorf("explained as %+v and %+v", right, was)
		}
		if len(Lint([]*Question{now})) > 0 || !slices.ContainsFunc(r.Findings, func(f Finding) bool { return f.ID == old.ID && f.Field == ExplainedAnew }) {
			t.Error("nobody is told what an author has to write now")
		}
		// The old version stays, and what it was says what is right.
		before, err := b.Find(old.ID, old.Version)
		if err != nil || before.Keys[0] != old.Keys[0] {
			t.Fatalf("%v, the old version has %v", err, before.Keys)
		}
		stands, by := b.Corrected(before, time.Time{}, 0)
		if len(by) != 1 || stands.Keys[0] != key || stands.Version != old.Version || stands.Choices[0].Rationale != now.Choices[0].Rationale ||
			by[0].From != old.Version || by[0].To != now.Version || by[0].Note != "The text says so in its last line." || !by[0].At.Equal(c.now()) {
			t.Errorf("corrected: %v by %+v", stands.Keys, by)
		}
		if same, by := b.Corrected(now, time.Time{}, 0); same != now || by != nil {
			t.Error("the version in force was corrected too")
		}
		if _, by := b.Corrected(before, time.Time{}, by[0].Number-1); by != nil {
			t.Error("a correction reaches before itself")
		}
		// The same again changes nothing.
		number := history(t, d)
		if r, err := s.Correct(ctx, admin, old.ID, Rekeying{Keys: []string{key}}); err != nil || r.Unchanged != 1 || history(t, d) != number {
			t.Errorf("the same again: %v, %+v", err, r)
		}
		all := Rekeying{Keys: []string{key}, Note: "The text says so in its last line.", Rationales: map[string]string{key: right.Rationale}, Misconceptions: map[string]string{old.Keys[0]: "misread"}, Steps: now.Steps}
		if r, err := s.Correct(ctx, admin, old.ID, all); err != nil || r.Unchanged != 1 || history(t, d) != number {
			t.Errorf("the same again with all it says: %v, %+v", err, r)
		}
		// Corrected back it is what it was, and so are its explanations.
		c.pass(checkEvery)
		if _, err := s.Correct(ctx, admin, old.ID, Rekeying{Keys: old.Keys}); err != nil {
			t.Fatal(err)
		}
		b = s.Bank(ctx)
		back, _ := b.ByID(old.ID)
		if back.Version != old.Version {
			t.Errorf("corrected back it is %+v, and was %+v", back.Content, old.Content)
		}
		middle, err := b.Find(old.ID, now.Version)
		if err != nil {
			t.Fatal(err)
		}
		if q, by := b.Corrected(back, time.Time{}, 0); len(by) != 2 || q.Keys[0] != old.Keys[0] {
			t.Errorf("there and back: %v by %d", q.Keys, len(by))
		}
		if same, by := b.Corrected(back, c.now(), 0); same != back || by != nil {
			t.Errorf("of what is answered afterwards: %v by %d", same.Keys, len(by))
		}
		if q, by := b.Corrected(middle, time.Time{}, 0); len(by) != 1 || q.Keys[0] != old.Keys[0] {
			t.Errorf("of what was answered between: %v by %d", q.Keys, len(by))
		}
		// A third one, of a question that is asked no more.
		if err := s.Retire(ctx, admin, old.ID, true); err != nil {
			t.Fatal(err)
		}
		c.pass(checkEvery)
		third := "ABCD"[(slices.Index(letters[:], key)+1)%4:][:1]
		if third == old.Keys[0] {
			third = "ABCD"[(slices.Index(letters[:], key)+2)%4:][:1]
		}
		if _, err := s.Correct(ctx, admin, old.ID, Rekeying{Keys: []string{third}, Rationales: map[string]string{third: "It is the only one that fits."}, Misconceptions: map[string]string{old.Keys[0]: "misread"}, Steps: []string{"One.", "Two."}}); err != nil {
			t.Fatal(err)
		}
		b = s.Bank(ctx)
		if _, asked := b.ByID(old.ID); asked {
			t.Error("the correction put it back")
		}
		gone, err := b.Find(old.ID, "")
		if err != nil || gone.Keys[0] != third || gone.Steps[1] != "Two." || !gone.Retired {
			t.Errorf("%v, %+v", err, gone)
		}
		if q, by := b.Corrected(back, time.Time{}, 0); len(by) != 3 || q.Keys[0] != third || q.Choices[slices.Index(letters[:], third)].Rationale != "It is the only one that fits." {
			t.Errorf("three times: %v by %d", q.Keys, len(by))
		}
		// Another process sees the same.
		other, err := open(t, d, c.now).Bank(ctx).Find(old.ID, old.Version)
		if err != nil {
			t.Fatal(err)
		}
		if q, _ := open(t, d, c.now).Bank(ctx).Corrected(other, time.Time{}, 0); q.Keys[0] != third {
			t.Errorf("another process has %v", q.Keys)
		}
		entries, err := audit.List(ctx, d, audit.Filter{Act: audit.KeyCorrected})
		if err != nil || len(entries) != 3 || entries[2].Object != old.ID || entries[2].Role != "admin" || !strings.HasPrefix(entries[2].Detail, "from "+old.Keys[0]+" to "+key) {
			t.Errorf("%v, the audit has %+v", err, entries)
		}
		if entries, _ := audit.List(ctx, d, audit.Filter{Act: audit.BankChanged}); len(entries) != 1 { // the retirement
			t.Errorf("the audit tells a correction twice: %+v", entries)
		}
		if all := b.Corrections(""); len(all) != 3 || all[0].Number >= all[1].Number {
			t.Errorf("all: %+v", all)
		}
	})
}

func TestCorrectTyped(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, dsn string) {
		ctx, d, c := t.Context(), dbtest.Open(t, dsn), newClock()
		s := open(t, d, c.now)
		old := firstOf(t, s.Bank(ctx), Typed)
		entry := old.EntryErrors[0].Entry // what was a typical mistake is right now
		if _, err := s.Correct(ctx, By{}, old.ID, Rekeying{Keys: []string{entry}}); err != nil {
			t.Fatal(err)
		}
		now, _ := s.Bank(ctx).ByID(old.ID)
		if right, err := Grade(now, entry); err != nil || !right || len(now.EntryErrors) != len(old.EntryErrors)-1 {
			t.Errorf("%v, %v: %+v", err, right, now)
		}
		// What was the key is named among the wrong entries.
		c.pass(checkEvery)
		r, err := s.Correct(ctx, By{}, old.ID, Rekeying{Keys: []string{"77"}, Rationales: map[string]string{"": "The whole of it is asked.", entry: "This leaves out the second half."}, Misconceptions: map[string]string{entry: "stops-early"}, Steps: []string{"One.", "Two."}})
		now, _ = s.Bank(ctx).ByID(old.ID)
		if want := (EntryError{entry, "This leaves out the second half.", "stops-early"}); err != nil || len(r.Findings) > 0 || now.EntryErrors[len(now.EntryErrors)-1] != want {
			t.Errorf("%v, %v: %+v", err, r.Findings, now.EntryErrors)
		}
	})
}

// A question that the linter would complain of does not come into force; what it
// had against it before is no hindrance.
func TestCorrectLints(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, dsn string) {
		ctx, d, c := t.Context(), dbtest.Open(t, dsn), newClock()
		s := open(t, d, c.now)
		old := firstOf(t, s.Bank(ctx), Choices)
		key, was := otherLetter(old), old.Keys[0]
		named := map[string]string{was: "misread"}
		for field, x := range map[string]struct {
			in   Rekeying
			says string
		}{
			"misconceptions": {Rekeying{Keys: []string{key}}, was + ": a wrong choice names its misconception"},
			"keys":           {Rekeying{Keys: []string{key}, Misconceptions: named, Steps: []string{"A single step."}}, "steps: there are at least two"},
		} {
			if _, err := s.Correct(ctx, By{}, old.ID, x.in); fault.Field(err) != field || !strings.Contains(fault.Sentence(err), x.says) {
				t.Errorf("%s: %v", field, err)
			}
		}
		if _, err := s.Correct(ctx, By{}, old.ID, Rekeying{Keys: []string{key}, Misconceptions: named, Note: "Answer " + key + " is right."}); !strings.Contains(fault.Sentence(err), "never named by letter") {
			t.Errorf("a letter: %v", err)
		}
		if now, _ := s.Bank(ctx).ByID(old.ID); now.Version != old.Version {
			t.Fatal("it stands all the same")
		}
		// An operator's own question, whose id the linter does not like.
		line := edited(t, old, func(v map[string]any) { v["id"], v["family"] = "mine", "mine" })
		if _, err := s.Import(ctx, By{Origin: "import"}, strings.NewReader(line)); err != nil {
			t.Fatal(err)
		}
		c.pass(checkEvery)
		if _, err := s.Correct(ctx, By{}, "mine", Rekeying{Keys: []string{key}, Misconceptions: named}); err != nil {
			t.Error(err)
		}
	})
}

// An import that changes a key and nothing else of what is asked corrects it;
// one that changes what is asked, or only what is told, does not.
func TestImportCorrects(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, dsn string) {
		ctx, d, c := t.Context(), dbtest.Open(t, dsn), newClock()
		s := open(t, d, c.now)
		old := firstOf(t, s.Bank(ctx), Choices)
		bring := func(change func(v map[string]any)) Report {
			t.Helper()
			q, err := s.Bank(ctx).Find(old.ID, "")
			if err != nil {
				t.Fatal(err)
			}
			r, err := s.Import(ctx, By{Origin: "import"}, strings.NewReader(edited(t, q, change)))
			if err != nil || len(r.Bad) > 0 {
				t.Fatalf("%v, %+v", err, r)
			}
			return r
		}
		rekey := func(v map[string]any) { v["keys"] = []string{otherLetter(old)} }
		if r := bring(rekey); !slices.Equal(r.Corrected, []string{old.ID}) {
			t.Errorf("a key: %+v", r)
		}
		if r := bring(func(v map[string]any) { v["steps"] = []string{"One.", "Two."} }); r.Changed != 1 || len(r.Corrected) != 0 {
			t.Errorf("an explanation: %+v", r)
		}
		if r := bring(func(v map[string]any) { reword(v); v["keys"] = old.Keys }); r.Changed != 1 || len(r.Corrected) != 0 {
			t.Errorf("another question: %+v", r)
		}
		// What was answered before all that is corrected once.
		b := s.Bank(ctx)
		before, err := b.Find(old.ID, old.Version)
		if err != nil {
			t.Fatal(err)
		}
		if q, by := b.Corrected(before, time.Time{}, 0); len(by) != 1 || q.Keys[0] != otherLetter(old) {
			t.Errorf("%v by %+v", q.Keys, by)
		}
		if now, _ := b.ByID(old.ID); now.Keys[0] != old.Keys[0] {
			t.Errorf("in force: %v", now.Keys)
		}
	})
}

func TestCorrectRefuses(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, dsn string) {
		ctx, d, c := t.Context(), dbtest.Open(t, dsn), newClock()
		s := open(t, d, c.now)
		b := s.Bank(ctx)
		choice, typed := firstOf(t, b, Choices), firstOf(t, b, Typed)
		other := otherLetter(choice)
		for name, x := range map[string]struct {
			id   string
			in   Rekeying
			want fault.Kind
		}{
			"nobody's id":      {"nosuch", Rekeying{Keys: []string{"A"}}, fault.Missing},
			"no key":           {choice.ID, Rekeying{}, fault.Invalid},
			"two keys":         {choice.ID, Rekeying{Keys: []string{"A", "B"}}, fault.Invalid},
			"a fifth letter":   {choice.ID, Rekeying{Keys: []string{"E"}}, fault.Invalid},
			"a letter, typed":  {typed.ID, Rekeying{Keys: []string{"B"}}, fault.Invalid},
			"no number":        {typed.ID, Rekeying{Keys: []string{"3 1/2"}}, fault.Invalid},
			"a long note":      {choice.ID, Rekeying{Keys: []string{other}, Note: strings.Repeat("x", MaxNote+1)}, fault.Invalid},
			"a note of lines":  {choice.ID, Rekeying{Keys: []string{other}, Note: "a\nb"}, fault.Invalid},
			"a note, no UTF-8": {choice.ID, Rekeying{Keys: []string{other}, Note: "\xff"}, fault.Invalid},
			"nobody's letter":  {choice.ID, Rekeying{Keys: []string{other}, Rationales: map[string]string{"E": "x"}}, fault.Invalid},

			"the same key, a note":              {choice.ID, Rekeying{Keys: choice.Keys, Note: "Why."}, fault.Invalid},
			"the same key, a rationale":         {choice.ID, Rekeying{Keys: choice.Keys, Rationales: map[string]string{other: "Why."}}, fault.Invalid},
			"the same key, nobody's letter":     {choice.ID, Rekeying{Keys: choice.Keys, Rationales: map[string]string{"E": "Why."}}, fault.Invalid},
			"nobody's misconception":            {choice.ID, Rekeying{Keys: []string{other}, Misconceptions: map[string]string{"": "x"}}, fault.Invalid},
			"the same key, a misconception":     {choice.ID, Rekeying{Keys: choice.Keys, Misconceptions: map[string]string{other: "x"}}, fault.Invalid},
			"the same key, steps":               {choice.ID, Rekeying{Keys: choice.Keys, Steps: []string{"One."}}, fault.Invalid},
			"the same key, typed, rationale":    {typed.ID, Rekeying{Keys: typed.Keys, Rationales: map[string]string{"": "Why."}}, fault.Invalid},
			"the same key, typed, for a choice": {typed.ID, Rekeying{Keys: typed.Keys, Rationales: map[string]string{"A": "Why."}}, fault.Invalid},
		} {
			if _, err := s.Correct(ctx, By{}, x.id, x.in); !fault.Is(err, x.want) {
				t.Errorf("%s: %v", name, err)
			}
		}
		if _, err := s.Correct(ctx, By{}, choice.ID, Rekeying{Keys: choice.Keys, Steps: []string{"One."}}); !strings.Contains(fault.Sentence(err), "by importing the question") {
			t.Errorf("it does not say what to do: %v", err)
		}
		if n := len(s.Bank(ctx).Corrections("")); n != 0 {
			t.Errorf("%d corrections all the same", n)
		}
	})
}

func TestSameKeys(t *testing.T) {
	t.Parallel()
	for _, x := range []struct {
		kind Type
		a, b []string
		want bool
	}{
		{Choices, []string{"A"}, []string{"A"}, true},
		{Choices, []string{"A"}, []string{"B"}, false},
		{Typed, []string{"1/2"}, []string{".5", "0.5"}, true},
		{Typed, []string{"1/2"}, []string{"-1/2"}, false},
		{Typed, []string{"0"}, []string{"-0"}, true},
		{Typed, []string{"1", "2"}, []string{"2"}, false},
		{Typed, []string{"1", "2"}, []string{"2", "1"}, true},
		{Typed, []string{"1"}, []string{"x"}, false},
	} {
		if got := sameKeys(x.kind, x.a, x.b); got != x.want {
			t.Errorf("%s %v and %v: %v", x.kind, x.a, x.b, got)
		}
	}
}

// Corrected back, a version has again what was estimated of it.
func TestCorrectedBackIsCalibrated(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, dsn string) {
		ctx, d, c := t.Context(), dbtest.Open(t, dsn), newClock()
		s := open(t, d, c.now)
		b := s.Bank(ctx)
		old := firstOf(t, b, Choices)
		calibrated := Params{Params: irt.Params{A: 1.25, B: .3, C: .19}, BSD: .1, ALnSD: .2, Source: Calibrated, Responses: 1234}
		done, err := s.Promote(ctx, Promotion{Number: b.Number, Params: map[string]Proposed{old.ID: {Version: old.Version, Params: calibrated}}})
		if err != nil {
			t.Fatal(err)
		}
		for _, step := range []struct {
			key   string
			wrong map[string]string
			want  Params
		}{{otherLetter(old), map[string]string{old.Keys[0]: "misread"}, AuthoredParams(old.Type, old.Difficulty, old.Adjust)}, {old.Keys[0], nil, calibrated}} {
			c.pass(checkEvery)
			if _, err := s.Correct(ctx, By{}, old.ID, Rekeying{Keys: []string{step.key}, Misconceptions: step.wrong}); err != nil {
				t.Fatal(err)
			}
			for _, b := range []*Bank{s.Bank(ctx), open(t, d, c.now).Bank(ctx)} {
				if now, _ := b.ByID(old.ID); now.Params != step.want {
					t.Errorf("with key %s: %+v", step.key, now.Params)
				}
			}
		}
		if set := s.Bank(ctx).ParamsVersion; set != done.Set {
			t.Errorf("the set in force is %s and not %s", set, done.Set)
		}
	})
}

// An import that corrects a key says nothing that proves the old one, also when
// it is taken again; what its author wrote for the new key stands.
func TestImportExplainsAnew(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, dsn string) {
		ctx, d, c := t.Context(), dbtest.Open(t, dsn), newClock()
		s := open(t, d, c.now)
		old, typed := firstOf(t, s.Bank(ctx), Choices), firstOf(t, s.Bank(ctx), Typed)
		take := func(line string) Report {
			t.Helper()
			r, err := s.Import(ctx, By{Origin: "import"}, strings.NewReader(line))
			if err != nil || len(r.Bad) > 0 {
				t.Fatalf("%v, %+v", err, r)
			}
			return r
		}
		named := func(r Report, id string) bool {
			return slices.ContainsFunc(r.Findings, func(f Finding) bool { return f.ID == id && f.Field == ExplainedAnew })
		}
		other := otherLetter(old)
		at, was := slices.Index(letters[:], other), slices.Index(letters[:], old.Keys[0])
		file := edited(t, old, func(v map[string]any) { v["keys"] = []string{other} })
		r := take(file)
		now, _ := s.Bank(ctx).ByID(old.ID)
		if !named(r, old.ID) || now.Keys[0] != other || now.Choices[at].Rationale == old.Choices[at].Rationale || now.Choices[at].Misconception != "" ||
			now.Choices[was].Rationale == old.Choices[was].Rationale || slices.Equal(now.Steps, old.Steps) {
			t.Errorf("it says %+v, %v", now.Choices, now.Steps)
		}
		if version, err := VersionOf(&now.Content); err != nil || version != now.Version {
			t.Errorf("%v, version %s of content %s", err, now.Version, version)
		}
		entries, err := audit.List(ctx, d, audit.Filter{Act: audit.BankChanged})
		if err != nil || len(entries) != 1 || entries[0].Detail != "1 changed; keys corrected: "+old.ID {
			t.Errorf("%v, the audit has %+v", err, entries)
		}
		if r := take(file); r.Unchanged != 1 || !named(r, old.ID) {
			t.Errorf("taken again: %+v", r)
		}
		// Taken back it is what it was; and with words of its own nothing is replaced.
		if r := take(edited(t, old, func(map[string]any) {})); named(r, old.ID) || len(r.Corrected) != 1 || r.Changed != 1 {
			t.Errorf("taken back: %+v", r)
		}
		if now, _ := s.Bank(ctx).ByID(old.ID); now.Version != old.Version {
			t.Errorf("taken back it is %+v", now.Content)
		}
		r = take(edited(t, old, func(v map[string]any) {
			v["keys"], v["steps"] = []string{other}, []string{"One.", "Two."}
			for i, c := range v["choices"].([]any) {
				c.(map[string]any)["rationale"] = "Written for the new key: " + letters[i]
			}
		}))
		if now, _ := s.Bank(ctx).ByID(old.ID); named(r, old.ID) || now.Steps[0] != "One." || now.Choices[at].Rationale != "Written for the new key: "+other {
			t.Errorf("with its own words: %+v", now.Content)
		}
		r = take(edited(t, typed, func(v map[string]any) { v["keys"] = []string{"8123"} }))
		if now, _ := s.Bank(ctx).ByID(typed.ID); !named(r, typed.ID) || now.Rationale == typed.Rationale || slices.Equal(now.Steps, typed.Steps) {
			t.Errorf("typed: %q, %v", now.Rationale, now.Steps)
		}
	})
}
