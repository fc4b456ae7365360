package simulate

import (
	"context"
	"fmt"
	"math/rand/v2"
	"net/http"
	"net/url"
	"slices"

	"satprep/internal/fault"
	"satprep/internal/question"
)

// How a teacher reads what the tutor said to a class.
const (
	rewrite     = .3 // of the replies that hint or explain
	rewriteMost = 12 // of one student, at most
)

// What a teacher writes is an opening, something about the question at hand, and
// what to do next.
var (
	openings = []string{"Let's slow down for a moment.", "Good that you asked.", "Many of my students stop here.", "You are closer than you think.", "One step at a time.",
		"Let me put it another way.", "Before you pick anything, look again.", "Forget the choices for now."}
	nexts = []string{"What do you notice? Write it down in one line.", "Tell me what you would do first, and why.", "Try it on paper, then come back to me.",
		"Which part of that is still unclear?", "Say it in your own words before you go on.", "What would you tell a friend who is stuck here?"}
	tellings = []string{"Read the last sentence of the question twice and underline what it asks for.", "Look at what is given, and cross out what you do not need.",
		"Say what each choice claims, and what would have to be true for it.", "Compare your result with what was asked, unit by unit and word by word."}
)

// A TeachReport says what a teacher did.
type TeachReport struct {
	Students int `json:"students"`
	Read     int `json:"turns_read"`
	Edits    int `json:"edits"`
}

// told is what a teacher reads of a turn.
type told struct {
	ID       string `json:"id"`
	Response string `json:"response"`
	Question string `json:"question_id"`
	Level    int    `json:"level"`
	Source   string `json:"source"`
	Finish   string `json:"finish"`
}

// Teach lets a tutor's account, whose token is given, read the conversations of
// the students who are linked with it, and put better words in the place of
// some replies. The teacher agrees that these may train models. What happened is
// dated now, as edits are. Same seed and same conversations, same words.
func Teach(ctx context.Context, server, token string, seed uint64) (r TeachReport, err error) {
	defer fault.In(&err, "simulate.Teach")
	bank, err := question.Embedded()
	if err != nil {
		return r, err
	}
	s := newSchool(Options{Server: server, Workers: 1}, bank)
	defer s.http.CloseIdleConnections()
	if err := s.simulates(ctx); err != nil {
		return r, err
	}
	c := &caller{base: server, http: s.http, token: token}
	type person struct {
		ID string `json:"user_id"`
	}
	var linked struct {
		Links []struct {
			Adult   person `json:"adult"`
			Learner person `json:"learner"`
		} `json:"links"`
	}
	if err := c.call(ctx, http.MethodGet, "/links", nil, &linked); err != nil {
		return r, err
	}
	for i, l := range linked.Links {
		if i == 0 {
			choice := map[string]any{"choices": []map[string]any{{"purpose": "ai_training", "granted": true}}}
			if err := c.call(ctx, http.MethodPost, "/consent/"+url.PathEscape(l.Adult.ID), choice, nil); err != nil {
				return r, err
			}
		}
		var turns []told
		if err := c.call(ctx, http.MethodGet, "/ai_tutor/interactions/"+url.PathEscape(l.Learner.ID)+"?limit=200", nil, &turns); err != nil {
			return r, err
		}
		r.Students, r.Read = r.Students+1, r.Read+len(turns)
		slices.Reverse(turns) // the oldest first
		rng := rand.New(rand.NewPCG(seed^0x7465616368, uint64(len(turns))<<32+uint64(i)))
		edits := 0
		for _, t := range turns {
			words := s.better(rng, &t)
			if words == "" || edits == rewriteMost {
				continue
			}
			if err := c.call(ctx, http.MethodPost, "/ai_tutor/edit", map[string]any{"turn": t.ID, "text": words}, nil); err != nil {
				return r, fmt.Errorf("editing turn %s: %w", t.ID, err)
			}
			edits++
		}
		r.Edits += edits
	}
	return r, nil
}

// better is what a teacher would rather have said; "" lets a reply stand. It
// tells no more than the reply's level of the ladder may.
func (s *school) better(rng *rand.Rand, t *told) string {
	one := func(list []string) string { return list[rng.IntN(len(list))] }
	// All is drawn whatever becomes of it: one reply that stands must not change what
	// is said of the next.
	takes, opening, next, telling, variant := rng.Float64() < rewrite, one(openings), one(nexts), one(tellings), rng.Float64()
	if !takes || t.Level == 0 || t.Finish != "stop" || t.Source == "human" || t.Question == "" {
		return ""
	}
	q, err := s.bank.Find(t.Question, "")
	if err != nil || q.Use != question.Practice {
		return ""
	}
	about := telling
	for _, h := range q.Hints {
		if h.Level == t.Level && len(h.Variants) > 0 {
			about = h.Variants[int(variant*float64(len(h.Variants)))]
		}
	}
	if t.Level == 4 && len(q.Steps) > 0 {
		about = q.Steps[0] + " " + q.Steps[len(q.Steps)-1]
	}
	return opening + " " + about + "\n\n" + next
}
