package session

import (
	"context"
	"encoding/hex"
	"fmt"
	"slices"
	"time"

	"satprep/internal/fault"
	"satprep/internal/interaction"
	"satprep/internal/irt"
	"satprep/internal/question"
	"satprep/internal/selection"
	"satprep/internal/uid"
)

// An exam is a test while one call works on it: what was read, and what will
// be written.
type exam struct {
	batch
	row     row
	t       *sitting
	set     *pools
	stamp   interaction.Stamp
	client  Client
	now     time.Time
	changed bool

	before   []response // of modules that ended earlier, once read
	ability  *irt.Ability
	met      map[string]int // answers to a question, in any session
	aid      help
	families map[string]bool // met
}

// record begins a record of this test.
func (s *Service) record(x *exam, kind interaction.Kind, body any) *interaction.Record {
	r := &interaction.Record{Subject: x.row.subject, Session: x.row.id, Kind: kind, Origin: x.t.Origin, Consent: x.stamp, ReceivedAt: x.now,
		Provenance: x.client.provenance(s.build, x.set.bank), Body: body,
		Asked: interaction.Asked{Mode: string(FullTest), Source: x.row.source, TimeFactor: interaction.Some(x.t.Factor)}}
	r.Provenance.Policy, r.Provenance.PolicyVersion = "form "+x.t.Form, x.t.FormVersion
	r.Provenance.Routing = RoutingVersion
	x.client.fill(r, nil)
	return r
}

func (s *Service) note(ctx context.Context, x *exam, r *interaction.Record) error {
	if err := s.log.Prepare(ctx, r); err != nil {
		return err
	}
	x.records = append(x.records, r)
	x.changed = true
	return nil
}

// noteStart records that the current module's clock runs.
func (s *Service) noteStart(ctx context.Context, x *exam, by string) error {
	m := x.t.current()
	body := interaction.ModuleStarted{Section: m.Section, Module: x.t.number(m), Seconds: x.t.limit(m).Seconds(), By: by}
	if m.Index == 2 {
		body.Route = x.t.part(m).Routed.name()
	}
	r := s.record(x, interaction.TestModuleStarted, body)
	r.Asked.Section, r.Asked.Module = m.Section, body.Module
	return s.note(ctx, x, r)
}

// clockwork does what the clock alone decides: a break that is over, and a test
// that nobody came back to.
func (s *Service) clockwork(ctx context.Context, x *exam) error {
	if x.row.status != Open {
		return nil
	}
	if x.t.starts(x.now) {
		if err := s.noteStart(ctx, x, "break_over"); err != nil {
			return err
		}
	}
	if x.now.Before(x.t.idleAt()) {
		return nil
	}
	return s.endModule(ctx, x, "idle", false)
}

// endModule ends the current module: its responses and records, the route, and
// what comes next. shown says that the next module's questions go out with the
// reply. Idle ends the whole test; a second module that the route leads to ends
// with the first, not reached.
func (s *Service) endModule(ctx context.Context, x *exam, reason string, shown bool) error {
	if err := s.expose(ctx, x); err != nil {
		return err
	}
	t, m := x.t, x.t.current()
	p := t.part(m)
	ended := interaction.ModuleEnded{Section: m.Section, Module: t.number(m), Reason: reason, GaveBack: m.GaveBack.Seconds()}
	states := m.states()
	first := len(x.responses)
	for i := range m.Slots {
		if err := s.answered(ctx, x, i, states[i]); err != nil {
			return err
		}
		switch states[i] {
		case interaction.Answered:
			ended.Answered++
		case interaction.Omitted:
			ended.Omitted++
		default:
			ended.NotReached++
		}
	}
	if m.Index == 1 {
		var rs []response
		for _, r := range x.responses[first:] {
			rs = append(rs, *r)
		}
		p.Routed = route(operational(m.Section, rs), p.Cut)
		ended.Route, ended.Cut, ended.ThetaRoute = p.Routed.name(), p.Cut, p.Routed.Theta
	}
	x.row.asked += ended.Answered + ended.Omitted
	m.close(x.now)
	r := s.record(x, interaction.TestModuleEnded, ended)
	r.Asked.Section, r.Asked.Module = m.Section, ended.Module
	if err := s.note(ctx, x, r); err != nil {
		return err
	}
	next, index, more := t.following()
	if !more || reason == "idle" && index == 1 {
		return s.endTest(ctx, x, reason)
	}
	if err := s.addModule(ctx, x, next, index, shown); err != nil {
		return err
	}
	if reason == "idle" {
		return s.endModule(ctx, x, reason, false)
	}
	return nil
}

