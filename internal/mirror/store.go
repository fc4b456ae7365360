package mirror

import (
	"context"
	"database/sql"
	"time"

	"satprep/internal/db"
	"satprep/internal/uid"
)

// A start is the record with which a segment begins.
type start struct {
	segment int
	seq     int64
}

func insertStarts(tx *db.Tx, starts []start) error {
	for _, s := range starts {
		if _, err := tx.Exec(`INSERT INTO mirror_file (segment, first_seq) VALUES (?, ?) ON CONFLICT (segment) DO UPDATE SET first_seq = excluded.first_seq`, s.segment, s.seq); err != nil {
			return err
		}
	}
	return nil
}

func insertSubjects(tx *db.Tx, segment int, subjects []uid.ID) error {
	for _, s := range subjects {
		if _, err := tx.Exec(`INSERT INTO mirror_segment (subject, segment) VALUES (?, ?) ON CONFLICT DO NOTHING`, s, segment); err != nil {
			return err
		}
	}
	return nil
}

// clear empties the index of the mirror.
func clearIndex(tx *db.Tx) error {
	if _, err := tx.Exec(`DELETE FROM mirror_segment`); err != nil {
		return err
	}
	_, err := tx.Exec(`DELETE FROM mirror_file`)
	return err
}

// segmentsOf lists the segments that hold lines of a subject.
func segmentsOf(ctx context.Context, q db.Queryer, subject uid.ID) (segments []int, err error) {
	rows, err := q.Query(ctx, `SELECT segment FROM mirror_segment WHERE subject = ? ORDER BY segment`, subject)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var n int
		if err := rows.Scan(&n); err != nil {
			return nil, err
		}
		segments = append(segments, n)
	}
	return segments, db.Fault(rows.Err())
}

// rangeOf is the records of a segment: those in (after, upto]. upto is 0 for
// the open one.
func rangeOf(ctx context.Context, q db.Queryer, segment int) (after, upto int64, err error) {
	if err = q.QueryRow(ctx, `SELECT first_seq - 1 FROM mirror_file WHERE segment = ?`, segment).Scan(&after); err != nil {
		return 0, 0, err
	}
	var next sql.Null[int64]
	err = q.QueryRow(ctx, `SELECT MIN(first_seq) - 1 FROM mirror_file WHERE segment > ?`, segment).Scan(&next)
	return after, next.V, err
}

func insertFile(tx *db.Tx, f File, subject uid.ID) error {
	_, err := tx.Exec(`INSERT INTO export_file (name, subject, made_at, expires_at) VALUES (?, ?, ?, ?)
		ON CONFLICT (name) DO UPDATE SET subject = excluded.subject, made_at = excluded.made_at, expires_at = excluded.expires_at`,
		f.Name, subject, db.Micros(f.MadeAt), db.Micros(f.ExpiresAt))
	return err
}

// countFiles counts the files of a subject, or those of all, that can be
// fetched.
func countFiles(ctx context.Context, q db.Queryer, subject uid.ID, now time.Time) (n int, err error) {
	where, args := `subject IS NULL`, []any{db.Micros(now)}
	if !subject.IsZero() {
		where, args = `subject = ?`, append(args, subject)
	}
	err = q.QueryRow(ctx, `SELECT COUNT(*) FROM export_file WHERE expires_at > ? AND `+where, args...).Scan(&n)
	return n, err
}

func findFile(ctx context.Context, q db.Queryer, name string, now time.Time) (f File, subject uid.ID, err error) {
	var made, expires int64
	err = q.QueryRow(ctx, `SELECT name, subject, made_at, expires_at FROM export_file WHERE name = ? AND expires_at > ?`, name, db.Micros(now)).
		Scan(&f.Name, &subject, &made, &expires)
	f.MadeAt, f.ExpiresAt = db.Time(made), db.Time(expires)
	return f, subject, err
}

func listFiles(ctx context.Context, q db.Queryer, subject uid.ID, now time.Time) (files []File, err error) {
	rows, err := q.Query(ctx, `SELECT name, made_at, expires_at FROM export_file WHERE subject = ? AND expires_at > ? ORDER BY made_at, name`, subject, db.Micros(now))
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var f File
		var made, expires int64
		if err := rows.Scan(&f.Name, &made, &expires); err != nil {
			return nil, err
		}
		f.MadeAt, f.ExpiresAt = db.Time(made), db.Time(expires)
		files = append(files, f)
	}
	return files, db.Fault(rows.Err())
}

func noRow(ctx context.Context, q db.Queryer, name string) (bool, error) {
	var n int
	err := q.QueryRow(ctx, `SELECT COUNT(*) FROM export_file WHERE name = ?`, name).Scan(&n)
	return n == 0, err
}

func filesOf(ctx context.Context, q db.Queryer, subject uid.ID) ([]string, error) {
	return names(q.Query(ctx, `SELECT name FROM export_file WHERE subject = ? OR subject IS NULL`, subject))
}

func expiredFiles(ctx context.Context, q db.Queryer, now time.Time) ([]string, error) {
	return names(q.Query(ctx, `SELECT name FROM export_file WHERE expires_at <= ?`, db.Micros(now)))
}

func names(rows *sql.Rows, err error) (all []string, _ error) {
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var name string
		if err := rows.Scan(&name); err != nil {
			return nil, err
		}
		all = append(all, name)
	}
	return all, db.Fault(rows.Err())
}

func deleteFileRows(tx *db.Tx, names []string) error {
	for _, name := range names {
		if _, err := tx.Exec(`DELETE FROM export_file WHERE name = ?`, name); err != nil {
			return err
		}
	}
	return nil
}
