package tutor

import (
	"os"
	"strings"
	"testing"
)

func TestSignsOfDanger(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile("testdata/safety.txt")
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(string(text)) {
		want, said, ok := strings.Cut(strings.TrimSuffix(line, "\n"), "\t")
		if !ok {
			t.Fatalf("no tab in %q", line)
		}
		c, bad := checkInput(said)
		if got := string(c); bad && got != want || !bad && want != "-" {
			t.Errorf("%q is %q, want %q", said, got, want)
		}
	}
}

func TestRepliesThatMustNotBeShown(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]Category{
		"You are stupid.":                          Insult,
		"You should just die.":                     SelfHarm,
		"Kill yourself":                            SelfHarm,
		"You're so sexy":                           SexualMinor,
		"You are not stupid; this is a hard one.":  "",
		"It's not that you are hopeless.":          "",
		"Cut the rectangle into two triangles.":    "",
		"The naked eye can see it.":                "",
		"Kill two birds with one stone: factor it": "",
	} {
		if c, _ := checkOutput(text); c != want {
			t.Errorf("%q is %q, want %q", text, c, want)
		}
	}
}

func TestFixedTextsAreWhole(t *testing.T) {
	t.Parallel()
	for _, c := range []Category{SelfHarm, Abuse, Violence, SexualMinor, Dangerous} {
		for _, told := range []bool{false, true} {
			text := notice(c, "Call 988.", told).text
			if !strings.Contains(text, "Call 988.") || strings.ContainsAny(text, "{}") || strings.Contains(text, "nothing of what you wrote") != told {
				t.Errorf("%s: %s", c, text)
			}
		}
		if text := notice(c, "", false).text; !strings.Contains(text, "helpline") {
			t.Errorf("%s without a helpline: %s", c, text)
		}
	}
}
