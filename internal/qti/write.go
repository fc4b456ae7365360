package qti

import (
	"archive/zip"
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strings"

	"satprep/internal/fault"
	"satprep/internal/question"
)

// manifest is the file that lists a package's resources.
const manifest = "imsmanifest.xml"

// The namespaces and types of QTI 3.0.
const (
	itemSpace     = "http://www.imsglobal.org/xsd/imsqtiasi_v3p0"
	manifestSpace = "http://www.imsglobal.org/xsd/qti/qtiv3p0/imscp_v1p1"
	itemType      = "imsqti_item_xmlv3p0"
)

// extras are what QTI has no word for. They stand in the item as JSON, in a block
// that only authors see.
type extras struct {
	ID             string              `json:"id"`
	Family         string              `json:"family"`
	Skill          string              `json:"skill"`
	Difficulty     question.Difficulty `json:"difficulty"`
	Use            question.Use        `json:"use"`
	Form           string              `json:"form,omitempty"`
	Slot           question.Slot       `json:"slot,omitempty"`
	Adjust         float64             `json:"adjust"`
	Tags           []string            `json:"tags,omitempty"`
	Genre          string              `json:"genre,omitempty"`
	Context        bool                `json:"context,omitempty"`
	Misconceptions map[string]string   `json:"misconceptions,omitempty"` // by letter
	Entries        []entry             `json:"wrong_entries,omitempty"`  // in the order of the feedback WRONG-1, WRONG-2, …
	Figure         *question.Figure    `json:"figure,omitempty"`         // with its data
}

type entry struct {
	Entry         string `json:"entry"`
	Misconception string `json:"misconception"`
}

// Write writes questions as a QTI 3.0 package that Read reads to equal ones. A
// question that would not come back equal (as with control characters) is left
// out and returned with the reason.
func Write(w io.Writer, questions []*question.Question) (left []question.Finding, err error) {
	defer fault.In(&err, "qti.Write")
	z := zip.NewWriter(w)
	var list strings.Builder
	for _, q := range questions {
		item, err := writeItem(q)
		if err != nil {
			return nil, err
		}
		figure := ""
		if q.Figure != nil {
			figure = q.Figure.Draw()
		}
		if why := comesBack(q, item, figure); why != "" {
			left = append(left, question.Finding{ID: q.ID, Why: why})
			continue
		}
		files := [][2]string{{"items/" + q.ID + ".xml", item}}
		if figure != "" {
			files = append(files, [2]string{figureFile(q), figure})
		}
		fmt.Fprintf(&list, "\n    <resource identifier=\"RES-%s\" type=\"%s\" href=\"%s\">", q.ID, itemType, files[0][0])
		for _, f := range files {
			fmt.Fprintf(&list, "<file href=\"%s\"/>", f[0])
			if err := add(z, f[0], f[1]); err != nil {
				return nil, err
			}
		}
		list.WriteString("</resource>")
	}
	if err := add(z, manifest, `<?xml version="1.0" encoding="UTF-8"?>
<manifest xmlns="`+manifestSpace+`" identifier="MANIFEST">
  <metadata><schema>QTI Package</schema><schemaversion>3.0.0</schemaversion></metadata>
  <organizations/>
  <resources>`+list.String()+`
  </resources>
</manifest>
`); err != nil {
		return nil, err
	}
	return left, z.Close()
}

func figureFile(q *question.Question) string { return "figures/" + q.ID + ".svg" }

func add(z *zip.Writer, name, text string) error {
	f, err := z.Create(name) // without a time: equal questions make equal packages
	if err == nil {
		_, err = io.WriteString(f, text)
	}
	return err
}

// comesBack reads an item as Read will, and says where it differs.
func comesBack(q *question.Question, item, figure string) string {
	root, err := parse([]byte(item))
	if err != nil {
		return err.Error()
	}
	i := &reading{file: "items/" + q.ID + ".xml", root: root, open: func(name string) ([]byte, error) { return []byte(figure), nil }}
	back, err := i.question()
	if err != nil {
		return fault.Sentence(err)
	}
	was, err := question.Line(q)
	if err != nil {
		return err.Error()
	}
	if is, err := question.Line(back); err != nil || !bytes.Equal(was, is) {
		return "has characters or spaces that XML does not carry"
	}
	return ""
}

