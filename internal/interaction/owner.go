package interaction

import (
	"context"
	"sync"

	"satprep/internal/fault"
	"satprep/internal/uid"
)

// An Owner says whose a session is; known is false where there is none of this
// id here: a session that began without a network comes after its events.
type Owner func(ctx context.Context, session uid.ID) (subject uid.ID, known bool, err error)

// owners remembers whose sessions are, which never changes.
type owners struct {
	ask  Owner
	mu   sync.Mutex
	seen map[uid.ID]uid.ID
}

const ownersMax = 8192

// AskOwners has events that name a session of somebody else refused. It is called
// once, before the log takes events.
func (l *Log) AskOwners(ask Owner) { l.owners.ask = ask }

// AskQuestions has events that name a question which never was refused. It is
// called once, before the log takes events.
func (l *Log) AskQuestions(known func(id string) bool) { l.question = known }

// owns is Invalid where a session is another subject's.
func (o *owners) owns(ctx context.Context, session, subject uid.ID) error {
	if o.ask == nil || session.IsZero() {
		return nil
	}
	o.mu.Lock()
	owner, known := o.seen[session]
	o.mu.Unlock()
	if !known {
		var err error
		if owner, known, err = o.ask(ctx, session); err != nil || !known {
			return err
		}
		o.mu.Lock()
		if o.seen == nil || len(o.seen) >= ownersMax {
			o.seen = map[uid.ID]uid.ID{}
		}
		o.seen[session] = owner
		o.mu.Unlock()
	}
	if owner != subject {
		return fault.At("session_id", "The event names a session that is not yours.")
	}
	return nil
}
