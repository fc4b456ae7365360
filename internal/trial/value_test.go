package trial

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"satprep/internal/fault"
	"satprep/internal/question"
	"satprep/internal/selection"
	"satprep/internal/table"
)

// Intervals of many simulations against what the rule is truly worth. Of 200, 190
// are expected to hold it: fewer than 180 or all of them is beyond chance (under
// 1 in 500). The same with probabilities that are not those of the choices fails.
func TestIntervalsHoldTheTruth(t *testing.T) {
	t.Parallel()
	const seeds = 200
	for _, c := range []struct {
		logged, target selection.Policy
		reward         Reward
		epsilon        float64
	}{
		{selection.Randomesque, selection.MaxInformation, Correct, .05},
		{selection.Progressive, selection.Random, Correct, .2},
		{selection.Random, selection.Learn, InZone, 0},
		{selection.Randomesque, selection.Learn, Information, .5},
	} {
		items := ok[[]selection.Item](t)(NewBank(question.Math, 60, 1, 9))
		truth := 0.0
		var values []selection.Value
		var falsely []selection.Value
		for seed := range uint64(seeds) {
			w := ok[*World](t)(NewWorld(items, Options{Section: question.Math, Learners: 100, Length: 8, Epsilon: c.epsilon, Seed: 1000 + seed}))
			var even selection.Valuation // who takes all choices for uniform ones
			v := ok[*Verdict](t)(w.Value(t.Context(), c.logged, c.target, c.reward, func(x *Choice) error {
				mine, _, _, err := x.target(c.target)
				if err != nil {
					return err
				}
				r, _ := x.reward(c.reward)
				return even.Add(x.Learner, mine, 1/float64(x.Eligible), r)
			}))
			truth += *v.Truth / seeds
			values = append(values, v.Value)
			falsely = append(falsely, ok[selection.Value](t)(even.Result()))
		}
		count := func(list []selection.Value, of func(selection.Value) selection.Estimate) (n int) {
			for _, v := range list {
				if of(v).Holds(truth) {
					n++
				}
			}
			return n
		}
		ips := func(v selection.Value) selection.Estimate { return v.IPS }
		snips := func(v selection.Value) selection.Estimate { return v.SNIPS }
		name := fmt.Sprintf("%s by %s, %s", c.target, c.logged, c.reward)
		a, b := count(values, ips), count(values, snips)
		t.Logf("%s: truth %.4f, IPS holds it %d of %d times, SNIPS %d; effective %.0f of 800", name, truth, a, seeds, b, values[0].Effective)
		if a < 180 || a == seeds || b < 180 || b == seeds {
			t.Errorf("%s: %d and %d of %d intervals hold %.4f", name, a, b, seeds, truth)
		}
		if n := count(falsely, ips); c.logged != selection.Random && c.target != selection.Random && n > seeds/2 {
			t.Errorf("%s: with false probabilities %d of %d intervals hold it", name, n, seeds)
		}
	}
}

func TestBeyondTheSupport(t *testing.T) {
	t.Parallel()
	w := small(t, Options{Section: question.Math, Learners: 20, Length: 6, Seed: 2}, 1)
	for _, c := range []struct {
		logged, target selection.Policy
		want           string
	}{
		{selection.MaxInformation, selection.Randomesque, "At 120 of 120 choices randomesque would choose, with a probability of up to 0.8, what could not have been chosen there (choice 1, of learner 1: question s0"},
		{selection.Randomesque, selection.Random, "any question outside the support"},
		{selection.Randomesque, selection.Learn, "epsilon above 0"},
	} {
		if _, err := w.Value(t.Context(), c.logged, c.target, Correct, nil); !fault.Is(err, fault.Invalid) || !strings.Contains(fault.Sentence(err), c.want) {
			t.Errorf("%s by %s: %v", c.target, c.logged, err)
		}
	}
	// What lies within it is no matter of epsilon.
	if v, err := w.Value(t.Context(), selection.Randomesque, selection.MaxInformation, Correct, nil); err != nil || v.MaxWeight < 1 || v.MaxWeight > 5+1e-9 {
		t.Errorf("%+v, %v", v, err)
	}
	for want, call := range map[string]func() (*Verdict, error){
		"no rule \"best\"": func() (*Verdict, error) { return w.Value(t.Context(), "best", selection.Learn, Correct, nil) },
		"no rule \"\"":     func() (*Verdict, error) { return w.Value(t.Context(), selection.Learn, "", Correct, nil) },
		"no reward":        func() (*Verdict, error) { return w.Value(t.Context(), selection.Learn, selection.Learn, "joy", nil) },
	} {
		if _, err := call(); !fault.Is(err, fault.Invalid) || !strings.Contains(fault.Sentence(err), want) {
			t.Errorf("%s: %v", want, err)
		}
	}
}

