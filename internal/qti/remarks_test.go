package qti

import (
	"bytes"
	"strings"
	"testing"

	"satprep/internal/question"
)

// ours is a question of the bank as an item, and the question.
func ours(t *testing.T, kind question.Type) (string, *question.Question) {
	t.Helper()
	for _, q := range bank(t) {
		if q.Type == kind && q.Figure == nil {
			item, err := writeItem(q)
			if err != nil {
				t.Fatal(err)
			}
			return item, q
		}
	}
	t.Fatal("no such question")
	return "", nil
}

// taken is the one question of an item or package.
func taken(t *testing.T, b []byte) (*question.Question, *Result) {
	t.Helper()
	r := readBytes(t, b, percentages)
	if len(r.Questions) != 1 || len(r.Refused) > 0 {
		t.Fatalf("refused %v, %d questions", r.Refused, len(r.Questions))
	}
	return r.Questions[0], r
}

// Another program puts the choices in another order: what is said of each goes
// with it.
func TestReorderedChoices(t *testing.T) {
	t.Parallel()
	item, q := ours(t, question.Choices)
	var lines []string
	at := -1
	for _, line := range strings.Split(item, "\n") {
		if !strings.HasPrefix(line, "<qti-simple-choice ") {
			lines = append(lines, line)
			continue
		}
		if at < 0 {
			at = len(lines)
		}
		lines = append(lines[:at], append([]string{line}, lines[at:]...)...) // the last becomes the first
	}
	got, r := taken(t, []byte(strings.Join(lines, "\n")))
	if len(r.Notes) > 0 || got.ID != q.ID {
		t.Errorf("%s, notes %v", got.ID, r.Notes)
	}
	for i, c := range got.Choices {
		was := q.Choices[3-i]
		if c.Text != was.Text || c.Misconception != was.Misconception || c.Rationale != was.Rationale || (was.ID == q.Keys[0]) != (c.ID == got.Keys[0]) {
			t.Errorf("choice %d is %+v, was %+v", i, c, was)
		}
	}
	wrong := "A"
	if q.Keys[0] == wrong {
		wrong = "B"
	}
	renamed := strings.ReplaceAll(item, `<qti-simple-choice identifier="`+wrong+`"`, `<qti-simple-choice identifier="other"`)
	if _, r := taken(t, []byte(renamed)); len(r.Notes) == 0 || !strings.Contains(r.Notes[0].Why, "misconception of choice "+wrong) {
		t.Errorf("a renamed choice: %v", r.Notes)
	}
}

// A copy under another identifier is a question of its own, and takes the place
// of none; neither does one whose data name no question.
func TestACopiedItem(t *testing.T) {
	t.Parallel()
	item, q := ours(t, question.Choices)
	copied := strings.Replace(item, `identifier="`+q.ID+`"`, `identifier="`+q.ID+`-copy"`, 1)
	got, r := taken(t, []byte(copied))
	if got.ID != foreignID(q.ID+"-copy") || got.Family != got.ID || got.Use != question.Practice || got.Skill != q.Skill || got.Difficulty != q.Difficulty || len(r.Notes) != 1 || !strings.Contains(r.Notes[0].Why, q.ID) {
		t.Errorf("%+v, notes %v", got, r.Notes)
	}
	both := readBytes(t, pack(t, manifest, listed("imsqti_item_xmlv3p0", "a.xml", "b.xml"), "a.xml", item, "b.xml", copied), Defaults{})
	if len(both.Questions) != 2 || both.Questions[0].ID != q.ID {
		t.Errorf("%v", both.Refused)
	}
	if got, _ := taken(t, []byte(strings.Replace(item, escape(`"id":"`+q.ID+`"`), escape(`"id":""`), 1))); got.ID != foreignID(q.ID) {
		t.Errorf("without an id: %s", got.ID)
	}
}

func TestEscapedPaths(t *testing.T) {
	t.Parallel()
	drawing := `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><line x1="1" y1="1" x2="5" y2="5" stroke="currentColor"/></svg>`
	q, _ := taken(t, pack(t, manifest, listed("imsqti_item_xmlv2p1", "my%20items/%C3%A4.xml"), "my items/ä.xml", choice("i", `<img src="../a%20line.svg" alt="A line that goes down"/>`), "a line.svg", drawing))
	if q.Figure == nil {
		t.Error("the drawing is not there")
	}
	for _, path := range []string{"%2e%2e/x.xml", "..%2Fx.xml", "%2Fetc/x.xml", "a%00.xml", "c%3A/x.xml", "a%5Cx.xml", "x.xml?a", "x.xml#a", "", "."} {
		if name, ok := resolve("imsmanifest.xml", path); ok {
			t.Errorf("%q leads to %q", path, name)
		}
	}
	if name, ok := resolve("a/b.xml", "100%.xml"); !ok || name != "a/100%.xml" {
		t.Errorf("a sign that escapes nothing: %q", name)
	}
}

func TestAFileOfTwoResources(t *testing.T) {
	t.Parallel()
	_, r := taken(t, pack(t, manifest, listed("imsqti_item_xmlv2p1", "a.xml", "a.xml"), "a.xml", choice("i", "")))
	if r.Found != 1 || len(r.Notes) != 1 || !strings.Contains(r.Notes[0].Why, "another resource names too") {
		t.Errorf("%+v", r)
	}
}