// expose reads what decides whether an answer counts: what the learner met and
// was helped with, and their ability.
func (s *Service) expose(ctx context.Context, x *exam) (err error) {
	if x.met != nil {
		return nil
	}
	if x.met, err = met(ctx, s.db, x.row.subject); err != nil {
		return err
	}
	x.families = map[string]bool{}
	for id := range x.met {
		if q, err := x.set.bank.Find(id, ""); err == nil {
			x.families[q.Family] = true
		}
	}
	if x.aid, err = helped(ctx, s.db, x.row.subject); err != nil {
		return err
	}
	a, _, err := s.beliefs.LoadAt(ctx, x.row.subject, x.row.lastSeq, patience) // a view that lags longer must not hold a test up
	if err == nil {
		x.ability = a.Clone()
	}
	return err
}

// answered makes the record and the response of the question at index i of the
// current module.
func (s *Service) answered(ctx context.Context, x *exam, i int, state interaction.State) error {
	m := x.t.current()
	slot, k := m.Slots[i], m.Answers[m.Slots[i].ID]
	q, err := x.set.bank.Find(slot.ID, slot.Version)
	if err != nil {
		return err
	}
	if k == nil {
		k = &kept{}
	}
	correct := false
	if state == interaction.Answered {
		if correct, err = question.Grade(q, k.text()); err != nil {
			return err
		}
	}
	pretest := slot.Drawn != nil
	aided, rapid := x.aid.families[q.Family] > 0, k.Sub.rapid(q.Section)
	counts := state != interaction.NotReached && !pretest && !x.t.Repeated && x.met[q.ID] == 0 && !x.families[q.Family] && !aided && !rapid && !k.Synced
	body := k.Sub.answering(q)
	body.Eligible, body.Pretest, body.Rapid, body.SyncedLate, body.HintLevels, body.Feedback = counts, pretest, rapid, k.Synced, x.aid.levels[q.ID], "none"
	if m.Index == 2 {
		body.Route = x.t.part(m).Routed.name()
	}
	if k.Doubt != "" {
		body.Reservations = []string{k.Doubt}
	}
	if id, err := uid.Parse(k.Sub.ID); err == nil {
		body.OfflineID = id
	}
	r := s.record(x, interaction.TestAnswered, body)
	if k.Sub.MadeAt != nil {
		r.MadeAt = k.Sub.MadeAt.UTC()
	}
	if k.Sub.Mono != nil {
		r.MonoMS = interaction.Some(int64(*k.Sub.Mono))
		r.Asked.SecondsLeft = interaction.Some(max(0, x.t.limit(m).Seconds()-*k.Sub.Mono/1000))
	}
	r.Asked.Question, r.Asked.Version, r.Asked.Section, r.Asked.Skill = q.ID, q.Version, q.Section, q.Skill
	r.Asked.Module, r.Asked.Position = x.t.number(m), i+1
	r.Why = why(slot)
	if pretest {
		r.Provenance.Policy, r.Provenance.PolicyVersion = "pretest", selection.PolicyVersion
	}
	section := irt.Scope{Section: q.Section}
	theta, se, _ := x.ability.Theta(section)
	r.Why.ThetaBefore, r.Why.SEBefore = interaction.Some(theta), interaction.Some(se)
	if counts {
		x.ability.Answer(q.Scope(), x.set.table(q.Params.Params), correct)
	}
	theta, se, _ = x.ability.Theta(section)
	r.After.Theta, r.After.SE = interaction.Some(theta), interaction.Some(se)
	if state == interaction.NotReached {
		r.Done = interaction.Done{State: state}
	} else {
		r.Done, r.Words = k.Sub.done(k.text(), q.Type == question.Typed, correct, x.met[q.ID]+1, aided)
	}
	if err := s.note(ctx, x, r); err != nil {
		return err
	}
	var sealed []byte
	if r.Words.Answer != "" {
		if sealed, err = s.log.Keys().SealText(ctx, x.row.subject, r.ID, []byte(r.Words.Answer)); err != nil {
			return err
		}
	}
	x.responses = append(x.responses, &response{ordinal: x.ordinal(m, i), record: r.ID, question: q, state: state, answer: k.text(), correct: correct,
		timeMS: r.Done.TimeMS, at: x.now, module: r.Asked.Module, counts: counts, pretest: pretest, theta: r.After.Theta, se: r.After.SE})
	x.sealed = append(x.sealed, sealed)
	x.met[q.ID]++
	x.families[q.Family] = true
	return nil
}

// ordinal counts questions over the whole test, from 1.
func (x *exam) ordinal(m *module, i int) int {
	n := i + 1
	for _, earlier := range x.t.Modules {
		if earlier == m {
			break
		}
		n += len(earlier.Slots)
	}
	return n
}

// why is how a question came into its module: an operational one with its
// form, a pretest one by lot.
func why(s slot) interaction.Why {
	if s.Drawn == nil {
		return interaction.Why{Eligible: 1, Propensity: interaction.Some(1.0)}
	}
	digest, _ := hex.DecodeString(s.Drawn.Digest)
	return interaction.Why{Eligible: s.Drawn.Eligible, Digest: digest, Propensity: interaction.Some(s.Drawn.P), Draw: interaction.Some(s.Drawn.Draw)}
}