// writeItem writes a question as an item.
func writeItem(q *question.Question) (string, error) {
	var b strings.Builder
	p := func(format string, args ...any) { fmt.Fprintf(&b, format+"\n", args...) }
	p(`<?xml version="1.0" encoding="UTF-8"?>`)
	p(`<qti-assessment-item xmlns="%s" identifier="%s" title="%s" xml:lang="en-US" adaptive="false" time-dependent="false">`, itemSpace, identifier(q.ID), escape(question.Name(q.Skill)))
	feedback := writeDeclarations(p, q)
	p(`<qti-item-body>`)
	for i, passage := range []string{q.Passage, q.Passage2} {
		if passage != "" {
			p(`<div class="satprep-passage-%d">%s</div>`, i+1, paragraph(passage))
		}
	}
	writeFigure(p, q)
	if q.Type == question.Choices {
		p(`<qti-choice-interaction response-identifier="RESPONSE" max-choices="1" shuffle="false"><qti-prompt>%s</qti-prompt>`, paragraph(q.Stem))
		for _, c := range q.Choices {
			p(`<qti-simple-choice identifier="%s">%s</qti-simple-choice>`, c.ID, paragraph(c.Text))
		}
		p(`</qti-choice-interaction>`)
	} else {
		p(`<div class="satprep-stem">%s</div>`, paragraph(q.Stem))
		p(`<p><qti-text-entry-interaction response-identifier="RESPONSE" expected-length="6"/></p>`)
	}
	rubric := func(class, use, view string, texts ...string) {
		if len(texts) == 0 || texts[0] == "" {
			return
		}
		var all strings.Builder
		for _, t := range texts {
			all.WriteString(paragraph(t))
		}
		p(`<qti-rubric-block class="satprep-%s" use="%s" view="%s"><qti-content-body>%s</qti-content-body></qti-rubric-block>`, class, use, view, all.String())
	}
	rubric("source-note", "instructions", "author", q.SourceNote)
	for _, h := range q.Hints {
		rubric(fmt.Sprint("hint-", h.Level), "instructions", "author tutor", h.Variants...)
	}
	rubric("steps", "scoring", "author tutor scorer", q.Steps...)
	x := extras{q.ID, q.Family, q.Skill, q.Difficulty, q.Use, q.Form, q.Slot, q.Adjust, q.Tags, q.Genre, q.Context, map[string]string{}, nil, q.Figure}
	for _, c := range q.Choices {
		if c.Misconception != "" {
			x.Misconceptions[c.ID] = c.Misconception
		}
	}
	for _, e := range q.EntryErrors {
		x.Entries = append(x.Entries, entry{e.Entry, e.Misconception})
	}
	data, err := json.Marshal(x)
	if err != nil {
		return "", err
	}
	p(`<qti-rubric-block class="satprep-data" use="scoring" view="author"><qti-content-body><pre>%s</pre></qti-content-body></qti-rubric-block>`, escape(string(data)))
	p(`</qti-item-body>`)
	writeProcessing(p, q)
	for _, f := range feedback {
		p(`<qti-modal-feedback outcome-identifier="FEEDBACK" identifier="%s" show-hide="show"><qti-content-body>%s</qti-content-body></qti-modal-feedback>`, f[0], paragraph(f[1]))
	}
	p(`</qti-assessment-item>`)
	return b.String(), nil
}

// identifier is an id as QTI wants it, beginning with a letter.
func identifier(id string) string {
	if c := id[0] | 0x20; c >= 'a' && c <= 'z' || c == '_'|0x20 {
		return id
	}
	return "Q-" + id
}

type printer func(format string, args ...any)

