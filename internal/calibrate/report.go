package calibrate

import (
	"context"
	"fmt"
	"math"
	"slices"

	"satprep/internal/fault"
	"satprep/internal/irt"
	"satprep/internal/kt"
	"satprep/internal/question"
	"satprep/internal/uid"
)

// A Report is what a page shows of item parameters: curves, information, fit, persons beside items, and how well a model
// of knowledge predicts. It says what it rests on, and of what was not given that it is not there.
type Report struct {
	Title   string
	Sources []string // sentences: where the parameters come from
	Scales  []Scale  // each with an ability of its own
	Tracing *Tracing // nil: none was given
}

// A Scale is items that measure one ability.
type Scale struct {
	Name     string
	Mean, SD float64 // of the population
	Items    []ReportItem
	Persons  []float64 // EAP of those who answered; none where there were no answers to read
	Tests    []Taken   // what is put together of the items
	Missing  []string  // sentences: what cannot be shown, and why
}

// A ReportItem is an item with what is said of it.
type ReportItem struct {
	Item
	Note     string      // in a word
	Before   *irt.Params // in force when it was estimated
	Observed []Share
}

// A Share of right answers of persons near an ability: answers are dealt to abilities by the posterior of who gave them.
type Share struct{ Theta, N, Right float64 }

// A Taken test is one or two ways through items that are met together; Cut is the θ that parts the ways, NaN where there
// is one way only.
type Taken struct {
	Name string
	Ways []Way
	Cut  float64
}

// A Way through a test.
type Way struct {
	Name  string
	Items []irt.Params
}

// Tracing is how well a model of knowledge predicts, of a train --json file.
type Tracing struct {
	Model      string
	AUC        float64 // NaN where there is none
	NLL, Brier float64
	ECE        float64
	MeanNLL    float64 // of the mean alone
	Rows       int
	Learners   int
	Bins       []kt.Bin
}

// ReportOf shows a file of parameters; with answers also persons, observed shares, and the fit where the file has none.
// Answers of which no item is in the file are Invalid.
func ReportOf(ctx context.Context, e *Estimate, r *Responses) (_ *Report, err error) {
	defer fault.In(&err, "calibrate.ReportOf")
	rep := &Report{Title: "Calibration report"}
	rep.Sources = append(rep.Sources, fmt.Sprintf("A file of parameters: %s of %d persons, log-likelihood %.4f, log prior %.4f, %d cycles, %s.",
		e.Model, e.Persons, e.LogLikelihood, e.LogPrior, e.Iterations, map[bool]string{true: "converged", false: "not converged"}[e.Converged]))
	if e.Note != "" {
		rep.Sources = append(rep.Sources, e.Note)
	}
	if e.Log != nil {
		rep.Sources = append(rep.Sources, fmt.Sprintf("The answers are of the log up to record %d; Reading & Writing and Math stand side by side here, on the run's own scale. A stored run shows them apart (--run).", e.Log.Seq))
	}
	s := Scale{Name: "All items", Mean: e.Mean, SD: math.Sqrt(e.Variance)}
	if !(s.SD > 0) { // a file that somebody wrote by hand
		s.Mean, s.SD = 0, 1
	}
	for _, it := range e.Items {
		s.Items = append(s.Items, ReportItem{Item: it})
	}
	if r == nil {
		s.Missing = append(s.Missing, "No answers were given (--in), so the curves stand without what was observed, and persons are drawn as the population that was estimated, normal.")
	} else if err := s.observe(ctx, r); err != nil {
		return nil, err
	}
	all := Way{Name: "all items"}
	for _, it := range s.Items {
		if p, ok := it.Params(); ok {
			all.Items = append(all.Items, p)
		}
	}
	s.Tests = append(s.Tests, Taken{"All items", []Way{all}, math.NaN()})
	rep.Scales = append(rep.Scales, s)
	return rep, nil
}

