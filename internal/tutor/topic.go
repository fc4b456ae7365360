package tutor

import (
	"regexp"
	"strings"

	"satprep/internal/question"
)

// A learner may ask about a skill while a question of another one lies in front
// of them: "explain percentages", "how do commas work?", "quiz me on circles".
// Such words are about the skill that they name. The shapes below are of whole
// utterances, with the skill's name replaced by @; "how do I solve the
// inequality" is none of them, for it means the question.

// topicPieces are pieces of the shapes.
var topicPieces = strings.NewReplacer(
	"<lead>", `(?:(?:hi|hey|hello|ok|okay|so|and|but|now|well|please|um|also|just|actually|then|first|can you|could you|would you|will you|can we|could we|lets|i want you to|i want to|i would like to|id like to|i need to|i need you to) )*`,
	"<filler>", `(?:(?:more|me|us|about|with|on|in|at|of|for|how|to|do|does|use|using|handle|understand|learn|through|behind|a|an|some|when|it|all|doing|solving|solve) )*`,
	"<tail>", `(?: (?:questions?|problems?|exercises?|tasks?|skills?|topics?|rules?|words|please|again|to me|for me|works?|better|first|instead|now|in general|in english|in math|on the sat|on the test|thanks|at all))*`,
	"<verb>", `(?:do|solve|approach|tackle|attack|handle|use|practi[cs]e|study|improve|go about|deal with|work|recogni[sz]e|answer|understand|learn|prepare for|get better|get good|remember|master)`,
	"<ways>", `(?:strategy|strategies|trick|tricks|tips?|rules?|approach|method|technique|advice|formulas?|way|ways|idea|concept|basics|key)`,
)

// topicShapes are the utterances that ask to be taught a skill.
var topicShapes = topicRules(
	`(?:explain|teach|tell me|talk|learn|understand|review|revise|go over|look at|walk me|show me|help|what about|how about|something about|know) <filler>@`,
	`how (?:do|does|should|can|could|would|are|is|to) (?:(?:i|you|we|one|people|a|an|even|best) )*(?:<verb> )*<filler>@`,
	`(?:what|which|whats|any|some|give|tell|show|are there|is there|do you have)(?: (?:is|are|s|the|a|an|any|some|good|best|your|me|main|there))* <ways> <filler>@`,
	`(?:the )?<ways> <filler>@`,
	`@ (?:<ways>|help)`,
	`(?:i (?:dont|do not|never|cant|still dont) (?:really )?(?:get|understand|know|remember)|(?:im|i am) (?:so |really |very )*(?:bad|weak|not good|terrible|struggling|stuck|confused|lost|unsure)|i (?:need|want) (?:some |more )?help|i (?:always )?struggle) <filler>@`,
)

// moreShapes are those that ask for a question or an example of a skill; they
// need not be the whole utterance.
var moreShapes = regexp.MustCompile(`\b(?:on|about|of|for|with|in|from|some|more|harder|easier|new|another|an?) (?:(?:an?|some) )?@|@ (?:questions?|problems?|exercises?|examples?|ones?)\b`)

// givenShape asks for a question of a skill where nothing else says so.
var givenShape = regexp.MustCompile(`\b(?:give|ask|send|show|another|more|some|want|need|try|harder|easier|new)\b.{0,20} @ (?:questions?|problems?|exercises?)\b`)

func topicRules(shapes ...string) *regexp.Regexp {
	return regexp.MustCompile(topicPieces.Replace(`^<lead>(?:` + strings.Join(shapes, "|") + `)<tail>$`))
}

// topical completes an asking with the skill that it is about by name; p is the
// plain text.
func (a Asking) topical(p string) Asking {
	slug, shape := namedSkill(p)
	if slug == "" {
		return a
	}
	switch {
	case a.Intent == AskAnother || a.Intent == AskExample:
		if moreShapes.MatchString(shape) {
			a.Skill = slug
		}
	case a.Intent == Unknown && givenShape.MatchString(shape):
		a = Asking{Intent: AskAnother, Skill: slug}
	case topicShapes.MatchString(shape):
		a = Asking{Intent: AskSkill, Skill: slug}
	case a.Intent == AskSkill:
		a.Skill = slug
	case a.Intent == AskDefine && terms()[singular(a.Term)] == "" && isSkill(a.Term, slug):
		a = Asking{Intent: AskSkill, Skill: slug}
	}
	return a
}

