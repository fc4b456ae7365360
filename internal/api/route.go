package api

import (
	"context"
	"maps"
	"net/http"
	"reflect"
	"strconv"
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"satprep/internal/account"
	"satprep/internal/tutor"
)

// A route is one row of the table.
type route struct {
	method string
	path   string // as http.ServeMux reads it
	who    who
	limit  int64 // bytes of body; 0 takes none
	about  string
	verb   verb
}

// Limits of bodies.
const (
	none    = 0
	small   = 64 << 10
	answers = 256 << 10
	batch   = 1 << 20
	audio   = tutor.MaxSpeech // a recording, the only body that is no JSON
)

// who may use a route. The zero who is anyone.
type who struct {
	signedIn bool
	verb     account.Verb // what is done with {user_id}'s account: account.May decides
	room     string       // the room decides, and says 404 to others
}

var anyone who

// signedIn is everyone with an account.
var signedIn = who{signedIn: true}

// may is whoever account.May lets do verb with the account in {user_id}.
func may(verb account.Verb) who { return who{signedIn: true, verb: verb} }

// of is whoever the room knows as such: the owner of a session, say. Others
// cannot tell that it exists.
func of(room string) who { return who{signedIn: true, room: room} }

// String is the column of docs/access.md.
func (w who) String() string {
	switch {
	case w.verb != "":
		return "may " + string(w.verb)
	case w.room != "":
		return w.room
	case w.signedIn:
		return "signed in"
	}
	return "anyone"
}

// A verb is a handler that can mount itself under a route.
type verb func(a *API, rt *route)

// do is a verb with a reply: in is huma's input struct (path, query and header
// parameters, Body), the result is the reply's body.
func do[I, O any](f func(ctx context.Context, by *caller, in *I) (O, error)) verb {
	return answer(http.StatusOK, f)
}

// made is do for what makes something: 201.
func made[I, O any](f func(ctx context.Context, by *caller, in *I) (O, error)) verb {
	return answer(http.StatusCreated, f)
}

type reply[O any] struct {
	Body O
}

func answer[I, O any](status int, f func(ctx context.Context, by *caller, in *I) (O, error)) verb {
	return withHeaders(status, func(ctx context.Context, by *caller, in *I) (*reply[O], error) {
		body, err := f(ctx, by, in)
		if err != nil {
			return nil, err
		}
		return &reply[O]{body}, nil
	})
}

// quiet is a verb without a reply: 204.
func quiet[I any](f func(ctx context.Context, by *caller, in *I) error) verb {
	return withHeaders(http.StatusNoContent, func(ctx context.Context, by *caller, in *I) (*struct{}, error) {
		return nil, f(ctx, by, in)
	})
}

// withHeaders is a verb whose result is huma's whole output struct, for replies
// that set headers.
func withHeaders[I, O any](status int, f func(ctx context.Context, by *caller, in *I) (*O, error)) verb {
	return func(a *API, rt *route) {
		op := rt.operation()
		op.DefaultStatus = status
		where := places(reflect.TypeFor[I]())
		huma.Register(a.huma, op, func(ctx context.Context, in *I) (*O, error) {
			x := exchangeOf(ctx)
			out, err := f(ctx, &x.caller, in)
			if err != nil {
				x.err = err
				p, h := problemOf(err, where)
				return nil, huma.ErrorWithHeaders(p, h)
			}
			return out, nil
		})
	}
}

// raw is a verb that speaks HTTP itself: a socket, a stream, a file. An error
// returned before anything was written becomes a problem.
func raw(f func(w http.ResponseWriter, r *http.Request, by *caller) error) verb {
	return func(a *API, rt *route) {
		op := rt.operation()
		op.Path = strings.NewReplacer("{$}", "", "...}", "}").Replace(rt.path)
		for _, name := range parameters(op.Path) {
			op.Parameters = append(op.Parameters, &huma.Param{Name: name, In: "path", Required: true, Schema: &huma.Schema{Type: huma.TypeString}})
		}
		op.Responses = map[string]*huma.Response{"200": {Description: "As described."}}
		a.huma.OpenAPI().AddOperation(&op)
		a.mount(rt, func(w http.ResponseWriter, r *http.Request) {
			if err := f(w, r, &exchangeOf(r.Context()).caller); err != nil {
				refuseLate(w, r, err)
			}
		})
	}
}

