package tutor

import (
	"context"
	"slices"
	"time"

	"satprep/internal/account"
	"satprep/internal/fault"
	"satprep/internal/interaction"
	"satprep/internal/irt"
	"satprep/internal/llm"
	"satprep/internal/question"
	"satprep/internal/session"
	"satprep/internal/uid"
)

// An exchange is a turn while it is made: what was said, where the learner
// stands, what is answered, and how that came about.
type exchange struct {
	id     uid.ID
	ask    Ask
	who    account.Actor
	client session.Client
	stamp  interaction.Stamp
	begun  time.Time // by the actor's clock
	clock  time.Time // by the server's
	conv   *conversation
	bank   *question.Bank

	scene    scene
	progress Progress
	met      map[string]bool
	mistakes []session.Mistake // on the skill, the question itself included
	topic    string            // the skill, domain or section that is talked about in place of a question
	weakest  string

	authored  reply // what the built-in tutor says
	text      string
	sources   []string
	cuts      []int // where the frames of text end
	frames    int64 // numbers used
	withdrawn int64 // of them by text that was taken back
	level     int
	source    string
	finish    string
	refused   string

	arm        interaction.Arm
	arms       []interaction.Arm
	propensity float64
	draw       float64
	templates  []string

	templatesBefore []string // of the turns answered anew

	guard       verdict
	guardAction string
	fellBack    string
	safetyIn    Category
	safetyOut   Category
	told        bool

	request []llm.Message // as sent
	raw     string        // before the guard
	result  llm.Result
	reused  uid.ID

	regenerate int
	replaces   uid.ID // the turn answered anew
	again      string // the question that was talked about in it
	parent     uid.ID
	hidden     bool      // the second of two replies, until it is chosen
	twin       *exchange // the second of two replies to choose between
	quiet      bool      // nothing is sent before it is whole
	opened     bool      // the partial row is there, and pieces were sent
	duration   time.Duration
}

// answer makes a turn from its asking to its record.
func (s *Service) answer(ctx context.Context, a *Answer, x *exchange) error {
	work := context.WithoutCancel(ctx) // what is begun is recorded, also when the learner stops
	if err := s.situate(work, x); err != nil {
		return err
	}
	pair := s.settings.ChoiceRate > 0 && !x.ask.Simple && x.regenerate == 0 && x.safetyIn == "" && x.refused == "" && s.draw() < s.settings.ChoiceRate
	x.quiet = pair
	if err := s.compose(ctx, work, a, x); err != nil {
		return err
	}
	if pair && x.finish == FinishStop && speakable(x.authored.move) && x.authored.graded == nil {
		x.twin = x.other()
		if err := s.compose(ctx, work, a, x.twin); err != nil {
			return err
		}
		if x.twin.text == x.text || x.twin.finish != FinishStop {
			x.twin = nil // nothing to choose between
		}
	}
	if err := s.record(work, x); err != nil {
		return err
	}
	a.emit(x.closing()...)
	return nil
}

// other is the exchange of a second reply to the same words.
func (x *exchange) other() *exchange {
	y := *x
	y.id, y.twin, y.text, y.cuts, y.frames, y.hidden = uid.New(x.begun), nil, "", nil, 0, true
	y.request, y.raw, y.result, y.reused, y.guard, y.guardAction, y.fellBack, y.safetyOut = nil, "", llm.Result{}, uid.ID{}, "", "", "", ""
	y.regenerate, y.templatesBefore = 1, []string{x.authored.arm.Template}
	y.progress = x.progress.clone()
	y.scene.progress = &y.progress
	return &y
}

// situate finds out where the learner stands.
func (s *Service) situate(ctx context.Context, x *exchange) (err error) {
	x.bank = s.bank()
	if x.conv, err = s.recover(ctx, x.who, x.conv); err != nil {
		return err
	}
	if x.regenerate == 0 {
		x.parent = x.conv.lastTurn
	}
	x.scene.asking = Recognise(x.ask.Text)
	if c, signal := checkInput(x.ask.Text); signal {
		x.safetyIn = c
		return nil
	}
	if x.conv.stopped != "" {
		x.refused = string(MoveStopped)
		return nil
	}
	open, err := s.sessions.TestOpen(ctx, x.who.Subject)
	if err != nil {
		return err
	}
	if open {
		x.refused = string(MoveTestOpen)
		return nil
	}
	if x.scene.standing, err = s.locate(ctx, x); err != nil {
		return err
	}
	if err := s.crossedOut(ctx, x.who.Subject, x.scene.standing); err != nil {
		return err
	}
	x.scene.settleAsking()
	if err := s.turnToTopic(ctx, x); err != nil {
		return err
	}
	switch st := x.scene.standing; {
	case x.topic != "":
		x.progress = x.conv.memory.topic(x.topic)
	case st != nil:
		x.progress = x.conv.memory.on(st.Question.ID, st.Question.Version)
	default:
		x.progress = Progress{Offer: x.conv.memory.current().Offer}
	}
	x.scene.progress = &x.progress
	x.scene.stage = stageOf(x.scene.standing, &x.progress)
	x.scene.skill = s.skill(x)
	return nil
}

