package tutor

import (
	"strings"

	"satprep/internal/interaction"
	"satprep/internal/question"
	"satprep/internal/session"
)

// A Stage is where a learner stands with the question that is talked about.
type Stage string

// The stages.
const (
	NoQuestion Stage = "none"
	Before     Stage = "before" // not yet submitted
	Wrong      Stage = "wrong"
	Right      Stage = "right"
	Skipped    Stage = "skipped" // submitted without an answer
	Closed     Stage = "closed"  // a question of an open diagnostic
)

// A Move is what the tutor does. Its name is that of its phrases.
type Move string

// The moves.
const (
	MoveNudge       Move = "nudge"
	MoveNudgeHeld   Move = "nudge_held" // a nudge to somebody who asked for the answer
	MoveNudgeCalm   Move = "nudge_calm" // a nudge to somebody who gives up
	MoveExample     Move = "example"
	MoveSpent       Move = "spent"
	MoveHoldVerdict Move = "hold_verdict"
	MoveHoldOwn     Move = "hold_own" // of a question that the tutor asked
	MoveHoldWhy     Move = "hold_why"
	MoveHoldTerm    Move = "hold_term"
	MoveNoChoices   Move = "no_choices" // why B, of a question that is typed in
	MoveRationale   Move = "rationale"
	MoveTargeted    Move = "targeted"
	MoveTargetOpen  Move = "targeted_open" // after a skip: nothing went wrong yet
	MoveRetry       Move = "retry"
	MoveRetryRight  Move = "retry_right"
	MoveRetryWrong  Move = "retry_wrong"
	MoveSolution    Move = "solution"
	MoveStep        Move = "step"
	MoveStepNone    Move = "step_none" // after the last
	MoveWhyChoice   Move = "why_choice"
	MoveConfirm     Move = "confirm"
	MoveAnother     Move = "another"
	MoveNoneLeft    Move = "none_left"
	MoveQuestion    Move = "question"
	MoveSkill       Move = "skill"
	MoveTopic       Move = "topic" // a skill beside any question
	MoveDefine      Move = "define"
	MoveFact        Move = "fact"
	MoveUnsure      Move = "unsure"
	MoveWhich       Move = "which"
	MoveGreet       Move = "greet"
	MoveThanks      Move = "thanks"
	MoveDeclined    Move = "declined"
	MoveOffTopic    Move = "off_topic"
	MoveOutside     Move = "outside" // of the SAT
	MoveScope       Move = "scope"   // which skill of a domain or section?
	MoveHoldEntry   Move = "hold_why_entry"
	MoveWho         Move = "who"
	MoveCourage     Move = "courage"

	MoveTestOpen   Move = "test_open"
	MoveDiagnostic Move = "diagnostic"
	MoveStopped    Move = interaction.Stopped
	MoveSafety     Move = "safety"
)

// levels of the moves that help with a question; all others are talk.
var levels = map[Move]int{
	MoveNudge: Nudge, MoveNudgeHeld: Nudge, MoveNudgeCalm: Nudge, MoveExample: Example,
	MoveRationale: Targeted, MoveTargeted: Targeted, MoveTargetOpen: Targeted, MoveRetryWrong: Targeted,
	MoveRetryRight: Solution, MoveSolution: Solution, MoveStep: Solution, MoveStepNone: Solution, MoveWhyChoice: Solution, MoveConfirm: Solution,
}

// Level is the rung of the ladder that a move stands on.
func (m Move) Level() int { return levels[m] }

// offers are what a learner's "yes" means after a move.
var offers = map[Move]Intent{
	MoveHoldVerdict: AskHint, MoveHoldOwn: AskHint, MoveHoldWhy: AskHint, MoveHoldEntry: AskHint, MoveHoldTerm: AskHint,
	MoveRationale: SayRetry, MoveTargeted: SayRetry, MoveTargetOpen: SayRetry,
	MoveRetryWrong: AskSolution, MoveCourage: AskSolution,
	MoveRetryRight: AskAnother, MoveSolution: AskAnother, MoveConfirm: AskAnother, MoveThanks: AskAnother,
	MoveStep: AskStep, MoveStepNone: AskAnother, MoveNoChoices: AskHint, MoveTopic: AskAnother, MoveWhich: AskAnother, MoveGreet: AskHint, MoveOffTopic: AskHint, MoveOutside: AskBack, MoveScope: AskAnother,
}

