package calibrate

import (
	"math"

	"satprep/internal/fault"
	"satprep/internal/irt"
)

// A Linked is the scale of one estimate on that of another.
type Linked struct {
	Method string  `json:"method"` // mean-sigma or stocking-lord
	Slope  float64 `json:"slope"`  // θ on the other scale is Slope·θ + Shift
	Shift  float64 `json:"shift"`
	Common int     `json:"common_items"`
	// RMSD is the root mean square difference of the common items' curves after linking, over N(0, 1).
	RMSD  float64 `json:"rmsd"`
	Items []Item  `json:"items"` // of the estimate linked, on the other scale
}

// common are the items that both estimates have.
func common(from, to *Estimate) (names []string, a, b []Item) {
	at := map[string]Item{}
	for _, it := range to.Items {
		at[it.Name] = it
	}
	for _, it := range from.Items {
		other, ok := at[it.Name]
		_, valid := it.Params()
		_, valid2 := other.Params()
		if ok && valid && valid2 {
			names, a, b = append(names, it.Name), append(a, it), append(b, other)
		}
	}
	return names, a, b
}

func paramsOf(items []Item) (list []irt.Params) {
	for _, it := range items {
		p, _ := it.Params()
		list = append(list, p)
	}
	return list
}

// LinkTo puts an estimate on the scale of another, by their common items.
func LinkTo(from, to *Estimate, method string) (_ *Linked, err error) {
	defer fault.In(&err, "calibrate.LinkTo")
	f := irt.StockingLord
	switch method {
	case "stocking-lord":
	case "mean-sigma":
		f = irt.MeanSigma
	default:
		return nil, fault.At("method", "A method is stocking-lord or mean-sigma.")
	}
	_, a, b := common(from, to)
	l, err := f(paramsOf(a), paramsOf(b))
	if err != nil {
		return nil, fault.Wrap(fault.Invalid, err, "The two files have %d usable items in common; %s.", len(a), err.Error())
	}
	out := &Linked{Method: method, Slope: l.Slope, Shift: l.Shift, Common: len(a)}
	for i := range a {
		p, _ := a[i].Params()
		q, _ := b[i].Params()
		d := irt.DriftOf(l.Params(p), q, irt.Errors{}, irt.Errors{})
		out.RMSD += d.Area * d.Area / float64(len(a))
	}
	out.RMSD = math.Sqrt(out.RMSD)
	for _, it := range from.Items {
		if p, ok := it.Params(); ok {
			q := l.Params(p)
			it.A, it.B, it.C, it.D = Number(q.A), Number(q.B), Number(q.C), Number(-q.A*q.B)
			it.SEA /= Number(l.Slope)
			it.SEB *= Number(l.Slope)
			it.SED = Number(math.NaN()) // mixes both errors, whose covariance is not in the file
		}
		out.Items = append(out.Items, it)
	}
	return out, nil
}

// A Drifted is how an item moved between two windows of time.
type Drifted struct {
	Name string `json:"name"`
	A    Number `json:"a"` // after less before, on the scale of before
	B    Number `json:"b"`
	ZA   Number `json:"z_a"`
	ZB   Number `json:"z_b"`
	Area Number `json:"area"` // root mean square difference of the curves over N(0, 1)
	Flag bool   `json:"flag"` // beyond chance (|z| > 2.58) and large enough to matter (area > .05)
}

// Drifts links two estimates and compares their common items.
func Drifts(before, after *Estimate) (list []Drifted, link *Linked, err error) {
	defer fault.In(&err, "calibrate.Drifts")
	if link, err = LinkTo(after, before, "stocking-lord"); err != nil {
		return nil, nil, err
	}
	linked := &Estimate{Items: link.Items}
	names, a, b := common(before, linked)
	for i, name := range names {
		p, _ := a[i].Params()
		q, _ := b[i].Params()
		d := irt.DriftOf(p, q, a[i].errors(), b[i].errors())
		list = append(list, Drifted{Name: name, A: Number(d.A), B: Number(d.B), ZA: Number(d.ZA), ZB: Number(d.ZB), Area: Number(d.Area),
			Flag: moved(d)})
	}
	return list, link, nil
}

// moved reports whether an item moved beyond chance and enough to matter.
func moved(d irt.Drift) bool {
	return d.Area > .05 && (math.Abs(d.ZA) > 2.58 || math.Abs(d.ZB) > 2.58)
}

