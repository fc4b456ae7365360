package api

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/danielgtaylor/huma/v2"

	"satprep/internal/fault"
)

// jsonFormat is JSON that refuses what a database cannot keep, and whose errors
// never quote the input.
var jsonFormat = huma.Format{Marshal: huma.DefaultJSONFormat.Marshal, Unmarshal: readJSON}

// readJSON is called twice for a body: into an any, which is checked against
// the schema, then into the verb's input.
func readJSON(data []byte, v any) error {
	into, first := v.(*any)
	if first && !utf8.Valid(data) {
		return errors.New("the body is not valid UTF-8; encode the text as UTF-8")
	}
	if err := json.Unmarshal(data, v); err != nil {
		return plain(err)
	}
	if first && bytes.Contains(data, []byte(`\u0000`)) && holdsNUL(*into) {
		return errors.New("the body holds the character NUL, which cannot be kept; remove it")
	}
	return nil
}

// plain says what encoding/json found wrong without the value it found.
func plain(err error) error {
	var syntax *json.SyntaxError
	var typ *json.UnmarshalTypeError
	switch {
	case errors.As(err, &syntax):
		return fmt.Errorf("the body is not valid JSON (at byte %d); check quotes, commas and brackets", syntax.Offset)
	case errors.As(err, &typ) && typ.Field != "":
		return fmt.Errorf("the field %s has the wrong type; it must be %s", typ.Field, fault.KindWord(typ))
	case errors.As(err, &typ):
		return fmt.Errorf("the body holds a value of the wrong type or a number out of range (at byte %d)", typ.Offset)
	}
	return errors.New("the body cannot be read; check each field's form")
}

func holdsNUL(v any) bool {
	switch v := v.(type) {
	case string:
		return strings.IndexByte(v, 0) >= 0
	case []any:
		for _, e := range v {
			if holdsNUL(e) {
				return true
			}
		}
	case map[string]any:
		for k, e := range v {
			if strings.IndexByte(k, 0) >= 0 || holdsNUL(e) {
				return true
			}
		}
	}
	return false
}