// crossedOut adds to a question in front of the learner which choices they
// eliminated so far. A name that is no choice of the question is none.
func (s *Service) crossedOut(ctx context.Context, subject uid.ID, st *session.Standing) error {
	if st == nil || st.Submitted() || st.Session.IsZero() {
		return nil
	}
	list, err := s.log.CrossedOut(ctx, subject, st.Session, st.Question.ID)
	st.Eliminated = slices.DeleteFunc(list, func(c string) bool { _, ok := st.Question.Choice(c); return !ok })
	return err
}

// maxMistakes on a skill are looked back at.
const maxMistakes = 6

// gather fills in what only few moves need: the questions met, the skill to
// work on.
func (s *Service) gather(ctx context.Context, x *exchange, m Move) (err error) {
	if st := x.scene.standing; st != nil && (st.Submitted() || len(s.settings.Models) > 0) && x.mistakes == nil {
		if x.mistakes, err = s.sessions.Mistakes(ctx, x.who.Subject, st.Question.Skill, maxMistakes); err != nil {
			return err
		}
	}
	if m != MoveAnother && m != MoveWhich || x.met != nil {
		return nil
	}
	if x.met, err = s.sessions.Met(ctx, x.who.Subject); err != nil {
		return err
	}
	for _, p := range x.conv.memory.Questions {
		x.met[p.Question] = true
	}
	weak, err := s.sessions.Weakest(ctx, x.who.Subject, irt.Scope{})
	x.weakest = weak.Skill
	return err
}

// leftAsked reports whether the tutor's own question waits for its first answer
// while another topic is talked about: then it is that one which one goes back to.
func leftAsked(bank *question.Bank, topic string, now *Progress) bool {
	if !now.Asked || len(now.Tries) > 0 || topic == "" {
		return false
	}
	q, err := bank.Find(now.Question, now.Version)
	return err == nil && q.Skill != topic
}

// skill is what is taught on the skill that is talked about: the question's, or
// without one the topic.
func (s *Service) skill(x *exchange) *question.Skill {
	slug := x.topic
	if x.scene.standing != nil {
		slug = x.scene.standing.Question.Skill
	}
	k, _ := x.bank.Skill(slug)
	return k
}

// stays is for how long a conversation stays with a wrong answer that is not
// yet explained, whatever is asked.
const stays = 3 * time.Minute

// lookBack is how long ago an answer may lie that "why was I wrong?" means.
const lookBack = time.Hour