// observe reads answers into a scale.
func (s *Scale) observe(ctx context.Context, r *Responses) error {
	at := map[string]int{}
	for i, it := range s.Items {
		if _, ok := it.Params(); ok {
			at[it.Name] = i
		}
	}
	var kept, of []int
	var params []irt.Params
	var tables []*irt.Table
	for j, name := range r.Items {
		if i, ok := at[name]; ok {
			p, _ := s.Items[i].Params()
			kept, of, params, tables = append(kept, j), append(of, i), append(params, p), append(tables, irt.NewTable(p))
		}
	}
	if len(kept) == 0 {
		return fault.New(fault.Invalid, "None of the %d items of the table, the first of which is %.60q, has usable parameters in the file of parameters.", len(r.Items), r.Items[0])
	}
	answers, err := columns(r.Answers, kept)
	if err != nil {
		return err
	}
	nodes, prior := irt.Nodes(), irt.PriorWeights(s.Mean, s.SD)
	n, right := make([][irt.NodeCount]float64, len(kept)), make([][irt.NodeCount]float64, len(kept))
	row := make([]irt.Response, len(kept))
	for i := range answers.Rows() {
		if i%(1<<12) == 0 && ctx.Err() != nil {
			return ctx.Err()
		}
		weight := answers.Row(i, row)
		var e irt.Evidence
		some := false
		for j, a := range row {
			if a != irt.Missing {
				e.Add(tables[j], a == irt.Right)
				some = true
			}
		}
		if !some {
			continue
		}
		theta, _ := e.Posterior(s.Mean, s.SD)
		for range int(weight) {
			s.Persons = append(s.Persons, theta)
		}
		var w [irt.NodeCount]float64
		top, sum := float64(slices.Max(e[:])), 0.0
		for k := range w {
			w[k] = prior[k] * math.Exp(float64(e[k])-top)
			sum += w[k]
		}
		for j, a := range row {
			if a == irt.Missing {
				continue
			}
			for k := range w {
				v := weight * w[k] / sum
				n[j][k] += v
				if a == irt.Right {
					right[j][k] += v
				}
			}
		}
	}
	for j := range kept {
		s.Items[of[j]].Observed = shares(nodes, n[j], right[j])
	}
	if !slices.ContainsFunc(of, func(i int) bool { return s.Items[i].Infit == s.Items[i].Infit }) {
		fit, err := irt.Fit(ctx, answers, params, s.Mean, s.SD, make([]int, len(params)))
		if err != nil {
			return err
		}
		for j, f := range fit {
			it := &s.Items[of[j]].Item
			it.Infit, it.Outfit, it.SX2, it.DF, it.P = Number(f.Infit), Number(f.Outfit), Number(f.SX2), f.DF, Number(f.P)
		}
		s.Missing = append(s.Missing, "The file has no fit; what is shown was computed from these answers, as if the parameters did not come of them.")
	}
	return nil
}

// fewestShown is how many answers a point of an observed curve needs.
const fewestShown = 10

// shares joins nodes to steps of .6 and leaves out what few answers stand for.
func shares(nodes, n, right [irt.NodeCount]float64) (list []Share) {
	const joined = 3
	for k := 0; k+joined <= len(nodes); k += joined {
		s := Share{}
		for i := k; i < k+joined; i++ {
			s.N, s.Right, s.Theta = s.N+n[i], s.Right+right[i], s.Theta+n[i]*nodes[i]
		}
		if s.N >= fewestShown {
			list = append(list, Share{s.Theta / s.N, s.N, s.Right / s.N})
		}
	}
	return list
}

// Report shows a calibration of the log: what it would put in force, or did. bank names the forms; its parameters are
// replaced by those of the run.
func (p *Proposal) Report(bank *question.Bank) *Report {
	rep := &Report{Title: "Calibration report"}
	rep.Sources = append(rep.Sources,
		fmt.Sprintf("Calibration %s of the log up to record %d, made %s by version %s of the program: %s, %d answers of %d learners, log-likelihood %.4f, %d cycles. It is %s.",
			p.ID, p.Log.Seq, p.MadeAt.UTC().Format("2006-01-02 15:04 UTC"), p.Code, p.Model, p.Log.Used, p.Log.Learners, p.LogLikelihood, p.Iterations, p.Status),
		fmt.Sprintf("%d of %d questions are promotable. Parameters are on the scale in force then (set %s); where nothing was estimated they are those in force.", p.Promotable, p.Count, p.Params))
	if p.Log.Simulated {
		rep.Sources = append(rep.Sources, "The learners are simulated.")
	}
	after := map[string]question.Params{}
	for _, it := range p.Items {
		after[it.Question] = it.New.Params()
	}
	for _, section := range question.Sections {
		s := Scale{Name: section.Name, SD: 1, Missing: []string{"A stored run keeps no persons: they are drawn as the population of the scale, N(0, 1), and curves stand without what was observed."}}
		for _, it := range p.Items {
			if it.Section != section.Slug {
				continue
			}
			old := it.Old.Params().Params
			s.Items = append(s.Items, ReportItem{Item: itemOf(it.Question, it.New.Params(), it), Note: it.WhyNot, Before: &old})
		}
		s.Tests = taken(bank, section.Slug, func(q *question.Question) irt.Params {
			if v, ok := after[q.ID]; ok {
				return v.Params
			}
			return q.Params.Params
		})
		rep.Scales = append(rep.Scales, s)
	}
	return rep
}

