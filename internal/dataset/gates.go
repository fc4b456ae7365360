package dataset

import "context"

// Gates are the thresholds of a recipe's quality gates.
type Gates struct{}

func defaultGates() Gates { return Gates{} }

func (g Gates) check() error { return nil }

// A Finding is what a gate found.
type Finding struct {
	Gate    string  `json:"gate"`
	About   string  `json:"about"`
	Value   float64 `json:"value"`
	Limit   float64 `json:"limit"`
	Verdict string  `json:"verdict"` // passed, warned, stopped
	Detail  string  `json:"detail,omitempty"`
}

// inspect lets the gates look at what was made.
func (b *Build) inspect(ctx context.Context, dir string, s *Sheet) ([]Finding, error) {
	return nil, nil
}

func quality(s *Sheet) any { return map[string]any{"gates": s.Gates} }
