package account

import (
	"context"
	"database/sql"
	"strings"
	"time"

	"satprep/internal/db"
)

const selectAccount = `SELECT a.user_id, s.subject, a.role, a.status, a.origin, a.age_band, a.age_stated_at, a.name, a.email, a.password IS NOT NULL,
	a.time_zone, a.time_factor, a.breaks_as_needed, a.text_to_speech, a.large_print, a.created_at, a.active_at, a.closed_at
	FROM account a JOIN account_subject s ON s.user_id = a.user_id`

type scanner interface{ Scan(dest ...any) error }

func scanAccount(row scanner) (*Account, error) {
	var a Account
	var email sql.NullString
	var stated, created, active, closed int64
	err := row.Scan(&a.UserID, &a.Subject, &a.Role, &a.Status, &a.Origin, &a.AgeBand, &stated, &a.Name, &email, &a.HasPassword,
		&a.TimeZone, &a.Accommodations.TimeFactor, &a.Accommodations.BreaksAsNeeded, &a.Accommodations.TextToSpeech, &a.Accommodations.LargePrint,
		&created, &active, &closed)
	if err != nil {
		return nil, err
	}
	a.Email, a.TimeFactor = email.String, a.Accommodations.TimeFactor
	a.AgeStatedAt, a.CreatedAt, a.ActiveAt, a.ClosedAt = db.Time(stated), db.Time(created), db.Time(active), db.Time(closed)
	return &a, nil
}

func findAccount(ctx context.Context, q db.Queryer, userID string) (*Account, error) {
	return scanAccount(q.QueryRow(ctx, selectAccount+` WHERE a.user_id = ?`, userID))
}

// findUsers finds accounts by user id and by e-mail address; what is unknown
// is absent.
func findUsers(ctx context.Context, q db.Queryer, userIDs, emails []string) ([]*Account, error) {
	args := make([]any, 0, len(userIDs)+len(emails))
	for _, u := range userIDs {
		args = append(args, u)
	}
	for _, e := range emails {
		args = append(args, e)
	}
	rows, err := q.Query(ctx, selectAccount+` WHERE a.user_id IN (`+db.In(len(userIDs))+`) OR a.email IN (`+db.In(len(emails))+`)`, args...)
	if err != nil {
		return nil, err
	}
	return scanAccounts(rows)
}

func scanAccounts(rows *sql.Rows) ([]*Account, error) {
	defer rows.Close()
	var all []*Account
	for rows.Next() {
		a, err := scanAccount(rows)
		if err != nil {
			return nil, err
		}
		all = append(all, a)
	}
	return all, db.Fault(rows.Err())
}

func insertAccount(tx *db.Tx, a *Account, password string) error {
	_, err := tx.Exec(`INSERT INTO account (user_id, role, status, origin, age_band, age_stated_at, name, email, password, time_zone,
		time_factor, breaks_as_needed, text_to_speech, large_print, created_at, active_at, closed_at) VALUES (`+db.In(17)+`)`,
		a.UserID, string(a.Role), string(a.Status), string(a.Origin), string(a.AgeBand), db.Micros(a.AgeStatedAt), a.Name, null(a.Email), null(password), a.TimeZone,
		a.Accommodations.TimeFactor, a.Accommodations.BreaksAsNeeded, a.Accommodations.TextToSpeech, a.Accommodations.LargePrint,
		db.Micros(a.CreatedAt), db.Micros(a.ActiveAt), db.Micros(a.ClosedAt))
	if err == nil {
		_, err = tx.Exec(`INSERT INTO account_subject (subject, user_id) VALUES (?, ?)`, a.Subject, a.UserID)
	}
	if err == nil {
		err = keepName(tx, a.UserID, a.Name, a.CreatedAt)
	}
	return err
}

// keepName remembers that a user is called so since at, and was whatever they
// were called before.
func keepName(tx *db.Tx, userID, name string, at time.Time) error {
	if name == "" {
		return nil
	}
	_, err := tx.Exec(`INSERT INTO account_name (user_id, name, since_at) VALUES (?, ?, ?) ON CONFLICT DO NOTHING`, userID, name, db.Micros(at))
	return err
}

func null(s string) any {
	if s == "" {
		return nil
	}
	return s
}

// A tokenKind says who issued a token.
type tokenKind string

const (
	bySignIn   tokenKind = "sign_in"
	byOperator tokenKind = "operator"
)

// A grant is a stored token.
type grant struct {
	userID    string
	kind      tokenKind
	expiresAt time.Time
}

func findGrant(ctx context.Context, q db.Queryer, d digest) (*grant, error) {
	var g grant
	var expires int64
	err := q.QueryRow(ctx, `SELECT user_id, kind, expires_at FROM token WHERE digest = ?`, d[:]).Scan(&g.userID, &g.kind, &expires)
	g.expiresAt = db.Time(expires)
	return &g, err
}

// insertGrant also sweeps the user's expired tokens, so that they do not pile
// up.
func insertGrant(tx *db.Tx, d digest, g *grant, now time.Time) error {
	if _, err := tx.Exec(`DELETE FROM token WHERE user_id = ? AND expires_at < ?`, g.userID, db.Micros(now)); err != nil {
		return err
	}
	_, err := tx.Exec(`INSERT INTO token (digest, user_id, kind, made_at, expires_at) VALUES (?, ?, ?, ?, ?)`, d[:], g.userID, string(g.kind), db.Micros(now), db.Micros(g.expiresAt))
	return err
}

