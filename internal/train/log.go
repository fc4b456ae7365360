package train

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"math"

	"satprep/internal/counted"
	"satprep/internal/fault"
	"satprep/internal/kt"
)

// FromLog reads the answers of the log that count as a table: items are
// questions, or the one that stands for its variants; skills are slugs; learners
// are their random numbers, which stay in memory. The digest is of learner (a
// number from 0), item, skill, right or wrong.
func (r *Reader) FromLog(ctx context.Context, src counted.Source, simulated bool) (_ *kt.Table, _ *counted.Logged, err error) {
	defer fault.In(&err, "train.FromLog")
	t, digest := &kt.Table{}, sha256.New()
	out, err := src.Read(ctx, simulated, func(a counted.Answer) {
		row := kt.Row{Learner: r.learners.of(a.Subject.String()), Item: r.items.of(a.Item), Skills: []int{r.skills.of(a.Question.Skill)}, Right: a.Right}
		t.Rows = append(t.Rows, row)
		fmt.Fprintln(digest, row.Learner, a.Item, a.Question.Skill, a.Right)
	})
	if err != nil {
		return nil, nil, err
	}
	out.Digest = hex.EncodeToString(digest.Sum(nil))
	return t, out, nil
}

// Gain is by how much less surprised a model was than another by the same
// answers: the mean difference of their negative log-likelihoods, positive where
// the first is better, with its standard error over learners, whose answers hang
// together. One learner has no error: it is NaN.
func Gain(test *kt.Table, model, other []float64) (gain, se float64) {
	sums, order := map[int]float64{}, []int(nil)
	for i, r := range test.Rows {
		if _, ok := sums[r.Learner]; !ok {
			order = append(order, r.Learner)
		}
		d := surprise(other[i], r.Right) - surprise(model[i], r.Right)
		sums[r.Learner] += d
		gain += d / float64(len(test.Rows))
	}
	counts := map[int]float64{}
	for _, r := range test.Rows {
		counts[r.Learner]++
	}
	square := 0.0
	for _, l := range order { // of a mean of clusters of unequal size
		d := sums[l] - gain*counts[l]
		square += d * d
	}
	n := float64(len(order))
	return gain, math.Sqrt(square*n/(n-1)) / float64(len(test.Rows))
}

func surprise(p float64, right bool) float64 {
	if !right {
		p = 1 - p
	}
	return -math.Log(math.Max(p, 1e-15))
}
