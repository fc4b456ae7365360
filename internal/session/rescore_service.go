package session

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"satprep/internal/db"
	"satprep/internal/fault"
	"satprep/internal/interaction"
	"satprep/internal/question"
	"satprep/internal/uid"
)

// latest are the scores that stand: the newest later ones, or else the first.
func latest(first Scores, later []Rescoring) Scores {
	if n := len(later); n > 0 {
		return later[n-1].Scores
	}
	return first
}

// bankUnder is the bank in force under the parameter set that a session began
// with.
func (s *Service) bankUnder(ctx context.Context, r *row) (*question.Bank, error) {
	if r.params == "" || s.bankAt == nil {
		return s.bank(), nil
	}
	return s.bankAt(ctx, r.params)
}

// gradings are a session's answers that count for its score, graded by the
// corrections up to a number, and the score that follows.
type gradings struct {
	row     *row
	sitting *sitting // of a test
	amended []amended
	correct int
	scores  Scores
}

// scoreBy scores an ended test or diagnostic by the corrections up to a number:
// 0 is all, -1 none. Parameters are those it began with, and the way into a
// test's second modules stays what it was. Scores of a test without an outcome
// are none.
func (s *Service) scoreBy(ctx context.Context, r *row, upto int64) (g gradings, err error) {
	g.row = r
	bank, err := s.bankUnder(ctx, r)
	if err != nil {
		return g, err
	}
	given, err := s.responses(ctx, s.db, bank, r.subject, r.id)
	if err != nil {
		return g, err
	}
	rs := given
	if upto >= 0 {
		var list []amended
		if rs, list, err = regrade(bank, given, upto); err != nil {
			return g, err
		}
		for _, a := range list {
			if !slices.ContainsFunc(rs, func(r response) bool { return r.ordinal == a.Ordinal && r.pretest }) {
				g.amended = append(g.amended, a)
			}
		}
	}
	for _, x := range rs {
		if x.correct {
			g.correct++
		}
	}
	if r.kind == Diagnostic {
		scopes, err := question.Scope(r.scope)
		if err != nil {
			return g, err
		}
		g.scores = diagnosticScores(scopes, rs, bank.Scale)
		return g, nil
	}
	if g.sitting, err = s.decodeSitting(ctx, r); err == nil && g.sitting.Outcome != nil {
		g.scores = testScores(g.sitting, rs, bank.Scale)
	}
	return g, err
}

// rescore computes an ended session's score anew, where keys of questions that
// count were corrected since it was computed last, and reports whether there is
// a new version of it. Nothing is recorded of who was erased, or of whom nothing
// may be recorded.
func (s *Service) rescore(ctx context.Context, o owned) (bool, error) {
	ids, err := askedOf(ctx, s.db, o.subject, o.id)
	if err != nil {
		return false, err
	}
	if bank := s.bank(); !slices.ContainsFunc(ids, bank.Rekeyed) {
		return false, nil
	}
	r, err := findSession(ctx, s.db, o.subject, o.id)
	if fault.Is(err, fault.Missing) { // erased meanwhile
		return false, nil
	} else if err != nil {
		return false, err
	}
	if r.status != Ended || r.kind == Practice {
		return false, nil
	}
	stamp, err := s.consent.Stamp(ctx, o.subject)
	var now gradings
	if err == nil {
		now, err = s.scoreBy(ctx, r, 0)
	}
	if err != nil {
		return false, unrecorded(err)
	}
	if len(now.scores.Sections) == 0 { // put away before it was scored
		return false, nil
	}
	earlier, err := s.rescores(ctx, o.subject, o.id)
	if err != nil {
		return false, err
	}
	x := Rescoring{Version: 2, At: s.now(), Scores: now.scores, correct: now.correct}
	var known int64
	if list := earlier[o.id]; len(list) > 0 {
		last := &list[len(list)-1]
		x.Version, x.Was, known = last.Version+1, last.Scores, last.through
	} else if x.Was, err = s.firstScores(ctx, r, now.sitting); err != nil {
		return false, err
	}
	before := map[int]bool{} // right by what went in already
	if known > 0 {
		old, err := s.scoreBy(ctx, r, known)
		if err != nil {
			return false, err
		}
		for _, a := range old.amended {
			before[a.Ordinal] = a.Correct
		}
	}
	for _, a := range now.amended {
		if a.Correction <= known {
			continue
		}
		if right, ok := before[a.Ordinal]; ok {
			a.Was = right
		}
		x.amended, x.through = append(x.amended, a), max(x.through, a.Correction)
	}
	if x.idle() { // also where corrections in a row end where the score stands
		return false, nil
	}
	rec, err := s.rescored(ctx, r, &x, stamp)
	if err != nil {
		return false, unrecorded(err)
	}
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		if err := insertRescore(tx, o.subject, o.id, rec.ID, &x); err != nil { // before the log: whoever comes second finds a row and records nothing
			return err
		}
		return s.log.Append(tx, rec)
	})
	if fault.Is(err, fault.Conflict) { // somebody else did it at this moment
		return false, nil
	}
	return err == nil, unrecorded(err)
}

