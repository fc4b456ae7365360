package session

import (
	"context"
	"slices"
	"strings"
	"time"

	"satprep/internal/account"
	"satprep/internal/fault"
	"satprep/internal/interaction"
	"satprep/internal/irt"
	"satprep/internal/question"
	"satprep/internal/uid"
)

// TestStart asks for a full test.
type TestStart struct {
	Sections   []string `json:"sections" maxItems:"4" doc:"Math, Reading & Writing or Both"`
	PlanID     string   `json:"plan_id,omitempty" maxLength:"64" doc:"the study plan that asked for it"`
	LongBreaks bool     `json:"-"` // breaks as needed
	Client     Client   `json:"-"`
}

// TestAnswers are final answers or drafts.
type TestAnswers struct {
	Items  []Submission
	Finish bool // end the open module after these
	// OutOfTime says that the clock on the learner's device ended the module, and
	// not the learner: what comes late over the network cannot tell it otherwise.
	OutOfTime bool
	Module    int  // which one Finish means; 0 is the open one
	Defer     bool // no questions of a module that has not begun
	Client    Client
}

// TestReply is where a test stands.
type TestReply struct {
	TestID       string             `json:"test_id"`
	Status       Status             `json:"status" enum:"open,ended"`
	Module       int                `json:"module,omitempty" doc:"over the test, from 1"`
	Section      string             `json:"section,omitempty"`
	ModuleIndex  int                `json:"module_index,omitempty" doc:"in its section, from 1"`
	Begun        bool               `json:"begun" doc:"the module's clock runs"`
	SecondsLeft  *float64           `json:"seconds_left,omitempty" doc:"of the module"`
	Limit        *float64           `json:"seconds_limit,omitempty" doc:"of the module, what was given back included"`
	Questions    []question.Shown   `json:"questions"`
	Theta        map[string]float64 `json:"theta" doc:"ability by section; while the test is open, that before it"`
	Break        string             `json:"break,omitempty" doc:"between sections"`
	BreakSeconds *float64           `json:"break_seconds_left,omitempty"`
	StartsIn     *float64           `json:"starts_in,omitempty" doc:"seconds until the module's clock starts by itself"`
	Repeated     bool               `json:"repeated,omitempty" doc:"the learner had this form before: no history, no points"`
	GaveBack     float64            `json:"gave_back,omitempty" doc:"seconds returned to this module after the app was closed or crashed"`
	SecondsSince *float64           `json:"seconds_since,omitempty" doc:"since the last contact"`
	Answers      []Draft            `json:"answers,omitempty" doc:"saved and submitted answers of the open module"`
	Refused      []Refusal          `json:"refused,omitempty" doc:"answers that were not accepted"`

	Scores       map[string]int  `json:"scores,omitempty" doc:"at the end, by section"`
	TotalScore   *int            `json:"total_score,omitempty" doc:"at the end: over the sections taken"`
	TotalLow     *int            `json:"total_low,omitempty" doc:"where both sections were taken"`
	TotalHigh    *int            `json:"total_high,omitempty"`
	Sections     []SectionReport `json:"sections,omitempty" doc:"at the end"`
	Valid        *bool           `json:"valid,omitempty" doc:"at the end: the scores stand in the history"`
	ScoreStatus  string          `json:"score_status,omitempty" doc:"authored, calibrated or anchored"`
	Note         string          `json:"note,omitempty"`
	Reason       string          `json:"reason,omitempty" doc:"why the test ended"`
	PointsEarned *int            `json:"points_earned,omitempty" doc:"at the end"`
}

// A Draft is an answer of the open module as it stands.
type Draft struct {
	Question   string   `json:"question_id"`
	Answer     *string  `json:"answer"`
	Submitted  bool     `json:"submitted" doc:"not only saved"`
	Flagged    bool     `json:"flagged,omitempty"`
	Eliminated []string `json:"eliminated,omitempty"`
	TimeSpent  *float64 `json:"time_spent,omitempty"`
}

// A Refusal is an answer that was not accepted.
type Refusal struct {
	Question string `json:"question_id"`
	Why      string `json:"why"`
}

// DraftReply says what was saved.
type DraftReply struct {
	TestID      string    `json:"test_id"`
	Status      Status    `json:"status" enum:"open,ended"`
	Module      int       `json:"module,omitempty"`
	Saved       int       `json:"saved"`
	SecondsLeft *float64  `json:"seconds_left,omitempty"`
	Refused     []Refusal `json:"refused,omitempty"`
}