// What a simulation writes down says the same when it is read again, as JSON
// lines and as Parquet.
func TestATableSaysTheSame(t *testing.T) {
	t.Parallel()
	w := small(t, Options{Section: question.Math, Learners: 50, Length: 10, Epsilon: .1, Seed: 6}, 1)
	for _, reward := range Rewards {
		var lines bytes.Buffer
		out := json.NewEncoder(&lines)
		var rows []Choice
		want := ok[*Verdict](t)(w.Value(t.Context(), selection.Randomesque, selection.Progressive, reward, func(c *Choice) error {
			rows = append(rows, *c)
			return out.Encode(c)
		}))
		want.Truth = nil
		v := ok[*Valuer](t)(NewValuer(selection.Progressive, reward))
		if err := Read(&lines, v.Take); err != nil {
			t.Fatal(err)
		}
		got := ok[*Verdict](t)(v.Verdict())
		if d := cmp.Diff(want, got); d != "" {
			t.Errorf("%s: %s", reward, d)
		}
		// Of another rule than the one it was written for it tells nothing, except of random.
		other := ok[*Valuer](t)(NewValuer(selection.Learn, reward))
		if err := other.Take(&rows[0]); !fault.Is(err, fault.Invalid) || !strings.Contains(fault.Sentence(err), "progressive") {
			t.Errorf("learn by a table of progressive: %v", err)
		}
		any := ok[*Valuer](t)(NewValuer(selection.Random, reward))
		if mine, _, _, err := rows[0].target(selection.Random); err != nil || mine != 1/float64(rows[0].Eligible) || any.Take(&rows[0]) != nil {
			t.Errorf("random by a table of progressive: %v, %v", mine, err)
		}
		// Of a table without the target's probabilities random alone is known.
		byHand := ok[*Valuer](t)(NewValuer(selection.Random, reward))
		for _, c := range rows {
			c.Target, c.TargetOthers = nil, nil
			if err := byHand.Take(&c); err != nil {
				t.Fatal(err)
			}
		}
		f := ok[*os.File](t)(os.Open(parquet(t, rows)))
		defer f.Close()
		v = ok[*Valuer](t)(NewValuer(selection.Random, reward))
		if err := Read(f, v.Take); err != nil {
			t.Fatal(err)
		}
		if d := cmp.Diff(ok[*Verdict](t)(byHand.Verdict()), ok[*Verdict](t)(v.Verdict())); d != "" {
			t.Errorf("Parquet, %s: %s", reward, d)
		}
		f2 := ok[*os.File](t)(os.Open(parquet(t, rows)))
		defer f2.Close()
		v = ok[*Valuer](t)(NewValuer(selection.Learn, reward))
		if err := Read(f2, v.Take); !fault.Is(err, fault.Invalid) || !strings.Contains(fault.Sentence(err), "only random") {
			t.Errorf("learn by a table that does not say: %v", err)
		}
	}
}

