package main

import (
	"bytes"
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// What a table and a file of parameters do not share is said, and a table of times flags who did not read.
func TestScoreAndPersons(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	file := func(name, text string) string {
		path := filepath.Join(folder, name)
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	params := file("params.json", `{"model":"2pl","items":[{"name":"q1","a":1,"b":0},{"name":"q2","a":1,"b":null},{"name":"q3","a":1.2,"b":0.4}]}`)
	in := file("in.csv", "user_id;q1;q2;q3;q4\r\nann;1;0;1;0\r\nbob;;1;;1\r\n")
	r := satprep(t, nil, "", "score", "--params", params, "--in", in, "--method", "ml")
	if r.code != 0 || r.err != "satprep: 2 of the 4 items of the table have no parameters and are left out: q2, q4\n" || !strings.Contains(r.out, "+Inf") {
		t.Errorf("%+v", r)
	}
	if bob := strings.Fields(r.out[strings.Index(r.out, "bob"):]); bob[1] != "–" {
		t.Errorf("who answered nothing that is known has an ability: %q", bob)
	}
	times := file("times.csv", "user_id,item_id,seconds\nann,q1,1\nann,q3,80\nbob,q1,50\n")
	r = satprep(t, nil, "", "calibrate", "persons", "--params", params, "--in", in, "--times", times)
	if r.code != 0 || !strings.Contains(r.out, "rapid") || !strings.Contains(r.out, "ann") || strings.Contains(r.out, "bob") {
		t.Errorf("%+v", r)
	}
	r = satprep(t, nil, "", "calibrate", "persons", "--params", params, "--in", in, "--times", times, "--json")
	var persons []map[string]any
	if err := json.Unmarshal([]byte(r.out), &persons); err != nil || len(persons) != 2 || persons[0]["rapid"] != 1. || persons[0]["effort"] != .5 || persons[1]["timed"] != 1. {
		t.Errorf("%+v %v", r, err)
	}
	if r := satprep(t, nil, "", "calibrate", "persons", "--params", params, "--in", in, "--times", file("bad.csv", "user_id,item_id,seconds\nann,q1,-1\n")); r.code != 65 || !strings.Contains(r.err, "Line 2") {
		t.Errorf("%+v", r)
	}
	groups := file("groups.csv", "user_id,group\nann,A\nbob,B\nann,B\n")
	if r := satprep(t, nil, "", "calibrate", "dif", "--in", in, "--groups", groups, "--focal", "B"); r.code != 65 || !strings.Contains(r.err, `Line 4 of `+groups) {
		t.Errorf("two groups of one person: %+v", r)
	}
	if _, err := os.Stat("/dev/full"); err == nil {
		in := file("two.csv", "q1,q2\n1,0\n0,1\n1,1\n0,0\n1,0\n")
		for _, args := range [][]string{{"calibrate", "--model", "1pl", "--in", in}, {"calibrate", "report", "--params", params}} {
			if r := satprep(t, nil, "", append(args, "--out", "/dev/full")...); r.code != 73 || !strings.Contains(r.err, "/dev/full could not be written whole") {
				t.Errorf("%v: %+v", args, r)
			}
		}
	}
}

// Ctrl-C ends a verb where it is, and says so.
func TestInterrupted(t *testing.T) {
	t.Parallel()
	ctx, stop := context.WithCancel(t.Context())
	stop()
	for _, args := range [][]string{{"calibrate", "--model", "2pl", "--in", "-"}, {"train", "--model", "elo", "--in", "-"}} {
		var out, errs bytes.Buffer
		code := run(ctx, args, nil, streams{strings.NewReader("q1,q2\n1,0\n0,1\n"), &out, &errs})
		if code != interrupted || !strings.HasPrefix(errs.String(), "satprep: Interrupted") || strings.Count(errs.String(), "\n") != 1 || out.Len() > 0 {
			t.Errorf("%v: exit code %d, %q %q", args, code, out.String(), errs.String())
		}
	}
}
