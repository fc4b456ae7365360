package tutor

import (
	"regexp"
	"strings"
	"sync"

	"satprep/internal/question"
)

// A learner may ask about a skill while a question of another one lies in front
// of them: "explain percentages", "how do commas work?", "quiz me on circles".
// Such words are about the skill that they name. So are those that name a domain or a section:
// of its skills one is taken. The shapes below are of whole
// utterances, with the name replaced by @; "how do I solve the
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

// practiceShape asks to be asked about what it names, and bareShape is its name
// alone: the answer to "which skill?".
var (
	practiceShape = topicRules(`(?:practi[cs]e|do|try|train|drill|work on|quiz|test|ask|have) (?:(?:me|us|some|more|a|few|on|in|about|with) )*@`)
	bareShape     = topicRules(`@`)
)

// namedShape asks to be taught or asked something that it names, whatever that
// is; pointsBack are words of a name that stands for the question, or for
// nothing in particular.
var (
	namedShape = regexp.MustCompile(topicPieces.Replace(`^<lead>(?:quiz|test|teach|ask|drill) (?:me|us) (?:(?:on|about|in|with|some|more|a few|questions?|problems?) )*(?P<t>[a-z][a-z ]{2,40}?)<tail>$`))
	pointsBack = regexp.MustCompile(`\b(?:questions?|problems?|exercises?|this|that|these|those|them|it|one|ones|the|my|your|skills?|topics?|subjects?|sat|test|exam|some|any|every|some ?thing|any ?thing|every ?thing|all|both|weak|weaknesses|weakest|worst|mistakes?|errors?|hard|harder|easy|easier|medium|difficult|random|whatever|stuff|things?|today|now|again|more|what|how|why|who|when|better|another|similar|new|like|same|please|strategy|tricks?|tips?|rules?|steps?|answers?|solution|sections?|domains?)\b`)
)

// topical completes an asking with what it is about by name; p is the plain
// text.
func (a Asking) topical(p string) Asking {
	slug, shape := namedTopic(p)
	if slug == "" {
		return a.outside(p)
	}
	about := func(i Intent) Asking {
		if place, _ := question.Place(slug); place.Skill == "" {
			return Asking{Intent: i, Scope: slug}
		}
		return Asking{Intent: i, Skill: slug}
	}
	if place, _ := question.Place(slug); place.Skill == "" && (a.Intent == SayGiveUp || a.Intent == AskFact) {
		return a // "I hate math", "how should I study math?"
	}
	switch {
	case a.Intent == AskAnother || a.Intent == AskExample:
		if moreShapes.MatchString(shape) || practiceShape.MatchString(shape) {
			return about(a.Intent)
		}
	case a.Intent == Unknown && (givenShape.MatchString(shape) || practiceShape.MatchString(shape)):
		return about(AskAnother)
	case topicShapes.MatchString(shape), a.Intent == Unknown && bareShape.MatchString(shape), a.Intent == AskSkill,
		a.Intent == AskDefine && terms()[singular(a.Term)] == "" && isTopic(a.Term, slug):
		return about(AskSkill)
	}
	return a
}

// outside recognises what the SAT does not have: a subject of other classes by
// its name, or whatever else somebody wants to be taught or asked.
func (a Asking) outside(p string) Asking {
	switch a.Intent {
	case AskAnother, AskExample, AskSkill, AskDefine, AskSolution, AskHint, AskMore, Unknown:
	default:
		return a
	}
	term, world := elsewhere(p)
	if term != "" && !world && a.Intent != AskSolution && a.Intent != AskMore {
		return Asking{Intent: AskOutside, Term: term}
	}
	spaced := " " + strings.ReplaceAll(p, "-", " ") + " "
	word := ""
	for _, w := range otherSubjects() {
		if len(w) > len(word) && strings.Contains(spaced, " "+w+" ") {
			word = w
		}
	}
	if word != "" {
		shape := strings.TrimSpace(strings.Replace(spaced, " "+word+" ", " @ ", 1))
		if a.Intent != AskSolution && a.Intent != AskHint && a.Intent != AskMore || topicShapes.MatchString(shape) {
			return Asking{Intent: AskOutside, Term: word}
		}
		return a
	}
	if world && (a.Intent == Unknown || a.Intent == AskDefine) {
		return Asking{Intent: OffTopic, Term: term}
	}
	if a.Intent != AskAnother && a.Intent != AskSkill && a.Intent != Unknown {
		return a
	}
	m := namedShape.FindStringSubmatch(p)
	if m == nil || pointsBack.MatchString(m[1]) || terms()[singular(m[1])] != "" {
		return a
	}
	return Asking{Intent: AskOutside, Term: m[1]}
}

// otherSubjects are names of what other classes teach and the SAT does not ask
// about.
var otherSubjects = sync.OnceValue(func() []string {
	return strings.Split(strings.TrimSpace(readPhrases("outside")), "\n")
})

