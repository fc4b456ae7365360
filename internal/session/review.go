package session

import (
	"context"
	"fmt"
	"math"
	"strings"
	"time"

	"satprep/internal/account"
	"satprep/internal/db"
	"satprep/internal/fault"
	"satprep/internal/interaction"
	"satprep/internal/question"
	"satprep/internal/uid"
)

// reviewTemplate is the version of the words that reviewText puts around what
// the bank says.
const reviewTemplate = "review-1"

// pending stands where no review was generated yet.
const pending = "Pending"

// Reviews is a session explained.
type Reviews struct {
	SessionID string   `json:"session_id"`
	Kind      Kind     `json:"kind" enum:"practice,diagnostic,full_test"`
	Reviews   []Review `json:"reviews"`
}

// A Review explains one answer.
type Review struct {
	Question      string           `json:"question_id"`
	Text          string           `json:"text"`
	UserAnswer    *string          `json:"user_answer" doc:"null when the question was left empty or not reached"`
	CorrectAnswer string           `json:"correct_answer"`
	TimeSpent     *float64         `json:"time_spent" doc:"seconds; null when not known"`
	Review        string           `json:"review" doc:"Pending where none was generated"`
	Correct       *bool            `json:"correct" doc:"null when not reached"`
	State         string           `json:"state" enum:"answered,omitted,not_reached"`
	SecondTry     *string          `json:"second_try,omitempty"`
	Steps         []string         `json:"steps"`
	Choices       []ChoiceFeedback `json:"choices,omitempty" doc:"why each option is right or wrong"`
	Budget        float64          `json:"seconds_budget" doc:"what the test gives a question on average"`
	Pace          string           `json:"pace"`
	Strategy      string           `json:"strategy,omitempty" doc:"how to work on this skill"`
	Flagged       *bool            `json:"flagged,omitempty" doc:"marked for review; tests only"`
	Changed       *bool            `json:"changed,omitempty" doc:"the answer was changed on the way; tests only"`
	Module        int              `json:"module,omitempty" doc:"of a test, from 1"`
	Shown         question.Shown   `json:"question" doc:"the question as it was shown"`
	Correction    *KeyChange       `json:"correction,omitempty" doc:"the key was corrected since the question was asked; all above is by the key that stands now"`
}

// KeyChange is that a key was corrected since its question was asked.
type KeyChange struct {
	Was         string    `json:"was" doc:"the key when it was asked"`
	Is          string    `json:"is" doc:"the key now"`
	Note        string    `json:"note,omitempty" doc:"why"`
	At          time.Time `json:"at"`
	CorrectThen *bool     `json:"correct_then" doc:"how the answer was graded then; null when not reached"`
}

// keyChange is what corrections did to a response; nil where there is none.
func keyChange(r *response, right *question.Question, by []question.Correction) *KeyChange {
	if len(by) == 0 {
		return nil
	}
	last := by[len(by)-1]
	k := &KeyChange{Was: letters(r.question), Is: letters(right), Note: last.Note, At: micro(last.At)}
	if r.state != interaction.NotReached {
		k.CorrectThen = &r.correct
	}
	return k
}

// says tells a learner of the correction.
func (k *KeyChange) says() string {
	text := fmt.Sprintf("The key of this question was corrected on %s. When it was asked, %s was taken for the right answer; %s is right.", k.At.Format("2 January 2006"), k.Was, k.Is)
	if k.Was == k.Is {
		text = fmt.Sprintf("The key of this question was corrected, and corrected back on %s: %s is right, as when it was asked.", k.At.Format("2 January 2006"), k.Is)
	}
	if k.Note != "" {
		text += " " + k.Note
	}
	return text
}

