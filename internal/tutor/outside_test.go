package tutor

import (
	"testing"

	"satprep/internal/question"
	"satprep/internal/session"
)

// What is not of the SAT is recognised by the shape of what is said; what is
// said of the question in front of the learner never is, whatever its passage
// is about.
func TestWhatIsOutside(t *testing.T) {
	t.Parallel()
	passage := &question.Question{Content: question.Content{
		Passage: "In 1930 Uruguay won the first World Cup of football. The historian Mia Hall, who wrote about photosynthesis before, says that the capital of Uruguay, Montevideo, built a stadium. Marine biology and the economy of France are her next subjects.",
		Stem:    "Which choice best states what the historian says of capital resources?"}}
	away := func(a Asking) bool { return a.Intent == AskOutside || a.Intent == OffTopic }
	for _, said := range []string{
		"imaginary numbers", "teach me imaginary numbers", "what are complex numbers", "explain complex numbers",
		"calculus derivative", "how do I take the derivative of a function", "what is the capital of France", "capital of france",
		"capital of Peru?", "who won the world cup", "who invented the telephone", "who was the first man on the moon",
		"when did world war 2 end", "where is Paris", "what year did the Titanic sink", "how tall is Mount Everest", "what is the population of Japan",
		"ACT science", "help me with the ACT", "can you help me with AP bio", "AP chemistry", "my physics homework",
		"help me with my physics homework", "can you do my spanish homework", "I have a history test tomorrow", "my biology class", "I need help with my chem lab",
		"oceanography", "teach me sociology", "help me with astronomy", "quiz me on geology", "who wrote Moby Dick",
	} {
		if a := Recognise(said); !away(a) {
			t.Errorf("%q is %+v, and is no matter of the SAT", said, a)
		}
	}
	for said, want := range map[string]string{"is there an essay section": "essay", "essay help": "essay", "do I have to write an essay on the SAT": "essay", "is there a science section?": "sections"} {
		if a := Recognise(said); a.Intent != AskFact || a.Term != want {
			t.Errorf("%q is %+v, want the fact %s", said, a, want)
		}
	}
	for _, said := range []string{
		"who won the world cup in the passage", "who won the world cup", "who wrote about photosynthesis", "who is Mia Hall", "where is the stadium",
		"what is marine biology", "what is the capital of uruguay", "what are the capital resources", "what does the historian say about football", "football",
		"when did uruguay win", "who is the author", "who is the narrator talking to", "where is the evidence", "when do I use a comma",
		"who is right", "where is the main idea", "what is the purpose of the text", "how old is x", "where did the 4 come from",
		"how many people are in the sample", "what is the economy of france", "my math homework", "I have a SAT test tomorrow", "I have a practice test tomorrow",
		"I have a test tomorrow", "in my english class we learned commas", "what is the act of writing", "how does the author act in line 3", "which country is it about",
		"when is the test", "where does the x go", "who are they", "help me with my grammar", "the history part is confusing",
	} {
		sc := scene{asking: Recognise(said), standing: &session.Standing{Question: passage}}
		if sc.settleAsking(); away(sc.asking) {
			t.Errorf("%q is sent away: %+v", said, sc.asking)
		}
	}
}
