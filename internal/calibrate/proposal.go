package calibrate

import (
	"fmt"
	"math"
	"slices"
	"time"

	"satprep/internal/irt"
	"satprep/internal/question"
	"satprep/internal/uid"
)

// A Status of a proposal.
type Status string

// The statuses.
const (
	Proposed Status = "proposed"
	Promoted Status = "promoted"
	Rejected Status = "rejected"
)

// A Proposal is a calibration of the log that waits for a person's decision, or
// had it: what went in, what came out, and what it would change.
type Proposal struct {
	ID         uid.ID    `json:"id"`
	Status     Status    `json:"status"`
	Model      string    `json:"model"`
	By         uid.ID    `json:"made_by,omitzero"` // subject of who ran it; zero is the operator
	MadeAt     time.Time `json:"made_at"`
	Code       string    `json:"code"`        // version of the program
	Number     int64     `json:"bank_number"` // of the bank's history (question.Bank.Number)
	Params     string    `json:"params"`      // the parameter set that it was linked to
	Note       string    `json:"note,omitempty"`
	Largest    float64   `json:"largest_shift"` // of Shifts, in points
	Count      int       `json:"questions"`     // Items
	Promotable int       `json:"promotable"`    // of them
	Detail
	DecidedBy   uid.ID         `json:"decided_by,omitzero"`
	DecidedAt   time.Time      `json:"decided_at,omitzero"`
	ParamsAfter string         `json:"params_after,omitempty"` // the set that its promotion made
	Items       []ProposedItem `json:"items,omitempty"`
}

// Detail is what is kept of a proposal beside its columns.
type Detail struct {
	Log           Logged          `json:"log"`
	Estimated     int             `json:"estimated,omitempty" doc:"answers of log.used that entered, those to questions with 30 or more; absent from runs of before it was told"`
	LogLikelihood float64         `json:"log_likelihood"`
	LogPrior      float64         `json:"log_prior"`
	Iterations    int             `json:"iterations"`
	Converged     bool            `json:"converged"`
	Tolerance     float64         `json:"tolerance"`
	Persons       int             `json:"persons" doc:"a learner, in each section and each 30 days"`
	Seconds       float64         `json:"seconds" doc:"of the estimation"`
	Warning       string          `json:"warning,omitempty" doc:"what the estimation says of itself"`
	Links         []SectionLink   `json:"links" doc:"the scale of the estimates on the scale in force, by section"`
	Seed          uint64          `json:"seed" doc:"of the reference set of the shifts"`
	Shifts        []Shift         `json:"shifts" doc:"what promotion would do to scores, by form and section"`
	Left          []question.Left `json:"left,omitempty" doc:"questions that the promotion passed over"`
}

// A SectionLink puts a section's estimates on the scale in force: θ there is
// Slope·θ + Shift.
type SectionLink struct {
	Section    string  `json:"section"`
	Method     string  `json:"method" enum:"stocking-lord,mean-sigma,held,none" doc:"held: the anchors kept their parameters, so that the estimates are on their scale; none: too few anchors, so nothing of the section can be promoted"`
	Slope      float64 `json:"slope"`
	Shift      float64 `json:"shift"`
	Anchors    int     `json:"anchors" doc:"questions it rests on"`
	Calibrated bool    `json:"calibrated" doc:"the anchors' parameters in force were estimated, not judged"`
	Moved      int     `json:"moved" doc:"anchors left out because they moved"`
	RMSD       float64 `json:"rmsd" doc:"how far the anchors' curves stay apart"`
	Mean       float64 `json:"mean,omitempty" doc:"of the section's population on the scale in force; of held alone"`
	Variance   float64 `json:"variance,omitempty" doc:"of the same"`
}

// Figures are parameters with what is known of their errors.
type Figures struct {
	A         float64 `json:"a"`
	B         float64 `json:"b"`
	C         float64 `json:"c"`
	BSD       float64 `json:"b_sd" doc:"standard deviation of b"`
	ALnSD     float64 `json:"a_ln_sd" doc:"of ln a"`
	Source    string  `json:"source" enum:"authored,calibrated"`
	Responses int     `json:"responses"`
}

func figuresOf(p question.Params) Figures {
	return Figures{p.A, p.B, p.C, p.BSD, p.ALnSD, string(p.Source), p.Responses}
}

// Params are the figures as the bank takes them.
func (f Figures) Params() question.Params {
	return question.Params{Params: irt.Params{A: f.A, B: f.B, C: f.C}, BSD: f.BSD, ALnSD: f.ALnSD, Source: question.ParamSource(f.Source), Responses: f.Responses}
}

// Why a question's estimate is not promotable.
const (
	TooFew       = "few"           // answers
	NoEstimate   = "no_estimate"   // all alike
	NoError      = "no_error"      // its error could not be computed
	Flagged      = "flagged"       // somebody should look at it first
	NotLinked    = "not_linked"    // too few anchors in its section
	NotConverged = "not_converged" // the run ended before
	Same         = "same"          // the parameters in force are these
)

