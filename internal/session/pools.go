package session

import (
	"fmt"
	"sync"

	"satprep/internal/irt"
	"satprep/internal/question"
	"satprep/internal/selection"
)

// pools are what questions are chosen from: made once per bank in force and
// shared, read only.
type pools struct {
	bank       *question.Bank
	practice   *selection.Pool
	diagnostic *selection.Pool
	pretest    *selection.Pool
	mixes      sync.Map // pool and scopes → *selection.Mix
	tables     sync.Map // irt.Params → *irt.Table
	shown      sync.Map // *question.Question → question.Shown; a figure is drawn once
}

// show is what a learner sees of q.
func (p *pools) show(q *question.Question) question.Shown {
	if v, ok := p.shown.Load(q); ok {
		return v.(question.Shown)
	}
	v := question.Show(q)
	p.shown.Store(q, v)
	return v
}

// pools returns those of the bank in force.
func (s *Service) pools() (*pools, error) {
	bank := s.bank()
	if p := s.pooled.Load(); p != nil && p.bank == bank {
		return p, nil
	}
	s.pooling.Lock()
	defer s.pooling.Unlock()
	if p := s.pooled.Load(); p != nil && p.bank == bank {
		return p, nil
	}
	items := make([]selection.Item, len(bank.Questions))
	for i, q := range bank.Questions {
		items[i] = selection.Item{ID: q.ID, Params: q.Params.Params, Scope: q.Scope(), Family: q.Family, Use: selection.Use(q.Use), Typed: q.Type == question.Typed}
	}
	p := &pools{bank: bank}
	for use, pool := range map[selection.Use]**selection.Pool{selection.Practice: &p.practice, selection.Diagnostic: &p.diagnostic, selection.Pretest: &p.pretest} {
		made, err := selection.NewPool(use, items)
		if err != nil {
			return nil, fmt.Errorf("pool of %s: %w", use, err)
		}
		*pool = made
	}
	s.pooled.Store(p)
	return p, nil
}

// mix returns the mix of pool over scopes, balanced by the blueprint.
func (p *pools) mix(pool *selection.Pool, scopes ...irt.Scope) (*selection.Mix, error) {
	key := fmt.Sprint(pool == p.practice, pool == p.diagnostic, scopes)
	if m, ok := p.mixes.Load(key); ok {
		return m.(*selection.Mix), nil
	}
	m, err := pool.Mix(question.Shares(scopes...))
	if err != nil {
		return nil, err
	}
	p.mixes.Store(key, m)
	return m, nil
}

// table returns the tabled log-likelihood of params.
func (p *pools) table(params irt.Params) *irt.Table {
	if t, ok := p.tables.Load(params); ok {
		return t.(*irt.Table)
	}
	t := irt.NewTable(params)
	p.tables.Store(params, t)
	return t
}
