package qti

import (
	"bytes"
	"crypto/sha256"
	"encoding/base32"
	"errors"
	"fmt"
	"io"
	"path"
	"strings"

	"satprep/internal/fault"
	"satprep/internal/question"
)

// Defaults are what questions are that do not say so themselves, as all do that
// other programs wrote. Without a skill these are refused.
type Defaults struct {
	Skill      string // slug
	Difficulty question.Difficulty
	Use        question.Use
}

// A Result is what was read. Taken and refused are as many as found.
type Result struct {
	Questions []*question.Question `json:"-"`
	Found     int                  `json:"found"`
	Taken     []Taken              `json:"taken"`
	Refused   []Refusal            `json:"refused"`
	Notes     []Refusal            `json:"notes"` // what was left out of a question that was taken, or of the package

	ids   map[string]string // to the file of the question
	files map[string]bool   // that were read as items
	shut  map[string]bool   // files that the archive refused
}

// Taken is an item that became a question.
type Taken struct {
	File string `json:"file"`
	Item string `json:"item"` // its identifier
	ID   string `json:"id"`   // of the question
}

// A Refusal is something that was not taken. Line is 0, and Item "", where it is
// not about one.
type Refusal struct {
	File string `json:"file"`
	Line int    `json:"line,omitempty"`
	Item string `json:"item,omitempty"`
	Why  string `json:"why"`
}

// String is "file:line: item: why".
func (r Refusal) String() string {
	s := r.File
	if r.Line > 0 {
		s += fmt.Sprint(":", r.Line)
	}
	if r.Item != "" {
		s += ": " + r.Item
	}
	return s + ": " + r.Why
}

// Read reads a package, or a single item. What is wrong in it is refused, each
// with its reason, and the rest is taken; the error is that nothing of it can be
// read (Invalid).
func Read(r io.ReaderAt, size int64, name string, d Defaults) (_ *Result, err error) {
	defer fault.In(&err, "qti.Read")
	if place, ok := question.Place(d.Skill); d.Skill != "" && (!ok || place.Skill == "") {
		return nil, fault.At("skill", "There is no skill %.60q; satprep questions stats lists them.", d.Skill)
	}
	if d.Difficulty == "" {
		d.Difficulty = question.Medium
	}
	if d.Use == "" {
		d.Use = question.Practice
	}
	out := &Result{Taken: []Taken{}, Refused: []Refusal{}, Notes: []Refusal{}, ids: map[string]string{}, files: map[string]bool{}, shut: map[string]bool{}}
	start := make([]byte, 4)
	if n, _ := r.ReadAt(start, 0); n == 4 && bytes.HasPrefix(start, []byte("PK")) {
		return out, out.readPackage(r, size, d)
	}
	if size > maxFile {
		return nil, fault.New(fault.Invalid, "The file is neither a zip file nor an item of at most %d MiB.", maxFile>>20)
	}
	text, err := io.ReadAll(io.NewSectionReader(r, 0, size))
	if err != nil {
		return nil, err
	}
	out.Found++
	out.take(name, text, d, func(string) ([]byte, error) {
		return nil, errors.New("a single item has no other files; import its package")
	})
	return out, nil
}

func (r *Result) refuse(file string, line int, item, why string) {
	r.Refused = append(r.Refused, Refusal{file, line, item, why})
}

func (r *Result) readPackage(in io.ReaderAt, size int64, d Defaults) error {
	a, err := openArchive(in, size, func(file, why string) {
		r.Found++
		r.shut[file] = true
		r.refuse(file, 0, "", why)
	})
	if err != nil {
		return err
	}
	list := ""
	for _, name := range a.names {
		if path.Base(name) == manifest && (list == "" || len(name) < len(list)) {
			list = name
		}
	}
	root, err := r.readManifest(a, list)
	if err != nil {
		r.Found++
		line, why := reason(err)
		r.refuse(manifest, line, "", why+"; so every item that is found is read")
		r.readAll(a, d)
		return nil
	}
	known := map[string]bool{list: true}
	items := 0
	for _, res := range root.all("resource") {
		if r.resource(a, list, res, d, known) {
			items++
		}
	}
	if items == 0 {
		r.Found++
		r.refuse(list, root.line, "", "lists no item; so every item that is found is read")
		r.readAll(a, d)
		return nil
	}
	for _, name := range a.names {
		if !known[name] {
			r.Notes = append(r.Notes, Refusal{File: name, Why: "is in no resource of the manifest, and was left alone"})
		}
	}
	return nil
}

