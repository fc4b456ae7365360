package calibrate

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"

	"satprep/internal/fault"
)

// Spreadsheets and data frames write tables otherwise than we do; what they mean is the same.
func TestTablesOfOtherPrograms(t *testing.T) {
	t.Parallel()
	want, err := json.Marshal(estimate(t, "user_id,q1,q2\na,1,0\nb,0,1\nc,1,\nd,0,0\n", Options{Model: OnePL}).Items)
	if err != nil {
		t.Fatal(err)
	}
	for _, text := range []string{
		"user_id;q1;q2\r\na;1;0\r\nb;0;1\r\nc;1;\r\nd;0;0\r\n",
		"\ufeff\"user_id\",\"q1\",\"q2\"\n\"a\",\"1\",\"0\"\n\"b\",0,1\nc,1,NA\nd,0,0\n",
		"user_id\tq1\tq2\na\t1\t0\nb\t0\t1\nc\t1\t\nd\t0\t0\n",
		"user_id,q1,q2\na,1.0,0.0\nb,0.0,1.0\nc,1.0,\nd,0.0,0.0\n",
		"\ufeffuser_id;item_id;correct\na;q1;1\na;q2;0\nb;q1;0\nb;q2;1\nc;q1;1\nd;q1;0\nd;q2;0\n",
	} {
		got, err := json.Marshal(estimate(t, text, Options{Model: OnePL}).Items)
		if err != nil || !bytes.Equal(got, want) {
			t.Errorf("%q: %v\n%s\nwant\n%s", text, err, got, want)
		}
	}
}

// An item that nobody's ability tells anything of has a slope of nothing, and then no difficulty; the errors of others stay.
func TestAnItemWithoutSlopeHasNoDifficulty(t *testing.T) {
	t.Parallel()
	// Two items that are answered independently: the slopes are those of rounding.
	for _, text := range []string{"q1,q2\n1,0\n0,1\n1,1\n", "user_id,item_id,correct\nu,q1,1\nu,q2,0\nv,q1,0\nv,q2,1\n"} {
		for _, it := range estimate(t, text, Options{Model: TwoPL}).Items {
			if !math.IsNaN(float64(it.B)) || !math.IsNaN(float64(it.SEB)) || !slices.Contains(it.Flags, NoDifficulty) || slices.Contains(it.Flags, NegativeSlope) {
				t.Errorf("%q: %+v", text, it)
			}
			if _, ok := it.Params(); ok {
				t.Error("it can be scored by")
			}
		}
	}
	// A column that half of the people have right whoever they are, another that one has right, a third that is a copy.
	lines := strings.Split(answers(1, 1200, items, 0), "\n")
	lines[0] += ",noise,one,copy"
	for i := range lines[1:] {
		own := strings.Split(lines[i+1], ",")
		lines[i+1] += fmt.Sprintf(",%d,%d,%s", i/2%2, map[bool]int{true: 1}[i == 7], own[1])
	}
	for _, model := range []string{OnePL, TwoPL, ThreePL} {
		e := estimate(t, strings.Join(lines, "\n"), Options{Model: model})
		if !e.Converged {
			t.Errorf("%s: not converged after %d cycles", model, e.Iterations)
		}
		for j, it := range e.Items {
			if b := math.Abs(float64(it.B)); b > mostDifficulty {
				t.Errorf("%s, %s: b %v", model, it.Name, it.B)
			}
			if j > 0 && j < 8 && (!(it.SEA > 0) || !(it.SEB > 0) || slices.Contains(it.Flags, NoError)) {
				t.Errorf("%s: %s lost its errors: %+v", model, it.Name, it)
			}
			if slices.Contains(it.Flags, NoError) && !strings.Contains(e.Note, "have no standard error") {
				t.Errorf("%s: the note is %q", model, e.Note)
			}
		}
	}
	if e := estimate(t, strings.Join(lines, "\n"), Options{Model: TwoPL}); !slices.Contains(e.Items[10].Flags, NoError) || !slices.Contains(e.Items[10].Flags, SteepSlope) {
		t.Errorf("a copy: %+v", e.Items[10])
	}
}