// A ProposedItem is a question before and after.
type ProposedItem struct {
	Question string   `json:"question_id"`
	Version  string   `json:"version"`
	Section  string   `json:"section"`
	Family   string   `json:"family,omitempty" doc:"of variants that were estimated as one"`
	N        int      `json:"n" doc:"answers, to all variants"`
	Right    Number   `json:"right" doc:"share"`
	Old      Figures  `json:"old" doc:"in force when the run was made"`
	New      Figures  `json:"new" doc:"on the scale in force; as old where nothing is estimated"`
	SEA      Number   `json:"se_a"`
	SEB      Number   `json:"se_b"`
	SEC      Number   `json:"se_c"`
	Infit    Number   `json:"infit"`
	Outfit   Number   `json:"outfit"`
	P        Number   `json:"s_x2_p"`
	Moved    float64  `json:"moved" doc:"root mean square difference of the two curves over N(0, 1)"`
	Flags    []string `json:"flags"`
	WhyNot   string   `json:"why_not,omitempty" enum:"few,no_estimate,no_error,flagged,not_linked,not_converged,same," doc:"why it is not promotable; absent where it is"`
	// What its author judged when the run was made, which the estimate has its
	// prior from; "" in runs of before it was kept.
	Difficulty question.Difficulty `json:"difficulty,omitempty"`
	Adjust     float64             `json:"adjust,omitempty"`
	Since      string              `json:"since,omitempty" enum:"retired,other_version,other_judgement,same," doc:"of a proposal that waits: what became of the question since the run, so that it would keep its parameters"`
}

// proposal is what a promotion would bring of it.
func (it *ProposedItem) proposal() question.Proposed {
	return question.Proposed{Version: it.Version, Difficulty: it.Difficulty, Adjust: it.Adjust, Params: it.New.Params()}
}

// since is why a promotion now would leave the question alone; "" where it would not.
func (it *ProposedItem) since(bank *question.Bank) string {
	q, _ := bank.ByID(it.Question)
	return it.proposal().Stale(q)
}

// alike is how near parameters and their errors are to be called the same: what
// is shown has three places.
const alike = 5e-4

// changes reports whether the new figures are others than the old.
func (it *ProposedItem) changes() bool {
	apart := func(a, b float64) bool { return math.Abs(a-b) >= alike }
	return it.Old.Source != it.New.Source || it.Old.Responses != it.New.Responses || it.Moved >= alike || apart(it.Old.BSD, it.New.BSD) || apart(it.Old.ALnSD, it.New.ALnSD)
}

// minAnchors is how many questions a section's link needs: an author's judgement
// of b has SD .6, so that ten of them place a scale within .2.
const minAnchors = 10

// compare makes of an estimate of the log what it would change in a bank.
func compare(e *Estimate, bank *question.Bank, seed uint64) (d Detail, items []ProposedItem) {
	d = Detail{Log: *e.Log, Estimated: e.Estimated, LogLikelihood: e.LogLikelihood, LogPrior: e.LogPrior, Iterations: e.Iterations, Converged: e.Converged, Tolerance: e.Tolerance,
		Persons: e.Persons, Seconds: e.Seconds.Estimate, Warning: e.Note, Seed: seed}
	links := map[string]SectionLink{}
	for _, s := range question.Sections {
		l, done := e.held[s.Slug]
		if !done {
			l = linkSection(s.Slug, e, bank)
		}
		links[s.Slug] = l
		d.Links = append(d.Links, l)
	}
	for _, it := range e.Items {
		q, ok := bank.ByID(it.Name)
		if !ok {
			continue // RunLogged names questions of the bank
		}
		items = append(items, proposed(it, q, e.Model, links[q.Section], e.Converged))
	}
	d.Shifts = shifts(bank.Forms(), promotable(items), seed)
	return d, items
}

// promotable are the parameters that a promotion of items would bring, by
// question.
func promotable(items []ProposedItem) map[string]question.Proposed {
	list := map[string]question.Proposed{}
	for _, it := range items {
		if it.WhyNot == "" {
			list[it.Question] = it.proposal()
		}
	}
	return list
}

