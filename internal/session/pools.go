package session

import (
	"context"
	"fmt"
	"sync"

	"satprep/internal/fault"
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

// rules are the words by which clients ask for a rule of practice, and by which
// sessions keep it. What was called max_information until version 1 of the rules
// draws among the best five, and a session that began then goes on so.
var rules = map[string]selection.Policy{
	string(selection.Randomesque):    selection.Randomesque,
	string(selection.Learn):          selection.Learn,
	string(selection.MaxInformation): selection.Randomesque,
}

// ruleOf is the name of the rule that mode asks for; "" leaves it to otherwise.
func ruleOf(mode string, otherwise selection.Policy) (string, error) {
	if mode == "" {
		return string(otherwise), nil
	}
	p, ok := rules[mode]
	if !ok {
		return "", fault.At("mode", "mode must be randomesque or learn; a practice session may also be redo.")
	}
	return string(p), nil
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

// pools returns those of the bank in force under a parameter set; "" is the one
// in force. A session that began under an earlier set goes on with it, so that
// what its learner is told does not jump in its middle, and an ended one keeps
// its numbers.
func (s *Service) pools(ctx context.Context, params string) (*pools, error) {
	bank := s.bank()
	if params == "" || params == bank.ParamsVersion || s.bankAt == nil {
		if p := s.pooled.Load(); p != nil && p.bank == bank {
			return p, nil
		}
		s.pooling.Lock()
		defer s.pooling.Unlock()
		if p := s.pooled.Load(); p != nil && p.bank == bank {
			return p, nil
		}
		p, err := newPools(bank)
		if err == nil {
			s.pooled.Store(p)
		}
		return p, err
	}
	bank, err := s.bankAt(ctx, params)
	if err != nil {
		return nil, err
	}
	if p, ok := s.earlier.GetIfPresent(bank); ok {
		return p, nil
	}
	s.pooling.Lock()
	defer s.pooling.Unlock()
	if p, ok := s.earlier.GetIfPresent(bank); ok {
		return p, nil
	}
	p, err := newPools(bank)
	if err == nil {
		s.earlier.Set(bank, p)
	}
	return p, err
}

func newPools(bank *question.Bank) (*pools, error) {
	items, p := bank.Items(), &pools{bank: bank}
	for use, pool := range map[selection.Use]**selection.Pool{selection.Practice: &p.practice, selection.Diagnostic: &p.diagnostic, selection.Pretest: &p.pretest} {
		made, err := selection.NewPool(use, items)
		if err != nil {
			return nil, fmt.Errorf("pool of %s: %w", use, err)
		}
		*pool = made
	}
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