func (r *Result) readManifest(a *archive, name string) (*node, error) {
	if name == "" {
		return nil, errors.New("is missing")
	}
	text, err := a.read(name)
	if err != nil {
		return nil, err
	}
	root, err := parse(text)
	if err == nil && root.name != "manifest" {
		err = falls(root, "is no manifest but <%.40s>", root.name)
	}
	return root, err
}

// resource takes or refuses what a resource of the manifest names, and reports
// whether that is an item.
func (r *Result) resource(a *archive, list string, res *node, d Defaults, known map[string]bool) bool {
	kind := strings.ToLower(res.attr["type"])
	missing := ""
	hrefs := []string{res.attr["href"]}
	for _, f := range res.all("file") {
		hrefs = append(hrefs, f.attr["href"])
	}
	for _, href := range hrefs {
		if name, ok := resolve(list, href); ok {
			known[name] = true
			if a.files[name] == nil && missing == "" {
				missing = name
			}
		}
	}
	if !strings.HasPrefix(kind, "imsqti_") || strings.Contains(kind, "stimulus") {
		return false // files that items use
	}
	item := res.attr["identifier"]
	file, ok := resolve(list, res.attr["href"])
	if ok && r.shut[file] && a.files[file] == nil {
		return true // it was found and refused as a file already
	}
	r.Found++
	switch {
	case !strings.HasPrefix(kind, "imsqti_item_xmlv2p") && !strings.HasPrefix(kind, "imsqti_item_xmlv3p"):
		r.refuse(list, res.line, item, fmt.Sprintf("is of type %.60q; only items of QTI 2 and 3 are taken, and those of a test one by one", kind))
	case !ok:
		r.refuse(list, res.line, item, fmt.Sprintf("names the file %.100q, which is no path inside of the package", res.attr["href"]))
	case missing != "":
		r.refuse(list, res.line, item, fmt.Sprintf("needs the file %.200q, which is not in the package or was refused", missing))
	case r.files[file]:
		r.Found--
		r.Notes = append(r.Notes, Refusal{list, res.line, item, fmt.Sprintf("names the file %.200q, which another resource names too; it was read once", file)})
	default:
		r.files[file] = true
		text, err := a.read(file)
		if err != nil {
			r.refuse(file, 0, item, err.Error())
			break
		}
		r.take(file, text, d, a.read)
	}
	return true
}

// readAll takes every item of a package without a manifest.
func (r *Result) readAll(a *archive, d Defaults) {
	for _, name := range a.names {
		if strings.ToLower(path.Ext(name)) != ".xml" || path.Base(name) == manifest {
			continue
		}
		r.Found++
		text, err := a.read(name)
		if err != nil {
			r.refuse(name, 0, "", err.Error())
			continue
		}
		r.take(name, text, d, a.read)
	}
}

// reason is the line and the words of an error.
func reason(err error) (line int, why string) {
	var f *fall
	if errors.As(err, &f) {
		return f.line, f.why
	}
	var known *fault.Error
	if errors.As(err, &known) {
		return 0, fault.Sentence(err)
	}
	return 0, err.Error()
}

// take makes a question of a file that was found, or refuses it.
func (r *Result) take(file string, text []byte, d Defaults, open func(string) ([]byte, error)) {
	root, err := parse(text)
	if err != nil {
		line, why := reason(err)
		r.refuse(file, line, "", why)
		return
	}
	item := root.attr["identifier"]
	i := &reading{file: file, root: root, open: open, defaults: d}
	q, err := i.question()
	if err != nil {
		line, why := reason(err)
		r.refuse(file, line, item, why)
		return
	}
	if first, twice := r.ids[q.ID]; twice {
		r.refuse(file, root.line, item, fmt.Sprintf("has the id %s, as %s has already", q.ID, first))
		return
	}
	r.ids[q.ID] = file
	for _, n := range i.notes {
		n.File, n.Item = file, item
		r.Notes = append(r.Notes, n)
	}
	r.Questions = append(r.Questions, q)
	r.Taken = append(r.Taken, Taken{file, item, q.ID})
}

// foreignID makes of another program's identifier an id that questions may have:
// the same for the same, and none that can be guessed to be one of ours.
func foreignID(identifier string) string {
	sum := sha256.Sum256([]byte(identifier))
	return "qti-" + strings.ToLower(base32.StdEncoding.EncodeToString(sum[:5]))
}
