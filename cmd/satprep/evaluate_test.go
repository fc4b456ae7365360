package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"satprep/internal/trial"
)

func TestSimulatePolicies(t *testing.T) {
	t.Parallel()
	args := []string{"simulate", "--policy", "max_information,random", "--students", "300", "--length", "10"}
	r := satprep(t, nil, "", args...)
	for _, want := range []string{"300 learners x 10 of 586 questions of math", "coverage", "overlap", "exposure", "content", "by ability", "geometry-and-trigonometry"} {
		if !strings.Contains(r.out, want) {
			t.Errorf("no %q in\n%s%s", want, r.out, r.err)
		}
	}
	if again := satprep(t, nil, "", args...); r.code != 0 || again.out != r.out {
		t.Errorf("code %d, or not the same twice", r.code)
	}
	var report trial.Report
	r = satprep(t, nil, "", append(args, "--json", "--questions", "100", "--slope", "1.9", "--section", "rw", "--epsilon", ".05", "--error-b", ".2")...)
	if err := json.Unmarshal([]byte(r.out), &report); err != nil || len(report.Rules) != 2 || report.Questions != 100 || report.Epsilon != .05 || report.ErrorB != .2 || !(report.Rules[0].RMSE < report.Rules[1].RMSE) {
		t.Errorf("%v: %s%s", err, r.out, r.err)
	}
	for _, c := range []struct {
		args, says string
	}{
		{"--policy best", "There is no rule \"best\""},
		{"--policy learn,guess", "max_information, randomesque, progressive, learn or random"},
		{"--policy learn --students 0", "1 to 1000000 learners"},
		{"--policy learn --students 10000000", "1 to 1000000 learners"},
		{"--policy learn --length 0", "1 to 200 questions"},
		{"--policy learn --length 30 --questions 20", "fewer than the 30"},
		{"--policy learn --questions 10000000", "1 to 100000 questions"},
		{"--policy learn --questions=-1", "1 to 100000 questions"},
		{"--policy learn --questions 50 --slope NaN", "between .1 and 5"},
		{"--policy learn --epsilon NaN", "epsilon is a share"},
		{"--policy learn --error-b NaN", "error of b"},
		{"--policy learn --section art", "rw or math"},
		{"--policy learn --server http://localhost:1", "--server is of a school of learners"},
		{"--policy learn --days 3", "--days is of a school of learners"},
		{"--policy=", "--policy names no rule"},
		{"--policy learn --slope 2", "say with --questions"},
		{"--length 5", "--length is of --policy"},
	} {
		r := satprep(t, nil, "", append([]string{"simulate"}, strings.Fields(c.args)...)...)
		if r.code != usage || !strings.Contains(r.err, c.says) || strings.Count(r.err, "\n") != 1 {
			t.Errorf("%s: code %d, %q", c.args, r.code, r.err)
		}
	}
}

func TestEvaluate(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "choices.jsonl")
	simulated := []string{"evaluate", "--policy", "max_information", "--logged", "randomesque", "--epsilon", ".1", "--students", "200", "--length", "8", "--json"}
	var truth, told trial.Verdict
	r := satprep(t, nil, "", append(simulated, "--out", file)...)
	if err := json.Unmarshal([]byte(r.out), &truth); err != nil || truth.Truth == nil || !truth.SNIPS.Holds(*truth.Truth) || truth.Effective < 100 {
		t.Fatalf("%v: %s%s", err, r.out, r.err)
	}
	r = satprep(t, nil, "", "evaluate", "--policy", "max_information", "--in", file, "--json")
	if err := json.Unmarshal([]byte(r.out), &told); err != nil || told.IPS != truth.IPS || told.SNIPS != truth.SNIPS || told.Truth != nil || told.Choices != 1600 {
		t.Errorf("%v: %s%s", err, r.out, r.err)
	}
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	few := strings.Join(strings.SplitAfter(string(text), "\n")[:80], "")
	r = satprep(t, nil, few, "evaluate", "--policy", "random", "--in", "-")
	for _, want := range []string{"effective sample size", "largest", "IPS", "SNIPS", "95 % interval", "do not rely"} {
		if r.code != 0 || !strings.Contains(r.out, want) {
			t.Errorf("no %q in %s%s", want, r.out, r.err)
		}
	}
	data := "--data=" + t.TempDir()
	if r := satprep(t, nil, "", "migrate", data); r.code != 0 { // an instance without records
		t.Fatalf("exit code %d: %s", r.code, r.err)
	}
	for _, c := range []struct {
		args string
		code int
		says string
	}{
		{"--policy best --in " + file, usage, "There is no rule \"best\""},
		{"--policy learn --in " + file, usage, "The table says what \"max_information\" would have chosen"},
		{"--policy random --reward joy --in " + file, usage, "no reward \"joy\""},
		{"--policy random --in nowhere.jsonl", 66, "cannot be read"},
		{"--policy random --in " + file + " --logged learn", usage, "name one"},
		{"--policy random --in " + file + " --simulated", usage, "--simulated is of the log"},
		{"--policy random --in " + file + " --out x", usage, "--out writes"},
		{"--policy random --logged learn --students 100", 65, "At 2000 of 2000 choices random would choose"},
		{"--policy learn --logged best", usage, "no rule \"best\""},
		{"--policy learn --logged learn --students 1", 73, "two learners"},
		{"--policy learn --logged learn --students 0", usage, "1 to 1000000 learners"},
		{"--policy learn --logged learn --epsilon NaN", usage, "epsilon is a share"},
		{"--policy learn " + data, 73, "no choice to value a rule by"},
	} {
		r := satprep(t, nil, "", append([]string{"evaluate"}, strings.Fields(c.args)...)...)
		if r.code != c.code || !strings.Contains(r.err, c.says) || strings.Count(r.err, "\n") != 1 {
			t.Errorf("%s: code %d, %q", c.args, r.code, r.err)
		}
	}
}
