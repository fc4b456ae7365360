package tutor

import (
	"testing"

	"satprep/internal/question"
)

// choiceQuestion has the key C, "340.00".
func choiceQuestion() *question.Question {
	return &question.Question{ID: "t-1", Section: question.Math, Content: question.Content{Type: question.Choices,
		Stem: "After its price was reduced by 30%, a used telescope costs \\$238. What was the price of the telescope, in dollars, before the reduction?",
		Choices: []question.Choice{{ID: "A", Text: "166.60", Rationale: "r"}, {ID: "B", Text: "309.40", Rationale: "r"},
			{ID: "C", Text: "340.00", Rationale: "r"}, {ID: "D", Text: "793.33", Rationale: "r"}}, Keys: []string{"C"}}}
}

func keyA() *question.Question {
	q := choiceQuestion()
	q.Keys = []string{"A"}
	return q
}

func wordQuestion() *question.Question {
	return &question.Question{ID: "t-2", Section: question.RW, Content: question.Content{Type: question.Choices,
		Passage: "Because an octopus can match the color of nearby rocks, it can be remarkably difficult to ______.",
		Stem:    "Which choice most logically and precisely completes the text?",
		Choices: []question.Choice{{ID: "A", Text: "detect"}, {ID: "B", Text: "imitate"}, {ID: "C", Text: "frighten"}, {ID: "D", Text: "protect"}}, Keys: []string{"A"}}}
}

func longQuestion() *question.Question {
	return &question.Question{ID: "t-3", Section: question.RW, Content: question.Content{Type: question.Choices, Passage: "Notes about volcanoes.", Stem: "Which choice reaches the goal?",
		Choices: []question.Choice{{ID: "A", Text: "Mauna Loa is a shield volcano in Hawaii."}, {ID: "B", Text: "Both are built up by lava that hardens."},
			{ID: "C", Text: "Shield volcanoes are broad, whereas stratovolcanoes are steep."}, {ID: "D", Text: "Stratovolcanoes have steep slopes."}}, Keys: []string{"C"}}}
}

func typedQuestion() *question.Question {
	return &question.Question{ID: "t-4", Section: question.Math, Content: question.Content{Type: question.Typed,
		Stem: "18 is 24% of what number?", Keys: []string{"75"}, Rationale: "r"}}
}

func halfQuestion() *question.Question {
	q := typedQuestion()
	q.Stem, q.Keys = "The line crosses the x-axis at what x?", []string{"7/2", "3.5"}
	return q
}

func twoQuestion() *question.Question {
	q := typedQuestion()
	q.Stem, q.Keys = "The number of members grew. What percent greater was it?", []string{"2"}
	return q
}

