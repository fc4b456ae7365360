package tutor

import (
	"context"
	"encoding/json"
	"errors"
	"slices"
	"strings"
	"unicode/utf8"

	"satprep/internal/db"
	"satprep/internal/fault"
	"satprep/internal/interaction"
	"satprep/internal/llm"
	"satprep/internal/question"
	"satprep/internal/uid"
)

// ladderVersion is the version of the rules in ladder.go, for the record.
const ladderVersion = "1"

// more is the free text of a turn's record beside what was said and shown.
type more struct {
	Work     string        `json:"work,omitempty"`     // what the learner had done, as it was quoted
	Messages []llm.Message `json:"messages,omitempty"` // the request as sent
	Raw      string        `json:"raw,omitempty"`      // the model's output before the guard
	Instead  string        `json:"instead,omitempty"`  // what replaced it
}

// record writes a turn: the conversation, its row, the aid it gave, what
// follows from its safety check and the records, in one transaction.
func (s *Service) record(ctx context.Context, x *exchange) error {
	x.duration = s.now().Sub(x.clock)
	x.remember()
	if y := x.twin; y != nil && y.authored.mark != nil {
		if p := x.conv.memory.current(); p.Question != "" && p.Question == x.progress.Question {
			p.Shown = append(p.Shown, strings.Split(y.authored.arm.Template, "+")...)
			x.conv.memory.Questions[len(x.conv.memory.Questions)-1] = p
		}
	}
	c := x.conv
	c.turns, c.lastTurn, c.updatedAt = c.turns+1, x.id, x.begun
	c.lastFrame += x.numbered()
	if x.twin != nil {
		c.turns++
	}
	if st := x.scene.standing; st != nil && !st.Session.IsZero() {
		c.session = st.Session
	}
	records, err := s.records(ctx, x)
	if err != nil {
		return err
	}
	turns, err := s.rows(ctx, x)
	if err != nil {
		return err
	}
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		if err := writeConversation(tx, c); err != nil {
			return err
		}
		for _, t := range turns {
			if err := insertTurn(tx, t.stored, t.sealed); err != nil {
				return err
			}
		}
		if x.opened {
			if err := deletePartial(tx, c.id); err != nil {
				return err
			}
		}
		if err := s.aid(tx, x); err != nil {
			return err
		}
		if signal := x.safetyIn; signal != "" {
			if err := insertNotice(tx, uid.New(x.begun), x.who.Subject, x.id, signal, x.begun); err != nil {
				return err
			}
		}
		return s.log.Append(tx, records...)
	})
	if errors.Is(err, errStale) {
		return fault.Wrap(fault.Conflict, err, "This conversation went on somewhere else at the same moment. Please ask again.")
	}
	if err == nil {
		c.revision++
	}
	return err
}

// remember puts what the turn gave into the conversation's memory.
func (x *exchange) remember() {
	if x.refused != "" || x.safetyIn != "" {
		return
	}
	p := x.progress
	if x.authored.mark != nil {
		x.authored.mark(&p)
	}
	p.Level = max(p.Level, x.level)
	p.Offer = offers[x.authored.move]
	if m := x.authored.move; x.topic != "" && m == MoveExample || x.scene.standing == nil && m == MoveOutside {
		p.Offer = AskAnother
	}
	if g := x.authored.graded; g != nil {
		answer := g.answer
		if x.scene.standing.Question.Type == question.Typed {
			answer = unsaid
		}
		p.Tries, p.Last = append(p.Tries, answer), g.correct
	}
	var next []Progress
	if q := x.authored.asks; q != nil {
		next = append(next, Progress{Question: q.ID, Version: q.Version, Asked: true})
	}
	switch {
	case x.topic != "":
		x.conv.memory.talk(p, next...)
	case p.Question != "" || len(next) > 0 || p.Offer != "":
		x.conv.memory.keep(p, next...)
	}
}

// aid notes help with a question that is not yet answered, so that its answer
// does not count; a question that the tutor asks has been seen with its help.
func (s *Service) aid(tx *db.Tx, x *exchange) error {
	if err := s.help(tx, x); err != nil {
		return err
	}
	if q := x.authored.asks; q != nil {
		return s.sessions.RecordAid(tx, x.who.Subject, q, Talk, x.begun)
	}
	return nil
}

// A row is a turn ready to be stored.
type row struct {
	*stored
	sealed []byte
}

// rows are the turn's row and that of its twin.
func (s *Service) rows(ctx context.Context, x *exchange) ([]row, error) {
	list := []row{{stored: x.stored()}}
	if y := x.twin; y != nil {
		list[0].ordinal--
		list = append(list, row{stored: y.stored()})
	}
	for i, t := range list {
		var err error
		if list[i].sealed, err = s.seal(ctx, t.subject, t.id, t.said); err != nil {
			return nil, err
		}
	}
	return list, nil
}

// help notes the aid given on the question that is talked about.
func (s *Service) help(tx *db.Tx, x *exchange) error {
	st := x.scene.standing
	if st == nil || x.scene.stage != Before || x.level == Talk || x.refused != "" || x.authored.graded != nil {
		return nil
	}
	return s.sessions.RecordAid(tx, x.who.Subject, st.Question, x.level, x.begun)
}

// stored is the turn's row.
func (x *exchange) stored() *stored {
	t := &stored{said: said{Query: x.ask.Text, Response: x.text, Sources: x.sources}, id: x.id, conversation: x.conv.id, subject: x.who.Subject,
		ordinal: x.conv.turns, parent: x.parent, ask: x.ask.ID, askedAt: x.begun, duration: x.duration, level: x.level, source: x.source, finish: x.finish,
		firstFrame: x.firstFrame(), cuts: x.cuts, hidden: x.hidden}
	if st := x.scene.standing; st != nil {
		t.question = st.Question.ID
	}
	return t
}