// deleteGrants revokes a user's tokens and returns what was stored of them.
func deleteGrants(tx *db.Tx, userID string) ([]digest, error) {
	rows, err := tx.Query(context.Background(), `DELETE FROM token WHERE user_id = ? RETURNING digest`, userID)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var all []digest
	for rows.Next() {
		var b []byte
		if err := rows.Scan(&b); err != nil {
			return nil, err
		}
		if len(b) == len(digest{}) {
			all = append(all, digest(b))
		}
	}
	return all, db.Fault(rows.Err())
}

// An invitation is a stored code.
type invitation struct {
	kind      inviteKind
	role      Role // of who may use it
	from      string
	expiresAt time.Time
}

type inviteKind string

const (
	inviteSetup inviteKind = "setup" // the first admin
	inviteStaff inviteKind = "staff" // registers as role
	inviteLink  inviteKind = "link"  // links role with from
)

func insertInvitation(tx *db.Tx, d digest, i invitation, now time.Time) error {
	_, err := tx.Exec(`INSERT INTO invitation (digest, kind, role, from_user, made_at, expires_at, used_at, used_by) VALUES (?, ?, ?, ?, ?, ?, 0, '')`,
		d[:], string(i.kind), string(i.role), i.from, db.Micros(now), db.Micros(i.expiresAt))
	return err
}

// findInvitation finds a code that can still be used.
func findInvitation(ctx context.Context, q db.Queryer, d digest, now time.Time) (i invitation, err error) {
	var expires int64
	err = q.QueryRow(ctx, `SELECT kind, role, from_user, expires_at FROM invitation WHERE digest = ? AND used_at = 0 AND expires_at > ?`, d[:], db.Micros(now)).
		Scan(&i.kind, &i.role, &i.from, &expires)
	if db.None(err) {
		err = badCode()
	}
	i.expiresAt = db.Time(expires)
	return i, err
}

// useInvitation consumes a code; whoever comes second gets the same answer as
// for a wrong code.
func useInvitation(tx *db.Tx, d digest, by string, now time.Time) error {
	n, err := tx.Exec(`UPDATE invitation SET used_at = ?, used_by = ? WHERE digest = ? AND used_at = 0 AND expires_at > ?`, db.Micros(now), by, d[:], db.Micros(now))
	if err == nil && n == 0 {
		err = badCode()
	}
	return err
}

func anyAdmin(ctx context.Context, q db.Queryer) (bool, error) {
	var n int
	err := q.QueryRow(ctx, `SELECT count(*) FROM account WHERE role = ? AND status <> ?`, string(Admin), string(Closed)).Scan(&n)
	return n > 0, err
}

const selectLink = `SELECT id, kind, adult, learner, made_at, ended_at FROM link`

func findLinks(ctx context.Context, q db.Queryer, where string, args ...any) ([]Link, error) {
	rows, err := q.Query(ctx, selectLink+` WHERE `+where+` ORDER BY made_at, id`, args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var all []Link
	for rows.Next() {
		var l Link
		var made, ended int64
		if err := rows.Scan(&l.ID, &l.Kind, &l.Adult, &l.Learner, &made, &ended); err != nil {
			return nil, err
		}
		l.MadeAt, l.EndedAt = db.Time(made), db.Time(ended)
		all = append(all, l)
	}
	return all, db.Fault(rows.Err())
}

func insertLink(tx *db.Tx, l Link) error {
	_, err := tx.Exec(`INSERT INTO link (id, kind, adult, learner, made_at, ended_at, ended_by) VALUES (?, ?, ?, ?, ?, 0, '')`,
		l.ID, string(l.Kind), l.Adult, l.Learner, db.Micros(l.MadeAt))
	return err
}

// endLinks ends the standing links that where chooses.
func endLinks(tx *db.Tx, by string, at time.Time, where string, args ...any) error {
	_, err := tx.Exec(`UPDATE link SET ended_at = ?, ended_by = ? WHERE ended_at = 0 AND `+where, append([]any{db.Micros(at), by}, args...)...)
	return err
}

func listAccounts(ctx context.Context, q db.Queryer, f Filter, limit int) ([]*Account, error) {
	where, args := []string{`a.user_id > ?`}, []any{f.After}
	if f.Role != "" {
		where, args = append(where, `a.role = ?`), append(args, string(f.Role))
	}
	if f.Status != "" {
		where, args = append(where, `a.status = ?`), append(args, string(f.Status))
	}
	if text := strings.ToLower(strings.TrimSpace(f.Text)); text != "" {
		part := "%" + strings.NewReplacer(`!`, `!!`, `%`, `!%`, `_`, `!_`).Replace(text) + "%"
		where, args = append(where, `(LOWER(a.name) LIKE ? ESCAPE '!' OR LOWER(a.user_id) LIKE ? ESCAPE '!' OR LOWER(COALESCE(a.email, '')) LIKE ? ESCAPE '!')`), append(args, part, part, part)
	}
	rows, err := q.Query(ctx, selectAccount+` WHERE `+strings.Join(where, ` AND `)+` ORDER BY a.user_id LIMIT ?`, append(args, limit)...)
	if err != nil {
		return nil, err
	}
	return scanAccounts(rows)
}
