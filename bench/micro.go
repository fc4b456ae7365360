package main

import (
	"context"
	"fmt"
	"math/rand/v2"
	"time"

	"satprep/internal/irt"
	"satprep/internal/question"
	"satprep/internal/selection"
)

// benchSelection: one choice from a bank of 10,000, with its probability.
func benchSelection(_ context.Context, s *settings) error {
	var bank []selection.Item
	rng := rand.New(rand.NewPCG(1, 2))
	var skills []irt.Scope
	for _, sec := range question.Sections {
		for _, dom := range sec.Domains {
			for _, leaf := range dom.Skills {
				skills = append(skills, irt.Scope{Section: sec.Slug, Domain: dom.Slug, Skill: leaf.Slug})
			}
		}
	}
	for i := range 10_000 {
		bank = append(bank, selection.Item{ID: fmt.Sprintf("q%05d", i), Scope: skills[i%len(skills)], Use: selection.Practice,
			Params: irt.Params{A: .6 + rng.Float64(), B: rng.NormFloat64(), C: .2}})
	}
	pool, err := selection.NewPool(selection.Practice, bank)
	if err != nil {
		return err
	}
	mix, err := pool.Mix(question.Shares(irt.Scope{Section: question.Math}))
	if err != nil {
		return err
	}
	h := pool.NewHistory()
	ability := irt.NewAbility()
	n := 0
	began := time.Now()
	for time.Since(began) < 300*time.Millisecond {
		c, err := mix.Choose(selection.Request{History: h, Policy: selection.Randomesque, Epsilon: selection.PracticeEpsilon,
			Theta: func(sc irt.Scope) float64 { t, _, _ := ability.Theta(sc); return t }}, rng.Float64())
		if err != nil {
			return err
		}
		h.Serve(c.Index)
		if n++; n%500 == 0 {
			h = pool.NewHistory()
		}
	}
	s.print("selection in a bank of 10,000: %.1f µs a choice (aim < 100)", float64(time.Since(began).Microseconds())/float64(n))
	return nil
}
