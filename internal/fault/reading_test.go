package fault_test

import (
	"bytes"
	"encoding/json"
	"testing"
	"time"

	"satprep/internal/fault"
)

func TestReading(t *testing.T) {
	t.Parallel()
	type thing struct {
		N  int       `json:"n"`
		F  float64   `json:"f"`
		S  string    `json:"s"`
		B  bool      `json:"b"`
		L  []int     `json:"l"`
		At time.Time `json:"at"`
	}
	for text, want := range map[string]string{
		``:                "it is empty",
		" \n":             "it is empty",
		`{"n":1`:          "it is cut short",
		`{"n":x}`:         "the JSON is broken at byte 6; look at the quotes, commas and brackets there",
		"\x00":            "the JSON is broken at byte 1; look at the quotes, commas and brackets there",
		`{"n":"secret"}`:  "the field n must be a whole number in range",
		`{"n":1e308}`:     "the field n must be a whole number in range",
		`{"f":"secret"}`:  "the field f must be a number",
		`{"s":7}`:         "the field s must be text",
		`{"b":7}`:         "the field b must be true or false",
		`{"l":7}`:         "the field l must be a list",
		`[1]`:             "the value at byte 1 must be an object",
		`{"more":1}`:      `there is no field "more"`,
		`{"at":"secret"}`: "a value in it does not have the form of its field",
	} {
		d := json.NewDecoder(bytes.NewReader([]byte(text)))
		d.DisallowUnknownFields()
		if got := fault.Reading(d.Decode(&thing{})); got != want {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
	if got := fault.Reading(json.Unmarshal([]byte(`{"n":1`), &thing{})); got != "the JSON is cut short" {
		t.Errorf("of Unmarshal: %q", got)
	}
}