// Progress is what was given on one question, in one conversation.
type Progress struct {
	Question  string   `json:"q,omitempty"`
	Version   string   `json:"v,omitempty"`
	Topic     string   `json:"topic,omitempty"` // the skill, domain or section, where no question is talked about
	Shown     []string `json:"shown,omitempty"` // hashes of the hints, phrases and examples used
	Nudges    int      `json:"nudges,omitempty"`
	Examples  int      `json:"examples,omitempty"`
	Rationale bool     `json:"rationale,omitempty"`
	Targets   int      `json:"targets,omitempty"`
	Steps     int      `json:"steps,omitempty"`
	Solved    bool     `json:"solved,omitempty"`
	Level     int      `json:"level,omitempty"` // highest so far
	Offer     Intent   `json:"offer,omitempty"`

	// Asked is set where the tutor itself asked the question: then the answer
	// lives here and in the record, and in no session.
	Asked bool     `json:"asked,omitempty"`
	Tries []string `json:"tries,omitempty"` // answers given in the conversation; typed ones as "entry"
	Last  bool     `json:"last,omitempty"`  // the last of them was right
}

// maxExamples before an answer: more would replace the learner's own work.
const maxExamples = 2

// A scene is all that the rules of the ladder look at.
type scene struct {
	stage    Stage
	standing *session.Standing // nil without a question
	progress *Progress
	asking   Asking
	scope    string          // the domain or section that is talked about, of which the skill was taken; "" if none
	took     string          // a sentence that says which skill that is, and why; "" if none was taken
	skill    *question.Skill // what is taught on the question's skill, or without one on that talked about; nil if nothing
}

// stageOf says where the learner stands.
func stageOf(st *session.Standing, p *Progress) Stage {
	switch {
	case st == nil:
		return NoQuestion
	case st.Kind == session.Diagnostic && st.Open:
		return Closed
	case len(p.Tries) > 0 && p.Last:
		return Right
	case st.Submitted() && (st.Correct || st.Righted):
		return Right
	case len(p.Tries) > 0:
		return Wrong
	case !st.Submitted():
		return Before
	case st.Answer == "":
		return Skipped
	}
	return Wrong
}

// decide is the ladder: what to do about an asking at a stage. It is a table of
// rules in code, free of chance; wordings are drawn afterwards.
func (sc *scene) decide() Move {
	a := sc.asking
	if a.Intent == SayYes && sc.progress.Offer != "" {
		sc.asking.Intent = sc.progress.Offer
		a = sc.asking
	}
	switch a.Intent {
	case SayHello:
		return MoveGreet
	case SayThanks:
		return MoveThanks
	case SayNo:
		return MoveDeclined
	case AskWho:
		return MoveWho
	case OffTopic:
		return MoveOffTopic
	case AskFact:
		return MoveFact
	case AskOutside:
		return MoveOutside
	}
	if sc.stage == Closed {
		return MoveDiagnostic
	}
	if a.Intent == AskAnother {
		return MoveAnother
	}
	if sc.stage == NoQuestion {
		return sc.without()
	}
	switch a.Intent {
	case AskSkill:
		return MoveSkill
	case AskQuestion, AskBack:
		return MoveQuestion
	case AskDefine:
		if sc.stage == Before && inChoices(sc.standing.Question, a.Term) {
			return MoveHoldTerm
		}
		return MoveDefine
	case AskWhy:
		if a.Choice != "" && sc.standing.Question.Type == question.Typed {
			return MoveNoChoices
		}
	}
	switch sc.stage {
	case Before:
		return sc.before()
	case Wrong:
		return sc.afterWrong()
	case Skipped:
		return sc.afterSkip()
	}
	return sc.afterRight()
}

func (sc *scene) without() Move {
	switch sc.asking.Intent {
	case AskDefine:
		return MoveDefine
	case AskSkill:
		switch {
		case sc.skill != nil:
			return MoveTopic
		case sc.scope != "":
			return MoveScope
		}
	case SayYes:
		if sc.skill != nil {
			return MoveAnother
		}
	case AskExample:
		if sc.skill != nil && sc.progress.Examples < len(sc.skill.Examples) {
			return MoveExample
		}
	}
	return MoveWhich
}

