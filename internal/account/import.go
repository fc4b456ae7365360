package account

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"slices"

	"golang.org/x/sync/errgroup"

	"satprep/internal/db"
	"satprep/internal/fault"
	"satprep/internal/interaction"
)

const (
	importBatch  = 256 // lines a transaction, so that answers never wait long
	keptRefusals = 1000
)

// An Imported says what became of a file.
type Imported struct {
	New      int
	Updated  int // were there already
	Refused  int
	Refusals []Refusal // the first 1000
}

func (i *Imported) refuse(r *Refusal) {
	i.Refused++
	if len(i.Refusals) < keptRefusals {
		i.Refusals = append(i.Refusals, *r)
	}
}

// Import makes or updates the users of a CSV file and writes a line "user_id
// token" for each to tokens, in the order of the file.
//
// The header is user_id, role, age_band, name, email, in any order; email may
// be missing or empty, age_band may be empty for adults, an empty name becomes
// the user id, a column simulated marks what are no people, all others are
// ignored. A bad line is refused and the rest taken. Whoever is there already
// gets the name, address and age band of the line, and one more token; the role
// must be the same. Users have no password until one is set.
//
// Only the operator calls this: it is their confirmation, with the school's
// consent, for service, so learners under 13 are active at once.
//
// Memory does not grow with the file. What was reported before an error stands.
func (s *Service) Import(ctx context.Context, users io.Reader, tokens io.Writer) (done Imported, err error) {
	defer fault.In(&err, "account.Import")
	r, err := openRoster(bufio.NewReaderSize(users, 1<<16))
	if err != nil {
		return done, err
	}
	defer func() { // a batch is refused after the lines read since
		slices.SortStableFunc(done.Refusals, func(a, b Refusal) int { return a.Line - b.Line })
	}()
	out := bufio.NewWriter(tokens)
	var batch []*entry
	inBatch := map[string]bool{}
	flush := func() error {
		err := s.importBatch(ctx, batch, out, &done)
		if fault.Is(err, fault.Conflict) {
			// Somebody registered in between: look again, once that is durable.
			if err = s.DB.Write(ctx, func(*db.Tx) error { return nil }); err == nil {
				err = s.importBatch(ctx, batch, out, &done)
			}
		}
		batch = batch[:0]
		clear(inBatch)
		if err == nil {
			err = out.Flush()
		}
		return err
	}
	for {
		e, bad, err := r.next()
		switch {
		case errors.Is(err, io.EOF):
			err = flush()
			return done, err
		case err != nil:
			err = errors.Join(err, flush())
			return done, err
		case bad != nil:
			done.refuse(bad)
			continue
		}
		if len(batch) == importBatch || inBatch[e.userID] {
			if err := flush(); err != nil {
				return done, err
			}
		}
		batch = append(batch, e)
		inBatch[e.userID] = true
	}
}

// A step is one user of a batch, prepared.
type step struct {
	account *Account
	isNew   bool
	token   string
	digest  digest
	write   func(*db.Tx) error
}

