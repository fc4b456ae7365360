package tutor

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"satprep/internal/db"
	"satprep/internal/interaction"
	"satprep/internal/llm"
)

// An Arm is a model with the parameters it is asked with.
type Arm struct {
	Model       llm.Model
	Temperature *float64 // nil: the model's own
	MaxTokens   int      // 0: the model's own
}

func (a Arm) params() string {
	var list []string
	if a.Temperature != nil {
		list = append(list, fmt.Sprintf("temperature=%g", *a.Temperature))
	}
	if a.MaxTokens > 0 {
		list = append(list, fmt.Sprintf("max_tokens=%d", a.MaxTokens))
	}
	return strings.Join(list, ",")
}

// speakable reports whether a model may word a move. Refusals, what holds a
// verdict back, and questions of the bank keep their own words.
func speakable(m Move) bool {
	switch m {
	case MoveNudge, MoveNudgeHeld, MoveNudgeCalm, MoveExample, MoveRationale, MoveTargeted, MoveTargetOpen, MoveRetryRight, MoveRetryWrong,
		MoveSolution, MoveStep, MoveWhyChoice, MoveConfirm, MoveSkill, MoveTopic, MoveDefine, MoveUnsure, MoveCourage:
		return true
	}
	return false
}

// levelOf is the rung on which a model may speak: that of the move, and for
// free talk about a question the lowest that the stage allows.
func levelOf(x *exchange) int {
	if l := x.authored.level; l > Talk {
		return l
	}
	switch {
	case x.scene.standing == nil:
		return Talk
	case x.scene.stage == Before:
		return Nudge
	case x.scene.stage == Right || x.progress.Solved:
		return Solution
	}
	return Targeted
}

// assign draws who answers: one of the models with one of the templates, all
// alike, or with its share the built-in tutor. It returns nil for the latter.
func (s *Service) assign(x *exchange) (*Arm, phrase) {
	templates := phrases()["system"]
	models := s.settings.Models
	n := len(models) * len(templates)
	share := s.settings.BuiltinShare
	u := s.draw()
	var arms []interaction.Arm
	for _, m := range models {
		for _, t := range templates {
			arms = append(arms, interaction.Arm{Move: string(x.authored.move), Template: t.hash, Model: m.Model.Name(), Params: m.params()})
		}
	}
	if share > 0 {
		arms = append(arms, x.arms...)
	}
	x.arms, x.draw = arms, u
	if u < share {
		x.propensity *= share
		return nil, phrase{}
	}
	i := min(int((u-share)/(1-share)*float64(n)), n-1)
	x.arm, x.propensity = arms[i], (1-share)/float64(n)
	x.templates = append([]string{templates[i%len(templates)].hash}, x.authored.templates...)
	return &models[i/len(templates)], templates[i%len(templates)]
}

// errGuarded stops a model whose sentence may not be shown.
var errGuarded = errors.New("the guard stopped the reply")

// speak lets a model say what the built-in tutor would, sentence by sentence
// past the guard. Where it fails or breaks a rule the authored reply takes its
// place.
func (s *Service) speak(ctx, work context.Context, a *Answer, x *exchange) error {
	arm, template := s.assign(x)
	if arm == nil {
		x.tell(x.authored.text)
		return nil
	}
	names, err := s.roster(work, x.who)
	if err != nil {
		return err
	}
	level := levelOf(x)
	if x.request, err = s.request(work, x, template, level, names); err != nil {
		return err
	}
	x.source, x.level = FromModel, level
	sp := &speech{service: s, ctx: work, answer: a, x: x, names: names, guard: x.guardOf(level)}
	key := cacheKey(arm.Model.Name(), arm.params(), x.request)
	if hit, ok := s.cache.GetIfPresent(key); ok && x.regenerate == 0 {
		x.source, x.reused, x.result, x.raw = FromCache, hit.generation, hit.result, hit.result.Text
		err := sp.hear(hit.result.Text)
		if err == nil {
			err = sp.rest()
		}
		return s.settleReply(x, sp, err)
	}
	req := llm.Request{Messages: x.request, Temperature: arm.Temperature, MaxTokens: arm.MaxTokens}
	x.result, err = arm.Model.Generate(ctx, req, func(d llm.Delta) error { return sp.hear(d.Text) })
	x.raw = x.result.Text
	if err == nil || llm.Reason(err) == llm.Truncated {
		if e := sp.rest(); e != nil {
			err = e
		}
	}
	if err == nil && !x.result.Truncated && x.text != "" && x.regenerate == 0 {
		s.cache.Set(key, &cached{subject: x.who.Subject, generation: x.id, result: x.result})
	}
	if sp.failed != nil {
		return sp.failed
	}
	return s.settleReply(x, sp, err)
}

