package dataset_test

import (
	"context"
	"encoding/json"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"satprep/internal/account"
	. "satprep/internal/dataset"
	"satprep/internal/db"
	"satprep/internal/fault"
	"satprep/internal/interaction"
	"satprep/internal/uid"
)

var training = []string{"analytics", "research_export", "ai_training"}

// term fills a school with a small history: learners who agreed and one who did
// not, answers, and talk in which people are named.
func (s *school) term() (people []string) {
	s.t.Helper()
	agreed := s.enrol(training, "Ximena Quiroga", "Bartholomew Okonkwo", "Saoirse Delacroix", "Tancredi Umarov", "Wilhelmina Farrow")
	refused := s.enrol([]string{"analytics"}, "Peregrine Ashdown")
	for i, who := range append(agreed, refused...) {
		for n := range 12 {
			s.write(answered(who, i*7+n))
		}
		s.write(turn(who, i, "hi, I am Ximena Quiroga and bartholomew okonkwo sits beside me, mail q@example.com", "Look at the first equation, Ximena."))
		people = append(people, who.UserID)
	}
	return people
}

func TestBuildHoldsWhoAgreedAndNobodyElse(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, s *school, folder string) {
		people := s.term()
		r := s.build(Job{Recipe: recipe(allTrain)})
		if got := r.Version.String(); got != "1.0.0" || r.Learners != 5 || r.Records != 65 {
			t.Errorf("release %s of %d records of %d learners", got, r.Records, r.Learners)
		}
		if want := filepath.Join(folder, "datasets", "test-set", "1.0.0"); r.Folder != want {
			t.Errorf("the package lies in %s, want %s", r.Folder, want)
		}
		list := rows(t, r.Folder)
		if len(list) != 65 {
			t.Fatalf("%d rows, want 65", len(list))
		}
		for path, text := range contents(t, r.Folder) {
			for _, secret := range append(people, "Ximena", "Quiroga", "okonkwo", "Peregrine", "Ashdown", "q@example.com") {
				if strings.Contains(strings.ToLower(text), strings.ToLower(secret)) {
					t.Errorf("%s holds %s", path, secret)
				}
			}
		}
		queries := 0
		for _, row := range list {
			if q, _ := row["query"].(string); q != "" {
				queries++
				if q != "hi, I am [PERSON_1] and [PERSON_2] sits beside me, mail [EMAIL_1]" {
					t.Errorf("query %q", q)
				}
				if row["response"] != "Look at the first equation, [PERSON_1]." {
					t.Errorf("response %q", row["response"])
				}
			}
		}
		if queries != 5 {
			t.Errorf("%d turns, want 5", queries)
		}
	})
}

func TestRebuiltOnAnotherDayInAnotherZoneIsTheSameToTheByte(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, s *school, folder string) {
		s.term()
		r := s.build(Job{Recipe: recipe("")})
		more := s.enrol(training, "Zebulon Abernathy")
		s.write(answered(more[0], 1), turn(more[0], 2, "I know Wilhelmina", "Good."))
		s.clock = s.clock.In(time.FixedZone("elsewhere", -7*3600)).AddDate(0, 3, 1)
		again := filepath.Join(folder, "again")
		if v := s.rebuild(&r, again); !v.OK() {
			t.Errorf("these files differ: %v", v.Problems)
		}
		if a, b := contents(t, r.Folder), contents(t, again); !maps.Equal(a, b) {
			t.Errorf("%d files, rebuilt %d; they differ", len(a), len(b))
		}
	})
}