// pace is a sentence on the time an answer took.
func pace(took interaction.Opt[int64], budget time.Duration) string {
	b := int(math.Round(budget.Seconds()))
	if !took.Valid {
		return fmt.Sprintf("How long you took is not known; the test gives about %d seconds a question.", b)
	}
	t := time.Duration(took.V) * time.Millisecond
	seconds := int(math.Round(t.Seconds()))
	switch {
	case t < budget/10:
		return fmt.Sprintf("You took %d seconds: too little to read the question with care. The test gives about %d.", seconds, b)
	case t <= budget:
		return fmt.Sprintf("You took %d of the about %d seconds that the test gives a question.", seconds, b)
	case t <= budget*3/2:
		return fmt.Sprintf("You took %d seconds; the test gives about %d. A little long is fine where others go faster.", seconds, b)
	}
	return fmt.Sprintf("You took %d seconds; the test gives about %d. When a question takes this long, mark it, choose your best guess, and come back at the end of the module.", seconds, b)
}

// letters joins the right answers of q.
func letters(q *question.Question) string { return strings.Join(q.Keys, " or ") }

// reviewText explains a response in words: the answer given and why it is
// wrong, the key, the steps, why the other options fail, the time, and how to
// work on the skill. It is a function of the response and the bank.
func reviewText(r *response, strategy string) string {
	q := r.question
	var parts []string
	say := func(format string, args ...any) { parts = append(parts, fmt.Sprintf(format, args...)) }
	switch {
	case r.state == interaction.NotReached:
		say("You did not reach this question. The correct answer is %s.", letters(q))
	case r.answer == "":
		say("You left this question empty. The correct answer is %s.", letters(q))
	case r.correct:
		say("You answered %s, and that is right.", r.answer)
	default:
		say("You answered %s. The correct answer is %s.", r.answer, letters(q))
		say("Why %s is wrong: %s", r.answer, whyAnswer(q, r.answer, false))
	}
	if r.retried != "" {
		say("On your second try you answered %s.", r.retried)
	}
	say("Why %s is right: %s", letters(q), whyKey(q))
	if len(q.Steps) > 0 {
		lines := []string{"Step by step:"}
		for i, step := range q.Steps {
			lines = append(lines, fmt.Sprintf("%d. %s", i+1, step))
		}
		say("%s", strings.Join(lines, "\n"))
	}
	var others []string
	for _, c := range q.Choices {
		if c.ID != q.Keys[0] && c.ID != r.answer {
			others = append(others, c.ID+": "+c.Rationale)
		}
	}
	if len(others) > 0 {
		say("Why the other options fail:\n%s", strings.Join(others, "\n"))
	}
	say("%s", pace(r.timeMS, question.Budget(q.Section)))
	if strategy != "" {
		say("%s: %s", question.Name(q.Skill), strategy)
	}
	return strings.Join(parts, "\n\n")
}

// view is the i-th response explained, pending where no review was generated.
func (s *Service) view(st *study, i int) Review {
	r, bank, t := &st.responses[i], st.bank, st.sitting
	q, text := r.question, st.texts[r.ordinal]
	if st.changes[i] != nil && text != "" {
		text = st.explain(i) // what was explained before the correction is in the record
	}
	v := Review{Question: q.ID, Text: q.Stem, CorrectAnswer: letters(q), Review: text, State: string(r.state), Steps: q.Steps,
		Budget: question.Budget(q.Section).Seconds(), Pace: pace(r.timeMS, question.Budget(q.Section)), Strategy: strategyOf(bank, q), Module: r.module, Shown: st.shown[i], Correction: st.changes[i]}
	if text == "" {
		v.Review = pending
	}
	if r.answer != "" {
		v.UserAnswer = &r.answer
	}
	if r.retried != "" {
		v.SecondTry = &r.retried
	}
	if r.state != interaction.NotReached {
		v.Correct = &r.correct
	}
	if r.timeMS.Valid {
		seconds := float64(r.timeMS.V) / 1000
		v.TimeSpent = &seconds
	}
	for _, c := range q.Choices {
		v.Choices = append(v.Choices, ChoiceFeedback{ID: c.ID, Rationale: c.Rationale})
	}
	if t != nil {
		flagged, changed := t.marks(q.ID)
		v.Flagged, v.Changed = &flagged, &changed
	}
	return v
}

