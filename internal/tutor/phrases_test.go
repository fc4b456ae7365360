package tutor

import (
	"regexp"
	"strings"
	"testing"
	"time"

	"satprep/internal/interaction"
	"satprep/internal/question"
	"satprep/internal/session"
)

// left is a name that was not filled in; braces of formulas are none.
var left = regexp.MustCompile(`\{(?:hint|example|work|why|given|steps?|key|rest|letter|question|skill|strategy|meaning|term|weak|helpline|told|fresh|took|outline|instead|scope|skills)\}`)

// The moves that are drawn have equivalent wordings, and each block belongs to
// a move.
func TestPhrasesAreWhole(t *testing.T) {
	t.Parallel()
	single := map[string]bool{}
	for name := range parsePhrases(readPhrases("fixed")) {
		single[name] = true
	}
	for name := range parsePhrases(readPhrases("prompt")) {
		single[name] = name != "system"
	}
	for name, list := range phrases() {
		if n := len(list); single[name] && n != 1 || !single[name] && n < 2 {
			t.Errorf("%s has %d wordings", name, n)
		}
		hashes := map[string]bool{}
		for _, p := range list {
			if hashes[p.hash] {
				t.Errorf("%s has the same wording twice", name)
			}
			hashes[p.hash] = true
		}
	}
	for m := range offers {
		if phrases()[string(m)] == nil {
			t.Errorf("move %s has an offer and no phrases", m)
		}
	}
	if n := len(terms()); n < 100 {
		t.Errorf("%d terms", n)
	}
	for term, meaning := range terms() {
		if meaning == "" || term != strings.ToLower(term) {
			t.Errorf("term %q: %q", term, meaning)
		}
	}
}

var allIntents = []Intent{AskHint, AskMore, AskWhy, AskWhyMine, AskSolution, AskStep, AskAnother, AskExample, AskCheck, AskSkill, AskDefine, AskQuestion,
	SayAnswer, SayClaim, SayRetry, SayGiveUp, SayHello, SayThanks, SayYes, SayNo, AskWho, AskBack, AskOutside, OffTopic, Unknown}

// Whatever is asked, at every stage of every question, in a conversation of any
// length: there is something to say, it is whole, and before the answer it is
// of level 0, 1 or 3 and passes the guard that models have to pass.
//
//check:sweep
func TestTheBuiltInTutorNeverGivesAway(t *testing.T) {
	t.Parallel()
	bank, err := question.Embedded()
	if err != nil {
		t.Fatal(err)
	}
	for i, q := range bank.Questions {
		if i%8 != 0 { // each skill has more than eight
			continue
		}
		skill, _ := bank.Skill(q.Skill)
		for _, stage := range []Stage{Before, Wrong, Right, Skipped} {
			st := &session.Standing{Question: q, Kind: session.Practice, Took: interaction.Some[int64](45_000)}
			switch stage {
			case Before:
				if q.Type == question.Choices && i%16 == 0 {
					st.Eliminated = []string{"B", "D"}
				}
			case Wrong:
				st.State, st.Answer = interaction.Answered, otherThanKey(q)
			case Right:
				st.State, st.Answer, st.Correct = interaction.Answered, q.Keys[0], true
			case Skipped:
				st.State = interaction.Omitted
			}
			p := Progress{Question: q.ID, Version: q.Version}
			for n := range 2 * len(allIntents) {
				intent := allIntents[(n*7+i)%len(allIntents)]
				a := Asking{Intent: intent, Choice: "B", Entry: "3", Term: "slope"}
				sc := &scene{stage: stageOf(st, &p), standing: st, progress: &p, asking: a, skill: skill}
				move := sc.decide()
				if move == MoveAnother {
					continue
				}
				r, err := builtin(sc, move, &material{bank: bank, met: map[string]bool{}, draw: func() float64 { return float64(n%10) / 10 }})
				if err != nil {
					t.Fatalf("%s %s %s: %v", q.ID, stage, intent, err)
				}
				if left.MatchString(r.text) {
					t.Errorf("%s %s %s: a name was not filled in: %s", q.ID, stage, intent, r.text)
				}
				if sc.stage == Before {
					if r.level == Targeted || r.level == Solution {
						t.Errorf("%s: %s before the answer: level %d", q.ID, r.move, r.level)
					}
					if g := newGuard(q, Before, ""); r.move != MoveQuestion && r.move != MoveSkill && r.move != MoveDefine {
						for _, s := range splitSentences(r.text) {
							if g.leaks(s) {
								t.Errorf("%s (key %v): %s gives it away: %s", q.ID, q.Keys, r.move, s)
							}
						}
					}
				}
				r.mark(&p)
				p.Offer = offers[r.move]
			}
		}
	}
}