func TestGuardBeforeTheAnswer(t *testing.T) {
	t.Parallel()
	mcq, a, words, long, typed, half, two := choiceQuestion(), keyA(), wordQuestion(), longQuestion(), typedQuestion(), halfQuestion(), twoQuestion()
	for _, c := range []struct {
		q    *question.Question
		text string
		want verdict
	}{
		// Leaks of a letter.
		{mcq, "The answer is C.", leak},
		{mcq, "The correct answer is (C).", leak},
		{mcq, "So the answer must be **C**.", leak},
		{mcq, "Therefore, choice C is correct.", leak},
		{mcq, "It's C!", leak},
		{mcq, "You should pick C.", leak},
		{mcq, "I would go with option C here.", leak},
		{mcq, "the answer is c", leak},
		{mcq, "Answer: C", leak},
		{mcq, `\boxed{C}`, leak},
		{mcq, "C is the best choice.", leak},
		{mcq, "C works, because 70% of it is 238.", leak},
		{mcq, "The third choice is right.", leak},
		{mcq, "The correct one is the third.", leak},
		{mcq, "That leaves only C.", leak},
		{mcq, "All but C can be crossed out.", leak},
		{mcq, "The right option would be “C”.", leak},
		{mcq, "Mark C and move on.", leak},
		{a, "The answer is A.", leak},
		{a, "It must be A.", leak},
		{a, "A is correct.", leak},
		{a, "Choose A.", leak},
		// Leaks of a value.
		{mcq, "The price before was 340 dollars.", leak},
		{mcq, "So p = 340.", leak},
		{mcq, `You get $p=\frac{238}{0.70}=340$.`, leak},
		{mcq, "C) 340.00", leak},
		{mcq, "340.00", leak},
		{mcq, "The result is three hundred and forty.", leak},
		{typed, "The number is 75.", leak},
		{typed, "n = 75", leak},
		{typed, "Type 75.", leak},
		{typed, "The answer is seventy-five.", leak},
		{typed, "Dividing gives $75$.", leak},
		{typed, `18 \div 0.24 = 75`, leak},
		{half, "x equals 3.5.", leak},
		{half, `So $x=\frac{7}{2}$.`, leak},
		{half, "The answer is 7/2", leak},
		{two, "The answer is 2.", leak},
		{two, "It is two percent greater, so the answer is 2", leak},
		// Leaks of words.
		{words, "detect", leak},
		{words, "The word you need is “detect”.", leak},
		{words, "The answer is detect.", leak},
		{words, "Choose \"detect\" here.", leak},
		{long, "Shield volcanoes are broad, whereas stratovolcanoes are steep.", leak},
		{long, "Go for the one that says shield volcanoes are broad, whereas stratovolcanoes are steep.", leak},
		// Judgements.
		{mcq, "B is wrong.", judged},
		{mcq, "You can eliminate A.", judged},
		{mcq, "Choice D can't be right.", judged},
		{mcq, "Rule out B and D.", judged},
		{mcq, "Your answer is correct.", judged},
		{mcq, "You're right!", judged},
		{mcq, "That's not right.", judged},
		{mcq, "You are on the right track.", judged},
		{mcq, "Your reasoning is wrong, since the base changed.", judged},
		{mcq, "It is not B.", judged},
		{mcq, "The answer is B.", judged},
		{mcq, "So choose D.", judged},
		{typed, "The answer is 70.", judged},
		// Arithmetic.
		{mcq, "Note that 3*4+2 = 15.", miscalculated},
		// No leaks.
		{a, "A", passed},
		{two, "2", passed},
		{two, "Look at step 2 again.", passed},
		{two, "There are 2 factors.", passed},
		{two, "Multiply by 2 first.", passed},
		{a, "A price after a reduction is a part of the price before.", passed},
		{a, "A line has a slope.", passed},
		{mcq, "Which price stands for 100%?", passed},
		{mcq, "If 30% was taken away, what percent of the earlier price is left?", passed},
		{mcq, "The choices are A, B, C and D.", passed},
		{mcq, "Compare B and C: what is the base of the 30%?", passed},
		{mcq, "The telescope costs $238 now.", passed},
		{mcq, "Write an equation with 0.70 and 238.", passed},
		{mcq, "A) 166.60 B) 309.40 C) 340.00 D) 793.33", passed},
		{mcq, "You have a right triangle here.", passed},
		{mcq, "What is the right side of the equation?", passed},
		{words, "Put your own word in the blank first.", passed},
		{words, "What do the divers fail to do?", passed},
		{words, "Compare “detect” with “imitate”: who does the action?", passed},
		{typed, "Is 18 the part or the whole?", passed},
		{typed, "Write 24% as 0.24.", passed},
		{typed, "Since 24% = 0.24, set up 0.24n = 18.", passed},
		{half, "Set y to 0 and solve for x.", passed},
		{half, "3 * 4 + 2 = 14", passed},
	} {
		g := newGuard(c.q, Before, "")
		if got := g.check(c.text); got != c.want {
			t.Errorf("%q (key %v): %q, want %q", c.text, c.q.Keys, got, c.want)
		}
	}
}

