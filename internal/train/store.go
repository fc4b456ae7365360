package train

import (
	"context"
	"encoding/json"
	"fmt"

	"satprep/internal/db"
	"satprep/internal/fault"
	"satprep/internal/uid"
)

// columnsOfRun are read back. What the log was besides stands in detail too; its
// columns are for whoever asks the table.
const columnsOfRun = `id, status, model, made_by, made_at, code, detail, note, decided_by, decided_at`

func insert(tx *db.Tx, run *Run) error {
	detail, err := json.Marshal(run.Detail)
	if err != nil {
		return err
	}
	_, err = tx.Exec(`INSERT INTO knowledge_model (`+columnsOfRun+`, seq, as_of, simulated, answers, fitted) VALUES (`+db.In(15)+`)`,
		run.ID, string(run.Status), run.Model, run.By, db.Micros(run.MadeAt), run.Code, string(detail), run.Note, nil, 0,
		run.Log.Seq, db.Micros(run.Log.AsOf), run.Log.Simulated, run.Log.Digest, string(run.file))
	return err
}

// decide writes what became of a run, unless another was faster.
func decide(tx *db.Tx, run *Run) error {
	n, err := tx.Exec(`UPDATE knowledge_model SET status = ?, decided_by = ?, decided_at = ? WHERE id = ? AND status = ?`,
		string(run.Status), run.DecidedBy, db.Micros(run.DecidedAt), run.ID, string(Proposed))
	if err == nil && n == 0 {
		err = fault.New(fault.Conflict, "Somebody else decided about this model at this moment; look at it again.")
	}
	return err
}

// mostListed is how many runs a list holds.
const mostListed = 200

func list(ctx context.Context, q db.Queryer, where string, args ...any) (all []Run, err error) {
	rows, err := q.Query(ctx, `SELECT `+columnsOfRun+` FROM knowledge_model `+where+fmt.Sprintf(` ORDER BY id DESC LIMIT %d`, mostListed), args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var run Run
		var made, at int64
		var detail string
		if err := rows.Scan(&run.ID, &run.Status, &run.Model, &run.By, &made, &run.Code, &detail, &run.Note, &run.DecidedBy, &at); err != nil {
			return nil, err
		}
		if err := json.Unmarshal([]byte(detail), &run.Detail); err != nil {
			return nil, fmt.Errorf("detail of model %s: %w", run.ID, err)
		}
		run.MadeAt, run.DecidedAt = db.Time(made), db.Time(at)
		all = append(all, run)
	}
	return all, db.Fault(rows.Err())
}

// inForce is the run that was promoted last, zero if none.
func inForce(ctx context.Context, q db.Queryer) (id uid.ID, err error) {
	err = q.QueryRow(ctx, `SELECT id FROM knowledge_model WHERE status = ? ORDER BY decided_at DESC, id DESC LIMIT 1`, string(Promoted)).Scan(&id)
	if db.None(err) {
		err = nil
	}
	return id, err
}

func fitted(ctx context.Context, q db.Queryer, id uid.ID) (text string, err error) {
	err = q.QueryRow(ctx, `SELECT fitted FROM knowledge_model WHERE id = ?`, id).Scan(&text)
	return text, err
}