func strategyOf(bank *question.Bank, q *question.Question) string {
	if skill, ok := bank.Skill(q.Skill); ok {
		return skill.Strategy
	}
	return ""
}

// Owner returns whose session this is.
func (s *Service) Owner(ctx context.Context, id uid.ID) (subject uid.ID, err error) {
	defer fault.In(&err, "session.Owner(%s)", id)
	err = s.db.QueryRow(ctx, `SELECT subject FROM session WHERE id = ?`, id).Scan(&subject)
	if db.None(err) {
		err = fault.New(fault.Missing, "There is no such session of yours.")
	}
	return subject, err
}

// A study is what a review is made of.
type study struct {
	row       *row
	bank      *question.Bank
	sitting   *sitting         // of a test
	responses []response       // graded by the keys that stand now
	shown     []question.Shown // as they were asked
	changes   []*KeyChange     // of each, nil where its key stands as it was
	texts     map[int]string   // generated, by ordinal
}

// study reads a session of subject for review. What is open and must not be
// explained yet is a Conflict; a session without responses is Missing.
func (s *Service) study(ctx context.Context, subject, id uid.ID) (*study, error) {
	r, err := findSession(ctx, s.db, subject, id)
	if err != nil {
		return nil, err
	}
	st := &study{row: r, bank: s.bank()}
	if r.kind != Practice && r.status == Open {
		return nil, fault.New(fault.Conflict, "This test is still open. Its review comes when it has ended.")
	}
	if r.kind == FullTest {
		if st.sitting, err = s.decodeSitting(ctx, r); err != nil {
			return nil, err
		}
	}
	if st.responses, err = s.responses(ctx, s.db, st.bank, subject, id); err != nil {
		return nil, err
	}
	if len(st.responses) == 0 {
		return nil, fault.New(fault.Missing, "Nothing was answered in this session, so there is nothing to review.")
	}
	given := st.responses
	if st.responses, _, err = regrade(st.bank, given, 0); err != nil {
		return nil, err
	}
	for i := range given {
		right, by := st.bank.Corrected(given[i].question, given[i].at, 0)
		st.shown, st.changes = append(st.shown, question.Show(given[i].question)), append(st.changes, keyChange(&given[i], right, by))
	}
	st.texts, err = s.reviewTexts(ctx, subject, id)
	return st, err
}

// explain is the review of the i-th response in words.
func (st *study) explain(i int) string {
	r := &st.responses[i]
	text := reviewText(r, strategyOf(st.bank, r.question))
	if k := st.changes[i]; k != nil {
		text = k.says() + "\n\n" + text
	}
	return text
}

func (s *Service) show(st *study) Reviews {
	out := Reviews{SessionID: st.row.id.String(), Kind: st.row.kind}
	for i := range st.responses {
		out.Reviews = append(out.Reviews, s.view(st, i))
	}
	return out
}