// writeDeclarations declares response and outcomes, and returns the feedback by
// identifier: the letter of a choice; RIGHT and WRONG-n of a typed question.
func writeDeclarations(p printer, q *question.Question) (feedback [][2]string) {
	kind := "identifier"
	if q.Type == question.Typed {
		kind = "string"
	}
	p(`<qti-response-declaration identifier="RESPONSE" cardinality="single" base-type="%s"><qti-correct-response><qti-value>%s</qti-value></qti-correct-response>`, kind, escape(q.Keys[0]))
	if q.Type == question.Typed {
		p(`<qti-mapping default-value="0">`)
		for _, k := range q.Keys {
			p(`<qti-map-entry map-key="%s" mapped-value="1"/>`, escape(k))
		}
		p(`</qti-mapping>`)
	}
	p(`</qti-response-declaration>`)
	p(`<qti-outcome-declaration identifier="SCORE" cardinality="single" base-type="float"><qti-default-value><qti-value>0</qti-value></qti-default-value></qti-outcome-declaration>`)
	p(`<qti-outcome-declaration identifier="FEEDBACK" cardinality="single" base-type="identifier"/>`)
	for _, c := range q.Choices {
		feedback = append(feedback, [2]string{c.ID, c.Rationale})
	}
	if q.Type == question.Typed {
		feedback = append(feedback, [2]string{"RIGHT", q.Rationale})
		for i, e := range q.EntryErrors {
			feedback = append(feedback, [2]string{fmt.Sprint("WRONG-", i+1), e.Rationale})
		}
	}
	return slices.DeleteFunc(feedback, func(f [2]string) bool { return f[1] == "" })
}

func writeFigure(p printer, q *question.Question) {
	f := q.Figure
	if f == nil {
		return
	}
	p(`<div class="satprep-figure">`)
	if f.Draw() != "" {
		p(`<img src="../%s" alt="%s"/>`, figureFile(q), escape(f.Alt))
	}
	columns, rows := f.Data()
	if len(columns) > 0 {
		p(`<table>`)
		if f.Title != "" {
			p(`<caption>%s</caption>`, inner(f.Title))
		}
		cells := func(tag string, row []string) {
			p(`<tr>`)
			for _, c := range row {
				p(`<%s>%s</%s>`, tag, inner(c), tag)
			}
			p(`</tr>`)
		}
		cells("th", columns)
		for _, row := range rows {
			cells("td", row)
		}
		p(`</table>`)
	}
	p(`</div>`)
}

// inner is a paragraph without its <p>.
func inner(text string) string {
	_, s, _ := strings.Cut(paragraph(text), ">")
	return strings.TrimSuffix(s, "</p>")
}

// writeProcessing gives a point for the key, and chooses the feedback.
func writeProcessing(p printer, q *question.Question) {
	set := func(outcome, value string) {
		p(`<qti-set-outcome-value identifier="%s">%s</qti-set-outcome-value>`, outcome, value)
	}
	feedback := func(id string) string { return `<qti-base-value base-type="identifier">` + id + `</qti-base-value>` }
	p(`<qti-response-processing>`)
	if q.Type == question.Choices {
		set("FEEDBACK", `<qti-variable identifier="RESPONSE"/>`)
		p(`<qti-response-condition><qti-response-if><qti-match><qti-variable identifier="RESPONSE"/><qti-correct identifier="RESPONSE"/></qti-match>`)
		set("SCORE", `<qti-base-value base-type="float">1</qti-base-value>`)
		p(`</qti-response-if></qti-response-condition>`)
	} else {
		set("SCORE", `<qti-map-response identifier="RESPONSE"/>`)
		p(`<qti-response-condition><qti-response-if><qti-gt><qti-variable identifier="SCORE"/><qti-base-value base-type="float">0</qti-base-value></qti-gt>`)
		set("FEEDBACK", feedback("RIGHT"))
		p(`</qti-response-if>`)
		for i, e := range q.EntryErrors {
			p(`<qti-response-else-if><qti-match><qti-variable identifier="RESPONSE"/><qti-base-value base-type="string">%s</qti-base-value></qti-match>`, escape(e.Entry))
			set("FEEDBACK", feedback(fmt.Sprint("WRONG-", i+1)))
			p(`</qti-response-else-if>`)
		}
		p(`</qti-response-condition>`)
	}
	p(`</qti-response-processing>`)
}
