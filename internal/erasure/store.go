package erasure

import (
	"context"
	"encoding/json"
	"fmt"

	"satprep/internal/db"
	"satprep/internal/uid"
)

// A row is an erasure that was begun.
type row struct {
	subject uid.ID
	state   string
	receipt Receipt // as it stands; unsigned while begun
}

const selectRow = `SELECT subject, state, detail, receipt FROM erasure`

func scanRow(scan func(dest ...any) error) (r row, err error) {
	var detail, receipt string
	if err := scan(&r.subject, &r.state, &detail, &receipt); err != nil {
		return r, err
	}
	if r.state != begun {
		detail = receipt
	}
	if err := json.Unmarshal([]byte(detail), &r.receipt); err != nil {
		return r, fmt.Errorf("an erasure's receipt: %w", err)
	}
	return r, nil
}

func findRow(ctx context.Context, q db.Queryer, subject uid.ID) (row, error) {
	return scanRow(q.QueryRow(ctx, selectRow+` WHERE subject = ?`, subject).Scan)
}

func findReceipt(ctx context.Context, q db.Queryer, id string) (row, error) {
	return scanRow(q.QueryRow(ctx, selectRow+` WHERE id = ?`, id).Scan)
}

// openRows lists the erasures that are not completed, oldest first.
func openRows(ctx context.Context, q db.Queryer) ([]row, error) {
	return rowsOf(ctx, q, selectRow+` WHERE state <> 'completed' ORDER BY requested_at`)
}

func rowsOf(ctx context.Context, q db.Queryer, query string, args ...any) (list []row, err error) {
	rows, err := q.Query(ctx, query, args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		r, err := scanRow(rows.Scan)
		if err != nil {
			return nil, err
		}
		list = append(list, r)
	}
	return list, db.Fault(rows.Err())
}

func insertRow(tx *db.Tx, subject uid.ID, r Receipt) error {
	detail, err := json.Marshal(r)
	if err != nil {
		return err
	}
	_, err = tx.Exec(`INSERT INTO erasure (id, subject, state, requested_at, detail, receipt) VALUES (?, ?, ?, ?, ?, '')`,
		r.ID, subject, begun, db.Micros(r.RequestedAt), string(detail))
	return err
}

// move stores the receipt of the next state, unless somebody else was first.
func move(tx *db.Tx, subject uid.ID, from string, r Receipt) error {
	text, err := json.Marshal(r)
	if err != nil {
		return err
	}
	_, err = tx.Exec(`UPDATE erasure SET state = ?, receipt = ? WHERE subject = ? AND state = ?`, r.State, string(text), subject, from)
	return err
}
