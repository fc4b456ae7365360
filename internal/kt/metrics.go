package kt

import (
	"math"
	"slices"
)

// A Bin is the predictions in one range beside what happened.
type Bin struct {
	From      float64 `json:"from"`
	To        float64 `json:"to"`
	N         int     `json:"n"`
	Predicted float64 `json:"predicted"` // mean
	Right     float64 `json:"right"`     // share
}

// Quality is how well probabilities predicted answers.
type Quality struct {
	N        int     `json:"n"`
	AUC      float64 `json:"auc"`   // ties count half; NaN where all answers are alike
	NLL      float64 `json:"nll"`   // mean, natural logarithm
	Brier    float64 `json:"brier"` // mean squared error
	Accuracy float64 `json:"accuracy"`
	ECE      float64 `json:"ece"` // expected calibration error over the bins
	Bins     []Bin   `json:"bins"`
}

// bins is the number of equal ranges of a calibration plot.
const bins = 10

// Judge compares probabilities with answers.
func Judge(p []float64, right []bool) Quality {
	q := Quality{N: len(p), AUC: auc(p, right), Bins: make([]Bin, bins)}
	for i := range q.Bins {
		q.Bins[i].From, q.Bins[i].To = float64(i)/bins, float64(i+1)/bins
	}
	for i, v := range p {
		u := 0.0
		if right[i] {
			u = 1
		}
		hit := math.Min(math.Max(v, 1e-15), 1-1e-15)
		if right[i] {
			q.NLL -= math.Log(hit)
		} else {
			q.NLL -= math.Log1p(-hit)
		}
		q.Brier += (v - u) * (v - u)
		if (v >= 0.5) == right[i] {
			q.Accuracy++
		}
		b := &q.Bins[min(bins-1, int(v*bins))]
		b.N++
		b.Predicted += v
		b.Right += u
	}
	n := float64(len(p))
	q.NLL, q.Brier, q.Accuracy = q.NLL/n, q.Brier/n, q.Accuracy/n
	for i := range q.Bins {
		if b := &q.Bins[i]; b.N > 0 {
			q.ECE += math.Abs(b.Right-b.Predicted) / n
			b.Predicted, b.Right = b.Predicted/float64(b.N), b.Right/float64(b.N)
		}
	}
	return q
}

// auc is the probability that a right answer was given a higher probability than a wrong one (Mann & Whitney 1947).
func auc(p []float64, right []bool) float64 {
	order := make([]int, len(p))
	for i := range order {
		order[i] = i
	}
	slices.SortFunc(order, func(i, j int) int {
		switch {
		case p[i] < p[j]:
			return -1
		case p[i] > p[j]:
			return 1
		}
		return 0
	})
	rank, positives := 0.0, 0.0
	for from := 0; from < len(order); {
		to := from
		for to < len(order) && p[order[to]] == p[order[from]] {
			to++
		}
		for _, i := range order[from:to] {
			if right[i] {
				rank += float64(from+to+1) / 2
				positives++
			}
		}
		from = to
	}
	negatives := float64(len(p)) - positives
	return (rank - positives*(positives+1)/2) / (positives * negatives)
}
