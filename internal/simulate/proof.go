package simulate

import (
	"context"
	"fmt"
	"math"
	"slices"

	"satprep/internal/fault"
	"satprep/internal/interaction"
	"satprep/internal/irt"
	"satprep/internal/question"
)

// An Outcome is what the log says of a section of an ended test.
type Outcome struct {
	Theta, SE, SEParams float64
	Score               int
	Harder              bool
}

// A Proof recomputes full tests from the log's records alone: content against
// the blueprint, the way into the second module, and the score, each from the
// answers that were logged and the parameter set that they name. Feed it all
// records in order.
type Proof struct {
	// BankAt is the bank under a parameter set (question.Service.At).
	BankAt   func(ctx context.Context, set string) (*question.Bank, error)
	Outcomes map[string]map[string]Outcome // by test, then section
	Form     map[string]string             // by test
	Tests    int
	Problems []string // sentences; of more than 100 the rest is left out

	open map[string]*proved
}

// A proved test is its records so far.
type proved struct {
	form, set string
	answers   []provedAnswer
	routes    map[string]interaction.ModuleEnded // of first modules, by section
}

type provedAnswer struct {
	q        *question.Question
	module   int // in its section, from 1
	right    bool
	pretest  bool
	eligible bool
}

func (p *Proof) problem(test, why string, args ...any) {
	if len(p.Problems) < 100 {
		p.Problems = append(p.Problems, "Test "+test+": "+fmt.Sprintf(why, args...))
	}
}

// Take takes the next record of the log.
func (p *Proof) Take(ctx context.Context, r *interaction.Record) (err error) {
	defer fault.In(&err, "simulate.Proof.Take")
	if p.open == nil {
		p.open, p.Outcomes, p.Form = map[string]*proved{}, map[string]map[string]Outcome{}, map[string]string{}
	}
	test := r.Session.String()
	t := p.open[test]
	switch r.Kind {
	case interaction.TestStarted:
		body, err := interaction.BodyAs[interaction.Started](r)
		if err != nil {
			return err
		}
		p.open[test] = &proved{form: body.Form, set: r.Provenance.Params, routes: map[string]interaction.ModuleEnded{}}
	case interaction.TestAnswered:
		if t == nil {
			return fault.New(fault.Internal, "The log has an answer of a test that was not begun.")
		}
		return p.answered(ctx, test, t, r)
	case interaction.TestModuleEnded:
		body, err := interaction.BodyAs[interaction.ModuleEnded](r)
		if err != nil {
			return err
		}
		if body.Module%2 == 1 { // of both sections the first is odd
			t.routes[body.Section] = body
		}
	case interaction.TestEnded:
		body, err := interaction.BodyAs[interaction.TestResult](r)
		if err != nil {
			return err
		}
		delete(p.open, test)
		p.Tests++
		p.Form[test] = t.form
		return p.prove(ctx, test, t, &body)
	}
	return nil
}

func (p *Proof) answered(ctx context.Context, test string, t *proved, r *interaction.Record) error {
	body, err := interaction.BodyAs[interaction.Answering](r)
	if err != nil {
		return err
	}
	bank, err := p.BankAt(ctx, r.Provenance.Params)
	if err != nil {
		return err
	}
	q, err := bank.Find(r.Asked.Question, r.Asked.Version)
	if err != nil {
		return err
	}
	if used := body.Difficulty; used == nil || (irt.Params{A: used.A, B: used.B, C: used.C}) != q.Params.Params {
		p.problem(test, "%s was not used with the parameters of set %s.", q.ID, r.Provenance.Params)
	}
	if r.Provenance.Params != t.set {
		p.problem(test, "it began under set %s and %s was given under %s.", t.set, q.ID, r.Provenance.Params)
	}
	if body.Pretest != (q.Use == question.Pretest) {
		p.problem(test, "%s is of use %s and was logged as pretest: %v.", q.ID, q.Use, body.Pretest)
	}
	if body.Pretest && body.Eligible {
		p.problem(test, "the pretest question %s moves ability.", q.ID)
	}
	t.answers = append(t.answers, provedAnswer{q, 2 - r.Asked.Module%2, r.Done.Correct.V, body.Pretest, body.Eligible})
	return nil
}

