package account

import (
	"time"

	"satprep/internal/uid"
)

// A Verb is something that is done with one learner's account or data.
type Verb string

// The verbs.
const (
	ReadActivity     Verb = "read_activity"
	WriteActivity    Verb = "write_activity"
	ReadChat         Verb = "read_chat"
	ReadChatExplicit Verb = "read_chat_explicit" // a step of its own, recorded and shown to the learner
	Export           Verb = "export"
	ManageConsent    Verb = "manage_consent" // who may then change what is consent's rule
	Accommodate      Verb = "accommodate"
	Erase            Verb = "erase"   // how old who may is erasure's rule
	Operate          Verb = "operate" // the instance; the owner is ""
)

// A Bond is the kind of a link.
type Bond string

// The bonds.
const (
	TutorBond  Bond = "tutor"
	ParentBond Bond = "parent"
)

// A Link lets an adult look after a learner.
type Link struct {
	ID      uid.ID
	Kind    Bond
	Adult   string // user id
	Learner string // user id
	MadeAt  time.Time
	EndedAt time.Time // zero while it stands
}

var selfMay = map[Verb]bool{ReadActivity: true, WriteActivity: true, ReadChat: true, ReadChatExplicit: true, Export: true, ManageConsent: true, Accommodate: true, Erase: true}
var adminMay = map[Verb]bool{ReadActivity: true, ReadChat: true, ReadChatExplicit: true, Export: true, ManageConsent: true, Accommodate: true, Erase: true, Operate: true}
var bondMay = map[Bond]map[Verb]bool{
	TutorBond:  {ReadActivity: true, ReadChat: true, ReadChatExplicit: true, Accommodate: true},
	ParentBond: {ReadActivity: true, ReadChatExplicit: true, Export: true, ManageConsent: true, Accommodate: true, Erase: true},
}

// May is the whole table of rights: whether actor may do verb with the account
// of owner, given links (others than between the two do no harm).
//
// A parent's account writes no learner activity: an adult's answers would
// stand in the log as a learner's. Staff may try everything on themselves; the
// log keeps their records apart by origin.
func May(actor Actor, verb Verb, owner string, links []Link) bool {
	if actor.Status == Closed || (actor.Status == Pending && verb == WriteActivity) {
		return false
	}
	if actor.UserID != "" && actor.UserID == owner && selfMay[verb] {
		return verb != WriteActivity || actor.Role != Parent
	}
	if actor.Status != Active {
		return false
	}
	if actor.Role == Admin && adminMay[verb] {
		return true
	}
	for _, l := range links {
		if l.EndedAt.IsZero() && l.Adult == actor.UserID && l.Learner == owner && string(l.Kind) == string(actor.Role) && bondMay[l.Kind][verb] {
			return true
		}
	}
	return false
}
