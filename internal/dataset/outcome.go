package dataset

import (
	"time"

	"satprep/internal/interaction"
	"satprep/internal/irt"
	"satprep/internal/question"
)

// What became of a moment of help: a turn of the tutor, or an answered question.
const (
	better       = "better"        // the next unaided attempt was right
	notBetter    = "not"           // it was wrong
	censored     = "censored"      // there was none: nothing is known, and it is no failure
	windowOpen   = "open"          // the window had not closed as of the build
	noParameters = "no_parameters" // the attempt has no item parameters to judge it by
	noSkill      = "no_skill"      // the moment was about no skill
)

// An effect is what followed a moment: the first unaided attempt, not rapid, on
// the same skill and another family, between the recipe's bounds after it.
type effect struct {
	state  string
	at     int     // place of the attempt in the learner's events, -1 without one
	value  float64 // correct − p̂, of better and not
	chance float64 // p̂: of a right answer, from the state before the moment
	credit float64 // 1/m, where m moments share the attempt
	theta  float64 // of the skill before the moment
	se     float64
	n      int     // answers that counted on the skill before the moment
	gain   float64 // fall in the posterior variance of the skill from before the moment until after the attempt
}

// labelled reports whether the moment has an outcome.
func (e *effect) labelled() bool { return e.state == better || e.state == notBetter }

// followUp finds effects. Its tables of item parameters are kept from learner
// to learner.
type followUp struct {
	rule   Outcome
	bank   *question.Bank
	tables itemTables
}

func newFollowUp(rule Outcome, bank *question.Bank) *followUp {
	return &followUp{rule: rule, bank: bank, tables: itemTables{}}
}

// itemTables are the tables of item parameters that were asked for.
type itemTables map[irt.Params]*irt.Table

// maxTables bounds the tables kept: as many as a large bank has parameters.
const maxTables = 20_000

func (t itemTables) of(p irt.Params) *irt.Table {
	if of := t[p]; of != nil {
		return of
	}
	if len(t) >= maxTables {
		clear(t)
	}
	of := irt.NewTable(p)
	t[p] = of
	return of
}

// family is what an event's question belongs to. Of a question that is kept
// back only its pseudonym is known; such questions are of families of their own.
func (f *followUp) family(e *Event) string {
	if q := shownQuestion(f.bank, e); q != nil {
		return q.Family
	}
	return e.Question
}

// item returns the parameters that an answer was judged by.
func item(e *Event) (irt.Params, bool) {
	if e.Answering == nil || e.Answering.Item == nil {
		return irt.Params{}, false
	}
	p := irt.Params{A: e.Answering.Item.A, B: e.Answering.Item.B, C: e.Answering.Item.C}
	return p, p.Valid()
}

// attempts reports whether an answer may be an outcome: somebody tried, alone,
// and took the time.
func attempts(e *Event) bool {
	return e.Scored() && (e.State == interaction.Answered || e.Answering != nil && e.Answering.IDK) && !(e.Aided.Valid && e.Aided.V) &&
		(e.Answering == nil || !e.Answering.Rapid && !e.Answering.Pretest && !e.Answering.SyncedLate)
}

// effects returns what followed the moments, places in the learner's events in
// order. Abilities are computed here, from the learner's own answers that counted
// and the parameters logged with them, so that no later calibration and nothing
// after the moment has a part in p̂.
func (f *followUp) effects(l *Learner, moments []int) []effect {
	from, until := time.Duration(f.rule.MinMinutes*float64(time.Minute)), time.Duration(f.rule.MaxDays*24*float64(time.Hour))
	tries := map[string][]int{} // attempts by skill
	for i := range l.Events {
		if e := &l.Events[i]; e.Skill != "" && attempts(e) {
			tries[e.Skill] = append(tries[e.Skill], i)
		}
	}
	list := make([]effect, len(moments))
	shared := map[int]int{} // moments by attempt
	for k, i := range moments {
		e, out := &l.Events[i], &list[k]
		out.at = -1
		if _, ok := question.Place(e.Skill); e.Skill == "" || !ok {
			out.state = noSkill
			continue
		}
		family := f.family(e)
		for _, j := range tries[e.Skill] {
			after := l.Events[j].At.Sub(e.At)
			if j > i && after >= from && after <= until && f.family(&l.Events[j]) != family {
				out.at = j
				shared[j]++
				break
			}
		}
		switch {
		case e.At.Add(until).After(l.Censored):
			out.state = windowOpen
		case out.at < 0:
			out.state = censored
		}
	}
	f.judge(l, moments, list, shared)
	return list
}

// judge goes through the learner's history once, with the ability as it was at
// each moment and after each attempt.
func (f *followUp) judge(l *Learner, moments []int, list []effect, shared map[int]int) {
	ability := irt.NewAbility()
	later := map[int]float64{} // posterior variance of the skill after an attempt
	next := 0
	for i := range l.Events {
		e := &l.Events[i]
		scope, known := question.Place(e.Skill)
		if next < len(moments) && moments[next] == i {
			if out := &list[next]; known {
				out.theta, out.se, out.n = ability.Theta(scope)
			}
			next++
		}
		if p, ok := item(e); ok && known && e.Scored() && e.Answering.Counts {
			ability.Answer(scope, f.tables.of(p), e.Correct.V)
		}
		if shared[i] > 0 {
			_, se, _ := ability.Theta(scope)
			later[i] = se * se
		}
	}
	for k := range list {
		out := &list[k]
		if out.state != "" {
			continue
		}
		e := &l.Events[out.at]
		p, ok := item(e)
		if !ok {
			out.state = noParameters
			continue
		}
		out.chance, out.credit = p.P(out.theta), 1/float64(shared[out.at])
		out.value, out.state = -out.chance, notBetter
		if e.Correct.V {
			out.value, out.state = 1-out.chance, better
		}
		out.gain = out.se*out.se - later[out.at]
	}
}

// moments are the turns that may have an effect: help on a question, shown
// alone. Which of two replies shown side by side had it cannot be known.
func (r *reading) moments() (list []int) {
	for i, e := range r.events {
		if t := e.Turn; e.Skill != "" && t.Refused == "" && !t.Safety && !r.twins[e.ID] {
			list = append(list, i)
		}
	}
	return list
}

// ofTurns returns what followed the moments of a reading. All shapes of a build
// go by one rule, so that it is found out once.
func (f *followUp) ofTurns(r *reading) (moments []int, effects []effect) {
	moments = r.moments()
	r.helped.Do(func() { r.effects = f.effects(r.l, moments) })
	return moments, r.effects
}
