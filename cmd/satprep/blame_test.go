package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// What is wrong is called by where it was said.
func TestAValueIsBlamedOnWhereItCameFrom(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	for file, says := range map[string]string{"drain: abc": "drain in ", "addr: \":abc\"": "addr in ", "tutor: [gpt]": "tutor in "} {
		if err := os.WriteFile(filepath.Join(dir, "satprep.yaml"), []byte(file), 0o600); err != nil {
			t.Fatal(err)
		}
		if r := satprep(t, nil, "", "serve", "--data", dir); r.code != usage || !strings.Contains(r.err, says+filepath.Join(dir, "satprep.yaml")) || strings.Contains(r.err, "--"+file[:4]) {
			t.Errorf("%s: exit code %d, %s", file, r.code, r.err)
		}
	}
	for env, says := range map[string]string{
		"SATPREP_DRAIN=abc":      "SATPREP_DRAIN",
		"SATPREP_LOG_LEVEL=loud": "SATPREP_LOG_LEVEL",
		"SATPREP_SCHOOL=perhaps": "SATPREP_SCHOOL",
		"SATPREP_ADDR=:abc":      "SATPREP_ADDR is HOST:PORT",
		"SATPREP_DB=x":           "SATPREP_DB: The database",
		"SATPREP_EARS=x":         "SATPREP_EARS: ",
	} {
		name, _, _ := strings.Cut(env, "=")
		flag := "--" + strings.ToLower(strings.ReplaceAll(strings.TrimPrefix(name, "SATPREP_"), "_", "-"))
		if r := satprep(t, []string{env}, "", "serve", "--data", t.TempDir()); r.code != usage || !strings.Contains(r.err, says) || strings.Contains(r.err, flag) {
			t.Errorf("%s: exit code %d, %s", env, r.code, r.err)
		}
	}
}
