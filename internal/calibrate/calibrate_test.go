package calibrate

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"strings"
	"testing"

	"satprep/internal/fault"
	"satprep/internal/irt"
)

func near(t *testing.T, what string, got, want, tol float64) {
	t.Helper()
	if !(math.Abs(got-want) <= tol) {
		t.Errorf("%s = %.6f, want %.6f ± %g", what, got, want, tol)
	}
}

func read(t *testing.T, text, key string) *Responses {
	t.Helper()
	var f Format
	if key != "" {
		f.Key = strings.NewReader(key)
	}
	r, err := Read(strings.NewReader(text), f)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// One set of answers, written in three ways.
func TestThreeWaysToWriteAnswers(t *testing.T) {
	t.Parallel()
	wide := read(t, "user_id,q1,q2,q3\nann,1,0,\nbob,0,1,1\n,,,\ncy,1,1,0\n", "")
	long := read(t, "\ufeffitem_id,user_id,note,correct\nq1,ann,x,1\nq2,ann,,0\nq1,bob,,0\nq2,bob,,1\nq3,bob,,1\nq2,bob,,0\nq1,cy,,1\nq2,cy,,1\nq3,cy,,0\n", "")
	raw := read(t, "user_id,q1,q2,q3\nann,B,A,\nbob,C,D,2\ncy,B,D,3\n", "item,key\nq1,B\nq2,D\nq3,2\n")
	if wide.Empty != 1 || long.Repeated != 1 {
		t.Errorf("%d empty, %d repeated", wide.Empty, long.Repeated)
	}
	for name, r := range map[string]*Responses{"wide": wide, "long": long, "raw": raw} {
		text := ""
		row := make([]irt.Response, 3)
		for i, who := range r.Persons {
			r.Answers.Row(i, row)
			text += fmt.Sprint(who, row, " ")
		}
		if want := "ann[2 1 0] bob[1 2 2] cy[2 2 1] "; text != want || strings.Join(r.Items, " ") != "q1 q2 q3" {
			t.Errorf("%s: %s, items %v, want %s", name, text, r.Items, want)
		}
	}
	if raw.Chosen[1][0] == raw.Key[1] || raw.Options[2][raw.Chosen[2][2]] != "3" || raw.Chosen[2][0] != -1 {
		t.Errorf("choices %v of %v", raw.Chosen, raw.Options)
	}
}

func TestWhatIsNoTable(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ text, key, says string }{
		{"", "", "is empty"},
		{"q1,q2\n1,2\n", "", `Line 2, item "q2": "2" is neither 0, 1 nor blank`},
		{"q1,q2\n1\n", "", "Line 2 has 1 cells, the header 2"},
		{"q1,q1\n1,0\n", "", `Two columns of the table are named "q1"`},
		{"q1,\n1,0\n", "", "Column 2 of the table has no name"},
		{"q1,q2\n,\n", "", "Nobody in the table answered"},
		{"user_id\nann\n", "", "no items"},
		{"user_id,item_id\nann,q1\n", "", "user_id, item_id and correct"},
		{"user_id,item_id,correct\nann,,1\n", "", "Line 2 names no user_id or no item_id"},
		{"user_id,item_id,correct\nann,q1,NaN\n", "", `"NaN" is neither`},
		{"q1,q2\nA,B\n", "q1,A\n", `The key has no item "q2"`},
		{"q1\nA\n", "q1,A\nq1,B\n", "twice"},
		{"q1\nA\n", "q1\n", "Line 1 of the key"},
		{"q1,q2\n\"1,0\n", "", "no CSV"},
		{"1,0\n0,1\n", "", "Line 1 of the table holds answers"},
		{"1;0;1\n0;1;1\n", "", "Line 1 of the table holds answers"},
		{"user_id,q1\nann,1\n,0\n", "", "Line 3 names no user_id"},
		{"user_id,q1\nann,1\nbob,0\nann,0\n", "", `are of the person "ann"`},
		{"user_id;item_id;correct\nann;q1;2\n", "", `Line 2, item "q1": "2"`},
		{"\xff\xfeq\x001\x00", "", "UTF-16"},
	} {
		var f Format
		if c.key != "" {
			f.Key = strings.NewReader(c.key)
		}
		_, err := Read(strings.NewReader(c.text), f)
		if fault.KindOf(err) != fault.Invalid || !strings.Contains(fault.Sentence(err), c.says) {
			t.Errorf("%q: %v, want %q", c.text, err, c.says)
		}
	}
}

