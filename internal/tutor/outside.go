package tutor

import (
	"regexp"
	"slices"
	"strings"

	"satprep/internal/question"
)

// What is not of the SAT is recognised by the shape of an utterance rather than
// by its subject, for there are more subjects than a list could hold: work for a
// class, another test, a field of knowledge by the ending of its name, and
// questions about the world. What the question in front of the learner speaks of
// is none of it; settleAsking sees to that.
var (
	classShape = regexp.MustCompile(`\b(?:my|our|a|an|for|in|the) (?:ap )?(?P<t>[a-z]{3,20}) (?:class|homework|hw|lab|teacher|final|midterm|quiz|test|exam|assignment|project)\b`)
	testShape  = regexp.MustCompile(`\b(?P<t>ap [a-z]{3,20}|act (?:science|math|english|reading|test|exam|prep|section|questions?)|the act)$`)
	fieldShape = regexp.MustCompile(`\b(?P<t>[a-z]{2,}(?:ology|onomy|ography|istry|nomics|ophysics))\b`)
	worldShape = regexp.MustCompile(`^(?:(?:hi|hey|so|ok|and|but|please|can you tell me|do you know|tell me) )*(?:(?:who (?:is|was|were|won|invented|discovered|wrote|painted|built|made|founded|killed|sang|played|directed)|where (?:is|was|are|were|did)|when (?:is|was|were|did)|(?:what|which) (?:year|country|city|continent|planet) (?:is|was|were|did|has|won|in)|how (?:tall|far|heavy|deep|big|old|high) (?:is|was|are|were)|how many people (?:live|are)) (?P<t>[a-z0-9 ]{4,60})|(?:what(?:s| is| are| was) )?(?:the )?(?P<u>(?:capital|population|currency|president|king|queen|flag|national anthem) of [a-z ]{3,40}))$`)
	// ofTheTest are words by which an utterance of those shapes is about the
	// question, its passage, or the course.
	ofTheTest = regexp.MustCompile(`\b(?:author|narrator|speaker|writer|character|passage|text|paragraph|sentence|line|word|phrase|claim|argument|evidence|idea|graph|table|chart|figure|sample|study|comma|verb|subject|equation|number|value|point|angle|side|variable|[a-z]|sat|psat|test|exam|module|section|score|break|right|wrong|correct|they|he|she|we|i|you|am|there|here|[0-9]+)s?\b`)
	// anyClass are words before "test" and the like that name no subject.
	anyClass = regexp.MustCompile(`^(?:sat|psat|practice|real|full|whole|next|first|last|digital|adaptive|diagnostic|mock|test|big|long|new|timed|actual|final|own|old|this|that|short|hard|easy|prep|study)$`)
)

// elsewhere is the subject that plain text names in one of the shapes, and
// whether it asks about the world rather than about what a class teaches; ""
// where it has none of them.
func elsewhere(p string) (term string, world bool) {
	if m := testShape.FindStringSubmatch(p); m != nil {
		return m[1], false
	}
	if m := classShape.FindStringSubmatch(p); m != nil && !anyClass.MatchString(m[1]) {
		if slug, _ := namedTopic(m[1]); slug == "" {
			return m[1], false
		}
	}
	if m := fieldShape.FindStringSubmatch(p); m != nil && terms()[m[1]] == "" {
		return m[1], false
	}
	m := worldShape.FindStringSubmatch(p)
	if m == nil {
		return "", false
	}
	if m[2] != "" && ofTheTest.MatchString(m[2]) {
		return "", false
	} else if m[2] != "" {
		return m[2], true
	}
	said := strings.TrimPrefix(m[1], "the ")
	if ofTheTest.MatchString(strings.TrimPrefix(said, "a ")) || pointsBack.MatchString(strings.ReplaceAll(said, " the ", " ")) {
		return "", false
	}
	if slug, _ := namedTopic(said); slug != "" {
		return "", false
	}
	return said, true
}

// plainWords are words that say nothing of what an utterance is about.
var plainWords = strings.Fields("with that this from have does what when where which about into first last there they them their then than most many much some")

// speaksOf reports whether a question's text has a word of the term: its passage
// may be about anything.
func speaksOf(q *question.Question, term string) bool {
	text := " " + plain(question.Text(q))
	for _, w := range strings.Fields(term) {
		if len(w) > 3 && !slices.Contains(plainWords, w) && strings.Contains(text, " "+strings.TrimSuffix(w, "s")) {
			return true
		}
	}
	return false
}
