package dataset

import (
	"encoding/json"
	"math"
	"strconv"
)

// Statements are most of the bytes of a package, so they are written by hand:
// the same bytes that encoding/json would write, which a test holds them to.

// quotes remembers texts as JSON strings: the same few come again and again.
type quotes map[string]string

// maxQuotes bounds what is remembered.
const maxQuotes = 1 << 16

func (q quotes) append(b []byte, s string) []byte {
	text, ok := q[s]
	if !ok {
		quoted, err := json.Marshal(s)
		if err != nil {
			return append(b, "null"...) // of a string: never
		}
		text = string(quoted)
		if len(q) >= maxQuotes {
			clear(q)
		}
		q[s] = text
	}
	return append(b, text...)
}

// bare appends a text that needs no escapes: ids, times, our own identifiers.
func bare(b []byte, s string) []byte { return append(append(append(b, '"'), s...), '"') }

func appendStatement(b []byte, s *statement, q quotes) []byte {
	b = bare(append(b, `{"id":`...), s.ID)
	b = bare(append(b, `,"actor":{"objectType":`...), s.Actor.Type)
	b = bare(append(b, `,"account":{"homePage":`...), s.Actor.Account.HomePage)
	b = bare(append(b, `,"name":`...), s.Actor.Account.Name)
	b = bare(append(b, `}},"verb":{"id":`...), s.Verb.ID)
	b = q.append(append(b, `,"display":{"en":`...), s.Verb.Display.Text)
	b = appendXAPIObject(append(b, `}},"object":`...), &s.Object, q)
	if s.Result != nil {
		b = s.Result.append(append(b, `,"result":`...), q)
	}
	if c := &s.Context; c.Registration != "" || c.Platform != "" || c.Activities.Parent != nil || c.Activities.Grouping != nil || c.Extensions != nil {
		b = c.append(append(b, `,"context":`...), q)
	}
	b = bare(append(b, `,"timestamp":`...), s.Timestamp)
	b = bare(append(b, `,"version":`...), s.Version)
	return append(b, '}')
}

func appendXAPIObject(b []byte, o *xapiObject, q quotes) []byte {
	b = bare(append(b, `{"objectType":`...), o.Type)
	b = q.append(append(b, `,"id":`...), o.ID)
	if d := o.Definition; d != nil {
		b = bare(append(b, `,"definition":{"type":`...), d.Type)
		if d.Name != (inEnglish{}) {
			b = append(q.append(append(b, `,"name":{"en":`...), d.Name.Text), '}')
		}
		if d.Interaction != "" {
			b = bare(append(b, `,"interactionType":`...), d.Interaction)
		}
		b = append(b, '}')
	}
	return append(b, '}')
}

// A members writes the members of an object, with commas between them.
type members struct {
	b   []byte
	any bool
}

func (m *members) name(n string) {
	if m.any {
		m.b = append(m.b, ',')
	}
	m.any = true
	m.b = append(bare(m.b, n), ':')
}

func (r *xapiResult) append(b []byte, q quotes) []byte {
	m := members{b: append(b, '{')}
	if r.Success != nil {
		m.name("success")
		m.b = strconv.AppendBool(m.b, *r.Success)
	}
	if r.Completion != nil {
		m.name("completion")
		m.b = strconv.AppendBool(m.b, *r.Completion)
	}
	if r.Response != "" {
		m.name("response")
		m.b = q.append(m.b, r.Response)
	}
	if r.Duration != "" {
		m.name("duration")
		m.b = bare(m.b, r.Duration)
	}
	if r.Score != nil {
		m.name("score")
		m.b = appendNumber(append(m.b, `{"raw":`...), r.Score.Raw)
		m.b = appendNumber(append(m.b, `,"min":`...), r.Score.Min)
		m.b = append(appendNumber(append(m.b, `,"max":`...), r.Score.Max), '}')
	}
	return append(m.b, '}')
}

func (c *xapiContext) append(b []byte, q quotes) []byte {
	m := members{b: append(b, '{')}
	if c.Registration != "" {
		m.name("registration")
		m.b = bare(m.b, c.Registration)
	}
	if c.Platform != "" {
		m.name("platform")
		m.b = q.append(m.b, c.Platform)
	}
	if c.Activities.Parent != nil || c.Activities.Grouping != nil {
		m.name("contextActivities")
		a := members{b: append(m.b, '{')}
		for _, list := range []struct {
			name string
			of   []xapiObject
		}{{"parent", c.Activities.Parent}, {"grouping", c.Activities.Grouping}} {
			if len(list.of) == 0 {
				continue
			}
			a.name(list.name)
			for i := range list.of {
				a.b = append(a.b, "[,"[min(i, 1)])
				a.b = appendXAPIObject(a.b, &list.of[i], q)
			}
			a.b = append(a.b, ']')
		}
		m.b = append(a.b, '}')
	}
	if x := c.Extensions; x != nil {
		m.name("extensions")
		e := members{b: append(m.b, '{')}
		if x.Aided != nil {
			e.name(xapiBase + "ext/aided")
			e.b = strconv.AppendBool(e.b, *x.Aided)
		}
		if x.Attempt != 0 {
			e.name(xapiBase + "ext/attempt")
			e.b = strconv.AppendInt(e.b, int64(x.Attempt), 10)
		}
		for _, f := range []struct {
			name string
			v    *float64
		}{{"propensity", x.Propensity}, {"theta-after", x.After}, {"theta-before", x.Before}} {
			if f.v != nil {
				e.name(xapiBase + "ext/" + f.name)
				e.b = appendNumber(e.b, *f.v)
			}
		}
		m.b = append(e.b, '}')
	}
	return append(m.b, '}')
}

// appendNumber writes a finite number as encoding/json does; numbers of the log
// are finite.
func appendNumber(b []byte, x float64) []byte {
	if a := math.Abs(x); a != 0 && (a < 1e-6 || a >= 1e21) {
		text, err := json.Marshal(x)
		if err != nil {
			return append(b, "null"...)
		}
		return append(b, text...)
	}
	return strconv.AppendFloat(b, x, 'f', -1, 64)
}
