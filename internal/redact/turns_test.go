package redact

import "testing"

func BenchmarkTurns(b *testing.B) {
	lines := talk(b)
	var spans []Span
	r := New(Roster{})
	n := *r
	n.tagger = nil
	b.Run("rules", func(b *testing.B) { each(b, lines, func(l string) { spans = n.Append(spans[:0], l, nil) }) })
	b.Run("united", func(b *testing.B) { each(b, lines, func(l string) { spans = r.Append(spans[:0], l, nil) }) })
}
