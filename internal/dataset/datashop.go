package dataset

import (
	"strconv"
	"strings"

	"satprep/internal/interaction"
	"satprep/internal/question"
	"satprep/internal/uid"
)

var datashopShape = Shape{
	Name: "datashop", Title: "Transactions as DataShop imports them", Consumer: "PSLC DataShop",
	About: "One tab-delimited transaction for every answer, also second tries, and one for every hint that was seen before it. A question is a problem of one step. Models of knowledge components stand in repeated columns KC (model) and KC Category (model): by skill and by domain.",
	Key:   ByLearnerKey,
	Files: "formats/datashop/<split>.txt, with DataShop's column names. Time is UTC, shifted.",
	Open:  openDataShop,
}

var datashopHeader = strings.Join([]string{
	"Anon Student Id", "Session Id", "Time", "Time Zone", "Duration (sec)", "Student Response Type", "Tutor Response Type", "Level (Section)", "Level (Domain)",
	"Problem Name", "Problem View", "Step Name", "Attempt At Step", "Outcome", "Selection", "Action", "Input", "Help Level",
	"KC (Skill)", "KC Category (Skill)", "KC (Domain)", "KC Category (Domain)", "CF (Mode)", "CF (Aided)",
}, "\t") + "\n"

// oneCell keeps a field within its cell.
var oneCell = strings.NewReplacer("\t", " ", "\n", " ", "\r", " ")

type datashopSink struct {
	k     *Counter
	out   map[Split]*Lines
	tally *itemTally
}

// A datashopStep is where attempts are counted.
type datashopStep struct {
	session  uid.ID
	question string
	view     int
}

func openDataShop(k *Counter) (Sink, error) {
	s := &datashopSink{k: k, out: map[Split]*Lines{}, tally: newItemTally()}
	for _, split := range k.Splits() {
		out, err := k.File(string(split)+".txt", split, "tsv")
		if err != nil {
			return nil, err
		}
		if _, err := out.WriteString(datashopHeader); err != nil {
			return nil, err
		}
		s.out[split] = out
	}
	return s, nil
}

func (s *datashopSink) Close() error {
	s.tally.baselines(s.k)
	return nil
}

func (s *datashopSink) Learner(l *Learner) error {
	any := false
	views, tries := map[string]int{}, map[datashopStep]int{}
	for i := range l.Events {
		e := &l.Events[i]
		again := e.Kind == interaction.PracticeRetried && e.Correct.Valid
		if !e.Scored() && !again || e.Question == "" || e.Skill == "" {
			continue
		}
		any = true
		if !again {
			s.tally.add(l.Split, e.Question, e.Correct.V)
		}
		// A second try whose first was not admitted still has a first view.
		if !again || views[e.Question] == 0 {
			views[e.Question]++
		}
		step := datashopStep{e.Session, e.Question, views[e.Question]}
		if e.Answering != nil {
			for _, level := range e.Answering.HintLevels {
				tries[step]++
				if err := s.transaction(l, e, views[e.Question], tries[step], level); err != nil {
					return err
				}
			}
		}
		tries[step]++
		if err := s.transaction(l, e, views[e.Question], tries[step], 0); err != nil {
			return err
		}
	}
	if any {
		s.k.Seen(l.Split)
	}
	return nil
}

// transaction writes an answer, or a hint of the level before it.
func (s *datashopSink) transaction(l *Learner, e *Event, view, attempt, hint int) error {
	student, tutor, outcome, input := "ATTEMPT", "RESULT", "INCORRECT", e.Answer
	if e.Correct.V {
		outcome = "CORRECT"
	}
	source := "attempt"
	if hint > 0 {
		student, tutor, outcome, input, source = "HINT_REQUEST", "HINT_MSG", "HINT", "", "hint"
	}
	seconds, level := "", ""
	if hint > 0 {
		level = strconv.Itoa(hint)
	} else if e.TimeMS.Valid {
		seconds = strconv.FormatFloat(float64(e.TimeMS.V)/1000, 'f', 3, 64)
	}
	aided := ""
	if e.Aided.Valid {
		aided = strconv.FormatBool(e.Aided.V)
	}
	session := "none" // DataShop wants a name
	if !e.Session.IsZero() {
		session = e.Session.String()
	}
	out := s.out[l.Split]
	fields := []string{l.Name.String(), session, e.At.UTC().Format("2006-01-02 15:04:05.000"), "UTC", seconds, student, tutor, question.Name(e.Section), question.Name(e.Domain),
		e.Question, strconv.Itoa(view), "answer", strconv.Itoa(attempt), outcome, "answer", "submit", input, level,
		question.Name(e.Skill), question.Name(e.Domain), question.Name(e.Domain), question.Name(e.Section), e.Mode, aided}
	for i, f := range fields {
		if strings.ContainsAny(f, "\t\n\r") {
			fields[i] = oneCell.Replace(f)
		}
	}
	out.EndRow()
	s.k.stats.Rows[l.Split]++
	s.k.Count(source)
	_, err := out.WriteString(strings.Join(fields, "\t") + "\n")
	return err
}
