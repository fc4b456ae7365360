package dataset

import (
	"errors"
	"fmt"
	"io"
	"reflect"
	"regexp"
	"strings"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/parser"
	"github.com/goccy/go-yaml/token"

	"satprep/internal/fault"
)

// placeForm is how the YAML decoder says where it stopped.
var placeForm = regexp.MustCompile(`^: \[(\d+):\d+\] `)

// unreadable says of what a recipe could not be decoded for: the line, the field
// and what is expected there, in words of the recipe and not of the program.
func unreadable(text []byte, err error) error {
	say := func(field, sentence string) error {
		return &fault.Error{Kind: fault.Invalid, Field: field, Cause: err, Sentence: sentence + " The fields are in docs/formats/recipe.md."}
	}
	var wrongType *yaml.TypeError
	var tooBig *yaml.OverflowError
	var wrongNode *yaml.UnexpectedNodeTypeError
	at, wanted := (*token.Token)(nil), ""
	switch {
	case errors.Is(err, io.EOF):
		return say("", "The recipe cannot be read: it is empty. It is fields, one a line, beginning with name.")
	case errors.As(err, &wrongType):
		at, wanted = wrongType.Token, formOf(wrongType.DstType)
	case errors.As(err, &tooBig):
		at, wanted = tooBig.Token, formOf(tooBig.DstType)+" that is not so large"
	case errors.As(err, &wrongNode):
		at, wanted = wrongNode.Token, "a single value"
		switch wrongNode.Expected {
		case ast.MappingType:
			wanted = "fields, one a line, each a name, a colon and a value"
		case ast.SequenceType:
			wanted = "a list such as [one, two]"
		}
	default:
		what := strings.TrimSuffix(firstLine(yaml.FormatError(err, false, false)), ".")
		return say("", "The recipe cannot be read"+placeForm.ReplaceAllString(": "+what, " in line $1: ")+".")
	}
	field := fieldAt(text, at.Position)
	if field == "" {
		return say("", fmt.Sprintf("The recipe cannot be read in line %d: %s are expected.", at.Position.Line, wanted))
	}
	return say(field, fmt.Sprintf("The recipe cannot be read in line %d: the field %s is %s.", at.Position.Line, field, wanted))
}

// formOf is what a value of a recipe must look like.
func formOf(t reflect.Type) string {
	switch t.Kind() {
	case reflect.Bool:
		return "true or false"
	case reflect.Int, reflect.Int64:
		return "a whole number"
	case reflect.Float64:
		return "a number"
	case reflect.Slice:
		return "a list such as [one, two]"
	case reflect.String:
		return "a text"
	}
	return "fields, one a line, each a name, a colon and a value"
}

// fieldAt names the field whose value stands at a place, with the fields around
// it, as in filter.since; "" for the recipe itself.
func fieldAt(text []byte, at *token.Position) string {
	file, err := parser.ParseBytes(text, 0)
	if err != nil {
		return ""
	}
	found := &finder{at: at}
	for _, doc := range file.Docs {
		if doc.Body != nil {
			ast.Walk(found, doc.Body)
		}
	}
	return strings.TrimPrefix(strings.TrimPrefix(found.path, "$"), ".")
}

type finder struct {
	at   *token.Position
	path string
}

// Visit keeps the path of the last node that begins at the place.
func (f *finder) Visit(n ast.Node) ast.Visitor {
	if t := n.GetToken(); t != nil && t.Position != nil && t.Position.Line == f.at.Line && t.Position.Column == f.at.Column {
		f.path = n.GetPath()
	}
	return f
}
