package redact

import (
	"regexp"
	"strings"
	"testing"
	"unicode/utf8"
)

// talk is tutoring talk with and without what is to be found, about 1 MB; of the set
// that nobody adds to, so that figures can be compared.
func talk(b *testing.B) []string {
	b.Helper()
	all := readPlanted(b, "testdata/eval.jsonl")
	var lines []string
	for size := 0; size < 1<<20; {
		for i, p := range all {
			if len(p.Spans) > 0 && i%5 != 0 { // most lines of a talk tell nothing
				continue
			}
			lines = append(lines, p.Text)
			size += len(p.Text)
		}
	}
	return lines
}

func each(b *testing.B, lines []string, f func(string)) {
	b.Helper()
	size := 0
	for _, l := range lines {
		size += len(l)
	}
	b.SetBytes(int64(size))
	b.ReportAllocs()
	for b.Loop() {
		for _, l := range lines {
			f(l)
		}
	}
}

func BenchmarkRedact(b *testing.B) {
	lines := talk(b)
	var spans []Span
	for _, c := range []struct {
		name string
		r    *Redactor
	}{
		{"structured", New(Roster{}).Structured()},
		{"whole", New(Roster{})},
		{"whole, 100000 names", New(Roster{Names: rosterOf(100_000)})},
	} {
		b.Run(c.name, func(b *testing.B) {
			each(b, lines, func(l string) { spans = c.r.Append(spans[:0], l, nil) })
		})
	}
}

// BenchmarkYardstick is what other work on the same text costs: reading it
// through, and one regular expression for one type.
func BenchmarkYardstick(b *testing.B) {
	lines := talk(b)
	buffer := make([]byte, 0, 1<<16)
	b.Run("copy and check UTF-8", func(b *testing.B) {
		each(b, lines, func(l string) {
			buffer = append(buffer[:0], l...)
			if !utf8.Valid(buffer) {
				b.Fatal("not UTF-8")
			}
		})
	})
	email := regexp.MustCompile(`[A-Za-z0-9._%+-]+@[A-Za-z0-9.-]+\.[A-Za-z]{2,}`)
	b.Run("one regexp for e-mail", func(b *testing.B) {
		each(b, lines, func(l string) { email.FindAllStringIndex(l, -1) })
	})
	b.Run("fields", func(b *testing.B) {
		each(b, lines, func(l string) { strings.Fields(l) })
	})
}

func BenchmarkNewRoster(b *testing.B) {
	names := rosterOf(100_000)
	for b.Loop() {
		New(Roster{Names: names})
	}
}
