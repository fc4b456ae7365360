package dataset

import (
	"crypto/sha256"
	"fmt"
	"strings"
	"sync"

	"satprep/internal/interaction"
	"satprep/internal/question"
	"satprep/internal/table"
	"satprep/internal/uid"
)

// How a turn ended and who answered, as the tutor records it.
const (
	finishStop  = "stop"
	fromBuiltin = "builtin"
	fromHuman   = "human"
)

// solutionLevel is the rung on which the tutor has the key.
const solutionLevel = 4

// rememberedTurns is how many earlier turns a prompt repeats, as many as the
// tutor itself sends to a model.
const rememberedTurns = 6

// A reading is what the events of one learner say about their turns with the
// tutor: which were rated, edited, asked for again or gone on from.
type reading struct {
	l     *Learner
	bank  *question.Bank
	turns []int // places in l.Events of the tutor's turns

	place   map[uid.ID]int    // of a turn, by its id
	edit    map[uid.ID]*Event // the last edit of a turn
	rating  map[uid.ID]*Event // the last rating of a turn
	choice  map[uid.ID]*Event // the choice that a turn won
	passed  map[uid.ID]bool   // turns that were not chosen
	goneOn  map[uid.ID]bool   // turns after which the learner went on
	again   map[uid.ID]uid.ID // the turn that a turn was asked for again by
	twins   map[uid.ID]bool   // turns shown in pairs to choose from
	answers map[string][]int  // places of answers to a question

	helped  sync.Once
	effects []effect // of moments
}

// A study is what several shapes find out about one learner, each of them once.
type study struct {
	read    sync.Once
	reading *reading
}

// read returns what the events say about turns. Shapes share it: none may
// change it.
func read(l *Learner, bank *question.Bank) *reading {
	if l.study == nil {
		return newReading(l, bank)
	}
	l.study.read.Do(func() { l.study.reading = newReading(l, bank) })
	return l.study.reading
}

func newReading(l *Learner, bank *question.Bank) *reading {
	r := &reading{l: l, bank: bank, place: map[uid.ID]int{}, edit: map[uid.ID]*Event{}, rating: map[uid.ID]*Event{}, choice: map[uid.ID]*Event{},
		passed: map[uid.ID]bool{}, goneOn: map[uid.ID]bool{}, again: map[uid.ID]uid.ID{}, twins: map[uid.ID]bool{}, answers: map[string][]int{}}
	for i := range l.Events {
		e := &l.Events[i]
		switch e.Kind {
		case interaction.TutorTurn:
			if e.Turn == nil {
				continue
			}
			r.turns = append(r.turns, i)
			r.place[e.ID] = i
			if !e.Turn.Parent.IsZero() {
				r.goneOn[e.Turn.Parent] = true
			}
			r.pair(i)
		case interaction.TutorEdited:
			r.edit[e.Of] = e
		case interaction.TutorRated:
			r.rating[e.Of] = e
		case interaction.TutorChosen:
			r.choice[e.Of] = e
			delete(r.passed, e.Of)
			r.passed[e.To] = true
			r.twins[e.Of], r.twins[e.To] = true, true
		case interaction.TutorRegenerated:
			r.again[e.Of] = e.To
		default:
			if (e.Answers() || e.Kind == interaction.PracticeRetried) && e.Answer != "" {
				r.answers[e.Question] = append(r.answers[e.Question], i)
			}
		}
	}
	return r
}

// pair notes that a turn and the one before it were two replies to the same
// words, shown side by side: they were made at one moment.
func (r *reading) pair(i int) {
	if len(r.turns) < 2 {
		return
	}
	e, before := &r.l.Events[i], &r.l.Events[r.turns[len(r.turns)-2]]
	if e.Conversation == before.Conversation && e.At.Equal(before.At) && e.Turn.Parent == before.Turn.Parent && e.Query == before.Query &&
		e.Turn.Regenerate == 0 && before.Turn.Regenerate == 0 {
		r.twins[e.ID], r.twins[before.ID] = true, true
	}
}

// events returns the tutor's turns in order.
func (r *reading) events(yield func(i int, e *Event) bool) {
	for _, i := range r.turns {
		if !yield(i, &r.l.Events[i]) {
			return
		}
	}
}

// question is the question that an event is about, in the version that was
// shown; nil where there is none or its content may not leave.
func (r *reading) question(e *Event) *question.Question { return shownQuestion(r.bank, e) }

func shownQuestion(bank *question.Bank, e *Event) *question.Question {
	if e.Question == "" || !e.Open {
		return nil
	}
	q, err := bank.Find(e.Question, e.Stimulus)
	if err != nil {
		return nil
	}
	return q
}

// unfit says why a turn's reply can be no example to learn from; "" if it can.
func (r *reading) unfit(e *Event) string {
	t := e.Turn
	switch {
	case t.Safety:
		return "safety"
	case t.Refused != "":
		return "refused"
	case e.Question != "" && !e.Open:
		return "closed question"
	case e.Question != "" && r.question(e) == nil:
		return "question unknown"
	case strings.TrimSpace(e.Query) == "":
		return "no words of the learner"
	}
	return ""
}

// broken says why the words that were shown are no whole reply of one author;
// "" if they are.
func broken(e *Event) string {
	t := e.Turn
	switch {
	case strings.TrimSpace(e.Response) == "":
		return "empty"
	case t.Finish == "stopped" || t.Finish == "interrupted":
		return "stopped"
	case t.Finish != finishStop:
		return "truncated"
	case (t.FellBack != "" || t.GuardAction != "") && t.Source != fromBuiltin:
		return "patched" // a model's beginning with an authored end
	}
	return ""
}

