package outbox

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"

	"satprep/internal/db"
	"satprep/internal/uid"
)

// maxAhead is how many gaps are remembered behind which entries were taken. What
// is forgotten is sent again, and known by its id.
const maxAhead = 1000

// place is how far an outbox was taken: all up to cursor, and the ranges of
// ahead, in order and apart.
type place struct {
	cursor int64
	ahead  [][2]int64
}

// take adds seqs, and all below oldest, which their device no longer holds.
func (p *place) take(oldest int64, seqs []int64) {
	p.cursor = max(p.cursor, oldest-1)
	for _, n := range seqs {
		if n > p.cursor {
			p.ahead = append(p.ahead, [2]int64{n, n})
		}
	}
	slices.SortFunc(p.ahead, func(a, b [2]int64) int { return int(min(1, max(-1, a[0]-b[0]))) })
	var joined [][2]int64
	for _, r := range p.ahead {
		switch last := len(joined) - 1; {
		case r[0] <= p.cursor+1:
			p.cursor = max(p.cursor, r[1])
		case last >= 0 && r[0] <= joined[last][1]+1:
			joined[last][1] = max(joined[last][1], r[1])
		default:
			joined = append(joined, r)
		}
	}
	p.ahead = joined[:min(len(joined), maxAhead)]
}

// advance stores that seqs have their verdicts and returns the cursor.
func (s *Service) advance(ctx context.Context, subject, device uid.ID, oldest int64, seqs []int64) (cursor int64, err error) {
	err = s.DB.Write(ctx, func(tx *db.Tx) error {
		if err := s.Log.Standing(tx, subject); err != nil {
			return err
		}
		var p place
		var ahead string
		known := true
		err := tx.QueryRow(ctx, `SELECT cursor, ahead FROM outbox_cursor WHERE subject = ? AND device = ?`, subject, device).Scan(&p.cursor, &ahead)
		if db.None(err) {
			known, ahead = false, "[]"
		} else if err != nil {
			return err
		}
		if err := json.Unmarshal([]byte(ahead), &p.ahead); err != nil {
			return fmt.Errorf("cursor of device %s: %w", device, err)
		}
		before := p.cursor
		p.take(oldest, seqs)
		cursor = p.cursor
		if known && len(seqs) == 0 && before == cursor {
			return nil
		}
		text, err := json.Marshal(p.ahead)
		if err != nil {
			return err
		}
		if p.ahead == nil {
			text = []byte("[]")
		}
		_, err = tx.Exec(`INSERT INTO outbox_cursor (subject, device, cursor, ahead, updated_at) VALUES (?, ?, ?, ?, ?)
			ON CONFLICT (subject, device) DO UPDATE SET cursor = excluded.cursor, ahead = excluded.ahead, updated_at = excluded.updated_at`,
			subject, device, cursor, string(text), db.Micros(s.Now()))
		return err
	})
	return cursor, err
}