func TestGuardReadsSentencesTogether(t *testing.T) {
	t.Parallel()
	g := newGuard(choiceQuestion(), Before, "")
	if v := g.check("Which choice is it?"); v != passed {
		t.Fatal(v)
	}
	if v := g.check("C."); v != leak {
		t.Errorf("an answer to a question before it: %q", v)
	}
	g = newGuard(choiceQuestion(), Before, "")
	g.asked = true
	if v := g.check("Yes, exactly."); v != judged {
		t.Errorf("yes to somebody who asked for a verdict: %q", v)
	}
}

func TestGuardAfterAWrongAnswer(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]verdict{
		"B is wrong because 30% was taken of another price.": passed,
		"Your answer is not right yet.":                      passed,
		"D is wrong too.":                                    judged,
		"The answer is C.":                                   leak,
	} {
		if got := newGuard(choiceQuestion(), Wrong, "B").check(text); got != want {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
}

func TestGuardOfSolutions(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]verdict{
		"The answer is C.":                  passed,
		"Therefore the price was 340.":      passed,
		"The answer is B.":                  contradicted,
		"So choice D is the right answer.":  passed, // told apart only where the letter is named after the word
		"The correct answer is D.":          contradicted,
		"The answer is not B.":              passed,
		"0.7 * 340 = 238":                   passed,
		"0.7 * 340 = 240":                   miscalculated,
		"You chose B, and that is not it.":  passed,
		"If the answer is B, then 30% fits": passed,
	} {
		g := newGuard(choiceQuestion(), Wrong, "B")
		g.open = true
		if got := g.check(text); got != want {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
	g := newGuard(typedQuestion(), Wrong, "")
	g.open = true
	if got := g.check("The answer is 70."); got != contradicted {
		t.Errorf("another number: %q", got)
	}
}

// The authored hints stand beside the key's question every day: none may be
// taken for a leak, and none may be one.
//
//check:sweep
func TestAuthoredHintsPass(t *testing.T) {
	t.Parallel()
	bank, err := question.Embedded()
	if err != nil {
		t.Fatal(err)
	}
	for _, q := range bank.Questions {
		for _, level := range []int{Nudge, Targeted} {
			for _, h := range hints(q, level) {
				for _, s := range splitSentences(h) {
					if v := newGuard(q, Before, "").check(s); v != passed {
						t.Errorf("%s hint %d (key %v): %s: %q", q.ID, level, q.Keys, v, s)
					}
				}
			}
		}
	}
}

//check:sweep
func TestKeysOfTheBankAreGuarded(t *testing.T) {
	t.Parallel()
	bank, err := question.Embedded()
	if err != nil {
		t.Fatal(err)
	}
	for _, q := range bank.Questions {
		for _, say := range []string{"The answer is %s.", "So it must be %s.", "The correct answer is **%s**."} {
			if v := newGuard(q, Before, "").check(sprint(say, q.Keys[0])); v != leak {
				t.Errorf("%s: %s with %s passes: %q", q.ID, say, q.Keys[0], v)
			}
		}
		g := newGuard(q, Wrong, "")
		g.open = true
		for _, step := range q.Steps {
			for _, s := range splitSentences(step) {
				if v := g.check(s); v != passed {
					t.Errorf("%s: step taken for %s: %q", q.ID, v, s)
				}
			}
		}
	}
}

func FuzzGuard(f *testing.F) {
	f.Add("The answer is C.")
	f.Add(`\frac{1}{0} = (((((-3`)
	q := choiceQuestion()
	f.Fuzz(func(t *testing.T, s string) {
		newGuard(q, Before, "").check(s)
		whole := ""
		for _, part := range splitSentences(s) {
			whole += part
		}
		if whole != string([]rune(s)) {
			t.Errorf("%q was cut into %q", s, whole)
		}
	})
}
