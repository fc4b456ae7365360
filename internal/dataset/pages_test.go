package dataset

import (
	"bytes"
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"satprep/internal/interaction"
	"satprep/internal/question"
)

var update = flag.Bool("update", false, "write golden files")

// paged are the configs whose contract pages hold columns and an example row
// that come from the program.
var paged = []string{"sft", "preference", "unpaired", "bandit_tutor", "bandit_practice", "verifiable", "remediation",
	"interactions", "kt_csv", "kt_pykt", "ednet_kt4", "datashop", "irt_matrix", "xapi"}

// plainExample is the file below formats/ that shows a config without a
// schema.
var plainExample = map[string]string{"kt_pykt": "train_valid.txt", "ednet_kt4": "train/u0.csv", "datashop": "train.txt", "xapi": "train.jsonl"}

// exampleStory is the small log that the examples are rows of.
func exampleStory(t *testing.T) *Learner {
	t.Helper()
	q := pick(t, 0, func(q *question.Question) bool {
		return q.Skill == "percentages" && q.Use == question.Practice && q.Type == question.Choices && keptFamily(q)
	})
	other := func(n int) *question.Question {
		return pick(t, n, func(x *question.Question) bool {
			return x.Use == question.Practice && x.Skill == q.Skill && x.Family != q.Family
		})
	}
	next := other(0)
	s := tell(t, 7)
	s.l.AgeBand, s.l.Device = "18_plus", "phone"
	s.answer(next, true, func(e *Event) {
		e.Session, e.Position, e.Policy, e.PolicyVersion, e.Epsilon, e.Eligible = s.talk, 1, "max_information", "1", .05, 40
		e.Support = []interaction.Chance{{ID: next.ID, P: .6}, {ID: q.ID, P: .4}}
		e.Propensity, e.Draw = some(.05/40+.95*.6), some(.25)
		e.ThetaBefore, e.SEBefore, e.ThetaAfter, e.SEAfter, e.TimeMS = some(0.), some(1.), some(.25), some(.9375), some(int64(41_000))
	})
	s.answer(q, false, nil)
	wrong := s.l.Events[1].Answer
	choice, _ := q.Choice(wrong)
	hint := s.turn(q, "Why is my answer wrong?", "You took the percentage of the wrong amount. Percent of what does the question ask?", func(_ *Event, t *Turn) {
		t.Stage, t.Level, t.Move, t.Intent = "wrong", 2, "rationale", "why_mine"
		t.Work = "You chose " + wrong + " (“" + choice.Text + "”) after 38 seconds."
		t.Arms = []interaction.Arm{{Move: "rationale", Template: "1f0c2a9b7d3e"}, {Move: "rationale", Template: "8c41d6e0b572"}}
		t.Arm = t.Arms[0]
	})
	s.edit(hint, "You took the percentage of the wrong amount. Percent of what does the question ask?", "Underline the words after “percent of”. Is that the amount you multiplied?")
	s.wait(26 * time.Hour)
	s.answer(other(1), true, nil)
	return s.l
}

// dictionary and example stand between these lines of a page.
var (
	columnsPart = regexp.MustCompile(`(?s)(<!-- columns -->\n).*?(<!-- end of columns -->)`)
	examplePart = regexp.MustCompile(`(?s)(<!-- example -->\n).*?(<!-- end of example -->)`)
)

// The contract pages say what the schemas say, and show rows that the program
// makes. go test ./internal/dataset -run Pages -update writes them anew.
func TestContractPages(t *testing.T) {
	t.Parallel()
	l := exampleStory(t)
	unedited := *l
	unedited.Events = nil
	for _, e := range l.Events {
		if e.Kind != interaction.TutorEdited {
			unedited.Events = append(unedited.Events, e)
		}
	}
	for _, name := range paged {
		shape, ok := shapeNamed(name)
		if !ok {
			t.Fatalf("there is no shape %s", name)
		}
		from := l
		if name == "unpaired" || name == "bandit_tutor" {
			from = &unedited
		}
		cooked := cookShape(t, name, nil, from)
		var example string
		if shape.Schema == nil {
			example = plain(t, cooked.file(t, name+"/"+plainExample[name]))
		} else if rows := cooked.rows[Train]; len(rows) > 0 {
			example = "```json\n" + pretty(t, shape, rows[0]) + "\n```\n"
		} else {
			t.Errorf("%s has no example", name)
			continue
		}
		path := filepath.Join("..", "..", "docs", "formats", "datasets", name+".md")
		page, err := os.ReadFile(path)
		if err != nil {
			t.Error(err)
			continue
		}
		made := string(page)
		if shape.Schema != nil {
			made = columnsPart.ReplaceAllString(made, "${1}"+dollars(shape.Schema.Dictionary())+"${2}")
		}
		made = examplePart.ReplaceAllString(made, "${1}"+dollars(example)+"${2}")
		if *update {
			if err := os.WriteFile(path, []byte(made), 0o644); err != nil {
				t.Error(err)
			}
			continue
		}
		if made != string(page) {
			t.Errorf("%s does not hold the columns and the example that the program makes; run go test ./internal/dataset -run Pages -update", path)
		}
		if columnsPart.MatchString(made) != (shape.Schema != nil) || !examplePart.MatchString(made) {
			t.Errorf("%s has no place for columns or example", path)
		}
		for _, want := range []string{"# `" + name + "`", shape.Consumer, "Left out", "Limits"} {
			if !strings.Contains(made, want) {
				t.Errorf("%s does not say %q", path, want)
			}
		}
	}
}

func dollars(s string) string { return strings.ReplaceAll(s, "$", "$$") }

// plain shows the first lines of a file; of JSON lines one, indented.
func plain(t *testing.T, text string) string {
	t.Helper()
	lines := strings.SplitAfter(text, "\n")
	if !strings.HasPrefix(text, "{") {
		return "```text\n" + strings.Join(lines[:min(len(lines), 10)], "") + "```\n"
	}
	var b bytes.Buffer
	if err := json.Indent(&b, []byte(lines[0]), "", "  "); err != nil {
		t.Fatal(err)
	}
	return "```json\n" + b.String() + "```\n"
}

// pretty writes a row in the order of its columns, one a line, null ones left
// out.
func pretty(t *testing.T, s Shape, row map[string]any) string {
	t.Helper()
	var lines []string
	for _, c := range s.Schema.Columns() {
		if row[c.Name] == nil {
			continue
		}
		var b bytes.Buffer
		enc := json.NewEncoder(&b)
		enc.SetEscapeHTML(false)
		if err := enc.Encode(row[c.Name]); err != nil {
			t.Fatal(err)
		}
		lines = append(lines, `"`+c.Name+`": `+strings.TrimSpace(b.String()))
	}
	return "{" + strings.Join(lines, ",\n ") + "}"
}
