package question

import (
	"encoding/json"
	"encoding/xml"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

var update = flag.Bool("update", false, "write golden files")

func golden(t *testing.T, name, got string) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if *update {
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(string(want), got); d != "" {
		t.Errorf("%s (-want +got)\n%s", name, d)
	}
}

func figure(t *testing.T, text string) *Figure {
	t.Helper()
	f := &Figure{}
	if err := json.Unmarshal([]byte(text), f); err != nil {
		t.Fatal(err)
	}
	return f
}

const (
	barChart     = `{"kind":"bar","title":"Loans","x_label":"Month","y_label":"Loans & returns","series":[{"name":"A","points":[["Jan",4],["A long label",-2]]},{"name":"B","points":[["Jan",3.5],["Mar",1]]}],"alt":"Bars."}`
	lineChart    = `{"kind":"line","x_label":"Year","y_label":"Share","series":[{"name":"A","points":[[1990,10],[2000,25.5]]},{"name":"B","points":[[1990,12],[2010,3]]}],"alt":"Lines."}`
	scatterChart = `{"kind":"scatter","x_label":"x","y_label":"y","series":[{"name":"A","points":[[-1,0.1],[2,4],[3,5]]}],"fit":{"slope":2,"intercept":-1},"alt":"Points."}`
)

func TestCharts(t *testing.T) {
	t.Parallel()
	for name, text := range map[string]string{"bar": barChart, "line": lineChart, "scatter": scatterChart} {
		f := figure(t, text)
		if err := f.check(); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		golden(t, name+".svg", strings.ReplaceAll(f.Draw(), "><", ">\n<")+"\n")
	}
}

// Every figure of the bank is drawn, and its drawing is itself a safe one.
func TestEmbeddedFigures(t *testing.T) {
	t.Parallel()
	drawn := 0
	for _, q := range embeddedBank(t).Questions {
		if q.Figure == nil {
			continue
		}
		if svg := q.Figure.Draw(); svg != "" {
			drawn++
			if again, err := sanitise(svg); err != nil || len(again) < len(svg) {
				t.Errorf("%s: %v", q.ID, err)
			}
		} else if q.Figure.Kind != "table" {
			t.Errorf("%s is not drawn", q.ID)
		}
		if columns, rows := q.Figure.Data(); len(columns) == 0 || len(rows) == 0 {
			t.Errorf("%s has no data table", q.ID)
		}
	}
	if drawn < 10 {
		t.Errorf("%d figures are drawn", drawn)
	}
}

func TestData(t *testing.T) {
	t.Parallel()
	for text, want := range map[string][][]string{
		barChart:     {{"Month", "A", "B"}, {"Jan", "4", "3.5"}, {"A long label", "−2", ""}, {"Mar", "", "1"}},
		lineChart:    {{"", "Year", "Share"}, {"A", "1990", "10"}, {"A", "2000", "25.5"}, {"B", "1990", "12"}, {"B", "2010", "3"}},
		scatterChart: {{"x", "y"}, {"−1", "0.1"}, {"2", "4"}, {"3", "5"}},
		`{"kind":"table","columns":["a","b"],"rows":[["1","2"]],"alt":"t"}`: {{"a", "b"}, {"1", "2"}},
	} {
		columns, rows := figure(t, text).Data()
		if d := cmp.Diff(want, append([][]string{columns}, rows...)); d != "" {
			t.Error(d)
		}
	}
}

func TestFigureCheck(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		`{"kind":"pie","alt":"a"}`:                                                      "kind is",
		`{"kind":"table","columns":["a"],"rows":[["1","2"]],"alt":"a"}`:                 "2 cells for 1 columns",
		`{"kind":"table","alt":"a"}`:                                                    "columns and rows",
		`{"kind":"bar","alt":"a"}`:                                                      "series stand",
		`{"kind":"bar","series":[{"name":"s","points":[]}],"alt":"a"}`:                  "has points",
		`{"kind":"bar","series":[{"name":"s","points":[[1,2]]}],"alt":"a"}`:             "[label, number]",
		`{"kind":"line","series":[{"name":"s","points":[["x",2]]}],"alt":"a"}`:          "[label, number]",
		`{"kind":"line","series":[{"name":"s","points":[[1,1e13]]}],"alt":"a"}`:         "million million",
		`{"kind":"line","series":[{"name":"s","points":[[1,2]]}]}`:                      "alt is missing",
		`{"kind":"table","columns":["a"],"rows":[["1"]],"svg":"<svg/>","alt":"a"}`:      "svg stands",
		`{"kind":"geometry","svg":"<svg viewBox='0 0 1 1'><a/></svg>","alt":"a"}`:       "no <a>",
		`{"kind":"line","series":[{"name":"s","points":[[1,2]]}],"fit":{},"alt":"fit"}`: "fit stands",
	} {
		if err := figure(t, text).check(); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, want %q", text, err, want)
		}
	}
	for _, text := range []string{`[1]`, `[1,2,3]`, `{}`, `["",1]`, `[null,"x"]`, `[1,"2"]`, `"x"`, `[1,1e999]`} {
		var p Point
		if err := json.Unmarshal([]byte(text), &p); err == nil {
			t.Errorf("%s is taken as a point: %+v", text, p)
		}
	}
}

