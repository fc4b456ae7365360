package dataset

import (
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strings"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/lexer"
	"github.com/goccy/go-yaml/token"

	"satprep/internal/fault"
)

// A misreading is what the YAML reader says, with the line it says it of.
type misreading struct {
	error
	line int // from 1
}

// Unwrap returns what the reader said.
func (m *misreading) Unwrap() error { return m.error }

// misread makes a sentence of an error of the YAML reader: which field, what is
// there, and what is asked. The line is told by LineOf.
func misread(err error) error {
	const pages = "The fields are in docs/formats/recipe.md."
	var e yaml.Error
	if !errors.As(err, &e) || e.GetToken() == nil {
		return fault.Wrap(fault.Invalid, err, "The recipe is empty, or no YAML that can be read. "+pages)
	}
	at := e.GetToken()
	f := &fault.Error{Kind: fault.Invalid, Field: keyOf(at), Cause: &misreading{err, at.Position.Line}}
	switch e := e.(type) {
	case *yaml.UnknownFieldError:
		f.Field = at.Value
		f.Sentence = fmt.Sprintf("There is no field %.60q here. "+pages, at.Value)
	case *yaml.TypeError:
		f.Sentence = fmt.Sprintf("The field %s is %s, and %.60q is none. "+pages, f.Field, kindWords(e.DstType), at.Value)
	case *yaml.OverflowError:
		f.Sentence = fmt.Sprintf("The field %s is %s, and %.60s is too large. "+pages, f.Field, kindWords(e.DstType), at.Value)
	case *yaml.UnexpectedNodeTypeError:
		want := "a single value"
		switch e.Expected {
		case ast.SequenceType:
			want = "a list, such as [a, b]"
		case ast.MappingType:
			want = "made of fields of its own, such as {field: value}"
		}
		f.Sentence = fmt.Sprintf("The field %s is %s. "+pages, f.Field, want)
		if f.Field == "" { // the whole of it
			f.Sentence = fmt.Sprintf("A recipe is fields, one a line, beginning with name: and a name, or the name of a built-in one: %s. "+pages, strings.Join(BuiltIn(), ", "))
		}
	default:
		what := e.GetMessage()
		if name, _, ok := strings.Cut(strings.TrimPrefix(what, "mapping key "), " already defined"); ok {
			f.Field = strings.Trim(name, `"`)
			f.Sentence = fmt.Sprintf("The field %s stands there twice; keep one.", f.Field)
			break
		}
		f.Field = ""
		f.Sentence = fmt.Sprintf("This is no YAML that can be read: %s. Look at the indentation, the brackets and the quotes.", what)
	}
	return f
}

// wholeFields hold whole numbers. The reader cuts off what stands behind the point: a k
// of 4.9 would be 4.
var wholeFields = []string{"seed", "k", "min_records", "min_answers", "sampled"}

// notWhole finds a number with a point where a whole one is asked for.
func notWhole(text []byte) error {
	for _, t := range lexer.Tokenize(string(text)) {
		if t.Type != token.FloatType && t.Type != token.InfinityType && t.Type != token.NanType || !slices.Contains(wholeFields, keyOf(t)) {
			continue
		}
		return &fault.Error{Kind: fault.Invalid, Field: keyOf(t), Sentence: fmt.Sprintf("The field %s is a whole number, and %.60q is none. The fields are in docs/formats/recipe.md.", keyOf(t), t.Value),
			Cause: &misreading{errors.New("not whole"), t.Position.Line}}
	}
	return nil
}

// keyOf is the name of the field that a value stands in.
func keyOf(t *token.Token) string {
	for ; t != nil; t = t.Prev {
		if t.Type == token.MappingValueType && t.Prev != nil {
			return t.Prev.Value
		}
	}
	return ""
}

func kindWords(t reflect.Type) string {
	switch t.Kind() {
	case reflect.Bool:
		return "true or false"
	case reflect.Int, reflect.Int32, reflect.Int64:
		return "a whole number"
	case reflect.Float64:
		return "a number"
	}
	return "a text"
}

// LineOf is the line of a recipe that an error of ParseRecipe is about, from 1;
// 0 where it is about no line.
func LineOf(text []byte, err error) int {
	if m := (*misreading)(nil); errors.As(err, &m) {
		return m.line
	}
	field := fault.Field(err)
	if field == "" {
		return 0
	}
	found := 0
	keys := strings.Split(field, ".")
	for i, line := range strings.Split(string(text), "\n") {
		if len(keys) == 0 {
			break
		}
		key, _, ok := strings.Cut(strings.TrimSpace(line), ":")
		if ok && key == keys[0] {
			found, keys = i+1, keys[1:]
		}
	}
	return found
}