// answers writes a wide table of simulated persons.
func answers(seed uint64, persons int, items []irt.Params, shift float64) string {
	draw := rand.New(rand.NewPCG(seed, 1))
	var b strings.Builder
	b.WriteString("user_id")
	for j := range items {
		fmt.Fprintf(&b, ",q%d", j+1)
	}
	for i := range persons {
		theta := shift + draw.NormFloat64()
		fmt.Fprintf(&b, "\np%d", i)
		for _, p := range items {
			if draw.Float64() < p.P(theta) {
				b.WriteString(",1")
			} else {
				b.WriteString(",0")
			}
		}
	}
	return b.String()
}

var items = []irt.Params{{A: 1, B: -1}, {A: 1.4, B: -.3}, {A: .8, B: .2}, {A: 1.2, B: .9}, {A: 1.1, B: 0}, {A: .9, B: -.6}, {A: 1.3, B: .4}, {A: 1, B: 1.2}}

func estimate(t *testing.T, text string, o Options) *Estimate {
	t.Helper()
	e, err := Run(t.Context(), read(t, text, ""), o)
	if err != nil {
		t.Fatal(err)
	}
	return e
}

func TestEstimateIsWrittenAndReadAgain(t *testing.T) {
	t.Parallel()
	text := answers(1, 1500, items, 0)
	lines := strings.Split(text, "\n")
	lines[0] += ",all,none"
	for i := range lines[1:] {
		lines[i+1] += ",1,"
	}
	e := estimate(t, strings.Join(lines, "\n"), Options{Model: ThreePL})
	if !e.Converged || e.Persons != 1500 || e.LogPrior >= 0 || len(e.Items) != 10 {
		t.Errorf("%+v", e)
	}
	for j, p := range items {
		near(t, "b", float64(e.Items[j].B), p.B, 5*float64(e.Items[j].SEB))
		if it := e.Items[j]; it.N != 1500 || !(it.SEA > 0) || !(it.Infit > .6 && it.Infit < 1.1) || it.DF < 1 {
			t.Errorf("item %+v", it)
		}
	}
	for i, want := range map[int]string{8: Constant, 9: Unanswered} {
		if it := e.Items[i]; fmt.Sprint(it.Flags) != "["+want+"]" || !math.IsNaN(float64(it.B)) {
			t.Errorf("item %+v, want %s", it, want)
		}
	}
	file, err := json.Marshal(e)
	if err != nil {
		t.Fatal(err)
	}
	again, err := ReadEstimate(bytes.NewReader(file))
	if err != nil {
		t.Fatal(err)
	}
	twice, err := json.Marshal(again)
	if err != nil || !bytes.Equal(file, twice) || len(again.Params()) != 8 {
		t.Errorf("read again it differs: %v", err)
	}
	for _, bad := range []string{"", "{}", `{"items":[{"name":"a"},{"name":"a"}]}`} {
		if _, err := ReadEstimate(strings.NewReader(bad)); fault.KindOf(err) != fault.Invalid {
			t.Errorf("%q: %v", bad, err)
		}
	}
}