func parquet(t *testing.T, rows []Choice) string {
	t.Helper()
	number := func(name string) table.Column {
		return table.Column{Name: name, Type: table.Float64, Nullable: true, Role: table.Context, Doc: "A number."}
	}
	s := table.MustSchema("bandit_practice",
		table.Column{Name: "learner", Type: table.String, Role: table.Context, Doc: "Who."}, table.Column{Name: "question", Type: table.String, Role: table.Context, Doc: "What."},
		table.Column{Name: "propensity", Type: table.Float64, Role: table.Context, Doc: "A number."}, table.Column{Name: "epsilon", Type: table.Float64, Role: table.Context, Doc: "A number."},
		table.Column{Name: "eligible", Type: table.Int32, Role: table.Context, Doc: "A number."},
		table.Column{Name: "support", Type: table.ListOf(table.StructOf(table.Column{Name: "id", Type: table.String}, table.Column{Name: "p", Type: table.Float64})), Role: table.Context, Doc: "Chances."},
		number("theta_before"), number("item_a"), number("item_b"), number("item_c"), table.Column{Name: "correct", Type: table.Bool, Nullable: true, Role: table.Context, Doc: "Right."})
	name := filepath.Join(t.TempDir(), "choices.parquet")
	f := ok[*os.File](t)(os.Create(name))
	w := ok[table.Writer](t)(table.New(f, table.Parquet, s, table.Options{}))
	b := table.NewBatch(s)
	for _, c := range rows {
		b.Col(0).Text(c.Learner)
		b.Col(1).Text(c.Question)
		b.Col(2).Float64(c.Propensity)
		b.Col(3).Float64(c.Epsilon)
		b.Col(4).Int32(int32(c.Eligible))
		list := b.Col(5)
		list.Begin()
		for _, x := range c.Support {
			list.Item().Field(0).Text(x.ID)
			list.Item().Field(1).Float64(x.P)
			list.Item().End()
		}
		list.End()
		for i, v := range []*float64{c.Theta, c.A, c.B, c.C} {
			b.Col(6 + i).Float64(*v)
		}
		b.Col(10).Bool(*c.Correct)
		if err := b.EndRow(); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Write(b); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	if err := f.Close(); err != nil {
		t.Fatal(err)
	}
	return name
}

func TestReadRefuses(t *testing.T) {
	t.Parallel()
	good := `{"learner":"a","question":"q","propensity":0.55,"epsilon":0.1,"eligible":2,"support":[{"id":"q","p":0.55},{"id":"r","p":0.45}],"correct":true,"target":[{"id":"q","p":1}]}`
	for want, line := range map[string]string{
		"Line 2 is no row":     `{"learner":`,
		"no row":               `[1]`,
		"no learner":           strings.Replace(good, `"a"`, `""`, 1),
		"0 questions were":     strings.Replace(good, `"eligible":2`, `"eligible":0`, 1),
		"epsilon is 7":         strings.Replace(good, `"epsilon":0.1`, `"epsilon":7`, 1),
		"propensity is 0":      strings.Replace(good, `"propensity":0.55`, `"propensity":0`, 1),
		"by its support":       strings.Replace(good, `"propensity":0.55`, `"propensity":0.5`, 1),
		"support sum to":       strings.Replace(good, `{"id":"r","p":0.45}`, `{"id":"r","p":0.4}`, 1),
		"or twice":             strings.Replace(good, `{"id":"r"`, `{"id":"q"`, 1),
		"target sum to 0.5":    strings.Replace(good, `{"id":"q","p":1}`, `{"id":"q","p":0.5}`, 1),
		"probability -1":       strings.Replace(good, `{"id":"q","p":1}`, `{"id":"q","p":-1}`, 1),
		"names 3 questions":    strings.Replace(good, `{"id":"q","p":1}`, `{"id":"x","p":1},{"id":"y","p":0},{"id":"z","p":0}`, 1),
		"only random":          strings.Replace(good, `,"target":[{"id":"q","p":1}]`, ``, 1),
		"is no row of choices": strings.Replace(good, `0.55,`, `NaN,`, 1),
		"cannot be read":       strings.Repeat("x", 2<<20),
	} {
		v := ok[*Valuer](t)(NewValuer(selection.Learn, Correct))
		if err := Read(strings.NewReader(good+"\n"+line+"\n"), v.Take); !fault.Is(err, fault.Invalid) || !strings.Contains(fault.Sentence(err), want) {
			t.Errorf("%.80s: %v", line, err)
		}
	}
	for want, text := range map[string]string{
		"fewer than two learners": good, "": "",
		"None of the 2 choices": strings.ReplaceAll(good+"\n"+strings.Replace(good, `"a"`, `"b"`, 1), `"target":[{"id":"q"`, `"target":[{"id":"r"`),
	} {
		v := ok[*Valuer](t)(NewValuer(selection.Learn, Correct))
		if err := Read(strings.NewReader(text), v.Take); err != nil {
			t.Fatal(err)
		}
		if _, err := v.Verdict(); !fault.Is(err, fault.Conflict) || !strings.Contains(fault.Sentence(err), want) {
			t.Errorf("%q: %v", text, err)
		}
	}
	// A row whose reward is not known is counted and left out; lines may be empty.
	v := ok[*Valuer](t)(NewValuer(selection.Learn, Correct))
	text := good + "\n\n" + strings.Replace(good, `"a"`, `"b"`, 1) + "\n" + strings.Replace(good, `"correct":true,`, "", 1)
	if err := Read(strings.NewReader(text), v.Take); err != nil {
		t.Fatal(err)
	}
	if got, err := v.Verdict(); err != nil || got.NoReward != 1 || got.Choices != 2 {
		t.Errorf("%+v, %v", got, err)
	}
	if err := Read(strings.NewReader("PAR1 and no more"), v.Take); !fault.Is(err, fault.Invalid) {
		t.Errorf("no Parquet: %v", err)
	}
}