const lateSentence = "The time for this module was over when this answer was made, so it could not be accepted."

// sectionsOf reads what a client may ask for; both names are Both. The order is
// that of the test.
func sectionsOf(names []string) (slugs []string, err error) {
	asked := map[string]bool{}
	for _, n := range names {
		switch n = strings.TrimSpace(n); n {
		case question.Name(question.RW):
			asked[question.RW] = true
		case question.Name(question.Math):
			asked[question.Math] = true
		case "Both":
			asked[question.RW], asked[question.Math] = true, true
		default:
			return nil, fault.At("sections", "Invalid sections")
		}
	}
	for _, s := range question.Sections {
		if asked[s.Slug] {
			slugs = append(slugs, s.Slug)
		}
	}
	if len(slugs) == 0 {
		return nil, fault.At("sections", "Invalid sections")
	}
	return slugs, nil
}

// StartTest begins a full test, Reading & Writing first, and starts the clock
// of its first module. Who has one open already gets a Conflict that names it.
func (s *Service) StartTest(ctx context.Context, who account.Actor, in TestStart) (_ TestReply, err error) {
	defer fault.In(&err, "session.StartTest")
	stamp, err := s.learner(ctx, who)
	if err != nil {
		return TestReply{}, err
	}
	sections, err := sectionsOf(in.Sections)
	if err != nil {
		return TestReply{}, err
	}
	if err := s.noOpenTest(ctx, who, in.Client); err != nil {
		return TestReply{}, err
	}
	set, err := s.pools(ctx, "")
	if err != nil {
		return TestReply{}, err
	}
	had, err := formsHad(ctx, s.db, who.Subject, sections)
	if err != nil {
		return TestReply{}, err
	}
	u := s.draw()
	form, repeated, eligible, err := choose(set.bank.Forms(), had, u)
	if err != nil {
		return TestReply{}, err
	}
	now := who.Now(s.now)
	x := &exam{set: set, stamp: stamp, client: in.Client, now: now, changed: true,
		t: &sitting{Form: form.ID, FormVersion: form.Version, Repeated: repeated, Plan: in.PlanID, Origin: who.Origin, Factor: max(1, who.TimeFactor),
			LongBreaks: in.LongBreaks, Contact: now}}
	id := uid.New(now)
	x.row = row{id: id, subject: who.Subject, kind: FullTest, status: Open, rule: form.ID, source: "own", salt: Salt(id), params: set.bank.ParamsVersion, startedAt: now}
	if in.PlanID != "" {
		x.row.source = "plan"
	}
	var scopes []irt.Scope
	for _, slug := range sections {
		f, ok := form.Section(slug)
		if !ok {
			return TestReply{}, fault.New(fault.Conflict, "The test form has no section %s.", question.Name(slug))
		}
		x.t.Parts = append(x.t.Parts, part{Section: slug, Cut: f.Cut, First: pin(f.First), Easier: pin(f.Easier), Harder: pin(f.Harder)})
		outline, _ := question.FindSection(slug)
		x.row.ceiling += 2 * (outline.Operational + outline.Pretest)
		scopes = append(scopes, irt.Scope{Section: slug})
	}
	x.row.scope = scopeSlug(scopes)
	if x.row.lastSeq, err = othersSeq(ctx, s.db, who.Subject, id); err != nil {
		return TestReply{}, err
	}
	before, _, err := s.beliefs.LoadAt(ctx, who.Subject, x.row.lastSeq, settle)
	if err != nil {
		return TestReply{}, err
	}
	for i := range x.t.Parts {
		theta, _, _ := before.Theta(irt.Scope{Section: x.t.Parts[i].Section})
		x.t.Parts[i].Theta = &theta
	}
	started := s.record(x, interaction.TestStarted, interaction.Started{Scope: x.row.scope, Ceiling: x.row.ceiling, Rule: "form", Form: form.ID, Sections: sections, Plan: in.PlanID, Repeated: repeated})
	started.Why = interaction.Why{Eligible: eligible, Propensity: interaction.Some(1 / float64(eligible)), Draw: interaction.Some(u)}
	if err := s.note(ctx, x, started); err != nil {
		return TestReply{}, err
	}
	if err := s.addModule(ctx, x, &x.t.Parts[0], 1, true); err != nil {
		return TestReply{}, err
	}
	x.t.current().OpenedAt = now
	if err := s.noteStart(ctx, x, "start"); err != nil {
		return TestReply{}, err
	}
	if err := s.storeTest(ctx, x); err != nil {
		if fault.Is(err, fault.Conflict) { // another start came first
			if open := s.noOpenTest(ctx, who, in.Client); open != nil {
				return TestReply{}, open
			}
		}
		return TestReply{}, err
	}
	return s.testReply(ctx, x, wholeModule)
}

