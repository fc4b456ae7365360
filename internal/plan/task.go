package plan

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"time"

	"satprep/internal/irt"
	"satprep/internal/question"
	"satprep/internal/session"
)

// What a task asks for.
const (
	Resume     = "resume"
	Diagnostic = "diagnostic"
	FullTest   = "full_test"
	Redo       = "redo"
	Practice   = "practice"
)

// A Task is one thing to do now.
type Task struct {
	Do        string `json:"do" enum:"resume,diagnostic,full_test,redo,practice"`
	Kind      string `json:"kind" enum:"practice,diagnostic,full_test" doc:"of the session it begins or resumes"`
	Session   string `json:"session_id,omitempty" doc:"to resume"`
	Scope     string `json:"domain,omitempty" doc:"what to practise, as practice/start takes it"`
	Name      string `json:"name"`
	Section   string `json:"section,omitempty"`
	Minutes   int    `json:"minutes" doc:"about"`
	Questions int    `json:"num_questions"`
	Mode      string `json:"mode,omitempty" doc:"for practice/start, where it is not its own choice"`
	Why       string `json:"why" doc:"the reason, for the learner"`
}

const (
	tasks       = 3
	enough      = 8              // answers before a skill is judged
	stale       = 24 * time.Hour // a session left alone this long is not offered again
	sitting     = 10 * time.Minute
	lastWeeks   = 21 // days before the test in which full tests come every week
	testEvery   = 7 * 24 * time.Hour
	testSeldom  = 21 * 24 * time.Hour
	testAnswers = 60 // answers after which a full test makes sense
)

// typical is the question that a skill's difficulty is measured with.
var typical = irt.Params{A: 1, B: 0, C: .2}

// What tasks are made from.
type situation struct {
	goal      Goal
	now       time.Time // in the learner's zone
	ability   *irt.Ability
	tallies   map[string]session.Tally
	due       []session.Due  // to be done again, the most urgent first
	open      []session.Past // newest first
	lastScore time.Time      // end of the last diagnostic or test, zero if none
	lastTest  time.Time
}

// next is the rule: at most three tasks, the most urgent first.
func next(s situation) []Task {
	var list []Task
	for _, p := range s.open {
		if p.Kind == session.FullTest { // nothing else until it has ended
			return []Task{resume(p)}
		}
		if s.now.Sub(p.UpdatedAt) < stale && len(list) == 0 {
			list = append(list, resume(p))
		}
	}
	resumed := len(list) > 0 && list[0].Kind == Diagnostic
	if s.lastScore.IsZero() && !s.goal.DiagnosticSkipped && !resumed {
		list = append(list, Task{Do: Diagnostic, Kind: Diagnostic, Name: "Diagnostic", Minutes: 25, Questions: 18,
			Why: "Eighteen questions show where you stand, so that what comes next fits you. You can skip it."})
	}
	if t, ok := s.test(); ok {
		list = append(list, t)
	}
	taken := map[string]bool{} // domains
	if len(s.due) > 0 && len(list) < tasks {
		list = append(list, redo(s.due))
		if len(s.due) == 1 {
			taken[s.due[0].Scope.Domain] = true
		}
	}
	for _, k := range s.ranked() {
		if len(list) < tasks && !taken[k.domain.Slug] {
			list = append(list, k.practise())
			taken[k.domain.Slug] = true
		}
	}
	return list[:min(tasks, len(list))]
}

func resume(p session.Past) Task {
	t := Task{Do: Resume, Kind: string(p.Kind), Session: p.ID.String(), Name: p.Name, Questions: max(0, p.Ceiling-p.Answered)}
	switch p.Kind {
	case session.FullTest:
		// Its clock goes on, and the break is not in it: no longer than the modules together.
		t.Minutes = minutes(t.Questions, testBudget(p.Scope))
		t.Name, t.Why = "Your test", "You have a test open. It goes on where you stopped; the rest waits until it has ended."
	case session.Diagnostic:
		t.Name, t.Why = "Diagnostic", fmt.Sprintf("You stopped after %d of %d questions; its clock goes on.", p.Answered, p.Ceiling)
	default:
		t.Scope, t.Why = p.Scope, fmt.Sprintf("You stopped after %d of %d questions.", p.Answered, p.Ceiling)
	}
	if t.Minutes == 0 {
		t.Minutes = minutes(t.Questions, question.Budget(question.Math))
	}
	return t
}

