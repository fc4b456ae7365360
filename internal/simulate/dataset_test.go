package simulate_test

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"satprep/internal/account"
	"satprep/internal/app"
	"satprep/internal/app/apptest"
	"satprep/internal/consent"
	"satprep/internal/dataset"
	"satprep/internal/interaction"
	"satprep/internal/session"
	"satprep/internal/simulate"
	"satprep/internal/table"
	"satprep/internal/uid"
)

// A simulated school that lived a month ago fills every config of words and
// decisions, and an admin's edit the last.
func TestASchoolFillsTheDatasets(t *testing.T) {
	t.Parallel()
	s := apptest.Start(t, func(c *app.Config) { c.Simulation, c.TutorChoice = true, .3 })
	_, err := simulate.Run(t.Context(), simulate.Options{Server: s.URL(), Students: 30, Days: 9, Seed: 3, Workers: 4, Tutor: true, Start: time.Now().UTC().Truncate(24*time.Hour).AddDate(0, 0, -40)})
	if err != nil {
		t.Fatal(err)
	}
	kinds := map[interaction.Kind]int{}
	byTurn := map[uid.ID]uid.ID{} // turns of learners who agreed to training, by id: their subject
	err = s.Rooms.Log.Scan(t.Context(), 0, 0, func(r *interaction.Record) error {
		kinds[r.Kind]++
		if p, _ := interaction.Purpose("ai_training"); r.Kind == interaction.TutorTurn && r.Consent.Purposes&p != 0 {
			body, err := interaction.BodyAs[interaction.Turn](r)
			if err != nil {
				return err
			}
			if body.Finish == "stop" && body.Refused == "" && r.Asked.Question != "" {
				byTurn[r.ID] = r.Subject
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, k := range []interaction.Kind{interaction.TutorTurn, interaction.TutorRated, interaction.TutorRegenerated, interaction.TutorChosen} {
		if kinds[k] == 0 {
			t.Errorf("nobody made a record of kind %s: %v", k, kinds)
		}
	}
	if len(byTurn) == 0 {
		t.Fatal("nobody who agreed to training asked the tutor")
	}
	editor := admin(t, s)
	// How often the few who agreed rate is left to chance; that somebody does is not.
	value := 1
	for id, subject := range byTurn {
		learner, err := s.Rooms.Accounts.FindBySubject(t.Context(), subject)
		if err != nil {
			t.Fatal(err)
		}
		if err := s.Rooms.Tutor.Rate(t.Context(), learner.Actor, id, value, nil, session.Client{}); err != nil {
			t.Fatal(err)
		}
		value = -value
	}
	for id := range byTurn {
		if err := s.Rooms.Tutor.Edit(t.Context(), editor, id, "Read the question's last sentence once more, then tell me what it asks for."); err != nil {
			t.Fatal(err)
		}
	}
	const configs = "sft preference unpaired bandit_tutor bandit_practice verifiable remediation"
	out := filepath.Join(t.TempDir(), "made")
	recipe := fmt.Sprintf("name: a-school\ntitle: A school\npurpose: ai_training\norigins: [simulated, staff]\nconfigs: [%s]\nsplit: {train: 1, validation: 0, test: 0}\nprivacy: {k: 1, free_text: true}\ngates: {planted_pii: {limit: 1, then: warn}}\n",
		strings.ReplaceAll(configs, " ", ", "))
	if _, err := s.Rooms.Datasets.Build(t.Context(), dataset.Job{Recipe: []byte(recipe), Out: out}); err != nil {
		t.Fatal(err)
	}
	for config := range strings.FieldsSeq(configs) {
		n := rowsOf(t, filepath.Join(out, "data", config, "train-00000-of-00001.parquet"))
		if n == 0 {
			t.Errorf("the school left no row in %s", config)
		}
		if left := leftOut(t, out, config); config == "remediation" && n+left != len(byTurn) { // left out: a turn that quotes a question kept back
			t.Errorf("%d edits made %d rows, and %d were left out", len(byTurn), n, left)
		}
	}
	everyBuiltInRecipe(t, s)
	keepPackage(t, s)
}

var originsLine = regexp.MustCompile(`(?m)^origins:.*\n`)

// everyBuiltInRecipe builds each recipe that comes with the program, but of
// simulated learners, holds the package against its manifest, its signature and
// its people, and makes it a second time, to the byte.
func everyBuiltInRecipe(t *testing.T, s *app.App) {
	t.Helper()
	for _, name := range dataset.BuiltIn() {
		text, err := dataset.BuiltInRecipe(name)
		if err != nil {
			t.Fatal(err)
		}
		recipe := append(originsLine.ReplaceAll(text, nil), "origins: [simulated, staff]\n"...)
		dir := t.TempDir()
		made, again := filepath.Join(dir, "made"), filepath.Join(dir, "again")
		r, err := s.Rooms.Datasets.Build(t.Context(), dataset.Job{Recipe: recipe, Out: made})
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		v, err := s.Rooms.Datasets.Verify(t.Context(), made, true)
		if err != nil || !v.OK() || len(v.Warnings) > 0 || v.Release == nil || v.Release.ID != r.ID {
			t.Errorf("%s: %v, %+v", name, err, v)
		}
		if err := s.Rooms.Datasets.Rebuild(t.Context(), &v, again, nil); err != nil || !v.OK() {
			t.Errorf("%s made again: %v, %v", name, err, v.Problems)
		}
		t.Logf("%s: %d records of %d learners, %d files, the same again", name, r.Records, r.Learners, v.Files)
	}
}

// keepPackage leaves a package of every config where SATPREP_KEEP_PACKAGE says,
// for readers that are not ours.
func keepPackage(t *testing.T, s *app.App) {
	t.Helper()
	out := os.Getenv("SATPREP_KEEP_PACKAGE")
	if out == "" {
		return
	}
	recipe := fmt.Sprintf("name: kept\ntitle: Every config\npurpose: ai_training\norigins: [simulated, staff]\nconfigs: [%s]\nprivacy: {k: 1, free_text: true}\ngates: {planted_pii: {limit: 1, then: warn}}\n",
		strings.Join(dataset.ShapeNames(), ", "))
	if _, err := s.Rooms.Datasets.Build(t.Context(), dataset.Job{Recipe: []byte(recipe), Out: out}); err != nil {
		t.Fatal(err)
	}
}

// leftOut is how many rows the card says a config left out.
func leftOut(t *testing.T, out, config string) (n int) {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(out, "README.md"))
	if err != nil {
		t.Fatal(err)
	}
	_, section, ok := strings.Cut(string(text), "\n## `"+config+"`")
	if !ok {
		t.Fatalf("the card says nothing of %s", config)
	}
	section, _, _ = strings.Cut(section, "\n## ")
	_, table, ok := strings.Cut(section, "| why | rows |\n|---|---:|\n")
	if !ok {
		return 0
	}
	for line := range strings.SplitSeq(table, "\n") {
		cells := strings.Split(line, "|")
		if len(cells) != 4 {
			break
		}
		rows, err := strconv.Atoi(strings.TrimSpace(cells[2]))
		if err != nil {
			t.Fatal(err)
		}
		n += rows
	}
	return n
}

func rowsOf(t *testing.T, path string) int {
	t.Helper()
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		t.Fatal(err)
	}
	r, err := table.OpenParquet(f, info.Size())
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	return int(r.Rows())
}

// admin is an admin who agrees to training with their words.
func admin(t *testing.T, s *app.App) account.Actor {
	t.Helper()
	var report strings.Builder
	done, err := s.Rooms.Accounts.Import(t.Context(), strings.NewReader("user_id,role,age_band,name\nada,admin,18_plus,Ada\n"), &report)
	if err != nil || done.Refused > 0 {
		t.Fatal(err, done.Refusals)
	}
	a, err := s.Rooms.Accounts.Find(t.Context(), "ada")
	if err != nil {
		t.Fatal(err)
	}
	if _, _, err := s.Rooms.Consents.Change(t.Context(), a.Actor, "ada", []consent.Choice{{Purpose: "ai_training", Granted: true}}); err != nil {
		t.Fatal(err)
	}
	return a.Actor
}