func pin(list []*question.Question) []pinned {
	pins := make([]pinned, len(list))
	for i, q := range list {
		pins[i] = pinned{q.ID, q.Version}
	}
	return pins
}

// noOpenTest is a Conflict where who has a test open that goes on.
func (s *Service) noOpenTest(ctx context.Context, who account.Actor, c Client) error {
	id, ok, err := openTest(ctx, s.db, who.Subject)
	if err != nil || !ok {
		return err
	}
	var x *exam
	err = again(func() error {
		if x, err = s.examOf(ctx, who, id, c); err != nil {
			return err
		}
		return s.storeTest(ctx, x)
	})
	if err != nil || x.row.status == Ended {
		return err
	}
	return fault.New(fault.Conflict, "You have a test open already. Go on with it at GET /full_test/session/%s, or end its modules with finish=1, before you start another.", id)
}

// examOf reads a learner's test and brings it up to date with the clock; the
// caller stores it.
func (s *Service) examOf(ctx context.Context, who account.Actor, id uid.ID, c Client) (*exam, error) {
	stamp, err := s.learner(ctx, who)
	if err != nil {
		return nil, err
	}
	r, err := findSession(ctx, s.db, who.Subject, id)
	if err == nil && r.kind != FullTest {
		err = fault.New(fault.Missing, "There is no such test of yours.")
	}
	if err != nil {
		return nil, err
	}
	x := &exam{row: *r, stamp: stamp, client: c, now: who.Now(s.now)}
	if x.set, err = s.pools(ctx, r.params); err != nil {
		return nil, err
	}
	if x.t, err = s.decodeSitting(ctx, r); err != nil {
		return nil, err
	}
	return x, s.clockwork(ctx, x)
}

// BeginTest starts the clock of the module that waits. An open module stays as
// it is. A module that is named (0 is none) and is not the one that waits was
// begun before.
func (s *Service) BeginTest(ctx context.Context, who account.Actor, id uid.ID, module int, c Client) (reply TestReply, err error) {
	defer fault.In(&err, "session.BeginTest(%s)", id)
	err = again(func() error {
		x, err := s.examOf(ctx, who, id, c)
		if err != nil {
			return err
		}
		if x.row.status == Open {
			switch {
			case x.t.over(x.now):
				err = s.endModule(ctx, x, "time", false)
			case x.t.current().waiting() && (module == 0 || module == x.t.number(x.t.current())):
				err = s.begin(ctx, x, "begin")
			}
			if err != nil {
				return err
			}
			x.changed = x.changed || x.now.Sub(x.t.Contact) > contactStep || x.t.timeUp(x.now)
			x.t.late(x.now)
			x.t.Contact = x.now
		}
		if err := s.storeTest(ctx, x); err != nil {
			return err
		}
		reply, err = s.testReply(ctx, x, begunOnly)
		return err
	})
	return reply, err
}

func (s *Service) begin(ctx context.Context, x *exam, by string) error {
	x.t.current().OpenedAt = x.now
	return s.noteStart(ctx, x, by)
}

// contactStep is how old the last contact must be for a mere look, or a resend,
// to store it.
const contactStep = 10 * time.Second

// TestSession resumes a test: the same screen with its answers and the time
// left. A learner whose app was closed or had crashed gets up to ten minutes a
// module back.
func (s *Service) TestSession(ctx context.Context, who account.Actor, id uid.ID, c Client) (reply TestReply, err error) {
	defer fault.In(&err, "session.TestSession(%s)", id)
	err = again(func() error {
		x, err := s.examOf(ctx, who, id, c)
		if err != nil {
			return err
		}
		since := x.now.Sub(x.t.Contact).Seconds()
		if x.row.status == Open {
			gave := x.t.giveBack(x.now)
			x.changed = x.changed || gave > 0 || since > contactStep.Seconds()
			over := x.t.over(x.now)
			x.t.late(x.now)
			x.t.Contact = x.now
			if over {
				if err := s.endModule(ctx, x, "time", false); err != nil {
					return err
				}
			}
		}
		if err := s.storeTest(ctx, x); err != nil {
			return err
		}
		if reply, err = s.testReply(ctx, x, begunOnly); err == nil && reply.Status == Open {
			reply.SecondsSince, reply.Answers = &since, x.t.drafts()
		}
		return err
	})
	return reply, err
}

