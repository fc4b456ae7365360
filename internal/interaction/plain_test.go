package interaction

import (
	"encoding/json"
	"reflect"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"satprep/internal/uid"
)

// An answer's body is read without JSON at large, whatever fields it has, and says
// the same.
func TestAnswersAreReadAsTheyWereWritten(t *testing.T) {
	t.Parallel()
	word := rapid.StringMatching(`[a-zA-Z0-9 _.:;,{}\[\]-]{1,12}`)
	words := rapid.SliceOfN(word, 1, 4)
	fill := map[string]func(t *rapid.T) any{
		"Changes": func(t *rapid.T) any {
			return rapid.SliceOfN(rapid.Custom(func(t *rapid.T) Change { return Change{word.Draw(t, "to"), rapid.Int64().Draw(t, "ms")} }), 1, 5).Draw(t, "changes")
		},
		"HintLevels": func(t *rapid.T) any { return rapid.SliceOfN(rapid.Int(), 1, 3).Draw(t, "levels") },
		"Difficulty": func(t *rapid.T) any {
			f := rapid.Float64()
			return &Params{f.Draw(t, "a"), f.Draw(t, "b"), f.Draw(t, "c")}
		},
		"OfflineID": func(t *rapid.T) any {
			var id uid.ID
			copy(id[:], rapid.SliceOfN(rapid.Byte(), 16, 16).Draw(t, "id"))
			id[0] |= 1
			return id
		},
	}
	rapid.Check(t, func(t *rapid.T) {
		var want Answering
		v := reflect.ValueOf(&want).Elem()
		some := false
		for i := range v.NumField() {
			if !rapid.Bool().Draw(t, "has") {
				continue
			}
			some = true
			f, name := v.Field(i), v.Type().Field(i).Name
			if draw := fill[name]; draw != nil {
				f.Set(reflect.ValueOf(draw(t)))
				continue
			}
			switch f.Interface().(type) {
			case bool:
				f.SetBool(true)
			case string:
				f.SetString(word.Draw(t, name))
			case []string:
				f.Set(reflect.ValueOf(words.Draw(t, name)))
			case int64:
				f.SetInt(rapid.Int64Min(1).Draw(t, name))
			case float64:
				f.SetFloat(rapid.Float64Min(1e-9).Draw(t, name))
			default:
				t.Fatalf("nobody fills %s", name)
			}
		}
		if !some { // {} is left to JSON at large
			return
		}
		text, err := json.Marshal(want)
		if err != nil {
			t.Fatal(err)
		}
		var got Answering
		if !readAnswering(text, &got) {
			t.Fatalf("%s is not read", text)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Fatal(diff)
		}
		for cut := range len(text) {
			if readAnswering(text[:cut], new(Answering)) {
				t.Fatalf("%s is read", text[:cut])
			}
		}
	})
}

// What is written otherwise is left to JSON at large, and read all the same.
func TestAnswersWrittenOtherwise(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]Answering{
		`{}`:                                   {},
		` {"input": "mouse"}`:                  {Input: "mouse"},
		`{"input":"m\u00f6use"}`:               {Input: "möuse"},
		`{"input":"möuse"}`:                    {Input: "möuse"},
		`{"rapid":false,"input":"touch"}`:      {Input: "touch"},
		`{"tools":[],"input":"touch"}`:         {Tools: []string{}, Input: "touch"},
		`{"tools":null}`:                       {},
		`{"changes":[{"ms":5,"to":"A"}]}`:      {Changes: []Change{{"A", 5}}},
		`{"later":{"a":[1]},"input":"voice"}`:  {Input: "voice"},
		`{"params":{"a":1,"b":2,"c":0,"d":1}}`: {Difficulty: &Params{1, 2, 0}},
	} {
		if readAnswering([]byte(text), new(Answering)) {
			t.Errorf("%s is read at once", text)
		}
		got, err := BodyAs[Answering](&Record{bodyJSON: []byte(text)})
		if err != nil {
			t.Errorf("%s: %v", text, err)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s:\n%s", text, diff)
		}
	}
	for _, text := range []string{``, `{`, `{"epsilon":01}`, `{"epsilon":.5}`, `{"epsilon":+1}`, `{"feedback_ms":1.5}`, `{"feedback_ms":9223372036854775808}`, `{"epsilon":1.}`,
		`{"input":"a"}}`, `{"input":"a",}`, `{"flagged":truely}`, `{"offline_id":"x"}`, `{"tools":["a",]}`, `{"input":"a`} {
		if got, err := BodyAs[Answering](&Record{bodyJSON: []byte(text)}); err == nil {
			t.Errorf("%s is read as %+v", text, got)
		}
	}
}

func BenchmarkReadAnswering(b *testing.B) {
	text := []byte(`{"changes":[{"to":"B","ms":5120},{"to":"C","ms":20480}],"input":"mouse","feedback":"rationale","feedback_ms":8000,"eligible":true,"epsilon":0.1,"params":{"a":1.1,"b":-0.3,"c":0.2}}`)
	b.Run("JSON at large", func(b *testing.B) {
		for b.Loop() {
			if err := json.Unmarshal(text, new(Answering)); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("as stored", func(b *testing.B) {
		for b.Loop() {
			if !readAnswering(text, new(Answering)) {
				b.Fatal("not read")
			}
		}
	})
}