// settleReply looks at how the model ended, and lets the authored reply follow
// or take its place.
func (s *Service) settleReply(x *exchange, sp *speech, err error) error {
	if sp.failed != nil {
		return sp.failed
	}
	cause := llm.Reason(err)
	switch {
	case sp.verdict != passed:
		x.guard, x.guardAction = sp.verdict, "replaced"
		if sp.verdict == unsafe {
			x.safetyOut = sp.category
		}
	case cause == llm.Stopped && sp.answer.wasStopped():
		x.finish, x.sources = FinishStopped, nil
		return nil
	case cause == llm.Stopped:
		x.finish, x.sources = FinishInterrupted, nil
		return nil
	case err != nil:
		if x.fellBack = string(cause); x.fellBack == "" {
			return err
		}
		if cause == llm.Filtered {
			sp.withdraw()
		}
	case strings.TrimSpace(x.text) == "":
		x.fellBack = string(llm.Empty)
	default:
		if x.result.Truncated {
			x.finish = llm.FinishLength
		}
		return nil
	}
	if strings.TrimSpace(x.text) == "" {
		x.source, x.level = FromBuiltin, x.authored.level
		return sp.show(x.authored.text)
	}
	return sp.show("\n\n" + x.authored.text)
}

// guardOf is the guard of a reply on a level.
func (x *exchange) guardOf(level int) *guard {
	st := x.scene.standing
	if st == nil {
		return &guard{}
	}
	g := newGuard(st.Question, x.scene.stage, st.Answer)
	g.open = level == Solution
	switch x.scene.asking.Intent {
	case AskCheck, SayAnswer, SayClaim, AskWhy, AskWhyMine:
		g.asked = true
	}
	return g
}

// A speech is a model's reply on its way to the learner.
type speech struct {
	service  *Service
	ctx      context.Context
	answer   *Answer
	x        *exchange
	names    *roster
	guard    *guard
	cutter   cutter
	waiting  string // a bare sentence, whose sense the next one shows
	verdict  verdict
	category Category
	stored   time.Time // when the partial row was last written
	failed   error     // of ours, not of the model
}

// hear takes a piece and shows the sentences that are whole.
func (sp *speech) hear(piece string) error {
	for _, sentence := range sp.cutter.add(piece) {
		if err := sp.sentence(sentence); err != nil {
			return err
		}
	}
	return nil
}

// rest shows what is left at the end.
func (sp *speech) rest() error {
	if sp.verdict != passed || sp.failed != nil {
		return errGuarded
	}
	if s := sp.cutter.rest(); strings.TrimSpace(s) != "" {
		if err := sp.sentence(s); err != nil {
			return err
		}
	}
	if sp.waiting == "" {
		return nil
	}
	// A reply that is nothing but the key equals it.
	if g := sp.guard; g.q != nil && !g.open && sp.x.text == "" && g.isKey(tidy(sp.waiting)) {
		sp.verdict = leak
		return errGuarded
	}
	return sp.show(sp.waiting)
}

func (sp *speech) sentence(s string) error {
	if bare(tidy(s)) && sp.waiting == "" && sp.x.text == "" {
		sp.waiting = s
		return nil
	}
	v := sp.guard.check(s)
	if v == passed && sp.waiting != "" {
		v = sp.guard.check(sp.waiting + s)
	}
	if v != passed {
		sp.verdict = v
		sp.category, _ = checkOutput(s)
		return errGuarded
	}
	s, sp.waiting = sp.waiting+s, ""
	return sp.show(s)
}

// storeEvery is how often what is being said is stored, for a server that
// stops.
const storeEvery = time.Second

// show sends text to the learner. Before the first piece the help in it is
// recorded.
func (sp *speech) show(text string) error {
	x := sp.x
	if text = sp.names.restore(text); text == "" {
		return nil
	}
	frame := x.piece(text)
	if x.quiet {
		return nil
	}
	if now := sp.service.now(); !x.opened || now.Sub(sp.stored) >= storeEvery {
		if err := sp.store(); err != nil {
			sp.failed = err
			return err
		}
		sp.stored = now
	}
	sp.answer.emit(frame)
	return nil
}

// store writes the partial row, the first time together with the aid given.
func (sp *speech) store() error {
	x := sp.x
	p := &partial{said: said{Query: x.ask.Text, Response: x.text}, conversation: x.conv.id, subject: x.who.Subject, turn: x.id, ask: x.ask.ID,
		askedAt: x.begun, firstFrame: x.conv.lastFrame + x.withdrawn + 1, cuts: x.cuts}
	sealed, err := sp.service.seal(sp.ctx, p.subject, p.turn, p.said)
	if err != nil {
		return err
	}
	err = sp.service.db.Write(sp.ctx, func(tx *db.Tx) error {
		if err := sp.service.log.Standing(tx, p.subject); err != nil {
			return err
		}
		if !x.opened {
			if err := sp.service.help(tx, x); err != nil {
				return err
			}
		}
		return writePartial(tx, p, sealed)
	})
	if err == nil {
		x.opened = true
	}
	return err
}

// withdraw takes back what was shown.
func (sp *speech) withdraw() {
	x := sp.x
	if x.text == "" || x.quiet {
		x.text, x.cuts = "", nil
		return
	}
	x.withdrawn = x.frames + 1
	x.frames++
	x.text, x.cuts = "", nil
	sp.answer.emit(Frame{Type: FrameDelta, ID: x.ask.ID, Seq: x.conv.lastFrame + x.frames, Replace: true})
}
