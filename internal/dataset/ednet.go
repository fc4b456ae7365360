package dataset

import (
	"fmt"
	"path"
	"strings"
	"time"

	"satprep/internal/interaction"
	"satprep/internal/question"
)

var ednetShape = Shape{
	Name: "ednet_kt4", Title: "Actions as EdNet-KT4 has them", Consumer: "tools for EdNet",
	About: "A file a learner with what they did, action by action: enter a question, respond to it (also on the way to the last response), submit. Questions that are typed, and those whose key is kept back, are left out and counted: the form has only lettered choices, and its contents tell the keys.",
	Key:   ByLearnerKey,
	Files: "formats/ednet_kt4/<split>/u<n>.csv: timestamp (ms, shifted), action_type, item_id, cursor_time, source, user_answer, platform; formats/ednet_kt4/contents/questions.csv: question_id, bundle_id, explanation_id, correct_answer, part, tags, deployed_at; formats/ednet_kt4/id_map.csv.",
	Open:  openEdNet,
}

type ednetSink struct{ tracer }

func openEdNet(k *Counter) (Sink, error) {
	s := &ednetSink{}
	s.tracer = newTracer(k, func(l *Learner) []*Event { return s.lettered(l, false) })
	return s, nil
}

// lettered are the answers that the form can hold.
func (s *ednetSink) lettered(l *Learner, drop bool) (list []*Event) {
	for _, e := range attemptsOf(l) {
		why := ""
		q, err := s.k.Bank().Find(e.Question, e.Stimulus)
		switch {
		case !e.Open:
			why = "its key is kept back"
		case err != nil:
			why = "its version is not in the bank"
		case q.Type != question.Choices:
			why = "typed"
		case s.rekeyed(q):
			why = "its key was another then"
		}
		if why == "" {
			list = append(list, e)
		} else if drop {
			s.k.Drop(why)
		}
	}
	return list
}

// rekeyed reports whether a question has another key now than the version that
// was answered; the contents have room for one key only.
func (s *ednetSink) rekeyed(q *question.Question) bool {
	now, err := s.k.Bank().Find(q.ID, "")
	return err != nil || now.Type != question.Choices || now.Keys[0] != q.Keys[0]
}

const ednetHeader = "timestamp,action_type,item_id,cursor_time,source,user_answer,platform\n"

func (s *ednetSink) Learner(l *Learner) error {
	list := s.lettered(l, true)
	if len(list) == 0 {
		return nil
	}
	user := s.begin(l)
	out, err := s.k.File(path.Join(string(l.Split), fmt.Sprintf("u%d.csv", user)), l.Split, "csv")
	if err != nil {
		return err
	}
	if _, err := out.WriteString(ednetHeader); err != nil {
		return err
	}
	var clock watch
	for _, e := range list {
		n, err := s.actions(out, &clock, e)
		if err != nil {
			return err
		}
		s.k.stats.Rows[l.Split] += n
		s.count(l.Split, e)
	}
	return s.k.closeLast(out)
}

// source is EdNet's word for where somebody was.
func ednetSource(mode string) string {
	switch mode {
	case "diagnostic":
		return "diagnosis"
	case "full_test":
		return "exam"
	case "review":
		return "review"
	}
	return "sprint"
}

// letter is a choice as EdNet writes it, "" where it is none.
func letter(s string) string {
	if len(s) != 1 || s[0] < 'A' || s[0] > 'D' {
		return ""
	}
	return strings.ToLower(s)
}

// actions writes what was done with one question. Answers that were taken back
// leave no responses, because a reader takes the last response for the answer.
func (s *ednetSink) actions(out *Lines, clock *watch, e *Event) (n int, err error) {
	id := s.items.of(e.Question)
	platform := "web"
	if e.Platform == "mobile" {
		platform = "mobile"
	}
	spent := max(e.TimeMS.V, 0)
	begin := e.At.Add(-time.Duration(spent) * time.Millisecond)
	write := func(at time.Time, action, item, answer string) {
		if err == nil {
			_, err = fmt.Fprintf(out, "%d,%s,%s,,%s,%s,%s\n", clock.read(at).UnixMilli(), action, item, ednetSource(e.Mode), answer, platform)
			out.EndRow()
			n++
		}
	}
	write(begin, "enter", fmt.Sprintf("b%d", id), "")
	last := ""
	if a := e.Answering; a != nil && e.State == interaction.Answered {
		for _, c := range a.Changes {
			if to := letter(c.To); to != "" && c.MS >= 0 && c.MS <= spent {
				last = to
				write(begin.Add(time.Duration(c.MS)*time.Millisecond), "respond", fmt.Sprintf("q%d", id), last)
			}
		}
	}
	if answer := letter(e.Answer); answer != "" && answer != last && e.State == interaction.Answered {
		write(e.At, "respond", fmt.Sprintf("q%d", id), answer)
	}
	write(e.At, "submit", fmt.Sprintf("b%d", id), "")
	return n, err
}

func (s *ednetSink) Close() error {
	out, err := s.k.File("contents/questions.csv", "", "csv")
	if err != nil {
		return err
	}
	if _, err := out.WriteString("question_id,bundle_id,explanation_id,correct_answer,part,tags,deployed_at\n"); err != nil {
		return err
	}
	for i, name := range s.items.order {
		q, err := s.k.Bank().Find(name, "")
		if err != nil {
			return err
		}
		part := 1
		if q.Section == question.Math {
			part = 2
		}
		// When a question came to the bank says nothing of learners, and is not told.
		if _, err := fmt.Fprintf(out, "q%d,b%d,e%d,%s,%d,%d,0\n", i, i, i, strings.ToLower(q.Keys[0]), part, s.skills.of(q.Skill)); err != nil {
			return err
		}
		out.EndRow()
	}
	return s.end()
}
