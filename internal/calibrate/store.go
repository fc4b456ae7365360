package calibrate

import (
	"context"
	"encoding/json"
	"fmt"

	"satprep/internal/db"
	"satprep/internal/fault"
	"satprep/internal/uid"
)

const columnsOfRun = `id, status, model, made_by, made_at, code, seq, as_of, simulated, answers, bank_number, params, shift, items, promotable, detail, note, decided_by, decided_at, params_after`

func insert(tx *db.Tx, p *Proposal) error {
	detail, err := json.Marshal(p.Detail)
	if err != nil {
		return err
	}
	if _, err := tx.Exec(`INSERT INTO calibration_run (`+columnsOfRun+`) VALUES (`+db.In(20)+`)`,
		p.ID, string(p.Status), p.Model, p.By, db.Micros(p.MadeAt), p.Code, p.Log.Seq, db.Micros(p.Log.AsOf), p.Log.Simulated, p.Log.Digest,
		p.Number, p.Params, p.Largest, p.Count, p.Promotable, string(detail), p.Note, nil, 0, ``); err != nil {
		return err
	}
	for i := range p.Items {
		it := &p.Items[i]
		text, err := json.Marshal(it)
		if err != nil {
			return err
		}
		if _, err := tx.Exec(`INSERT INTO calibration_item (run, question, version, why_not, detail) VALUES (`+db.In(5)+`)`, p.ID, it.Question, it.Version, it.WhyNot, string(text)); err != nil {
			return err
		}
	}
	return nil
}

// decide writes what became of p, unless another was faster.
func decide(tx *db.Tx, p *Proposal) error {
	detail, err := json.Marshal(p.Detail)
	if err != nil {
		return err
	}
	n, err := tx.Exec(`UPDATE calibration_run SET status = ?, decided_by = ?, decided_at = ?, params_after = ?, detail = ? WHERE id = ? AND status = ?`,
		string(p.Status), p.DecidedBy, db.Micros(p.DecidedAt), p.ParamsAfter, string(detail), p.ID, string(Proposed))
	if err == nil && n == 0 {
		err = fault.New(fault.Conflict, "Somebody else decided about this calibration at this moment; look at it again.")
	}
	return err
}

// mostListed is how many proposals a list holds.
const mostListed = 200

func list(ctx context.Context, q db.Queryer, where string, args ...any) (all []Proposal, err error) {
	rows, err := q.Query(ctx, `SELECT `+columnsOfRun+` FROM calibration_run `+where+fmt.Sprintf(` ORDER BY id DESC LIMIT %d`, mostListed), args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var p Proposal
		var made, asOf, at, seq int64
		var simulated bool
		var detail, answers string
		if err := rows.Scan(&p.ID, &p.Status, &p.Model, &p.By, &made, &p.Code, &seq, &asOf, &simulated, &answers, &p.Number, &p.Params, &p.Largest, &p.Count, &p.Promotable,
			&detail, &p.Note, &p.DecidedBy, &at, &p.ParamsAfter); err != nil {
			return nil, err
		}
		if err := json.Unmarshal([]byte(detail), &p.Detail); err != nil {
			return nil, fmt.Errorf("detail of calibration %s: %w", p.ID, err)
		}
		p.MadeAt, p.DecidedAt = db.Time(made), db.Time(at)
		p.Log.Seq, p.Log.AsOf, p.Log.Simulated, p.Log.Digest = seq, db.Time(asOf), simulated, answers
		all = append(all, p)
	}
	return all, db.Fault(rows.Err())
}

func find(ctx context.Context, q db.Queryer, id uid.ID) (*Proposal, error) {
	found, err := list(ctx, q, `WHERE id = ?`, id)
	if err != nil {
		return nil, err
	}
	if len(found) == 0 {
		return nil, fault.New(fault.Missing, "There is no such calibration.")
	}
	p := &found[0]
	p.Items, err = itemsOf(ctx, q, id, ``)
	return p, err
}

// itemsOf are a run's questions, by id; where is put to the condition.
func itemsOf(ctx context.Context, q db.Queryer, id uid.ID, where string) (items []ProposedItem, err error) {
	rows, err := q.Query(ctx, `SELECT detail FROM calibration_item WHERE run = ?`+where+` ORDER BY question`, id)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var text string
		if err := rows.Scan(&text); err != nil {
			return nil, err
		}
		var it ProposedItem
		if err := json.Unmarshal([]byte(text), &it); err != nil {
			return nil, fmt.Errorf("an item of calibration %s: %w", id, err)
		}
		items = append(items, it)
	}
	return items, db.Fault(rows.Err())
}
