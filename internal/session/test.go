package session

import (
	"fmt"
	"math"
	"slices"
	"time"

	"satprep/internal/interaction"
	"satprep/internal/question"
	"satprep/internal/uid"
)

// Times of a full test.
const (
	// BreakTime is the break between two sections.
	BreakTime = question.BreakMinutes * time.Minute
	// LongBreak is the break of somebody who may take breaks as needed.
	LongBreak = 3 * BreakTime
	// GiveBackMax is how much time a module returns after crashes.
	GiveBackMax = 10 * time.Minute
	// TestIdle is how long a test waits for its learner before it closes.
	TestIdle = 24 * time.Hour

	clockSlack  = 5 * time.Second  // of a clock that counts since the module opened
	uploadLimit = 24 * time.Hour   // after an answer was made
	lapse       = 60 * time.Second // without contact: the app was closed, or has crashed
)

// A sitting is the state of a full test: what the session's detail holds. It
// has no clock of its own: whoever asks says what time it is.
//
// A module waits, is open, or is over; only the last one can be open. Time that
// is up ends a module when its learner submits, or soon after if they never went
// away; a learner who is away may still bring answers that were made in time,
// for TestIdle, and a lapse from their first contact on, which may be a mere
// look.
type sitting struct {
	Form        string             `json:"form"`
	FormVersion string             `json:"form_version"`
	Repeated    bool               `json:"repeated,omitempty"`
	Plan        string             `json:"plan,omitempty"`
	Origin      interaction.Origin `json:"origin"`
	Factor      float64            `json:"factor"` // accommodation at the start
	LongBreaks  bool               `json:"long_breaks,omitempty"`
	Parts       []part             `json:"parts"` // sections in order
	Modules     []*module          `json:"modules"`
	Contact     time.Time          `json:"contact"` // last call of the learner
	Outcome     *outcome           `json:"outcome,omitempty"`
}

// A part is a section of the test, with the modules that may still come: what a
// test asks is fixed when it begins.
type part struct {
	Section string   `json:"section"`
	Cut     float64  `json:"cut"`
	First   []pinned `json:"first,omitempty"`
	Easier  []pinned `json:"easier,omitempty"`
	Harder  []pinned `json:"harder,omitempty"`
	Routed  *routed  `json:"routed,omitempty"`
	// Theta is the ability that the test began with. It is all that a learner is told until the end: one that moved with
	// the modules would tell how they went and which way they led.
	Theta *float64 `json:"theta,omitempty"`
}

// pinned is a question in a version.
type pinned struct {
	ID      string `json:"id"`
	Version string `json:"v"`
}

// routed is the way into the second module.
type routed struct {
	Theta  float64 `json:"theta"`
	Harder bool    `json:"harder"`
	Right  int     `json:"right"`
	Of     int     `json:"of"`
}

func (r *routed) name() string {
	switch {
	case r == nil:
		return ""
	case r.Harder:
		return "harder"
	}
	return "easier"
}

// A module of the test.
type module struct {
	Section   string           `json:"section"`
	Index     int              `json:"index"` // in its section, from 1
	Slots     []slot           `json:"slots"`
	StartsAt  time.Time        `json:"starts_at,omitzero"` // by itself, unless somebody begins before
	OpenedAt  time.Time        `json:"opened_at,omitzero"`
	EndedAt   time.Time        `json:"ended_at,omitzero"`
	GaveBack  time.Duration    `json:"gave_back,omitempty"`
	Answers   map[string]*kept `json:"answers,omitempty"` // by question, of the open module
	Refused   []string         `json:"refused,omitempty"` // questions with an answer that came too late
	Late      time.Time        `json:"late,omitzero"`     // first contact after the time was up
	Flagged   []string         `json:"flagged,omitempty"` // once it is over
	Changed   []string         `json:"changed,omitempty"` // once it is over
	FromBreak bool             `json:"from_break,omitempty"`
}