// unrecorded drops the error that nothing may be recorded of somebody.
func unrecorded(err error) error {
	if fault.Is(err, fault.Forbidden) || errors.Is(err, interaction.ErrErased) {
		return nil
	}
	return err
}

// firstScores are those a session ended with.
func (s *Service) firstScores(ctx context.Context, r *row, t *sitting) (Scores, error) {
	if t != nil {
		return t.Outcome.Scores, nil
	}
	g, err := s.scoreBy(ctx, r, -1)
	return g.scores, err
}

// rescored is the record of a rescoring.
func (s *Service) rescored(ctx context.Context, r *row, x *Rescoring, stamp interaction.Stamp) (*interaction.Record, error) {
	bank, err := s.bankUnder(ctx, r)
	if err != nil {
		return nil, err
	}
	kind := interaction.TestRescored
	if r.kind == Diagnostic {
		kind = interaction.DiagnosticRescored
	}
	rec := &interaction.Record{Subject: r.subject, Session: r.id, Kind: kind, Consent: stamp, ReceivedAt: x.At,
		Provenance: interaction.Provenance{Server: s.build, Bank: bank.Version, Params: bank.ParamsVersion, Grader: GraderVersion, ScoreMap: ScoreMapVersion},
		Asked:      interaction.Asked{Mode: string(r.kind), Source: r.source}}
	err = s.log.Scan(ctx, r.lastSeq-1, r.lastSeq, func(ended *interaction.Record) error {
		rec.Origin = ended.Origin
		return nil
	})
	if err != nil {
		return nil, err
	}
	body := interaction.Rescored{Version: x.Version, Was: x.Was.facts(), Sections: x.Scores.facts(), Status: x.Scores.Status}
	if x.Scores.Total != nil {
		body.Total = *x.Scores.Total
	}
	for _, a := range x.amended {
		body.Amended = append(body.Amended, interaction.Amended{Question: a.Question, Version: a.Version, Correction: a.Correction, Keys: a.keys, Was: a.Was, Correct: a.Correct})
	}
	rec.Body = body
	return rec, s.log.Prepare(ctx, rec)
}

// rescorePage is how many sessions are gone through before it is noted how far
// that got.
const rescorePage = 100

// Rescore computes anew the scores of all ended tests and diagnostics that a
// correction of a key touches, one session a transaction, and returns how many
// have a new version now. It goes on where it was left, and may be called beside
// itself; one that fails is tried again by the next call. What ends later is the
// matter of Ends.
func (s *Service) Rescore(ctx context.Context) (n int, err error) {
	defer fault.In(&err, "session.Rescore")
	var errs []error
	for _, c := range s.bank().Corrections("") {
		did, err := s.rescoreFor(ctx, c)
		n += did
		if ctx.Err() != nil {
			return n, ctx.Err()
		}
		errs = append(errs, err)
	}
	return n, errors.Join(errs...)
}

func (s *Service) rescoreFor(ctx context.Context, c question.Correction) (n int, err error) {
	key := fmt.Sprint(c.Number, " ", c.Question)
	if _, done := s.rescoredAll.Load(key); done {
		return 0, nil
	}
	sc, err := findScan(ctx, s.db, c)
	if err != nil {
		return 0, err
	}
	var errs []error
	for !sc.done {
		page, err := touched(ctx, s.db, c.Question, sc.after, rescorePage)
		if err != nil {
			return n, err
		}
		for _, o := range page {
			fresh, err := s.rescore(ctx, o)
			if ctx.Err() != nil {
				return n, ctx.Err()
			}
			if fresh {
				n++
			}
			if err == nil {
				var did bool
				if did, err = s.rescoredBy(ctx, o, c); did {
					sc.rescored++
				}
			}
			if err != nil {
				errs = append(errs, fmt.Errorf("session %s: %w", o.id, err))
			}
			sc.after = o.id
		}
		sc.done = len(page) < rescorePage
		if len(errs) > 0 { // what failed is found again from where the note stands
			if sc.done {
				return n, errors.Join(errs...)
			}
			continue
		}
		if err := s.db.Write(ctx, func(tx *db.Tx) error { return sc.note(tx, c, s.now()) }); err != nil {
			return n, err
		}
	}
	s.rescoredAll.Store(key, true)
	return n, nil
}

