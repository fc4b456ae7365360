package dataset

import (
	"math/rand/v2"
	"reflect"
	"testing"

	"satprep/internal/uid"
)

func TestWhichRepliesMakePairs(t *testing.T) {
	t.Parallel()
	q, other := plainQuestion(t, 0), plainQuestion(t, 1)
	type want struct{ source, class, chosen, rejected string }
	for _, c := range []struct {
		name string
		tell func(s *story)
		want []want
		why  string
	}{
		{"one rated up, one down, one request", func(s *story) {
			s.rate(s.turn(q, "hint", "Good.", nil), 1)
			s.last = uid.ID{}
			s.rate(s.turn(q, "hint", "Bad.", nil), -1, "confusing")
		}, []want{{byRatings, strong, "Good.", "Bad."}}, ""},
		{"ratings of two requests", func(s *story) {
			s.rate(s.turn(q, "hint", "Good.", nil), 1)
			s.last = uid.ID{}
			s.rate(s.turn(other, "hint", "Bad.", nil), -1)
		}, nil, ""},
		{"one request, but with another history", func(s *story) {
			s.rate(s.turn(q, "hint", "Good.", nil), 1)
			s.rate(s.turn(q, "hint", "Bad.", nil), -1)
		}, nil, ""},
		{"only ups", func(s *story) {
			s.rate(s.turn(q, "hint", "Good.", nil), 1)
			s.last = uid.ID{}
			s.rate(s.turn(q, "hint", "Good too.", nil), 1)
		}, nil, ""},
		{"asked again and gone on", func(s *story) {
			s.again(s.turn(q, "hint", "First.", nil), "Second.")
			s.turn(q, "thanks, and now?", "Third.", nil)
		}, []want{{byRegenerate, weak, "Second.", "First."}}, ""},
		{"asked again and rated up", func(s *story) { s.rate(s.again(s.turn(q, "hint", "First.", nil), "Second."), 1) }, []want{{byRegenerate, weak, "Second.", "First."}}, ""},
		{"asked again and left", func(s *story) { s.again(s.turn(q, "hint", "First.", nil), "Second.") }, nil, ""},
		{"asked again and rated down", func(s *story) {
			s.rate(s.again(s.turn(q, "hint", "First.", nil), "Second."), -1)
			s.turn(q, "next", "Third.", nil)
		}, nil, ""},
		{"asked again though the first was rated up", func(s *story) {
			id := s.turn(q, "hint", "First.", nil)
			s.rate(id, 1)
			s.again(id, "Second.")
			s.turn(q, "next", "Third.", nil)
		}, nil, ""},
		{"asked again, both rated: the ratings say more", func(s *story) {
			id := s.turn(q, "hint", "First.", nil)
			s.rate(id, -1)
			s.rate(s.again(id, "Second."), 1)
		}, []want{{byRatings, strong, "Second.", "First."}}, "pair of another source 1"},
		{"the same again", func(s *story) {
			s.again(s.turn(q, "hint", "First.", nil), "First.")
			s.turn(q, "next", "Third.", nil)
		}, nil, "equal replies 1"},
		{"asked again, on another rung", func(s *story) {
			id := s.again(s.turn(q, "hint", "First.", nil), "Second.")
			s.l.Events[1].Turn.Level = 3
			s.rate(id, 1)
		}, nil, "prompts differ 1"},
		{"edited", func(s *story) { s.edit(s.turn(q, "hint", "First.", nil), "First.", "Better.") }, []want{{byEdit, strong, "Better.", "First."}}, ""},
		{"edited twice", func(s *story) {
			id := s.turn(q, "hint", "First.", nil)
			s.edit(id, "First.", "Better.")
			s.edit(id, "Better.", "Best.")
		}, []want{{byEdit, strong, "Best.", "First."}}, ""},
		{"edited, but broken off before", func(s *story) {
			s.edit(s.turn(q, "hint", "Fir", func(_ *Event, t *Turn) { t.Finish = "stopped" }), "Fir", "Better.")
		}, nil, ""},
		{"guarded", func(s *story) {
			s.turn(q, "hint", "Look again.", func(_ *Event, t *Turn) {
				t.Guard, t.GuardAction, t.Raw, t.Instead = "leak", "replaced", "It is B.", "Look again."
			})
		}, []want{{byGuard, strong, "Look again.", "It is B."}}, ""},
		{"guarded, nothing was said", func(s *story) {
			s.turn(q, "hint", "Look again.", func(_ *Event, t *Turn) { t.GuardAction, t.Instead = "replaced", "Look again." })
		}, nil, "empty 1"},
		{"guarded for safety", func(s *story) {
			s.turn(q, "hint", "", func(_ *Event, t *Turn) { t.Safety, t.GuardAction = true, "replaced" })
		}, nil, ""},
		{"chosen", func(s *story) { s.twins(q, "hint", "One.", "Two.", 2) }, []want{{byChoice, strong, "Two.", "One."}}, ""},
		{"not chosen", func(s *story) { s.twins(q, "hint", "One.", "Two.", 0) }, nil, ""},
	} {
		s := tell(t, 1)
		c.tell(s)
		got := cookShape(t, "preference", nil, s.l)
		var list []want
		for _, row := range got.rows[Train] {
			list = append(list, want{row["source"].(string), row["class"].(string), text(row, "chosen"), text(row, "rejected")})
			if row["source"] == byChoice && row["position"] != 2.0 {
				t.Errorf("%s: position %v", c.name, row["position"])
			}
		}
		if !reflect.DeepEqual(list, c.want) || got.dropped() != c.why {
			t.Errorf("%s: %v, left out %q; want %v, %q", c.name, list, got.dropped(), c.want, c.why)
		}
	}
}

