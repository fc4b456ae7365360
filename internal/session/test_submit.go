package session

import (
	"context"
	"slices"

	"satprep/internal/account"
	"satprep/internal/fault"
	"satprep/internal/question"
	"satprep/internal/uid"
)

// SubmitTest takes final answers to questions of the open module; the last one
// to a question wins while the module is open. The module ends when every
// question was submitted, at Finish, or when its time is up; then the reply is
// the next module, or the result. What was sent before, and is sent again,
// gets the present state.
func (s *Service) SubmitTest(ctx context.Context, who account.Actor, id uid.ID, in TestAnswers) (reply TestReply, err error) {
	defer fault.In(&err, "session.SubmitTest(%s)", id)
	err = again(func() error {
		x, err := s.examOf(ctx, who, id, in.Client)
		if err != nil {
			return err
		}
		fresh, refused, err := s.sortTest(ctx, x, in.Items)
		if err == nil && len(fresh) > 0 {
			var more []Refusal
			more, err = s.takeAnswers(ctx, x, fresh, true)
			refused = append(refused, more...)
		}
		if err == nil {
			err = s.endIfOver(ctx, x, in, len(fresh))
		}
		if err != nil {
			return s.keepClock(ctx, x, err)
		}
		if x.row.status == Open {
			revealed := !in.Defer && x.t.reveal(x.now)
			x.changed = x.changed || revealed || x.now.Sub(x.t.Contact) > contactStep // a resend need not write
			x.t.Contact = x.now
		}
		if err := s.storeTest(ctx, x); err != nil {
			return err
		}
		extent := notYetSent
		if in.Defer {
			extent = notYetOrBegun
		}
		reply, err = s.testReply(ctx, x, extent)
		reply.Refused = refused
		return err
	})
	return reply, err
}

// keepClock stores what the clock alone did to a test before its caller is
// told why.
func (s *Service) keepClock(ctx context.Context, x *exam, why error) error {
	if x.row.status == Ended && x.changed {
		if err := s.storeTest(ctx, x); err != nil {
			return err
		}
	}
	return why
}

// endIfOver ends the open module where it is over. Finish with answers that are
// all of an ended module is a resend and ends nothing; neither does it end a
// module that nobody has begun.
func (s *Service) endIfOver(ctx context.Context, x *exam, in TestAnswers, fresh int) error {
	if x.row.status == Ended || !x.t.current().open() {
		return nil
	}
	reason := ""
	switch m := x.t.current(); {
	case m.complete():
		reason = "submitted"
	case in.Finish && (fresh > 0 || len(in.Items) == 0) && (in.Module == 0 || in.Module == x.t.number(m)):
		reason = "finished"
	case x.t.timeUp(x.now):
		reason = "time"
	default:
		return nil
	}
	if in.Finish && in.OutOfTime {
		reason = "time"
	}
	return s.endModule(ctx, x, reason, !in.Defer)
}

// Drafts saves answers of the open module; it never ends one. No answers at all
// are a sign of life.
func (s *Service) Drafts(ctx context.Context, who account.Actor, id uid.ID, in TestAnswers) (reply DraftReply, err error) {
	defer fault.In(&err, "session.Drafts(%s)", id)
	err = again(func() error {
		x, err := s.examOf(ctx, who, id, in.Client)
		if err != nil {
			return err
		}
		fresh, refused, err := s.sortTest(ctx, x, in.Items)
		var more []Refusal
		if err == nil && len(fresh) > 0 {
			more, err = s.takeAnswers(ctx, x, fresh, false)
		}
		if err != nil {
			return s.keepClock(ctx, x, err)
		}
		if x.row.status == Open {
			x.t.late(x.now)
			x.t.Contact, x.changed = x.now, true
		}
		if err := s.storeTest(ctx, x); err != nil {
			return err
		}
		reply = DraftReply{TestID: id.String(), Status: x.row.status, Saved: saved(fresh, more), Refused: append(refused, more...)}
		if x.row.status == Open {
			left := x.t.left(x.now).Seconds()
			reply.Module, reply.SecondsLeft = x.t.number(x.t.current()), &left
		}
		return nil
	})
	return reply, err
}

// saved is how many questions have an answer of these, one sent twice counting
// once.
func saved(sent []Submission, refused []Refusal) (n int) {
	left := map[string]int{}
	for _, sub := range sent {
		left[sub.Question]++
	}
	for _, r := range refused {
		left[r.Question]--
	}
	for _, taken := range left {
		if taken > 0 {
			n++
		}
	}
	return n
}

