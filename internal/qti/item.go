package qti

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"satprep/internal/fault"
	"satprep/internal/question"
)

// A reading is an item on its way to a question.
type reading struct {
	file     string
	root     *node
	open     func(name string) ([]byte, error) // a file of the package
	defaults Defaults

	notes  []Refusal
	extras *extras // of an item that Write wrote
	figure *question.Figure
}

func (r *reading) note(n *node, why string) {
	r.notes = append(r.notes, Refusal{Line: n.line, Why: why})
}

func (r *reading) question() (*question.Question, error) {
	body := r.root.child("itembody")
	switch {
	case r.root.name != "assessmentitem":
		return nil, falls(r.root, "is no item but <%.40s>", r.root.name)
	case body == nil:
		return nil, falls(r.root, "the item has no body")
	case strings.TrimSpace(r.root.attr["identifier"]) == "":
		return nil, falls(r.root, "the item has no identifier")
	}
	if err := r.readExtras(body); err != nil {
		return nil, err
	}
	interaction, up, err := only(body)
	if err != nil {
		return nil, err
	}
	q := r.begin()
	var stem string
	switch interaction.name {
	case "choiceinteraction":
		q.Type = question.Choices
		if err := r.choices(q, interaction); err != nil {
			return nil, err
		}
		if prompt := interaction.child("prompt"); prompt != nil {
			if stem, err = r.text(prompt.kids...); err != nil {
				return nil, err
			}
		}
	case "textentryinteraction":
		q.Type = question.Typed
		if err := r.typed(q, interaction); err != nil {
			return nil, err
		}
		if strings.TrimSpace(up.words()) != "" && !up.class("satprep-stem") && up != body { // "x = ____"
			interaction.name, interaction.text, interaction.kids = "", " ______ ", nil
		}
	default:
		return nil, falls(interaction, "is answered by <%.60s>; only a single choice and a single text entry are taken", interaction.name)
	}
	if err := r.texts(q, body, stem); err != nil {
		return nil, err
	}
	if err := r.feedback(q, interaction); err != nil {
		return nil, err
	}
	q.Figure = r.figure
	return question.Adopt(q)
}

// only finds the one interaction, and what it stands in.
func only(body *node) (interaction, up *node, err error) {
	n := 0
	body.each(func(k *node) bool {
		for _, i := range k.kids {
			if strings.HasSuffix(i.name, "interaction") {
				if n++; n == 1 {
					interaction, up = i, k
				}
			}
		}
		return true
	})
	switch {
	case n == 0:
		return nil, nil, falls(body, "the item has no interaction, so that nothing can be answered")
	case n > 1:
		return nil, nil, falls(interaction, "the item has %d interactions; a question has one", n)
	}
	return interaction, up, nil
}

func (r *reading) readExtras(body *node) error {
	for _, n := range body.all("rubricblock") {
		if !n.class("satprep-data") {
			continue
		}
		dec := json.NewDecoder(strings.NewReader(n.words()))
		dec.DisallowUnknownFields()
		r.extras = &extras{}
		if err := dec.Decode(r.extras); err != nil {
			return falls(n, "the data of the question are not what this program writes: %s", fault.Reading(err))
		}
	}
	return nil
}

// begin is the question as far as its extras, or the defaults, say.
func (r *reading) begin() *question.Question {
	own := foreignID(r.root.attr["identifier"])
	if x := r.extras; x != nil && (x.ID == "" || r.root.attr["identifier"] != identifier(x.ID)) {
		// A copy that another program made: it must not take the place of what it was copied from, nor of a form's question.
		r.note(r.root, fmt.Sprintf("is not the question %.40q that it was made of, as it has another identifier; it is a question of its own, with the id %s", x.ID, own))
		return &question.Question{ID: own, Family: own, Difficulty: x.Difficulty, Use: question.Practice, Adjust: x.Adjust,
			Content: question.Content{Skill: x.Skill, Genre: x.Genre, Context: x.Context}}
	} else if x != nil {
		return &question.Question{ID: x.ID, Family: x.Family, Difficulty: x.Difficulty, Use: x.Use, Form: x.Form, Slot: x.Slot, Adjust: x.Adjust, Tags: x.Tags,
			Content: question.Content{Skill: x.Skill, Genre: x.Genre, Context: x.Context}}
	}
	return &question.Question{ID: own, Family: own, Difficulty: r.defaults.Difficulty, Use: r.defaults.Use, Content: question.Content{Skill: r.defaults.Skill}}
}

// text reads what holds words only.
func (r *reading) text(nodes ...*node) (string, error) {
	return textOf(nil, r.elsewhere, nodes...)
}

