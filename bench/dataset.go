package main

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"
)

// benchDataset: a package of everything, and one of interactions alone, from a
// log with 85 answers and 15 turns of 400 bytes in a hundred, with consent,
// pseudonyms and redaction. It prints what each step took and how large the
// process was.
func benchDataset(ctx context.Context, s *settings) error {
	data, err := s.folder("dataset")
	if err != nil {
		return err
	}
	tokens, err := s.importUsers(ctx, data, 1000)
	if err != nil {
		return err
	}
	if err := s.consentAll(ctx, data, tokens); err != nil {
		return err
	}
	s.turns = true
	if err := s.fill(ctx, data, s.exported, false); err != nil {
		return err
	}
	recipe, err := exec.CommandContext(ctx, s.bin, "dataset", "recipes", "everything").Output()
	if err != nil {
		return fmt.Errorf("reading the recipe: %w", err)
	}
	text := strings.Replace(string(recipe), "origins: [real, staff]", "origins: [simulated]", 1)
	if err := s.build(ctx, data, "everything", text, "aim <= 90 s for a million"); err != nil {
		return err
	}
	from, to := strings.Index(text, "configs:"), strings.Index(text, "privacy:")
	if from < 0 || to < from {
		return errors.New("the recipe everything has no configs before its privacy")
	}
	alone := strings.Replace(text[:from], "name: everything", "name: interactions", 1) + "configs: [interactions]\n" + text[to:]
	return s.build(ctx, data, "interactions", alone, "aim >= 40,000 records/s")
}

// build makes a package by the text of a recipe.
func (s *settings) build(ctx context.Context, data, name, recipe, aim string) error {
	path := filepath.Join(data, name+".yaml")
	if err := os.WriteFile(path, []byte(recipe), 0o600); err != nil {
		return err
	}
	cmd := exec.CommandContext(ctx, s.bin, "dataset", "build", "--recipe", path, "--data", data, "--out", filepath.Join(s.dir, "package-"+name), "--json")
	out, err := cmd.StdoutPipe()
	if err != nil {
		return err
	}
	cmd.Stderr = os.Stderr
	began := time.Now()
	if err := cmd.Start(); err != nil {
		return err
	}
	most := 0.0
	v := &server{cmd: cmd}
	step, since, used := "", began, time.Duration(0)
	over := func() { // in processor time too: others may use the machine
		if step != "" {
			now := cpu(cmd.Process.Pid)
			s.print("  %-24s %6.1f s  %6.1f s CPU  %8.0f records/s  %4.0f MB at most so far", step, time.Since(since).Seconds(), (now - used).Seconds(), float64(s.exported)/time.Since(since).Seconds(), most)
			used = now
		}
	}
	lines := bufio.NewScanner(out)
	for lines.Scan() {
		var line struct {
			Step    string `json:"step"`
			Records int    `json:"records"`
		}
		if err := json.Unmarshal(lines.Bytes(), &line); err != nil {
			return err
		}
		most = max(most, v.peak())
		if line.Step != step {
			over()
			step, since = line.Step, time.Now()
		}
	}
	if err := cmd.Wait(); err != nil {
		return fmt.Errorf("building: %w", err)
	}
	took := time.Since(began).Seconds()
	state := cmd.ProcessState
	s.print("dataset of %s from %d records: %.1f s, %.1f s CPU, %.0f records/s for the whole path (%s), at most %.0f MB resident (aim <= 256)",
		name, s.exported, took, (state.UserTime() + state.SystemTime()).Seconds(), float64(s.exported)/took, aim, most)
	return nil
}