// drafts are the answers of the open module, in the order of its questions.
func (t *sitting) drafts() []Draft {
	var list []Draft
	m := t.current()
	for _, sl := range m.Slots {
		k := m.Answers[sl.ID]
		if k == nil {
			continue
		}
		d := Draft{Question: sl.ID, Submitted: k.Final, Flagged: k.Sub.Flagged, Eliminated: k.Sub.Eliminated, TimeSpent: k.Sub.TimeSpent}
		if text := k.text(); text != "" {
			d.Answer = &text
		}
		list = append(list, d)
	}
	return list
}

// Which questions of the current module a reply holds.
type extent uint8

const (
	wholeModule   extent = iota // also of a module that waits
	begunOnly                   // none of a module that waits
	notYetSent                  // of an open module those not submitted; all of one that waits
	notYetOrBegun               // the same, but none of one that waits
)

// testReply is where a test stands.
func (s *Service) testReply(ctx context.Context, x *exam, e extent) (TestReply, error) {
	t := x.t
	r := TestReply{TestID: x.row.id.String(), Status: x.row.status, Questions: []question.Shown{}, Theta: map[string]float64{}, Repeated: t.Repeated}
	for _, p := range t.Parts {
		if p.Theta != nil {
			r.Theta[question.Name(p.Section)] = *p.Theta
		}
	}
	if x.row.status == Ended {
		if t.Outcome != nil {
			later, err := s.rescores(ctx, x.row.subject, x.row.id)
			if err != nil {
				return TestReply{}, err
			}
			t.report(&r, latest(t.Outcome.Scores, later[x.row.id]))
		}
		return r, s.abilityAfter(ctx, x, &r)
	}
	m := t.current()
	left, limit := t.left(x.now).Seconds(), t.limit(m).Seconds()
	r.Module, r.Section, r.ModuleIndex, r.Begun = t.number(m), question.Name(m.Section), m.Index, m.open()
	r.SecondsLeft, r.Limit, r.GaveBack, r.Break = &left, &limit, m.GaveBack.Seconds(), t.breakText(x.now)
	if m.waiting() && !m.StartsAt.IsZero() {
		in := max(0, m.StartsAt.Sub(x.now).Seconds())
		r.StartsIn = &in
		if m.FromBreak {
			r.BreakSeconds = &in
		}
	}
	if m.waiting() && (e == begunOnly || e == notYetOrBegun) {
		return r, nil
	}
	for _, sl := range m.Slots {
		if k := m.Answers[sl.ID]; k != nil && k.Final && (e == notYetSent || e == notYetOrBegun) {
			continue
		}
		q, err := x.set.bank.Find(sl.ID, sl.Version)
		if err != nil {
			return TestReply{}, err
		}
		r.Questions = append(r.Questions, question.Show(q))
	}
	return r, nil
}

// abilityAfter writes what is believed since the test into its reply.
func (s *Service) abilityAfter(ctx context.Context, x *exam, r *TestReply) (err error) {
	ability := x.ability
	if ability == nil {
		if ability, _, err = s.beliefs.LoadAt(ctx, x.row.subject, x.row.lastSeq, settle); err != nil {
			return err
		}
	}
	for _, p := range x.t.Parts {
		r.Theta[question.Name(p.Section)], _, _ = ability.Theta(irt.Scope{Section: p.Section})
	}
	return nil
}

// report writes the outcome of an ended test into its reply, with its scores as
// they stand now. A test may have been put away without one, see Service.tick.
func (t *sitting) report(r *TestReply, scores Scores) {
	o := t.Outcome
	points, valid := o.Points, !t.Repeated && len(scores.Sections) == len(t.Parts)
	r.Scores = map[string]int{}
	for _, sec := range scores.Sections {
		r.Scores[question.Name(sec.Section)] = sec.Score
		valid = valid && sec.Valid
	}
	r.TotalScore, r.TotalLow, r.TotalHigh = t.sum(scores), scores.Low, scores.High
	r.Sections, r.Valid, r.ScoreStatus, r.Reason, r.PointsEarned = t.reports(scores), &valid, scores.Status, o.Reason, &points
	notes := []string{scores.Note, patternNote}
	if t.Repeated {
		notes = slices.Insert(notes, 0, repeatedNote)
	}
	r.Note = strings.Join(notes, " ")
}