// records are the turn's own and those that follow from it, prepared.
func (s *Service) records(ctx context.Context, x *exchange) ([]*interaction.Record, error) {
	list := []*interaction.Record{s.turnRecord(x)}
	list[0].ID = x.id
	if y := x.twin; y != nil {
		y.duration = x.duration
		other := s.turnRecord(y)
		other.ID = y.id
		list = append(list, other)
	}
	add := func(kind interaction.Kind, body any) {
		r := s.blank(x, kind)
		r.Body = body
		list = append(list, r)
	}
	if x.safetyIn != "" {
		add(interaction.TutorSafety, interaction.Safety{Turn: x.id, Category: string(x.safetyIn), Side: "input", Told: x.told})
	}
	if x.safetyOut != "" {
		add(interaction.TutorSafety, interaction.Safety{Turn: x.id, Category: string(x.safetyOut), Side: "output"})
	}
	if x.finish == FinishStopped {
		add(interaction.TutorStopped, interaction.Pointer{Of: x.id})
	}
	if !x.replaces.IsZero() {
		add(interaction.TutorRegenerated, interaction.Pointer{Of: x.replaces, To: x.id})
	}
	for _, r := range list {
		if err := s.log.Prepare(ctx, r); err != nil {
			return nil, err
		}
	}
	return list, nil
}

// blank is a record of the exchange without what happened.
func (s *Service) blank(x *exchange, kind interaction.Kind) *interaction.Record {
	r := &interaction.Record{Subject: x.who.Subject, Conversation: x.conv.id, Kind: kind, Origin: x.who.Origin, Consent: x.stamp, ReceivedAt: x.begun,
		Device: x.client.Device, Zone: x.client.Zone, UTCOffset: x.client.Offset,
		Provenance: interaction.Provenance{Server: s.build, Client: x.client.Build, Platform: x.client.Platform, DeviceClass: x.client.Class,
			Policy: "ladder", PolicyVersion: ladderVersion},
		Asked: interaction.Asked{Mode: "tutor", TimeFactor: interaction.Some(x.who.TimeFactor)}}
	if x.bank != nil {
		r.Provenance.Bank = x.bank.Version
	}
	switch st := x.scene.standing; {
	case st != nil:
		q := st.Question
		r.Session = st.Session
		r.Asked.Question, r.Asked.Version, r.Asked.Section, r.Asked.Skill = q.ID, q.Version, q.Section, q.Skill
	case x.scene.skill != nil:
		scope, _ := question.Place(x.scene.skill.Slug)
		r.Asked.Section, r.Asked.Skill = scope.Section, scope.Skill
	}
	return r
}

func (s *Service) turnRecord(x *exchange) *interaction.Record {
	r := s.blank(x, interaction.TutorTurn)
	if x.propensity > 0 { // nothing was drawn where the tutor refused
		r.Why.Propensity, r.Why.Draw = interaction.Some(x.propensity), interaction.Some(x.draw)
	}
	body := interaction.Turn{
		Parent: x.parent, Simple: x.ask.Simple, Voice: x.ask.Voice, Intent: string(x.scene.asking.Intent), Stage: string(x.scene.stage), Level: x.level,
		Move: x.arm.Move, Unit: "turn", Arm: x.arm, Arms: x.arms, Propensity: x.propensity, Draw: x.draw, Templates: x.templates,
		Guard: string(x.guard), GuardAction: x.guardAction, Delivered: utf8.RuneCountInString(x.text), Finish: x.finish,
		ModelAsked: x.result.ModelAsked, ModelGave: x.result.ModelReturned, PromptTokens: x.result.Usage.PromptTokens, OutputTokens: x.result.Usage.CompletionTokens,
		LatencyMS: x.duration.Milliseconds(), FirstTokenMS: x.result.FirstToken.Milliseconds(),
		Source: x.source, Reused: x.reused, FellBack: x.fellBack,
		SafetyIn: string(x.safetyIn), SafetyOut: string(x.safetyOut), Refused: x.refused, Sources: x.sources,
	}
	if !x.replaces.IsZero() {
		body.Regenerate = x.regenerate
	}
	if x.result.Seed != nil {
		body.Seed = *x.result.Seed
	}
	if x.result.Temperature != nil {
		body.Sampling = map[string]any{"temperature": *x.result.Temperature}
	}
	if q := x.authored.asks; q != nil {
		body.Asks, body.AsksVersion = q.ID, q.Version
	}
	r.Body = body
	r.Words = interaction.Words{Query: x.ask.Text, Response: x.text}
	m := more{Messages: x.request, Raw: x.raw, Work: work(x.scene.standing)}
	if x.guardAction != "" {
		m.Instead = x.authored.text
	}
	if m.Work != "" || len(m.Messages) > 0 || m.Raw != "" {
		r.Words.More, _ = json.Marshal(m) // strings only
	}
	if g := x.authored.graded; g != nil && x.replaces.IsZero() { // said anew, it is the same attempt
		r.Done = interaction.Done{State: interaction.Answered, Correct: interaction.Some(g.correct), Attempt: len(x.progress.Tries) + 1, Aided: interaction.Some(true)}
		if !x.progress.Asked {
			r.Done.Attempt++ // the first was submitted
		}
		if x.scene.standing.Question.Type == question.Typed {
			r.Words.Answer = g.answer
		} else {
			r.Done.Answer = g.answer
		}
	}
	return r
}

// avoid are the templates that an answer asked for again should not repeat.
func (x *exchange) avoid() []string {
	if x.regenerate == 0 {
		return nil
	}
	return slices.Clone(x.templatesBefore)
}
