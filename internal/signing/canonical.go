package signing

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"satprep/internal/fault"
)

// maxDepth bounds how deep a value may be nested.
const maxDepth = 32

// maxInteger is the largest integer that every reader of JSON keeps exactly.
const maxInteger = 1<<53 - 1

// CanonicalOf is Canonical of what encoding/json writes for v.
func CanonicalOf(v any) ([]byte, error) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(v); err != nil {
		return nil, err
	}
	return Canonical(b.Bytes())
}

// Canonical rewrites a JSON value in the form that is signed, a subset of RFC
// 8785: UTF-8 without white space; the names of an object in the order of their
// bytes, each once; of characters in strings only the quotation mark, the
// backslash and those below U+0020 are escaped (\b \t \n \f \r, and \u00xx in
// small letters for the others); numbers are integers of at most 2^53-1 either
// way, in decimal digits. A value with a fraction, an exponent, a larger number,
// a name that comes twice, invalid UTF-8, a lone surrogate or more than 32
// levels has no canonical form and is an error.
func Canonical(value []byte) ([]byte, error) {
	if !utf8.Valid(value) {
		return nil, errors.New("the JSON is not valid UTF-8")
	}
	if loneSurrogate(value) {
		return nil, errors.New("a string holds half a character")
	}
	d := json.NewDecoder(bytes.NewReader(value))
	d.UseNumber()
	out, err := canonical(d, nil, 0)
	if err != nil {
		return nil, err
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return nil, errors.New("something follows the JSON value")
	}
	return out, nil
}

func canonical(d *json.Decoder, out []byte, depth int) ([]byte, error) {
	if depth > maxDepth {
		return nil, fmt.Errorf("the JSON is nested deeper than %d levels", maxDepth)
	}
	t, err := d.Token()
	if err != nil {
		return nil, unexpected(err)
	}
	switch v := t.(type) {
	case nil:
		return append(out, "null"...), nil
	case bool:
		return strconv.AppendBool(out, v), nil
	case string:
		return appendText(out, v), nil
	case json.Number:
		n, err := strconv.ParseInt(v.String(), 10, 64)
		if err != nil || n > maxInteger || n < -maxInteger {
			return nil, fmt.Errorf("the number %.40s is no integer that every reader keeps", v)
		}
		return strconv.AppendInt(out, n, 10), nil
	case json.Delim:
		if v == '[' {
			return array(d, out, depth)
		}
		return object(d, out, depth)
	}
	return nil, errors.New("no JSON value")
}

// unexpected is an error of the decoder in words for people.
func unexpected(err error) error { return errors.New(fault.Reading(err)) }

func array(d *json.Decoder, out []byte, depth int) (_ []byte, err error) {
	out = append(out, '[')
	for first := true; d.More(); first = false {
		if !first {
			out = append(out, ',')
		}
		if out, err = canonical(d, out, depth+1); err != nil {
			return nil, err
		}
	}
	if _, err := d.Token(); err != nil {
		return nil, unexpected(err)
	}
	return append(out, ']'), nil
}

func object(d *json.Decoder, out []byte, depth int) ([]byte, error) {
	type member struct {
		name  string
		value []byte
	}
	var members []member
	for d.More() {
		t, err := d.Token()
		if err != nil {
			return nil, unexpected(err)
		}
		name, ok := t.(string)
		if !ok {
			return nil, errors.New("the name of a member is no string")
		}
		value, err := canonical(d, nil, depth+1)
		if err != nil {
			return nil, err
		}
		members = append(members, member{name, value})
	}
	if _, err := d.Token(); err != nil {
		return nil, unexpected(err)
	}
	slices.SortStableFunc(members, func(a, b member) int { return strings.Compare(a.name, b.name) })
	out = append(out, '{')
	for i, m := range members {
		if i > 0 {
			if m.name == members[i-1].name {
				return nil, fmt.Errorf("the name %.40q comes twice", m.name)
			}
			out = append(out, ',')
		}
		out = append(append(appendText(out, m.name), ':'), m.value...)
	}
	return append(out, '}'), nil
}

const hexDigits = "0123456789abcdef"

func appendText(out []byte, s string) []byte {
	out = append(out, '"')
	for i := 0; i < len(s); i++ {
		switch c := s[i]; {
		case c == '"' || c == '\\':
			out = append(out, '\\', c)
		case c >= 0x20:
			out = append(out, c)
		case c == '\b':
			out = append(out, '\\', 'b')
		case c == '\t':
			out = append(out, '\\', 't')
		case c == '\n':
			out = append(out, '\\', 'n')
		case c == '\f':
			out = append(out, '\\', 'f')
		case c == '\r':
			out = append(out, '\\', 'r')
		default:
			out = append(out, '\\', 'u', '0', '0', hexDigits[c>>4], hexDigits[c&15])
		}
	}
	return append(out, '"')
}

// loneSurrogate reports a \uD800 to \uDFFF that is not one of a pair: the
// decoder would put another character in its place, and so forge equality.
func loneSurrogate(b []byte) bool {
	for i := 0; i < len(b); i++ {
		if b[i] != '\\' {
			continue
		}
		i++ // what is escaped; after it goes on as usual
		if i >= len(b) || b[i] != 'u' {
			continue
		}
		n, ok := unit(b[i+1:])
		if !ok || n < 0xd800 || n > 0xdfff {
			continue
		}
		rest := b[i+5:]
		if n >= 0xdc00 || len(rest) < 6 || rest[0] != '\\' || rest[1] != 'u' {
			return true
		}
		if low, ok := unit(rest[2:]); !ok || low < 0xdc00 || low > 0xdfff {
			return true
		}
		i += 4 + 6
	}
	return false
}

func unit(b []byte) (uint64, bool) {
	if len(b) < 4 {
		return 0, false
	}
	n, err := strconv.ParseUint(string(b[:4]), 16, 16)
	return n, err == nil
}
