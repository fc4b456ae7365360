package dataset_test

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	. "satprep/internal/dataset"
	"satprep/internal/irt"
	"satprep/internal/question"
)

// A release is what it was also after a key was corrected, a question edited,
// one retired and parameters promoted, and one as of before the correction has
// the old key; the next one leaves out what was answered under it.
func TestLaterChangesOfTheBankLeaveReleasesAlone(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, s *school, folder string) {
		ctx := t.Context()
		questions := question.New(s.DB, func() time.Time { return s.clock })
		if err := questions.Open(ctx); err != nil {
			t.Fatal(err)
		}
		s.Bank = questions.AsOf
		at := 0
		for practised[at].Type != question.Choices {
			at++
		}
		q := practised[at]
		var names []string
		for i := range 8 {
			names = append(names, fmt.Sprintf("Learner %d", i))
		}
		for _, who := range s.enrol([]string{"ai_training"}, names...) {
			for n := range 4 {
				s.write(answered(who, at+n))
			}
		}
		r := s.build(Job{Recipe: []byte("name: test-set\ntitle: A test\npurpose: ai_training\nconfigs: [interactions, irt_matrix, ednet_kt4, verifiable, bandit_practice]\nprivacy: {k: 1}\n"), Out: filepath.Join(folder, "first")})
		s.clock = s.clock.Add(time.Hour)
		key := "A"
		if q.Keys[0] == key {
			key = "B"
		}
		if _, err := questions.Correct(ctx, question.By{}, q.ID, question.Rekeying{Keys: []string{key}, Misconceptions: map[string]string{q.Keys[0]: "misread"}}); err != nil {
			t.Fatal(err)
		}
		edited, retired, judged := practised[at+1], practised[at+2], practised[at+3]
		edit := *edited
		edit.Stem += " Explain."
		line, err := question.Line(&edit)
		if err != nil {
			t.Fatal(err)
		}
		if r, err := questions.Import(ctx, question.By{Origin: "import"}, bytes.NewReader(append(line, '\n'))); err != nil || r.Changed != 1 {
			t.Fatalf("editing: %+v, %v", r, err)
		}
		if err := questions.Retire(ctx, question.By{}, retired.ID, true); err != nil {
			t.Fatal(err)
		}
		now := questions.Bank(ctx)
		if _, err := questions.Promote(ctx, question.Promotion{Number: now.Number, Params: map[string]question.Proposed{judged.ID: {Version: judged.Version,
			Params: question.Params{Params: irt.Params{A: 1.5, B: -2}, BSD: .1, ALnSD: .1, Source: question.Calibrated, Responses: 500}}}}); err != nil {
			t.Fatal(err)
		}
		now = questions.Bank(ctx)
		if q, ok := now.ByID(q.ID); !ok || q.Keys[0] != key || now.InForce(edited.ID, edited.Version) || now.InForce(retired.ID, retired.Version) {
			t.Fatal("the bank was not changed")
		}
		if v := s.rebuild(&r, filepath.Join(folder, "again")); !v.OK() {
			t.Errorf("after the bank was changed it differs: %v", v.Problems)
		}
		s.clock = s.clock.Add(time.Hour)
		later := s.build(Job{Recipe: []byte("name: later-set\ntitle: A test\npurpose: ai_training\nconfigs: [irt_matrix]\nprivacy: {k: 1}\n"), Out: filepath.Join(folder, "later")})
		for folder, stands := range map[string]bool{r.Folder: true, filepath.Join(folder, "again"): true, later.Folder: false} {
			text, err := os.ReadFile(filepath.Join(folder, "formats", "irt_matrix", "train.csv"))
			if head, _, _ := strings.Cut(string(text), "\n"); err != nil || strings.Contains(head, q.ID) != stands {
				t.Errorf("%s: the corrected question is among %s: %v, want %t", filepath.Base(folder), head, err, stands)
			}
		}
	})
}
