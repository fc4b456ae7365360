package dataset

import (
	"context"

	"satprep/internal/pseudonym"
)

// Anonymity says what k-anonymity over age band and device class cost.
type Anonymity struct {
	pseudonym.Report
	Any []bool `json:"any"` // by column: it leaves empty
}

// The quasi-identifiers that leave, the one that is given up first last.
const (
	ageColumn = iota
	deviceColumn
)

var quasi = []string{"age_band", "device_class"}

// maxSuppressed is the share of learners that may be left out before a whole
// column is given up.
const maxSuppressed = .02

// anonymise generalises and suppresses until every learner shares age band and
// device class with k-1 others. k counts learners, not records.
func (s *Service) anonymise(ctx context.Context, p *planner, ceiling int64) error {
	var all []pseudonym.Quasi
	for i := range p.plan.Members {
		m := &p.plan.Members[i]
		if m.records == 0 {
			continue
		}
		m.device = commonest(m.devices)
		all = append(all, pseudonym.Quasi{Learner: string(m.subject[:]), Values: [][]string{{m.age}, {m.device}}})
	}
	r, err := pseudonym.Anonymise(all, pseudonym.Policy{Columns: quasi, K: p.recipe.Privacy.K, MaxSuppressed: maxSuppressed})
	if err != nil {
		return err
	}
	p.plan.K = Anonymity{r.Report, r.Generalised}
	return s.drop(ctx, p, ceiling, &p.plan.Counts.SmallCell, func(m *member) bool { return r.Suppressed[string(m.subject[:])] })
}

// unknownDevice stands for learners of whom no record tells a class.
const unknownDevice = "unknown"

// commonest is the key with the highest count; of several the first in order.
func commonest(counts map[string]int) string {
	best := unknownDevice
	for _, k := range sorted(counts) {
		if best == unknownDevice || counts[k] > counts[best] {
			best = k
		}
	}
	return best
}

func (a *Anonymity) age(m *member) string {
	if a.generalised(ageColumn) {
		return ""
	}
	return m.age
}

func (a *Anonymity) deviceClass(m *member) string {
	if a.generalised(deviceColumn) || m.device == unknownDevice {
		return ""
	}
	return m.device
}

func (a *Anonymity) generalised(column int) bool { return column < len(a.Any) && a.Any[column] }