// Whatever is told, the prompts of a pair are identical and its source is
// somebody's preference; and what a learner answers makes no pair and changes
// none.
func TestOutcomesNeverMakePairs(t *testing.T) {
	t.Parallel()
	pairs, sources := 0, map[string]int{}
	for seed := range uint64(120) {
		s := tell(t, 1)
		s.sayRandom(rand.New(rand.NewPCG(seed, 1)), true)
		r := read(s.l, bankOnce())
		list := r.pairs()
		for _, p := range list {
			pairs++
			sources[p.source]++
			if p.source != byEdit && p.source != byGuard && p.source != byChoice && p.source != byRatings && p.source != byRegenerate {
				t.Errorf("seed %d: a pair of source %q", seed, p.source)
			}
		}
		for _, row := range preferenceRows(r, func(string) {}) {
			if len(row.prompt) < 2 || row.completions[0] == row.completions[1] {
				t.Errorf("seed %d: %v", seed, row)
			}
		}
		kept := 0
		for _, p := range list {
			if digest(p.request) == digest(p.requested) {
				kept++
				if !reflect.DeepEqual(r.prompt(p.chosen), r.prompt(p.rejected)) {
					t.Errorf("seed %d: a pair of two prompts", seed)
				}
			}
		}
		// The same talk, with all answers turned around.
		turned := *s.l
		turned.Events = nil
		for _, e := range s.l.Events {
			if e.Answers() {
				e.Correct.V = !e.Correct.V
			}
			turned.Events = append(turned.Events, e)
		}
		if again := read(&turned, bankOnce()).pairs(); len(again) != len(list) {
			t.Errorf("seed %d: %d pairs, with other answers %d", seed, len(list), len(again))
		}
		silent := tell(t, 2)
		silent.sayRandom(rand.New(rand.NewPCG(seed, 1)), false)
		if list := read(silent.l, bankOnce()).pairs(); len(list) != 0 {
			t.Errorf("seed %d: %d pairs of nobody's preference", seed, len(list))
		}
	}
	if pairs < 300 || len(sources) != 5 {
		t.Errorf("%d pairs of %v: the stories are too poor", pairs, sources)
	}
}
