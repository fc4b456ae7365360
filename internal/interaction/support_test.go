package interaction

import (
	"encoding/json"
	"math/rand/v2"
	"reflect"
	"testing"
)

// A support is read as JSON reads it, whoever wrote it.
func TestSupportIsReadAsJSON(t *testing.T) {
	t.Parallel()
	rng := rand.New(rand.NewPCG(3, 5))
	texts := []string{`[]`, `null`, `[{"id":"a-b","p":1}]`, `[{"id":"a","p":0.5},{"id":"b","p":1e-7}]`, `[{"id":"a","p":NaN}]`, `[{"id":"a","p":0x1p-2}]`, `[{"id":"a","p":Inf}]`,
		`[{"id":"a\u0062","p":1}]`, `[{"id":"a","p":1,"q":2}]`, `[{"p":1,"id":"a"}]`, ` [{"id":"a","p":1}]`, `[{"id":"a","p":1}`, `[{"id":"a","p":1},`, `[{"id":"a","p":1}]]`,
		`[{"id":"a","p":1},{}]`, `[{"id":"","p":1}]`, `[{"id":"\"","p":1}]`, `[{"id":"` + "\xff" + `","p":1}]`, `[{"id":"a","p":}]`, `{}`, `x`}
	for range 200 {
		var list []Chance
		for range 1 + rng.IntN(20) {
			id := []string{"avo-2xyrpw", "a", "fünf", "<b>", `q"`, "x y"}[rng.IntN(6)]
			list = append(list, Chance{id, rng.ExpFloat64() / 20})
		}
		b, err := json.Marshal(list)
		if err != nil {
			t.Fatal(err)
		}
		texts = append(texts, string(b))
	}
	for _, text := range texts {
		var want []Chance
		wrong := json.Unmarshal([]byte(text), &want)
		got, err := readSupport(text)
		if (err != nil) != (wrong != nil) || err == nil && !reflect.DeepEqual(got, want) {
			t.Errorf("%s is %v, %v; JSON says %v, %v", text, got, err, want, wrong)
		}
	}
}

func BenchmarkReadSupport(b *testing.B) {
	text := `[{"id":"avo-2xyrpw","p":0.0625},{"id":"lin-2xyrpw","p":0.00124435},{"id":"cir-2xyrpw","p":0.9}]`
	b.Run("as stored", func(b *testing.B) {
		for b.Loop() {
			if list, err := readSupport(text); err != nil || len(list) != 3 {
				b.Fatal(list, err)
			}
		}
	})
	b.Run("as JSON at large", func(b *testing.B) {
		for b.Loop() {
			var list []Chance
			if err := json.Unmarshal([]byte(text), &list); err != nil || len(list) != 3 {
				b.Fatal(list, err)
			}
		}
	})
}
