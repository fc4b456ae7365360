package census

import (
	"context"
	"math"

	"satprep/internal/fault"
)

// A Forecast says how good the expectations were with which questions were
// chosen: the probability of a right answer by the item's parameters as used
// and the ability estimated before, held against what came.
type Forecast struct {
	Section string       `json:"section" doc:"slug; empty for both"`
	N       int64        `json:"n" doc:"fair answers that count"`
	Right   int64        `json:"right"`
	Brier   float64      `json:"brier" doc:"mean squared error; always saying the mean gives base_brier"`
	Base    float64      `json:"base_brier"`
	LogLoss float64      `json:"log_loss" doc:"nats; always saying the mean gives base_log_loss"`
	BaseLog float64      `json:"base_log_loss"`
	AUC     *float64     `json:"auc,omitempty" doc:"to two hundredths; absent where all answers were alike"`
	Plot    []Calibrated `json:"plot" doc:"by tenths of the expected probability; empty ones are left out"`
}

// A Calibrated tenth of the expected probability.
type Calibrated struct {
	Expected float64 `json:"expected" doc:"mean"`
	N        int64   `json:"n"`
	Right    int64   `json:"right"`
}

// Forecasts returns the quality of the forecasts: of both sections, then of
// each. It reads at most 50 rows a section and origin.
func (s *Service) Forecasts(ctx context.Context, origin string) (_ []Forecast, err error) {
	defer fault.In(&err, "census.Forecasts")
	rows, err := s.forecasts(ctx, origin)
	if err != nil {
		return nil, err
	}
	list := []Forecast{forecastOf("", rows)}
	for i := 0; i < len(rows); {
		j := i
		for j < len(rows) && rows[j].section == rows[i].section {
			j++
		}
		list = append(list, forecastOf(rows[i].section, rows[i:j]))
		i = j
	}
	return list, nil
}

func forecastOf(section string, rows []forecastRow) Forecast {
	f := Forecast{Section: section, Plot: []Calibrated{}}
	var hits, misses [forecastBins]float64
	var tenths [10]struct{ n, right, p int64 }
	var brier, loss int64
	for _, r := range rows {
		f.N, f.Right, brier, loss = f.N+r.n, f.Right+r.hits, brier+r.brier1, loss+r.loss
		hits[r.bin] += float64(r.hits)
		misses[r.bin] += float64(r.n - r.hits)
		t := &tenths[r.bin*10/forecastBins]
		t.n, t.right, t.p = t.n+r.n, t.right+r.hits, t.p+r.p1
	}
	if f.N == 0 {
		return f
	}
	n := float64(f.N)
	f.Brier, f.LogLoss = float64(brier)/1e6/n, float64(loss)/1e6/n
	mean := float64(f.Right) / n
	f.Base, f.BaseLog = mean*(1-mean), entropy(mean)
	f.AUC = auc(hits[:], misses[:])
	for _, t := range tenths {
		if t.n > 0 {
			f.Plot = append(f.Plot, Calibrated{float64(t.p) / 1e6 / float64(t.n), t.n, t.right})
		}
	}
	return f
}

// entropy of a coin, in nats.
func entropy(p float64) float64 {
	if p <= 0 || p >= 1 {
		return 0
	}
	return -p*math.Log(p) - (1-p)*math.Log(1-p)
}

// auc is the probability that a right answer was expected more than a wrong
// one; within a bin they count as equal.
func auc(hits, misses []float64) *float64 {
	var right, wrong, area float64
	for i := range hits {
		area += hits[i] * (wrong + misses[i]/2)
		right, wrong = right+hits[i], wrong+misses[i]
	}
	if right == 0 || wrong == 0 {
		return nil
	}
	v := area / (right * wrong)
	return &v
}
