package qti

import (
	"archive/zip"
	"bytes"
	"fmt"
	"io/fs"
	"os"
	"strings"
	"sync"
	"testing"

	"satprep/internal/question"
)

var bankOnce = sync.OnceValues(question.Embedded)

func bank(t testing.TB) []*question.Question {
	t.Helper()
	b, err := bankOnce()
	if err != nil {
		t.Fatal(err)
	}
	return b.Questions
}

func readBytes(t testing.TB, b []byte, d Defaults) *Result {
	t.Helper()
	r, err := Read(bytes.NewReader(b), int64(len(b)), "item.xml", d)
	if err != nil {
		t.Fatal(err)
	}
	if len(r.Taken)+len(r.Refused) != r.Found || len(r.Questions) != len(r.Taken) {
		t.Errorf("%d taken and %d refused of %d found; %d questions", len(r.Taken), len(r.Refused), r.Found, len(r.Questions))
	}
	return r
}

// The whole bank goes through a package and comes back equal, version and all;
// and equal questions make equal packages.
func TestRoundTrip(t *testing.T) {
	t.Parallel()
	questions := bank(t)
	var b, again bytes.Buffer
	left, err := Write(&b, questions)
	if err != nil || len(left) > 0 {
		t.Fatalf("%v, left out %v", err, left)
	}
	if _, err := Write(&again, questions); err != nil || !bytes.Equal(b.Bytes(), again.Bytes()) {
		t.Errorf("another package of the same questions differs (%v)", err)
	}
	r := readBytes(t, b.Bytes(), Defaults{})
	if len(r.Refused)+len(r.Notes) > 0 || r.Found != len(questions) {
		t.Fatalf("found %d, refused %v, notes %v", r.Found, r.Refused, r.Notes)
	}
	for i, q := range questions {
		was, _ := question.Line(q)
		is, _ := question.Line(r.Questions[i])
		if !bytes.Equal(was, is) || r.Questions[i].Version != q.Version {
			t.Errorf("question %s changed:\n%s\n%s", q.ID, was, is)
		}
	}
	t.Logf("%d questions, %d KiB", len(questions), b.Len()>>10)
}

// What an item shows is in words of QTI, not only in the data of ours: another
// program that changes a word changes the question.
func TestEditedItemIsRead(t *testing.T) {
	t.Parallel()
	var q *question.Question
	for _, q = range bank(t) {
		if q.Figure != nil && q.Figure.Kind == "bar" {
			break
		}
	}
	item, err := writeItem(q)
	if err != nil {
		t.Fatal(err)
	}
	for what, c := range map[string]struct {
		from, to string
		is       func(*question.Question) bool
	}{
		"passage":   {paragraph(q.Passage), "<p>New <u>text</u></p>", func(q *question.Question) bool { return q.Passage == "New <u>text</u>" }},
		"stem":      {paragraph(q.Stem), "<p>New?</p>", func(q *question.Question) bool { return q.Stem == "New?" }},
		"choice":    {paragraph(q.Choices[1].Text), "<p>New</p>", func(q *question.Question) bool { return q.Choices[1].Text == "New" }},
		"rationale": {paragraph(q.Choices[2].Rationale), "<p>New</p>", func(q *question.Question) bool { return q.Choices[2].Rationale == "New" }},
		"alt":       {`alt="` + escape(q.Figure.Alt), `alt="New`, func(q *question.Question) bool { return q.Figure.Alt == "New" }},
		"step":      {paragraph(q.Steps[0]), "<p>New</p>", func(q *question.Question) bool { return q.Steps[0] == "New" }},
		"hint":      {paragraph(q.Hints[1].Variants[0]), "<p>New</p>", func(q *question.Question) bool { return q.Hints[1].Variants[0] == "New" }},
		"key":       {"<qti-value>" + q.Keys[0], "<qti-value>" + map[bool]string{true: "B", false: "A"}[q.Keys[0] == "A"], func(e *question.Question) bool { return e.Keys[0] != q.Keys[0] }},
	} {
		edited := strings.Replace(item, c.from, c.to, 1)
		if edited == item {
			t.Errorf("%s: nothing to edit", what)
		}
		root, err := parse([]byte(edited))
		if err != nil {
			t.Fatal(err)
		}
		i := &reading{file: "items/x.xml", root: root, open: func(string) ([]byte, error) { return nil, nil }}
		if got, err := i.question(); err != nil || !c.is(got) || got.Version == q.Version {
			t.Errorf("%s: %v, %+v", what, err, got)
		}
	}
}

