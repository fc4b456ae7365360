package interaction

import "strings"

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

// PurposeNames lists the purposes by name, in the order of their bits.
var PurposeNames = []string{"service", "analytics", "research_export", "ai_training", "voice"}

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
}

// NewStamp makes a stamp. The consent room calls it; nobody else decides what
// stood.
func NewStamp(state int64, p Purposes, ageBand string, school bool) Stamp {
	return Stamp{State: state, Purposes: p, AgeBand: ageBand, School: school, ok: state > 0 && ageBand != "" && p.Has(Service)}
}

// Valid reports whether a record may carry it.
func (s Stamp) Valid() bool { return s.ok }
