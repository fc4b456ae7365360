package main

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"

	"satprep/internal/question"
)

func TestQuestionsLintAndStats(t *testing.T) {
	t.Parallel()
	bank, err := question.Embedded()
	if err != nil {
		t.Fatal(err)
	}
	var good bytes.Buffer
	for _, q := range bank.Questions[:3] {
		line, err := question.Line(q)
		if err != nil {
			t.Fatal(err)
		}
		good.Write(append(line, '\n'))
	}
	twice := good.String() + strings.ReplaceAll(good.String()[:strings.Index(good.String(), "\n")+1], bank.Questions[0].ID, "twn-aaaaaa")
	for name, c := range map[string]struct {
		in     string
		args   []string
		code   int
		out    string
		errors int // with --json
	}{
		"lint of good ones":      {good.String(), []string{"lint"}, 0, "3 questions, 0 errors (0 near-duplicates), 0 warnings", -1},
		"a question twice":       {twice, []string{"lint", "--json"}, 65, "", 2},
		"a line that is none":    {good.String() + "{\n", []string{"lint", "--json"}, 65, "", 1},
		"the same, in words":     {good.String() + "{\n", []string{"lint"}, 65, "error: line 4: ", -1},
		"stats of good ones":     {good.String(), []string{"stats"}, 0, "3 questions of 3 families", -1},
		"stats of a broken file": {good.String() + "{\n", []string{"stats"}, 65, "", -1},
	} {
		r := satprep(t, nil, c.in, append([]string{"questions"}, append(c.args, "--in", "-")...)...)
		if r.code != c.code || !strings.Contains(r.out, c.out) || (r.code != 0) != (r.err != "") {
			t.Errorf("%s: exit code %d, %q, %q", name, r.code, r.err, r.out)
		}
		var a question.Audited
		if c.errors < 0 {
			continue
		}
		if err := json.Unmarshal([]byte(r.out), &a); err != nil || len(a.Errors) != c.errors {
			t.Errorf("%s: %v, %v", name, err, a.Errors)
		}
	}
	if r := satprep(t, nil, "", "questions", "stats", "--json", "--in", "/nowhere/at/all"); r.code == 0 || !strings.Contains(r.err, "cannot be read") {
		t.Errorf("exit code %d, %q", r.code, r.err)
	}
}