func TestWithdrawalMakesAMajorThatListsWhatWasRemoved(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, s *school, folder string) {
		s.term()
		first := s.build(Job{Recipe: recipe("")})
		if second := s.build(Job{Recipe: recipe("")}); second.Version.String() != "1.0.1" {
			t.Errorf("nothing changed, and the version is %s", second.Version)
		}
		more := s.enrol(training, "Zebulon Abernathy")
		s.write(answered(more[0], 1))
		third := s.build(Job{Recipe: recipe("")})
		if third.Version.String() != "1.1.0" {
			t.Errorf("a record came, and the version is %s", third.Version)
		}
		s.agree(more[0], false, "ai_training")
		v, err := s.Verify(t.Context(), third.Folder, true)
		if err != nil || v.OK() || !strings.Contains(v.Problems[0], "1 of the people in it have withdrawn") {
			t.Errorf("live verdict %+v, %v", v.Problems, err)
		}
		if _, err := s.OpenFile(t.Context(), third.ID, "README.md"); !fault.Is(err, fault.Conflict) {
			t.Errorf("a package with somebody who withdrew was handed out: %v", err)
		}
		fourth := s.build(Job{Recipe: recipe("")})
		if fourth.Version.String() != "2.0.0" || fourth.Removed != 1 {
			t.Errorf("version %s, %d removed", fourth.Version, fourth.Removed)
		}
		removed := contents(t, fourth.Folder)["REMOVED.jsonl"]
		ids := map[string]bool{}
		for _, row := range rows(t, third.Folder) {
			ids[row["id"].(string)] = true
		}
		if strings.Count(removed, "\n") != 2 || strings.Count(removed, `"learner"`) != 1 || !slices.ContainsFunc(slices.Collect(maps.Keys(ids)), func(id string) bool { return strings.Contains(removed, id) }) {
			t.Errorf("REMOVED.jsonl is %q, no record of %s", removed, third.Version)
		}
		for _, row := range rows(t, fourth.Folder) {
			if ids[row["id"].(string)] {
				t.Fatal("a MAJOR has the names of the one before: the releases can be joined by id")
			}
		}
		if v, err := s.Verify(t.Context(), first.Folder, false); err != nil || !v.OK() {
			t.Errorf("verdict on the first release: %+v, %v", v.Problems, err)
		}
	})
}

func TestOtherPrivacyMakesAMajor(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, s *school, _ string) {
		s.term()
		s.build(Job{Recipe: recipe("")})
		other := []byte(strings.Replace(string(recipe("")), "k: 1", "k: 2", 1))
		if r := s.build(Job{Recipe: other}); r.Version.String() != "2.0.0" || r.Removed != 0 {
			t.Errorf("k is another, and the version %s with %d removed", r.Version, r.Removed)
		}
	})
}

// Without the split key the test split would be another: a line that has one is not
// gone on with, also where a new MAJOR would have a new release key anyway.
func TestLostSplitKeyEndsALine(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, s *school, _ string) {
		people := s.term()
		who, err := s.Accounts.Find(t.Context(), people[0])
		if err != nil {
			t.Fatal(err)
		}
		s.build(Job{Recipe: recipe("")})
		err = s.keys.Write(t.Context(), func(tx *db.Tx) error {
			_, err := tx.Exec(`DELETE FROM instance_key`)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		s.agree(who.Actor, false, "ai_training") // the next is a MAJOR
		if _, err := s.Service.Build(t.Context(), Job{Recipe: recipe("")}); !fault.Is(err, fault.Missing) || !strings.Contains(fault.Sentence(err), "split key") {
			t.Errorf("the next release of a line without its split key: %v", err)
		}
		other := []byte(strings.Replace(string(recipe("")), "test-set", "other-set", 1))
		s.clock = s.clock.Add(time.Hour)
		if r := s.build(Job{Recipe: other}); r.Version.String() != "1.0.0" {
			t.Errorf("under another name it is %s", r.Version)
		}
		// The other line's key is not this one's.
		if _, err := s.Service.Build(t.Context(), Job{Recipe: recipe("")}); !fault.Is(err, fault.Missing) || !strings.Contains(fault.Sentence(err), "split key") {
			t.Errorf("the line without its split key goes on with another's: %v", err)
		}
		if r := s.build(Job{Recipe: other}); r.Version.String() != "1.0.1" {
			t.Errorf("the other line goes on as %s", r.Version)
		}
	})
}