// typed tells the OpenAPI document what a raw verb takes and gives.
func typed[I, O any](v verb) verb { return documented[I, O](v, "application/json") }

// streamed is typed where what it gives comes as server-sent events.
func streamed[I, O any](v verb) verb { return documented[I, O](v, "text/event-stream") }

func documented[I, O any](v verb, gives string) verb {
	return func(a *API, rt *route) {
		v(a, rt)
		doc := a.huma.OpenAPI()
		content := func(kind string, t reflect.Type) map[string]*huma.MediaType {
			return map[string]*huma.MediaType{kind: {Schema: doc.Components.Schemas.Schema(t, true, "")}}
		}
		op := doc.Paths[rt.path].Post
		op.RequestBody = &huma.RequestBody{Required: true, Content: content("application/json", reflect.TypeFor[I]())}
		op.Responses["200"] = &huma.Response{Description: "OK", Content: content(gives, reflect.TypeFor[O]())}
		op.Responses["default"] = &huma.Response{Description: "Error", Content: content("application/problem+json", reflect.TypeFor[huma.ErrorModel]())}
	}
}

// heard tells the OpenAPI document of a raw verb that takes a recording.
func heard(v verb) verb {
	return func(a *API, rt *route) {
		documented[heardBody, heardBody](v, "application/json")(a, rt)
		sound := &huma.MediaType{Schema: &huma.Schema{Type: huma.TypeString, Format: "binary"}}
		a.huma.OpenAPI().Paths[rt.path].Post.RequestBody = &huma.RequestBody{Required: true, Description: "The recording.", Content: map[string]*huma.MediaType{"audio/*": sound}}
	}
}

// places tells of the parameters of an input struct where they stand: query,
// path or header. What is not among them stands in the body.
func places(t reflect.Type) map[string]string {
	found := map[string]string{}
	for i := range t.NumField() {
		f := t.Field(i)
		if f.Anonymous && f.Type.Kind() == reflect.Struct {
			maps.Copy(found, places(f.Type))
		}
		for _, in := range []string{"query", "path", "header"} {
			if name, _, _ := strings.Cut(f.Tag.Get(in), ","); name != "" {
				found[name] = in
			}
		}
	}
	return found
}

const routeKey = "route"

func (rt *route) operation() huma.Operation {
	op := huma.Operation{
		OperationID:     operationID(rt.method, rt.path),
		Method:          rt.method,
		Path:            rt.path,
		Summary:         rt.about,
		Description:     "Who may: " + rt.who.String() + ".",
		Tags:            []string{tagOf(rt.path)},
		MaxBodyBytes:    -1, // the door reads the body and knows its limit
		BodyReadTimeout: -1,
		Metadata:        map[string]any{routeKey: rt},
	}
	if rt.limit > 0 {
		op.Description += " Body: at most " + strconv.FormatInt(rt.limit>>10, 10) + " KiB."
	}
	if rt.method == http.MethodPost {
		op.Parameters = append(op.Parameters, onceHeader())
	}
	if rt.who.signedIn {
		op.Security = []map[string][]string{{"bearer": {}}, {"cookie": {}}}
	}
	return op
}

func operationID(method, path string) string {
	words := strings.FieldsFunc(strings.ToLower(method)+path, func(r rune) bool { return strings.ContainsRune("/{}._", r) })
	return strings.Join(words, "-")
}

// parameters lists the names between braces in a path.
func parameters(path string) (names []string) {
	for part := range strings.SplitSeq(path, "/") {
		if name, ok := strings.CutPrefix(part, "{"); ok {
			names = append(names, strings.TrimSuffix(name, "}"))
		}
	}
	return names
}

func tagOf(path string) string {
	first, _, _ := strings.Cut(strings.TrimPrefix(path, "/"), "/")
	if first == "" || strings.ContainsAny(first, ".{") || strings.HasSuffix(first, "z") {
		return "service"
	}
	return first
}