func TestSanitise(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		`<svg viewBox='0 0 9 9'><line x1='1' y1='2' x2='3' y2='4.5' stroke='currentColor'/></svg>`:                                                   `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><line x1="1" y1="2" x2="3" y2="4.5" stroke="currentColor"></line></svg>`,
		`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"> <g transform="rotate(45 1 2)"><text x="1" y="2">a&lt;b &amp; c</text></g></svg>`: `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><g transform="rotate(45 1 2)"><text x="1" y="2">a&lt;b &amp; c</text></g></svg>`,
	} {
		if got, err := sanitise(in); err != nil || got != want {
			t.Errorf("%s\ngives %s, %v\nwant  %s", in, got, err, want)
		}
	}
	wrap := func(s string) string { return `<svg viewBox="0 0 9 9">` + s + `</svg>` }
	for _, in := range []string{
		"", "text", "<svg>", `<svg></svg>`, `<svg viewBox="0 0 9 9">`, `<g viewBox="0 0 9 9"></g>`, wrap("") + wrap(""), wrap(wrap("")),
		wrap(`<script>alert(1)</script>`), wrap(`<a href="x"><text>t</text></a>`), wrap(`<image href="x"/>`), wrap(`<use href="#a"/>`),
		wrap(`<foreignObject/>`), wrap(`<style>*{}</style>`), wrap(`<animate attributeName="x"/>`), wrap(`<line id="x"/>`), wrap(`<line class="x"/>`),
		wrap(`<line style="x:y"/>`), wrap(`<line onload="x()"/>`), wrap(`<line stroke="url(#a)"/>`), wrap(`<line stroke="red"/>`), wrap(`<line x1="1e9999"/>`),
		wrap(`<line x1="javascript:x"/>`), wrap(`<line x1="1" x1="2"/>`), wrap(`<text x:href="1">t</text>`), wrap(`<x:text>t</x:text>`), wrap(`<!-- c -->`),
		wrap(`<?php x?>`), wrap(`loose`), wrap(`<![CDATA[loose]]>`), `<!DOCTYPE svg [<!ENTITY e "x">]>` + wrap(`<text>&e;</text>`), wrap(`<text>&e;</text>`),
		wrap(strings.Repeat("<g>", 20) + strings.Repeat("</g>", 20)), wrap(`<path d="M0 0<"/>`), wrap(`<g transform="url(x)"/>`),
		wrap(strings.Repeat(" ", 70000)), wrap(`</g>`), `<svg viewBox="0 0 9 9" width="100%"></svg>`, `<svg xmlns="http://example.org" viewBox="0 0 9 9"></svg>`,
	} {
		if got, err := sanitise(in); err == nil {
			t.Errorf("%.100s is taken: %s", in, got)
		}
	}
}

func FuzzSanitise(f *testing.F) {
	f.Add(`<svg viewBox='0 0 9 9'><text x='1' y='2'>a&lt;b</text><path d='M0 0L1 1Z'/></svg>`)
	f.Add(`<svg viewBox="0 0 9 9"><g transform="scale(2)"><circle r="3"/></g></svg>`)
	f.Fuzz(func(t *testing.T, svg string) {
		got, err := sanitise(svg)
		if err != nil {
			return
		}
		again, err := sanitise(got)
		if err != nil || again != got {
			t.Fatalf("%q is safe as %q, which is not safe as it is: %q, %v", svg, got, again, err)
		}
		in := xml.NewDecoder(strings.NewReader(got))
		for {
			token, err := in.Token()
			if token == nil {
				break
			}
			if e, ok := token.(xml.StartElement); err != nil || ok && !svgElements[e.Name.Local] {
				t.Fatalf("%q: %v %v", got, token, err)
			}
		}
	})
}