// Rebuilding a release whose key was lost makes no other one, under which the line
// would go on as if nothing had happened.
func TestRebuildingMakesNoKey(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, s *school, folder string) {
		s.term()
		r := s.build(Job{Recipe: recipe(""), Out: filepath.Join(folder, "first")})
		err := s.keys.Write(t.Context(), func(tx *db.Tx) error {
			_, err := tx.Exec(`DELETE FROM instance_key WHERE name LIKE 'dataset release %'`)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		if err := s.Rebuild(t.Context(), &Verdict{Folder: r.Folder, Release: &r}, filepath.Join(folder, "again"), nil); !fault.Is(err, fault.Missing) || !strings.Contains(fault.Sentence(err), "release key") {
			t.Errorf("rebuilding without the key: %v", err)
		}
		if _, err := s.Service.Build(t.Context(), Job{Recipe: recipe("")}); !fault.Is(err, fault.Missing) || !strings.Contains(fault.Sentence(err), "release key") {
			t.Errorf("after the attempt the line goes on: %v", err)
		}
	})
}

// Whoever has an earlier package finds in it, by what REMOVED.jsonl lists, every row
// that holds an edit which was taken back.
func TestRemovedReachesWhatAnEditMade(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, s *school, _ string) {
		who := s.enrol(training, "Ada Lindqvist", "Bo Karlsen", "Tutor Quimby")
		said := turn(who[0], 1, "Why is it that?", "Because of the first line.")
		s.write(answered(who[0], 1), answered(who[1], 2), said)
		edit := &interaction.Record{Subject: who[0].Subject, Actor: who[2].Subject, Kind: interaction.TutorEdited, Session: said.Session, Conversation: said.Conversation, Asked: said.Asked,
			Words: interaction.Words{Query: "Because of the first line.", Response: "Look at the second line once more."}, Body: interaction.Pointer{Of: said.ID}}
		s.write(edit)
		job := Job{Recipe: []byte(strings.Replace(string(recipe("")), "[interactions]", "[interactions, sft, remediation]", 1))}
		first := s.build(job)
		s.agree(who[2], false, "ai_training")
		second := s.build(job)
		if second.Version.Major != 2 {
			t.Fatalf("the author withdrew, and the version is %s", second.Version)
		}
		removed := contents(t, second.Folder)["REMOVED.jsonl"]
		held := map[string]int{}
		for path := range contents(t, first.Folder) {
			if !strings.HasSuffix(path, ".parquet") {
				continue
			}
			for _, row := range ReadRows(t, filepath.Join(first.Folder, path)) {
				text, err := json.Marshal(row)
				if err != nil {
					t.Fatal(err)
				}
				if !strings.Contains(string(text), "second line once more") {
					continue
				}
				held[strings.Split(filepath.ToSlash(path), "/")[1]]++
				named := false
				for _, column := range []string{"id", "turn"} {
					id, ok := row[column].(string)
					named = named || ok && len(id) == 36 && strings.Contains(removed, id)
				}
				if !named {
					t.Errorf("%s keeps the edit in a row that nothing in REMOVED.jsonl names: %s", path, text)
				}
			}
		}
		if held["interactions"] != 1 || held["remediation"] != 1 || held["sft"] == 0 {
			t.Errorf("rows that held the edit: %v", held)
		}
	})
}

// The test split stays what it is: another share of it in the same line is refused.
func TestTestSharesStay(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, s *school, _ string) {
		s.term()
		half := recipe("split: {train: .5, validation: 0, test: .5}\n")
		s.build(Job{Recipe: half})
		if _, err := s.Service.Build(t.Context(), Job{Recipe: recipe("")}); !fault.Is(err, fault.Invalid) || fault.Field(err) != "split" {
			t.Errorf("a smaller test split, which sends people to train: %v", err)
		}
		if r := s.build(Job{Recipe: recipe("split: {train: .4, validation: .1, test: .5}\n")}); r.Version.String() != "1.1.0" {
			t.Errorf("with the same share of test it is %s", r.Version)
		}
	})
}

