package interaction

import (
	"slices"
	"sync"

	"satprep/internal/bus"
)

// recentMax is how many records are remembered after their commit. Each time
// hurryAfter more are, the followers are woken before their time: once a record
// was forgotten, reading it back costs several times what a round does.
const (
	recentMax  = 4096
	hurryAfter = recentMax / 2
)

// recent remembers the newest records that this process appended, so that its
// followers need not read back what it just wrote. What is not there, because
// it is older or another process wrote it, is read from the table.
type recent struct {
	mu   sync.Mutex
	list []*Record // ring, in order of seq without gaps
	last int64     // seq of the newest, 0 when empty
	n    int       // how many are valid

	hurry bus.Bell
}

// push remembers committed records. A gap means that another process appended
// in between: what came before it is forgotten.
func (c *recent) push(records []*Record) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.list == nil {
		c.list = make([]*Record, recentMax)
	}
	for _, r := range records {
		if r.Seq != c.last+1 {
			c.n = 0
		}
		c.list[r.Seq%recentMax] = r
		c.last = r.Seq
		if r.Seq%hurryAfter == 0 {
			c.hurry.Ring()
		}
		c.n = min(c.n+1, recentMax)
	}
}

// between returns copies of the records in (after, to] of the given kinds, and
// false where not all of them are remembered. The copies have no open words:
// who wants them asks OpenWords, and gets none once the key is destroyed.
func (c *recent) between(after, to int64, kinds []Kind) (list []*Record, ok bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if to > c.last || after < c.last-int64(c.n) {
		return nil, false
	}
	for seq := after + 1; seq <= to; seq++ {
		r := c.list[seq%recentMax]
		if len(kinds) > 0 && !slices.Contains(kinds, r.Kind) {
			continue
		}
		copied := *r
		copied.Words = Words{}
		list = append(list, &copied)
	}
	return list, true
}

// forget drops all that is remembered.
func (c *recent) forget() {
	c.mu.Lock()
	defer c.mu.Unlock()
	clear(c.list)
	c.last, c.n = 0, 0
}