func TestTheSameSlipIsNamed(t *testing.T) {
	t.Parallel()
	ask := func(id, slip string) *question.Question {
		return &question.Question{ID: id, Content: question.Content{Skill: "transitions", Type: question.Choices, Keys: []string{"A"},
			Choices: []question.Choice{{ID: "A", Text: "However,"}, {ID: "B", Text: "Thus, " + id, Misconception: slip}}}}
	}
	now := time.Date(2026, 1, 5, 8, 0, 0, 0, time.UTC)
	st := &session.Standing{Question: ask("q2", "cause"), State: interaction.Answered, Answer: "B", At: now}
	same := session.Mistake{Question: ask("q1", "cause"), Answer: "B", At: now.Add(-time.Hour)}
	other := session.Mistake{Question: ask("q0", "contrast"), Answer: "B", At: now.Add(-time.Hour)}
	itself := session.Mistake{Question: st.Question, Answer: "B", At: now}
	if got := sameSlip(st, []session.Mistake{itself, other, same}); !strings.Contains(got, "“Thus, q1”") || !strings.Contains(got, "Transitions") {
		t.Errorf("said %q", got)
	}
	if got := sameSlip(st, []session.Mistake{itself, other}); got != "" {
		t.Errorf("said %q", got)
	}
}

func otherThanKey(q *question.Question) string {
	if q.Type == question.Typed {
		if len(q.EntryErrors) > 0 {
			return q.EntryErrors[0].Entry
		}
		return "-9999"
	}
	for _, c := range q.Choices {
		if c.ID != q.Keys[0] {
			return c.ID
		}
	}
	return ""
}

func TestRosterTakesNamesOut(t *testing.T) {
	t.Parallel()
	n := newRoster([]string{"Will Ortega", "Grace O'Neill"})
	for text, want := range map[string]string{
		"I am Will Ortega and I will try":     "I am [PERSON_1] and I will try",
		"ask ortega, WILL's friend":           "ask [PERSON_1], WILL's friend",
		"Grace O'Neill said so. Grace's idea": "[PERSON_2] said so. [PERSON_2]'s idea",
		"the answer is B":                     "the answer is B",
		"mail me at will@x.org":               "mail me at [EMAIL]",
		"call 555-123-4567 or 240":            "call [PHONE] or 240",
	} {
		if got := n.redact(text); got != want {
			t.Errorf("%q becomes %q, want %q", text, got, want)
		}
	}
	if got := n.restore("Good, [PERSON_1]!"); got != "Good, Will Ortega!" {
		t.Errorf("restored %q", got)
	}
}

func TestSentences(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]int{
		"One. Two! Three?":                        3,
		"It costs 3.50 dollars, e.g. today. Yes.": 2,
		"1. First step.\n2. Second step.":         2,
		"$x=1. y$ is one. Two.":                   2,
		"“Quoted.” Next.":                         2,
		"No end":                                  1,
		"":                                        0,
		"Costs \\$5. Then \\$6.":                  2,
		"A list:\n- one\n- two":                   3,
		"Wait... what? He said so (really). Indeed.": 4,
	} {
		got := splitSentences(text)
		if len(got) != want || strings.Join(got, "") != text {
			t.Errorf("%q is cut into %q", text, got)
		}
	}
}