// goesOn reports whether an asking that names no skill stays with the one that
// was talked about last.
func (a Asking) goesOn() bool {
	return a.Skill == "" && (a.Intent == SayYes || a.Intent == AskAnother || a.Intent == AskExample)
}

// namedSkill finds a skill of the outline that plain text names, by its name or
// its main words, and the text with @ in the name's place; "" if there is none.
// The longest name wins.
func namedSkill(p string) (slug, shape string) {
	p = " " + strings.ReplaceAll(p, "-", " ") + " "
	best := ""
	for _, section := range question.Sections {
		for _, d := range section.Domains {
			for _, k := range d.Skills {
				for _, name := range skillNames(k) {
					if len(name) > len(best) && strings.Contains(p, " "+name+" ") {
						best, slug = name, k.Slug
					}
				}
			}
		}
	}
	if slug == "" {
		return "", ""
	}
	return slug, strings.TrimSpace(strings.Replace(p, " "+best+" ", " @ ", 1))
}

// isSkill reports whether a term is a name of a skill, and nothing besides.
func isSkill(term, slug string) bool {
	got, shape := namedSkill(term)
	return got == slug && shape == "@"
}

// skillNames are the ways in which learners name a skill.
func skillNames(k question.Leaf) []string {
	return append([]string{strings.ReplaceAll(plain(k.Name), "-", " "), strings.ReplaceAll(k.Slug, "-", " ")}, nicknames[k.Slug]...)
}

var nicknames = map[string][]string{
	"words-in-context": {"vocabulary", "vocab"}, "text-structure-and-purpose": {"text structure", "purpose"}, "cross-text-connections": {"two texts", "paired texts", "paired passages", "cross text"},
	"central-ideas-and-details": {"main idea", "main ideas", "central idea", "central ideas"}, "command-of-evidence": {"evidence"}, "inferences": {"inference"},
	"boundaries": {"punctuation", "commas", "semicolons", "colons", "run ons", "run on sentences", "sentence fragments"}, "form-structure-and-sense": {"grammar", "verb tense", "verb tenses", "subject verb agreement", "pronouns", "modifiers"},
	"rhetorical-synthesis": {"notes", "synthesis"}, "transitions": {"transition"},
	"linear-equations-in-one-variable": {"linear equations"}, "linear-functions": {"linear function"}, "linear-equations-in-two-variables": {"lines"},
	"systems-of-two-linear-equations": {"systems", "systems of equations", "system of equations", "systems of linear equations"}, "linear-inequalities": {"inequalities", "inequality"},
	"equivalent-expressions": {"expressions", "factoring", "exponents", "polynomials"}, "nonlinear-equations-and-systems": {"quadratics", "quadratic equations", "nonlinear equations"}, "nonlinear-functions": {"quadratic functions", "exponential functions", "parabolas"},
	"ratios-rates-proportions-and-units": {"ratios", "rates", "proportions", "units", "unit conversion", "unit conversions"}, "percentages": {"percents", "percent", "percentage"},
	"one-variable-data": {"mean and median", "median", "standard deviation"}, "two-variable-data": {"scatterplots", "scatterplot", "scatter plots"}, "probability": {"probabilities"},
	"inference-from-sample-statistics": {"margin of error", "samples"}, "evaluating-statistical-claims": {"statistical claims", "experiments"},
	"area-and-volume": {"area", "volume", "areas", "volumes"}, "lines-angles-and-triangles": {"angles", "triangles"}, "right-triangles-and-trigonometry": {"trigonometry", "trig", "right triangles"}, "circles": {"circle"},
}
