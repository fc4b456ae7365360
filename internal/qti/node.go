package qti

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"strings"
)

const (
	maxDepth    = 64
	maxElements = 500_000 // of a file; a manifest has some for each item
)

// A node of an XML file: an element, or text where name is "". Names are those of
// QTI 2 and 3 alike: choiceInteraction and qti-choice-interaction are
// choiceinteraction, and so are the names of attributes.
type node struct {
	name string
	attr map[string]string
	kids []*node
	text string
	line int
	raw  []byte // an <svg>, as it stands in the file
}

// A fall is why something cannot be taken, and the line, 0 where there is none.
type fall struct {
	line int
	why  string
}

func (f *fall) Error() string { return f.why }

func falls(n *node, why string, args ...any) error {
	line := 0
	if n != nil {
		line = n.line
	}
	return &fall{line, fmt.Sprintf(why, args...)}
}

func plainName(s string) string {
	return strings.ReplaceAll(strings.TrimPrefix(strings.ToLower(s), "qti-"), "-", "")
}

// parse reads an XML file whole. A document type is refused, so that there are
// no entities but XML's own five.
func parse(file []byte) (*node, error) {
	file = bytes.TrimPrefix(file, []byte("\ufeff"))
	d := xml.NewDecoder(bytes.NewReader(file))
	other := "" // encoding
	d.CharsetReader = func(name string, _ io.Reader) (io.Reader, error) {
		other = name
		return nil, errors.New("is not read")
	}
	var open []*node
	var starts []int64
	var root *node
	count := 0
	for {
		before := d.InputOffset()
		line, _ := d.InputPos()
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			break
		}
		if other != "" {
			return nil, &fall{line, fmt.Sprintf("is in the encoding %.40q; save it as UTF-8", other)}
		}
		if err != nil {
			why := err.Error()
			var wrong *xml.SyntaxError
			if errors.As(err, &wrong) {
				line, why = wrong.Line, wrong.Msg
			}
			return nil, &fall{line, "is not well-formed XML: " + why}
		}
		switch t := token.(type) {
		case xml.Directive:
			return nil, &fall{line, "declares a document type, which could hold entities; save the file without <!…>"}
		case xml.StartElement:
			if root != nil && len(open) == 0 {
				return nil, &fall{line, fmt.Sprintf("is not well-formed XML: <%.40s> stands after the end of the root element", t.Name.Local)}
			}
			if count++; count > maxElements {
				return nil, &fall{line, fmt.Sprintf("has more than %d elements", maxElements)}
			}
			if len(open) >= maxDepth {
				return nil, &fall{line, fmt.Sprintf("is nested more than %d deep", maxDepth)}
			}
			n := &node{name: plainName(t.Name.Local), attr: map[string]string{}, line: line}
			for _, a := range t.Attr {
				if a.Name.Space == "xmlns" || a.Name.Local == "xmlns" {
					continue
				}
				n.attr[plainName(a.Name.Local)] = a.Value
			}
			if len(open) > 0 {
				up := open[len(open)-1]
				up.kids = append(up.kids, n)
			} else {
				root = n
			}
			open, starts = append(open, n), append(starts, before)
		case xml.EndElement:
			n := open[len(open)-1]
			if n.name == "svg" {
				n.raw = file[starts[len(starts)-1]:d.InputOffset()]
			}
			open, starts = open[:len(open)-1], starts[:len(starts)-1]
		case xml.CharData:
			if len(open) > 0 {
				up := open[len(open)-1]
				up.kids = append(up.kids, &node{text: string(t), line: line})
			} else if text := strings.TrimSpace(string(t)); text != "" {
				return nil, &fall{line, fmt.Sprintf("is not well-formed XML: the text %.40q stands outside of the root element", text)}
			}
		}
	}
	if root == nil {
		return nil, &fall{1, "holds no XML"}
	}
	return root, nil
}

// child returns the first child of a name, nil where there is none.
func (n *node) child(name string) *node {
	if n != nil {
		for _, k := range n.kids {
			if k.name == name {
				return k
			}
		}
	}
	return nil
}

// each calls f with n and all below, until f says not to go deeper.
func (n *node) each(f func(*node) (deeper bool)) {
	if n == nil || !f(n) {
		return
	}
	for _, k := range n.kids {
		k.each(f)
	}
}

// all returns the elements below n of a name.
func (n *node) all(name string) (found []*node) {
	n.each(func(k *node) bool {
		if k.name == name {
			found = append(found, k)
		}
		return true
	})
	return found
}

// words is the text below n, as it stands.
func (n *node) words() string {
	var b strings.Builder
	n.each(func(k *node) bool { b.WriteString(k.text); return true })
	return b.String()
}

func (n *node) class(name string) bool {
	for _, c := range strings.Fields(n.attr["class"]) {
		if c == name {
			return true
		}
	}
	return false
}
