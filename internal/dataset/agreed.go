package dataset

import (
	"bytes"
	"cmp"
	"context"
	"slices"
	"time"

	"satprep/internal/consent"
	"satprep/internal/uid"
)

// A ConsentSummary says under which consent a release was made: CONSENT.json.
type ConsentSummary struct {
	Purpose  string         `json:"purpose"`
	AsOf     time.Time      `json:"as_of"`
	Learners int            `json:"learners"`
	Records  map[string]int `json:"records_by_purposes"` // by all purposes that stood for a record when it happened
	Texts    []TextRead     `json:"texts"`
	Rule     string         `json:"rule"`
}

// A TextRead is a text that people read before they agreed.
type TextRead struct {
	Version  string `json:"version"`
	Digest   string `json:"sha256"`
	By       string `json:"given_by,omitempty"` // absent where too few share it
	OnPaper  bool   `json:"on_paper,omitempty"`
	Learners int    `json:"learners"`
}

const consentRule = "A record is in this release only if the purpose stood for its subject, and for whoever wrote it, when it happened and as of the build."

// consents counts what the people in a build agreed to.
func (b *Build) consents(ctx context.Context) (ConsentSummary, error) {
	out := ConsentSummary{Purpose: b.recipe.Purpose, AsOf: b.asOf, Learners: len(b.plan.Members), Records: b.state.Tally.Purposes, Rule: consentRule, Texts: []TextRead{}}
	count := map[TextRead]int{}
	rest := b.plan.Members // in the order of subjects, as the grants come
	err := b.service.Consent.EachGrant(ctx, b.recipe.Purpose, b.asOf, func(g consent.Grant) error {
		for len(rest) > 0 && bytes.Compare(rest[0].subject[:], g.Subject[:]) < 0 {
			rest = rest[1:]
		}
		if len(rest) > 0 && rest[0].subject == g.Subject {
			count[TextRead{Version: g.TextVersion, Digest: g.TextDigest, By: g.By, OnPaper: g.OnPaper}]++
		}
		return nil
	})
	out.Records = fewTogether(out.Records)
	out.Texts = append(out.Texts, textsRead(count, b.recipe.Privacy.K)...)
	slices.SortFunc(out.Texts, func(x, y TextRead) int {
		return cmp.Or(cmp.Compare(x.Version, y.Version), cmp.Compare(x.Digest, y.Digest), cmp.Compare(x.By, y.By), compareBool(x.OnPaper, y.OnPaper))
	})
	return out, err
}

// textsRead lists who read which text. Where fewer than k learners share who gave the
// consent and how, that is not told of any who read that text: one such learner is a
// minor of few, or the one who signed on paper, and the count of all tells the rest.
func textsRead(count map[TextRead]int, k int) (list []TextRead) {
	few := map[TextRead]bool{}
	text := func(t TextRead) TextRead { return TextRead{Version: t.Version, Digest: t.Digest} }
	for t, n := range count {
		if n < k {
			few[text(t)] = true
		}
	}
	sums := map[TextRead]int{}
	for t, n := range count {
		if few[text(t)] {
			t = text(t)
		}
		sums[t] += n
	}
	for t, n := range sums {
		t.Learners = n
		list = append(list, t)
	}
	return list
}

// minCell is how many a count has at least that is shown by itself.
const minCell = 10

// fewTogether adds up counts below minCell under "others", so that none of them tells
// of one learner.
func fewTogether(counts map[string]int) map[string]int {
	out := map[string]int{}
	for k, n := range counts {
		if n < minCell {
			k = "others"
		}
		out[k] += n
	}
	return out
}

func compareBool(x, y bool) int {
	switch {
	case x == y:
		return 0
	case x:
		return 1
	}
	return -1
}

func subjects(people []author) []uid.ID {
	ids := make([]uid.ID, len(people))
	for i, who := range people {
		ids[i] = who.subject
	}
	return ids
}
