package consent

import (
	"flag"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"satprep/internal/account"
	"satprep/internal/interaction"
)

var update = flag.Bool("update", false, "add texts that are not frozen yet")

// TestWhoMay is the whole table: of each giver at each age, what may be granted
// and what may be withdrawn.
func TestWhoMay(t *testing.T) {
	t.Parallel()
	const all = "analytics,research_export,ai_training,voice"
	for _, c := range []struct {
		who            string
		age            account.AgeBand
		school         bool
		grant, dismiss string
	}{
		{account.ByLearner, account.Under13, false, "service", all},
		{account.ByLearner, account.Teen, false, "service,analytics,research_export,voice", all},
		{account.ByLearner, account.Adult, false, "service," + all, all},
		{account.ByGuardian, account.Under13, false, "service," + all, all},
		{account.ByGuardian, account.Teen, false, "service,ai_training", all},
		{account.ByGuardian, account.Adult, false, "", ""},
		{account.ByOperator, account.Under13, false, "", all},
		{account.ByOperator, account.Adult, false, "", all},
		{account.ByLearner, account.Adult, true, "service,analytics,voice", all},
		{account.ByGuardian, account.Under13, true, "service,analytics,voice", all},
	} {
		list := func(grant bool) string {
			var yes []string
			for i, name := range interaction.PurposeNames {
				if may(c.who, c.age, 1<<i, grant, c.school) == nil {
					yes = append(yes, name)
				}
			}
			return strings.Join(yes, ",")
		}
		if g, d := list(true), list(false); g != c.grant || d != c.dismiss {
			t.Errorf("%s, %s, school %v: grants %q, withdraws %q", c.who, c.age, c.school, g, d)
		}
	}
}

// A text that somebody may have read never changes. -update only adds.
func TestTextsAreFrozen(t *testing.T) {
	t.Parallel()
	const golden = "testdata/texts.sha256"
	frozen, err := os.ReadFile(golden)
	if err != nil && !*update {
		t.Fatal(err)
	}
	lines := string(frozen)
	for _, p := range interaction.PurposeNames {
		if textOf[p].Version == "" {
			t.Errorf("there is no text for %s", p)
		}
	}
	entries, err := files.ReadDir("texts")
	if err != nil {
		t.Fatal(err)
	}
	var now string
	for _, e := range entries {
		version := strings.TrimSuffix(e.Name(), ".md")
		now += read(version).Digest + "  " + version + "\n"
	}
	if *update {
		for line := range strings.Lines(now) {
			if _, version, _ := strings.Cut(line, "  "); !strings.Contains(lines, "  "+version) {
				lines += line
			}
		}
		if err := os.MkdirAll("testdata", 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(golden, []byte(lines), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if diff := cmp.Diff(lines, now); diff != "" {
		t.Errorf("a text changed; write a new version (texts/<purpose>.vN.md), then go test ./internal/consent -update\n%s", diff)
	}
}
