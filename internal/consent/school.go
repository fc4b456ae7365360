package consent

import (
	"context"
	"math"

	"satprep/internal/db"
	"satprep/internal/fault"
)

// Enforce sets the school-contract mode from now on and writes down since when.
// The server calls it when it starts, before anybody is served; School says it
// to all who run beside the server.
func (l *Ledger) Enforce(ctx context.Context, school bool) (err error) {
	defer fault.In(&err, "consent.Enforce")
	err = l.DB.Write(ctx, func(tx *db.Tx) error {
		modes, err := listModes(ctx, tx, math.MaxInt64)
		if err != nil || newest(modes) == school {
			return err
		}
		read, err := lastRead(tx)
		if err != nil {
			return err
		}
		at := max(db.Micros(l.Now()), read+1)
		if n := len(modes); n > 0 {
			at = max(at, modes[n-1].from+1)
		}
		_, err = tx.Exec(`INSERT INTO consent_mode (made_at, school) VALUES (?, ?)`, at, school)
		return err
	})
	if err == nil {
		l.School = school
	}
	return err
}

// Recall takes over the mode under which the server started last, for a verb
// that works beside it or without it.
func (l *Ledger) Recall(ctx context.Context) (err error) {
	defer fault.In(&err, "consent.Recall")
	modes, err := listModes(ctx, l.DB, math.MaxInt64)
	if err == nil {
		l.School = newest(modes)
	}
	return err
}

func newest(modes []mode) bool { return len(modes) > 0 && modes[len(modes)-1].school }
