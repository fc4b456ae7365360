// Package counted reads the answers of the log that measure: what both
// calibrations and models of knowledge are made of.
//
// An answer is used when it is of the origin asked for (real, or simulated; never
// both), subject and author agreed to analytics when it was given and still do, it
// is the learner's first to its item, unaided, neither rapid nor synced late, and
// counts for ability or is of a pretest question, its test or diagnostic is over,
// and the bank still has the question with that content. Variants of a family that
// their author judged alike are one *item*, named after the first of them.
//
// It changes no record and keeps nothing; a server may run meanwhile.
package counted

import (
	"context"
	"errors"
	"time"

	"satprep/internal/consent"
	"satprep/internal/fault"
	"satprep/internal/interaction"
	"satprep/internal/question"
	"satprep/internal/uid"
)

// A Source is where answers are read.
type Source struct {
	Log     *interaction.Log
	Consent *consent.Ledger
	Bank    *question.Bank
	Now     func() time.Time
}

// Logged says what was read of the log, and what became of its answers.
type Logged struct {
	AsOf      time.Time `json:"as_of"`
	Seq       int64     `json:"seq"` // last record read
	Simulated bool      `json:"simulated"`
	Answers   int       `json:"answers"`       // of the origin asked for, with a correctness
	NoConsent int       `json:"no_consent"`    // subject or author had not agreed to analytics, or does no longer
	NotFirst  int       `json:"not_first"`     // the learner had met the question
	OpenTest  int       `json:"open_test"`     // of a test or diagnostic that is not over
	Uncounted int       `json:"not_counted"`   // aided, rapid, synced late, or otherwise not counted
	Changed   int       `json:"other_version"` // of a question, or a version of it, that the bank no longer has
	Used      int       `json:"used"`
	Learners  int       `json:"learners"`
	Digest    string    `json:"answers_digest"` // SHA-256 of the answers used, in order; whose reader says of what
}

// An Answer that is used.
type Answer struct {
	Subject  uid.ID
	Item     string // id of the question that stands for its variants
	Question *question.Question
	At       time.Time // received
	Right    bool
}

type reader struct {
	Source
	held *consent.AsOf
	out  Logged
	open interaction.Unended[bool]
	met  map[uid.ID]map[string]bool
	used map[uid.ID]bool
	kin  map[string]string
	use  func(Answer)
}

// ErrNone is that no answer of the log counts.
var ErrNone = errors.New("no answer counts")

// Read calls use for every answer that is used, in the order of the log. It is a
// Conflict, which says what stood against them, if there is none.
func (src Source) Read(ctx context.Context, simulated bool, use func(Answer)) (_ *Logged, err error) {
	defer fault.In(&err, "counted.Read")
	r := &reader{Source: src, open: interaction.Unended[bool]{}, met: map[uid.ID]map[string]bool{}, used: map[uid.ID]bool{}, kin: Kin(src.Bank), use: use}
	r.out.Simulated = simulated
	if r.held, err = src.Consent.AsOf(ctx, src.Now()); err != nil {
		return nil, err
	}
	r.out.AsOf = r.held.At()
	if r.out.Seq, err = src.Log.Tail(ctx); err != nil {
		return nil, err
	}
	if r.out.Seq > 0 { // a ceiling of 0 would be none
		err := src.Log.ScanHeads(ctx, 0, r.out.Seq, func(h *interaction.Head) error {
			if !h.ReceivedAt.After(r.out.AsOf) {
				r.open.Follow(h.Kind, h.Session)
			}
			return nil
		})
		if err != nil {
			return nil, err
		}
		if err := src.Log.Scan(ctx, 0, r.out.Seq, r.take); err != nil {
			return nil, err
		}
	}
	r.out.Learners = len(r.used)
	if r.out.Used == 0 {
		return nil, fault.Wrap(fault.Conflict, ErrNone, "The log has no answer that counts: of %d answers, %d are without consent to analytics, %d not the first to their question, %d of open tests, %d not counted, %d of a question that has changed since. Answers of simulated learners are read only where that is asked for.",
			r.out.Answers, r.out.NoConsent, r.out.NotFirst, r.out.OpenTest, r.out.Uncounted, r.out.Changed)
	}
	return &r.out, nil
}

func (r *reader) take(rec *interaction.Record) error {
	if !interaction.IsAnswer(rec.Kind) {
		return nil
	}
	origin := interaction.Real
	if r.out.Simulated {
		origin = interaction.Simulated
	}
	name := rec.Asked.Question
	if rec.Origin != origin || rec.ReceivedAt.After(r.out.AsOf) || name == "" || !rec.Done.Correct.Valid || rec.Done.State == interaction.NotReached {
		return nil
	}
	body, err := interaction.BodyAs[interaction.Answering](rec)
	if err != nil {
		return err
	}
	r.out.Answers++
	if !r.held.Admits(rec, interaction.Analytics) {
		r.out.NoConsent++
		return nil
	}
	met := r.met[rec.Subject]
	if met == nil {
		met = map[string]bool{}
		r.met[rec.Subject] = met
	}
	item := name
	if of, ok := r.kin[name]; ok {
		item = of
	}
	if met[item] {
		r.out.NotFirst++
		return nil
	}
	met[item] = true
	switch {
	case r.open[rec.Session] != nil:
		r.out.OpenTest++
	case !(interaction.Exposure{Aided: rec.Done.Aided.V, Rapid: body.Rapid, Late: body.SyncedLate, Counts: body.Eligible, Pretest: body.Pretest}).Measures():
		r.out.Uncounted++
	case !r.Bank.InForce(name, rec.Asked.Version):
		r.out.Changed++
	default:
		q, _ := r.Bank.ByID(name) // it is in force
		r.out.Used++
		r.used[rec.Subject] = true
		r.use(Answer{Subject: rec.Subject, Item: item, Question: q, At: rec.ReceivedAt, Right: rec.Done.Correct.V})
	}
	return nil
}

// Kin names for every question in force the one that stands for it: the first
// of its family's variants that its author judged alike.
func Kin(bank *question.Bank) map[string]string {
	type judged struct {
		family     string
		kind       question.Type
		difficulty question.Difficulty
		adjust     float64
	}
	first, kin := map[judged]string{}, make(map[string]string, len(bank.Questions))
	for _, q := range bank.Questions { // by id
		j := judged{q.Family, q.Type, q.Difficulty, q.Adjust}
		if _, ok := first[j]; !ok {
			first[j] = q.ID
		}
		kin[q.ID] = first[j]
	}
	return kin
}
