package tutor

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"satprep/internal/llm"
	"satprep/internal/question"
	"satprep/internal/session"
	"satprep/internal/uid"
)

// rememberedTurns of the conversation are sent again to a model.
const rememberedTurns = 6

// request is what a model is asked: the rules of the level, the question with
// the figure's description, what the learner did, the material of the level,
// what was said before about this question, and the learner's words. Names are
// taken out of everything people wrote; the key is in it at level 4 only.
func (s *Service) request(ctx context.Context, x *exchange, template phrase, level int, n *roster) ([]llm.Message, error) {
	values := []string{"rules", fixed(rulesOf(x, level)).text, "question", "", "attempt", "", "material", n.redact(materialOf(x, level))}
	if st := x.scene.standing; st != nil {
		values[3] = "The question (" + question.Name(st.Question.Section) + ", " + question.Name(st.Question.Skill) + "):\n" + question.Text(st.Question)
		if w := work(st); w != "" {
			values[5] = "\n\nWhat the student did: " + w
		}
		values[5] += earlier(st, x.mistakes)
	}
	messages := []llm.Message{{Role: llm.System, Content: template.fill(values...)}}
	if x.conv.revision > 0 {
		before, err := s.turns(ctx, s.db, `conversation = ? AND hidden = ? ORDER BY ordinal DESC LIMIT ?`, x.conv.id, false, rememberedTurns)
		if err != nil {
			return nil, err
		}
		answered := map[uid.ID]bool{} // of answers to the same words the last one stands
		before = slices.DeleteFunc(before, func(t *stored) bool {
			again := answered[t.parent]
			answered[t.parent] = true
			return again
		})
		slices.Reverse(before)
		for _, t := range before {
			if !x.about(t) || t.Response == "" || t.id == x.replaces {
				continue
			}
			messages = append(messages, llm.Message{Role: llm.User, Content: n.redact(t.Query)}, llm.Message{Role: llm.Assistant, Content: n.redact(t.Response)})
		}
	}
	return append(messages, llm.Message{Role: llm.User, Content: n.redact(x.ask.Text)}), nil
}

// earlier tells of wrong answers on the skill that were chosen from choices.
func earlier(st *session.Standing, mistakes []session.Mistake) string {
	var b strings.Builder
	for _, m := range mistakes {
		if c, ok := m.Question.Choice(m.Answer); ok && m.Question.ID != st.Question.ID {
			fmt.Fprintf(&b, "\n- chose “%s”, which was wrong: %s", c.Text, c.Rationale)
		}
	}
	if b.Len() == 0 {
		return ""
	}
	return "\n\nEarlier wrong answers of the student on this skill:" + b.String()
}

// about reports whether an earlier turn belongs to the question talked about.
// Below level 4 what was said above it stays out: after a new serving of the
// same question its solution must not be read off the conversation.
func (x *exchange) about(t *stored) bool {
	if x.scene.standing == nil {
		return t.question == ""
	}
	return t.question == x.scene.standing.Question.ID && (t.level < Solution || x.scene.stage == Right || x.progress.Solved)
}

func rulesOf(x *exchange, level int) string {
	switch {
	case x.scene.standing == nil:
		return "rules_talk"
	case level == Solution:
		return "rules_open"
	case x.scene.stage == Before:
		return "rules_before"
	}
	return "rules_wrong"
}

// materialOf is what the model may use at a level.
func materialOf(x *exchange, level int) string {
	var parts []string
	add := func(name string, values ...string) { parts = append(parts, fixed(name, values...).text) }
	q := (*question.Question)(nil)
	if x.scene.standing != nil {
		q = x.scene.standing.Question
	}
	switch move := x.authored.move; {
	case q == nil && move == MoveExample:
		add("material_example_topic", "example", x.authored.content)
	case q == nil:
	case level == Solution:
		add("material_solution", "key", question.KeyText(q), "steps", numbered(q.Steps), "choices", choiceNotes(q))
	case move == MoveExample:
		add("material_example", "example", x.authored.content)
	case move == MoveRationale || move == MoveRetryWrong:
		add("material_rationale", "why", x.authored.content)
	case x.authored.content != "" && (level == Nudge || move == MoveTargeted || move == MoveTargetOpen):
		add("material_hint", "hint", x.authored.content)
	case x.scene.stage == Before && len(hints(q, Nudge)) > 0:
		add("material_hint", "hint", hints(q, Nudge)[0])
	}
	if k := x.scene.skill; k != nil && (x.authored.move == MoveSkill || x.authored.move == MoveTopic || x.authored.move == MoveUnsure || q == nil) {
		add("material_skill", "skill", question.Name(k.Slug), "strategy", k.Strategy)
	}
	if len(parts) == 0 {
		return ""
	}
	return "\n\n" + strings.Join(parts, "\n\n")
}

func choiceNotes(q *question.Question) string {
	var b strings.Builder
	for _, c := range q.Choices {
		fmt.Fprintf(&b, "%s: %s\n", c.ID, c.Rationale)
	}
	for _, e := range q.EntryErrors {
		fmt.Fprintf(&b, "%s: %s\n", e.Entry, e.Rationale)
	}
	if q.Rationale != "" {
		b.WriteString(q.Rationale)
	}
	return strings.TrimSpace(b.String())
}
