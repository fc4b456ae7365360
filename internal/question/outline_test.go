package question

import (
	"math"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"satprep/internal/fault"
	"satprep/internal/irt"
)

func TestScope(t *testing.T) {
	t.Parallel()
	rw, m := irt.Scope{Section: RW}, irt.Scope{Section: Math}
	conventions := irt.Scope{Section: RW, Domain: "standard-english-conventions"}
	fss := irt.Scope{Section: RW, Domain: conventions.Domain, Skill: "form-structure-and-sense"}
	systems := irt.Scope{Section: Math, Domain: "algebra", Skill: "systems-of-two-linear-equations"}
	for text, want := range map[string][]irt.Scope{
		"Math": {m}, "math": {m}, " MATH ": {m}, "rw": {rw}, "R&W": {rw}, "Reading & Writing": {rw}, "reading and writing": {rw}, "Reading&Writing": {rw},
		"Both": {rw, m}, "both": {rw, m},
		"Standard English Conventions": {conventions}, "standard-english-conventions": {conventions}, "STANDARD ENGLISH CONVENTIONS": {conventions},
		"Algebra": {{Section: Math, Domain: "algebra"}}, "problem-solving AND data analysis": {{Section: Math, Domain: "problem-solving-and-data-analysis"}},
		"Systems of two linear equations in two variables": {systems}, "systems-of-two-linear-equations": {systems},
		"Form, Structure, and Sense": {fss}, "form structure and sense": {fss},
		"One-variable data: Distributions and measures of center and spread": {{Section: Math, Domain: "problem-solving-and-data-analysis", Skill: "one-variable-data"}},
	} {
		got, err := Scope(text)
		if d := cmp.Diff(want, got); err != nil || d != "" {
			t.Errorf("%q: %v %s", text, err, d)
		}
	}
	for _, text := range []string{"", "Science", "Math!x", "Algebra Math", "élan"} {
		_, err := Scope(text)
		if !fault.Is(err, fault.Invalid) || !strings.Contains(fault.Sentence(err), "Both; Reading & Writing; Craft and Structure; Words in Context") ||
			text != "" && strings.Contains(fault.Sentence(err), text) { // what somebody sends may be personal
			t.Errorf("%q: %v", text, err)
		}
	}
}

// The outline is that of the digital SAT.
func TestOutline(t *testing.T) {
	t.Parallel()
	skills, questions, minutes := 0, 0, 0
	for _, s := range Sections {
		share, low, high := 0.0, 0, 0
		for _, d := range s.Domains {
			share += d.Share
			low += d.Low
			high += d.High
			skills += len(d.Skills)
			for _, k := range d.Skills {
				if scope, ok := Place(k.Slug); !ok || scope != (irt.Scope{Section: s.Slug, Domain: d.Slug, Skill: k.Slug}) || Name(k.Slug) != k.Name {
					t.Errorf("%s is placed at %v", k.Slug, scope)
				}
			}
		}
		if math.Abs(share-1) > 1e-9 || low > 2*s.Operational || high < 2*s.Operational {
			t.Errorf("%s: shares %v, %d to %d questions", s.Slug, share, low, high)
		}
		questions += 2 * (s.Operational + s.Pretest)
		minutes += 2 * s.Minutes
	}
	if skills != 29 || questions != 98 || minutes != 134 {
		t.Errorf("%d skills, %d questions, %d minutes", skills, questions, minutes)
	}
}

func TestShares(t *testing.T) {
	t.Parallel()
	algebra := irt.Scope{Section: Math, Domain: "algebra"}
	if got := Shares(algebra); len(got) != 1 || got[algebra] != 1 {
		t.Errorf("got %v", got)
	}
	if got := Shares(irt.Scope{Section: RW}, irt.Scope{Section: Math}); len(got) != 8 || got[algebra] != .35 {
		t.Errorf("got %v", got)
	}
}
