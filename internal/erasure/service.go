package erasure

import (
	"context"
	"strings"
	"sync"
	"time"
	"unicode/utf8"

	"satprep/internal/account"
	"satprep/internal/audit"
	"satprep/internal/bus"
	"satprep/internal/consent"
	"satprep/internal/db"
	"satprep/internal/fault"
	"satprep/internal/interaction"
	"satprep/internal/mirror"
	"satprep/internal/redact"
	"satprep/internal/session"
	"satprep/internal/signing"
	"satprep/internal/uid"
)

// Deps is what the room stands on.
type Deps struct {
	DB       *db.DB
	Log      *interaction.Log
	Accounts *account.Service
	Consents *consent.Service
	Sessions *session.Service
	Mirror   *mirror.Service
	Key      *signing.Key
	Folder   string                                                    // the data folder, where the list lies
	Views    func() []interaction.View                                 // all that is believed of people
	Forget   []func(subject uid.ID)                                    // of whoever remembers something of people in this process
	Releases func(ctx context.Context, subject uid.ID) ([]Held, error) // that hold a person; nil: there are none
	Models   func(ctx context.Context, subject uid.ID) ([]Held, error) // that were trained on such; nil: there are none
	Packages func(ctx context.Context, subject uid.ID) error           // deletes the packages here that hold a person; nil: there are none
	Now      func() time.Time
}

// Service erases people. It is safe for concurrent use.
type Service struct {
	Deps
	accepting sync.Mutex // one erasure at a time destroys and deletes
	bell      bus.Bell   // there is something to complete
}

// New returns the room.
func New(d Deps) *Service { return &Service{Deps: d} }

// A Request is to erase somebody.
type Request struct {
	Confirm string // the word erase: nobody erases by mistake
	Reason  string // for the receipt; must not name the person
}

// Confirm is the word that confirms.
const Confirm = "erase"

const maxReason = 200 // characters

// Erase erases an account: what has to go at once is gone when it returns with
// the receipt Accepted; the rest follows where Run runs. Who may is
// account.Erasing's rule. The last admin stays.
func (s *Service) Erase(ctx context.Context, actor account.Actor, userID string, in Request) (_ Receipt, err error) {
	defer fault.In(&err, "erasure.Erase(%.64q)", userID)
	a, err := s.Accounts.Erasing(ctx, actor, userID)
	if err != nil {
		return Receipt{}, err
	}
	if in.Confirm != Confirm {
		return Receipt{}, fault.At("confirm", "Erasing cannot be taken back. To go on, send the word %s in the field confirm.", Confirm)
	}
	if err := checkReason(in.Reason, a); err != nil {
		return Receipt{}, err
	}
	ctx = context.WithoutCancel(ctx) // whoever asked may leave
	r, err := s.draft(ctx, a.Subject, byOf(actor, a), in.Reason)
	if err != nil {
		return Receipt{}, err
	}
	if err := s.begin(ctx, actor, a.Subject, r, false); err != nil {
		return Receipt{}, err
	}
	r, err = s.accept(ctx, a.Subject)
	s.bell.Ring() // also after an error: what is begun goes on
	return r, err
}

func byOf(actor account.Actor, owner account.Account) string {
	switch {
	case actor.UserID == owner.UserID:
		return account.ByLearner
	case actor.Role == account.Parent:
		return account.ByGuardian
	}
	return account.ByOperator
}

// checkReason keeps the person out of what outlives them.
func checkReason(reason string, a account.Account) error {
	if !utf8.ValidString(reason) || utf8.RuneCountInString(reason) > maxReason {
		return fault.At("reason", "The reason may have at most %d characters.", maxReason)
	}
	low := strings.ToLower(reason)
	for _, word := range append(strings.Fields(a.Name), a.UserID, a.Email) {
		if utf8.RuneCountInString(word) > 2 && strings.Contains(low, strings.ToLower(word)) {
			return fault.At("reason", "The reason stands in the receipt, which outlives the account: it must not name the person.")
		}
	}
	return nil
}

// draft is the receipt as far as it is known before anything is deleted.
func (s *Service) draft(ctx context.Context, subject uid.ID, by, reason string) (r Receipt, err error) {
	r = Receipt{Version: Version, ID: uid.Random().String(), Subject: pseudonym(subject), By: by, Reason: reason, RequestedAt: moment(s.Now())}
	if r.Releases, err = held(ctx, s.Releases, subject); err != nil {
		return r, err
	}
	if r.Models, err = held(ctx, s.Models, subject); err != nil {
		return r, err
	}
	r.Counts.Releases, r.Counts.Models = len(r.Releases), len(r.Models)
	r.Counts.Records, err = s.Log.CountOf(ctx, subject)
	return r, err
}

func held(ctx context.Context, find func(context.Context, uid.ID) ([]Held, error), subject uid.ID) ([]Held, error) {
	if find == nil {
		return []Held{}, nil
	}
	list, err := find(ctx, subject)
	if list == nil {
		list = []Held{}
	}
	return list, err
}

// moment is a time as receipts have it.
func moment(t time.Time) time.Time { return t.UTC().Truncate(time.Microsecond) }