// A slot is a question's place in a module.
type slot struct {
	pinned
	Drawn *drawn `json:"drawn,omitempty"` // of a pretest question
}

// drawn is how a pretest question came into its module.
type drawn struct {
	P        float64 `json:"p"`
	Eligible int     `json:"n"`
	Digest   string  `json:"digest"`
	Draw     float64 `json:"u"`
	Position int     `json:"position"` // from 0
}

// kept is the last answer to a question of the open module. A typed one is
// stored only sealed.
type kept struct {
	Sub    Submission `json:"sub"` // without question and answer
	Answer string     `json:"answer,omitempty"`
	Entry  string     `json:"-"`
	Sealed []byte     `json:"sealed,omitempty"`
	Final  bool       `json:"final,omitempty"`  // submitted, not only saved
	Synced bool       `json:"synced,omitempty"` // made in time, uploaded later
	Doubt  string     `json:"doubt,omitempty"`  // why its clock was not believed
	Device uid.ID     `json:"device,omitzero"`  // whose outbox it came from
	Seq    int64      `json:"seq,omitempty"`    // its place in there
}

func (k *kept) text() string {
	if k.Entry != "" {
		return k.Entry
	}
	return k.Answer
}

// clock is when the answer was made, nil where that is not known.
func (k *kept) clock() *float64 {
	if k.Doubt != "" {
		return nil
	}
	return k.Sub.Mono
}

// Why a clock reading was not taken as it was.
const clockAhead = "monotonic_ms is later than the answer's arrival"

func (t *sitting) current() *module { return t.Modules[len(t.Modules)-1] }

func (m *module) waiting() bool { return m.OpenedAt.IsZero() && m.EndedAt.IsZero() }
func (m *module) open() bool    { return !m.OpenedAt.IsZero() && m.EndedAt.IsZero() }

// part returns the section that m belongs to.
func (t *sitting) part(m *module) *part {
	i := slices.IndexFunc(t.Parts, func(p part) bool { return p.Section == m.Section })
	return &t.Parts[i]
}

// number counts modules over the whole test, from 1.
func (t *sitting) number(m *module) int { return slices.Index(t.Modules, m) + 1 }

// limit is the time for m, accommodation and what was given back included.
func (t *sitting) limit(m *module) time.Duration {
	s, _ := question.FindSection(m.Section)
	return time.Duration(float64(s.Minutes)*float64(time.Minute)*max(1, t.Factor)) + m.GaveBack
}

func (t *sitting) deadline(m *module) time.Time { return m.OpenedAt.Add(t.limit(m)) }

// left is the time left of the current module.
func (t *sitting) left(now time.Time) time.Duration {
	m := t.current()
	if !m.open() {
		return t.limit(m)
	}
	return max(0, t.deadline(m).Sub(now))
}

// timeUp reports whether the open module is over by the server's clock.
func (t *sitting) timeUp(now time.Time) bool {
	m := t.current()
	return m.open() && now.After(t.deadline(m).Add(grace))
}

// over reports whether the open module is over for who brings no answers: its
// time is up, and they never went away or had a lapse to bring what they made in
// time.
func (t *sitting) over(now time.Time) bool {
	m := t.current()
	if !t.timeUp(now) {
		return false
	}
	if m.Late.IsZero() {
		return t.silence(now) <= lapse
	}
	return !now.Before(m.Late.Add(lapse))
}

// late notes a contact after the time was up.
func (t *sitting) late(now time.Time) {
	if m := t.current(); t.timeUp(now) && m.Late.IsZero() {
		m.Late = now
	}
}

// silence is how long there was no contact during the open module.
func (t *sitting) silence(now time.Time) time.Duration {
	from := t.Contact
	if m := t.current(); m.OpenedAt.After(from) {
		from = m.OpenedAt
	}
	return max(0, now.Sub(from))
}

