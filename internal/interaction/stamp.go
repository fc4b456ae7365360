package interaction

import (
	"strings"
	"time"
)

// Purposes is a set of what a person's data may be used for.
type Purposes uint32

// The purposes. Service is what running the product needs.
const (
	Service Purposes = 1 << iota
	Analytics
	ResearchExport
	AITraining
	Voice
)

var purposeNames = [...]string{"service", "analytics", "research_export", "ai_training", "voice"}

// PurposeNames lists the purposes by name, in the order of their bits.
var PurposeNames = purposeNames[:]

// Purpose returns the purpose of that name; ok is false where there is none.
func Purpose(name string) (p Purposes, ok bool) {
	for i, n := range PurposeNames {
		if n == name {
			return 1 << i, true
		}
	}
	return 0, false
}

// Has reports whether all of q are in p.
func (p Purposes) Has(q Purposes) bool { return p&q == q }

// Names lists the purposes in p.
func (p Purposes) Names() []string {
	var names []string
	for i, n := range PurposeNames {
		if p.Has(1 << i) {
			names = append(names, n)
		}
	}
	return names
}

// String joins the names with commas.
func (p Purposes) String() string { return strings.Join(p.Names(), ",") }

// A Stamp is the consent that stood when a record was made. Only NewStamp
// makes one that Append takes.
type Stamp struct {
	State    int64 // id of the consent state, 0 never
	Purposes Purposes
	AgeBand  string
	School   bool // school-contract mode
	ok       bool
	ends     [len(purposeNames)]int64 // microseconds by purpose; 0: no end
}

// NewStamp makes a stamp. The consent room calls it; nobody else decides what
// stood.
func NewStamp(state int64, p Purposes, ageBand string, school bool) Stamp {
	return Stamp{State: state, Purposes: p, AgeBand: ageBand, School: school, ok: state > 0 && ageBand != "" && p.Has(Service)}
}

// Valid reports whether a record may carry it.
func (s Stamp) Valid() bool { return s.ok }

// Until returns the stamp with an end for the purposes p: they stand before t
// and not at t. The zero time takes their ends away. Service has no end.
func (s Stamp) Until(p Purposes, t time.Time) Stamp {
	var at int64
	if !t.IsZero() {
		at = t.UnixMicro()
	}
	for i := range s.ends {
		if p.Has(1<<i) && 1<<i != Service {
			s.ends[i] = at
		}
	}
	return s
}

// End is when the one purpose p ends by itself; zero where it has no end.
func (s Stamp) End(p Purposes) time.Time {
	for i, at := range s.ends {
		if p == 1<<i && at != 0 {
			return time.UnixMicro(at).UTC()
		}
	}
	return time.Time{}
}

// At is the stamp as it stands at t: without what has ended by then.
func (s Stamp) At(t time.Time) Stamp {
	now := t.UnixMicro()
	for i, at := range s.ends {
		if at != 0 && at <= now {
			s.Purposes &^= 1 << i
			s.ends[i] = 0
		}
	}
	return s
}

// Next is the earliest end; zero where nothing ends.
func (s Stamp) Next() time.Time {
	var first int64
	for _, at := range s.ends {
		if at != 0 && (first == 0 || at < first) {
			first = at
		}
	}
	if first == 0 {
		return time.Time{}
	}
	return time.UnixMicro(first).UTC()
}