func TestWhoseAnswersAreToBeBelieved(t *testing.T) {
	t.Parallel()
	e := &Estimate{}
	table, times := "user_id", "item_id,user_id,note,seconds\n"
	for j := range 20 {
		e.Items = append(e.Items, Item{Name: fmt.Sprint("q", j), A: 1.5, B: Number(float64(j)/5 - 2)})
		table += fmt.Sprint(",q", j)
		for _, who := range []string{"steady", "odd", "hasty"} {
			seconds := 60.0
			if who == "hasty" && j < 3 {
				seconds = 2
			} else if who == "steady" && j < 2 { // a tenth of the answers is not more than a tenth
				seconds = 2
			}
			times += fmt.Sprintf("q%d,%s,,%g\n", j, who, seconds)
		}
	}
	table += "\nsteady" + strings.Repeat(",1", 11) + strings.Repeat(",0", 9)
	table += "\nodd" + strings.Repeat(",0", 9) + strings.Repeat(",1", 11)
	table += "\nhasty" + strings.Repeat(",1", 9) + strings.Repeat(",0", 11) + "\nuntimed" + strings.Repeat(",1", 10) + strings.Repeat(",", 10)
	list, _, err := Scores(t.Context(), read(t, table, ""), e, "eap")
	if err != nil {
		t.Fatal(err)
	}
	seconds, err := ReadTimes(strings.NewReader(times + "q0,odd,,1\nq1,odd,,\n")) // a second time does not count, no time neither
	if err != nil {
		t.Fatal(err)
	}
	got, err := PersonFit(list, seconds, -2)
	if err != nil {
		t.Fatal(err)
	}
	for i, want := range []struct {
		timed, rapid int
		flags        string
	}{{20, 2, "[]"}, {20, 0, "[misfit]"}, {20, 3, "[rapid]"}, {0, 0, "[]"}} {
		if f := got[i]; f.Timed != want.timed || f.Rapid != want.rapid || fmt.Sprint(f.Flags) != want.flags {
			t.Errorf("%s: %+v, want %+v", f.Person, f, want)
		}
	}
	if text, err := json.Marshal(got[3]); err != nil || !strings.Contains(string(text), `"effort":null,"flags":[]`) {
		t.Errorf("%s %v", text, err)
	}
	for _, c := range [][2]string{
		{"", "no column user_id"},
		{"user_id,item_id\n", "no column seconds"},
		{"user_id,item_id,seconds\na,b,-1\n", `Line 2: "-1" is no time`},
		{"user_id,item_id,seconds\na,b,NaN\n", `"NaN" is no time`},
		{"user_id,item_id,seconds\na,b,1e999\n", "is no time"},
		{"user_id,item_id,seconds\na,b\n", "no CSV"},
	} {
		if _, err := ReadTimes(strings.NewReader(c[0])); fault.KindOf(err) != fault.Invalid || !strings.Contains(fault.Sentence(err), c[1]) {
			t.Errorf("%q: %v, want %q", c[0], err, c[1])
		}
	}
	if _, err := PersonFit(list, Times{"somebody": {"q1": 3}}, -2); fault.KindOf(err) != fault.Invalid {
		t.Errorf("times of others: %v", err)
	}
}

// Variants of a family are one item in both forms of a table, and get one set of parameters.
func TestFamiliesShareParameters(t *testing.T) {
	t.Parallel()
	families := map[string]string{"q1": "lines", "q3": "lines", "elsewhere": "lines"}
	wide := "user_id,q1,q2,q3\na,1,0,\nb,,1,0\nc,0,1,1\nd,1,1,0\ne,,0,1\nf,0,0,\n"
	long := "user_id,item_id,correct\na,q1,1\na,q2,0\nb,q2,1\nb,q3,0\nc,q1,0\nc,q2,1\nc,q3,1\nd,q1,1\nd,q2,1\nd,q3,0\ne,q2,0\ne,q3,1\nf,q1,0\nf,q2,0\n"
	want := estimate(t, "user_id,lines,q2\na,1,0\nb,0,1\nc,0,1\nd,1,1\ne,1,0\nf,0,0\n", Options{Model: OnePL}).Items
	for _, text := range []string{wide, long} {
		r, err := Read(strings.NewReader(text), Format{Families: families})
		if err != nil {
			t.Fatal(err)
		}
		e, err := Run(t.Context(), r, Options{Model: OnePL})
		if err != nil || len(e.Items) != 3 || e.Repeated != 2 {
			t.Fatalf("%+v %v", e, err)
		}
		for i, name := range []string{"q1", "q3", "q2"} {
			it, as := e.Items[i], want[i/2]
			if it.Name != name || it.N != as.N || it.A != as.A || it.D != as.D || it.SED != as.SED || it.Right != as.Right || (it.Family == "lines") != (i < 2) {
				t.Errorf("%+v, want the figures of %+v", it, as)
			}
		}
	}
	for _, c := range []struct{ text, says string }{
		{"lines,q1\n1,0\n0,1\n", "both of an item and of a family"},
		{"x,y\n1,0\n0,1\n", "None of the 2 items"},
		{"q1,q1\n1,0\n0,1\n", "Two columns"},
	} {
		if _, err := Read(strings.NewReader(c.text), Format{Families: families}); fault.KindOf(err) != fault.Invalid || !strings.Contains(fault.Sentence(err), c.says) {
			t.Errorf("%q: %v, want %q", c.text, err, c.says)
		}
	}
}
