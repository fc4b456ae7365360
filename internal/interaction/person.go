package interaction

import (
	"cmp"
	"context"
	"slices"
	"strconv"
	"time"

	"satprep/internal/db"
	"satprep/internal/fault"
	"satprep/internal/uid"
)

// CountOf is how many records a subject has.
func (l *Log) CountOf(ctx context.Context, subject uid.ID) (n int64, err error) {
	err = l.db.QueryRow(ctx, `SELECT COUNT(*) FROM interaction WHERE subject = ?`, subject).Scan(&n)
	return n, err
}

// A Tally counts a subject's records of one kind in one month.
type Tally struct {
	Kind    Kind
	Month   time.Time // its first moment, UTC
	Records int64
	First   time.Time
	Last    time.Time
}

const day = 24 * time.Hour / time.Microsecond

// Tallies counts a subject's records by kind and month, the newest month first.
func (l *Log) Tallies(ctx context.Context, subject uid.ID) (list []Tally, err error) {
	defer fault.In(&err, "interaction.Tallies")
	// Days, because the engines have no common word for months.
	rows, err := l.db.Query(ctx, `SELECT kind, received_at / `+strconv.FormatInt(int64(day), 10)+` AS day, COUNT(*), MIN(received_at), MAX(received_at)
		FROM interaction WHERE subject = ? GROUP BY 1, 2 ORDER BY 2 DESC, 1`, subject)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	type cell struct {
		kind  Kind
		month time.Time
	}
	at := map[cell]int{}
	for rows.Next() {
		var t Tally
		var days, first, last int64
		if err := rows.Scan(&t.Kind, &days, &t.Records, &first, &last); err != nil {
			return nil, err
		}
		t.First, t.Last = db.Time(first), db.Time(last)
		t.Month = time.Date(t.First.Year(), t.First.Month(), 1, 0, 0, 0, 0, time.UTC)
		c := cell{t.Kind, t.Month}
		i, ok := at[c]
		if !ok {
			at[c] = len(list)
			list = append(list, t)
			continue
		}
		list[i].Records += t.Records
		list[i].First = t.First // days come backwards
	}
	slices.SortStableFunc(list, func(a, b Tally) int {
		return cmp.Or(b.Month.Compare(a.Month), cmp.Compare(a.Kind, b.Kind))
	})
	return list, db.Fault(rows.Err())
}

// Back returns a subject's records before seq, the newest first, at most limit;
// of one kind, if that is not "". Words stay sealed: see OpenWords.
func (l *Log) Back(ctx context.Context, subject uid.ID, seq int64, kind Kind, limit int) (list []*Record, err error) {
	defer fault.In(&err, "interaction.Back")
	where, args := ``, []any{subject, seq}
	if kind != "" {
		where, args = ` AND kind = ?`, append(args, string(kind))
	}
	rows, err := l.db.Query(ctx, selectSQL+` WHERE subject = ? AND seq < ?`+where+` ORDER BY seq DESC LIMIT ?`, append(args, limit)...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		r := &Record{}
		if err := scanRecord(rows, r); err != nil {
			return nil, err
		}
		list = append(list, r)
	}
	return list, db.Fault(rows.Err())
}
