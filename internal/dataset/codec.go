package dataset

import (
	"encoding/binary"
	"errors"
	"math"
	"slices"
	"time"

	"satprep/internal/db"
	"satprep/internal/interaction"
	"satprep/internal/uid"
)

// A coder writes fields to a buffer or reads them from it, so that one list of
// fields (Event.code) serves both directions and they cannot drift apart.
type coder struct {
	buf     []byte
	reading bool
	err     error
	words   map[string]string // what was read before: few different words fill most columns
	near    [512]string       // of these what came last, to be compared before it is looked for
	larder  *larder           // where what is read is put
}

var errCut = errors.New("the stage is cut short or damaged")

func (c *coder) fail() {
	if c.err == nil {
		c.err = errCut
	}
	c.buf = nil
}

func (c *coder) uint(v uint64) uint64 {
	if !c.reading {
		c.buf = binary.AppendUvarint(c.buf, v)
		return v
	}
	v, n := binary.Uvarint(c.buf)
	if n <= 0 {
		c.fail()
		return 0
	}
	c.buf = c.buf[n:]
	return v
}

func (c *coder) int64(p *int64) {
	z := c.uint(uint64(*p<<1) ^ uint64(*p>>63))
	if c.reading {
		*p = int64(z>>1) ^ -int64(z&1)
	}
}

func (c *coder) int(p *int) {
	v := int64(*p)
	c.int64(&v)
	*p = int(v)
}

func (c *coder) int32(p *int32) {
	v := int64(*p)
	c.int64(&v)
	*p = int32(v)
}

func (c *coder) bool(p *bool) {
	var v uint64
	if *p {
		v = 1
	}
	*p = c.uint(v) == 1
}

func (c *coder) take(n uint64) []byte {
	if n > uint64(len(c.buf)) {
		c.fail()
		return nil
	}
	b := c.buf[:n]
	c.buf = c.buf[n:]
	return b
}

func (c *coder) float(p *float64) {
	if !c.reading {
		c.buf = binary.LittleEndian.AppendUint64(c.buf, math.Float64bits(*p))
		return
	}
	if b := c.take(8); b != nil {
		*p = math.Float64frombits(binary.LittleEndian.Uint64(b))
	}
}

func (c *coder) id(p *uid.ID) {
	if !c.reading {
		if p.IsZero() {
			c.buf = append(c.buf, 0)
			return
		}
		c.buf = append(append(c.buf, 1), p[:]...)
		return
	}
	if b := c.take(1); b != nil && b[0] == 1 {
		copy(p[:], c.take(16))
	}
}

func (c *coder) text(p *string) {
	n := c.uint(uint64(len(*p)))
	if !c.reading {
		c.buf = append(c.buf, *p...)
		return
	}
	*p = string(c.take(n))
}

// maxWord is the longest text that word remembers, in bytes.
const maxWord = 48

// word is text for columns of few different values: reading one again costs no
// memory.
func (c *coder) word(p *string) {
	n := c.uint(uint64(len(*p)))
	if !c.reading {
		c.buf = append(c.buf, *p...)
		return
	}
	b := c.take(n)
	if len(b) == 0 {
		*p = ""
		return
	}
	at := &c.near[(uint(b[0])*31+uint(b[len(b)-1])*7+uint(len(b)))%uint(len(c.near))]
	if *at == string(b) {
		*p = *at
		return
	}
	s, ok := c.words[string(b)]
	if !ok {
		s = string(b)
		if len(b) <= maxWord && len(c.words) < 1<<16 {
			c.words[s] = s
		}
	}
	*at, *p = s, s
}

func (c *coder) bytes(p *[]byte) {
	n := c.uint(uint64(len(*p)))
	if !c.reading {
		c.buf = append(c.buf, *p...)
		return
	}
	if b := c.take(n); len(b) > 0 {
		*p = c.larder.bytes.many(len(b))
		copy(*p, b)
	}
}

func (c *coder) time(p *time.Time) {
	us := int64(math.MinInt64)
	if !p.IsZero() {
		us = p.UnixMicro()
	}
	c.int64(&us)
	if c.reading && us != math.MinInt64 {
		*p = db.Time(us)
	}
}

// opt codes a value that may be absent.
func opt[T any](c *coder, p *interaction.Opt[T], code func(*T)) {
	c.bool(&p.Valid)
	if p.Valid {
		code(&p.V)
	}
}

// list codes a list by its length and its elements.
func list[T any](c *coder, p *[]T, code func(*T)) {
	if n := c.length(len(*p)); c.reading && n > 0 {
		*p = make([]T, n)
	}
	for i := range *p {
		code(&(*p)[i])
	}
}

// length codes how many elements follow.
func (c *coder) length(n int) int {
	m := c.uint(uint64(n))
	if c.reading && m > uint64(len(c.buf)) { // each element takes a byte at least
		c.fail()
		return 0
	}
	return int(m)
}

func word[T ~string](c *coder, p *T) {
	s := string(*p)
	c.word(&s)
	*p = T(s)
}

