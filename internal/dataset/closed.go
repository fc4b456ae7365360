package dataset

import (
	"strings"

	"satprep/internal/near"
	"satprep/internal/question"
)

// closedWords is how many words in a row tell a question.
const closedWords = 6

// A closedText knows the words of questions that must not stand somewhere. A
// tutor may have quoted one.
type closedText struct{ words *near.Set }

// newClosedText knows the words of questions that must not leave: of forms,
// pretests and the diagnostic.
func newClosedText(bank *question.Bank) closedText {
	return newWordsOf(bank, func(q *question.Question) bool { return q.Use != question.Practice })
}

// newHeldText knows the words of practice questions whose families are held out
// for test.
func newHeldText(bank *question.Bank, split func(family string) Split) closedText {
	return newWordsOf(bank, func(q *question.Question) bool { return q.Use == question.Practice && split(q.Family) == Test })
}

// newWordsOf knows the words of some questions that stand in no others.
func newWordsOf(bank *question.Bank, which func(*question.Question) bool) closedText {
	c := map[uint64]struct{}{}
	each := func(text string, fn func(h uint64)) {
		for part := range strings.SplitSeq(text, "\n") {
			for h := range near.Runs(part, closedWords) {
				fn(h)
			}
		}
	}
	for _, q := range bank.Questions {
		if which(q) {
			each(question.Text(q), func(h uint64) { c[h] = struct{}{} })
		}
	}
	// What the tutor may say of other practice questions, or teaches, tells nothing.
	open := func(text string) { each(text, func(h uint64) { delete(c, h) }) }
	for _, q := range bank.Questions {
		if q.Use == question.Practice && !which(q) {
			open(question.Text(q))
			q.EveryText(func(_, text string) { open(text) })
		}
	}
	for _, s := range bank.Skills() {
		open(s.Strategy)
		for _, e := range s.Examples {
			open(e.Question)
			open(strings.Join(e.Solution, "\n"))
		}
	}
	return closedText{near.NewSet(c)}
}

// tells reports whether a text holds six words in a row of such a question.
func (c closedText) tells(text string) bool {
	if c.words == nil {
		return false
	}
	for h := range near.Runs(text, closedWords) {
		if c.words.Has(h) {
			return true
		}
	}
	return false
}
