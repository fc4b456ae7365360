package train

import (
	"context"
	"encoding/json"
	"math"
	"time"

	"satprep/internal/fault"
	"satprep/internal/kt"
)

// The models by name.
const (
	Elo    = "elo"
	BestLR = "best-lr"
	BKT    = "bkt"
)

// A Report is how well a model predicted answers of learners it was not fitted to.
type Report struct {
	Model    string     `json:"model"`
	AUC      *float64   `json:"auc"` // null where all answers are alike
	NLL      float64    `json:"nll"`
	Brier    float64    `json:"brier"`
	Accuracy float64    `json:"accuracy"`
	ECE      float64    `json:"ece"`
	Seconds  float64    `json:"seconds"` // of fitting
	Predict  float64    `json:"predict_seconds"`
	Train    Part       `json:"train"`
	Test     Part       `json:"test"`
	Mean     Constant   `json:"mean_of_train"` // the yardstick: the training share of right answers for every row
	Bins     []kt.Bin   `json:"bins"`
	Fitted   kt.Model   `json:"-"`
	Names    [][]string `json:"-"`

	predicted []float64 // of the rows of test
}

// A Part is a part of the answers.
type Part struct {
	Rows     int     `json:"rows"`
	Learners int     `json:"learners"`
	Items    int     `json:"items"`
	Skills   int     `json:"skills"`
	Right    float64 `json:"right"`
}

// A Quality is what two models are compared by.
type Quality struct {
	AUC   *float64 `json:"auc" doc:"null where all answers are alike"`
	NLL   float64  `json:"nll"`
	Brier float64  `json:"brier"`
}

// A Constant is the quality of one prediction for all.
type Constant struct {
	NLL   float64 `json:"nll"`
	Brier float64 `json:"brier"`
}

func part(t *kt.Table) Part {
	p := Part{Rows: len(t.Rows)}
	learners, items, skills := map[int]bool{}, map[int]bool{}, map[int]bool{}
	for _, r := range t.Rows {
		learners[r.Learner], items[r.Item] = true, true
		for _, s := range r.Skills {
			skills[s] = true
		}
		if r.Right {
			p.Right += 1 / float64(len(t.Rows))
		}
	}
	p.Learners, p.Items, p.Skills = len(learners), len(items), len(skills)
	return p
}

// both counts the learners of test that are in train too, and all of test.
func both(train, test *kt.Table) (n, of int) {
	fitted, seen := map[int]bool{}, map[int]bool{}
	for _, r := range train.Rows {
		fitted[r.Learner] = true
	}
	for _, r := range test.Rows {
		if !seen[r.Learner] && fitted[r.Learner] {
			n++
		}
		seen[r.Learner] = true
	}
	return n, len(seen)
}

// Fit fits a model by name.
func Fit(ctx context.Context, model string, t *kt.Table) (kt.Model, error) {
	switch model {
	case Elo:
		return kt.FitElo(t, kt.EloAlpha, kt.EloBeta), nil
	case BestLR:
		return kt.FitBestLR(ctx, t, kt.DefaultPenalty)
	case BKT:
		return kt.FitBKT(ctx, t)
	}
	return nil, fault.At("model", "A model is elo, best-lr or bkt.")
}

// Run fits to train and judges on test, whose learners are others: a learner of
// both is Invalid.
func (r *Reader) Run(ctx context.Context, model string, train, test *kt.Table) (_ *Report, err error) {
	defer fault.In(&err, "train.Run")
	r.size(train, test)
	switch {
	case len(train.Rows) == 0:
		return nil, fault.New(fault.Invalid, "No learner is in the training part; give more learners, or a smaller share to hold out.")
	case len(test.Rows) == 0:
		return nil, fault.New(fault.Invalid, "No learner is held out to judge the model on; give more learners, a larger share, or a table of their own.")
	}
	if n, of := both(train, test); n > 0 {
		return nil, fault.New(fault.Invalid, "%d of the %d learners to judge on are also among those to fit to, so the figures would not say how well the model predicts learners whom it never met. Put every learner into one of the two tables, or give one table, whose learners are parted.", n, of)
	}
	began := time.Now()
	m, err := Fit(ctx, model, train)
	if err != nil {
		return nil, err
	}
	out := &Report{Model: model, Seconds: time.Since(began).Seconds(), Train: part(train), Test: part(test), Fitted: m, Names: [][]string{r.all.Items, r.all.Skills}}
	began = time.Now()
	p := kt.Predict(m, test)
	out.predicted = p
	out.Predict = time.Since(began).Seconds()
	right, mean := make([]bool, len(p)), make([]float64, len(p))
	for i, row := range test.Rows {
		right[i], mean[i] = row.Right, out.Train.Right
	}
	q := kt.Judge(p, right)
	if !math.IsNaN(q.AUC) {
		out.AUC = &q.AUC
	}
	out.NLL, out.Brier, out.Accuracy, out.ECE, out.Bins = q.NLL, q.Brier, q.Accuracy, q.ECE, q.Bins
	c := kt.Judge(mean, right)
	out.Mean = Constant{NLL: c.NLL, Brier: c.Brier}
	return out, nil
}

// A File is a fitted model as it is kept.
type File struct {
	Model  string          `json:"model"`
	Items  []string        `json:"items"`
	Skills []string        `json:"skills"`
	State  json.RawMessage `json:"parameters"`
}

// Encode is the model with its names.
func (o *Report) Encode() ([]byte, error) {
	state, err := json.Marshal(o.Fitted)
	if err != nil {
		return nil, err
	}
	return json.Marshal(File{Model: o.Model, Items: o.Names[0], Skills: o.Names[1], State: state})
}
