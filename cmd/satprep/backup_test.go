package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// A day in an operator's life: users, a backup with its keys, a restore on
// another machine, and everything that follows from the log made anew.
func TestBackupRestoreRebuild(t *testing.T) {
	t.Parallel()
	top := t.TempDir()
	data, moved := filepath.Join(top, "data"), filepath.Join(top, "moved")
	in, keys := filepath.Join(top, "satprep.tar"), filepath.Join(top, "keys.tar")
	must := func(code int, says string, args ...string) string {
		t.Helper()
		r := satprep(t, nil, "user_id,role,age_band,name,email\nada,student,13_17,Ada,\n", args...)
		if r.code != code || !strings.Contains(r.out+r.err, says) {
			t.Fatalf("satprep %s: exit code %d, want %d with %q\n%s%s", strings.Join(args, " "), r.code, code, says, r.out, r.err)
		}
		return r.out
	}
	must(0, "ada ", "user", "import", "-", "--data", data)
	must(0, "mirror: ", "rebuild", "all", "--data", data)
	mirrored := read(t, data)
	if !strings.Contains(mirrored, `{"user_id":"ada",`) {
		t.Errorf("the mirror: %q", mirrored)
	}
	must(0, "main backup", "backup", "--data", data, "--out", in)
	must(0, "30 days", "backup", "--data", data, "--out", keys, "--keys")
	must(73, "already", "backup", "--data", data, "--out", in)
	must(usage, "pg_dump", "backup", "--data", data, "--out", in, "--db", "postgres://db/x")
	must(usage, "pg_restore", "restore", "--data", moved, "--in", in, "--db", "postgres://db/x")
	cut := filepath.Join(t.TempDir(), "cut.tar")
	if whole, err := os.ReadFile(in); err != nil || os.WriteFile(cut, whole[:len(whole)/2], 0o600) != nil {
		t.Fatal("no backup to cut", err)
	}
	must(65, "it was cut short. Nothing was restored", "restore", "--data", filepath.Join(t.TempDir(), "new"), "--in", cut)
	must(73, "not empty", "restore", "--data", data, "--in", in)
	must(66, "no file", "restore", "--data", moved, "--in", in+".not")
	must(0, "Restored: main backup", "restore", "--data", moved, "--in", in, "--keys", keys)
	if got := read(t, moved); got != mirrored {
		t.Errorf("the mirror after the restore: %q, before %q", got, mirrored)
	}
	must(0, "", "user", "token", "ada", "--data", moved)
	must(0, "proficiency: ", "rebuild", "proficiency", "--data", moved)
	must(0, "0 taken now, 0 refused again", "rebuild", "events", "--data", moved)
	must(usage, "mirror, proficiency", "rebuild", "nothing", "--data", moved)
	bare := filepath.Join(top, "bare")
	must(0, "No keys were restored", "restore", "--data", bare, "--in", in)
}

func read(t *testing.T, data string) string {
	t.Helper()
	b, err := os.ReadFile(filepath.Join(data, "ai_data", "interactions.jsonl"))
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}
