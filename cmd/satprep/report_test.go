package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// A page of a file of parameters, its answers and a model's predictions; and what no page comes of.
func TestCalibrateReport(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	at := func(name, text string) string {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	params := at("p.json", `{"model":"2pl","variance":1,"items":[{"name":"q1","a":1,"b":-0.5,"c":0},{"name":"q2","a":1.4,"b":0.5,"c":0}]}`)
	answers := at("r.csv", "q1,q2\n"+strings.Repeat("1,1\n1,0\n0,0\n", 20))
	model := at("t.json", `{"model":"elo","auc":null,"bins":[{"from":0,"to":1,"n":9,"predicted":0.5,"right":0.4}]}`)
	out := filepath.Join(dir, "page.html")
	if r := satprep(t, nil, "", "calibrate", "report", "--params="+params, "--in="+answers, "--train="+model, "--out="+out); r.code != 0 {
		t.Fatalf("exit code %d: %s", r.code, r.err)
	}
	page, err := os.ReadFile(out)
	if err != nil || !strings.Contains(string(page), "60 persons by their EAP") || !strings.Contains(string(page), "elo, judged on") {
		t.Errorf("%v: %.200s", err, page)
	}
	instance := filepath.Join(dir, "data")
	if r := satprep(t, nil, "", "migrate", "--data="+instance); r.code != 0 {
		t.Fatal(r.err)
	}
	if r := satprep(t, nil, "", "calibrate", "report", "--data="+instance); r.code != 0 || !strings.Contains(r.out, "The parameter set in force") {
		t.Errorf("exit code %d: %.200s %s", r.code, r.out, r.err)
	}
	for _, c := range []struct {
		args []string
		code int
		says string
	}{
		{[]string{"--in=" + answers}, usage, "go with --params"},
		{[]string{"--params=" + params, "--key=" + answers}, usage, "goes with --in"},
		{[]string{"--params=" + params, "--run=x"}, 64, "can't be used together"},
		{[]string{"--params=" + filepath.Join(dir, "none")}, 66, "cannot be read"},
		{[]string{"--params=" + params, "--train=" + params}, 65, "train --json"},
		{[]string{"--params=" + params, "--out=" + filepath.Join(dir, "no", "folder")}, 73, "cannot be written"},
		{[]string{"--run=nothing", "--data=" + instance}, 66, "no such calibration"},
		{[]string{"--run=019c0b7e-5f10-7a3c-8f4e-2b6f6a1d2c3e", "--data=" + instance}, 66, "no such calibration"},
	} {
		if r := satprep(t, nil, "", append([]string{"calibrate", "report"}, c.args...)...); r.code != c.code || !strings.Contains(r.err, c.says) {
			t.Errorf("%v: exit code %d, %q", c.args, r.code, r.err)
		}
	}
}
