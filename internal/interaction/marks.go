package interaction

import (
	"context"
	"encoding/json"
	"slices"

	"satprep/internal/db"
	"satprep/internal/fault"
	"satprep/internal/uid"
)

// marksRead is how many of a learner's newest records are looked through: what
// is in front of them is among these.
const marksRead = 300

// CrossedOut lists the choices of a question that subject's screen shows as
// eliminated in a session now, in the order of their letters, as far as its
// screen actions have arrived.
func (l *Log) CrossedOut(ctx context.Context, subject, session uid.ID, question string) (_ []string, err error) {
	defer fault.In(&err, "interaction.CrossedOut")
	rows, err := l.db.Query(ctx, `SELECT kind, body FROM (SELECT seq, kind, body, session, question FROM interaction WHERE subject = ? ORDER BY seq DESC LIMIT ?) AS recent
		WHERE kind IN (?, ?) AND session = ? AND question = ? ORDER BY seq`,
		subject, marksRead, string(ChoiceEliminated), string(ChoiceRestored), session, question)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var out []string
	for rows.Next() {
		var kind string
		var body []byte
		var a ScreenAction
		if err := rows.Scan(&kind, &body); err != nil {
			return nil, err
		}
		if err := json.Unmarshal(body, &a); err != nil {
			return nil, err
		}
		out = slices.DeleteFunc(out, func(c string) bool { return c == a.Choice })
		if Kind(kind) == ChoiceEliminated {
			out = append(out, a.Choice)
		}
	}
	slices.Sort(out)
	return out, db.Fault(rows.Err())
}