// locate finds the question that is talked about: the one named, the one the
// tutor asked, or the one in front of the learner or answered last, whichever
// the words fit. It is nil where there is none.
func (s *Service) locate(ctx context.Context, x *exchange) (*session.Standing, error) {
	facing, answered, err := s.sessions.Recent(ctx, x.who.Subject)
	if err != nil || facing != nil && stageOf(facing, &Progress{}) == Closed {
		return facing, err // beside a question of an open diagnostic there is no other
	}
	now := x.conv.memory.current()
	if x.ask.Question != "" {
		return s.named(ctx, x)
	}
	if x.again != "" && !now.Asked {
		st, err := s.sessions.Standing(ctx, x.who.Subject, x.again, uid.ID{})
		if !fault.Is(err, fault.Missing) {
			return st, err
		}
	}
	newer := func(st *session.Standing) bool { return st != nil && st.At.After(x.conv.updatedAt) }
	if x.scene.asking.Intent == AskBack && facing != nil && !leftAsked(x.bank, x.conv.memory.Topic.Topic, &now) {
		return facing, nil
	}
	if now.Asked && !newer(facing) && !newer(answered) {
		return asked(x.bank, &now)
	}
	if answered != nil && answered.At.Before(x.begun.Add(-lookBack)) && facing != nil {
		answered = nil
	}
	var bound *session.Standing
	for _, st := range []*session.Standing{facing, answered} {
		if st != nil && st.Question.ID == now.Question {
			bound = st
		}
	}
	first := func(list ...*session.Standing) *session.Standing {
		for _, st := range list {
			if st != nil {
				return st
			}
		}
		return nil
	}
	if bound != nil && bound.Submitted() && !now.Solved && !bound.Correct && !bound.Righted && x.begun.Sub(x.conv.updatedAt) < stays {
		return bound, nil // in the middle of it
	}
	switch x.scene.asking.Intent {
	case AskHint, AskExample, AskCheck, SayClaim, AskSkill, AskQuestion, AskBack, AskDefine:
		return first(facing, bound, answered), nil
	case AskWhyMine, SayRetry:
		return first(answered, bound, facing), nil
	case AskWhy, AskSolution:
		if answered != nil && answered.Question.Type == question.Typed && question.SameEntry(answered.Answer, x.scene.asking.Entry) {
			return answered, nil // their own number
		}
		if facing != nil && answered != nil && bound == nil && !answered.Correct {
			return answered, nil
		}
	}
	return first(bound, facing, answered), nil
}

// named is where the learner stands with the question that they named.
func (s *Service) named(ctx context.Context, x *exchange) (*session.Standing, error) {
	if now := x.conv.memory.current(); now.Asked && now.Question == x.ask.Question {
		return asked(s.bank(), &now)
	}
	st, err := s.sessions.Standing(ctx, x.who.Subject, x.ask.Question, x.ask.Session)
	if fault.Is(err, fault.Missing) {
		err = &fault.Error{Kind: fault.Missing, Field: "question_id", Sentence: fault.Sentence(err), Cause: err}
	}
	return st, err
}

// asked is where the learner stands with a question that the tutor asked.
func asked(bank *question.Bank, p *Progress) (*session.Standing, error) {
	q, err := bank.Find(p.Question, p.Version)
	if err != nil {
		return nil, err
	}
	st := &session.Standing{Question: q}
	if n := len(p.Tries); n > 0 {
		st.State, st.Answer, st.Correct = interaction.Answered, p.Tries[0], p.Last && n == 1 // of a typed answer unsaid
	}
	return st, nil
}

// compose decides what is said and says it: at once what is fixed or authored,
// in pieces what a model says.
func (s *Service) compose(ctx, work context.Context, a *Answer, x *exchange) error {
	x.source, x.finish = FromBuiltin, FinishStop
	switch {
	case x.safetyIn != "":
		return s.comfort(work, x)
	case x.refused == string(MoveStopped):
		x.say(fixed(x.refused, "helpline", helplineText(s.settings.Helpline), "fresh", " "+fixed("fresh").text), Move(x.refused))
		return nil
	case x.refused != "":
		x.say(fixed(x.refused), Move(x.refused))
		return nil
	}
	move := x.scene.decide()
	if move == MoveDiagnostic {
		x.refused = string(move)
		x.say(fixed(string(move)), move)
		return nil
	}
	if move == MoveWhich && x.scene.asking.Intent == Unknown && len(s.settings.Models) > 0 {
		move = MoveUnsure // a model may understand it
	}
	err := s.gather(work, x, move)
	if err != nil {
		return err
	}
	if x.authored, err = builtin(&x.scene, move, &material{bank: x.bank, met: x.met, mistakes: x.mistakes, weakest: x.weakest, draw: s.draw, avoid: x.avoid()}); err != nil {
		return err
	}
	if err := s.retry(work, x); err != nil {
		return err
	}
	x.level, x.sources = x.authored.level, x.authored.sources
	x.arm, x.arms, x.propensity, x.draw, x.templates = x.authored.arm, x.authored.arms, x.authored.propensity, x.authored.draw, x.authored.templates
	if len(s.settings.Models) > 0 && speakable(x.authored.move) {
		return s.speak(ctx, work, a, x)
	}
	x.tell(x.authored.text)
	return nil
}

// say takes a fixed text as the whole reply.
func (x *exchange) say(p phrase, m Move) {
	x.arm = interaction.Arm{Move: string(m), Template: p.hash}
	x.arms, x.propensity, x.templates = []interaction.Arm{x.arm}, 1, []string{p.hash}
	x.tell(p.text)
}

