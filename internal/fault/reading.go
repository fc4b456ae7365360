package fault

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
)

// Reading says what encoding/json, or a reader under it, found wrong: in words
// for people, as the rest of a sentence, and without the value that it found.
// Other errors are told in general words, for theirs are not for people.
func Reading(err error) string {
	var syntax *json.SyntaxError
	var typ *json.UnmarshalTypeError
	switch {
	case errors.Is(err, io.EOF):
		return "it is empty"
	case errors.Is(err, io.ErrUnexpectedEOF):
		return "it is cut short"
	case errors.As(err, &syntax) && strings.HasPrefix(syntax.Error(), "unexpected end"):
		return "the JSON is cut short"
	case errors.As(err, &syntax):
		return fmt.Sprintf("the JSON is broken at byte %d; look at the quotes, commas and brackets there", syntax.Offset)
	case errors.As(err, &typ) && typ.Field != "":
		return fmt.Sprintf("the field %s must be %s", typ.Field, KindWord(typ))
	case errors.As(err, &typ):
		return fmt.Sprintf("the value at byte %d must be %s", typ.Offset, KindWord(typ))
	case UnknownField(err) != "":
		return fmt.Sprintf("there is no field %.60q", UnknownField(err))
	}
	return "a value in it does not have the form of its field"
}

// UnknownField is the name of the field that a strict json.Decoder refused, ""
// where err is no such refusal.
func UnknownField(err error) string {
	if err == nil {
		return ""
	}
	name, ok := strings.CutPrefix(err.Error(), "json: unknown field ") // it has no type
	if !ok {
		return ""
	}
	return strings.Trim(name, `"`)
}

// KindWord says what was asked for where encoding/json found another type.
func KindWord(t *json.UnmarshalTypeError) string {
	switch k := t.Type.Kind().String(); {
	case strings.HasPrefix(k, "int"), strings.HasPrefix(k, "uint"):
		return "a whole number in range"
	case strings.HasPrefix(k, "float"):
		return "a number"
	case k == "string":
		return "text"
	case k == "bool":
		return "true or false"
	case k == "slice", k == "array":
		return "a list"
	}
	return "an object"
}