// Generate explains every response of subject's session that is not explained
// yet, one record each, and returns them all. by is who asks; the door decides
// whether they may.
func (s *Service) Generate(ctx context.Context, by account.Actor, subject, id uid.ID, c Client) (_ Reviews, err error) {
	defer fault.In(&err, "session.Generate(%s)", id)
	st, err := s.study(ctx, subject, id)
	if err != nil {
		return Reviews{}, err
	}
	var fresh []*response
	var words []string
	for i := range st.responses {
		if _, ok := st.texts[st.responses[i].ordinal]; !ok {
			fresh, words = append(fresh, &st.responses[i]), append(words, st.explain(i))
		}
	}
	if len(fresh) == 0 {
		return s.show(st), nil
	}
	stamp, err := s.consent.Stamp(ctx, subject)
	if err != nil {
		return Reviews{}, err
	}
	now := by.Now(s.now)
	records, sealed := make([]*interaction.Record, len(fresh)), make([][]byte, len(fresh))
	texts := map[int]string{}
	for i, r := range fresh {
		text := words[i]
		texts[r.ordinal] = text
		rec := reviewRecord(by, subject, st, stamp, interaction.ReviewGenerated, now)
		rec.Provenance = c.provenance(s.build, st.bank)
		c.fill(rec, nil)
		q := r.question
		rec.Asked.Question, rec.Asked.Version, rec.Asked.Section, rec.Asked.Skill, rec.Asked.Module, rec.Asked.Position = q.ID, q.Version, q.Section, q.Skill, r.module, r.ordinal
		rec.Done = interaction.Done{State: r.state, TimeMS: r.timeMS}
		if r.state != interaction.NotReached {
			rec.Done.Correct = interaction.Some(r.correct)
		}
		rec.Words.Response = text
		if q.Type == question.Typed {
			rec.Words.Answer = r.answer
		} else {
			rec.Done.Answer = r.answer
		}
		rec.Body = interaction.Review{Source: "builtin", Templates: reviewTemplate, Ordinal: r.ordinal, Budget: question.Budget(q.Section).Seconds(), Took: float64(r.timeMS.V) / 1000}
		if err := s.log.Prepare(ctx, rec); err != nil {
			return Reviews{}, err
		}
		if sealed[i], err = s.log.Keys().SealText(ctx, subject, rec.ID, []byte(text)); err != nil {
			return Reviews{}, err
		}
		records[i] = rec
	}
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		for i, r := range fresh { // before the log: whoever comes second finds a row and records nothing
			if err := insertReview(tx, subject, id, r.ordinal, records[i].ID, sealed[i], now); err != nil {
				return err
			}
		}
		return s.log.Append(tx, records...)
	})
	if fault.Is(err, fault.Conflict) { // somebody else generated them at this moment
		if st, err = s.study(ctx, subject, id); err != nil {
			return Reviews{}, err
		}
		return s.show(st), nil
	}
	if err != nil {
		return Reviews{}, err
	}
	for ordinal, text := range texts {
		st.texts[ordinal] = text
	}
	return s.show(st), nil
}

// reviewRecord begins a record about a session that by looks at.
func reviewRecord(by account.Actor, subject uid.ID, st *study, stamp interaction.Stamp, kind interaction.Kind, now time.Time) *interaction.Record {
	r := &interaction.Record{Subject: subject, Session: st.row.id, Kind: kind, Origin: by.Origin, Consent: stamp, ReceivedAt: now,
		Asked: interaction.Asked{Mode: "review", Source: string(st.row.kind)}}
	if by.Subject != subject {
		r.Actor = by.Subject
	}
	return r
}

// readOnce is how long looking at a review again is the same reading.
const readOnce = time.Hour

// Review returns a session explained as far as it was generated, and records
// the reading, at most once a session, reader and hour.
func (s *Service) Review(ctx context.Context, by account.Actor, subject, id uid.ID, c Client) (_ Reviews, err error) {
	defer fault.In(&err, "session.Review(%s)", id)
	st, err := s.study(ctx, subject, id)
	if err != nil {
		return Reviews{}, err
	}
	now := by.Now(s.now)
	if by.Subject.IsZero() || len(st.texts) == 0 {
		return s.show(st), nil
	}
	stamp, err := s.consent.Stamp(ctx, subject)
	if fault.Is(err, fault.Forbidden) { // nothing may be recorded of this learner any more
		return s.show(st), nil
	} else if err != nil {
		return Reviews{}, err
	}
	if last, err := lastRead(ctx, s.db, id, by.Subject); err != nil || now.Sub(last) < readOnce {
		return s.show(st), err
	}
	rec := reviewRecord(by, subject, st, stamp, interaction.ReviewRead, now)
	rec.Provenance = c.provenance(s.build, st.bank)
	c.fill(rec, nil)
	if err := s.log.Prepare(ctx, rec); err != nil {
		return Reviews{}, err
	}
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		if err := s.log.Standing(tx, by.Subject); err != nil {
			return err
		}
		first, err := noteRead(tx, id, by.Subject, now)
		if err != nil || !first {
			return err
		}
		return s.log.Append(tx, rec)
	})
	return s.show(st), err
}