// prompt is what the tutor was asked, in one form for all sources: what it knew
// of question, attempt and level, what was said before about this question, and
// the learner's words. It is the same for two replies exactly where they answer
// the same request.
func (r *reading) prompt(e *Event) []Message {
	messages := []Message{{"system", r.scene(e)}}
	messages = append(messages, r.history(e)...)
	return append(messages, Message{"user", e.Query})
}

// levelRules say what a level of the ladder allows.
var levelRules = [...]string{
	"0: talk. Nothing about a question's answer.",
	"1: nudge. Say where to look; nothing about which answer is right or wrong.",
	"2: targeted hint. Say what is wrong with the student's own answer, and where to think again; not the right answer.",
	"3: worked example. Show a similar question worked out; do not solve the student's question.",
	"4: full solution. Everything may be explained.",
}

func (r *reading) scene(e *Event) string {
	t := e.Turn
	var b strings.Builder
	b.WriteString("You are a patient SAT tutor. Help one student, in plain and friendly English, with one question.")
	if t.Level >= 0 && t.Level < len(levelRules) {
		b.WriteString("\n\nHint level " + levelRules[t.Level])
	}
	q := r.question(e)
	if q == nil {
		b.WriteString("\n\nThere is no question in front of the student.")
		return b.String()
	}
	fmt.Fprintf(&b, "\n\nThe question (%s, %s):\n%s", question.Name(q.Section), question.Name(q.Skill), question.Text(q))
	switch t.Stage {
	case "before":
		b.WriteString("\n\nThe student has not answered yet.")
	case "skipped":
		b.WriteString("\n\nThe student left it open.")
	case "right":
		b.WriteString("\n\nThe student's answer was right.")
	case "wrong":
		b.WriteString("\n\nThe student's answer was wrong.")
	}
	if t.Work != "" {
		b.WriteString(" What the student did: " + t.Work)
	}
	if t.Level == solutionLevel && t.Stage != "before" {
		b.WriteString("\n\nThe right answer: " + question.KeyText(q))
	}
	return b.String()
}

// history are the earlier turns of the conversation about the same question.
// Below the level of the solution what was said at it stays out.
func (r *reading) history(e *Event) []Message {
	var turns []*Event
	for id := e.Turn.Parent; !id.IsZero() && len(turns) < rememberedTurns; {
		i, ok := r.place[id]
		if !ok || i >= r.place[e.ID] {
			break // it may not leave, or is no parent
		}
		p := &r.l.Events[i]
		id = p.Turn.Parent
		if p.Question == e.Question && !p.Turn.Safety && p.Query != "" && p.Response != "" && (p.Turn.Level < solutionLevel || e.Turn.Level == solutionLevel) {
			turns = append(turns, p)
		}
	}
	messages := make([]Message, 0, 2*len(turns)+2)
	for i := len(turns) - 1; i >= 0; i-- {
		messages = append(messages, Message{"user", turns[i].Query}, Message{"assistant", turns[i].Response})
	}
	return messages
}

// digest is equal exactly for equal messages.
func digest(messages []Message) [32]byte {
	var b strings.Builder
	for _, m := range messages {
		fmt.Fprintf(&b, "%d %d %s%s", len(m.Role), len(m.Content), m.Role, m.Content)
	}
	return sha256.Sum256([]byte(b.String()))
}

// families of the questions that a turn shows: the one talked about and one
// that the reply asks.
func (r *reading) families(e *Event) []string {
	var list []string
	if q := r.question(e); q != nil {
		list = append(list, q.Family)
	}
	if e.Turn.Asks != "" {
		if q, err := r.bank.Find(e.Turn.Asks, e.Turn.AsksVersion); err == nil {
			list = append(list, q.Family)
		}
	}
	return list
}

// ratingOf is the last rating of a turn, 0 without one.
func (r *reading) ratingOf(id uid.ID) int {
	if e := r.rating[id]; e != nil {
		return e.Value
	}
	return 0
}

// termsOf says under which terms a reply may be used.
func termsOf(t *Turn) string {
	switch {
	case t.Source == fromHuman:
		return "terms of this release"
	case t.Source == fromBuiltin:
		return "terms of the question bank; Apache-2.0 for the one that comes with the program"
	case modelOf(t) == "":
		return "terms of the model's provider"
	}
	return "terms of the provider of " + modelOf(t)
}

// modelOf is the model that answered, "" where none did.
func modelOf(t *Turn) string {
	switch {
	case t.Source == fromBuiltin || t.Source == fromHuman:
		return ""
	case t.ModelGave != "":
		return t.ModelGave
	case t.ModelAsked != "":
		return t.ModelAsked
	}
	return t.Arm.Model
}

// messageList is the type of messages, prompt, chosen, rejected and completion.
var messageList = table.ListOf(table.StructOf(table.Column{Name: "role", Type: table.String}, table.Column{Name: "content", Type: table.String}))

func (r *row) messages(list []Message) {
	v := r.col()
	v.Begin()
	for _, m := range list {
		v.Item().Field(0).Text(m.Role)
		v.Item().Field(1).Text(m.Content)
		v.Item().End()
	}
	v.End()
}

// reply is a completion as messages.
func reply(text string) []Message { return []Message{{"assistant", text}} }