// itemOf is an item of a run as an estimate has it; a run keeps neither S-X² itself nor its degrees of freedom.
func itemOf(name string, v question.Params, it ProposedItem) Item {
	unknown := Number(math.NaN())
	out := Item{Name: name, A: Number(v.A), B: Number(v.B), C: Number(v.C), D: Number(-v.A * v.B), SEA: it.SEA, SEB: it.SEB, SEC: it.SEC, SED: unknown,
		N: float64(it.N), Right: it.Right, Infit: it.Infit, Outfit: it.Outfit, SX2: unknown, P: it.P, Flags: it.Flags, Family: it.Family}
	return out
}

// ReportBank shows the parameters in force. promoted is the calibration that was promoted last, nil where none was: what
// fit there is, is in it.
func ReportBank(bank *question.Bank, promoted *Proposal) *Report {
	rep := &Report{Title: "Calibration report"}
	calibrated := 0
	for _, q := range bank.Questions {
		if q.Params.Source == question.Calibrated {
			calibrated++
		}
	}
	rep.Sources = append(rep.Sources, fmt.Sprintf("The parameter set in force, %s, of bank %s: %d of %d questions are calibrated, the others as their authors judged them.", bank.ParamsVersion, bank.Version, calibrated, len(bank.Questions)))
	run := map[string]ProposedItem{}
	if promoted != nil {
		rep.Sources = append(rep.Sources, fmt.Sprintf("The fit shown is that of calibration %s, of the questions that have their parameters from it.", promoted.ID))
		for _, it := range promoted.Items {
			run[it.Question] = it
		}
	}
	for _, section := range question.Sections {
		s := Scale{Name: section.Name, SD: 1, Missing: []string{"No answers were read: persons are drawn as the population of the scale, N(0, 1), and curves stand without what was observed."}}
		for _, q := range bank.Questions {
			if q.Section != section.Slug {
				continue
			}
			unknown := Number(math.NaN())
			it, ok := run[q.ID]
			if !ok || it.Version != q.Version || it.New.Params() != q.Params {
				it = ProposedItem{N: q.Params.Responses, Right: unknown, Infit: unknown, Outfit: unknown, P: unknown, SEC: unknown}
			}
			it.SEA, it.SEB = Number(q.Params.A*q.Params.ALnSD), Number(q.Params.BSD)
			s.Items = append(s.Items, ReportItem{Item: itemOf(q.ID, q.Params, it), Note: string(q.Params.Source)})
		}
		s.Tests = taken(bank, section.Slug, func(q *question.Question) irt.Params { return q.Params.Params })
		rep.Scales = append(rep.Scales, s)
	}
	return rep
}

// Report shows the calibration of an id, or without one the parameters in force; no such calibration is Missing.
func (s *Service) Report(ctx context.Context, id uid.ID) (_ *Report, err error) {
	defer fault.In(&err, "calibrate.Report(%s)", id)
	bank := s.Questions.Bank(ctx)
	if !id.IsZero() {
		p, err := find(ctx, s.DB, id)
		if err != nil {
			return nil, err
		}
		return p.Report(bank), nil
	}
	all, err := list(ctx, s.DB, `WHERE status = ?`, string(Promoted))
	if err != nil || len(all) == 0 {
		return ReportBank(bank, nil), err
	}
	last := slices.MaxFunc(all, func(a, b Proposal) int { return a.DecidedAt.Compare(b.DecidedAt) })
	p, err := find(ctx, s.DB, last.ID)
	if err != nil {
		return nil, err
	}
	return ReportBank(bank, p), nil
}

// taken are the forms of a section with their two ways.
func taken(bank *question.Bank, section string, params func(*question.Question) irt.Params) (list []Taken) {
	for _, f := range bank.Forms() {
		s, ok := f.Section(section)
		if !ok {
			continue
		}
		of := func(questions []*question.Question) (list []irt.Params) {
			for _, q := range questions {
				list = append(list, params(q))
			}
			return list
		}
		cut, crossed := irt.RoutingCut(of(s.Easier), of(s.Harder))
		if !crossed {
			cut = math.NaN()
		}
		list = append(list, Taken{"Form " + f.ID, []Way{{"easier second module", of(slices.Concat(s.First, s.Easier))}, {"harder second module", of(slices.Concat(s.First, s.Harder))}}, cut})
	}
	return list
}
