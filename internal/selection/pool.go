package selection

import (
	"cmp"
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"math"
	"slices"

	"satprep/internal/irt"
)

// A Use says where a question may appear; each has one.
type Use string

const (
	Practice   Use = "practice"
	Diagnostic Use = "diagnostic"
	Form       Use = "form"
	Pretest    Use = "pretest"
)

// DiagnosticPerSection is the number of questions a diagnostic asks a section.
// It is chosen like practice, from the Diagnostic pool.
const DiagnosticPerSection = 9

// Item is a question as selection sees it.
type Item struct {
	Index  int // its place in its Pool; set by NewPool
	ID     string
	Params irt.Params
	Scope  irt.Scope // its skill
	Family string    // shared by its variants; "" is a family of its own
	Use    Use
	Typed  bool // the answer is typed in (SPR), not chosen
}

// The grid on which information is tabled: θ is taken to its nearest point.
const (
	gridEnd   = 4.0
	gridSteps = 80
	gridCount = gridSteps + 1
)

// Bounds of P(right) that the Learn policy aims at.
const (
	LearnLow  = 0.6
	LearnHigh = 0.8
)

// A Pool is the questions of one use, in the order of scope and id.
type Pool struct {
	items  []Item
	index  map[string]int
	leaves []leaf // one a skill, contiguous
	kin    [][]int
	hash   [][2]uint64 // of the ids
	// What a policy wants, by grid point, then item.
	information, learn []float32
}

// leaf is the items [lo, hi) of one skill.
type leaf struct {
	scope  irt.Scope
	lo, hi int
	hash   uint64
}

// NewPool builds the pool of one use from a whole bank. A pool that is not of
// forms leaves out the families of form questions, so the whole bank is needed
// to make it. An id given twice, parameters that are not valid and a scope that
// is no skill are errors.
func NewPool(use Use, bank []Item) (*Pool, error) {
	formFamilies := make(map[string]bool)
	ids := make(map[string]bool, len(bank))
	for _, it := range bank {
		switch {
		case ids[it.ID]:
			return nil, fmt.Errorf("item %q is twice in the bank", it.ID)
		case !it.Params.Valid():
			return nil, fmt.Errorf("item %q has parameters %+v", it.ID, it.Params)
		case !it.Scope.Valid() || it.Scope.Skill == "":
			return nil, fmt.Errorf("item %q has no skill: %+v", it.ID, it.Scope)
		}
		ids[it.ID] = true
		if it.Use == Form && it.Family != "" {
			formFamilies[it.Family] = true
		}
	}
	p := &Pool{index: make(map[string]int)}
	for _, it := range bank {
		if it.Use == use && (use == Form || !formFamilies[it.Family]) {
			p.items = append(p.items, it)
		}
	}
	slices.SortFunc(p.items, func(a, b Item) int {
		return cmp.Or(a.Scope.Compare(b.Scope), cmp.Compare(a.ID, b.ID))
	})
	p.link()
	p.tabulate()
	return p, nil
}

// link fills everything but the tables.
func (p *Pool) link() {
	families := make(map[string][]int)
	for i := range p.items {
		it := &p.items[i]
		it.Index = i
		p.index[it.ID] = i
		p.hash = append(p.hash, digest(it.ID))
		if it.Family != "" {
			families[it.Family] = append(families[it.Family], i)
		}
		if n := len(p.leaves); n == 0 || p.leaves[n-1].scope != it.Scope {
			name := it.Scope.Section + "\x00" + it.Scope.Domain + "\x00" + it.Scope.Skill
			p.leaves = append(p.leaves, leaf{scope: it.Scope, lo: i, hash: digest(name)[0]})
		}
		p.leaves[len(p.leaves)-1].hi = i + 1
	}
	p.kin = make([][]int, len(p.items))
	for i, it := range p.items {
		p.kin[i] = []int{i}
		if it.Family != "" {
			p.kin[i] = families[it.Family]
		}
	}
}

// tabulate fills the tables. Items of equal parameters get equal values.
func (p *Pool) tabulate() {
	n := len(p.items)
	p.information = make([]float32, gridCount*n)
	p.learn = make([]float32, gridCount*n)
	for g := range gridCount {
		theta := -gridEnd + float64(g)*2*gridEnd/gridSteps
		for i, it := range p.items {
			info, prob := it.Params.Information(theta), it.Params.P(theta)
			p.information[g*n+i] = float32(info)
			// Inside the bounds the most informative, outside the nearest.
			p.learn[g*n+i] = float32(info)
			if away := max(LearnLow-prob, prob-LearnHigh); away > 0 {
				p.learn[g*n+i] = float32(-away)
			}
		}
	}
}

// wants returns what the policy gives each item at theta: more is better.
func (p *Pool) wants(policy Policy, theta float64) []float32 {
	g := 0
	if theta > -gridEnd { // false for NaN
		g = int(math.Round((min(theta, gridEnd) + gridEnd) * gridSteps / (2 * gridEnd)))
	}
	table := p.information
	if policy == Learn {
		table = p.learn
	}
	n := len(p.items)
	return table[g*n : (g+1)*n]
}

// Len is the number of items.
func (p *Pool) Len() int { return len(p.items) }

// Item returns the item at index, in [0, Len).
func (p *Pool) Item(index int) Item { return p.items[index] }

// Index returns the place of the item with that id.
func (p *Pool) Index(id string) (int, bool) {
	i, ok := p.index[id]
	return i, ok
}

// digest is the first 16 bytes of SHA-256 as two little-endian numbers.
func digest(s string) [2]uint64 {
	sum := sha256.Sum256([]byte(s))
	return [2]uint64{binary.LittleEndian.Uint64(sum[:]), binary.LittleEndian.Uint64(sum[8:])}
}

// scramble is the finaliser of SplitMix64: it spreads salted hashes evenly.
func scramble(x uint64) uint64 {
	x += 0x9e3779b97f4a7c15
	x = (x ^ x>>30) * 0xbf58476d1ce4e5b9
	x = (x ^ x>>27) * 0x94d049bb133111eb
	return x ^ x>>31
}
