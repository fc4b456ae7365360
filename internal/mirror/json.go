package mirror

import (
	"math"
	"strconv"
	"time"
	"unicode/utf8"

	"satprep/internal/interaction"
	"satprep/internal/uid"
)

const hexDigits = "0123456789abcdef"

// appendString appends s as a JSON string. What encoding/json would read from
// its own writing of s, it reads from this: bytes that are not UTF-8 become
// U+FFFD. A line stays one line for every reader: U+2028 and U+2029 are
// escaped too.
func appendString(b []byte, s string) []byte {
	return append(appendEscaped(append(b, '"'), s), '"')
}

// appendEscaped is appendString without the quotation marks.
func appendEscaped(b []byte, s string) []byte {
	start := 0
	for i := 0; i < len(s); {
		c := s[i]
		if c < utf8.RuneSelf {
			if c >= ' ' && c != '"' && c != '\\' && c != 0x7f {
				i++
				continue
			}
			b = append(b, s[start:i]...)
			switch c {
			case '"', '\\':
				b = append(b, '\\', c)
			case '\n':
				b = append(b, '\\', 'n')
			case '\r':
				b = append(b, '\\', 'r')
			case '\t':
				b = append(b, '\\', 't')
			default:
				b = append(b, '\\', 'u', '0', '0', hexDigits[c>>4], hexDigits[c&15])
			}
			i++
			start = i
			continue
		}
		r, size := utf8.DecodeRuneInString(s[i:])
		switch {
		case r == utf8.RuneError && size == 1:
			b = append(append(b, s[start:i]...), `\ufffd`...)
		case r == '\u2028' || r == '\u2029':
			b = append(append(b, s[start:i]...), '\\', 'u', '2', '0', '2', hexDigits[r&15])
		default:
			i += size
			continue
		}
		i += size
		start = i
	}
	return append(b, s[start:]...)
}

// appendNumber appends a number as JSON has it; what is not finite is null.
func appendNumber(b []byte, f float64) []byte {
	if math.IsInf(f, 0) || math.IsNaN(f) {
		return append(b, "null"...)
	}
	format := byte('f')
	if a := math.Abs(f); a != 0 && (a < 1e-6 || a >= 1e21) {
		format = 'e'
	}
	return strconv.AppendFloat(b, f, format, -1, 64)
}

// appendSeconds appends milliseconds as seconds, exactly.
func appendSeconds(b []byte, ms int64) []byte {
	if ms < 0 {
		b, ms = append(b, '-'), -ms
	}
	b = strconv.AppendInt(b, ms/1000, 10)
	switch rest := ms % 1000; {
	case rest == 0:
		return b
	case rest%100 == 0:
		return append(b, '.', byte('0'+rest/100))
	case rest%10 == 0:
		return append(b, '.', byte('0'+rest/100), byte('0'+rest/10%10))
	default:
		return append(b, '.', byte('0'+rest/100), byte('0'+rest/10%10), byte('0'+rest%10))
	}
}

// appendTime appends a moment in UTC with microseconds, in quotation marks.
func appendTime(b []byte, t time.Time) []byte {
	return append(t.UTC().AppendFormat(append(b, '"'), "2006-01-02T15:04:05.000000Z"), '"')
}

// object appends the fields of a JSON object; its keys need no escape.
type object struct{ b []byte }

func (o *object) key(name string) {
	if o.b[len(o.b)-1] != '{' {
		o.b = append(o.b, ',')
	}
	o.b = append(append(append(o.b, '"'), name...), '"', ':')
}

func (o *object) string(name, v string) { o.key(name); o.b = appendString(o.b, v) }

func (o *object) int(name string, v int64) { o.key(name); o.b = strconv.AppendInt(o.b, v, 10) }

func (o *object) time(name string, v time.Time) { o.key(name); o.b = appendTime(o.b, v) }

// id is null for none.
func (o *object) id(name string, v uid.ID) {
	if v.IsZero() {
		o.raw(name, nil)
		return
	}
	o.optID(name, v)
}

// raw is JSON already, or null.
func (o *object) raw(name string, v []byte) {
	o.key(name)
	if len(v) == 0 {
		v = []byte("null")
	}
	o.b = append(o.b, v...)
}

func (o *object) stringOrNull(name, v string) {
	if v == "" {
		o.raw(name, nil)
		return
	}
	o.string(name, v)
}

func (o *object) numberOrNull(name string, v interaction.Opt[float64]) {
	if !v.Valid {
		o.raw(name, nil)
		return
	}
	o.optNumber(name, v)
}

// The following write nothing for what is not there.

func (o *object) text(name, v string) {
	if v != "" {
		o.string(name, v)
	}
}

func (o *object) count(name string, v int) {
	if v != 0 {
		o.int(name, int64(v))
	}
}

func (o *object) optID(name string, v uid.ID) {
	if !v.IsZero() {
		o.key(name)
		o.b, _ = v.AppendText(append(o.b, '"'))
		o.b = append(o.b, '"')
	}
}

func (o *object) optTime(name string, v time.Time) {
	if !v.IsZero() {
		o.time(name, v)
	}
}

func (o *object) optInt(name string, v interaction.Opt[int64]) {
	if v.Valid {
		o.int(name, v.V)
	}
}

func (o *object) optNumber(name string, v interaction.Opt[float64]) {
	if v.Valid {
		o.key(name)
		o.b = appendNumber(o.b, v.V)
	}
}

func (o *object) optBool(name string, v interaction.Opt[bool]) {
	if v.Valid {
		o.key(name)
		o.b = strconv.AppendBool(o.b, v.V)
	}
}
