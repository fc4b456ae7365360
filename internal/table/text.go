package table

import (
	"encoding/base64"
	"math"
	"strconv"
	"time"
)

const hexDigits = "0123456789abcdef"

// A style is a way to write a value as JSON.
type style uint8

const (
	inLines    style = iota // for a line of JSON: no character in it ends a line for anybody
	inChecksum              // the canonical text of a checksum: timestamps are microseconds
)

// appendJSON appends value i of v.
func appendJSON(b []byte, v *Vector, i int, st style) []byte {
	if v.null && !v.valid[i] {
		return append(b, "null"...)
	}
	switch v.kind {
	case KindBool:
		return strconv.AppendBool(b, v.bools[i])
	case KindInt32:
		return strconv.AppendInt(b, int64(v.i32[i]), 10)
	case KindInt64:
		return strconv.AppendInt(b, v.i64[i], 10)
	case KindFloat64:
		return appendFloat(b, v.f64[i])
	case KindTimestamp:
		if st == inChecksum {
			return strconv.AppendInt(b, v.i64[i], 10)
		}
		b = append(b, '"')
		b = appendTime(b, v.i64[i])
		return append(b, '"')
	case KindString, KindJSON:
		return appendString(b, v.TextAt(i), st == inLines)
	case KindBytes:
		b = append(b, '"')
		b = base64.StdEncoding.AppendEncode(b, v.TextAt(i))
		return append(b, '"')
	case KindList:
		b = append(b, '[')
		from, to := v.ListAt(i)
		for k := from; k < to; k++ {
			if k > from {
				b = append(b, ',')
			}
			b = appendJSON(b, v.item, k, st)
		}
		return append(b, ']')
	}
	b = append(b, '{')
	for k, f := range v.fields {
		if k > 0 {
			b = append(b, ',')
		}
		b = append(b, f.key...)
		b = appendJSON(b, f, i, st)
	}
	return append(b, '}')
}

// appendFloat appends the shortest text that reads as x again, in the form that
// ECMAScript (and so JSON.stringify) gives it.
func appendFloat(b []byte, x float64) []byte {
	format := byte('f')
	if a := math.Abs(x); a != 0 && (a < 1e-6 || a >= 1e21) {
		format = 'e'
	}
	b = strconv.AppendFloat(b, x, format, -1, 64)
	if n := len(b); format == 'e' && n >= 4 && b[n-4] == 'e' && b[n-3] == '-' && b[n-2] == '0' {
		b[n-2] = b[n-1] // e-09 is e-9
		b = b[:n-1]
	}
	return b
}

// appendTime appends microseconds as RFC 3339 in UTC, always with six digits,
// so that texts sort as times do.
func appendTime(b []byte, micros int64) []byte {
	return time.UnixMicro(micros).UTC().AppendFormat(b, "2006-01-02T15:04:05.000000Z")
}

// appendString appends s as a JSON string. With lines it also escapes what some
// readers take for the end of a line: U+0085, U+2028 and U+2029.
func appendString(b, s []byte, lines bool) []byte {
	b = append(b, '"')
	start := 0
	for i := 0; i < len(s); i++ {
		c := s[i]
		if c >= ' ' && c < 0xc2 && c != '"' && c != '\\' {
			continue
		}
		escaped := 1
		switch {
		case c == '"' || c == '\\':
			b = append(append(b, s[start:i]...), '\\', c)
		case c >= ' ':
			if escaped = lineEnd(s[i:]); !lines || escaped == 0 {
				continue
			}
			b = append(append(b, s[start:i]...), '\\', 'u')
			if escaped == 2 {
				b = append(b, "0085"...)
			} else {
				b = append(b, '2', '0', '2', hexDigits[s[i+2]&15])
			}
		default:
			b = append(append(b, s[start:i]...), '\\')
			switch c {
			case '\b':
				b = append(b, 'b')
			case '\f':
				b = append(b, 'f')
			case '\n':
				b = append(b, 'n')
			case '\r':
				b = append(b, 'r')
			case '\t':
				b = append(b, 't')
			default:
				b = append(b, 'u', '0', '0', hexDigits[c>>4], hexDigits[c&15])
			}
		}
		start = i + escaped
		i = start - 1
	}
	return append(append(b, s[start:]...), '"')
}

// lineEnd returns the bytes of the U+0085, U+2028 or U+2029 that s begins with,
// or 0.
func lineEnd(s []byte) int {
	switch {
	case len(s) >= 2 && s[0] == 0xc2 && s[1] == 0x85:
		return 2
	case len(s) >= 3 && s[0] == 0xe2 && s[1] == 0x80 && (s[2] == 0xa8 || s[2] == 0xa9):
		return 3
	}
	return 0
}
