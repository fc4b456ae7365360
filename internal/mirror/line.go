package mirror

import (
	"encoding/hex"
	"strings"

	"satprep/internal/fault"
	"satprep/internal/interaction"
	"satprep/internal/question"
	"satprep/internal/uid"
)

// liner writes records as lines. It remembers what many lines share; it is for
// one goroutine.
type liner struct {
	users map[uid.ID]string // of the records at hand
	texts map[asked]*stimulus
	made  map[interaction.Provenance][]byte
}

// maxShared bounds what a liner remembers: more are forgotten and read again.
const maxShared = 20_000

func newLiner() *liner {
	return &liner{texts: map[asked]*stimulus{}, made: map[interaction.Provenance][]byte{}}
}

// asked names a question in one of its versions.
type asked struct{ id, version string }

// stimulus is a question as lines show it, escaped.
type stimulus struct {
	stem string
	text []byte // all that was read: passages, then the stem
	key  []byte
}

// stimulus finds a question in the bank. One that is not there has no text: an
// imported record may name any.
func (l *liner) stimulus(bank *question.Bank, a interaction.Asked) (*stimulus, error) {
	if a.Question == "" {
		return &stimulus{}, nil
	}
	name := asked{a.Question, a.Version}
	if s, ok := l.texts[name]; ok {
		return s, nil
	}
	q, err := bank.Find(a.Question, a.Version)
	if fault.Is(err, fault.Missing) {
		return &stimulus{}, nil // not remembered: it may come into the bank
	} else if err != nil {
		return nil, err
	}
	var parts []string
	for _, p := range []string{q.Passage, q.Passage2, q.Stem} {
		if p != "" {
			parts = append(parts, p)
		}
	}
	s := &stimulus{stem: q.Stem, text: appendString(nil, strings.Join(parts, "\n\n")), key: appendString(nil, strings.Join(q.Keys, " or "))}
	if len(l.texts) >= maxShared {
		clear(l.texts)
	}
	l.texts[name] = s
	return s, nil
}

// append writes the line of r, whose words were opened, unless erased says that
// nobody can.
func (l *liner) append(b []byte, r *interaction.Record, s *stimulus, erased bool) []byte {
	c, answers := classOf(r.Kind)
	o := object{b: append(b, '{')}
	o.string("user_id", l.users[r.Subject])
	o.key("query")
	o.b = appendQuery(o.b, r, c, s)
	o.key("response")
	o.b = appendResponse(o.b, r, answers)
	o.time("timestamp", r.ReceivedAt)
	o.key("context")
	o.b = l.appendContext(o.b, r, c, answers || r.Kind == interaction.ReviewGenerated, s, erased)
	o.id("id", r.ID)
	o.int("seq", r.Seq)
	o.id("session_id", r.Session)
	o.string("kind", string(r.Kind))
	o.string("origin", string(r.Origin))
	if erased {
		o.key("erased")
		o.b = append(o.b, "true"...)
	}
	return append(o.b, '}', '\n')
}

// A class is what a line calls the activity, and how it introduces a question.
type class struct{ kind, intro string }

var classes = map[string]class{
	"practice":   {"practice", "Practice: "},
	"diagnostic": {"diagnostic", "Diagnostic: "},
	"test":       {"full_test", "Test: "},
	"review":     {"review", "Review: "},
	"tutor":      {"tutor", ""},
	"question":   {"screen", ""}, "choice": {"screen", ""}, "entry": {"screen", ""}, "tool": {"screen", ""}, "note": {"screen", ""},
	"highlight": {"screen", ""}, "hint": {"screen", ""}, "solution": {"screen", ""}, "page": {"screen", ""},
}

// classOf returns a kind's class, and whether the record is an answer to a
// question.
func classOf(k interaction.Kind) (c class, answers bool) {
	noun, verb, _ := strings.Cut(string(k), ".")
	c, ok := classes[noun]
	if !ok {
		c = class{kind: noun}
	}
	return c, verb == "answered" || verb == "retried"
}

// appendQuery says what was asked: the question, the learner's words, or else
// what happened.
func appendQuery(b []byte, r *interaction.Record, c class, s *stimulus) []byte {
	_, answers := classOf(r.Kind)
	switch {
	case answers || r.Kind == interaction.ReviewGenerated:
		return append(appendEscaped(append(append(b, '"'), c.intro...), s.stem), '"')
	case r.Words.Query != "" || r.Kind == interaction.TutorTurn:
		return appendString(b, r.Words.Query)
	}
	b = append(b, '"')
	for i, w := range []byte(r.Kind) { // "test.module_started" is "Test module started"
		switch {
		case w == '.' || w == '_':
			w = ' '
		case i == 0 && w >= 'a' && w <= 'z':
			w -= 'a' - 'A'
		}
		b = append(b, w)
	}
	if s.stem != "" {
		b = appendEscaped(append(b, ": "...), s.stem)
	}
	return append(b, '"')
}

func appendResponse(b []byte, r *interaction.Record, answers bool) []byte {
	if !answers {
		return appendString(b, r.Words.Response)
	}
	switch r.Done.State {
	case interaction.Omitted:
		return append(b, `"User skipped the question"`...)
	case interaction.NotReached:
		return append(b, `"User did not reach the question"`...)
	}
	return append(appendEscaped(append(b, `"User answered: `...), answerOf(r)), '"')
}

