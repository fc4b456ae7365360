package consent

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"time"

	"satprep/internal/db"
	"satprep/internal/interaction"
	"satprep/internal/uid"
)

const selectState = `SELECT subject, id, revision, purposes, age_band, school, made_at, ends FROM consent_state`

type scanner interface{ Scan(dest ...any) error }

func scanState(row scanner) (s state, err error) {
	var id, purposes, made int64
	var age string
	var school bool
	var ends sql.NullString
	if err := row.Scan(&s.subject, &id, &s.revision, &purposes, &age, &school, &made, &ends); err != nil {
		return s, err
	}
	s.madeAt, s.stamp = db.Time(made), interaction.NewStamp(id, interaction.Purposes(purposes), age, school)
	if !ends.Valid {
		return s, nil
	}
	var at map[string]int64
	if err := json.Unmarshal([]byte(ends.String), &at); err != nil {
		return s, fmt.Errorf("the ends of state %d: %w", id, err)
	}
	for name, us := range at {
		if p, ok := interaction.Purpose(name); ok {
			s.stamp = s.stamp.Until(p, db.Time(us))
		}
	}
	return s, nil
}

// findState returns a subject's newest state; revision 0 where there is none.
func findState(ctx context.Context, q db.Queryer, subject uid.ID) (state, error) {
	s, err := scanState(q.QueryRow(ctx, selectState+` WHERE subject = ? ORDER BY revision DESC LIMIT 1`, subject))
	if db.None(err) {
		return state{subject: subject}, nil
	}
	return s, err
}

// statePage is how many states are read at once, so that a long reading holds
// up no checkpoint.
const statePage = 10_000

// eachState calls do for all states that were made by at, in the order of
// subjects and revisions.
func eachState(ctx context.Context, q db.Queryer, at int64, do func(state)) error {
	var after state
	for {
		rows, err := q.Query(ctx, selectState+` WHERE (subject, revision) > (?, ?) AND made_at <= ? ORDER BY subject, revision LIMIT ?`, after.subject[:], after.revision, at, statePage)
		if err != nil {
			return err
		}
		n := 0
		for ; rows.Next(); n++ {
			if after, err = scanState(rows); err != nil {
				rows.Close()
				return err
			}
			do(after)
		}
		err = db.Fault(rows.Err())
		rows.Close()
		if err != nil || n < statePage {
			return err
		}
	}
}

// insertState writes a state. One whose time was read already (see AsOf) is
// made right after that. A simulated state has its own time.
func insertState(tx *db.Tx, s state) error {
	made := db.Micros(s.madeAt)
	if !s.ownTime {
		read, err := lastRead(tx)
		if err != nil {
			return err
		}
		made = max(made, read+1)
	}
	var until, ends any
	at := map[string]int64{}
	for _, name := range s.stamp.Purposes.Names() {
		p, _ := interaction.Purpose(name)
		if end := s.stamp.End(p); !end.IsZero() {
			at[name] = db.Micros(end)
		}
	}
	if len(at) > 0 {
		text, err := json.Marshal(at)
		if err != nil {
			return err
		}
		until, ends = db.Micros(s.stamp.Next()), string(text)
	}
	revision := s.revision
	if revision == unknown {
		if err := tx.QueryRow(context.Background(), `SELECT COALESCE(MAX(revision), 0) + 1 FROM consent_state WHERE subject = ?`, s.subject).Scan(&revision); err != nil {
			return err
		}
	}
	_, err := tx.Exec(`INSERT INTO consent_state (id, subject, revision, purposes, age_band, school, made_at, until_at, ends) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
		s.stamp.State, s.subject, revision, int64(s.stamp.Purposes), s.stamp.AgeBand, s.stamp.School, made, until, ends)
	return err
}

// lockRead is PostgreSQL's advisory lock between those who make states and who
// reads them all.
const lockRead = "7252"

// lastRead is the moment as of which all states were read last.
func lastRead(tx *db.Tx) (at int64, err error) {
	if tx.Engine() == db.Postgres {
		if _, err := tx.Exec(`SELECT pg_advisory_xact_lock_shared(` + lockRead + `)`); err != nil {
			return 0, err
		}
	}
	err = tx.QueryRow(context.Background(), `SELECT read_at FROM consent_asof WHERE id = 1`).Scan(&at)
	if db.None(err) {
		err = nil
	}
	return at, err
}

// markRead notes that all states are about to be read as of at.
func markRead(tx *db.Tx, at int64) error {
	if tx.Engine() == db.Postgres {
		if _, err := tx.Exec(`SELECT pg_advisory_xact_lock(` + lockRead + `)`); err != nil {
			return err
		}
	}
	_, err := tx.Exec(`INSERT INTO consent_asof (id, read_at) VALUES (1, ?) ON CONFLICT (id) DO UPDATE SET read_at = excluded.read_at WHERE excluded.read_at > consent_asof.read_at`, at)
	return err
}

// listModes lists the school-contract modes that were set by at.
func listModes(ctx context.Context, q db.Queryer, at int64) (all []mode, err error) {
	rows, err := q.Query(ctx, `SELECT made_at, school FROM consent_mode WHERE made_at <= ? ORDER BY made_at`, at)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var m mode
		if err := rows.Scan(&m.from, &m.school); err != nil {
			return nil, err
		}
		all = append(all, m)
	}
	return all, db.Fault(rows.Err())
}

func insertChange(tx *db.Tx, s state, c change) error {
	var until any
	if !c.until.IsZero() {
		until = db.Micros(c.until)
	}
	_, err := tx.Exec(`INSERT INTO consent (id, subject, state, purpose, granted, text_version, text_digest, giver, giver_subject, given_at, until_at, on_paper) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
		uid.New(s.madeAt), s.subject, s.stamp.State, c.purpose, c.granted, c.text.Version, c.text.Digest, c.by.Who, c.by.Subject, db.Micros(c.at), until, c.paper)
	return err
}

// history lists a subject's grants and withdrawals, oldest first.
func history(ctx context.Context, q db.Queryer, subject uid.ID) ([]Entry, error) {
	rows, err := q.Query(ctx, `SELECT c.purpose, c.granted, c.text_version, c.text_digest, c.giver, c.giver_subject, c.given_at, c.until_at, c.on_paper, c.state, s.made_at
		FROM consent c JOIN consent_state s ON s.id = c.state WHERE c.subject = ? ORDER BY s.revision, c.given_at, c.purpose`, subject)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var all []Entry
	for rows.Next() {
		var e Entry
		var given, made int64
		var until sql.Null[int64]
		if err := rows.Scan(&e.Purpose, &e.Granted, &e.TextVersion, &e.TextDigest, &e.By, &e.BySubject, &given, &until, &e.OnPaper, &e.State, &made); err != nil {
			return nil, err
		}
		e.At, e.RecordedAt = db.Time(given), db.Time(made)
		if until.Valid {
			e.Until = db.Time(until.V)
		}
		all = append(all, e)
	}
	return all, db.Fault(rows.Err())
}

// An Entry is one grant or withdrawal.
type Entry struct {
	Purpose     string
	Granted     bool
	TextVersion string
	TextDigest  string // SHA-256, hexadecimal
	By          string // learner, guardian, operator, expiry
	BySubject   uid.ID // none for the operator, and for what was signed on paper
	OnPaper     bool   // on a signed form, which the operator entered
	At          time.Time
	RecordedAt  time.Time // later than At for what was signed on paper
	Until       time.Time // zero: until withdrawn
	State       int64     // the state it led to
}
