package interaction

import (
	"sync"
	"time"
	_ "time/tzdata" // zones must be known on machines without a zone database
)

var zones sync.Map // name → *time.Location: the library reads a file each time

// Zone finds an IANA time zone. That of the machine is nobody's: "Local" is
// none.
func Zone(name string) (_ *time.Location, ok bool) {
	if z, ok := zones.Load(name); ok {
		return z.(*time.Location), true
	}
	zone, err := time.LoadLocation(name)
	if err != nil || name == "Local" {
		return nil, false // not kept: names come from outside
	}
	zones.Store(name, zone)
	return zone, true
}
