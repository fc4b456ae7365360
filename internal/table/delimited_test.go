package table

import (
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestDelimited(t *testing.T) {
	t.Parallel()
	for text, want := range map[string][][]string{
		"a,b\n1,\n":                        {{"a", "b"}, {"1", ""}},
		"a;b\r\n1;\r\n":                    {{"a", "b"}, {"1", ""}},
		"a\tb\n\t1\n":                      {{"a", "b"}, {"", "1"}},
		"\ufeff\"a\",\"b\"\n":              {{"a", "b"}},
		"\ufeff\"a;1\";\"b,2\"\n3;4\n":     {{"a;1", "b,2"}, {"3", "4"}},
		"\n\r\na;b\n":                      {{"a", "b"}},
		"a\n1;2\n":                         {{"a"}, {"1;2"}},
		"a;b,c\n":                          {{"a;b", "c"}},
		"":                                 nil,
		"a, b\n":                           {{"a", "b"}},
		strings.Repeat("x", 70_000) + ";y": {{strings.Repeat("x", 70_000) + ";y"}}, // beyond what is looked at
	} {
		in, err := Delimited(strings.NewReader(text))
		if err != nil {
			t.Fatalf("%.40q: %v", text, err)
		}
		got, err := in.ReadAll()
		if diff := cmp.Diff(want, got); err != nil || diff != "" {
			t.Errorf("%.40q: %v %s", text, err, diff)
		}
	}
	for _, text := range []string{"\xff\xfea\x00", "\xfe\xff\x00a"} {
		if _, err := Delimited(strings.NewReader(text)); !errors.Is(err, ErrUTF16) {
			t.Errorf("%q: %v", text, err)
		}
	}
}
