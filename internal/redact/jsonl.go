package redact

import (
	"bytes"
	"encoding/json"
	"slices"
)

// A Field is where a string stands in a line of JSON: line[Start:End], with its
// quotation marks.
type Field struct {
	Start, End int
	Value      string
}

// TextFields finds the top-level fields of a JSON object that have one of the
// names and hold strings; all of them, where a name comes twice. It returns
// false where the line is no JSON object.
func TextFields(line []byte, names ...string) (fields map[string][]Field, ok bool) {
	if trimmed := bytes.TrimLeft(line, " \t"); len(trimmed) == 0 || trimmed[0] != '{' || !json.Valid(line) {
		return nil, false
	}
	fields = map[string][]Field{}
	dec := json.NewDecoder(bytes.NewReader(line))
	if _, err := dec.Token(); err != nil {
		return nil, false
	}
	for dec.More() {
		key, err := dec.Token()
		if err != nil {
			return nil, false
		}
		var value json.RawMessage
		if err := dec.Decode(&value); err != nil {
			return nil, false
		}
		name, _ := key.(string)
		if len(value) == 0 || value[0] != '"' || !slices.Contains(names, name) {
			continue
		}
		end := int(dec.InputOffset())
		f := Field{Start: end - len(value), End: end}
		if json.Unmarshal(value, &f.Value) != nil {
			return nil, false
		}
		fields[name] = append(fields[name], f)
	}
	return fields, true
}

// AppendString appends s as JSON, without escaping what needs none.
func AppendString(dst []byte, s string) []byte {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	if enc.Encode(s) != nil { // a string always encodes
		return append(dst, `""`...)
	}
	return append(dst, bytes.TrimSuffix(b.Bytes(), []byte("\n"))...)
}