// testBudget is the time that a question of a full test has: of one section, or
// on average of both.
func testBudget(scope string) time.Duration {
	if _, one := question.FindSection(scope); one {
		return question.Budget(scope)
	}
	length, asked := 0, 0
	for _, s := range question.Sections {
		length, asked = length+s.Minutes, asked+s.Operational+s.Pretest
	}
	return time.Duration(length) * time.Minute / time.Duration(asked)
}

// test says whether it is time for a full test.
func (s situation) test() (Task, bool) {
	t := Task{Do: FullTest, Kind: FullTest, Name: "Full test", Minutes: 134, Questions: 98}
	answered := 0
	for _, k := range s.tallies {
		answered += k.Answered
	}
	days, dated := daysLeft(s.goal.TestDate, s.now)
	since := s.now.Sub(s.lastTest)
	switch {
	case dated && days > 0 && days <= lastWeeks && since >= testEvery:
		t.Why = fmt.Sprintf("Your test is in %s. In the last three weeks a rehearsal a week helps most.", plural(days, "day"))
	case answered >= testAnswers && since >= testSeldom && (!dated || days > 1):
		t.Why = fmt.Sprintf("You have answered %d questions, and your last full test is more than three weeks ago or none. A whole test shows what practice has changed.", answered)
	default:
		return Task{}, false
	}
	return t, true
}

// A weakness is a skill with what it would cost in a test.
type weakness struct {
	section question.Section
	domain  question.Domain
	skill   question.Leaf
	tally   session.Tally
	asked   float64 // questions of this kind in a test
	missed  float64 // expected, as a share of the section: sections weigh the same
}

// ranked lists all skills, the costliest first; equal ones as in the outline.
func (s situation) ranked() []weakness {
	var list []weakness
	for _, sec := range question.Sections {
		for _, d := range sec.Domains {
			for _, k := range d.Skills {
				w := weakness{section: sec, domain: d, skill: k, tally: s.tallies[k.Slug]}
				w.asked = d.Share * float64(2*sec.Operational) / float64(len(d.Skills))
				theta, _, _ := s.ability.Theta(irt.Scope{Section: sec.Slug, Domain: d.Slug, Skill: k.Slug})
				w.missed = d.Share / float64(len(d.Skills)) * (1 - typical.P(theta))
				list = append(list, w)
			}
		}
	}
	slices.SortStableFunc(list, func(a, b weakness) int { return cmp.Compare(b.missed, a.missed) })
	return list
}

// redo is one sitting with the skills that are due, the most urgent first; what
// does not fit into it is due in the next.
func redo(due []session.Due) Task {
	var n, skills int
	var takes time.Duration
	for _, d := range due {
		if takes >= sitting {
			break
		}
		n, skills, takes = n+d.Questions, skills+1, takes+time.Duration(d.Questions)*question.Budget(d.Scope.Section)
	}
	t := Task{Do: Redo, Kind: Practice, Scope: "both", Name: due[0].Name, Section: due[0].Section, Questions: n, Mode: session.ModeRedo, Minutes: minutes(1, takes), Why: due[0].Why}
	switch {
	case len(due) == 1:
		t.Scope = due[0].Scope.Skill
	case skills > 1:
		t.Name, t.Section = fmt.Sprintf("%s and %s", due[0].Name, plural(skills-1, "other skill")), ""
		t.Why = fmt.Sprintf("You missed questions in %s, and it is time to see whether they have stuck: other questions like them.", plural(len(due), "skill"))
	}
	return t
}

func (w weakness) practise() Task {
	asked := max(1, int(math.Round(w.asked)))
	why := fmt.Sprintf("About %d of the %d %s questions that count in a test are of this kind. ", asked, 2*w.section.Operational, w.section.Name)
	switch n := w.tally.Answered; {
	case n == 0:
		why += "You have not tried one yet."
	case n < enough:
		why += fmt.Sprintf("You have answered %d so far, not enough to judge (%d of %d).", n, n, enough)
	default:
		why += fmt.Sprintf("You got %d of %d right so far; here is most to gain.", w.tally.Right, n)
	}
	n := max(3, int(sitting/question.Budget(w.section.Slug)))
	return Task{Do: Practice, Kind: Practice, Scope: w.skill.Slug, Name: w.skill.Name, Section: w.section.Name, Questions: n,
		Minutes: minutes(n, question.Budget(w.section.Slug)), Why: why}
}

func minutes(n int, each time.Duration) int {
	return max(1, int(math.Round((time.Duration(n) * each).Minutes())))
}

func plural(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return fmt.Sprintf("%d %ss", n, noun)
}
