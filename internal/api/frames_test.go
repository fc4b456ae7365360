package api

import (
	"testing"
	"unicode/utf8"

	"satprep/internal/fault"
)

func FuzzFrame(f *testing.F) {
	for _, s := range []string{`{"text":"hi","type":"text"}`, `{"type":"ask","id":"1","text":"x","input":"voice"}`, `{"type":"hello","resume":{"conversation":"","last_seq":3}}`, `[]`, "\xff", `{"text":null}`} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		in, err := readFrame(data)
		if err == nil {
			_, err = in.ask()
		}
		if err != nil && (fault.KindOf(err) == fault.Internal || codeOf(err) == "" || !utf8.ValidString(fault.Sentence(err))) {
			t.Errorf("%q: %v", data, err)
		}
	})
}
