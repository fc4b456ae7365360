package mirror

import (
	"bytes"
	"context"
	"io"
	"slices"
	"time"

	"satprep/internal/account"
	"satprep/internal/consent"
	"satprep/internal/db"
	"satprep/internal/interaction"
	"satprep/internal/proficiency"
	"satprep/internal/question"
	"satprep/internal/session"
	"satprep/internal/uid"
)

// exporter writes people's objects, one after another.
type exporter struct {
	*Service
	out     io.Writer
	buf     []byte
	after   bool // something was written before: a comma comes first
	records int
	turns   turnReader
	agreed  *consent.AsOf // nil: all that the person did
}

// admits reports whether what was recorded at a moment may go out: a later yes
// does not reach back, and a later no is seen.
func (e *exporter) admits(subject uid.ID, at time.Time) bool {
	return e.agreed == nil || e.agreed.Held(subject, interaction.ResearchExport, at)
}

// admitsTurn asks the record's own stamp too. Words of a crisis are in no file that
// others than the learner can open, and a parent may open the learner's.
func (e *exporter) admitsTurn(t *interaction.Speech) bool {
	if t.InNeed {
		return false
	}
	return e.agreed == nil || t.Stood.Has(interaction.ResearchExport) && !t.School && e.admits(t.Subject, t.At)
}

const chunk = 64 << 10

func (e *exporter) flush() error {
	_, err := e.out.Write(e.buf)
	e.buf = e.buf[:0]
	return err
}

// person writes one person's object.
func (e *exporter) person(ctx context.Context, p account.Person) error {
	e.after = false
	if err := e.people(ctx, []account.Person{p}); err != nil {
		return err
	}
	_, err := e.out.Write([]byte("\n"))
	return err
}

// people writes the objects of people, who are in the order of their subjects,
// in one pass over their rows.
func (e *exporter) people(ctx context.Context, people []account.Person) error {
	after, upto := before(people[0].Subject), people[len(people)-1].Subject
	e.turns = turnReader{log: e.Log, subject: after, seq: 1<<63 - 1, upto: upto}
	i, begun := 0, false
	begin := func() {
		if e.after {
			e.buf = append(e.buf, ",\n"...)
		}
		e.after, begun = true, true
		e.buf = append(appendString(append(e.buf, `{"user_id":`...), people[i].UserID), `,"responses":[`...)
	}
	// until ends the objects of all people before subject.
	until := func(subject uid.ID) error {
		for i < len(people) && bytes.Compare(people[i].Subject[:], subject[:]) < 0 {
			if !begun {
				begin()
			}
			if err := e.rest(ctx, people[i].Subject); err != nil {
				return err
			}
			i, begun = i+1, false
		}
		return nil
	}
	err := e.Sessions.ScanResponses(ctx, after, upto, func(r *session.Scanned) error {
		if err := until(r.Subject); err != nil {
			return err
		}
		if i == len(people) || people[i].Subject != r.Subject {
			return nil // of somebody who was erased
		}
		if !e.admits(r.Subject, db.Time(r.At)) {
			return nil
		}
		if r.Review.Valid && !e.admits(r.Subject, db.Time(r.ReviewAt)) {
			r.Review = interaction.Opt[string]{}
		}
		if !begun {
			begin()
		} else {
			e.buf = append(e.buf, ',')
		}
		e.buf = appendAnswer(e.buf, r)
		e.records++
		if len(e.buf) >= chunk {
			return e.flush()
		}
		return nil
	})
	if err == nil {
		err = until(behind(upto))
	}
	if err != nil {
		return err
	}
	return e.flush()
}

