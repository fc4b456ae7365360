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
	for said, want := range map[string]Asking{
		"quiz me on math":                        {Intent: AskAnother, Scope: "math"},
		"quiz me on geometry":                    {Intent: AskAnother, Scope: "geometry-and-trigonometry"},
		"quiz me on algebra please":              {Intent: AskAnother, Scope: "algebra"},
		"test me on advanced math":               {Intent: AskAnother, Scope: "advanced-math"},
		"can you quiz me on grammar?":            {Intent: AskAnother, Scope: "standard-english-conventions"},
		"give me a reading question":             {Intent: AskAnother, Scope: "rw"},
		"let's practice geometry":                {Intent: AskAnother, Scope: "geometry-and-trigonometry"},
		"quiz me on the math section":            {Intent: AskAnother, Scope: "math"},
		"Quiz me on Reading & Writing":           {Intent: AskAnother, Scope: "rw"},
		"quiz me on area in geometry":            {Intent: AskAnother, Skill: "area-and-volume"},
		"let's do circles":                       {Intent: AskAnother, Skill: "circles"},
		"circles please":                         {Intent: AskSkill, Skill: "circles"},
		"show me an example of algebra":          {Intent: AskExample, Scope: "algebra"},
		"explain geometry":                       {Intent: AskSkill, Scope: "geometry-and-trigonometry"},
		"help me with algebra":                   {Intent: AskSkill, Scope: "algebra"},
		"what is data analysis?":                 {Intent: AskSkill, Scope: "problem-solving-and-data-analysis"},
		"i hate math":                            {Intent: SayGiveUp},
		"i cant do math":                         {Intent: SayGiveUp},
		"how should i study math":                {Intent: AskFact, Term: "study"},
		"teach me photosynthesis":                {Intent: AskOutside, Term: "photosynthesis"},
		"explain photosynthesis":                 {Intent: AskOutside, Term: "photosynthesis"},
		"photosynthesis":                         {Intent: AskOutside, Term: "photosynthesis"},
		"What is photosynthesis?":                {Intent: AskOutside, Term: "photosynthesis"},
		"how do calculus limits work":            {Intent: AskOutside, Term: "calculus"},
		"quiz me on world war 2":                 {Intent: AskOutside, Term: "world war 2"},
		"give me a chemistry problem":            {Intent: AskOutside, Term: "chemistry"},
		"quiz me on knitting":                    {Intent: AskOutside, Term: "knitting"},
		"teach me about sourdough bread please":  {Intent: AskOutside, Term: "sourdough bread"},
		"quiz me":                                {Intent: AskAnother},
		"quiz me on my weakest skill":            {Intent: AskAnother},
		"quiz me on something hard":              {Intent: AskAnother},
		"quiz me again":                          {Intent: AskAnother},
		"teach me this":                          {Intent: AskSkill},
		"how do I find the limits of the range":  {Intent: AskSolution},
		"why is 5 wrong?":                        {Intent: AskWhy, Entry: "5"},
		"why isn't 7/2 right":                    {Intent: AskWhy, Entry: "7/2"},
		"what's wrong with 12":                   {Intent: AskWhy, Entry: "12"},
		"why not -3":                             {Intent: AskWhy, Entry: "-3"},
		"back to my question":                    {Intent: AskBack},
		"ok let's go back to the question":       {Intent: AskBack},
		"can we return to the problem please":    {Intent: AskBack},
		"go back":                                {Intent: AskBack},
		"continue with my practice question now": {Intent: AskBack},
	} {
		if a := Recognise(said); a != want {
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