// sortTest parts answers into those to the current module and those that were
// sent before: to an ended module only the answer that stands, or one refused
// then, may be sent again. A question that this test has not asked is Invalid,
// and nothing of the whole is taken.
func (s *Service) sortTest(ctx context.Context, x *exam, items []Submission) (fresh []Submission, refused []Refusal, err error) {
	var old []Submission
	for _, sub := range items {
		m, _ := x.t.find(sub.Question)
		switch {
		case m == nil:
			return nil, nil, fault.At("question_id", "One of these questions is not of this test's modules so far; nothing of this was taken.")
		case m.EndedAt.IsZero():
			fresh = append(fresh, sub)
		default:
			old = append(old, sub)
		}
	}
	if len(old) == 0 {
		return fresh, nil, nil
	}
	rs, err := s.answers(ctx, x)
	if err != nil {
		return nil, nil, err
	}
	for i := range old {
		m, _ := x.t.find(old[i].Question)
		at := slices.IndexFunc(rs, func(r response) bool { return r.question.ID == old[i].Question })
		if at < 0 {
			continue
		}
		answer, err := old[i].normal(rs[at].question)
		switch {
		case slices.Contains(m.Refused, old[i].Question) && answer != rs[at].answer:
			refused = append(refused, Refusal{old[i].Question, lateSentence})
		case err != nil:
			return nil, nil, err
		case answer != rs[at].answer:
			return nil, nil, fault.New(fault.Conflict, "Module %d of this test (%s) has ended; its answers can no longer be changed.", x.t.number(m), question.Name(m.Section))
		}
	}
	return fresh, refused, nil
}

// takeAnswers keeps answers to the current module, whose clock the first one
// starts. An entry that cannot be one refuses the whole submission, while there
// is time to mend it; later, and among drafts, it is only left out. An answer
// made too late is left out and noted.
func (s *Service) takeAnswers(ctx context.Context, x *exam, items []Submission, final bool) (refused []Refusal, err error) {
	m := x.t.current()
	type checked struct {
		sub    Submission
		answer string
		typed  bool
	}
	var good []checked
	for _, sub := range items {
		_, position := x.t.find(sub.Question)
		sl := m.Slots[position-1]
		q, err := x.set.bank.Find(sl.ID, sl.Version)
		if err != nil {
			return nil, err
		}
		answer, err := sub.normal(q)
		switch {
		case err == nil:
			good = append(good, checked{sub, answer, q.Type == question.Typed})
		case final && x.t.left(x.now) > 0 || !fault.Is(err, fault.Invalid):
			return nil, fault.At(fault.Field(err), "Question %d: %s Nothing of this was taken.", position, fault.Sentence(err))
		default:
			refused = append(refused, Refusal{sub.Question, fault.Sentence(err)})
		}
	}
	if m.waiting() && len(good) > 0 {
		if err := s.begin(ctx, x, "first_answer"); err != nil {
			return nil, err
		}
	}
	for _, c := range good {
		id := c.sub.Question
		ok, synced, doubt := x.t.judge(m, c.sub.Mono, x.now)
		if last := m.Answers[id]; last != nil && last.text() == c.answer && (!ok || synced) { // it came in time as a draft
			last.Final = last.Final || final
			continue
		}
		if last := m.Answers[id]; last != nil && c.sub.seq > 0 && last.Seq > c.sub.seq && last.Device == x.client.Device {
			continue // it was made before what stands, and came after it
		}
		if !ok {
			m.refuse(id)
			refused = append(refused, Refusal{id, lateSentence})
			continue
		}
		k := &kept{Sub: c.sub, Final: final, Synced: synced, Doubt: doubt}
		if c.sub.seq > 0 {
			k.Device, k.Seq = x.client.Device, c.sub.seq
		}
		k.Sub.Question, k.Sub.Answer = "", nil
		if c.typed {
			k.Entry, k.Sub.Changes = c.answer, slices.Clone(c.sub.Changes)
			for i := range k.Sub.Changes {
				if k.Sub.Changes[i].To != "" {
					k.Sub.Changes[i].To = "entry"
				}
			}
		} else {
			k.Answer = c.answer
		}
		m.take(id, k)
	}
	x.changed = true
	return refused, nil
}