// Who has the one release must not find its people in the other by their ids.
func TestOtherReadersMakeAMajor(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ name, old, new string }{
		{"a filter on age", "name: test-set", "name: test-set\nfilter: {age_bands: [18_plus]}"},
		{"another purpose", "ai_training", "research_export"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			each(t, func(t *testing.T, s *school, _ string) {
				who := s.enrol([]string{"research_export", "ai_training"}, "Ximena Quiroga")
				s.write(answered(who[0], 1))
				s.build(Job{Recipe: recipe("")})
				if r := s.build(Job{Recipe: []byte(strings.Replace(string(recipe("")), c.old, c.new, 1))}); r.Version.String() != "2.0.0" || r.Removed != 0 {
					t.Errorf("the version is %s with %d removed", r.Version, r.Removed)
				}
			})
		})
	}
}

func TestInterruptedBuildGoesOnAndEndsTheSame(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, s *school, folder string) {
		s.term()
		ctx, cancel := context.WithCancel(t.Context())
		_, err := s.Service.Build(ctx, Job{Recipe: recipe(""), Progress: func(step string, done, _ int64) {
			if step == "interactions" && done == 2 {
				cancel()
			}
		}})
		if err == nil {
			t.Fatal("a cancelled build ended well")
		}
		if list, err := s.List(t.Context()); err != nil || len(list) != 1 || list[0].Status != Interrupted {
			t.Fatalf("releases %+v, %v", list, err)
		}
		staged := 0
		s.clock = s.clock.Add(time.Hour)
		r := s.build(Job{Recipe: recipe(""), Progress: func(step string, _, _ int64) {
			if step == "stage" {
				staged++
			}
		}})
		if staged > 0 {
			t.Error("the stage was whole and was made again")
		}
		list, err := s.List(t.Context())
		if err != nil || len(list) != 1 || list[0].Status != Done {
			t.Fatalf("releases %+v, %v", list, err)
		}
		list[0].Status = Building // it was read before it ended, and nobody builds it
		if err := s.Service.Still(t.Context(), &list[0]); err != nil || list[0].Status != Done {
			t.Errorf("%v, a release that ended meanwhile is %s", err, list[0].Status)
		}
		if v := s.rebuild(&r, filepath.Join(folder, "again")); !v.OK() {
			t.Errorf("built in one go it differs: %v", v.Problems)
		}
		entries, err := os.ReadDir(filepath.Join(folder, "datasets"))
		if err != nil {
			t.Fatal(err)
		}
		for _, e := range entries {
			if strings.HasPrefix(e.Name(), ".building") {
				t.Errorf("%s was left behind", e.Name())
			}
		}
	})
}

func TestOpenTestsStayHome(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, s *school, _ string) {
		who := s.enrol(training, "Ximena Quiroga")[0]
		test := uid.ID{9}
		s.write(answered(who, 1),
			&interaction.Record{Subject: who.Subject, Session: test, Kind: interaction.TestStarted},
			&interaction.Record{Subject: who.Subject, Session: test, Kind: interaction.TestAnswered, Asked: interaction.Asked{Question: bank.Questions[0].ID},
				Done: interaction.Done{Answer: "A", State: interaction.Answered, Correct: interaction.Some(true)}})
		if r := s.build(Job{Recipe: recipe("")}); r.Records != 1 {
			t.Errorf("%d records while the test is open, want 1", r.Records)
		}
		s.write(&interaction.Record{Subject: who.Subject, Session: test, Kind: interaction.TestEnded})
		r := s.build(Job{Recipe: recipe("")})
		if r.Records != 4 {
			t.Errorf("%d records when the test is over, want 4", r.Records)
		}
		for _, row := range rows(t, r.Folder) {
			if row["kind"] == "test.answered" && (row["question"] == bank.Questions[0].ID || row["stimulus"] != nil) && bank.Questions[0].Use != "practice" {
				t.Errorf("a question that is kept back left as %v, %v", row["question"], row["stimulus"])
			}
		}
	})
}

