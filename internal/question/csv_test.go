package question

import (
	"bytes"
	"encoding/csv"
	"reflect"
	"slices"
	"strings"
	"testing"
)

// The whole bank goes through CSV unchanged, and no cell begins a formula.
func TestCSVRoundTrip(t *testing.T) {
	t.Parallel()
	questions := embeddedBank(t).Questions
	var b bytes.Buffer
	left, err := WriteCSV(&b, questions)
	if err != nil || len(left) > 0 {
		t.Fatalf("%v, left out %v", err, left)
	}
	rows, err := csv.NewReader(bytes.NewReader(b.Bytes())).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	for _, row := range rows {
		for _, cell := range row {
			if cell != "" && strings.ContainsAny(cell[:1], "=+-@\t\r") {
				t.Errorf("a spreadsheet computes %.40q", cell)
			}
		}
	}
	f, err := ReadCSV(&b)
	if err != nil || f.Err() != nil || len(f.Questions) != len(questions) {
		t.Fatalf("%v, %v, %d questions", err, f.Err(), len(f.Questions))
	}
	for i, q := range f.Questions {
		if !reflect.DeepEqual(q, questions[i]) {
			t.Errorf("question %s changed:\n%+v\n%+v", q.ID, q, questions[i])
		}
	}
}

func TestGuard(t *testing.T) {
	t.Parallel()
	for cell, want := range map[string]string{"": "", "=1": "'=1", "-3": "'-3", "'": "''", "'x": "''x", "''=": "'''=", "a=": "a=", "@x": "'@x", "\tx": "'\tx"} {
		if got := guard(cell); got != want || unguard(got) != cell {
			t.Errorf("guard(%q) = %q, back %q", cell, got, unguard(got))
		}
	}
	if got := unguard("'tis"); got != "'tis" { // typed by hand
		t.Errorf("%q", got)
	}
}

const fewColumns = "id,skill,difficulty,stem,choice_a,choice_b,choice_c,choice_d,keys\n"

func TestCSVTakesWhatIsGood(t *testing.T) {
	t.Parallel()
	for name, text := range map[string]string{
		"commas":     fewColumns + "x,percentages,easy,What?,1,2,3,4,B\n,,,,,,,,\n",
		"semicolons": "\ufeff" + strings.ReplaceAll(fewColumns, ",", ";") + "x;percentages;easy;What?;1;2;3;4;B\n",
		"order":      "Keys,stem,id,difficulty,skill\r\n12,What?,x,easy,percentages\r\n",
	} {
		f, err := ReadCSV(strings.NewReader(text))
		if err != nil || f.Err() != nil || len(f.Questions) != 1 || f.Questions[0].ID != "x" || f.Questions[0].Use != Practice || f.Questions[0].Family != "x" {
			t.Errorf("%s: %v, %+v", name, err, f)
		}
	}
	bad := fewColumns + "x,percentages,easy,What?,1,2,3,4,B\n" +
		"x,percentages,easy,What?,1,2,3,4,B\n" +
		"y,nothing,easy,What?,1,2,3,4,B\n" +
		"z,percentages,easy,What?\n" +
		"w,percentages,easy,\"Two\nlines?\",1,2,3,4,E\n" +
		"v,percentages,easy,a\"b,1,2,3,4,B\n" +
		"u,percentages,easy,What?,1,2,3,4,C\n" +
		"t,percentages,easy,Caf\xe9?,1,2,3,4,C\n"
	f, err := ReadCSV(strings.NewReader(bad))
	if err != nil {
		t.Fatal(err)
	}
	var lines []int
	for _, b := range f.Bad {
		lines = append(lines, b.Line)
	}
	if len(f.Questions) != 2 || !slices.Equal(lines, []int{3, 4, 5, 6, 8, 10}) {
		t.Errorf("%d taken, bad %+v", len(f.Questions), f.Bad)
	}
	for _, n := range []string{"NaN", "inf", "-Infinity"} {
		f, err := ReadCSV(strings.NewReader("adjust," + fewColumns + n + ",x,percentages,easy,What?,1,2,3,4,B\n"))
		if err != nil || len(f.Bad) != 1 || !strings.Contains(f.Bad[0].Why, n+`" is no number`) || len(f.Questions) != 0 {
			t.Errorf("adjust %s: %v, %+v", n, err, f)
		}
	}
	for _, text := range []string{"", "id,nonsense\n", "id,id\n", "id,skill\n", fewColumns + strings.Repeat("x\n", maxBad+2)} {
		if f, err := ReadCSV(strings.NewReader(text)); err == nil {
			t.Errorf("%.40q was read: %+v", text, f)
		}
	}
}

func TestCSVLeavesOutWhatItCannotCarry(t *testing.T) {
	t.Parallel()
	q := *embeddedBank(t).Questions[0]
	q.Steps = []string{"one\ntwo", "three"}
	q.Version, _ = VersionOf(&q.Content)
	var b bytes.Buffer
	if left, err := WriteCSV(&b, []*Question{&q}); err != nil || len(left) != 1 || left[0].ID != q.ID || strings.Count(b.String(), "\n") != 1 {
		t.Errorf("%v, %v, %q", left, err, b.String())
	}
}

func FuzzCSV(f *testing.F) {
	f.Add(fewColumns + "x,percentages,easy,What?,1,2,3,4,B\n")
	f.Add("keys;id;skill;difficulty;stem;figure\n1;x;percentages;easy;'=1;{}\n")
	f.Fuzz(func(t *testing.T, text string) {
		in, err := ReadCSV(strings.NewReader(text))
		if err != nil {
			return
		}
		var b bytes.Buffer
		left, err := WriteCSV(&b, in.Questions)
		if err != nil {
			t.Fatal(err)
		}
		again, err := ReadCSV(&b)
		if err != nil || len(again.Questions)+len(left) != len(in.Questions) || again.Err() != nil {
			t.Fatalf("%v, %v; %d and %d left out of %d", err, again.Err(), len(again.Questions), len(left), len(in.Questions))
		}
	})
}