// tell adds text to the reply, cut into frames by sentence.
func (x *exchange) tell(text string) []Frame {
	var frames []Frame
	for _, sentence := range splitSentences(text) {
		frames = append(frames, x.piece(sentence))
	}
	return frames
}

// piece adds one frame of text.
func (x *exchange) piece(text string) Frame {
	x.text += text
	x.cuts = append(x.cuts, len(x.text))
	x.frames++
	return Frame{Type: FrameDelta, ID: x.ask.ID, Seq: x.conv.lastFrame + x.frames, Text: text}
}

// comfort answers a crisis signal: the fixed text, and tutoring stops.
func (s *Service) comfort(ctx context.Context, x *exchange) error {
	adults, err := s.guardians(ctx, x.who, x.safetyIn)
	if err != nil {
		return err
	}
	x.told = len(adults) > 0
	x.conv.stopped = x.safetyIn
	x.say(notice(x.safetyIn, s.settings.Helpline, x.told), MoveSafety)
	return nil
}

// guardians are the adults who are told of a category: those who look after
// the learner. Of abuse a parent is not told, who might be its cause.
func (s *Service) guardians(ctx context.Context, learner account.Actor, c Category) ([]string, error) {
	links, err := s.accounts.Links(ctx, learner)
	if err != nil {
		return nil, err
	}
	var adults []string
	for _, l := range links {
		if l.Learner == learner.UserID && l.EndedAt.IsZero() && (l.Kind == account.TutorBond || c != Abuse) {
			adults = append(adults, l.Adult)
		}
	}
	return adults, nil
}

// retry records an answer after a wrong one as the second try of its session,
// where it has one. A try that the session does not take any more is the
// tutor's own affair.
func (s *Service) retry(ctx context.Context, x *exchange) error {
	st, g := x.scene.standing, x.authored.graded
	if g == nil || x.progress.Asked || st.Session.IsZero() || st.Kind != session.Practice || st.Correct || st.Retried != "" {
		return nil
	}
	input := ""
	if x.ask.Voice {
		input = "voice"
	}
	_, err := s.sessions.Retry(ctx, x.who, st.Session, session.Submission{Question: st.Question.ID, Answer: &g.answer, Input: input}, x.client)
	if fault.Is(err, fault.Conflict) || fault.Is(err, fault.Forbidden) {
		return nil
	}
	return err
}

// closing are the frames after the text: sources, and that it is done.
func (x *exchange) closing() []Frame {
	var list []Frame
	if !x.opened { // nothing was sent while it was made
		from := 0
		for i, to := range x.cuts {
			list = append(list, Frame{Type: FrameDelta, ID: x.ask.ID, Seq: x.firstFrame() + int64(i), Text: x.text[from:to]})
			from = to
		}
	}
	if x.safetyIn != "" {
		list = []Frame{{Type: FrameSafety, ID: x.ask.ID, Seq: x.firstFrame(), Category: string(x.safetyIn), Text: x.text}}
	}
	seq := x.firstFrame() + int64(len(x.cuts))
	if y := x.twin; y != nil {
		list = []Frame{{Type: FrameChoice, ID: x.ask.ID, Seq: x.firstFrame(), Options: []Option{{x.id, x.text}, {y.id, y.text}}}}
	}
	if len(x.sources) > 0 {
		list = append(list, Frame{Type: FrameSource, ID: x.ask.ID, Seq: seq, Sources: x.sources})
		seq++
	}
	level := x.level
	done := Frame{Type: FrameDone, ID: x.ask.ID, Seq: seq, Conversation: x.conv.id, Turn: x.id, Level: &level, Source: x.source, Finish: x.finish, Rung: x.rung(),
		Usage: &Usage{PromptTokens: x.result.Usage.PromptTokens, OutputTokens: x.result.Usage.CompletionTokens, Seconds: x.duration.Seconds()}}
	if x.authored.asks != nil {
		shown := question.Show(x.authored.asks)
		done.Question = &shown
	}
	return append(list, done)
}

// firstFrame is the number of the reply's first frame, once the conversation
// has counted them all.
func (x *exchange) firstFrame() int64 { return x.conv.lastFrame - x.numbered() + x.withdrawn + 1 }

// numbered is how many numbers the reply's frames take.
func (x *exchange) numbered() int64 {
	n := x.withdrawn + int64(len(x.cuts)) + 1
	if len(x.sources) > 0 {
		n++
	}
	return n
}
