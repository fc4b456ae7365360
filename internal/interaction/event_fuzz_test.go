package interaction

import (
	"bytes"
	"encoding/json"
	"testing"
	"time"

	"satprep/internal/fault"
)

// What is read of an event, written and read again, is the same event; what is
// refused is refused with a sentence.
func FuzzEvent(f *testing.F) {
	now := time.Date(2026, 1, 5, 8, 0, 0, 0, time.UTC)
	f.Add([]byte(`{"id":"0192f0c0-0000-7000-8000-000000000001","kind":"choice.selected","question_id":"q1","made_at":"2026-01-05T07:59:58.5Z","mono_ms":1200,"body":{"choice":"B"}}`))
	f.Add([]byte(`{"id":"0192f0c0-0000-7000-8000-000000000001","kind":"page.hidden","made_at":"2026-01-05T08:00:00+14:00","body":null}`))
	f.Add([]byte(`{"id":"0192f0c0-0000-7000-8000-000000000001","kind":"note.added","made_at":"2026-01-05T08:00:00Z","text":"\u0000","zone":"Europe/Rome"}`))
	f.Add([]byte(`{"id":"0192F0C0-0000-7000-8000-00000000000G","kind":7}`))
	f.Fuzz(func(t *testing.T, raw []byte) {
		e, id, err := decodeEvent(raw)
		var body any
		if err == nil {
			body, err = e.check(now)
		}
		if err != nil {
			if !fault.Is(err, fault.Invalid) || fault.Sentence(err) == "" {
				t.Fatalf("refused without a reason: %v", err)
			}
			return
		}
		if id != e.ID || id.IsZero() {
			t.Fatalf("id %s of event %s", id, e.ID)
		}
		again, err := json.Marshal(e)
		if err != nil {
			t.Fatal(err)
		}
		e2, _, err := decodeEvent(again)
		if err != nil {
			t.Fatalf("%s: %v", again, err)
		}
		body2, err := e2.check(now)
		if err != nil || body2 != body {
			t.Fatalf("%s: %v became %v, %v", again, body, body2, err)
		}
		twice, err := json.Marshal(e2)
		if err != nil || !bytes.Equal(again, twice) {
			t.Fatalf("%s became %s, %v", again, twice, err)
		}
	})
}