// code is the list of an event's fields in the stage.
func (e *Event) code(c *coder) {
	c.id(&e.ID)
	c.int32(&e.Ordinal)
	word(c, &e.Author)
	c.id(&e.Session)
	c.id(&e.Conversation)
	c.id(&e.Device)
	word(c, &e.Kind)
	c.int(&e.Version)
	word(c, &e.Origin)
	c.word(&e.Platform)
	c.time(&e.At)
	c.time(&e.MadeAt)
	opt(c, &e.MonoMS, c.int64)
	c.word(&e.Question)
	c.word(&e.Stimulus)
	opt(c, &e.Variant, c.int64)
	c.word(&e.Section)
	c.word(&e.Domain)
	c.word(&e.Skill)
	c.word(&e.Mode)
	c.int(&e.Module)
	c.int(&e.Position)
	opt(c, &e.SecondsLeft, c.float)
	c.word(&e.Source)
	c.word(&e.Policy)
	c.word(&e.PolicyVersion)
	c.word(&e.Params)
	c.float(&e.Epsilon)
	c.int(&e.Eligible)
	c.bytes(&e.Digest)
	opt(c, &e.Propensity, c.float)
	if n := c.length(len(e.Support)); c.reading && n > 0 {
		e.Support = c.larder.chances.many(n)
	}
	for i := range e.Support {
		c.word(&e.Support[i].ID)
		c.float(&e.Support[i].P)
	}
	opt(c, &e.Draw, c.float)
	opt(c, &e.ThetaBefore, c.float)
	opt(c, &e.SEBefore, c.float)
	c.word(&e.Answer)
	word(c, &e.State)
	opt(c, &e.Correct, c.bool)
	c.int(&e.Attempt)
	opt(c, &e.Aided, c.bool)
	opt(c, &e.FirstMS, c.int64)
	opt(c, &e.TimeMS, c.int64)
	opt(c, &e.VisibleMS, c.int64)
	opt(c, &e.IdleMS, c.int64)
	opt(c, &e.ThetaAfter, c.float)
	opt(c, &e.SEAfter, c.float)
	opt(c, &e.Points, c.int32)
	purposes := int64(e.Purposes)
	c.int64(&purposes)
	e.Purposes = interaction.Purposes(purposes)
	c.id(&e.Of)
	c.id(&e.To)
	c.int(&e.Value)
	list(c, &e.Reasons, c.word)
	c.text(&e.Query)
	c.text(&e.Response)
	c.text(&e.Body)
	c.bool(&e.Open)
	there := e.Answering != nil
	if c.bool(&there); there {
		if c.reading {
			e.Answering = c.larder.answers.one()
		}
		e.Answering.code(c)
	}
	there = e.Turn != nil
	if c.bool(&there); there {
		if c.reading {
			e.Turn = c.larder.turns.one()
		}
		e.Turn.code(c)
	}
}

func (t *Turn) code(c *coder) {
	c.id(&t.Parent)
	c.bool(&t.Voice)
	c.word(&t.Intent)
	c.word(&t.Stage)
	c.int(&t.Level)
	c.word(&t.Move)
	c.word(&t.Unit)
	c.word(&t.Experiment)
	arm(c, &t.Arm)
	list(c, &t.Arms, func(a *interaction.Arm) { arm(c, a) })
	c.float(&t.Propensity)
	c.float(&t.Draw)
	list(c, &t.Templates, c.word)
	c.word(&t.Guard)
	c.word(&t.GuardAction)
	c.int(&t.Delivered)
	c.word(&t.Finish)
	c.word(&t.ModelAsked)
	c.word(&t.ModelGave)
	c.int(&t.PromptTokens)
	c.int(&t.OutputTokens)
	c.int64(&t.LatencyMS)
	c.word(&t.Source)
	c.id(&t.Reused)
	c.int(&t.Regenerate)
	c.word(&t.FellBack)
	c.word(&t.Refused)
	c.bool(&t.Safety)
	list(c, &t.Sources, c.word)
	c.word(&t.Asks)
	c.word(&t.AsksVersion)
	list(c, &t.Messages, func(m *Message) { c.word(&m.Role); c.text(&m.Content) })
	c.text(&t.Raw)
	c.text(&t.Instead)
	c.text(&t.Work)
}

func arm(c *coder, a *interaction.Arm) {
	c.word(&a.Move)
	c.word(&a.Template)
	c.word(&a.Model)
	c.word(&a.Params)
}

func (a *Answering) code(c *coder) {
	list(c, &a.Changes, func(v *interaction.Change) { c.word(&v.To); c.int64(&v.MS) })
	list(c, &a.Eliminated, c.word)
	c.bool(&a.Flagged)
	list(c, &a.Tools, c.word)
	list(c, &a.HintLevels, c.int)
	c.word(&a.Input)
	c.word(&a.Feedback)
	c.int64(&a.FeedbackMS)
	c.bool(&a.SyncedLate)
	c.bool(&a.Superseded)
	c.bool(&a.Counts)
	c.bool(&a.Rapid)
	c.bool(&a.Pretest)
	c.word(&a.Route)
	c.bool(&a.IDK)
	there := a.Item != nil
	if c.bool(&there); there {
		if c.reading {
			a.Item = c.larder.items.one()
		}
		c.float(&a.Item.A)
		c.float(&a.Item.B)
		c.float(&a.Item.C)
	}
}

// code is the list of a learner's fields in the stage.
func (l *Learner) code(c *coder) {
	c.id(&l.Name)
	word(c, &l.Split)
	c.word(&l.AgeBand)
	c.word(&l.Device)
	c.time(&l.Censored)
	if n := c.length(len(l.Events)); c.reading {
		l.Events = slices.Grow(l.Events[:0], n)[:n]
		clear(l.Events)
	}
	for i := range l.Events {
		l.Events[i].code(c)
	}
}