func TestAManifestOfNothing(t *testing.T) {
	t.Parallel()
	r := readBytes(t, pack(t, manifest, `<manifest><resources/></manifest>`, "a.xml", choice("i", "")), percentages)
	if len(r.Taken) != 1 || len(r.Refused) != 1 || r.Refused[0].File != manifest || !strings.Contains(r.Refused[0].Why, "lists no item") {
		t.Errorf("%+v", r)
	}
	r = readBytes(t, pack(t, manifest, `<manifest><resources><resource type="webcontent" href="x.css"/></resources></manifest>`, "x.css", ""), percentages)
	if len(r.Taken) != 0 || len(r.Refused) != 1 || !strings.Contains(r.Refused[0].String(), "imsmanifest.xml:1: lists no item") {
		t.Errorf("%+v", r)
	}
}

// How many may be chosen is the response's cardinality's to say: 0 is as many as
// it allows.
func TestUnlimitedChoices(t *testing.T) {
	t.Parallel()
	unlimited := strings.Replace(choice("i", ""), `maxChoices="1"`, `maxChoices="0"`, 1)
	if q, _ := taken(t, []byte(unlimited)); q.Keys[0] != "B" {
		t.Errorf("%+v", q)
	}
	several := strings.Replace(unlimited, `cardinality="single"`, `cardinality="multiple"`, 1)
	if r := readBytes(t, []byte(several), percentages); len(r.Refused) != 1 || !strings.Contains(r.Refused[0].Why, "cardinality \"multiple\"") {
		t.Errorf("%+v", r)
	}
}

func TestATypedMinus(t *testing.T) {
	t.Parallel()
	q, _ := taken(t, []byte(`<assessmentItem identifier="m"><responseDeclaration identifier="R" cardinality="single" baseType="string"><correctResponse><value>−3</value></correctResponse>
		<mapping><mapEntry mapKey="-3" mappedValue="1"/><mapEntry mapKey="−6/2" mappedValue="1"/></mapping></responseDeclaration>
		<itemBody><p>What is 1 less 4?</p><p><textEntryInteraction responseIdentifier="R"/></p></itemBody></assessmentItem>`))
	if strings.Join(q.Keys, " ") != "-3 -6/2" {
		t.Errorf("keys %q", q.Keys)
	}
}

func TestNamespacesOfDrawings(t *testing.T) {
	t.Parallel()
	svg := func(inside string) []byte {
		return []byte(choice("i", `<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" viewBox="0 0 9 9" aria-label="A line that goes down">`+inside+`</svg>`))
	}
	if q, _ := taken(t, svg(`<line x1="1" y1="1" x2="5" y2="5"/>`)); q.Figure == nil || strings.Contains(q.Figure.SVG, "xlink") {
		t.Errorf("%+v", q.Figure)
	}
	r := readBytes(t, svg(`<line x1="1" y1="1" x2="5" y2="5" xlink:href="http://x/"/>`), percentages)
	if len(r.Refused) != 1 || !strings.Contains(r.Refused[0].Why, "the drawing uses xlink:href, of the namespace") {
		t.Errorf("%v", r.Refused)
	}
}

// Each says in one go where and what, without a colon after a colon.
func TestMessagesOfBadXML(t *testing.T) {
	t.Parallel()
	good := choice("i", "")
	for why, text := range map[string]string{
		`item.xml:1: is in the encoding "ISO-8859-1"; save it as UTF-8`:                           strings.Replace(good, `<?xml version="1.0"?>`, `<?xml version="1.0" encoding="ISO-8859-1"?>`, 1),
		`item.xml:10: is not well-formed XML: the text "more" stands outside of the root element`: good + "\nmore",
		`item.xml:11: is not well-formed XML: <assessmentItem> stands after the end of the root`:  good + "\n" + good[strings.Index(good, "<assessmentItem"):],
		`item.xml:1: is not well-formed XML: the text "words" stands outside of the root element`: "words" + good,
		`item.xml:5: is not well-formed XML: element <p> closed by </b>`:                          choice("i", "\n<p>x</b>"),
		`item.xml:4: is not well-formed XML: invalid UTF-8`:                                       choice("i", "<p>caf\xe9</p>"),
	} {
		r := readBytes(t, []byte(text), percentages)
		if len(r.Refused) != 1 || !strings.HasPrefix(r.Refused[0].String(), why) || strings.Contains(r.Refused[0].String(), ": :") {
			t.Errorf("want %s\n got %v", why, r.Refused)
		}
	}
	if _, r := taken(t, []byte("\ufeff"+good)); r.Taken[0].Item != "i" {
		t.Errorf("with a byte order mark: %+v", r)
	}
	var out bytes.Buffer
	_, q := ours(t, question.Choices)
	odd := *q
	odd.Stem = "a\x01b"
	left, err := Write(&out, []*question.Question{&odd})
	if err != nil || len(left) != 1 || strings.Contains(left[0].String(), ": :") || !strings.HasPrefix(left[0].String(), q.ID+": ") {
		t.Errorf("%v, left out %v", err, left)
	}
}
