package dataset

import "sync"

// tally counts what is staged, for the card and the gates.
type tally struct {
	mu       *sync.Mutex
	Kinds    map[string]int `json:"kinds"`
	Purposes map[string]int `json:"purposes"` // records by all purposes that stood for them
	Origins  map[string]int `json:"origins"`
	Months   map[string]int `json:"months"` // by shifted month
	Seconds  map[string]int `json:"seconds"`
	Words    int            `json:"words"` // records with people's words
}

func newTally() tally {
	return tally{mu: &sync.Mutex{}, Kinds: map[string]int{}, Purposes: map[string]int{}, Origins: map[string]int{}, Months: map[string]int{}, Seconds: map[string]int{}}
}

func (t *tally) add(e *Event) {
	t.Kinds[string(e.Kind)]++
	t.Purposes[e.Purposes.String()]++
	t.Origins[string(e.Origin)]++
	t.Months[e.At.Format("2006-01")]++
	if e.Scored() && e.TimeMS.Valid {
		t.Seconds[secondsBin(e.TimeMS.V)]++
	}
	if e.Query != "" || e.Response != "" {
		t.Words++
	}
}

// secondsBins are the bars of the plot of answering times.
var secondsBins = []struct {
	under int64 // ms
	label string
}{{5_000, "under 5 s"}, {15_000, "5 to 15 s"}, {30_000, "15 to 30 s"}, {60_000, "30 to 60 s"}, {120_000, "1 to 2 min"}, {300_000, "2 to 5 min"}, {1 << 62, "over 5 min"}}

func secondsBin(ms int64) string {
	for _, b := range secondsBins {
		if ms < b.under {
			return b.label
		}
	}
	return ""
}

// merge adds what another goroutine counted.
func (t *tally) merge(o *tally) {
	t.mu.Lock()
	defer t.mu.Unlock()
	for _, pair := range [][2]map[string]int{{t.Kinds, o.Kinds}, {t.Purposes, o.Purposes}, {t.Origins, o.Origins}, {t.Months, o.Months}, {t.Seconds, o.Seconds}} {
		for k, n := range pair[1] {
			pair[0][k] += n
		}
	}
	t.Words += o.Words
}