// pack makes a zip of paths and texts.
func pack(t testing.TB, files ...string) []byte {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for i := 0; i < len(files); i += 2 {
		if err := add(z, files[i], files[i+1]); err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

const choice21 = `<?xml version="1.0"?>
<assessmentItem xmlns="http://www.imsglobal.org/xsd/imsqti_v2p1" identifier="%s" title="x" adaptive="false" timeDependent="false">
<responseDeclaration identifier="R" cardinality="single" baseType="identifier"><correctResponse><value>c2</value></correctResponse></responseDeclaration>
<itemBody><p>Look at <em>this</em>: costs $5.</p>%s
<choiceInteraction responseIdentifier="R" shuffle="true" maxChoices="1"><prompt>What is
  <math xmlns="http://www.w3.org/1998/Math/MathML"><msup><mi>x</mi><mn>2</mn></msup></math>?</prompt>
<simpleChoice identifier="c1">one</simpleChoice><simpleChoice identifier="c2"><p>two</p><feedbackInline outcomeIdentifier="F" identifier="c2" showHide="show">Right so.</feedbackInline></simpleChoice>
<simpleChoice identifier="c3">three</simpleChoice><simpleChoice identifier="c4">four</simpleChoice></choiceInteraction></itemBody>
<modalFeedback outcomeIdentifier="F" identifier="c1" showHide="show">Not one.</modalFeedback>
</assessmentItem>`

func choice(id, more string) string { return fmt.Sprintf(choice21, id, more) }

func listed(kind string, items ...string) string {
	s := `<manifest xmlns="http://www.imsglobal.org/xsd/imscp_v1p1"><resources>`
	for i, item := range items {
		s += fmt.Sprintf(`<resource identifier="R%d" type="%s" href="%s"><file href="%s"/></resource>`, i, kind, item, item)
	}
	return s + "</resources></manifest>"
}

var percentages = Defaults{Skill: "percentages"}

func TestForeignItems(t *testing.T) {
	t.Parallel()
	one := func(text string, d Defaults) (*question.Question, *Result) {
		r := readBytes(t, []byte(text), d)
		if len(r.Questions) != 1 {
			t.Fatalf("refused %v", r.Refused)
		}
		return r.Questions[0], r
	}
	q, r := one(choice("i1", `<table><tr><th>a</th><th>b</th></tr><tr><td>1</td><td>2</td></tr></table><p>See <a href="http://x">there</a></p>`), percentages)
	if q.Stem != "Look at this: costs \\$5.\nSee there\nWhat is ${x}^{2}$?" || q.Keys[0] != "B" || q.Choices[1].Text != "two" || q.Choices[1].Rationale != "Right so." || q.Choices[0].Rationale != "Not one." {
		t.Errorf("%+v", q)
	}
	if q.Figure == nil || q.Figure.Kind != "table" || q.Figure.Rows[0][1] != "2" || q.ID != foreignID("i1") || q.Use != question.Practice || len(r.Notes) != 1 {
		t.Errorf("%+v, notes %v", q, r.Notes)
	}
	q, _ = one(choice("i1", "<ul><li>a</li><li><p>b</p></li></ul>"), Defaults{Skill: "transitions", Difficulty: question.Hard})
	if q.Passage != "Look at this: costs \\$5.\n- a\n- b" || q.Stem != "What is ${x}^{2}$?" || q.Difficulty != question.Hard {
		t.Errorf("%+v", q)
	}
	q, _ = one(`<qti-assessment-item xmlns="`+itemSpace+`" identifier="t"><qti-response-declaration identifier="R" cardinality="single" base-type="float">
		<qti-correct-response><qti-value>2.5</qti-value></qti-correct-response><qti-mapping><qti-map-entry map-key="5/2" mapped-value="1"/><qti-map-entry map-key="3" mapped-value="0"/></qti-mapping></qti-response-declaration>
		<qti-item-body><p>If 2<sup>n</sup> then n = <qti-text-entry-interaction response-identifier="R"/> cm</p></qti-item-body>
		<qti-modal-feedback identifier="F"><qti-content-body><p>Because.</p></qti-content-body></qti-modal-feedback></qti-assessment-item>`, percentages)
	if q.Type != question.Typed || q.Stem != "If 2$^{n}$ then n = ______ cm" || len(q.Keys) != 2 || q.Keys[1] != "5/2" || q.Rationale != "Because." {
		t.Errorf("%+v", q)
	}
	drawing := `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><line x1="1" y1="1" x2="5" y2="5" stroke="currentColor"/></svg>`
	q, _ = one(choice("i1", strings.Replace(drawing, "<svg", `<svg aria-label="A line"`, 1)), percentages)
	if q.Figure == nil || q.Figure.SVG != drawing || q.Figure.Alt != "A line" {
		t.Errorf("%+v", q.Figure)
	}
	r = readBytes(t, pack(t, manifest, listed("imsqti_item_xmlv2p2", "a/i.xml"), "a/i.xml", choice("i", `<img src="../p.svg" alt="A line that goes down"/>`), "p.svg", `<?xml version="1.0"?>`+drawing), percentages)
	if len(r.Questions) != 1 || r.Questions[0].Figure == nil || r.Questions[0].Figure.Alt != "A line that goes down" || len(r.Notes) != 1 {
		t.Errorf("%v, notes %v", r.Refused, r.Notes)
	}
	r = readBytes(t, pack(t, manifest, listed("imsqti_item_xmlv3p0", "i.xml"), "i.xml", strings.Replace(choice("i", ""), "<itemBody>", `<qti-assessment-stimulus-ref href="s.xml" identifier="s"/><itemBody>`, 1),
		"s.xml", `<qti-assessment-stimulus><qti-stimulus-body><p>A text.</p></qti-stimulus-body></qti-assessment-stimulus>`), Defaults{Skill: "transitions"})
	if len(r.Questions) != 1 || !strings.HasPrefix(r.Questions[0].Passage, "A text.\nLook") {
		t.Errorf("%v", r.Refused)
	}
}

// Every item that cannot be kept whole is refused with its reason.
func TestRefusedItems(t *testing.T) {
	t.Parallel()
	edit := func(from, to string) string {
		s := strings.ReplaceAll(choice("i", ""), from, to)
		if s == choice("i", "") {
			t.Errorf("%q is not in the item", from)
		}
		return s
	}
	for why, text := range map[string]string{
		"not well-formed XML":                choice("i", "<p>"),
		"document type":                      `<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>` + edit(`<?xml version="1.0"?>`, ""),
		"invalid character entity":           choice("i", "<p>&nbsp;</p>"),
		"holds no XML":                       " ",
		"is no item but <html>":              "<html/>",
		"has no body":                        `<assessmentItem identifier="i"/>`,
		"has no identifier":                  edit(`identifier="i" `, ""),
		"has no interaction":                 `<assessmentItem identifier="i"><itemBody><p>x</p></itemBody></assessmentItem>`,
		"has 2 interactions":                 choice("i", `<p><textEntryInteraction responseIdentifier="R"/></p>`),
		"answered by <extendedtextinter":     strings.NewReplacer("choiceInteraction", "extendedTextInteraction").Replace(choice("i", "")),
		"cardinality \"multiple\"":           edit(`"single"`, `"multiple"`),
		"3 choices may be made":              edit(`maxChoices="1"`, `maxChoices="3"`),
		"is not declared":                    edit(`responseIdentifier="R"`, `responseIdentifier="S"`),
		"declares no correct response":       edit("<correctResponse><value>c2</value></correctResponse>", ""),
		"is not one of the choices":          edit("<value>c2", "<value>c9"),
		"more than 4 choices":                edit(`<simpleChoice identifier="c3">`, `<simpleChoice identifier="c5">five</simpleChoice><simpleChoice identifier="c3">`),
		"there are 3 choices":                edit(`<simpleChoice identifier="c3">three</simpleChoice>`, ""),
		"<script> is not among":              choice("i", "<script>alert(1)</script>"),
		"<iframe> is not among":              choice("i", `<p><iframe src="x"/></p>`),
		"no description":                     choice("i", `<img src="p.svg"/>`),
		"is not SVG":                         choice("i", `<img src="p.png" alt="a long description"/>`),
		"no path inside of the package":      choice("i", `<img src="../../p.svg" alt="a long description"/>`),
		"no other files":                     choice("i", `<img src="p.svg" alt="a long description"/>`),
		"a drawing has no <script>":          choice("i", `<svg viewBox="0 0 1 1" aria-label="a long description"><script/></svg>`),
		"more than one picture":              choice("i", strings.Repeat("<table><tr><td>1</td></tr></table>", 2)),
		"a cell of a table spans":            choice("i", `<table><tr><td colspan="2">1</td></tr></table>`),
		"words only":                         edit("three", `<img src="p.svg" alt="x"/>`),
		"an element <mmultiscripts> that is": choice("i", "<math><mmultiscripts/></math>"),
		"<mfrac> in a formula has 1 parts":   choice("i", "<math><mfrac><mn>1</mn></mfrac></math>"),
		"dollar sign that ends":              choice("i", `<math><semantics><mi>x</mi><annotation encoding="TeX">x$ y</annotation></semantics></math>`),
		"is nested more than":                strings.Repeat("<p>", 200),
		"the data of the question are not":   choice("i", `<rubricBlock class="satprep-data">{"x":1}</rubricBlock>`),
	} {
		r := readBytes(t, []byte(text), percentages)
		if len(r.Refused) != 1 || !strings.Contains(r.Refused[0].String(), why) {
			t.Errorf("%q is not the reason: %v", why, r.Refused)
		}
	}
	if r := readBytes(t, []byte(choice("i", "")), Defaults{}); len(r.Refused) != 1 || !strings.Contains(r.Refused[0].Why, "--skill") {
		t.Errorf("%v", r.Refused)
	}
	if r := readBytes(t, []byte(choice("i", "\n<p>x</b>")), percentages); r.Refused[0].Line != 5 {
		t.Errorf("the line of %v", r.Refused)
	}
	if r, err := Read(strings.NewReader(""), 0, "x", Defaults{Skill: "nonsense"}); err == nil {
		t.Errorf("an unknown skill: %v", r)
	}
	if r, err := Read(strings.NewReader("x"), maxFile+1, "x", percentages); err == nil {
		t.Errorf("a long item: %v", r)
	}
}

// In a bad package what is good is taken.
func TestRefusedInPackages(t *testing.T) {
	t.Parallel()
	good := choice("good", "")
	many := listed("imsqti_item_xmlv2p1", "good.xml", "bad.xml")
	raw := func(edit func(z *zip.Writer)) []byte {
		var b bytes.Buffer
		z := zip.NewWriter(&b)
		add(z, manifest, many)
		add(z, "good.xml", good)
		edit(z)
		z.Close()
		return b.Bytes()
	}
	header := func(z *zip.Writer, name, text string, mode fs.FileMode) {
		h := &zip.FileHeader{Name: name, Method: zip.Deflate}
		h.SetMode(mode)
		w, err := z.CreateHeader(h)
		if err != nil {
			t.Error(err)
			return
		}
		w.Write([]byte(text))
	}
	for why, c := range map[string]struct {
		file string
		text []byte
	}{
		"needs the file \"bad.xml\"":      {manifest, raw(func(z *zip.Writer) {})},
		"is not well-formed":              {"bad.xml", raw(func(z *zip.Writer) { add(z, "bad.xml", "<a>") })},
		"as good.xml has already":         {"bad.xml", raw(func(z *zip.Writer) { add(z, "bad.xml", good) })},
		"leads out of the package":        {"../bad.xml", raw(func(z *zip.Writer) { add(z, "../bad.xml", good) })},
		"is not a plain one":              {`C:\bad.xml`, raw(func(z *zip.Writer) { add(z, `C:\bad.xml`, good) })},
		"or is not a plain":               {"/etc/bad.xml", raw(func(z *zip.Writer) { add(z, "/etc/bad.xml", good) })},
		"is a symbolic link":              {"bad.xml", raw(func(z *zip.Writer) { header(z, "bad.xml", "/etc/passwd", fs.ModeSymlink|0o777) })},
		"neither a file nor a folder":     {"bad.xml", raw(func(z *zip.Writer) { header(z, "bad.xml", "", fs.ModeNamedPipe|0o777) })},
		"packed more than 200 to 1":       {"bad.xml", raw(func(z *zip.Writer) { header(z, "bad.xml", strings.Repeat(" ", 1<<20), 0o600) })},
		"is larger than 4 MiB":            {"bad.xml", raw(func(z *zip.Writer) { header(z, "bad.xml", strings.Repeat("x", 5<<20), 0o600) })},
		"stands in the package twice":     {"good.xml", raw(func(z *zip.Writer) { add(z, "good.xml", good); add(z, "bad.xml", "<x/>") })},
		"of type \"imsqti_test_xmlv2p1\"": {manifest, pack(t, manifest, strings.Replace(many, `imsqti_item_xmlv2p1" href="bad`, `imsqti_test_xmlv2p1" href="bad`, 1), "good.xml", good, "bad.xml", "<x/>")},
		"names the file \"../x.xml\"":     {manifest, pack(t, manifest, strings.Replace(many, "bad.xml", "../x.xml", 1), "good.xml", good)},
		"is missing":                      {manifest, pack(t, "good.xml", good)},
		"is no manifest":                  {manifest, pack(t, manifest, "<x/>", "good.xml", good)},
		"document type":                   {manifest, pack(t, manifest, "<!DOCTYPE x>"+many, "good.xml", good)},
	} {
		r := readBytes(t, c.text, percentages)
		found := false
		for _, f := range r.Refused {
			found = found || strings.Contains(f.Why, why) && f.File == c.file
		}
		if n := len(r.Refused); n != 1 && c.file == "bad.xml" {
			t.Errorf("%q: one file is refused %d times: %v", why, n, r.Refused)
		}
		if !found || len(r.Taken) != 1 || r.Taken[0].File != "good.xml" {
			t.Errorf("%q is not among the reasons: %v; taken %v", why, r.Refused, r.Taken)
		}
	}
	whole := pack(t, manifest, many, "good.xml", good)
	if r, err := Read(bytes.NewReader(whole[:len(whole)-30]), int64(len(whole)-30), "x", percentages); err == nil {
		t.Errorf("half a zip was read: %v", r)
	}
	lies := bytes.Replace(whole, []byte("good.xml"), []byte("good.xm\x00"), -1)
	if r := readBytes(t, lies, percentages); len(r.Taken) != 0 {
		t.Errorf("%v", r.Taken)
	}
}

func TestMathML(t *testing.T) {
	t.Parallel()
	for xml, want := range map[string]string{
		`<mfrac><mn>1</mn><mi>x</mi></mfrac>`:                                               `\frac{1}{x}`,
		`<mrow><mn>2</mn><mo>×</mo><msqrt><mi>y</mi></msqrt></mrow>`:                        `2 \times  \sqrt{y}`,
		`<mroot><mi>x</mi><mn>3</mn></mroot>`:                                               `\sqrt[3]{x}`,
		`<msubsup><mi>a</mi><mn>1</mn><mn>2</mn></msubsup>`:                                 `{a}_{1}^{2}`,
		`<mi>sin</mi><mi>θ</mi>`:                                                            `\sin  \theta`,
		`<mfenced><mi>a</mi><mi>b</mi></mfenced>`:                                           `\left(a,b\right)`,
		`<mtext>50% of $</mtext>`:                                                           `\text{50\% of \$}`,
		`<mover><mi>AB</mi><mo>¯</mo></mover>`:                                              `\overline{\mathrm{AB}}`,
		`<semantics><mi>x</mi><annotation encoding="LaTeX">\alpha</annotation></semantics>`: `\alpha`,
	} {
		root, err := parse([]byte("<math>" + xml + "</math>"))
		if err != nil {
			t.Fatal(err)
		}
		if got, err := latex(root); err != nil || got != want {
			t.Errorf("%s: %q, %v, want %q", xml, got, err, want)
		}
	}
}

// Texts come back as they were, whatever spaces and signs they have.
func FuzzText(f *testing.F) {
	for _, s := range []string{"a $x<y$ b", `\$5 and <u>x</u>  y`, "- a\n- b", "\n a\t", "<p>&amp;</p>", "$x$$y$", "“q”\r\n", "\u2000q\f", "a</u>b<u>c", "<u>$<u>$</u>"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		root, err := parse([]byte(paragraph(s)))
		if err != nil {
			t.Fatalf("%q: %v", s, err)
		}
		got, err := textOf(nil, nil, root)
		if err != nil {
			t.Fatalf("%q: %v", s, err)
		}
		again, err := parse([]byte(paragraph(got)))
		if err != nil {
			t.Fatal(err)
		}
		if twice, err := textOf(nil, nil, again); err != nil || twice != got {
			t.Errorf("%q is read as %q and then as %q (%v)", s, got, twice, err)
		}
	})
}

// Whatever comes, it adds up, and what is taken can be written and read again.
func FuzzRead(f *testing.F) {
	f.Add([]byte(choice("i", "")))
	f.Add([]byte(choice("i", `<table><tr><td>1</td></tr><tr><td>1</td></tr></table><math><mi>x</mi></math>`)))
	f.Add(pack(f, manifest, listed("imsqti_item_xmlv2p1", "a.xml"), "a.xml", choice("i", "")))
	for _, name := range []string{"math/circles", "math/percentages", "rw/cross-text-connections"} { // one of each: to read all would take each worker half of its time
		file, err := os.ReadFile("../question/bank/" + name + ".jsonl")
		if err != nil {
			f.Fatal(err)
		}
		first, _, _ := bytes.Cut(file, []byte("\n"))
		q, _, err := question.ParseLine(first)
		if err != nil {
			f.Fatal(err)
		}
		item, err := writeItem(q)
		if err != nil {
			f.Fatal(err)
		}
		f.Add([]byte(item))
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		r, err := Read(bytes.NewReader(b), int64(len(b)), "x", percentages)
		if err != nil {
			return
		}
		if len(r.Taken)+len(r.Refused) != r.Found || len(r.Taken) != len(r.Questions) {
			t.Fatalf("%+v", r)
		}
		var out bytes.Buffer
		left, err := Write(&out, r.Questions)
		if err != nil {
			t.Fatal(err)
		}
		if again := readBytes(t, out.Bytes(), Defaults{}); len(again.Questions)+len(left) != len(r.Questions) {
			t.Fatalf("%v", again.Refused)
		}
	})
}
