package tutor

import (
	"testing"

	"satprep/internal/question"
)

func TestTopics(t *testing.T) {
	t.Parallel()
	for said, want := range map[string]string{
		"what is the strategy for linear functions?":   "linear-functions",
		"explain percentages":                          "percentages",
		"how do commas work?":                          "boundaries",
		"Can you explain how percents work":            "percentages",
		"ok teach me about circles please":             "circles",
		"how do I do systems of equations":             "systems-of-two-linear-equations",
		"how do you solve quadratic equations?":        "nonlinear-equations-and-systems",
		"any tips for words in context questions":      "words-in-context",
		"what are the rules for semicolons":            "boundaries",
		"help me with trig":                            "right-triangles-and-trigonometry",
		"I don't get scatterplots":                     "two-variable-data",
		"im really bad at probability":                 "probability",
		"how do i get better at inferences":            "inferences",
		"tell me more about margin of error":           "inference-from-sample-statistics",
		"transitions tips":                             "transitions",
		"what about subject-verb agreement":            "form-structure-and-sense",
		"what are linear functions":                    "linear-functions",
		"how should I approach percentages questions?": "percentages",
	} {
		if a := Recognise(said); a.Intent != AskSkill || a.Skill != want {
			t.Errorf("%q is %s of %q, want the skill %s", said, a.Intent, a.Skill, want)
		}
	}
	for said, want := range map[string]Asking{
		"quiz me on transitions":                   {Intent: AskAnother, Skill: "transitions"},
		"give me another percentages problem":      {Intent: AskAnother, Skill: "percentages"},
		"show me an example of linear functions":   {Intent: AskExample, Skill: "linear-functions"},
		"a worked example for circles please":      {Intent: AskExample, Skill: "circles"},
		"another one like it":                      {Intent: AskAnother},
		"how do I solve the inequality":            {Intent: AskSolution},
		"how do i find the area":                   {Intent: AskSolution},
		"explain the median here":                  {Intent: AskSolution},
		"why is the percent 20":                    {Intent: Unknown},
		"what is a semicolon?":                     {Intent: AskDefine, Term: "semicolon"},
		"what is the margin of error":              {Intent: AskDefine, Term: "margin of error"},
		"for example, is the volume 12?":           {Intent: AskExample},
		"is the area 12":                           {Intent: Unknown},
		"i think the lines are parallel so it's B": {Intent: Unknown},
	} {
		a := Recognise(said)
		if a.Skill != want.Skill || want.Intent != Unknown && (a.Intent != want.Intent || a.Term != want.Term) {
			t.Errorf("%q is %+v, want %+v", said, a, want)
		}
	}
	for _, section := range question.Sections {
		for _, d := range section.Domains {
			for _, k := range d.Skills {
				if a := Recognise("Explain " + k.Name); a.Intent != AskSkill || a.Skill != k.Slug {
					t.Errorf("%s: %+v", k.Name, a)
				}
			}
		}
	}
}