func (s *Service) importBatch(ctx context.Context, batch []*entry, out io.Writer, done *Imported) error {
	if len(batch) == 0 {
		return nil
	}
	steps, refused, err := s.plan(ctx, batch)
	if err != nil {
		return err
	}
	now := s.Now()
	err = s.DB.Write(ctx, func(tx *db.Tx) error {
		for _, st := range steps {
			if err := s.Log.Standing(tx, st.account.Subject); err != nil {
				return fault.Wrap(fault.Conflict, err, "A user of this file was erased at this moment. Please import it again.")
			}
			if err := st.write(tx); err != nil {
				return err
			}
			if err := insertGrant(tx, st.digest, &grant{st.account.UserID, byOperator, now.Add(OperatorLife)}, now); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	for _, r := range refused {
		done.refuse(r)
	}
	for _, st := range steps {
		if st.isNew {
			done.New++
		} else {
			done.Updated++
		}
		if _, err := fmt.Fprintf(out, "%s %s\n", st.account.UserID, st.token); err != nil {
			return fmt.Errorf("writing tokens: %w", err)
		}
	}
	return nil
}

// plan decides what each line of a batch becomes and prepares it outside the
// transaction: a batch's keys are made at the same time, so that they share
// their commits.
func (s *Service) plan(ctx context.Context, batch []*entry) ([]*step, []*Refusal, error) {
	// Always the same length, so that one statement is prepared for all batches;
	// nobody has an empty user id or address.
	ids, emails := make([]string, importBatch), make([]string, importBatch)
	for i, e := range batch {
		ids[i], emails[i] = e.userID, e.Email
	}
	there, err := findUsers(ctx, s.DB, ids, emails)
	if err != nil {
		return nil, nil, err
	}
	byID, owner := map[string]*Account{}, map[string]string{}
	for _, a := range there {
		byID[a.UserID] = a
		if a.Email != "" {
			owner[a.Email] = a.UserID
		}
	}
	var steps []*step
	var refused []*Refusal
	group, ctx := errgroup.WithContext(ctx)
	group.SetLimit(importBatch)
	for _, e := range batch {
		old := byID[e.userID]
		if err := objection(e, old, owner); err != nil {
			refused = append(refused, Refuse(e.line, err))
			continue
		}
		if e.Email != "" {
			owner[e.Email] = e.userID
		}
		st := &step{isNew: old == nil}
		st.token, st.digest = newToken()
		steps = append(steps, st)
		group.Go(func() (err error) {
			if old == nil {
				st.account, st.write, err = s.newcomer(ctx, e)
			} else {
				st.account, st.write, err = s.returning(ctx, *old, e)
			}
			return err
		})
	}
	return steps, refused, group.Wait()
}

func objection(e *entry, old *Account, owner map[string]string) error {
	if old != nil && old.Role != e.Role {
		return fault.At("role", "This user is a %s; a role cannot be changed.", old.Role)
	}
	if old != nil && old.Status == Closed {
		return fault.At("user_id", "This account is closed.")
	}
	if who := owner[e.Email]; who != "" && who != e.userID {
		return fault.At("email", "Another user has this e-mail address.")
	}
	return nil
}

func (s *Service) newcomer(ctx context.Context, e *entry) (*Account, func(*db.Tx) error, error) {
	in := e.Registration
	if in.Name == "" {
		in.Name = e.userID
	}
	a, err := s.draft(in)
	if err != nil {
		return nil, nil, err
	}
	a.UserID, a.Status, a.ActiveAt = e.userID, Active, a.CreatedAt
	write, err := s.begin(ctx, a, Giver{Who: ByOperator}, "")
	return a, write, err
}

func (s *Service) returning(ctx context.Context, a Account, e *entry) (*Account, func(*db.Tx) error, error) {
	name, email, changed := a.Name, a.Email, false
	if e.Name != "" && e.Name != name {
		name, changed = e.Name, true
	}
	if e.Email != "" && e.Email != email {
		email, changed = e.Email, true
	}
	a.Name, a.Email = name, email
	also := func(*db.Tx) error { return nil }
	age := e.Age
	if age == "" {
		age = a.AgeBand
	}
	var err error
	switch {
	case a.Status == Pending && age == Under13:
		a.Status, a.ActiveAt = Active, s.Now()
		also, err = s.activate(ctx, &a, Giver{Who: ByOperator})
	case age != a.AgeBand:
		also, err = s.restate(ctx, &a, age, Giver{Who: ByOperator})
	case changed:
		var facts []*interaction.Record
		facts, err = s.facts(ctx, Operator(), &a, interaction.AccountFact{What: "profile"})
		also = func(tx *db.Tx) error { return s.Log.Append(tx, facts...) }
	}
	return &a, func(tx *db.Tx) error {
		s.forget(tx, a.UserID)
		if changed {
			if _, err := tx.Exec(`UPDATE account SET name = ?, email = ? WHERE user_id = ?`, name, null(email), a.UserID); err != nil {
				return err
			}
			if err := keepName(tx, a.UserID, name, s.Now()); err != nil {
				return err
			}
		}
		return also(tx)
	}, err
}