// begin takes the account away and notes the erasure, in one transaction. From
// it on the person is signed out and nothing can be recorded of them. Where it
// was begun before it changes nothing. even says that the last admin goes too.
func (s *Service) begin(ctx context.Context, actor account.Actor, subject uid.ID, r Receipt, even bool) error {
	if err := s.hideNames(ctx, subject); err != nil { // while they can be read
		return err
	}
	err := s.DB.Write(ctx, func(tx *db.Tx) error {
		var n int
		if err := tx.QueryRow(ctx, `SELECT COUNT(*) FROM erasure WHERE subject = ?`, subject).Scan(&n); err != nil || n > 0 {
			return err
		}
		if err := s.Log.Bar(tx, subject, r.RequestedAt); err != nil {
			return err
		}
		userID, ok, err := s.Accounts.Remove(tx, subject, even)
		if err != nil {
			return err
		}
		if ok {
			if _, err := tx.Exec(`UPDATE safety_notice SET seen_by = NULL WHERE seen_by = ?`, userID); err != nil {
				return err
			}
		}
		if err := actor.Audit(tx, r.RequestedAt, audit.Erased, subject, r.ID, ""); err != nil {
			return err
		}
		return insertRow(tx, subject, r)
	})
	if err == nil {
		s.forget(subject)
	}
	return err
}

func (s *Service) forget(subject uid.ID) {
	s.Log.Keys().Forget(subject)
	for _, f := range s.Forget {
		f(subject)
	}
}

// accept destroys the key, deletes what is about the person and signs the
// receipt. It may be done again; the first receipt stands.
func (s *Service) accept(ctx context.Context, subject uid.ID) (Receipt, error) {
	s.accepting.Lock()
	defer s.accepting.Unlock()
	e, err := findRow(ctx, s.DB, subject)
	if err != nil || e.state != begun {
		return e.receipt, err
	}
	if err := s.Log.Keys().Destroy(ctx, subject); err != nil {
		return Receipt{}, err
	}
	if err := s.Log.Keys().Shred(ctx); err != nil {
		return Receipt{}, err
	}
	if err := s.deleteRows(ctx, subject); err != nil {
		return Receipt{}, err
	}
	files, err := s.Mirror.ForgetExports(ctx, subject)
	if err != nil {
		return Receipt{}, err
	}
	if s.DB.Engine() == db.SQLite { // PostgreSQL's vacuum may take its time: see complete
		if err := s.DB.Shred(ctx); err != nil && !fault.Is(err, fault.Busy) { // completing insists on it
			return Receipt{}, err
		}
	}
	r := e.receipt
	if r.State = Accepted; r.AcceptedAt.IsZero() { // a replayed one has its time and counts
		r.AcceptedAt, r.Counts.Files = moment(s.Now()), files
	}
	if r, err = r.signed(s.Key); err != nil {
		return Receipt{}, err
	}
	if err := s.note(entry{subject, r}); err != nil {
		return Receipt{}, err
	}
	if err := s.DB.Write(ctx, func(tx *db.Tx) error { return move(tx, subject, begun, r) }); err != nil {
		return Receipt{}, err
	}
	e, err = findRow(ctx, s.DB, subject)
	return e.receipt, err
}

// hideNames lets the words of a person's names be known by sight only: others may
// have written them, and what they wrote leaves without them.
func (s *Service) hideNames(ctx context.Context, subject uid.ID) error {
	names, err := s.Accounts.NamesOf(ctx, subject)
	if err != nil {
		return err
	}
	var words []string
	for _, name := range names {
		words = append(words, redact.NameWords(name)...)
	}
	return s.Log.Keys().HideWords(ctx, words)
}

// complete brings views, mirror and files up to the erasure.
func (s *Service) complete(ctx context.Context, subject uid.ID) error {
	e, err := findRow(ctx, s.DB, subject)
	if err != nil || e.state != Accepted {
		return err
	}
	// What a view folded before the erasure and stores after it is stored when
	// the view has come to the end.
	for _, v := range s.Views() {
		if _, err := s.Log.CatchUp(ctx, v.Follower); err != nil && !fault.Is(err, fault.Conflict) {
			return err
		}
	}
	if err := s.Mirror.Rewrite(ctx, subject); err != nil {
		return err
	}
	if s.Packages != nil {
		if err := s.Packages(ctx, subject); err != nil {
			return err
		}
	}
	if err := s.sweep(ctx, subject); err != nil {
		return err
	}
	if err := s.DB.Shred(ctx, touched()...); err != nil {
		return err
	}
	if err := s.Log.Keys().Shred(ctx); err != nil {
		return err
	}
	r := e.receipt
	r.State, r.CompletedAt = Completed, moment(s.Now())
	if r, err = r.signed(s.Key); err != nil {
		return err
	}
	return s.DB.Write(ctx, func(tx *db.Tx) error { return move(tx, subject, Accepted, r) })
}

// sweep deletes what requests that ran during the erasure may have left.
func (s *Service) sweep(ctx context.Context, subject uid.ID) error {
	if err := s.deleteRows(ctx, subject); err != nil {
		return err
	}
	_, err := s.Mirror.ForgetExports(ctx, subject)
	return err
}

// Find returns the newest receipt with that id; whoever knows it may have it.
func (s *Service) Find(ctx context.Context, id string) (_ Receipt, err error) {
	defer fault.In(&err, "erasure.Find")
	e, err := findReceipt(ctx, s.DB, strings.ToLower(id))
	if db.None(err) || err == nil && e.state == begun {
		return Receipt{}, fault.New(fault.Missing, "There is no receipt with this id.")
	}
	return e.receipt, err
}