// before the answer only levels 1 and 3 are there, and no verdict.
func (sc *scene) before() Move {
	switch sc.asking.Intent {
	case SayAnswer, SayClaim:
		if sc.progress.Asked && sc.asking.answers() {
			return MoveRetryRight // or wrong: graded when the answer is put together
		}
		return sc.hold()
	case AskCheck, SayRetry, AskWhyMine:
		return sc.hold()
	case AskWhy:
		if sc.standing.Question.Type == question.Typed {
			return MoveHoldEntry
		}
		return MoveHoldWhy
	case AskExample:
		return sc.climb(MoveExample, MoveNudge)
	case AskMore, AskStep:
		if sc.progress.Nudges > 0 {
			return sc.climb(MoveExample, MoveNudge)
		}
		return sc.climb(MoveNudge, MoveExample)
	case AskHint:
		return sc.climb(MoveNudge, MoveExample)
	case AskSolution:
		return sc.climb(MoveNudgeHeld, MoveExample)
	case SayGiveUp:
		return sc.climb(MoveNudgeCalm, MoveExample)
	}
	return MoveUnsure
}

// hold keeps the verdict back.
func (sc *scene) hold() Move {
	if sc.progress.Asked {
		return MoveHoldOwn
	}
	return MoveHoldVerdict
}

// answers reports whether an answer is named.
func (a Asking) answers() bool { return a.Choice != "" || a.Entry != "" }

// climb takes the first of the moves that still has something to give.
func (sc *scene) climb(moves ...Move) Move {
	for _, m := range moves {
		switch {
		case m == MoveExample && sc.progress.Examples < maxExamples && sc.skill != nil && sc.progress.Examples < len(sc.skill.Examples):
			return m
		case m.Level() == Nudge && sc.progress.Nudges < len(hints(sc.standing.Question, Nudge)):
			return m
		}
	}
	return MoveSpent
}

func (sc *scene) afterWrong() Move {
	p, st := sc.progress, sc.standing
	switch sc.asking.Intent {
	case SayAnswer, SayClaim, AskCheck:
		if sc.asking.answers() {
			return MoveRetryRight
		}
	case SayRetry:
		return MoveRetry
	case AskWhyMine:
		return MoveRationale
	case AskExample:
		return MoveExample
	case AskWhy:
		if sc.asking.Choice == st.Answer || !p.Rationale {
			return MoveRationale
		}
		return MoveWhyChoice
	}
	if !p.Rationale {
		return MoveRationale
	}
	switch sc.asking.Intent {
	case AskHint, AskMore:
		if !p.Solved && p.Targets < len(hints(st.Question, Targeted)) {
			return MoveTargeted
		}
	case AskStep:
		return MoveStep
	case SayGiveUp:
		if !p.Solved {
			return MoveCourage
		}
	case Unknown, SayYes:
		return MoveUnsure
	}
	return MoveSolution
}

func (sc *scene) afterSkip() Move {
	p := sc.progress
	switch sc.asking.Intent {
	case SayAnswer, SayClaim, AskCheck:
		if sc.asking.answers() {
			return MoveRetryRight
		}
		return MoveRetry
	case SayRetry:
		return MoveRetry
	case AskWhy, AskWhyMine:
		if sc.asking.Choice != "" {
			return MoveWhyChoice
		}
	case AskExample:
		return MoveExample
	case AskStep:
		return MoveStep
	case AskHint, AskMore:
		switch {
		case p.Nudges < len(hints(sc.standing.Question, Nudge)) && p.Targets == 0 && p.Nudges == 0:
			return MoveNudge
		case !p.Solved && p.Targets < len(hints(sc.standing.Question, Targeted)):
			return MoveTargetOpen
		}
	case SayGiveUp:
		return MoveCourage
	case Unknown, SayYes:
		return MoveUnsure
	}
	return MoveSolution
}

func (sc *scene) afterRight() Move {
	switch sc.asking.Intent {
	case AskWhy:
		return MoveWhyChoice
	case AskCheck, SayAnswer, SayClaim, AskWhyMine, SayRetry:
		return MoveConfirm
	case AskStep:
		return MoveStep
	case AskExample:
		return MoveExample
	case Unknown, SayYes:
		return MoveUnsure
	}
	return MoveSolution
}

// hints are the variants of a question's hint of a level.
func hints(q *question.Question, level int) []string {
	for _, h := range q.Hints {
		if h.Level == level {
			return h.Variants
		}
	}
	return nil
}

// inChoices reports whether a term is a word of the choices, and none of
// school's: "however" in a question of transitions.
func inChoices(q *question.Question, term string) bool {
	if _, school := terms()[singular(term)]; school && q.Section == question.Math {
		return false
	}
	for _, c := range q.Choices {
		if term != "" && strings.Contains(" "+plain(c.Text)+" ", " "+term+" ") {
			return true
		}
	}
	return false
}

func singular(term string) string {
	if _, ok := terms()[term]; ok {
		return term
	}
	return strings.TrimSuffix(term, "s")
}