func TestTamperingIsSeen(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, s *school, _ string) {
		s.term()
		r := s.build(Job{Recipe: recipe("")})
		verify := func() []string {
			t.Helper()
			v, err := s.Verify(t.Context(), r.Folder, false)
			if err != nil {
				t.Fatal(err)
			}
			return v.Problems
		}
		if p := verify(); len(p) > 0 {
			t.Fatalf("untouched, and: %v", p)
		}
		change := func(name string, do func(b []byte) []byte) func() {
			path := filepath.Join(r.Folder, name)
			was, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(path, do(slices.Clone(was)), 0o600); err != nil {
				t.Fatal(err)
			}
			return func() {
				if err := os.WriteFile(path, was, 0o600); err != nil {
					t.Fatal(err)
				}
			}
		}
		flip := func(b []byte) []byte { b[len(b)/2] ^= 1; return b }
		for _, name := range []string{"data/interactions/train-00000-of-00001.parquet", "README.md", "MANIFEST.sig.json"} {
			back := change(name, flip)
			if len(verify()) == 0 {
				t.Errorf("%s was changed, and nothing is seen", name)
			}
			back()
		}
		back := change("MANIFEST.sha256", func(b []byte) []byte {
			if b[0]++; b[0] > 'f' || b[0] == ':' {
				b[0] = '0'
			}
			return b
		})
		if p := verify(); len(p) < 3 {
			t.Errorf("the manifest was changed, and only this is seen: %v", p)
		}
		back()
		if err := os.WriteFile(filepath.Join(r.Folder, "extra"), nil, 0o600); err != nil {
			t.Fatal(err)
		}
		if p := verify(); len(p) != 1 || !strings.Contains(p[0], "extra is not in the manifest") {
			t.Errorf("a file came, and: %v", p)
		}
	})
}

func TestWhatCannotBeBuilt(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, s *school, folder string) {
		if _, err := s.Service.Build(t.Context(), Job{Recipe: recipe("")}); !fault.Is(err, fault.Conflict) {
			t.Errorf("an empty log: %v", err)
		}
		if _, err := os.Stat(filepath.Join(folder, "datasets", "test-set")); !os.IsNotExist(err) {
			t.Error("an empty log left a folder")
		}
		s.term()
		if _, err := s.Service.Build(t.Context(), Job{Recipe: recipe(""), AsOf: s.clock.Add(time.Hour)}); !fault.Is(err, fault.Invalid) {
			t.Errorf("as of the future: %v", err)
		}
		if _, err := s.Service.Build(t.Context(), Job{Recipe: recipe(""), Out: filepath.Join(folder, "later"), AsOf: s.clock.Add(time.Hour)}); !fault.Is(err, fault.Invalid) {
			t.Errorf("as of the future, elsewhere: %v", err)
		}
		if _, err := os.Stat(filepath.Join(folder, ".building-later")); !os.IsNotExist(err) {
			t.Error("a build that never began left its folder")
		}
		if _, err := s.Enqueue(t.Context(), account.Operator(), recipe(""), time.Date(1969, 1, 1, 0, 0, 0, 0, time.UTC)); !fault.Is(err, fault.Invalid) {
			t.Errorf("as of 1969, which would be now: %v", err)
		}
		file := filepath.Join(folder, "file")
		if err := os.WriteFile(file, nil, 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := s.Service.Build(t.Context(), Job{Recipe: recipe(""), Out: filepath.Join(file, "out")}); !fault.Is(err, fault.Invalid) {
			t.Errorf("below a file: %v", err)
		}
		if _, err := s.Verify(t.Context(), file, false); !fault.Is(err, fault.Invalid) {
			t.Errorf("a file as a package: %v", err)
		}
		taken := filepath.Join(folder, "taken")
		if err := os.Mkdir(taken, 0o700); err != nil {
			t.Fatal(err)
		}
		if _, err := s.Service.Build(t.Context(), Job{Recipe: recipe(""), Out: taken}); !fault.Is(err, fault.Conflict) {
			t.Errorf("a folder that is there: %v", err)
		}
		var second error
		s.build(Job{Recipe: recipe(""), Progress: func(step string, done, _ int64) {
			if step == "stage" && second == nil {
				_, second = s.Service.Build(t.Context(), Job{Recipe: recipe("")})
			}
		}})
		if !fault.Is(second, fault.Conflict) {
			t.Errorf("two builds of one name at once: %v", second)
		}
		err := filepath.WalkDir(filepath.Join(folder, "datasets"), func(path string, _ fs.DirEntry, err error) error {
			if strings.Contains(path, ".building") {
				t.Errorf("%s was left behind", path)
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	})
}