// elsewhere reports what is not part of the text it stands in.
func (r *reading) elsewhere(n *node) bool {
	switch {
	case n.name == "choiceinteraction" || n.name == "textentryinteraction", n.name == "feedbackinline" && n.attr["identifier"] != "":
		return true
	case n.name == "feedbackinline" || n.name == "feedbackblock":
		r.note(n, "feedback within the text was left out")
		return true
	case n.name == "rubricblock":
		if !strings.HasPrefix(n.attr["class"], "satprep-") {
			r.note(n, "a rubric was left out")
		}
		return true
	case n.name == "a" || n.name == "stylesheet":
		if n.name == "a" {
			n.name = "span"
			r.note(n, "a link keeps its words only")
			return false
		}
		r.note(n, "a stylesheet was left out")
		return true
	}
	return false
}

// response finds the declaration of an interaction's response and its right value.
func (r *reading) response(interaction *node) (declared *node, right string, err error) {
	id := interaction.attr["responseidentifier"]
	for _, d := range r.root.all("responsedeclaration") {
		if d.attr["identifier"] == id {
			declared = d
		}
	}
	if declared == nil {
		return nil, "", falls(interaction, "the response %.60q is not declared", id)
	}
	if c := declared.attr["cardinality"]; c != "single" {
		return nil, "", falls(declared, "the response is of cardinality %.20q; a question has one answer", c)
	}
	if c := declared.child("correctresponse"); c != nil {
		if values := c.all("value"); len(values) == 1 {
			return declared, strings.TrimSpace(values[0].words()), nil
		}
	}
	return nil, "", falls(declared, "the item declares no correct response, or several")
}

func (r *reading) choices(q *question.Question, interaction *node) error {
	if most := interaction.attr["maxchoices"]; most != "" && most != "1" && most != "0" { // 0 with cardinality single is one
		return falls(interaction, "%.20s choices may be made; a question has one", most)
	}
	_, right, err := r.response(interaction)
	if err != nil {
		return err
	}
	named := map[string]bool{}
	for _, c := range interaction.kids {
		switch {
		case c.name == "" && strings.TrimSpace(c.text) == "", c.name == "prompt":
			continue
		case c.name != "simplechoice":
			return falls(c, "<%.40s> stands among the choices", c.name)
		case len(q.Choices) == 4:
			return falls(c, "the item has more than 4 choices; a question has 4")
		}
		letter := string(rune('A' + len(q.Choices)))
		text, err := r.text(c.kids...)
		if err != nil {
			return err
		}
		choice := question.Choice{ID: letter, Text: text}
		if r.extras != nil {
			// By its identifier, which goes with it wherever another program puts it.
			choice.Misconception = r.extras.Misconceptions[c.attr["identifier"]]
			named[c.attr["identifier"]] = true
		}
		q.Choices = append(q.Choices, choice)
		if c.attr["identifier"] == right {
			q.Keys = append(q.Keys, letter)
		}
	}
	if r.extras != nil {
		for _, id := range slices.Sorted(maps.Keys(r.extras.Misconceptions)) {
			if !named[id] {
				r.note(interaction, "the misconception of choice "+id+" was left out, as no choice has this identifier any more")
			}
		}
	}
	if len(q.Keys) != 1 {
		return falls(interaction, "the correct response %.40q is not one of the choices, or several", right)
	}
	return nil
}

func (r *reading) typed(q *question.Question, interaction *node) error {
	declared, right, err := r.response(interaction)
	if err != nil {
		return err
	}
	if right = plainMinus(right); right != "" {
		q.Keys = append(q.Keys, right)
	}
	if m := declared.child("mapping"); m != nil {
		for _, e := range m.all("mapentry") {
			worth, err := strconv.ParseFloat(e.attr["mappedvalue"], 64)
			if err != nil {
				return falls(e, "%.40q is worth no number", e.attr["mapkey"])
			}
			if k := plainMinus(strings.TrimSpace(e.attr["mapkey"])); worth > 0 && !slices.Contains(q.Keys, k) {
				q.Keys = append(q.Keys, k)
			}
		}
	}
	return nil
}

// plainMinus writes a number's minus sign, U+2212, as it is typed.
func plainMinus(s string) string { return strings.ReplaceAll(s, "\u2212", "-") }