// idleAt is when the test closes itself. An open module counts as work until
// its time is up, so that whoever worked offline has TestIdle to upload.
func (t *sitting) idleAt() time.Time {
	at := t.Contact
	if m := t.current(); m.open() && t.deadline(m).After(at) {
		at = t.deadline(m)
	}
	return at.Add(TestIdle)
}

// due is when the clock next has something to do, if the learner stays away
// from now on.
func (t *sitting) due(now time.Time) time.Time {
	m := t.current()
	switch {
	case m.waiting() && !m.StartsAt.IsZero():
		return m.StartsAt
	case m.open() && !t.timeUp(now):
		return t.deadline(m).Add(grace)
	case m.open() && !m.Late.IsZero():
		return m.Late.Add(lapse)
	}
	return t.idleAt()
}

// starts starts a module whose break is over, at the moment when it was.
func (t *sitting) starts(now time.Time) bool {
	m := t.current()
	if !m.waiting() || m.StartsAt.IsZero() || now.Before(m.StartsAt) {
		return false
	}
	m.OpenedAt = m.StartsAt
	return true
}

// giveBack returns the silence before a learner came back to the open module, as
// far as its allowance goes.
func (t *sitting) giveBack(now time.Time) (gave time.Duration) {
	if m := t.current(); m.open() {
		if gap := t.silence(now); gap > lapse {
			gave = min(gap, GiveBackMax-m.GaveBack).Truncate(time.Millisecond)
			m.GaveBack += gave
		}
	}
	return gave
}

// judge says whether an answer of module m that arrives now was made in time. By
// the clock that runs since the module opened an answer may arrive late and
// still count (synced); without such a clock the server's decides. What arrives
// in time was made in time, whatever the client's clock says.
func (t *sitting) judge(m *module, mono *float64, now time.Time) (ok, synced bool, doubt string) {
	arrived := !now.After(t.deadline(m).Add(grace))
	if mono == nil {
		return arrived, false, ""
	}
	since := time.Duration(*mono * float64(time.Millisecond))
	made := since <= t.limit(m)+clockSlack
	switch {
	case arrived && !made:
		return true, false, clockAhead
	case arrived:
		return true, false, ""
	}
	return made && now.Sub(m.OpenedAt.Add(since)) <= uploadLimit, true, ""
}

// take keeps an answer to a question of the open module. The last one wins:
// among two with a clock that is believed the later one made, and a draft never
// stands against an answer that was submitted.
func (m *module) take(id string, k *kept) {
	if last := m.Answers[id]; last != nil {
		switch old, now := last.clock(), k.clock(); {
		case old != nil && now != nil && *now < *old, last.Final && !k.Final && (old == nil || now == nil):
			last.Final = last.Final || k.Final
			return
		}
		k.Final = k.Final || last.Final
	}
	if m.Answers == nil {
		m.Answers = map[string]*kept{}
	}
	m.Answers[id] = k
}

// refuse notes that an answer to id came too late.
func (m *module) refuse(id string) {
	if !slices.Contains(m.Refused, id) {
		m.Refused = append(m.Refused, id)
	}
}

// complete reports whether every question was submitted.
func (m *module) complete() bool {
	return !slices.ContainsFunc(m.Slots, func(s slot) bool { k := m.Answers[s.ID]; return k == nil || !k.Final })
}

// find returns the module that asks a question, nil where none does.
func (t *sitting) find(id string) (m *module, position int) {
	for _, m := range t.Modules {
		for i, s := range m.Slots {
			if s.ID == id {
				return m, i + 1
			}
		}
	}
	return nil, 0
}

// states says what became of each question of m: answered; omitted when it was
// left empty, or passed over for a later one; not reached when nothing after it
// was touched.
func (m *module) states() []interaction.State {
	states := make([]interaction.State, len(m.Slots))
	state := interaction.NotReached
	for i, s := range slices.Backward(m.Slots) {
		k := m.Answers[s.ID]
		switch {
		case k != nil && k.text() != "":
			states[i], state = interaction.Answered, interaction.Omitted
		case k != nil:
			states[i], state = interaction.Omitted, interaction.Omitted
		default:
			states[i] = state
		}
	}
	return states
}