// rescoredBy reports whether a correction went into a version of a session's
// score: that of two corrections in a row may be one.
func (s *Service) rescoredBy(ctx context.Context, o owned, c question.Correction) (bool, error) {
	all, err := s.rescores(ctx, o.subject, o.id)
	return slices.ContainsFunc(all[o.id], func(x Rescoring) bool {
		return slices.ContainsFunc(x.amended, func(a amended) bool { return a.Question == c.Question && a.Correction == c.Number })
	}), err
}

// Ends follows the log for tests and diagnostics that end after a key of theirs
// was corrected: they are graded by the versions that were served, and scored
// anew at once.
func (s *Service) Ends() interaction.Follower {
	return interaction.Follower{Name: "rescore", Kinds: []interaction.Kind{interaction.TestEnded, interaction.DiagnosticEnded}, Living: true,
		Fold: func(ctx context.Context, note string, records []*interaction.Record) (func(*db.Tx) error, string, error) {
			if len(records) > 0 && s.check != nil {
				// A correction that is not seen here goes through all that has ended when it is.
				if err := s.check(ctx); err != nil {
					return nil, note, err
				}
			}
			if !s.bank().Rekeyed("") {
				return nil, note, nil
			}
			for _, r := range records {
				if _, err := s.rescore(ctx, owned{r.Session, r.Subject}); err != nil {
					return nil, note, err
				}
			}
			return nil, note, nil
		}}
}

// A Corrected is a correction of a key, and what it did so far.
type Corrected struct {
	question.Correction
	Rescored int64 // tests and diagnostics with a new version of their score
	Done     bool  // all that had ended were gone through
}

// Corrections lists those of a question, newest first.
func (s *Service) Corrections(ctx context.Context, id string) (list []Corrected, err error) {
	defer fault.In(&err, "session.Corrections(%.40s)", id)
	for _, c := range slices.Backward(s.bank().Corrections(id)) {
		sc, err := findScan(ctx, s.db, c)
		if err != nil {
			return nil, err
		}
		list = append(list, Corrected{c, sc.rescored, sc.done})
	}
	return list, nil
}

// A Rescored is a session whose score was computed anew.
type Rescored struct {
	Session uid.ID
	Kind    Kind
	EndedAt time.Time
	Rescoring
}

// Rescored lists subject's sessions whose score was computed anew, by their
// newest version, the newest first. What is told of one goes from the score that
// subject saw last to the newest, and where these are alike it counts as seen.
func (s *Service) Rescored(ctx context.Context, subject uid.ID) (list []Rescored, err error) {
	defer fault.In(&err, "session.Rescored")
	all, err := s.rescores(ctx, subject, uid.ID{})
	if err != nil {
		return nil, err
	}
	for id := range all {
		r, err := findSession(ctx, s.db, subject, id)
		if err != nil {
			return nil, err
		}
		t, err := s.sat(ctx, r)
		if err != nil {
			return nil, err
		}
		list = append(list, Rescored{id, r.kind, r.endedAt, tell(t, all[id])})
	}
	slices.SortFunc(list, func(a, b Rescored) int { return cmp.Or(b.At.Compare(a.At), b.EndedAt.Compare(a.EndedAt)) })
	return list, nil
}

// sat is the sitting of a test, and nil of anything else.
func (s *Service) sat(ctx context.Context, r *row) (*sitting, error) {
	if r.kind != FullTest {
		return nil, nil
	}
	return s.decodeSitting(ctx, r)
}

// versions says of a session's later scores why they are.
func (s *Service) versions(ctx context.Context, r *row, list []Rescoring) ([]Rescoring, error) {
	if len(list) == 0 {
		return nil, nil
	}
	t, err := s.sat(ctx, r)
	if err != nil {
		return nil, err
	}
	for i := range list {
		x := &list[i]
		x.Why = whyRescored(t, x.amended, x.Was, x.Scores)
	}
	return list, nil
}

// SeeRescored notes that subject has seen all versions of a session's score. A
// session of somebody else is Missing.
func (s *Service) SeeRescored(ctx context.Context, subject, id uid.ID) (err error) {
	defer fault.In(&err, "session.SeeRescored(%s)", id)
	if _, err := findSession(ctx, s.db, subject, id); err != nil {
		return err
	}
	return s.db.Write(ctx, func(tx *db.Tx) error {
		_, err := tx.Exec(`UPDATE rescore SET seen_at = ? WHERE subject = ? AND session = ? AND seen_at IS NULL`, db.Micros(s.now()), subject, id)
		return err
	})
}
