package tutor

import (
	"context"
	"time"

	"satprep/internal/account"
	"satprep/internal/db"
	"satprep/internal/fault"
	"satprep/internal/uid"
)

// A Rung is where a learner stands on the ladder of the question that is talked
// about.
type Rung struct {
	Question string `json:"question_id"`
	Stage    Stage  `json:"stage" enum:"before,wrong,right,skipped" doc:"before the answer, or how it went"`
	Level    int    `json:"level" doc:"the highest that was given: 1 nudge, 2 targeted, 3 worked example, 4 solution; 0 none yet"`
	Next     int    `json:"next" doc:"what asking for more help now gives; 0: nothing before an answer"`
}

// rung is where a scene stands once progress p was made; nil without a question
// whose ladder may be climbed.
func (sc scene) rung(p Progress) *Rung {
	if sc.standing == nil {
		return nil
	}
	sc.progress, sc.asking = &p, Asking{Intent: AskMore}
	if sc.stage = stageOf(sc.standing, &p); sc.stage == Closed {
		return nil
	}
	return &Rung{Question: sc.standing.Question.ID, Stage: sc.stage, Level: p.Level, Next: sc.decide().Level()}
}

// rung is where the exchange has left the learner.
func (x *exchange) rung() *Rung {
	st := x.scene.standing
	if st == nil || x.refused != "" || x.safetyIn != "" {
		return nil
	}
	return x.scene.rung(x.conv.memory.on(st.Question.ID, st.Question.Version))
}

// Conversations is the most that one look lists.
const Conversations = 100

// A Summary is a conversation in a list.
type Summary struct {
	ID        uid.ID
	Query     string // what it began with
	Question  string // that it began with; "" if none
	Session   uid.ID // in which it was met
	Turns     int
	Stopped   bool // after a signal of crisis
	StartedAt time.Time
	UpdatedAt time.Time
}

// Conversations lists the learner's own, newest first; before, if it is not the
// zero time, only those that were last spoken in before it.
func (s *Service) Conversations(ctx context.Context, who account.Actor, before time.Time, limit int) (_ []Summary, err error) {
	defer fault.In(&err, "tutor.Conversations")
	if limit == 0 {
		limit = 30
	}
	if limit < 1 || limit > Conversations {
		return nil, fault.At("limit", "The limit is between 1 and %d.", Conversations)
	}
	where, args := `subject = ?`, []any{who.Subject}
	if !before.IsZero() {
		where, args = where+` AND updated_at < ?`, append(args, db.Micros(before))
	}
	rows, err := s.db.Query(ctx, `SELECT `+conversationColumns+` FROM conversation WHERE `+where+` ORDER BY updated_at DESC, id DESC LIMIT ?`, append(args, limit)...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	list := []Summary{}
	at := map[uid.ID]int{}
	ids := []any{}
	for rows.Next() {
		c, err := scanConversation(rows)
		if err != nil {
			return nil, err
		}
		at[c.id] = len(list)
		ids = append(ids, c.id)
		list = append(list, Summary{ID: c.id, Session: c.session, Turns: c.turns, Stopped: c.stopped != "", StartedAt: c.startedAt, UpdatedAt: c.updatedAt})
	}
	if err := rows.Err(); err != nil || len(list) == 0 {
		return list, db.Fault(err)
	}
	first, err := s.turns(ctx, s.db, `conversation IN (`+db.In(len(ids))+`) AND ordinal = 1`, ids...)
	for _, t := range first {
		list[at[t.conversation]].Query, list[at[t.conversation]].Question = t.Query, t.question
	}
	return list, err
}

// maxLook is how many turns of a conversation one look shows, the newest.
const maxLook = 100

// A Look is a conversation as its learner comes back to it.
type Look struct {
	Turns    []Interaction // oldest first
	LastSeq  int64         // of the newest frame in them: what Resume goes on from
	Stopped  bool
	Rung     *Rung
	Asking   string // the client's name of the answer that is being given; "" if there is none
	Replaced int    // turns that were answered anew, which are not shown
}

// Look returns a conversation of the learner's own. Of turns that were answered
// anew the newest answer is shown.
func (s *Service) Look(ctx context.Context, who account.Actor, id uid.ID) (_ Look, err error) {
	defer fault.In(&err, "tutor.Look(%s)", id)
	s.mu.Lock()
	live := s.open[id]
	s.mu.Unlock()
	var out Look
	if live != nil && live.subject == who.Subject {
		out.Asking = live.Ask
	}
	c, err := findConversation(ctx, s.db, who.Subject, id)
	if err != nil {
		if out.Asking != "" { // its first turn is not stored yet
			return out, nil
		}
		return Look{}, err
	}
	if live == nil {
		if c, err = s.recover(ctx, who, c); err != nil {
			return Look{}, err
		}
	}
	list, err := s.turns(ctx, s.db, `conversation = ? AND hidden = ? ORDER BY ordinal DESC LIMIT ?`, id, false, maxLook)
	if err != nil {
		return Look{}, err
	}
	out.LastSeq, out.Stopped = c.lastFrame, c.stopped != ""
	for i := len(list) - 1; i >= 0; i-- {
		t := list[i]
		if n := len(out.Turns); n > 0 && out.Turns[n-1].parent == t.parent && out.Turns[n-1].Query == t.Query {
			out.Turns = out.Turns[:n-1]
			out.Replaced++
		}
		out.Turns = append(out.Turns, t.shown())
	}
	if now := c.memory.current(); now.Question != "" && !out.Stopped {
		x := &exchange{ask: Ask{Question: now.Question}, who: who, conv: c, bank: s.bank()}
		if st, err := s.named(ctx, x); err == nil {
			x.scene.standing = st
			x.scene.skill = s.skill(x)
			out.Rung = x.scene.rung(now)
		} else if !fault.Is(err, fault.Missing) {
			return Look{}, err
		}
	}
	return out, nil
}

// A Standing tells a client what the tutor can do now.
type Standing struct {
	Model    bool // a language model words what may be worded
	TestOpen bool // nothing is taught until the test has ended
	Voice    bool // speech is turned into text
	Agreed   bool // the learner agreed to speaking
}

// Standing is how things stand for a learner.
func (s *Service) Standing(ctx context.Context, who account.Actor) (_ Standing, err error) {
	defer fault.In(&err, "tutor.Standing")
	out := Standing{Model: len(s.settings.Models) > 0, Voice: s.settings.Ears != nil}
	if out.TestOpen, err = s.sessions.TestOpen(ctx, who.Subject); err != nil {
		return out, err
	}
	out.Agreed, err = s.mayHear(ctx, who)
	return out, err
}