// prove recomputes an ended test.
func (p *Proof) prove(ctx context.Context, test string, t *proved, result *interaction.TestResult) error {
	bank, err := p.BankAt(ctx, t.set)
	if err != nil {
		return err
	}
	form, ok := bank.Form(t.form)
	if !ok {
		p.problem(test, "form %s is not whole.", t.form)
		return nil
	}
	out := map[string]Outcome{}
	for _, section := range question.Sections {
		s, _ := form.Section(section.Slug)
		i := slices.IndexFunc(result.Sections, func(x interaction.SectionScore) bool { return x.Section == section.Slug })
		if i < 0 {
			p.problem(test, "%s has no score.", section.Name)
			continue
		}
		p.content(test, section, t)
		harder := p.route(test, section, s, t)
		logged := result.Sections[i]
		items, sds, right := t.operational(section.Slug, 0)
		score := irt.ScoreSection(items, sds, right)
		if score.Theta != logged.Theta || score.SETheta != logged.SE || score.Scaled != logged.Score {
			p.problem(test, "%s was scored %d (θ %v), the operational answers of the log say %d (θ %v).", section.Name, logged.Score, logged.Theta, score.Scaled, score.Theta)
		}
		out[section.Slug] = Outcome{Theta: score.Theta, SE: score.SETheta, SEParams: score.SEParams, Score: logged.Score, Harder: harder}
	}
	p.Outcomes[test] = out
	return nil
}

// operational are the answers of a section's module that count; module 0 is both.
func (t *proved) operational(section string, module int) (items []irt.Params, sds []irt.SD, right []bool) {
	for _, a := range t.answers {
		if a.q.Section == section && !a.pretest && (module == 0 || a.module == module) {
			items, sds, right = append(items, a.q.Params.Params), append(sds, irt.SD{B: a.q.Params.BSD, LnA: a.q.Params.ALnSD}), append(right, a.right)
		}
	}
	return items, sds, right
}

// content compares what was asked with the blueprint.
func (p *Proof) content(test string, section question.Section, t *proved) {
	domains, families := map[string]int{}, map[string]bool{}
	var counts, typed, pretest [3]int
	for _, a := range t.answers {
		switch {
		case a.q.Section != section.Slug:
		case a.pretest:
			pretest[a.module]++
		default:
			counts[a.module]++
			domains[a.q.Domain]++
			if a.q.Type == question.Typed {
				typed[a.module]++
			}
			if families[a.q.Family] {
				p.problem(test, "family %s is met twice.", a.q.Family)
			}
			families[a.q.Family] = true
		}
	}
	for module := 1; module <= 2; module++ {
		if counts[module] != section.Operational || typed[module] != section.Typed || pretest[module] != section.Pretest {
			p.problem(test, "%s, module %d has %d questions that count (%d typed) and %d pretest ones; the blueprint has %d (%d) and %d.",
				section.Name, module, counts[module], typed[module], pretest[module], section.Operational, section.Typed, section.Pretest)
		}
	}
	for _, d := range section.Domains {
		if n := domains[d.Slug]; n < d.Low || n > d.High {
			p.problem(test, "%s has %d questions; the blueprint has %d to %d.", d.Name, n, d.Low, d.High)
		}
	}
}

// route recomputes the way into the second module.
func (p *Proof) route(test string, section question.Section, s *question.FormSection, t *proved) (harder bool) {
	logged := t.routes[section.Slug]
	items, _, right := t.operational(section.Slug, 1)
	theta, _ := irt.EAP(items, right, 0, 1)
	harder = irt.Route(theta, s.Cut)
	name := map[bool]string{false: "easier", true: "harder"}[harder]
	if logged.ThetaRoute != theta || logged.Cut != s.Cut || logged.Route != name {
		p.problem(test, "%s was routed %s at θ %v and cut %v; the first module's answers and form %s say %s, %v and %v.", section.Name, logged.Route, logged.ThetaRoute, logged.Cut, t.form, name, theta, s.Cut)
	}
	for module, want := range map[int][]*question.Question{1: s.First, 2: s.Second(harder)} {
		for _, a := range t.answers {
			if a.q.Section == section.Slug && !a.pretest && a.module == module && !slices.ContainsFunc(want, func(q *question.Question) bool { return q.ID == a.q.ID }) {
				p.problem(test, "%s is not of the %s way of form %s.", a.q.ID, name, t.form)
			}
		}
	}
	return harder
}

