package dataset

// Gates are the thresholds of a recipe's quality gates.
type Gates struct{}

func defaultGates() Gates { return Gates{} }

func (g Gates) check() error { return nil }