func TestWhatIsNotEstimated(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		text string
		o    Options
		says string
	}{
		"model":     {"q1,q2\n1,0\n0,1\n", Options{Model: "4pl"}, "1pl, 2pl or 3pl"},
		"no priors": {"q1,q2\n1,0\n0,1\n", Options{Model: ThreePL, NoPriors: true}, "seldom has a maximum"},
		"one":       {"q1,q2\n1,0\n", Options{Model: TwoPL}, "No item can be estimated"},
	} {
		_, err := Run(t.Context(), read(t, c.text, ""), c.o)
		if err == nil || !strings.Contains(fault.Sentence(err), c.says) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// What was not estimated has no standard error: null in a file, also in one of
// before, which had 0. The golden report shows the dash.
func TestWhatWasNotEstimatedHasNoError(t *testing.T) {
	t.Parallel()
	e := estimate(t, answers(2, 1000, items, 0), Options{Model: TwoPL, Held: map[string]irt.Params{"q1": items[0]}})
	file, err := json.Marshal(e)
	if err != nil {
		t.Fatal(err)
	}
	for _, text := range []string{string(file), strings.NewReplacer(`"se_a":null`, `"se_a":0`, `"se_c":null`, `"se_c":0`).Replace(string(file))} {
		again, err := ReadEstimate(strings.NewReader(text))
		if err != nil {
			t.Fatal(err)
		}
		held, free := again.Items[0], again.Items[1]
		if !math.IsNaN(float64(held.SEA)) || !math.IsNaN(float64(held.SED)) || !(free.SEA > 0) || !(free.SEB > 0) || !math.IsNaN(float64(free.SEC)) || free.errors().C != 0 {
			t.Errorf("errors of what is held %+v, of what is not %+v", held, free)
		}
	}
	if !strings.Contains(string(file), `"se_a":null`) || strings.Contains(string(file), `"se_c":0`) {
		t.Errorf("%.400s", file)
	}
}

// Half of the items are held; the others come out on their scale though those who answered are abler.
func TestHeldItemsCarryTheScale(t *testing.T) {
	t.Parallel()
	held := map[string]irt.Params{}
	for j := range 4 {
		held[fmt.Sprint("q", j+1)] = items[j]
	}
	e := estimate(t, answers(2, 4000, items, .7), Options{Model: TwoPL, Held: held})
	near(t, "mean", e.Mean, .7, .12)
	for j, it := range e.Items {
		if p, _ := it.Params(); j < 4 && (math.Abs(p.B-items[j].B) > 1e-12 || it.Flags[0] != Fixed) {
			t.Errorf("%+v moved", it)
		} else if j >= 4 {
			near(t, "b", p.B, items[j].B, 5*float64(it.SEB))
		}
	}
}

func TestLinkAndDriftOfTwoWindows(t *testing.T) {
	t.Parallel()
	before := estimate(t, answers(3, 4000, items, 0), Options{Model: TwoPL})
	moved := append([]irt.Params(nil), items...)
	moved[2].B += .8 // it got out
	after := estimate(t, answers(4, 4000, moved, .5), Options{Model: TwoPL})
	l, err := LinkTo(after, before, "stocking-lord")
	if err != nil {
		t.Fatal(err)
	}
	near(t, "shift", l.Shift, .5, .15)
	list, _, err := Drifts(before, after)
	if err != nil {
		t.Fatal(err)
	}
	for j, d := range list {
		if d.Flag != (j == 2) {
			t.Errorf("%+v", d)
		}
	}
	if _, err := LinkTo(after, &Estimate{Items: []Item{{Name: "other", A: 1}}}, "mean-sigma"); fault.KindOf(err) != fault.Invalid {
		t.Errorf("nothing in common: %v", err)
	}
	if _, err := LinkTo(after, before, "guess"); err == nil {
		t.Error("an unknown method")
	}
}

func TestGroupsAndKeys(t *testing.T) {
	t.Parallel()
	r := read(t, answers(5, 3000, items, 0), "")
	groups := map[string]string{}
	for i, name := range r.Persons {
		groups[name] = []string{"A", "B"}[i%2]
	}
	list, err := Differentials(r, groups, "B")
	if err != nil {
		t.Fatal(err)
	}
	for _, d := range list {
		if d.Class == "C" {
			t.Errorf("groups by lot differ: %+v", d)
		}
	}
	if _, err := Differentials(r, groups, "Z"); fault.KindOf(err) != fault.Invalid {
		t.Errorf("an empty group: %v", err)
	}
	if _, err := CheckKeys(r); err == nil {
		t.Error("keys of 0 and 1")
	}
	// q2 is keyed with another option than the able choose.
	draw := rand.New(rand.NewPCG(6, 1))
	text := "q1,q2,q3,q4,q5,q6,q7,q8\n"
	for range 800 {
		theta := draw.NormFloat64()
		for j, p := range items {
			option := string(rune('B' + draw.IntN(3)))
			if draw.Float64() < p.P(theta) {
				option = "A"
			}
			text += option + map[bool]string{true: "\n", false: ","}[j == 7]
		}
	}
	keys, err := CheckKeys(read(t, text, "q1,A\nq2,C\nq3,A\nq4,A\nq5,A\nq6,A\nq7,A\nq8,A\n"))
	if err != nil {
		t.Fatal(err)
	}
	for j, k := range keys {
		if k.Suspect != (j == 1) || k.Best != "A" {
			t.Errorf("%+v", k)
		}
	}
}

// The references of psychometrics.md §2, through the table and the file of parameters.
func TestScoresOfLSAT7(t *testing.T) {
	t.Parallel()
	e := &Estimate{}
	for i, v := range [][2]float64{{.98755, 1.85586}, {1.08084, .80797}, {1.70748, 1.80521}, {.76499, .48600}, {.73567, 1.85446}} {
		e.Items = append(e.Items, Item{Name: fmt.Sprint("q", i+1), A: Number(v[0]), B: Number(-v[1] / v[0])})
	}
	r := read(t, "q1,q2,q3,q4,q5,unknown\n0,0,0,0,0,1\n1,0,1,0,1,0\n1,1,1,1,1,\n", "")
	for method, want := range map[string][3]float64{"eap": {-1.8698, -.3034, .7272}, "map": {-1.8164, -.3654, .6382}, "wle": {-4.1371, -.7617, 1.0882}} {
		list, without, err := Scores(t.Context(), r, e, method)
		if len(without) != 1 || without[0] != "unknown" {
			t.Errorf("left out: %q", without)
		}
		if err != nil {
			t.Fatal(err)
		}
		tol := 1e-3
		if method == "eap" {
			tol = 1e-4
		}
		for i, s := range list {
			near(t, method, float64(s.Theta), want[i], tol)
			if s.N != 5 || !s.Finite {
				t.Errorf("%+v", s)
			}
		}
	}
	list, _, err := Scores(t.Context(), r, e, "ml")
	if err != nil || list[0].Finite || list[0].Sign != "-Inf" || list[2].Finite || !list[1].Finite {
		t.Errorf("ml: %+v %v", list, err)
	}
	if text, err := json.Marshal(list[0]); err != nil || !strings.Contains(string(text), `"theta":null`) {
		t.Errorf("%s %v", text, err)
	}
	if _, _, err := Scores(t.Context(), r, e, "sum"); err == nil {
		t.Error("an unknown method")
	}
	ended, stop := context.WithCancel(t.Context())
	stop()
	if _, _, err := Scores(ended, r, e, "eap"); !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled: %v", err)
	}
	if _, _, err := Scores(t.Context(), read(t, "x\n1\n", ""), e, "eap"); fault.KindOf(err) != fault.Invalid {
		t.Errorf("no known item: %v", err)
	}
}

func FuzzRead(f *testing.F) {
	f.Add("q1,q2\n1,0\n,1\n", "")
	f.Add("user_id,item_id,correct\na,b,1\n", "")
	f.Add("q1\nA\n", "q1,A\n")
	f.Fuzz(func(t *testing.T, text, key string) {
		var format Format
		if key != "" {
			format.Key = strings.NewReader(key)
		}
		r, err := Read(strings.NewReader(text), format)
		if err != nil {
			if fault.Sentence(err) == "" {
				t.Error("an error without a sentence")
			}
			return
		}
		if len(r.Persons) != r.Answers.Rows() || len(r.Items) != r.Answers.Items() {
			t.Errorf("%d persons for %d rows", len(r.Persons), r.Answers.Rows())
		}
	})
}
