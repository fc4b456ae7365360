package qti

import (
	"encoding/xml"
	"fmt"
	"regexp"
	"strings"
)

// spaced finds what HTML would make one space of, or none.
var spaced = regexp.MustCompile(`^\s|\s$|[\t\r\f\v]|  | \n|\n `)

// raised is what may stand above or below the line outside of a formula.
var raised = regexp.MustCompile(`^[-+0-9A-Za-z]{1,20}$`)

func escape(s string) string {
	var b strings.Builder
	xml.EscapeText(&b, []byte(s)) // a Builder fails never
	return b.String()
}

// paragraph writes a text of a question as <p>: formulas as MathML with their
// LaTeX, underlining as a span, line breaks as <br/>.
func paragraph(text string) string {
	var b strings.Builder
	if spaced.MatchString(text) {
		b.WriteString(`<p xml:space="preserve">`)
	} else {
		b.WriteString("<p>")
	}
	parts := split(text)
	underlined := nests(parts)
	for i, part := range parts {
		part = escape(part)
		if i%2 == 1 {
			fmt.Fprintf(&b, `<math xmlns="http://www.w3.org/1998/Math/MathML"><semantics><mtext>%s</mtext><annotation encoding="application/x-tex">%s</annotation></semantics></math>`, part, part)
			continue
		}
		part = strings.ReplaceAll(strings.ReplaceAll(part, "&#xA;", "<br/>"), `\$`, "$")
		if underlined {
			part = strings.NewReplacer("&lt;u&gt;", `<span class="qti-underline">`, "&lt;/u&gt;", "</span>").Replace(part)
		}
		b.WriteString(part)
	}
	b.WriteString("</p>")
	return b.String()
}

// split takes a text apart: words, formula without its dollars, words, …
func split(text string) (parts []string) {
	for {
		from := dollar(text)
		to := -1
		if from >= 0 {
			to = dollar(text[from+1:])
		}
		if to < 0 {
			return append(parts, text)
		}
		parts = append(parts, text[:from], text[from+1:from+1+to])
		text = text[from+to+2:]
	}
}

// nests reports whether the underlining of the words of a text can be elements.
func nests(parts []string) bool {
	open := false
	for i := 0; i < len(parts); i += 2 {
		for _, mark := range underline.FindAllString(parts[i], -1) {
			if open == (mark == "<u>") {
				return false
			}
			open = !open
		}
	}
	return !open
}

var underline = regexp.MustCompile(`</?u>`)

// dollar is the place of the first dollar sign that is not \$.
func dollar(s string) int {
	for i := 0; i < len(s); i++ {
		switch s[i] {
		case '\\':
			i++
		case '$':
			return i
		}
	}
	return -1
}

// What becomes of elements of HTML: a block begins and ends a line, a phrase
// keeps its words only. Others have rules of their own in writer.node, or are
// refused.
var (
	blocks  = words("p div section article blockquote h1 h2 h3 h4 h5 h6 contentbody center address figure figcaption prompt pre ul ol dl dt dd templateblock assessmentstimulus stimulusbody")
	phrases = words("span em i strong b small big cite abbr acronym code tt dfn var samp kbd bdi bdo label ins time data ruby rb mark templateinline")
)

func words(list string) map[string]bool {
	m := map[string]bool{}
	for _, w := range strings.Fields(list) {
		m[w] = true
	}
	return m
}

// A writer collects the text of nodes as a question has it.
type writer struct {
	lines   []string
	line    strings.Builder
	keep    bool // spaces
	picture func(*node) error
	skip    func(*node) bool // elements that others read
}

// textOf reads nodes as text: blocks as lines.
func textOf(picture func(*node) error, skip func(*node) bool, nodes ...*node) (string, error) {
	w := &writer{picture: picture, skip: skip}
	for _, n := range nodes {
		if err := w.node(n); err != nil {
			return "", err
		}
	}
	w.flush()
	return strings.Join(w.lines, "\n"), nil
}

// flush ends a line, if there is one.
func (w *writer) flush() {
	text := w.line.String()
	w.line.Reset()
	if !w.keep {
		text = strings.TrimFunc(text, space)
	}
	if text != "" {
		w.lines = append(w.lines, text)
	}
}

func (w *writer) text(s string) {
	s = strings.ReplaceAll(s, "$", `\$`)
	if w.keep {
		w.line.WriteString(s)
		return
	}
	words := strings.FieldsFunc(s, space)
	if s != "" && space(rune(s[0])) || len(words) == 0 && s != "" {
		w.gap()
	}
	w.line.WriteString(strings.Join(words, " "))
	if len(words) > 0 && space(rune(s[len(s)-1])) {
		w.gap()
	}
}

// gap writes a space where there is none.
func (w *writer) gap() {
	if s := w.line.String(); s != "" && !strings.HasSuffix(s, " ") && !strings.HasSuffix(s, "\n") {
		w.line.WriteByte(' ')
	}
}

// space is what XML calls so; others are signs.
func space(r rune) bool { return r == ' ' || r == '\t' || r == '\n' || r == '\r' }

func (w *writer) kids(n *node) error {
	for _, k := range n.kids {
		if err := w.node(k); err != nil {
			return err
		}
	}
	return nil
}

func (w *writer) node(n *node) error {
	switch {
	case n.name == "":
		w.text(n.text)
		return nil
	case w.skip != nil && w.skip(n):
		return nil
	case n.name == "li":
		w.flush()
		w.line.WriteString("- ")
		err := w.kids(n)
		w.flush()
		return err
	case blocks[n.name]:
		if strings.TrimSpace(w.line.String()) != "-" { // which begins an entry of a list
			w.flush()
		}
		before := w.keep
		w.keep = n.attr["space"] == "preserve" || n.name == "pre" || before && n.attr["space"] != "default"
		err := w.kids(n)
		w.flush()
		w.keep = before
		return err
	case n.name == "u" || phrases[n.name] && (n.class("qti-underline") || strings.Contains(strings.ReplaceAll(n.attr["style"], " ", ""), "text-decoration:underline")):
		w.line.WriteString("<u>")
		err := w.kids(n)
		w.line.WriteString("</u>")
		return err
	case phrases[n.name]:
		return w.kids(n)
	}
	return w.special(n)
}

func (w *writer) special(n *node) error {
	switch n.name {
	case "br":
		if s := w.line.String(); !w.keep {
			w.line.Reset()
			w.line.WriteString(strings.TrimRight(s, " "))
		}
		w.line.WriteByte('\n')
	case "hr":
		w.flush()
	case "wbr":
	case "q":
		w.line.WriteString("“")
		err := w.kids(n)
		w.line.WriteString("”")
		return err
	case "sup", "sub":
		s := strings.TrimSpace(n.words())
		if !raised.MatchString(s) {
			return falls(n, "<%s> holds more than a number or word; write it as a formula", n.name)
		}
		w.line.WriteString("$" + map[string]string{"sup": "^", "sub": "_"}[n.name] + "{" + s + "}$")
	case "math":
		tex, err := latex(n)
		if err != nil {
			return err
		}
		w.line.WriteString("$" + tex + "$")
	case "img", "object", "svg", "table":
		if w.picture == nil {
			return falls(n, "<%s> stands where a question has words only", n.name)
		}
		return w.picture(n)
	default:
		return falls(n, "<%s> is not among the elements that are kept", n.name)
	}
	return nil
}
