package train

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"satprep/internal/fault"
	"satprep/internal/kt"
)

func TestTablesOfAnswers(t *testing.T) {
	t.Parallel()
	r := NewReader()
	csv, err := r.Read(strings.NewReader("\ufeffuser_id,item_id,skill_id,correct,timestamp,note\nann,q1,alg_geo,1,20,x\nann,q2,geo,0,10,\nbob,q1,geo_alg,1,15,\n"))
	if err != nil {
		t.Fatal(err)
	}
	want := []kt.Row{{Learner: 0, Item: 1, Skills: []int{1}}, {Learner: 1, Item: 0, Skills: []int{0, 1}, Right: true}, {Learner: 0, Item: 0, Skills: []int{0, 1}, Right: true}}
	if fmt.Sprint(csv.Rows) != fmt.Sprint(want) {
		t.Errorf("%v, want %v by time", csv.Rows, want)
	}
	tsv, err := r.Read(strings.NewReader("correct\tskill_id\titem_id\tuser_id\n0\tgeo\tq9\tann\n"))
	if err != nil || fmt.Sprint(tsv.Rows) != "[{0 2 [1] false}]" {
		t.Errorf("a second table shares the names: %v %v", tsv, err)
	}
	excel, err := NewReader().Read(strings.NewReader("\ufeff\"user_id\";\"item_id\";\"skill_id\";\"correct\"\r\nann;q1;geo;1\r\n"))
	if err != nil || fmt.Sprint(excel.Rows) != "[{0 0 [0] true}]" {
		t.Errorf("a table with a mark and semicolons: %v %v", excel, err)
	}
	dated, err := NewReader().Read(strings.NewReader("user_id,item_id,skill_id,correct,timestamp\na,1,,1,2026-06-30T00:00:01Z\na,2,,0,2026-06-30T00:00:00Z\n"))
	if err != nil || dated.Rows[0].Item != 1 || len(dated.Rows[0].Skills) != 0 {
		t.Errorf("dates: %v %v", dated, err)
	}
	for _, c := range [][2]string{
		{"", "is empty"},
		{"user_id,item_id,correct\n", "no column skill_id"},
		{"user_id,item_id,skill_id,correct\n", "no answers"},
		{"user_id,item_id,skill_id,correct\na,b,c,2\n", "neither 0 nor 1"},
		{"user_id,item_id,skill_id,correct\na,b,c\n", "Line 2 has 3 cells"},
		{"user_id,item_id,skill_id,correct\n,b,c,1\n", "no user_id"},
		{"user_id,item_id,skill_id,correct,timestamp\na,b,c,1,NaN\n", "timestamp"},
		{"user_id,item_id,skill_id,correct,timestamp\na,b,c,1,5\na,b,c,1,2026-06-30T00:00:00Z\n", "Line 3: the timestamp"},
		{"user_id,item_id,skill_id,correct,correct\na,b,c,1,0\n", "Two columns of the table are named correct"},
		{"\xff\xfeu\x00", "UTF-16"},
	} {
		if _, err := NewReader().Read(strings.NewReader(c[0])); fault.KindOf(err) != fault.Invalid || !strings.Contains(fault.Sentence(err), c[1]) {
			t.Errorf("%q: %v, want %q", c[0], err, c[1])
		}
	}
}

func school(learners int) string {
	draw := rand.New(rand.NewPCG(1, 1))
	var b strings.Builder
	b.WriteString("user_id,item_id,skill_id,correct\n")
	for l := range learners {
		theta := draw.NormFloat64()
		for range 40 {
			item := draw.IntN(30)
			right := 0
			if draw.NormFloat64() < theta+float64(item%5)/2-1 {
				right = 1
			}
			fmt.Fprintf(&b, "u%d,q%d,s%d,%d\n", l, item, item%6, right)
		}
	}
	return b.String()
}

func TestRunJudgesOnOthers(t *testing.T) {
	t.Parallel()
	for _, model := range []string{Elo, BestLR, BKT} {
		r := NewReader()
		all, err := r.Read(strings.NewReader(school(200)))
		if err != nil {
			t.Fatal(err)
		}
		fit, judge := r.Split(all, 1, .25)
		learners := func(t *kt.Table) (list []int) {
			for _, row := range t.Rows {
				list = append(list, row.Learner)
			}
			slices.Sort(list)
			return slices.Compact(list)
		}
		for _, l := range learners(judge) {
			if slices.Contains(learners(fit), l) {
				t.Fatal("a learner is in both parts")
			}
		}
		report, err := r.Run(t.Context(), model, fit, judge)
		if err != nil {
			t.Fatal(err)
		}
		if report.AUC == nil || *report.AUC < .55 || report.NLL >= report.Mean.NLL || report.Train.Rows+report.Test.Rows != 8000 || report.Test.Learners < 20 {
			t.Errorf("%s: %+v", model, report)
		}
		text, err := report.Encode()
		var f File
		if err != nil || json.Unmarshal(text, &f) != nil || f.Model != model || len(f.Items) != 30 || len(f.State) < 20 {
			t.Errorf("%s is written as %.200s: %v", model, text, err)
		}
	}
	r := NewReader()
	one, err := r.Read(strings.NewReader("user_id,item_id,skill_id,correct\na,b,c,1\n"))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := r.Run(t.Context(), Elo, one, &kt.Table{}); fault.KindOf(err) != fault.Invalid {
		t.Errorf("nobody to judge on: %v", err)
	}
	if _, err := r.Run(t.Context(), Elo, &kt.Table{}, one); fault.KindOf(err) != fault.Invalid {
		t.Errorf("nobody to learn from: %v", err)
	}
	if _, err := r.Run(t.Context(), "dkt", one, one); err == nil {
		t.Error("an unknown model")
	}
	if _, err := r.Run(t.Context(), Elo, one, one); fault.KindOf(err) != fault.Invalid || !strings.Contains(fault.Sentence(err), "1 of the 1 learners to judge on") {
		t.Errorf("judged on whom it was fitted to: %v", err)
	}
	other, err := r.Read(strings.NewReader("user_id,item_id,skill_id,correct\nd,b,c,1\nd,b,c,1\n"))
	if err != nil {
		t.Fatal(err)
	}
	same, err := r.Run(t.Context(), BestLR, one, other)
	if err != nil || same.AUC != nil {
		t.Errorf("answers all alike: %+v %v", same, err)
	}
	if text, err := json.Marshal(same); err != nil || !strings.Contains(string(text), `"auc":null`) {
		t.Errorf("%s %v", text, err)
	}
}
