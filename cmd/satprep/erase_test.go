package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"satprep/internal/consent"
	"satprep/internal/erasure"
	"satprep/internal/signing"
)

// What an operator does when somebody wants to be forgotten, and what whoever
// gets the receipt can do with it.
func TestEraseAndReceipt(t *testing.T) {
	t.Parallel()
	top := t.TempDir()
	data, other, moved := filepath.Join(top, "data"), filepath.Join(top, "other"), filepath.Join(top, "moved")
	must := func(code int, says string, args ...string) string {
		t.Helper()
		r := satprep(t, nil, "user_id,role,age_band,name,email\nada,student,13_17,Ada Canary,\nbo,student,13_17,Bo,\n", args...)
		if r.code != code || !strings.Contains(r.out+r.err, says) {
			t.Fatalf("satprep %s: exit code %d, want %d with %q\n%s%s", strings.Join(args, " "), r.code, code, says, r.out, r.err)
		}
		return r.out
	}
	file := func(name, text string) string {
		t.Helper()
		path := filepath.Join(top, name)
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	must(0, "ada ", "user", "import", "-", "--data", data)
	must(0, "mirror: ", "rebuild", "all", "--data", data)
	main, keys := filepath.Join(top, "main.tar"), filepath.Join(top, "keys.tar")
	must(0, "main backup", "backup", "--data", data, "--out", main)
	must(0, "keys backup", "backup", "--data", data, "--out", keys, "--keys")
	must(usage, "--yes", "erase", "ada", "--data", data)
	must(usage, "must not name", "erase", "ada", "--yes", "--reason", "canary asked", "--data", data)
	must(66, "no such user", "erase", "nobody", "--yes", "--data", data)
	text := must(0, "", "erase", "ada", "--yes", "--reason", "asked by letter", "--json", "--data", data)
	var r erasure.Receipt
	if err := json.Unmarshal([]byte(text), &r); err != nil || r.State != erasure.Completed || r.By != "operator" || r.Counts.Records == 0 {
		t.Fatalf("%s: %v", text, err)
	}
	if mirror := read(t, data); strings.Contains(mirror, `"ada"`) || !strings.Contains(mirror, `"bo"`) {
		t.Errorf("the mirror: %s", mirror)
	}

	receipt := file("receipt.json", text)
	key := strings.TrimSpace(must(0, "ed25519:", "receipt", "key", "--data", data))
	must(66, "no instance", "receipt", "key", "--data", other)
	must(0, "", "migrate", "--data", other)
	elsewhere := strings.TrimSpace(must(0, "ed25519:", "receipt", "key", "--data", other))
	must(0, "Good: erasure "+r.ID, "receipt", "verify", receipt, "--data", data)
	must(0, "Good", "receipt", "verify", receipt, "--key", key, "--data", filepath.Join(top, "nowhere"))
	must(0, "Good", "receipt", "verify", receipt, "--key", file("key.txt", key+"\n"))
	must(73, "another instance", "receipt", "verify", receipt, "--key", elsewhere)
	must(73, "another instance", "receipt", "verify", receipt, "--data", other)
	must(66, "no signing key", "receipt", "verify", receipt, "--data", filepath.Join(top, "nowhere"))
	signer, err := signing.Find(data)
	if err != nil {
		t.Fatal(err)
	}
	at := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	choice := consent.Receipt{Version: 1, UserID: "bo", State: 7, At: at, Key: signer.ID(), Changes: []consent.Changed{{Purpose: "ai_training", TextVersion: "ai_training.v1", TextDigest: "d", By: "learner", At: at, RecordedAt: at}}}
	if choice.Signature, err = signer.Seal("satprep consent receipt\n", choice); err != nil {
		t.Fatal(err)
	}
	said, err := json.Marshal(choice)
	if err != nil {
		t.Fatal(err)
	}
	must(0, "Good: consent of bo, state 7, 2026-03-01 12:00 UTC: learner withdrew ai_training (ai_training.v1)", "receipt", "verify", file("consent.json", string(said)), "--data", data)
	must(65, "changed", "receipt", "verify", file("changed.json", strings.Replace(string(said), `"granted":false`, `"granted":true`, 1)), "--data", data)
	must(65, "missing", "receipt", "verify", file("bare.json", `{"consent_receipt":1}`), "--data", data)
	must(73, "another instance", "receipt", "verify", file("consent.json", string(said)), "--data", other)
	must(66, "", "receipt", "verify", filepath.Join(top, "none.json"), "--data", data)
	must(65, "changed", "receipt", "verify", file("changed.json", strings.Replace(text, `"records":`, `"records":1`, 1)), "--data", data)
	must(65, "no receipt", "receipt", "verify", file("nonsense.json", "{}"), "--data", data)
	must(65, "no receipt of satprep: it is cut short", "receipt", "verify", file("cut.json", text[:len(text)/2]), "--data", data)
	must(65, "no receipt of satprep: it is empty", "receipt", "verify", file("empty.json", ""), "--data", data)
	must(65, "broken at byte 1", "receipt", "verify", file("binary.json", "\x00\x01"), "--data", data)
	must(65, "base64", "receipt", "verify", receipt, "--key", "ed25519:nonsense")

	// A backup from before: it holds her, and forgets her again.
	must(66, "", "restore", "--in", main, "--keys", keys, "--erasures", filepath.Join(top, "none"), "--data", filepath.Join(top, "m"))
	must(0, "Erased again: 1 people", "restore", "--in", main, "--keys", keys, "--erasures", filepath.Join(data, "erasures.jsonl"), "--data", moved)
	if mirror := read(t, moved); strings.Contains(mirror, `"ada"`) || !strings.Contains(mirror, `"bo"`) {
		t.Errorf("the mirror after the restore: %s", mirror)
	}
	must(66, "no such user", "user", "token", "ada", "--data", moved)
	must(0, "", "user", "token", "bo", "--data", moved)
	if again := strings.TrimSpace(must(0, "", "receipt", "key", "--data", moved)); again != key {
		t.Error("the signing key did not come with the keys")
	}
	must(0, "main backup", "backup", "--data", moved, "--out", filepath.Join(top, "second.tar"), "--files")
	must(0, "Restored", "restore", "--in", filepath.Join(top, "second.tar"), "--data", filepath.Join(top, "bare"))
	if b, err := os.ReadFile(filepath.Join(top, "bare", "erasures.jsonl")); err != nil || strings.Count(string(b), "\n") != 1 {
		t.Errorf("the list in a backup: %q (%v)", b, err)
	}
	if b, err := os.ReadFile(filepath.Join(top, "second.tar")); err != nil || strings.Contains(string(b), "PRIVATE KEY") {
		t.Errorf("an ordinary backup holds the signing key (%v)", err)
	}
}