// goesOn reports whether an asking that names nothing stays with what was
// talked about last.
func (a Asking) goesOn() bool {
	return a.Skill == "" && a.Scope == "" && (a.Intent == SayYes || a.Intent == AskAnother || a.Intent == AskExample)
}

// namedTopic finds a skill, domain or section of the outline that plain text
// names, by its name or its main words, and the text with @ in the name's
// place; "" if there is none. The longest name wins; but of "area in geometry"
// the skill does.
func namedTopic(p string) (slug, shape string) {
	p = " " + strings.ReplaceAll(p, "-", " ") + " "
	slug, best := "", ""
	look := func(text string, leaf question.Leaf) {
		for _, name := range topicNames(leaf) {
			if len(name) > len(best) && strings.Contains(text, " "+name+" ") {
				best, slug = name, leaf.Slug
			}
		}
	}
	skills := func(text string) {
		for _, section := range question.Sections {
			for _, d := range section.Domains {
				for _, k := range d.Skills {
					look(text, k)
				}
			}
		}
	}
	for _, section := range question.Sections {
		look(p, question.Leaf{Slug: section.Slug, Name: section.Name})
		for _, d := range section.Domains {
			look(p, question.Leaf{Slug: d.Slug, Name: d.Name})
		}
	}
	wider, named := slug, best
	skills(p)
	if wider != "" && slug == wider { // a skill beside it?
		best = ""
		if skills(strings.Replace(p, " "+named+" ", " . ", 1)); best != "" {
			p = strings.Replace(p, " "+named+" ", " math ", 1) // a word that shapes know at their end
		} else {
			best = named
		}
	}
	if slug == "" {
		return "", ""
	}
	for _, article := range []string{" the ", " "} {
		for _, noun := range []string{" section ", " domain ", " part ", " "} {
			if long := article + best + noun; strings.Contains(p, long) && (article == " " || noun != " ") {
				return slug, strings.TrimSpace(strings.Replace(p, long, " @ ", 1))
			}
		}
	}
	return slug, strings.TrimSpace(p)
}

// isTopic reports whether a term is a name of a topic, and nothing besides.
func isTopic(term, slug string) bool {
	got, shape := namedTopic(term)
	return got == slug && shape == "@"
}

// topicNames are the ways in which learners name a part of the outline.
func topicNames(k question.Leaf) []string {
	return append([]string{strings.ReplaceAll(plain(k.Name), "-", " "), strings.ReplaceAll(k.Slug, "-", " ")}, nicknames[k.Slug]...)
}

var nicknames = map[string][]string{
	question.Math: {"maths", "mathematics"}, question.RW: {"reading and writing", "reading", "writing", "english", "verbal"},
	"standard-english-conventions":      {"grammar", "conventions", "english conventions"},
	"problem-solving-and-data-analysis": {"data analysis", "statistics", "stats", "problem solving"}, "geometry-and-trigonometry": {"geometry", "geometry and trig"},
	"words-in-context": {"vocabulary", "vocab"}, "text-structure-and-purpose": {"text structure", "purpose"}, "cross-text-connections": {"two texts", "paired texts", "paired passages", "cross text"},
	"central-ideas-and-details": {"main idea", "main ideas", "central idea", "central ideas"}, "command-of-evidence": {"evidence"}, "inferences": {"inference"},
	"boundaries": {"punctuation", "commas", "semicolons", "colons", "run ons", "run on sentences", "sentence fragments"}, "form-structure-and-sense": {"verb tense", "verb tenses", "subject verb agreement", "pronouns", "modifiers"},
	"rhetorical-synthesis": {"notes", "synthesis"}, "transitions": {"transition"},
	"linear-equations-in-one-variable": {"linear equations"}, "linear-functions": {"linear function"}, "linear-equations-in-two-variables": {"lines"},
	"systems-of-two-linear-equations": {"systems", "systems of equations", "system of equations", "systems of linear equations"}, "linear-inequalities": {"inequalities", "inequality"},
	"equivalent-expressions": {"expressions", "factoring", "exponents", "polynomials"}, "nonlinear-equations-and-systems": {"quadratics", "quadratic equations", "nonlinear equations"}, "nonlinear-functions": {"quadratic functions", "exponential functions", "parabolas"},
	"ratios-rates-proportions-and-units": {"ratios", "rates", "proportions", "units", "unit conversion", "unit conversions"}, "percentages": {"percents", "percent", "percentage"},
	"one-variable-data": {"mean and median", "median", "standard deviation"}, "two-variable-data": {"scatterplots", "scatterplot", "scatter plots"}, "probability": {"probabilities"},
	"inference-from-sample-statistics": {"margin of error", "samples"}, "evaluating-statistical-claims": {"statistical claims", "experiments"},
	"area-and-volume": {"area", "volume", "areas", "volumes"}, "lines-angles-and-triangles": {"angles", "triangles"}, "right-triangles-and-trigonometry": {"trigonometry", "trig", "right triangles"}, "circles": {"circle"},
}
