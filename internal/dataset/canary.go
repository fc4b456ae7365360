package dataset

import (
	"satprep/internal/pseudonym"
	"satprep/internal/uid"
)

// canary is a GUID that stands in the test split and nowhere else in the
// world: a corpus that holds it has swallowed the test. It is the same in all
// releases of a name by this instance, whose split key makes it, so that one
// search finds any of them.
func (n names) canary(dataset string) string {
	id := uid.ID(n.splits.ID(pseudonym.Canary, []byte(dataset)))
	id[6] = id[6]&0x0f | 0x80 // version 8 of RFC 9562: made of something else
	id[8] = id[8]&0x3f | 0x80
	return id.String()
}
