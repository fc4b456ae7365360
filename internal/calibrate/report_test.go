package calibrate

import (
	"encoding/xml"
	"errors"
	"flag"
	"io"
	"math"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"satprep/internal/fault"
	"satprep/internal/irt"
	"satprep/internal/kt"
	"satprep/internal/question"
)

var update = flag.Bool("update", false, "write golden files")

func golden(t *testing.T, name, got string) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if *update {
		if err := errors.Join(os.MkdirAll("testdata", 0o755), os.WriteFile(path, []byte(got), 0o644)); err != nil {
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

// A page asks nobody for anything, runs nothing, and is whole.
func offline(t *testing.T, page string) {
	t.Helper()
	for _, never := range []string{"<script", "<link", "<img", "<iframe", "@import", "url(", " style=", "javascript:", " on", "NaN", "+Inf", "-Inf"} {
		if at := strings.Index(page, never); at >= 0 && (never != " on" || regexp.MustCompile(` on[a-z]+=`).MatchString(page)) {
			t.Errorf("the page has %q: …%.80s", never, page[at:])
		}
	}
	for _, m := range regexp.MustCompile(`(?:href|src)="([^"]*)"`).FindAllStringSubmatch(page, -1) {
		if !strings.HasPrefix(m[1], "#") || !strings.Contains(page, `id="`+m[1][1:]+`"`) {
			t.Errorf("the page refers to %q", m[1])
		}
	}
	body := page[strings.Index(page, "<body>") : strings.Index(page, "</body>")+len("</body>")]
	in := xml.NewDecoder(strings.NewReader(body))
	for {
		token, err := in.Token()
		if errors.Is(err, io.EOF) {
			break
		} else if err != nil {
			t.Fatalf("the page is not whole: %v", err)
		}
		if e, ok := token.(xml.StartElement); ok && e.Name.Local == "svg" {
			named := false
			for _, a := range e.Attr {
				named = named || a.Name.Local == "aria-label" && a.Value != ""
			}
			if !named {
				t.Error("a drawing has no name")
			}
		}
	}
}

// lsat is LSAT7 as a table, and its 2PL.
func lsat(t *testing.T) (*Responses, *Estimate) {
	t.Helper()
	text, err := os.ReadFile("../irt/testdata/lsat7.csv")
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	b.WriteString("q1,q2,q3,q4,<q5>")
	for _, line := range strings.Split(strings.TrimSpace(string(text)), "\n") {
		cells := strings.Split(strings.TrimSpace(line), ",")
		n := 0
		for _, r := range cells[len(cells)-1] {
			n = 10*n + int(r-'0')
		}
		if strings.Trim(line, "0123456789,\r") != "" || len(cells) < 6 {
			continue
		}
		for range n {
			b.WriteString("\n" + strings.Join(cells[:5], ","))
		}
	}
	r := read(t, b.String(), "")
	e, err := Run(t.Context(), r, Options{Model: TwoPL})
	if err != nil {
		t.Fatal(err)
	}
	return r, e
}

func TestReportOfAFile(t *testing.T) {
	t.Parallel()
	r, e := lsat(t)
	e.Items = append(e.Items, Item{Name: "alike", A: Number(math.NaN()), B: Number(math.NaN()), C: Number(math.NaN()), Flags: []string{Constant}, N: 3, Right: 1,
		SEA: Number(math.NaN()), SEB: Number(math.NaN()), SEC: Number(math.NaN()), Infit: Number(math.NaN()), Outfit: Number(math.NaN()), SX2: Number(math.NaN()), P: Number(math.NaN())})
	rep, err := ReportOf(t.Context(), e, r)
	if err != nil {
		t.Fatal(err)
	}
	s := rep.Scales[0]
	if len(s.Persons) != 1000 {
		t.Errorf("%d persons", len(s.Persons))
	}
	for _, it := range s.Items[:5] {
		p, _ := it.Params()
		if len(it.Observed) < 4 {
			t.Errorf("%s: %d observed shares", it.Name, len(it.Observed))
		}
		n := 0.0
		for _, o := range it.Observed {
			n += o.N
			if math.Abs(o.Right-p.P(o.Theta)) > .08 {
				t.Errorf("%s at %.2f: %.3f were right, the curve says %.3f", it.Name, o.Theta, o.Right, p.P(o.Theta))
			}
		}
		if n < 900 || n > 1000.01 {
			t.Errorf("%s: shares of %.1f answers of 1000", it.Name, n)
		}
	}
	rep.Tracing = &Tracing{Model: "elo", AUC: .77, NLL: .5, Brier: .17, ECE: .01, MeanNLL: .6, Rows: 300, Learners: 20,
		Bins: []kt.Bin{{From: 0, To: .5, N: 100, Predicted: .3, Right: .28}, {From: .5, To: 1, N: 200, Predicted: .8, Right: .83}}}
	page := rep.Page()
	offline(t, page)
	golden(t, "report.html", page)
	if again, err := ReportOf(t.Context(), e, r); err != nil {
		t.Error(err)
	} else if again.Tracing = rep.Tracing; again.Page() != page {
		t.Error("the same numbers made another page")
	}
	if _, err := ReportOf(t.Context(), e, read(t, "other\n1\n0\n", "")); !fault.Is(err, fault.Invalid) {
		t.Errorf("a table of other items: %v", err)
	}
}

// What was not given is said not to be there.
func TestReportSaysWhatIsMissing(t *testing.T) {
	t.Parallel()
	rep, err := ReportOf(t.Context(), &Estimate{Variance: 1, Items: []Item{{Name: "q1", A: Number(math.NaN()), B: 1}}}, nil)
	if err != nil {
		t.Fatal(err)
	}
	bare := rep.Page()
	offline(t, bare)
	bank := question.NewBank(nil, nil)
	empty := ReportBank(bank, nil).Page()
	offline(t, empty)
	for page, says := range map[string]string{bare: "There is nothing to draw", empty: "No model of knowledge was given"} {
		if !strings.Contains(page, says) {
			t.Errorf("the page does not say %q", says)
		}
	}
	_, e := lsat(t)
	for i := range e.Items {
		e.Items[i].Infit, e.Items[i].Outfit, e.Items[i].P = Number(math.NaN()), Number(math.NaN()), Number(math.NaN())
	}
	if rep, err = ReportOf(t.Context(), e, nil); err != nil || !strings.Contains(rep.Page(), "There is no fit here") {
		t.Errorf("a file without fit: %v", err)
	}
	r, _ := lsat(t)
	if rep, err = ReportOf(t.Context(), e, r); err != nil || !(rep.Scales[0].Items[0].Infit > .5) || !strings.Contains(rep.Page(), "computed from these answers") {
		t.Errorf("a file without fit, with answers: %v", err)
	}
}

// The set in force shows the forms, and a curve under parameters that a calibration brought.
func TestReportOfTheBank(t *testing.T) {
	t.Parallel()
	bank, err := question.Embedded()
	if err != nil {
		t.Fatal(err)
	}
	rep := ReportBank(bank, nil)
	offline(t, rep.Page())
	if len(rep.Scales) != 2 || len(rep.Scales[0].Tests) != len(bank.Forms()) {
		t.Fatalf("%d scales, forms %d", len(rep.Scales), len(rep.Scales[0].Tests))
	}
	f := bank.Forms()[0].Sections[0]
	test := rep.Scales[0].Tests[0]
	if test.Cut != f.Cut || len(test.Ways[0].Items) != len(f.First)+len(f.Easier) {
		t.Errorf("form 1 routes at %v, shown at %v", f.Cut, test.Cut)
	}
	moved := f.First[0]
	after := figuresOf(moved.Params)
	after.B, after.Source = moved.Params.B+1, string(question.Calibrated)
	p := &Proposal{Items: []ProposedItem{{Question: moved.ID, Version: moved.Version, Section: moved.Section, Old: figuresOf(moved.Params), New: after, N: 40, Infit: 1.1}}}
	run := p.Report(bank)
	offline(t, run.Page())
	easier := run.Scales[0].Tests[0].Ways[0].Items
	if irt.TestInformation(easier, 0) == irt.TestInformation(test.Ways[0].Items, 0) || len(run.Scales[0].Items) != 1 || !strings.Contains(run.Page(), "Before and after") {
		t.Error("the run's parameters do not show")
	}
}
