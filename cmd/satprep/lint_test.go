package main

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"satprep/internal/qti"
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
		"an empty file":          {"\n", []string{"lint"}, 65, "0 questions, 0 errors", -1},
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
	// Tables and packages are judged as they are imported.
	var table, zip bytes.Buffer
	if _, err := question.WriteCSV(&table, bank.Questions[:3]); err != nil {
		t.Fatal(err)
	}
	if _, err := qti.Write(&zip, bank.Questions[:3]); err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	for name, b := range map[string][]byte{"bank.csv": table.Bytes(), "bank.zip": zip.Bytes(), "half.xml": []byte("<assessmentItem>")} {
		if err := os.WriteFile(filepath.Join(dir, name), b, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	for _, c := range []struct {
		args string
		code int
		out  string
		err  string
	}{
		{"lint bank.csv", 0, "3 questions, 0 errors", ""},
		{"lint bank.zip", 0, "3 questions, 0 errors", ""},
		{"lint half.xml", 65, "error: half.xml:1: is not well-formed XML", "1 errors were found"},
		{"stats bank.csv", 0, "3 questions of 3 families", ""},
		{"stats bank.zip", 0, "3 questions of 3 families", ""},
		{"stats half.xml", 65, "", "1 items cannot be taken; the first is half.xml:1"},
		{"stats bank.csv --skill percentages", usage, "", "--skill and --difficulty are for QTI"},
		{"assemble bank.zip --forms 2", 65, "unmet: ", "nothing was written"},
		{"assemble bank.zip --forms 2,2", usage, "", "Form 2 is named twice"},
	} {
		args := strings.Fields(c.args)
		r := satprep(t, nil, "", append([]string{"questions", args[0], "--in", filepath.Join(dir, args[1])}, args[2:]...)...)
		if r.code != c.code || !strings.Contains(r.out, c.out) || !strings.Contains(r.err, c.err) || strings.Contains(r.out+r.err, ": :") {
			t.Errorf("%s: exit code %d, %q, %q", c.args, r.code, r.err, r.out)
		}
	}
	if r := satprep(t, nil, table.String(), "questions", "stats", "--in", "-", "--format", "csv"); r.code != 0 {
		t.Errorf("a table from stdin: %q", r.err)
	}
	if r := satprep(t, nil, "", "questions", "stats", "--format", "csv"); r.code != usage || !strings.Contains(r.err, "name it with --in") {
		t.Errorf("a form without a file: exit code %d, %q", r.code, r.err)
	}
	if r := satprep(t, nil, "", "questions", "stats", "--json", "--in", "/nowhere/at/all"); r.code == 0 || !strings.Contains(r.err, "cannot be read") {
		t.Errorf("exit code %d, %q", r.code, r.err)
	}
}
