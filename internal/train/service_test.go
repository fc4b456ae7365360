package train

import (
	"fmt"
	"math"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"satprep/internal/account"
	"satprep/internal/audit"
	"satprep/internal/counted"
	"satprep/internal/counted/countedtest"
	"satprep/internal/db/dbtest"
	"satprep/internal/fault"
	"satprep/internal/interaction"
	"satprep/internal/kt"
	"satprep/internal/question"
	"satprep/internal/uid"
)

// A model of the log is judged on learners it never met, is proposed, and only
// one that beats Elo there serves.
func TestFromTheLogToMastery(t *testing.T) {
	bank, err := question.Embedded()
	if err != nil {
		t.Fatal(err)
	}
	dbtest.Each(t, func(t *testing.T, dsn string) {
		c, ctx := countedtest.New(t, dsn, bank), t.Context()
		s := New(Deps{DB: c.DB, Log: c.Src.Log, Consent: c.Src.Consent, Bank: func() *question.Bank { return bank }, Now: c.Src.Now, Code: "test"})
		operator := account.Operator()
		if _, err := s.Propose(ctx, operator, Wish{Model: BestLR}); !fault.Is(err, fault.Conflict) {
			t.Errorf("an empty log: %v", err)
		}
		for name, w := range map[string]Wish{"dkt": {Model: "dkt"}, "share": {Model: BKT, Share: 1}, "note": {Model: BKT, Note: strings.Repeat("n", 501)}} {
			if _, err := s.Propose(ctx, operator, w); !fault.Is(err, fault.Invalid) {
				t.Errorf("%s: %v", name, err)
			}
		}
		// Some know circles and nothing else, the others the other way round: skills tell much, a
		// rating of the learner little.
		circles, percentages := alone(bank, "circles"), alone(bank, "percentages")
		// Ids are drawn, and so is who is held out: with so many learners it is enough of them but by a chance of 1 in 10^6.
		const agreed = 239
		people := c.Join(agreed+1, func(i int) bool { return i > 0 })
		random := rand.New(rand.NewPCG(1, 1))
		for i, who := range people {
			for k := range 16 {
				list, knows := circles, i%2 == 0
				if k%2 == 1 {
					list, knows = percentages, i%2 == 1
				}
				p := .15
				if knows {
					p = .85
				}
				c.Answer(who, list[k/2], random.Float64() < p, nil)
			}
		}
		c.Answer(people[1], circles[0], true, nil) // not the first
		simulated := func(r *interaction.Record, _ *interaction.Answering) { r.Origin = interaction.Simulated }
		c.Answer(people[1], circles[9], true, simulated)

		dry, err := s.Propose(ctx, operator, Wish{Model: BestLR, Seed: 1, Dry: true})
		c.OK(err)
		run, err := s.Propose(ctx, operator, Wish{Model: BestLR, Seed: 1, Note: "why"})
		c.OK(err)
		if run.Log.Used != agreed*16 || run.Log.Learners != agreed || run.Log.NoConsent != 16 || run.Log.NotFirst != 1 || run.Log.Digest == "" || run.Log.Digest != dry.Log.Digest {
			t.Errorf("read %+v", run.Log)
		}
		if run.Report.Train.Learners+run.Report.Test.Learners != agreed || run.Report.Test.Learners < MinLearners || run.WhyNot != "" || !(run.Gain > *run.GainSE) || !(run.Report.NLL < run.Elo.NLL) {
			t.Errorf("judged %+v", run.Detail)
		}
		if x := run.Compare(); len(x.Models) != 3 || x.Models[0].Model != BestLR || x.Models[0].NLL != run.Report.NLL || x.Models[1].Model != Elo || x.Models[1].NLL != run.Elo.NLL || x.Models[2].NLL != run.Report.Mean.NLL ||
			len(x.Curve) != 10 || !strings.HasPrefix(x.Verdict, "It predicts learners held out better than Elo does") {
			t.Errorf("compared %+v", x)
		}
		list, err := s.List(ctx)
		if err != nil || len(list) != 1 || list[0].Report.NLL != run.Report.NLL || list[0].Note != "why" || len(list[0].Report.Bins) != 10 {
			t.Fatalf("stored %+v, %v", list, err)
		}
		elo, err := s.Propose(ctx, operator, Wish{Model: Elo, Seed: 1})
		c.OK(err)
		if _, err := s.Promote(ctx, operator, elo.ID, false); !fault.Is(err, fault.Conflict) || !strings.Contains(err.Error(), "yardstick") {
			t.Errorf("Elo was promoted: %v", err)
		}
		if serving, err := s.InForce(ctx); serving != nil || err != nil {
			t.Errorf("without a promoted model %v serves, %v", serving, err)
		}
		if _, err := s.Promote(ctx, operator, uid.Random(), false); !fault.Is(err, fault.Missing) {
			t.Errorf("what never was: %v", err)
		}
		if _, err := s.Reject(ctx, operator, elo.ID); err != nil {
			t.Error(err)
		}
		done, err := s.Promote(ctx, operator, run.ID, false)
		c.OK(err)
		if _, err := s.Promote(ctx, operator, run.ID, false); !fault.Is(err, fault.Conflict) {
			t.Errorf("promoted twice: %v", err)
		}
		acts, err := audit.List(ctx, c.DB, audit.Filter{Act: audit.ModelPromoted, Limit: 5})
		if err != nil || len(acts) != 1 || acts[0].Object != run.ID.String() || done.Status != Promoted {
			t.Errorf("audit %+v, %v", acts, err)
		}
		serving, err := s.InForce(ctx)
		if err != nil || serving == nil || serving.Run != run.ID {
			t.Fatalf("%+v serves, %v", serving, err)
		}
		var past []Past
		for k := range 9 {
			past = append(past, Past{circles[k].ID, "circles", true}, Past{percentages[k].ID, "percentages", false}, Past{"gone", "of-another-outline", true})
		}
		got := serving.Mastery(past)
		high, low := got["circles"], got["percentages"]
		if len(got) != 2 || high.N != 9 || !(high.P > .6 && low.P < .4) || !(low.Low < low.P && high.P < high.High && high.High <= 1) {
			t.Errorf("mastery %+v", got)
		}
		if again, err := s.InForce(ctx); again != serving || err != nil {
			t.Errorf("the model is read anew each time: %v", err)
		}
	})
}

