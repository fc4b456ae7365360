package train

import (
	"fmt"
	"math"
	"strings"

	"satprep/internal/kt"
)

// A Comparison is what a run is judged by: its model beside Elo and beside the
// mean alone, on the same answers of learners that none of them was fitted to, and
// whether what the model says is likely happens as often as it says.
type Comparison struct {
	Models  []Compared `json:"models"` // the run's first
	Gain    float64    `json:"gain"`
	GainSE  *float64   `json:"gain_se"` // null where one learner was held out
	Verdict string     `json:"verdict"` // in a sentence
	ECE     float64    `json:"ece"`     // mean distance of the curve from the diagonal
	Curve   []kt.Bin   `json:"curve"`   // predicted against right
}

// Compared is a model in a comparison.
type Compared struct {
	Model string `json:"model"`
	Quality
}

// Compare makes a run's comparison.
func (run *Run) Compare() Comparison {
	r := &run.Report
	return Comparison{Models: []Compared{{run.Model, Quality{r.AUC, r.NLL, r.Brier}}, {Elo, run.Elo}, {"mean", Quality{nil, r.Mean.NLL, r.Mean.Brier}}},
		Gain: run.Gain, GainSE: run.GainSE, Verdict: run.Verdict(), ECE: r.ECE, Curve: r.Bins}
}

// Verdict says in a sentence whether the run's model may serve, and if not why.
func (run *Run) Verdict() string {
	if why := run.against(); why != "" {
		return why + " Mastery stays with the model in force, if there is one."
	}
	return fmt.Sprintf("It predicts learners held out better than Elo does: its negative log-likelihood is lower by %.4f, more than the standard error of %.4f. It can be promoted.", run.Gain, *run.GainSE)
}

// against is what stands against promoting the run, "" if nothing does.
func (run *Run) against() string {
	switch run.WhyNot {
	case IsElo:
		return "Elo is the yardstick: a model is promotable only if it predicts learners held out better than Elo does, and Elo does not beat itself. Train best-lr or bkt."
	case TooFew:
		return fmt.Sprintf("A model is promotable only if it predicts learners held out better than Elo does, and %d answers of %d learners held out are too few to tell: it takes %d of %d.", run.Report.Test.Rows, run.Report.Test.Learners, MinAnswers, MinLearners)
	case NotBetter:
		return fmt.Sprintf("A model is promotable only if it predicts learners held out better than Elo does, by more than chance. This one has a negative log-likelihood of %.4f, Elo of %.4f.", run.Report.NLL, run.Elo.NLL)
	}
	return ""
}

// CurveWidth is how many characters Drawn gives a probability.
const CurveWidth = 41

// Drawn is a bin of a curve as a line of text from 0 to 1: | is what was predicted,
// * what was right, and # both.
func Drawn(b kt.Bin) string {
	if b.N == 0 {
		return ""
	}
	line := []byte(strings.Repeat(".", CurveWidth))
	at := func(p float64) int { return int(math.Round(min(max(p, 0), 1) * (CurveWidth - 1))) }
	line[at(b.Predicted)] = '|'
	if i := at(b.Right); line[i] == '|' {
		line[i] = '#'
	} else {
		line[i] = '*'
	}
	return string(line)
}
