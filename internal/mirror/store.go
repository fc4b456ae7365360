package mirror

import (
	"context"
	"database/sql"

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