// alone are practice questions of a skill, each alone in its family.
func alone(bank *question.Bank, skill string) (list []*question.Question) {
	families := map[string]bool{}
	for _, q := range bank.Questions {
		if q.Skill == skill && !families[q.Family] {
			families[q.Family] = true
			list = append(list, q)
		}
	}
	return list
}

func TestWhatIsNotPromotable(t *testing.T) {
	t.Parallel()
	table := func(learners, each int) (*kt.Table, []float64) {
		out := &kt.Table{}
		for i := range learners * each {
			out.Rows = append(out.Rows, kt.Row{Learner: i % learners, Right: i%2 == 0})
		}
		return out, make([]float64, len(out.Rows))
	}
	for _, c := range []struct {
		name           string
		model          string
		learners, each int
		better         float64 // in probability of what happened
		want           string
	}{
		{"better", BKT, 11, 20, .1, ""}, {"alike", BKT, 11, 20, 0, NotBetter}, {"worse", BestLR, 11, 20, -.1, NotBetter},
		{"few learners", BKT, 9, 40, .1, TooFew}, {"few answers", BKT, 11, 11, .1, TooFew}, {"elo", Elo, 11, 20, .1, IsElo},
	} {
		test, p := table(c.learners, c.each)
		elo := make([]float64, len(p))
		for i, r := range test.Rows {
			elo[i], p[i] = .5, .5+c.better
			if !r.Right {
				p[i] = .5 - c.better
			}
		}
		run := &Run{Model: c.model}
		run.Report.Test = part(test)
		run.judge(test, p, elo)
		if sentence := run.Verdict(); strings.HasSuffix(sentence, "can be promoted.") != (c.want == "") || !strings.HasSuffix(sentence, ".") {
			t.Errorf("%s: %q", c.name, sentence)
		}
		if run.WhyNot != c.want {
			t.Errorf("%s: %q, want %q (gain %v)", c.name, run.WhyNot, c.want, run.Gain)
		}
	}
}