// texts fills in passages, stem, figure and help from the body.
func (r *reading) texts(q *question.Question, body *node, prompt string) error {
	place, _ := question.Place(q.Skill)
	if place.Skill == "" {
		return falls(r.root, "the item names no skill of the outline; say which with --skill")
	}
	var rest []*node
	for _, ref := range r.root.all("assessmentstimulusref") {
		stimulus, err := r.stimulus(ref)
		if err != nil {
			return err
		}
		rest = append(rest, stimulus)
	}
	for _, k := range body.kids {
		if err := r.part(q, k, &rest); err != nil {
			return err
		}
	}
	text, err := textOf(r.picture, r.elsewhere, rest...)
	if err != nil {
		return err
	}
	switch {
	case text != "" && r.extras != nil:
		return falls(body, "the item has words beside passage and question: %.60q", text)
	case q.Stem != "" || text == "":
		q.Stem += prompt
	case place.Section == question.Math:
		q.Stem = strings.Trim(text+"\n"+prompt, "\n")
	case prompt != "":
		q.Passage, q.Stem = text, prompt
	default: // the last line asks
		if at := strings.LastIndexByte(text, '\n'); at >= 0 {
			q.Passage, q.Stem = text[:at], text[at+1:]
		} else {
			q.Stem = text
		}
	}
	return nil
}

// part reads a part of the body that Write wrote, or puts it with the rest.
func (r *reading) part(q *question.Question, k *node, rest *[]*node) (err error) {
	entries := func() (all []string) {
		for _, p := range k.all("p") {
			text, e := r.text(p)
			if e != nil && err == nil {
				err = e
			}
			all = append(all, text)
		}
		return all
	}
	switch {
	case r.extras == nil:
		*rest = append(*rest, k)
	case k.class("satprep-passage-1"):
		q.Passage, err = r.text(k)
	case k.class("satprep-passage-2"):
		q.Passage2, err = r.text(k)
	case k.class("satprep-stem"):
		q.Stem, err = r.text(k)
	case k.class("satprep-figure"):
		return r.drawn(k)
	case k.class("satprep-source-note"):
		q.SourceNote = strings.Join(entries(), "\n")
	case k.class("satprep-hint-1"), k.class("satprep-hint-2"):
		q.Hints = append(q.Hints, question.Hint{Level: len(q.Hints) + 1, Variants: entries()})
	case k.class("satprep-steps"):
		q.Steps = entries()
	default:
		*rest = append(*rest, k)
	}
	return err
}

// drawn takes the figure from the extras, its words from the item.
func (r *reading) drawn(n *node) error {
	if r.extras.Figure == nil {
		return falls(n, "the item has a figure and no data of it")
	}
	f := *r.extras.Figure
	for _, img := range n.all("img") {
		name, ok := resolve(r.file, img.attr["src"])
		if !ok {
			return falls(img, "the picture %.100q is no path inside of the package", img.attr["src"])
		}
		if _, err := r.open(name); err != nil {
			return falls(img, "%v", err)
		}
		f.Alt = img.attr["alt"]
	}
	r.figure = &f
	return nil
}

func (r *reading) stimulus(ref *node) (*node, error) {
	name, ok := resolve(r.file, ref.attr["href"])
	if !ok {
		return nil, falls(ref, "the stimulus %.100q is no path inside of the package", ref.attr["href"])
	}
	text, err := r.open(name)
	if err != nil {
		return nil, falls(ref, "%v", err)
	}
	root, err := parse(text)
	if err != nil {
		return nil, falls(ref, "the stimulus %.100q %v", name, err)
	}
	if body := root.child("stimulusbody"); body != nil {
		return body, nil
	}
	return nil, falls(ref, "the stimulus %.100q has no body", name)
}

// described finds what describes a drawing and is kept as its alt.
var described = regexp.MustCompile(`\s(aria-label|role)=("[^"<]*"|'[^'<]*')`)

// picture keeps a picture or table of another program: SVG that is a drawing of
// shapes and text with a description, or a table of words.
func (r *reading) picture(n *node) error {
	if r.figure != nil {
		return falls(n, "the item has more than one picture or table; a question has one figure")
	}
	if n.name == "table" {
		return r.table(n)
	}
	f := &question.Figure{Kind: "geometry", Alt: strings.TrimSpace(n.attr["alt"])}
	if f.Alt == "" {
		f.Alt = strings.TrimSpace(n.attr["arialabel"])
	}
	if f.Alt == "" && n.name == "object" {
		f.Alt = strings.TrimSpace(n.words())
	}
	switch {
	case f.Alt == "":
		return falls(n, "a picture has no description (alt), without which not everybody can answer")
	case n.name == "svg":
		f.SVG = described.ReplaceAllString(string(n.raw), "")
		if err := ownSpaces(n, &f.SVG); err != nil {
			return err
		}
	default:
		src := n.attr["src"] + n.attr["data"] // of <img> and of <object>
		name, ok := resolve(r.file, src)
		switch {
		case !ok:
			return falls(n, "the picture %.100q is no path inside of the package", src)
		case !strings.HasSuffix(strings.ToLower(name), ".svg"):
			return falls(n, "the picture %.100q is not SVG; no other picture is kept", name)
		}
		b, err := r.open(name)
		if err != nil {
			return falls(n, "%v", err)
		}
		if at := bytes.Index(b, []byte("<svg")); at > 0 && bytes.HasPrefix(b, []byte("<?xml")) { // the declaration before it
			b = b[at:]
		}
		f.SVG = string(bytes.TrimSpace(b))
		if err := ownSpaces(n, &f.SVG); err != nil {
			return err
		}
	}
	r.figure = f
	return nil
}

