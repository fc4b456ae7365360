package account

import (
	"context"
	"time"

	"satprep/internal/audit"
	"satprep/internal/db"
	"satprep/internal/uid"
)

// Staff reports whether the actor is here for others: a tutor, an admin, the
// operator.
func (a Actor) Staff() bool { return a.Role == Tutor || a.Role == Admin }

// Audit writes down in tx that the actor did something, where the actor is
// staff and it is not about themselves alone. What others do stands in the log,
// or is their own affair.
func (a Actor) Audit(tx *db.Tx, at time.Time, act audit.Act, about uid.ID, object, detail string) error {
	if !a.Staff() || !about.IsZero() && about == a.Subject {
		return nil
	}
	return audit.Write(tx, audit.Entry{At: at, Actor: a.Subject, Role: string(a.Role), Act: act, About: about, Object: object, Detail: detail})
}

// Witness writes down that the actor read something of somebody, where the actor
// is staff and it is not about themselves; object says what it was.
func (s *Service) Witness(ctx context.Context, actor Actor, act audit.Act, about uid.ID, object string) error {
	if !actor.Staff() || about == actor.Subject {
		return nil
	}
	return s.DB.Write(ctx, func(tx *db.Tx) error { return actor.Audit(tx, s.Now(), act, about, object, "") })
}
