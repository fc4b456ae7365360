package main

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"satprep/internal/question"
)

// The questions of the first form make a form again; a pool that cannot leaves no
// file behind.
func TestQuestionsAssemble(t *testing.T) {
	t.Parallel()
	bank, err := question.Embedded()
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	var lines [3]bytes.Buffer // two halves of the first form, and all but a question of it
	taken := 0
	for _, q := range bank.Questions {
		if q.Use != question.Forms || q.FormID() != "1" {
			continue
		}
		line, err := question.Line(q)
		if err != nil {
			t.Fatal(err)
		}
		half := &lines[taken%2]
		half.Write(append(line, '\n'))
		if taken > 0 {
			lines[2].Write(append(line, '\n'))
		}
		taken++
	}
	files := [3]string{}
	for i := range files {
		files[i] = filepath.Join(dir, string(rune('a'+i))+".jsonl")
		if err := os.WriteFile(files[i], lines[i].Bytes(), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	out := filepath.Join(dir, "out.jsonl")
	r := satprep(t, nil, "", "questions", "assemble", "--in", files[2], "--forms", "7", "--out", out)
	if r.code != 65 || !strings.Contains(r.out, "unmet: ") || !strings.Contains(r.err, "nothing was written") {
		t.Errorf("exit code %d, %q, %q", r.code, r.out, r.err)
	}
	for _, c := range [][2]string{{files[0] + "," + files[0], "stands in"}, {dir + "/none", "cannot be read"}} {
		if r := satprep(t, nil, "", "questions", "assemble", "--in", c[0], "--forms", "7", "--out", out); r.code == 0 || !strings.Contains(r.err, c[1]) {
			t.Errorf("--in %s: exit code %d, %q", c[0], r.code, r.err)
		}
	}
	if r := satprep(t, nil, "", "questions", "assemble", "--in", files[0], "--forms", "a b"); r.code != usage {
		t.Errorf("exit code %d, %q", r.code, r.err)
	}
	if left, _ := os.ReadDir(dir); len(left) != len(files) {
		t.Errorf("files were left: %v", left)
	}
	r = satprep(t, nil, "", "questions", "assemble", "--in", files[0], "--in", files[1], "--forms", "7", "--out", out, "--json")
	var report question.Assembly
	if err := json.Unmarshal([]byte(r.out), &report); r.code != 0 || err != nil || len(report.Forms) != 1 || len(report.Unused)+len(report.Unmet) > 0 {
		t.Fatalf("exit code %d, %v, %q, %s", r.code, err, r.err, r.out)
	}
	file, err := os.Open(out)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	made, err := question.ReadAll(file)
	if err != nil || made.Err() != nil || len(made.Questions) != taken {
		t.Fatalf("%d questions, %v, %v", len(made.Questions), err, made.Err())
	}
	if forms := question.NewBank(made.Questions, nil).Forms(); len(forms) != 1 || forms[0].ID != "7" || forms[0].Version != report.Forms[0].Version {
		t.Errorf("the forms are %v", forms)
	}
	for name, args := range map[string][]string{"stdout": {"--out", "-"}, "report": nil} {
		r := satprep(t, nil, "", append([]string{"questions", "assemble", "--in", files[0] + "," + files[1], "--forms", "7"}, args...)...)
		text := r.out
		if name == "stdout" {
			text = r.err
		}
		if r.code != 0 || !strings.Contains(text, "135 questions for forms, 0 unused, 1 forms, 0 unmet; seed 1") || (name == "stdout") != strings.HasPrefix(r.out, "{") {
			t.Errorf("%s: exit code %d, %q, %.200q", name, r.code, r.err, r.out)
		}
	}
}