// close ends m and forgets what its responses now hold.
func (m *module) close(now time.Time) {
	m.EndedAt = now
	for i, s := range m.Slots {
		if k := m.Answers[s.ID]; k != nil {
			if k.Sub.Flagged {
				m.Flagged = append(m.Flagged, s.ID)
			}
			if len(k.Sub.Changes) > 1 {
				m.Changed = append(m.Changed, s.ID)
			}
		}
		m.Slots[i].Drawn = nil
	}
	m.Answers = nil
}

// following returns what comes after the current module: the section and the
// module's index in it. more is false at the end of the test.
func (t *sitting) following() (p *part, index int, more bool) {
	m := t.current()
	if m.Index == 1 {
		return t.part(m), 2, true
	}
	for i := range t.Parts {
		if t.Parts[i].Section == m.Section && i+1 < len(t.Parts) {
			return &t.Parts[i+1], 1, true
		}
	}
	return nil, 0, false
}

// operational returns the questions of a part's module; the part needs them no
// more.
func (p *part) operational(index int) []pinned {
	list := p.First
	if index == 1 {
		p.First = nil
		return list
	}
	list = p.Easier
	if p.Routed != nil && p.Routed.Harder {
		list = p.Harder
	}
	p.Easier, p.Harder = nil, nil
	return list
}

// weave puts pretest questions at their positions among the operational ones.
func weave(operational []pinned, pretest []slot) []slot {
	slots := make([]slot, 0, len(operational)+len(pretest))
	for len(slots) < cap(slots) {
		i := slices.IndexFunc(pretest, func(s slot) bool { return s.Drawn.Position == len(slots) })
		switch {
		case i >= 0:
			slots = append(slots, pretest[i])
		case len(operational) > 0:
			slots = append(slots, slot{pinned: operational[0]})
			operational = operational[1:]
		default: // a position beyond the end
			i = slices.IndexFunc(pretest, func(s slot) bool { return s.Drawn.Position > len(slots) })
			pretest[i].Drawn.Position = len(slots)
		}
	}
	return slots
}

// add appends the next module, which waits. shown says that its questions go
// out with the reply: then its clock does not wait for ever. Between sections
// there is a break, after which the clock starts by itself.
func (t *sitting) add(p *part, index int, slots []slot, shown bool, now time.Time) *module {
	m := &module{Section: p.Section, Index: index, Slots: slots, FromBreak: index == 1 && len(t.Modules) > 0}
	if shown || m.FromBreak {
		m.StartsAt = now.Add(t.pause())
	}
	t.Modules = append(t.Modules, m)
	return m
}

// reveal says that the questions of a module that waits go out: from now on its
// clock does not wait for ever. It reports whether that is new.
func (t *sitting) reveal(now time.Time) bool {
	m := t.current()
	if !m.waiting() || !m.StartsAt.IsZero() {
		return false
	}
	m.StartsAt = now.Add(t.pause())
	return true
}

func (t *sitting) pause() time.Duration {
	if t.LongBreaks {
		return LongBreak
	}
	return BreakTime
}

// breakText tells of the break before m; "" where there is none.
func (t *sitting) breakText(now time.Time) string {
	m := t.current()
	if !m.waiting() || !m.FromBreak {
		return ""
	}
	minutes := int(math.Ceil(max(0, m.StartsAt.Sub(now).Minutes())))
	unit := "minutes"
	if minutes == 1 {
		unit = "minute"
	}
	return fmt.Sprintf("%d %s until %s begins. The clock starts by itself when the break is over; begin earlier if you are ready.", minutes, unit, question.Name(m.Section))
}
