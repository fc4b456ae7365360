package session

import (
	"bytes"
	"cmp"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"satprep/internal/interaction"
	"satprep/internal/question"
)

// An amended is an answer whose question's key was corrected since it was given.
type amended struct {
	Question   string `json:"question"`
	Version    string `json:"v"` // as it was asked
	Ordinal    int    `json:"ordinal"`
	Correction int64  `json:"correction"` // the last of them
	Was        bool   `json:"was"`        // right as it was graded before
	Correct    bool   `json:"correct"`    // right now

	keys []string
	note string // why its key was corrected, for learners
}

// regrade returns responses as they are right by the corrections up to a number
// (0 is all), and which of them had a correction. It is a function of the
// answers as they were given and the bank.
func regrade(bank *question.Bank, rs []response, upto int64) ([]response, []amended, error) {
	var list []amended
	all := slices.Clone(rs)
	for i := range all {
		r := &all[i]
		q, by := bank.Corrected(r.question, r.at, upto)
		if len(by) == 0 {
			continue
		}
		a := amended{Question: q.ID, Version: q.Version, Ordinal: r.ordinal, Correction: by[len(by)-1].Number, Was: r.correct, keys: q.Keys}
		if r.question, r.correct = q, false; r.state == interaction.Answered {
			var err error
			if r.correct, err = question.Grade(q, r.answer); err != nil {
				return nil, nil, fmt.Errorf("answer %d: %w", r.ordinal, err)
			}
		}
		a.Correct = r.correct
		list = append(list, a)
	}
	return all, list, nil
}

// A Rescoring is a later version of a score.
type Rescoring struct {
	Version int       `json:"version" doc:"of the score; the session ended with 1"`
	At      time.Time `json:"at"`
	Why     string    `json:"why" doc:"what was corrected and why, and what it did to the score, in a few sentences; plain text"`
	Was     Scores    `json:"was" doc:"the version before"`
	Scores  Scores    `json:"scores"`
	Seen    bool      `json:"seen" doc:"its learner has seen it"`

	through int64 // the last correction that went in
	correct int   // answers right
	amended []amended
}

// idle reports whether a version says nothing new: the score and every answer
// are what they were.
func (x *Rescoring) idle() bool {
	return !slices.ContainsFunc(x.amended, func(a amended) bool { return a.Was != a.Correct }) && x.Was.alike(x.Scores)
}

// alike reports whether two scores are the same to whoever reads them.
func (s Scores) alike(other Scores) bool {
	a, err1 := json.Marshal(s)
	b, err2 := json.Marshal(other)
	return err1 == nil && err2 == nil && bytes.Equal(a, b)
}

// tell is what a learner is told of the versions of a score, oldest first and at
// least one: the newest, from what they saw last. Where that is the same to them,
// it is seen and says nothing. Where they have seen all, it is the newest step.
func tell(t *sitting, list []Rescoring) Rescoring {
	x := list[len(list)-1]
	from := slices.IndexFunc(list, func(x Rescoring) bool { return !x.Seen })
	if from >= 0 {
		x.Was, x.amended = list[from].Was, through(list[from:])
		if x.idle() {
			x.Seen = true
			return x
		}
	}
	x.Why = whyRescored(t, x.amended, x.Was, x.Scores)
	return x
}

// through are the answers that versions in a row amended, from what the first of
// them found to what the last one left. One that came back to what it was is left
// out where others did not.
func through(list []Rescoring) []amended {
	times, all := map[int]int{}, []amended{}
	for _, x := range list {
		for _, a := range x.amended {
			if i := slices.IndexFunc(all, func(b amended) bool { return b.Ordinal == a.Ordinal }); i >= 0 {
				a.Was = all[i].Was
				all[i] = a
			} else {
				all = append(all, a)
			}
			times[a.Ordinal]++
		}
	}
	slices.SortFunc(all, func(a, b amended) int { return cmp.Compare(a.Ordinal, b.Ordinal) })
	moved := slices.DeleteFunc(slices.Clone(all), func(a amended) bool { return times[a.Ordinal] > 1 && a.Was == a.Correct })
	if len(moved) == 0 {
		return all
	}
	return moved
}

// whyRescored says what a rescoring is for, in the words of whoever corrected the
// keys too. Of itself it names no key: that is the review's.
func whyRescored(t *sitting, list []amended, was, now Scores) string {
	gained, lost := 0, 0
	for _, a := range list {
		switch {
		case a.Correct && !a.Was:
			gained++
		case a.Was && !a.Correct:
			lost++
		}
	}
	var says string
	if len(list) == 1 {
		says = "The key of a question that counts was wrong and has been corrected: " + place(t, list[0]) + "." + list[0].because() + " The answer given to it "
		switch {
		case gained > 0:
			says += "is right now."
		case lost > 0:
			says += "is not right any more."
		default:
			says += "counts as before."
		}
	} else {
		places := make([]string, len(list))
		for i, a := range list {
			places[i] = place(t, a)
		}
		says = fmt.Sprintf("The keys of %d questions that count were wrong and have been corrected: %s. Of the answers given to them %d that counted as wrong %s right now, and %d that counted as right %s not.",
			len(list), strings.Join(places, "; "), gained, be(gained), lost, be(lost))
		for i, a := range list {
			if a.note != "" {
				says += " Of " + places[i] + ":" + a.because()
			}
		}
	}
	return says + " " + moved(was, now)
}

// because is the note on a corrected key as a sentence after others.
func (a amended) because() string {
	if a.note == "" {
		return ""
	}
	if last, _ := utf8.DecodeLastRuneInString(a.note); unicode.IsLetter(last) || unicode.IsNumber(last) {
		return " " + a.note + "."
	}
	return " " + a.note
}

func be(n int) string {
	if n == 1 {
		return "is"
	}
	return "are"
}

// place is where a question stood.
func place(t *sitting, a amended) string {
	if t != nil {
		if m, position := t.find(a.Question); m != nil {
			return fmt.Sprintf("%s, module %d, question %d", question.Name(m.Section), m.Index, position)
		}
	}
	return fmt.Sprintf("question %d", a.Ordinal)
}

// moved says what became of the score.
func moved(was, now Scores) string {
	if was.Total != nil && now.Total != nil {
		return move("The total score", *was.Total, *now.Total)
	}
	var parts []string
	for _, sec := range now.Sections {
		for _, old := range was.Sections {
			if old.Section == sec.Section {
				parts = append(parts, move("The "+question.Name(sec.Section)+" score", old.Score, sec.Score))
			}
		}
	}
	return strings.Join(parts, " ")
}

func move(what string, was, now int) string {
	if was == now {
		return fmt.Sprintf("%s stays %d.", what, now)
	}
	return fmt.Sprintf("%s was %d and is now %d.", what, was, now)
}
