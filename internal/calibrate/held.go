package calibrate

import (
	"context"
	"math"

	"satprep/internal/fault"
	"satprep/internal/irt"
	"satprep/internal/question"
)

const held = "held"

// runHeld estimates every section by itself, with its calibrated questions held at the parameters in force: what is estimated of
// the others, pretest questions above all, is on that scale without a link, and mean and variance of the section's population
// are free (fixed parameter calibration, Kim 2006). A section with fewer than ten to hold keeps all its parameters; that none
// has as many, or that none has anything else, is a Conflict. kept are the items with enough answers.
func runHeld(ctx context.Context, r *Responses, kept []int, bank *question.Bank, o Options) (*Estimate, error) {
	unknown := Number(math.NaN())
	whole := &Estimate{Converged: true, Variance: 1, SEMean: unknown, SESD: unknown, Empty: r.Empty, Repeated: r.Repeated, held: map[string]SectionLink{}}
	for _, s := range question.Sections {
		link := SectionLink{Section: s.Slug, Method: unlinked, Slope: 1, Calibrated: true}
		of, fixed, answers := []int{}, map[string]irt.Params{}, 0.0
		for _, j := range kept {
			q, _ := bank.ByID(r.Items[j]) // RunLogged looked
			if q.Section != s.Slug {
				continue
			}
			of = append(of, j)
			if wrong, right := r.Answers.Count(j); q.Params.Source == question.Calibrated {
				fixed[q.ID] = q.Params.Params
			} else {
				answers += wrong + right
			}
		}
		if link.Anchors = len(fixed); len(fixed) < minAnchors || len(fixed) == len(of) {
			for _, j := range of {
				q, _ := bank.ByID(r.Items[j])
				whole.Items = append(whole.Items, leftAlone(q, r, j, Authored))
			}
			whole.held[s.Slug] = link
			continue
		}
		o.Held = fixed
		e, err := runSome(ctx, r, of, o)
		if err != nil {
			return nil, err
		}
		link.Method, link.Mean, link.Variance = held, e.Mean, e.Variance
		whole.held[s.Slug] = link
		whole.Items, whole.Persons, whole.Estimated = append(whole.Items, e.Items...), whole.Persons+e.Persons, whole.Estimated+int(answers)
		whole.LogLikelihood, whole.LogPrior, whole.Tolerance = whole.LogLikelihood+e.LogLikelihood, whole.LogPrior+e.LogPrior, e.Tolerance
		whole.Iterations, whole.Converged = max(whole.Iterations, e.Iterations), whole.Converged && e.Converged
		whole.Seconds.Estimate += e.Seconds.Estimate
		whole.Seconds.Errors += e.Seconds.Errors
		whole.Seconds.Fit += e.Seconds.Fit
		if e.Note != "" {
			whole.note(s.Name + ": " + e.Note)
		}
	}
	if whole.Persons == 0 {
		return nil, fault.New(fault.Conflict, "No section has %d questions with calibrated parameters and 30 answers to hold, and others with 30 answers to estimate. Calibrate without holding first, and promote that.", minAnchors)
	}
	return whole, nil
}