// addModule makes the next module, which waits.
func (s *Service) addModule(ctx context.Context, x *exam, p *part, index int, shown bool) error {
	list := p.operational(index)
	pretest, err := s.pretests(ctx, x, p.Section, len(list))
	if err != nil {
		return err
	}
	x.t.add(p, index, weave(list, pretest), shown, x.now)
	x.changed = true
	return nil
}

// pretests draws the pretest questions of a module with so many operational
// ones, and their positions. Questions that the learner never met come first;
// when they run out, those that this test has not asked: a module keeps its
// length.
func (s *Service) pretests(ctx context.Context, x *exam, section string, operational int) ([]slot, error) {
	if err := s.expose(ctx, x); err != nil {
		return nil, err
	}
	outline, ok := question.FindSection(section)
	if !ok {
		return nil, fmt.Errorf("there is no section %q", section)
	}
	pool := x.set.pretest
	mix, err := x.set.mix(pool, irt.Scope{Section: section})
	if err != nil {
		return nil, err
	}
	asked, all := pool.NewHistory(), pool.NewHistory()
	serve := func(id string) {
		if i, ok := pool.Index(id); ok {
			asked.Serve(i)
			all.Serve(i)
		}
	}
	for id := range x.met {
		all.SeeID(id)
	}
	for _, m := range x.t.Modules {
		for _, sl := range m.Slots {
			serve(sl.ID)
		}
	}
	var slots []slot
	for _, history := range []*selection.History{all, asked} {
		missing := outline.Pretest - len(slots)
		if missing == 0 {
			break
		}
		draws := make([]float64, 2*missing)
		for i := range draws {
			draws[i] = s.draw()
		}
		got, err := mix.PretestSlots(history, nil, missing, operational+outline.Pretest, draws)
		if err != nil {
			return nil, err
		}
		for i, g := range got.Slots {
			q, ok := x.set.bank.ByID(g.ID)
			if !ok {
				return nil, fmt.Errorf("pretest question %s is not in the bank", g.ID)
			}
			for taken := true; taken; { // by one of the first draw; the place after is as likely as any
				taken = slices.ContainsFunc(slots, func(o slot) bool { return o.Drawn.Position == g.Position })
				if taken {
					g.Position = (g.Position + 1) % (operational + outline.Pretest)
				}
			}
			slots = append(slots, slot{pinned{q.ID, q.Version}, &drawn{P: g.Inclusion, Eligible: got.Eligible, Digest: got.EligibleDigest, Draw: draws[i], Position: g.Position}})
			serve(g.ID)
		}
	}
	return slots, nil
}

// endTest scores the test and gives its points.
func (s *Service) endTest(ctx context.Context, x *exam, reason string) error {
	rs, err := s.answers(ctx, x)
	if err != nil {
		return err
	}
	o := &outcome{Reason: reason, Scores: testScores(x.t, rs, x.set.bank.Scale)}
	answered := 0
	x.row.correct = 0
	for _, r := range rs {
		if r.state == interaction.Answered {
			answered++
		}
		if r.correct {
			x.row.correct++
		}
	}
	if answered > 0 && !x.t.Repeated {
		o.Points = TestPoints
	}
	x.t.Outcome = o
	x.row.status, x.row.endedAt, x.row.points = Ended, x.now, o.Points
	r := s.record(x, interaction.TestEnded, x.t.result())
	r.Provenance.ScoreMap = ScoreMapVersion
	r.After.Points = interaction.Some(int32(o.Points))
	return s.note(ctx, x, r)
}

// answers returns the test's responses so far, those not yet written included.
func (s *Service) answers(ctx context.Context, x *exam) ([]response, error) {
	if x.before == nil {
		var err error
		if x.before, err = s.responses(ctx, s.db, x.set.bank, x.row.subject, x.row.id); err != nil {
			return nil, err
		}
	}
	all := slices.Clone(x.before)
	for _, r := range x.responses {
		all = append(all, *r)
	}
	return all, nil
}

// choose takes a form that the learner never had, any of them equally likely,
// or else the one they had longest ago.
func choose(forms []*question.Form, had map[string]time.Time, u float64) (f *question.Form, repeated bool, eligible int, err error) {
	var fresh []*question.Form
	for _, candidate := range forms {
		switch at, ok := had[candidate.ID]; {
		case !ok:
			fresh = append(fresh, candidate)
		case f == nil || at.Before(had[f.ID]):
			f = candidate
		}
	}
	if n := len(fresh); n > 0 {
		return fresh[min(int(u*float64(n)), n-1)], false, n, nil
	}
	if f == nil {
		return nil, false, 0, fault.New(fault.Conflict, "There is no complete test form in the question bank yet, so no full test can be taken.")
	}
	return f, true, 1, nil
}