// A Differential is an item's differential functioning.
type Differential struct {
	Name      string `json:"name"`
	Reference int    `json:"reference"` // persons compared
	Focal     int    `json:"focal"`
	Odds      Number `json:"odds_ratio"`
	Delta     Number `json:"delta"` // ETS: negative is harder for the focal group
	SE        Number `json:"se_delta"`
	Chi2      Number `json:"chi2"`
	P         Number `json:"p"`
	Class     string `json:"class"` // A, B, C; empty where not enough is known
}

// Differentials compares a focal group with all others, item by item (Mantel–Haenszel). A first pass finds items of class C; the
// second leaves them out of the score that persons are matched by, but for the item studied.
func Differentials(r *Responses, group map[string]string, focal string) (_ []Differential, err error) {
	defer fault.In(&err, "calibrate.Differentials")
	in := make([]bool, len(r.Persons))
	counts := [2]int{}
	kept := irt.NewResponses(len(r.Items))
	row := make([]irt.Response, len(r.Items))
	in = in[:0]
	for i, name := range r.Persons {
		g, known := group[name]
		if !known || g == "" {
			continue
		}
		weight := r.Answers.Row(i, row)
		if err := kept.Add(row, weight); err != nil {
			return nil, err
		}
		in = append(in, g == focal)
		if g == focal {
			counts[1]++
		} else {
			counts[0]++
		}
	}
	if counts[0] == 0 || counts[1] == 0 {
		return nil, fault.New(fault.Invalid, "%d persons are in the focal group %.40q and %d in another; both need some. Persons are named by user_id in both files.", counts[1], focal, counts[0])
	}
	pure := make([]bool, len(r.Items))
	for j := range pure {
		pure[j] = irt.MantelHaenszel(kept, j, in, nil).Class != "C"
	}
	var list []Differential
	for j, name := range r.Items {
		d := irt.MantelHaenszel(kept, j, in, pure)
		list = append(list, Differential{Name: name, Reference: int(d.Reference), Focal: int(d.Focal), Odds: Number(d.Odds), Delta: Number(d.Delta), SE: Number(d.SE), Chi2: Number(d.Chi2), P: Number(d.P), Class: d.Class})
	}
	return list, nil
}

// A KeyReport is what the options of an item say of its key.
type KeyReport struct {
	Name    string         `json:"name"`
	Key     string         `json:"key"`
	Best    string         `json:"best"`    // the option that goes with the highest scores on the other items
	Suspect bool           `json:"suspect"` // that is another than the key, by more than chance
	Options []OptionReport `json:"options"`
}

// An OptionReport is one option.
type OptionReport struct {
	Option        string `json:"option"`
	N             int    `json:"n"`
	Share         Number `json:"share"`
	PointBiserial Number `json:"point_biserial"`
}

// CheckKeys compares keys with what those who know choose. The responses must have been read with a key.
func CheckKeys(r *Responses) (_ []KeyReport, err error) {
	defer fault.In(&err, "calibrate.CheckKeys")
	if r.Key == nil {
		return nil, fault.At("key", "Checking keys needs raw choices and their key: give --key.")
	}
	total := make([]float64, len(r.Persons))
	row := make([]irt.Response, len(r.Items))
	right := make([][]bool, len(r.Items))
	for j := range right {
		right[j] = make([]bool, len(r.Persons))
	}
	for i := range r.Persons {
		r.Answers.Row(i, row)
		for j, a := range row {
			if a == irt.Right {
				total[i]++
				right[j][i] = true
			}
		}
	}
	var list []KeyReport
	rest := make([]float64, len(r.Persons))
	for j, name := range r.Items {
		for i := range rest {
			rest[i] = total[i]
			if right[j][i] {
				rest[i]--
			}
		}
		c := irt.CheckKey(r.Chosen[j], rest, len(r.Options[j]), r.Key[j])
		k := KeyReport{Name: name, Key: r.Options[j][r.Key[j]], Suspect: c.Suspect}
		if c.Best >= 0 {
			k.Best = r.Options[j][c.Best]
		}
		for o, v := range c.Options {
			k.Options = append(k.Options, OptionReport{Option: r.Options[j][o], N: v.N, Share: Number(v.Share), PointBiserial: Number(v.PointBiserial)})
		}
		list = append(list, k)
	}
	return list, nil
}
