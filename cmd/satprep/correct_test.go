package main

import (
	"encoding/json"
	"strings"
	"testing"

	"satprep/internal/question"
)

func TestQuestionsCorrect(t *testing.T) {
	t.Parallel()
	bank, err := question.Embedded()
	if err != nil {
		t.Fatal(err)
	}
	q := bank.Questions[0]
	for q.Type != question.Choices {
		bank.Questions = bank.Questions[1:]
		q = bank.Questions[0]
	}
	key := "A"
	if q.Keys[0] == key {
		key = "B"
	}
	dir := instance(t)
	correct := func(args ...string) ran {
		return satprep(t, nil, "", append([]string{"questions", "correct", "--data", dir}, args...)...)
	}
	if r := correct(q.ID, "--key", key); r.code != 65 || !strings.Contains(r.err, q.Keys[0]+": a wrong choice names its misconception") {
		t.Errorf("without a misconception: exit code %d, %q, %q", r.code, r.err, r.out)
	}
	r := correct(q.ID, "--key", strings.ToLower(key), "--note", "It says so, in line two; see there.", "--rationale", key+"=The second line says it; nothing else fits.", "--rationale", q.Keys[0]+"=The first line alone says that, and the second takes it back.", "--misconception", q.Keys[0]+"=reads-one-line", "--step", "Read line two, then three.", "--step", "Compare.")
	if r.code != 0 || !strings.HasPrefix(r.out, "the key of "+q.ID+" is now "+key+", version ") || !strings.Contains(r.out, "; 0 tests and diagnostics scored anew\n") || strings.Contains(r.out, "to mend: ") {
		t.Fatalf("exit code %d, %q, %q", r.code, r.err, r.out)
	}
	r = correct(q.ID, "--key", key, "--json")
	var again struct {
		Unchanged int
		Version   string
		Keys      []string
	}
	if err := json.Unmarshal([]byte(r.out), &again); err != nil || again.Unchanged != 1 || again.Keys[0] != key || again.Version == q.Version {
		t.Errorf("%v, the same again: %q %q", err, r.out, r.err)
	}
	exported := satprep(t, nil, "", "questions", "export", "--data", dir)
	if !strings.Contains(exported.out, "The second line says it; nothing else fits.") || !strings.Contains(exported.out, `"misconception":"reads-one-line"`) || !strings.Contains(exported.out, `"steps":["Read line two, then three.","Compare."]`) {
		t.Error("what was written of the key is not in the bank")
	}
	for name, args := range map[string][]string{
		"no key":         {q.ID},
		"a fifth letter": {q.ID, "--key", "E"},
		"no such id":     {"none", "--key", "A"},
		"no such choice": {q.ID, "--key", q.Keys[0], "--rationale", "E=x"},
	} {
		if r := correct(args...); r.code == 0 || r.err == "" {
			t.Errorf("%s: exit code %d, %q", name, r.code, r.out)
		}
	}
}

// An import that corrects a key says so, and which form is not whole any more.
func TestImportSaysWhatItDid(t *testing.T) {
	t.Parallel()
	bank, err := question.Embedded()
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	put := func(q *question.Question, more ...string) ran {
		t.Helper()
		line, err := question.Line(q)
		if err != nil {
			t.Fatal(err)
		}
		return satprep(t, nil, "\ufeff"+string(line)+"\n", append([]string{"questions", "import", "-", "--data", dir}, more...)...)
	}
	for _, q := range bank.Questions {
		if q.Use != question.Forms || q.Type != question.Choices {
			continue
		}
		edited := *q
		edited.Keys = []string{"A"}
		if q.Keys[0] == "A" {
			edited.Keys = []string{"B"}
		}
		if r := put(&edited); r.code != 0 || !strings.Contains(r.out, "0 added, 1 changed,") || !strings.Contains(r.out, "1 keys corrected, and 0 tests and diagnostics scored anew") || strings.Contains(r.out, "no longer whole") {
			t.Errorf("a key: exit code %d, %q, %q", r.code, r.out, r.err)
		}
		edited.Use, edited.Form, edited.Slot = question.Practice, "", ""
		if r := put(&edited); r.code != 0 || !strings.Contains(r.out, "no longer whole, so that no test begins with them: form "+q.FormID()+"\n") {
			t.Errorf("out of its form: exit code %d, %q, %q", r.code, r.out, r.err)
		}
		break
	}
	for _, q := range bank.Questions {
		if q.Use == question.Forms && q.Section == question.Math && q.Slot == question.First {
			added := *q
			added.ID, added.Family, added.Form = "new-aaaaaa", "new-aaaaaa", "9"
			want := "not whole yet, so that no test begins with it: form 9: all of Reading & Writing, Math m1 has 1 of 20 questions, Math m2e has 0 of 20 questions, Math m2h has 0 of 20 questions\n"
			if r := put(&added); r.code != 0 || !strings.Contains(r.out, want) || strings.Contains(r.out, "no longer whole") {
				t.Errorf("into a new form: exit code %d, %q, %q", r.code, r.out, r.err)
			}
			break
		}
	}
	for _, more := range [][]string{{"--skill", "percentages"}, {"--difficulty", "hard"}, {"--format", "csv", "--skill", "percentages"}} {
		if r := put(bank.Questions[0], more...); r.code != usage || !strings.Contains(r.err, "--skill and --difficulty are for QTI") {
			t.Errorf("%v: exit code %d, %q", more, r.code, r.err)
		}
	}
	if r := put(bank.Questions[0], "--format", "qti", "--difficulty", "harsh"); r.code != usage {
		t.Errorf("a difficulty that is none: exit code %d, %q", r.code, r.err)
	}
}
