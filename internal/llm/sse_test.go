package llm

import (
	"bytes"
	"errors"
	"io"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/google/go-cmp/cmp"
)

type seen struct {
	Name, Data string
	Cut        bool
}

func readAll(r io.Reader, limit int) (all []seen, err error) {
	events := readEvents(r, limit)
	for {
		ev, err := events.next()
		if err != nil {
			return all, err
		}
		all = append(all, seen{ev.name, string(ev.data), ev.cut})
	}
}

func TestEvents(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("x", 200<<10)
	cases := []struct {
		name, in string
		want     []seen
	}{
		{"nothing", "", nil},
		{"lines end in LF", "data: a\n\ndata: b\n\n", []seen{{Data: "a"}, {Data: "b"}}},
		{"lines end in CRLF", "data: a\r\n\r\ndata: b\r\n\r\n", []seen{{Data: "a"}, {Data: "b"}}},
		{"lines end in CR", "data: a\r\rdata: b\r\r", []seen{{Data: "a"}, {Data: "b"}}},
		{"no space after the colon", "data:a\n\n", []seen{{Data: "a"}}},
		{"only one space belongs to the colon", "data:  a\n\n", []seen{{Data: " a"}}},
		{"comments", ": ping\n\n:\n\ndata: a\n: ping\n\n", []seen{{Data: "a"}}},
		{"several lines", "data: {\ndata: }\n\n", []seen{{Data: "{\n}"}}},
		{"empty data", "data\n\ndata:\n\n", []seen{{}, {}}},
		{"names and other fields", "id: 7\nretry: 10\nevent: error\ndata: a\n\nevent: lost\n\ndata: b\n\n", []seen{{Name: "error", Data: "a"}, {Data: "b"}}},
		{"byte order mark", "\xef\xbb\xbfdata: a\n\n", []seen{{Data: "a"}}},
		{"cut after a line", "data: a\n", []seen{{Data: "a", Cut: true}}},
		{"cut within a line", "data: a\n\ndata: b", []seen{{Data: "a"}, {Data: "b", Cut: true}}},
		{"cut in a comment", "data: a\n\n: pi", []seen{{Data: "a"}}},
		{"200 KiB in a line", "data: " + long + "\n\n", []seen{{Data: long}}},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			for name, r := range map[string]io.Reader{"at once": strings.NewReader(c.in), "byte by byte": iotest.OneByteReader(strings.NewReader(c.in))} {
				got, err := readAll(r, maxEvent)
				if err != io.EOF {
					t.Errorf("%s: %v", name, err)
				}
				if d := cmp.Diff(c.want, got); d != "" {
					t.Errorf("%s: %s", name, d)
				}
			}
		})
	}
}

func TestEventsAreBounded(t *testing.T) {
	t.Parallel()
	for name, in := range map[string]string{
		"one line":   "data: " + strings.Repeat("x", 101),
		"many lines": strings.Repeat("data: xxxxxxxxxx\n", 10),
		"a comment":  ":" + strings.Repeat("x", 200),
	} {
		if _, err := readAll(strings.NewReader(in), 100); !errors.Is(err, errLongEvent) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if got, err := readAll(strings.NewReader("data: "+strings.Repeat("x", 100)+"\n\n"), 100); err != io.EOF || len(got) != 1 {
		t.Errorf("an event of just the limit: %v", err)
	}
}

// FuzzEvents holds the reader to its bounds, to independence of how the bytes
// arrive, and to a plain reading of the format for streams without CR.
func FuzzEvents(f *testing.F) {
	f.Add([]byte("data: a\r\n\r\n: c\ndata: {\ndata: }\n\ndata: [DONE]\n\n"))
	f.Add([]byte("event: error\rdata\r\rdata: x"))
	f.Add([]byte("\xef\xbb\xbfdata:a\n\nid:1\n\n"))
	f.Fuzz(func(t *testing.T, in []byte) {
		const limit = 64
		got, err := readAll(bytes.NewReader(in), limit)
		if err != io.EOF && !errors.Is(err, errLongEvent) {
			t.Fatal(err)
		}
		again, err2 := readAll(iotest.OneByteReader(bytes.NewReader(in)), limit)
		if d := cmp.Diff(got, again); d != "" || err != err2 {
			t.Fatalf("%v, %v: %s", err, err2, d)
		}
		for _, ev := range got {
			if len(ev.Data) > limit {
				t.Fatalf("%d bytes of data", len(ev.Data))
			}
		}
		if err != io.EOF || bytes.ContainsRune(in, '\r') {
			return
		}
		var want []string
		for _, block := range strings.Split(strings.TrimPrefix(string(in), "\xef\xbb\xbf"), "\n\n") {
			var lines []string
			for _, line := range strings.Split(block, "\n") {
				if line == "data" {
					lines = append(lines, "")
				} else if v, ok := strings.CutPrefix(line, "data:"); ok {
					lines = append(lines, strings.TrimPrefix(v, " "))
				}
			}
			if lines != nil {
				want = append(want, strings.Join(lines, "\n"))
			}
		}
		var data []string
		for _, ev := range got {
			data = append(data, ev.Data)
		}
		if d := cmp.Diff(want, data); d != "" {
			t.Fatal(d)
		}
	})
}
