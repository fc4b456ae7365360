package interaction

import (
	"encoding"
	"encoding/json"
	"reflect"
	"strings"
	"unicode"

	"satprep/internal/uid"
)

// JSONSchema returns the JSON Schema (2020-12) of a kind's body, generated
// from its Go type. It is closed: a field nobody defined is refused.
func JSONSchema(d Definition) map[string]any {
	s := schemaOf(reflect.TypeOf(d.Body))
	s["$schema"] = "https://json-schema.org/draft/2020-12/schema"
	s["title"] = string(d.Kind)
	return s
}

var textType = reflect.TypeFor[encoding.TextMarshaler]()

func schemaOf(t reflect.Type) map[string]any {
	switch {
	case t == reflect.TypeFor[uid.ID]():
		return map[string]any{"type": "string", "pattern": "^$|^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$"}
	case t == reflect.TypeFor[json.RawMessage](), t.Kind() == reflect.Interface:
		return map[string]any{}
	case t.Implements(textType):
		return map[string]any{"type": "string"}
	}
	switch t.Kind() {
	case reflect.Pointer:
		return schemaOf(t.Elem())
	case reflect.Struct:
		return structSchema(t)
	case reflect.Slice:
		return map[string]any{"type": "array", "items": schemaOf(t.Elem())}
	case reflect.Map:
		return map[string]any{"type": "object", "additionalProperties": schemaOf(t.Elem())}
	case reflect.Bool:
		return map[string]any{"type": "boolean"}
	case reflect.Float32, reflect.Float64:
		return map[string]any{"type": "number"}
	case reflect.String:
		return map[string]any{"type": "string"}
	}
	return map[string]any{"type": "integer"}
}

func structSchema(t reflect.Type) map[string]any {
	props, required := map[string]any{}, []string{}
	for i := range t.NumField() {
		f := t.Field(i)
		name, opts, _ := strings.Cut(f.Tag.Get("json"), ",")
		if name == "-" || !unicode.IsUpper(rune(f.Name[0])) {
			continue
		}
		props[name] = schemaOf(f.Type)
		if !strings.Contains(opts, "omit") {
			required = append(required, name)
		}
	}
	s := map[string]any{"type": "object", "properties": props, "additionalProperties": false}
	if len(required) > 0 {
		s["required"] = required
	}
	return s
}
