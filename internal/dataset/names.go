package dataset

import (
	"encoding/base32"
	"slices"
	"time"

	"satprep/internal/pseudonym"
	"satprep/internal/uid"
)

// names gives what leaves its names, under the release key, and its split,
// under the split key.
type names struct {
	release pseudonym.Key
	splits  pseudonym.Key
	namer   *pseudonym.Namer              // of release, where one goroutine has it for itself
	last    *[3]struct{ id, name uid.ID } // what own named last, of a session, a conversation, a device
}

// own is the same for one goroutine, and faster.
func (n names) own() names {
	n.namer, n.last = n.release.Namer(), new([3]struct{ id, name uid.ID })
	return n
}

// of is the pseudonym of an id of that kind; the zero id stays zero.
func (n names) of(kind pseudonym.Kind, id uid.ID) uid.ID {
	switch {
	case id.IsZero():
		return id
	case n.namer == nil:
		return n.release.ID(kind, id[:])
	}
	i := slices.Index(lasting, kind)
	if i < 0 {
		return n.namer.ID(kind, id[:])
	}
	last := &n.last[i]
	if last.id != id {
		last.id, last.name = id, n.namer.ID(kind, id[:])
	}
	return last.name
}

// lasting are the kinds whose ids come in runs.
var lasting = []pseudonym.Kind{pseudonym.Session, pseudonym.Conversation, pseudonym.Device}

// device is the pseudonym of a learner's device. Learners who share one, as those of
// a household do, have each a name of their own for it, or it would tell them.
func (n names) device(subject, device uid.ID) uid.ID {
	if device.IsZero() {
		return device
	}
	for i := range device {
		device[i] ^= subject[i]
	}
	return n.of(pseudonym.Device, device)
}

// id is the pseudonym of a record.
func (n names) id(id uid.ID) uid.ID { return n.of(pseudonym.Record, id) }

func (n names) learner(subject uid.ID) uid.ID { return n.of(pseudonym.Learner, subject) }

var lowerCase = base32.NewEncoding("abcdefghijklmnopqrstuvwxyz234567").WithPadding(base32.NoPadding)

// question is the pseudonym of a question whose content may not leave.
func (n names) question(id string) string {
	name := n.release.ID(pseudonym.Question, []byte(id))
	return "closed-" + lowerCase.EncodeToString(name[:10])
}

// shift moves a learner in time by a multiple of seven days within ±26 weeks.
func (n names) shift(subject uid.ID) time.Duration { return n.release.Shift(subject[:]) }

// split is where a learner or a family belongs, for ever.
func (n names) split(kind string, id []byte, s Shares) Split {
	return n.splits.Split(append([]byte(kind+"\x00"), id...), pseudonym.Shares{Validation: s.Validation, Test: s.Test})
}