// spaces are the namespaces that a drawing declares beside SVG's own.
var spaces = regexp.MustCompile(`\sxmlns:([A-Za-z_][\w.-]*)=("[^"<]*"|'[^'<]*')`)

// ownSpaces takes out of a drawing the namespaces that nothing in it is of, as
// drawing programs leave them behind; one that is used is named.
func ownSpaces(n *node, svg *string) error {
	for _, m := range spaces.FindAllStringSubmatch(*svg, -1) {
		if used := regexp.MustCompile(`[\s</]` + regexp.QuoteMeta(m[1]) + `:([\w.-]+)`).FindStringSubmatch(*svg); used != nil {
			return falls(n, "the drawing uses %.60s, of the namespace %.100s; shapes and text of SVG alone are kept", m[1]+":"+used[1], m[2])
		}
	}
	*svg = spaces.ReplaceAllString(*svg, "")
	return nil
}

func (r *reading) table(n *node) error {
	f := &question.Figure{Kind: "table", Alt: strings.TrimSpace(n.attr["arialabel"] + n.attr["summary"])}
	if c := n.child("caption"); c != nil {
		title, err := r.text(c.kids...)
		if err != nil {
			return err
		}
		f.Title = title
	}
	for _, tr := range n.all("tr") {
		var row []string
		for _, cell := range tr.kids {
			switch {
			case cell.name == "":
			case cell.name != "td" && cell.name != "th":
				return falls(cell, "<%.40s> stands in a row of a table", cell.name)
			case cell.attr["colspan"] != "" && cell.attr["colspan"] != "1", cell.attr["rowspan"] != "" && cell.attr["rowspan"] != "1":
				return falls(cell, "a cell of a table spans several")
			default:
				text, err := r.text(cell.kids...)
				if err != nil {
					return err
				}
				row = append(row, text)
			}
		}
		if f.Columns == nil {
			f.Columns = row
		} else {
			f.Rows = append(f.Rows, row)
		}
	}
	if f.Alt == "" { // it is words already, and reads as such
		f.Alt = strings.TrimPrefix(f.Title+": ", ": ") + strings.Join(f.Columns, ", ")
		for _, row := range f.Rows {
			f.Alt += "; " + strings.Join(row, ", ")
		}
	}
	r.figure = f
	return nil
}

// feedback fills in rationales.
func (r *reading) feedback(q *question.Question, interaction *node) error {
	texts := map[string]string{}
	for _, m := range r.root.kids {
		if m.name != "modalfeedback" {
			continue
		}
		text, err := r.text(m.kids...)
		if err != nil {
			return err
		}
		texts[m.attr["identifier"]] = text
	}
	used := map[string]bool{}
	for i, c := range interaction.all("simplechoice") {
		id := c.attr["identifier"]
		q.Choices[i].Rationale = texts[id]
		used[id] = true
		for _, f := range c.all("feedbackinline") {
			text, err := r.text(f.kids...)
			if err != nil {
				return err
			}
			q.Choices[i].Rationale = strings.TrimSpace(q.Choices[i].Rationale + " " + text)
		}
	}
	if q.Type == question.Typed {
		switch {
		case r.extras != nil:
			q.Rationale, used["RIGHT"] = texts["RIGHT"], true
			for i, e := range r.extras.Entries {
				id := "WRONG-" + strconv.Itoa(i+1)
				q.EntryErrors = append(q.EntryErrors, question.EntryError{Entry: e.Entry, Rationale: texts[id], Misconception: e.Misconception})
				used[id] = true
			}
		case len(texts) == 1:
			for id, text := range texts {
				q.Rationale, used[id] = text, true
			}
		}
	}
	for _, m := range r.root.kids {
		if m.name == "modalfeedback" && !used[m.attr["identifier"]] {
			r.note(m, "feedback that belongs to no choice was left out")
		}
	}
	if p := r.root.child("responseprocessing"); p != nil && r.extras == nil && p.attr["template"] == "" {
		r.note(p, "its own scoring is not run; the correct response is the key")
	}
	return nil
}