func TestACurveIsDrawn(t *testing.T) {
	t.Parallel()
	for want, b := range map[string]kt.Bin{
		"": {Predicted: .5, Right: .5},
		"|.........*..............................": {N: 9, Predicted: 0, Right: .25},
		"....................#....................": {N: 9, Predicted: .5, Right: .51},
		"..............................*.........|": {N: 9, Predicted: 1, Right: .75},
	} {
		if got := Drawn(b); got != want {
			t.Errorf("%+v is drawn as %q, want %q", b, got, want)
		}
	}
}

// Two learners, of whom one answered three times as often: by hand.
func TestGainOfClusters(t *testing.T) {
	t.Parallel()
	rows := &kt.Table{Rows: []kt.Row{{Learner: 0, Right: true}, {Learner: 1, Right: true}, {Learner: 1, Right: true}, {Learner: 1, Right: true}}}
	half, sure := []float64{.5, .5, .5, .5}, []float64{.25, .75, .75, .75}
	gain, se := Gain(rows, sure, half)
	a, b := math.Log(.25/.5), math.Log(.75/.5)
	mean := (a + 3*b) / 4
	want := math.Sqrt(2*(math.Pow(a-mean, 2)+math.Pow(3*b-3*mean, 2))) / 4
	if math.Abs(gain-mean) > 1e-12 || math.Abs(se-want) > 1e-12 {
		t.Errorf("%v ± %v, want %v ± %v", gain, se, mean, want)
	}
	if _, se := Gain(&kt.Table{Rows: rows.Rows[:1]}, sure[:1], half[:1]); !math.IsNaN(se) {
		t.Errorf("one learner has an error of %v", se)
	}
}

func TestModelsThatCannotServe(t *testing.T) {
	t.Parallel()
	for _, text := range []string{``, `{}`, `{"model":"dkt"}`, `{"model":"best-lr","parameters":{"weights":7}}`, `{"model":"best-lr","items":["a"],"skills":["b"],"parameters":{"items":1,"skills":1,"weights":[1]}}`} {
		if _, _, err := Decode([]byte(text)); !fault.Is(err, fault.Invalid) {
			t.Errorf("%q: %v", text, err)
		}
	}
	for model, m := range map[string]kt.Model{Elo: &kt.Elo{Alpha: .4, Beta: .05, Difficulty: []float64{1}, Seen: []int{3}}, BKT: &kt.BKT{Skills: map[string]kt.BKTSkill{"[0]": {Known: .5, N: 3}}},
		BestLR: &kt.BestLR{Items: 1, Skills: 1, Weights: make([]float64, 9), Penalty: 1}} {
		text, err := (&Report{Model: model, Fitted: m, Names: [][]string{{"q"}, {"circles"}}}).Encode()
		if err != nil {
			t.Fatal(err)
		}
		f, back, err := Decode(text)
		if err != nil || f.Model != model {
			t.Errorf("%s: %v", model, err)
		} else if diff := cmp.Diff(m, back); diff != "" {
			t.Errorf("%s came back otherwise: %s", model, diff)
		}
	}
}

// BenchmarkMastery is of a learner with 2,000 answers, and a model of the shipped
// bank: what the skill map costs beside reading the answers.
func BenchmarkMastery(b *testing.B) {
	bank, err := question.Embedded()
	if err != nil {
		b.Fatal(err)
	}
	r, random := NewReader(), rand.New(rand.NewPCG(2, 2))
	t := &kt.Table{}
	kin := counted.Kin(bank)
	for learner := range 60 {
		for range 200 {
			q := bank.Questions[random.IntN(len(bank.Questions))]
			t.Rows = append(t.Rows, kt.Row{Learner: r.learners.of(fmt.Sprint(learner)), Item: r.items.of(kin[q.ID]), Skills: []int{r.skills.of(q.Skill)}, Right: random.Float64() < .6})
		}
	}
	for _, model := range []string{BestLR, BKT} {
		r.size(t)
		m, err := Fit(b.Context(), model, t)
		if err != nil {
			b.Fatal(err)
		}
		serving := serve(uid.Random(), &File{Items: r.all.Items, Skills: r.all.Skills}, m, bank)
		var past []Past
		for range 2000 {
			q := bank.Questions[random.IntN(len(bank.Questions))]
			past = append(past, Past{q.ID, q.Skill, random.Float64() < .6})
		}
		b.Run(model, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				serving.Mastery(past)
			}
		})
	}
}