// A SectionPrecision is how near scores came to the truth in one section.
type SectionPrecision struct {
	Section  string  `json:"section"`
	Tests    int     `json:"tests"`
	RMSE     float64 `json:"rmse"`
	RMSESE   float64 `json:"se_rmse"`
	Bias     float64 `json:"bias"`
	MeanSE   float64 `json:"mean_se"`         // of θ, as logged
	Coverage float64 `json:"coverage_95"`     // of θ ± 1.96 SE
	Params   float64 `json:"coverage_params"` // with the errors of the parameters in the SE
	All      float64 `json:"coverage_all"`    // with that of the scale too
	Band     float64 `json:"in_band"`         // truth within the band of the score, which is meant for 2 in 3
	Harder   float64 `json:"harder"`          // share routed there
}

// A Precision is what whole tests of learners of known ability say of scores.
type Precision struct {
	World    string             `json:"world"`
	Tests    int                `json:"tests"`
	Learners int                `json:"learners"`
	Forms    int                `json:"forms"`
	Seed     uint64             `json:"seed"`
	Seconds  float64            `json:"seconds"`
	Sections []SectionPrecision `json:"sections"`
	Proved   int                `json:"tests_recomputed"` // content, routes and scores
	Twins    int                `json:"twin_tests"`       // compared with those of who answered pretest questions the other way round
	Problems []string           `json:"problems"`         // none: all of it was as it should be
}

// z95 is the normal quantile of a 95 % interval.
const z95 = 1.959964

// Judge compares tests with the truth and with what their log proves. Tests of
// twins are compared with each other and left out of the figures.
func Judge(w *World, sats []Sat, p *Proof) Precision {
	out := Precision{World: w.Name, Seed: w.seed, Proved: p.Tests, Problems: append([]string{}, p.Problems...)}
	type place struct {
		learner int
		form    string
	}
	first := map[place]string{}
	learners, forms := map[int]bool{}, map[string]bool{}
	for _, s := range sats {
		if !s.Contrary {
			first[place{s.Learner, p.Form[s.TestID]}] = s.TestID
			learners[s.Learner], forms[p.Form[s.TestID]] = true, true
			out.Tests++
		}
	}
	out.Learners, out.Forms = len(learners), len(forms)
	for _, s := range sats {
		for section, score := range s.Scores {
			if logged, ok := p.Outcomes[s.TestID][section]; !ok || logged.Score != score {
				out.Problems = append(out.Problems, fmt.Sprintf("Test %s: the learner was told %d, the log says %d.", s.TestID, score, logged.Score))
			}
		}
		if !s.Contrary {
			continue
		}
		out.Twins++
		other := first[place{s.Learner, p.Form[s.TestID]}]
		for section, mine := range p.Outcomes[s.TestID] {
			if p.Outcomes[other][section] != mine {
				out.Problems = append(out.Problems, fmt.Sprintf("Tests %s and %s differ in pretest questions only, and in %s in their outcome: %+v, %+v.", s.TestID, other, section, mine, p.Outcomes[other][section]))
			}
		}
	}
	for _, section := range question.Sections {
		x := SectionPrecision{Section: section.Slug}
		var squares []float64
		inside := func(into *float64, yes bool) {
			if yes {
				*into++
			}
		}
		for _, s := range sats {
			o, ok := p.Outcomes[s.TestID][section.Slug]
			if s.Contrary || !ok {
				continue
			}
			x.Tests++
			truth := s.Theta[section.Slug]
			e := o.Theta - truth
			squares = append(squares, e*e)
			x.Bias += e
			x.MeanSE += o.SE
			withParams := math.Hypot(o.SE, o.SEParams)
			inside(&x.Coverage, math.Abs(e) <= z95*o.SE)
			inside(&x.Params, math.Abs(e) <= z95*withParams)
			inside(&x.All, math.Abs(e) <= z95*math.Hypot(withParams, irt.UnanchoredScaleSD/100))
			points := irt.Points(truth)
			inside(&x.Band, points >= float64(s.Bands[section.Slug][0]) && points <= float64(s.Bands[section.Slug][1]))
			inside(&x.Harder, o.Harder)
		}
		n := float64(x.Tests)
		for _, v := range []*float64{&x.Bias, &x.MeanSE, &x.Coverage, &x.Params, &x.All, &x.Band, &x.Harder} {
			*v /= n
		}
		mean := 0.0
		for _, v := range squares {
			mean += v / n
		}
		variance := 0.0
		for _, v := range squares {
			variance += (v - mean) * (v - mean) / n
		}
		x.RMSE = math.Sqrt(mean)
		x.RMSESE = math.Sqrt(variance/n) / (2 * x.RMSE) // delta method
		out.Sections = append(out.Sections, x)
	}
	return out
}