func answerOf(r *interaction.Record) string {
	if r.Done.Answer != "" {
		return r.Done.Answer
	}
	return r.Words.Answer
}

// appendContext writes the nine fields that every line has, null where there is
// nothing, then all that the record holds beside.
func (l *liner) appendContext(b []byte, r *interaction.Record, c class, key bool, s *stimulus, erased bool) []byte {
	a, w, d := &r.Asked, &r.Why, &r.Done
	o := object{b: append(b, '{')}
	o.stringOrNull("question_id", a.Question)
	o.raw("question_text", s.text)
	if !key {
		o.raw("correct_answer", nil)
	} else {
		o.raw("correct_answer", s.key)
	}
	if answer := answerOf(r); answer == "" && !(erased && d.State == interaction.Answered) {
		o.raw("user_answer", nil)
	} else {
		o.string("user_answer", answer)
	}
	o.key("time_spent")
	if d.TimeMS.Valid {
		o.b = appendSeconds(o.b, d.TimeMS.V)
	} else {
		o.b = append(o.b, "null"...)
	}
	o.numberOrNull("theta_before", w.ThetaBefore)
	o.numberOrNull("theta_after", r.After.Theta)
	o.string("type", c.kind)
	o.numberOrNull("propensity", w.Propensity)

	o.text("actor_id", l.users[r.Actor])
	o.optID("conversation_id", r.Conversation)
	o.int("version", int64(r.Version))
	o.optID("device", r.Device)
	o.optTime("made_at", r.MadeAt)
	o.optInt("mono_ms", r.MonoMS)
	o.optTime("sent_at", r.SentAt)
	if r.UTCOffset.Valid {
		o.int("utc_offset", int64(r.UTCOffset.V))
	}
	o.text("zone", r.Zone)

	o.text("question_version", a.Version)
	o.optInt("variant", a.Variant)
	o.text("section", a.Section)
	o.text("skill", a.Skill)
	o.text("mode", a.Mode)
	o.count("module", a.Module)
	o.count("position", a.Position)
	o.optNumber("seconds_left", a.SecondsLeft)
	o.optNumber("time_factor", a.TimeFactor)
	o.text("source", a.Source)

	o.count("eligible", w.Eligible)
	if len(w.Digest) > 0 {
		o.key("eligible_digest")
		o.b = append(hex.AppendEncode(append(o.b, '"'), w.Digest), '"')
	}
	if len(w.Support) > 0 { // with provenance.epsilon these make the propensity: ε/eligible + (1-ε)·p
		o.key("support")
		o.b = appendSupport(o.b, w.Support)
	}
	o.optNumber("draw", w.Draw)
	o.optNumber("se_before", w.SEBefore)

	o.text("state", string(d.State))
	o.optBool("correct", d.Correct)
	o.count("attempt", d.Attempt)
	o.optBool("aided", d.Aided)
	o.optInt("first_ms", d.FirstMS)
	o.optInt("visible_ms", d.VisibleMS)
	o.optInt("idle_ms", d.IdleMS)
	o.optNumber("se_after", r.After.SE)
	if r.After.Points.Valid {
		o.int("points", int64(r.After.Points.V))
	}

	o.key("consent")
	o.b = appendConsent(o.b, r.Consent)
	if p := l.provenance(r.Provenance); len(p) > 2 {
		o.raw("provenance", p)
	}
	if body := r.RawBody(); len(body) > 2 {
		o.raw("body", body)
	}
	if len(r.Words.More) > 0 {
		o.raw("words", r.Words.More)
	}
	return append(o.b, '}')
}

func appendSupport(b []byte, support []interaction.Chance) []byte {
	b = append(b, '[')
	for i, c := range support {
		if i > 0 {
			b = append(b, ',')
		}
		o := object{b: append(b, '{')}
		o.string("id", c.ID)
		o.key("p")
		b = append(appendNumber(o.b, c.P), '}')
	}
	return append(b, ']')
}

func appendConsent(b []byte, s interaction.Stamp) []byte {
	o := object{b: append(b, '{')}
	o.int("state", s.State)
	o.key("purposes")
	o.b = append(o.b, '[')
	n := 0
	for i, name := range interaction.PurposeNames {
		if s.Purposes.Has(1 << i) {
			if n++; n > 1 {
				o.b = append(o.b, ',')
			}
			o.b = appendString(o.b, name)
		}
	}
	o.b = append(o.b, ']')
	o.string("age_band", s.AgeBand)
	if s.School {
		o.raw("school", []byte("true"))
	}
	return append(o.b, '}')
}

// provenance is the object of what many lines share, written once.
func (l *liner) provenance(p interaction.Provenance) []byte {
	if b, ok := l.made[p]; ok {
		return b
	}
	o := object{b: []byte{'{'}}
	o.text("server", p.Server)
	o.text("client", p.Client)
	o.text("platform", p.Platform)
	o.text("device_class", p.DeviceClass)
	o.text("bank", p.Bank)
	o.text("params", p.Params)
	o.text("grader", p.Grader)
	o.text("score_map", p.ScoreMap)
	o.text("routing", p.Routing)
	o.text("policy", p.Policy)
	o.text("policy_version", p.PolicyVersion)
	if p.Epsilon != 0 {
		o.key("epsilon")
		o.b = appendNumber(o.b, p.Epsilon)
	}
	b := append(o.b, '}')
	if len(l.made) >= maxShared {
		clear(l.made)
	}
	l.made[p] = b
	return b
}
