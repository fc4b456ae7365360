package question

import (
	"cmp"
	"fmt"
	"maps"
	"math"
	"slices"
	"strings"

	"satprep/internal/near"
)

// Stats are the numbers of a bank.
type Stats struct {
	Questions int            `json:"questions"`
	Families  int            `json:"families"`
	Counts    []Count        `json:"counts"` // in the order of the outline
	Domains   []DomainShare  `json:"domains"`
	Keys      map[string]int `json:"keys"`    // of the choice questions, by letter
	Longest   float64        `json:"longest"` // share of choice questions whose key is the longest choice
	Typed     float64        `json:"typed"`   // share of Math
	Context   float64        `json:"context"` // share of Math
	Words     Lengths        `json:"words"`   // of Reading & Writing texts
	Reading   []Reading      `json:"reading"` // of their prose, from easy to hard
}

// A Count is how many questions there are of one skill, difficulty and use.
type Count struct {
	Skill      string     `json:"skill"`
	Difficulty Difficulty `json:"difficulty"`
	Use        Use        `json:"use"`
	N          int        `json:"n"`
}

// A DomainShare is a domain's share of its section, beside the blueprint's.
type DomainShare struct {
	Section   string  `json:"section"`
	Domain    string  `json:"domain"`
	N         int     `json:"n"`
	Share     float64 `json:"share"`
	Blueprint float64 `json:"blueprint"`
}

// Lengths of texts in words.
type Lengths struct {
	Least  int `json:"least"`
	Median int `json:"median"`
	Most   int `json:"most"`
}

// Summarize counts.
func Summarize(questions []*Question) *Stats {
	s := &Stats{Questions: len(questions), Keys: map[string]int{}}
	counts, skills, families := map[Count]int{}, map[string]int{}, map[string]bool{}
	choices, longest, math, typed, context := 0, 0, 0, 0, 0
	var words []int
	for _, q := range questions {
		counts[Count{Skill: q.Skill, Difficulty: q.Difficulty, Use: q.Use}]++
		skills[q.Skill]++
		families[q.Family] = true
		if q.Type == Choices {
			choices++
			s.Keys[q.Keys[0]]++
			if keyIsLongest(q) {
				longest++
			}
		}
		if q.Section == Math {
			math++
			typed += truth(q.Type == Typed)
			context += truth(q.Context)
		} else {
			words = append(words, len(strings.Fields(q.Passage))+len(strings.Fields(q.Passage2)))
		}
	}
	s.Families, s.Reading = len(families), readings(questions)
	s.Longest, s.Typed, s.Context = share(longest, choices), share(typed, math), share(context, math)
	if slices.Sort(words); len(words) > 0 {
		s.Words = Lengths{words[0], words[len(words)/2], words[len(words)-1]}
	}
	for c := range maps.Keys(counts) {
		n := counts[c]
		c.N = n
		s.Counts = append(s.Counts, c)
	}
	slices.SortFunc(s.Counts, func(x, y Count) int {
		return cmp.Or(cmp.Compare(places[x.Skill].order, places[y.Skill].order), cmp.Compare(x.Difficulty.rank(), y.Difficulty.rank()), cmp.Compare(x.Use, y.Use))
	})
	for _, section := range Sections {
		from, all := len(s.Domains), 0
		for _, d := range section.Domains {
			n := 0
			for _, leaf := range d.Skills {
				n += skills[leaf.Slug]
			}
			all += n
			s.Domains = append(s.Domains, DomainShare{Section: section.Slug, Domain: d.Slug, N: n, Blueprint: d.Share})
		}
		for i := range s.Domains[from:] {
			s.Domains[from+i].Share = share(s.Domains[from+i].N, all)
		}
	}
	return s
}

func truth(b bool) int {
	if b {
		return 1
	}
	return 0
}

func share(n, of int) float64 {
	if of == 0 {
		return 0
	}
	return float64(n) / float64(of)
}

func keyIsLongest(q *Question) bool {
	lengths := map[string]int{}
	for _, c := range q.Choices {
		lengths[c.ID] = len([]rune(c.Text))
	}
	return longestIs(q.Keys[0], lengths)
}

// An Audited bank: its errors must be mended, its warnings judged.
type Audited struct {
	Questions int       `json:"questions"`
	Errors    []Finding `json:"errors"`
	Warnings  []Finding `json:"warnings"`
	Near      []Pair    `json:"near"`
}

// What the blueprint asks of Math as a whole, and how far a bank may be from it
// and from the shares of the domains before it is warned.
const (
	typedShare, contextShare = .25, .30
	shareSlack               = .04
	contextSlack             = .10 // the blueprint says "about"
)

// Audit is Lint with near-duplicates, which are errors, and under warning the
// shares of the blueprint and the reading bands where a bank differs from them.
func Audit(questions []*Question) *Audited {
	a := &Audited{Questions: len(questions), Errors: Lint(questions), Warnings: []Finding{}, Near: NearDuplicates(questions)}
	for _, p := range a.Near {
		a.Errors = append(a.Errors, Finding{p.A, "stem", fmt.Sprintf("is nearly that of %s: similarity %.2f, at most %.2f are allowed outside of a family", p.B, p.Similarity, near.Threshold)})
	}
	if len(questions) < minForShares {
		return a
	}
	s := Summarize(questions)
	warn := func(field, what string, is, asked, slack float64) {
		if math.Abs(is-asked) > slack {
			a.Warnings = append(a.Warnings, Finding{"", field, fmt.Sprintf("%s are %.1f %%; the blueprint has %.0f", what, 100*is, 100*asked)})
		}
	}
	for _, d := range s.Domains {
		if d.N > 0 {
			warn("skill", d.Domain, d.Share, d.Blueprint, shareSlack)
		}
	}
	if slices.ContainsFunc(questions, func(q *Question) bool { return q.Section == Math }) {
		warn("type", "typed entries in Math", s.Typed, typedShare, shareSlack)
		warn("context", "contexts in Math", s.Context, contextShare, contextSlack)
	}
	a.Warnings = append(a.Warnings, judgeReading(questions, s.Reading)...)
	return a
}