// rest ends a person's responses and writes what follows them.
func (e *exporter) rest(ctx context.Context, subject uid.ID) error {
	beliefs, err := e.beliefs(ctx, subject)
	if err != nil {
		return err
	}
	e.buf = append(e.buf, `],"proficiencies":[`...)
	for i, b := range beliefs {
		if i > 0 {
			e.buf = append(e.buf, ',')
		}
		domain := b.Scope.Domain
		if domain == "" {
			domain = b.Scope.Section
		}
		o := object{b: append(e.buf, '{')}
		o.string("domain", question.Name(domain))
		o.stringOrNull("skill", question.Name(b.Scope.Skill))
		o.key("theta")
		o.b = appendNumber(o.b, b.Theta)
		o.time("timestamp", b.UpdatedAt)
		e.buf = append(o.b, '}')
	}
	e.buf = append(e.buf, `],"interactions":[`...)
	for first := true; ; {
		t, err := e.turns.next(ctx, subject)
		if err != nil {
			return err
		}
		if t == nil {
			break
		}
		if !e.admitsTurn(t) {
			continue
		}
		if !first {
			e.buf = append(e.buf, ',')
		}
		first = false
		o := object{b: append(e.buf, '{')}
		o.string("query", t.Query)
		o.string("response", t.Reply)
		o.key("duration")
		o.b = appendSeconds(o.b, t.Took.Milliseconds())
		o.time("timestamp", t.At)
		e.buf = append(o.b, '}')
		e.records++
		if len(e.buf) >= chunk {
			if err := e.flush(); err != nil {
				return err
			}
		}
	}
	e.buf = append(e.buf, `]}`...)
	return nil
}

// beliefs are those that an open test has not moved: an ability that rises after
// its first module tells what was right there. A section that moved is left
// out whole, since what is believed of its skills leans on it.
func (e *exporter) beliefs(ctx context.Context, subject uid.ID) ([]proficiency.Belief, error) {
	list, err := e.Beliefs.List(ctx, subject)
	if err != nil {
		return nil, err
	}
	if list = slices.DeleteFunc(list, func(b proficiency.Belief) bool { return !e.admits(subject, b.UpdatedAt) }); len(list) == 0 {
		return nil, nil
	}
	since, open, err := e.Sessions.OpenSince(ctx, subject)
	if err != nil || !open {
		return list, err
	}
	moved := map[string]bool{}
	for _, b := range list {
		moved[b.Scope.Section] = moved[b.Scope.Section] || !b.UpdatedAt.Before(since)
	}
	return slices.DeleteFunc(list, func(b proficiency.Belief) bool { return moved[b.Scope.Section] }), nil
}

func appendAnswer(b []byte, r *session.Scanned) []byte {
	o := object{b: append(b, '{')}
	o.string("question_id", r.Question)
	o.stringOrNull("answer", r.Answer)
	o.key("time_spent")
	if r.TimeMS.Valid {
		o.b = appendSeconds(o.b, r.TimeMS.V)
	} else {
		o.b = append(o.b, "null"...)
	}
	o.time("timestamp", db.Time(r.At))
	if r.Review.Valid {
		o.string("review", r.Review.V)
	} else {
		o.raw("review", nil)
	}
	return append(o.b, '}')
}

// turnReader reads tutor turns page by page, so that no cursor stays open while
// they are written.
type turnReader struct {
	log     *interaction.Log
	subject uid.ID // of the last turn read
	seq     int64
	upto    uid.ID
	page    []interaction.Speech
	end     bool
}

const turnPage = 200

// next returns the next turn of subject, nil where there is none. Subjects are
// asked for in their order; turns of those in between are passed over.
func (t *turnReader) next(ctx context.Context, subject uid.ID) (*interaction.Speech, error) {
	for {
		if len(t.page) == 0 {
			if t.end {
				return nil, nil
			}
			page, err := t.log.Speeches(ctx, t.subject, t.seq, t.upto, turnPage)
			if err != nil {
				return nil, err
			}
			t.page, t.end = page, len(page) < turnPage
			if len(page) == 0 {
				return nil, nil
			}
			t.subject, t.seq = page[len(page)-1].Subject, page[len(page)-1].Seq
		}
		switch s := &t.page[0]; bytes.Compare(s.Subject[:], subject[:]) {
		case 0:
			t.page = t.page[1:]
			return s, nil
		case 1:
			return nil, nil
		}
		t.page = t.page[1:]
	}
}

// before and behind are the subject's neighbours in order; the zero id has none
// before it, and the last none behind.
func before(s uid.ID) uid.ID {
	for i := len(s) - 1; i >= 0; i-- {
		if s[i]--; s[i] != 0xff {
			return s
		}
	}
	return uid.ID{}
}

func behind(s uid.ID) uid.ID {
	for i := len(s) - 1; i >= 0; i-- {
		if s[i]++; s[i] != 0 {
			return s
		}
	}
	return uid.ID{}
}