// proposed is a question before and after, on the scale in force.
func proposed(it Item, q *question.Question, model string, l SectionLink, converged bool) ProposedItem {
	out := ProposedItem{Question: q.ID, Version: q.Version, Section: q.Section, Family: it.Family, N: int(it.N), Right: it.Right, Old: figuresOf(q.Params), New: figuresOf(q.Params),
		SEA: it.SEA, SEB: it.SEB, SEC: it.SEC, Infit: it.Infit, Outfit: it.Outfit, P: it.P, Flags: it.Flags, Difficulty: q.Difficulty, Adjust: q.Adjust}
	switch {
	case slices.Contains(it.Flags, Fixed):
		out.WhyNot = Same
		return out
	case slices.Contains(it.Flags, Authored) && !slices.Contains(it.Flags, Few):
		out.WhyNot = NotLinked
		return out
	case slices.Contains(it.Flags, Authored):
		out.WhyNot = TooFew
		return out
	}
	p, ok := it.Params()
	if !ok {
		out.WhyNot = NoEstimate
		return out
	}
	link := irt.Link{Slope: l.Slope, Shift: l.Shift}
	p = link.Params(p)
	out.SEA, out.SEB = it.SEA/Number(link.Slope), it.SEB*Number(link.Slope)
	sds := question.Params{BSD: float64(out.SEB), ALnSD: irt.AuthoredLnASD}
	spec := specOf(q, model, it.N)
	if spec.FreeA {
		sds.ALnSD = float64(it.SEA / it.A)
	} else {
		out.SEA = Number(math.NaN())
	}
	if !spec.FreeC {
		out.SEC = Number(math.NaN())
	}
	out.New = Figures{p.A, p.B, p.C, sds.BSD, sds.ALnSD, string(question.Calibrated), out.N}
	out.Moved = irt.DriftOf(q.Params.Params, p, irt.Errors{}, irt.Errors{}).Area
	switch {
	case !converged:
		out.WhyNot = NotConverged
	case l.Method == unlinked:
		out.WhyNot = NotLinked
	case !(sds.BSD > 0) || !(sds.ALnSD > 0) || math.IsInf(sds.BSD, 0) || math.IsInf(sds.ALnSD, 0):
		out.WhyNot = NoError
		out.New.BSD, out.New.ALnSD = q.Params.BSD, q.Params.ALnSD
	case len(it.Flags) > 0:
		out.WhyNot = Flagged
	case !out.changes():
		out.WhyNot = Same
	}
	return out
}

const unlinked = "none"

// linkSection links a section's estimates to the scale in force. Its anchors are
// the questions that were estimated and not flagged: those whose parameters in
// force are calibrated, where there are minAnchors of them, or else all. Of
// these the ones that moved beyond chance are left out (the rule of Drifts), as
// long as enough keep still.
func linkSection(section string, e *Estimate, bank *question.Bank) SectionLink {
	type anchor struct {
		from, to       irt.Params
		errFrom, errTo irt.Errors
		calibrated     bool
	}
	var all []anchor
	families := map[string]bool{}
	for _, it := range e.Items {
		q, ok := bank.ByID(it.Name)
		p, valid := it.Params()
		if !ok || !valid || q.Section != section || len(it.Flags) > 0 || !(it.SEB > 0) || it.Family != "" && families[it.Family] {
			continue // variants that share an estimate are one anchor
		}
		families[it.Family] = true
		all = append(all, anchor{p, q.Params.Params, it.errors(), irt.Errors{A: q.Params.A * q.Params.ALnSD, B: q.Params.BSD}, q.Params.Source == question.Calibrated})
	}
	out := SectionLink{Section: section, Method: unlinked, Slope: 1}
	if kept := slices.DeleteFunc(slices.Clone(all), func(a anchor) bool { return !a.calibrated }); len(kept) >= minAnchors {
		all, out.Calibrated = kept, true
	}
	if out.Anchors = len(all); out.Anchors < minAnchors {
		return out
	}
	link := func(list []anchor) (l *Linked, method string) {
		from, to := &Estimate{}, &Estimate{}
		for i, a := range list {
			name := fmt.Sprint(i)
			p, q := blurred(a.from, a.errFrom.B), blurred(a.to, a.errTo.B)
			from.Items = append(from.Items, Item{Name: name, A: Number(p.A), B: Number(p.B), C: Number(p.C)})
			to.Items = append(to.Items, Item{Name: name, A: Number(q.A), B: Number(q.B), C: Number(q.C)})
		}
		for _, method := range []string{"stocking-lord", "mean-sigma"} {
			if l, err := LinkTo(from, to, method); err == nil && l.Slope > .25 && l.Slope < 4 {
				return l, method
			}
		}
		return nil, unlinked
	}
	l, method := link(all)
	if l == nil {
		return out
	}
	still := slices.DeleteFunc(slices.Clone(all), func(a anchor) bool {
		on := irt.Link{Slope: l.Slope, Shift: l.Shift}
		d := irt.DriftOf(a.to, on.Params(a.from), a.errTo, irt.Errors{A: a.errFrom.A / l.Slope, B: a.errFrom.B * l.Slope})
		return moved(d)
	})
	if len(still) < len(all) && len(still) >= minAnchors {
		if again, how := link(still); again != nil {
			l, method, out.Moved, out.Anchors = again, how, len(all)-len(still), len(still)
		}
	}
	out.Method, out.Slope, out.Shift, out.RMSD = method, l.Slope, l.Shift, l.RMSD
	return out
}

// blurred is the curve of an item whose b is known within an error, which is
// flatter than that of its b: on average over N(0, error²) a logistic of slope a
// is near one of slope a/√(1 + k²a²·error²), k = 16√3/(15π). Without it the
// author's judgement, which spreads less than the truth does, would narrow the
// scale at the first calibration: estimates spread as the truth does.
func blurred(p irt.Params, errorOfB float64) irt.Params {
	const k = 16 * 1.7320508075688772 / (15 * math.Pi)
	p.A /= math.Sqrt(1 + k*k*p.A*p.A*errorOfB*errorOfB)
	return p
}
