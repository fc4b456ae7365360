package question

import (
	"slices"

	"satprep/internal/fault"
)

// Limits of a question's parts, beside MaxLine.
const (
	maxID     = 40
	maxAdjust = .4
)

// check refuses what the program could not serve or grade. What is merely bad
// authoring is Lint's matter.
func check(q *Question) error {
	place, known := Place(q.Skill)
	switch {
	case !identifier(q.ID):
		return fault.At("id", "an id is 1 to %d letters, digits, hyphens, dots or underscores", maxID)
	case !identifier(q.Family):
		return fault.At("family", "a family is 1 to %d letters, digits, hyphens, dots or underscores; a question without variants is its own", maxID)
	case !known || place.Skill == "":
		return fault.At("skill", "there is no skill %.60q", q.Skill)
	case !slices.Contains(difficulties, q.Difficulty):
		return fault.At("difficulty", "difficulty is easy, medium or hard")
	case !slices.Contains([]Use{Practice, Diagnostic, Forms, Pretest}, q.Use):
		return fault.At("use", "use is practice, form, diagnostic or pretest")
	case (q.Use == Forms) != (q.Slot != ""):
		return fault.At("slot", "slot stands with use form, and only there")
	case q.Slot != "" && !slices.Contains([]Slot{First, Easier, Harder}, q.Slot):
		return fault.At("slot", "slot is m1, m2e or m2h")
	case q.Form != "" && (q.Use != Forms || !identifier(q.Form)):
		return fault.At("form", "form is the id of a form and stands with use form only")
	case !(q.Adjust >= -maxAdjust && q.Adjust <= maxAdjust):
		return fault.At("adjust", "adjust is at least -0.4 and at most 0.4")
	case q.Use != Practice && slices.Contains(q.Tags, ReleasedTag):
		return fault.At("tags", "only a practice question may be %s: its key is published", ReleasedTag)
	case q.Stem == "":
		return fault.At("stem", "there is no stem")
	case place.Section == RW && q.Passage == "":
		return fault.At("passage", "a Reading & Writing question needs a passage")
	case place.Section == RW && q.Type != Choices:
		return fault.At("type", "a Reading & Writing question is of type choice")
	}
	if q.Figure != nil {
		if err := q.Figure.check(); err != nil {
			return fault.At("figure", "%v", err)
		}
	}
	for i, h := range q.Hints {
		if h.Level != i+1 || h.Level > 2 || len(h.Variants) == 0 || slices.Contains(h.Variants, "") {
			return fault.At("hints", "hints are of level 1, then 2, each with variants")
		}
	}
	if slices.Contains(q.Steps, "") {
		return fault.At("steps", "a step is empty")
	}
	switch q.Type {
	case Choices:
		return checkChoices(q)
	case Typed:
		return checkTyped(q)
	}
	return fault.At("type", "type is choice or spr")
}

func checkChoices(q *Question) error {
	if len(q.Choices) != len(letters) {
		return fault.At("choices", "there are %d choices and must be %d", len(q.Choices), len(letters))
	}
	for i, c := range q.Choices {
		switch {
		case c.ID != letters[i]:
			return fault.At("choices", "the ids of the choices are A, B, C, D in this order")
		case c.Text == "":
			return fault.At("choices", "choice %s has no text", c.ID)
		}
		for _, other := range q.Choices[:i] {
			if other.Text == c.Text {
				return fault.At("choices", "choices %s and %s are the same", other.ID, c.ID)
			}
		}
	}
	if len(q.Keys) != 1 || !slices.Contains(letters[:], q.Keys[0]) {
		return fault.At("keys", "keys is one letter of A, B, C, D")
	}
	if len(q.EntryErrors) > 0 || q.Rationale != "" {
		return fault.At("rationale", "rationale and entry_errors belong to type spr; a choice has its own rationale")
	}
	return nil
}

func checkTyped(q *Question) error {
	if len(q.Choices) > 0 {
		return fault.At("choices", "a question of type spr has no choices")
	}
	if len(q.Keys) == 0 {
		return fault.At("keys", "there is no key")
	}
	for _, k := range q.Keys {
		if err := checkKey(k); err != nil {
			return fault.At("keys", "key %.20q %v", k, err)
		}
	}
	for _, e := range q.EntryErrors {
		if err := CheckEntry(e.Entry); err != nil {
			return fault.At("entry_errors", "%.20q cannot be typed: %s", e.Entry, fault.Sentence(err))
		}
		if right, err := Grade(q, e.Entry); err != nil || right {
			return fault.At("entry_errors", "%.20q is right", e.Entry)
		}
	}
	return nil
}

func checkSkill(s *Skill) error {
	place, known := Place(s.Slug)
	switch {
	case !known || place.Skill == "":
		return fault.At("skill", "there is no skill %.60q", s.Slug)
	case s.Strategy == "":
		return fault.At("strategy", "there is no strategy")
	}
	s.Examples = filled(s.Examples)
	for _, e := range s.Examples {
		if e.Question == "" || len(e.Solution) == 0 || slices.Contains(e.Solution, "") || !slices.Contains(difficulties, e.Difficulty) {
			return fault.At("examples", "an example has a difficulty, a question and a solution in steps")
		}
	}
	return nil
}

// identifier reports whether s can be an id: it goes into addresses and files.
func identifier(s string) bool {
	if s == "" || len(s) > maxID || s[0] == '.' || s[0] == '-' {
		return false
	}
	for _, c := range []byte(s) {
		if !(c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '-' || c == '_' || c == '.') {
			return false
		}
	}
	return true
}
