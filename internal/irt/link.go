package irt

import (
	"errors"
	"math"
)

// A Link takes parameters of one scale to another on which θ' = Slope·θ + Shift.
type Link struct{ Slope, Shift float64 }

// Params are the same item's on the other scale.
func (l Link) Params(p Params) Params {
	return Params{A: p.A / l.Slope, B: l.Slope*p.B + l.Shift, C: p.C}
}

var errLink = errors.New("a link needs at least two common items of valid parameters whose difficulties differ")

// MeanSigma links by mean and standard deviation of the common items' difficulties (Marco 1977).
func MeanSigma(from, to []Params) (Link, error) {
	if len(from) != len(to) || len(from) < 2 {
		return Link{}, errLink
	}
	moments := func(items []Params) (mean, sd float64) {
		for _, p := range items {
			mean += p.B
		}
		mean /= float64(len(items))
		for _, p := range items {
			sd += (p.B - mean) * (p.B - mean)
		}
		return mean, math.Sqrt(sd / float64(len(items)))
	}
	mf, sf := moments(from)
	mt, st := moments(to)
	l := Link{Slope: st / sf}
	l.Shift = mt - l.Slope*mf
	for i := range from {
		if !from[i].Valid() || !to[i].Valid() {
			return Link{}, errLink
		}
	}
	if !(l.Slope > 0) || math.IsInf(l.Slope, 0) {
		return Link{}, errLink
	}
	return l, nil
}

// StockingLord links by the test characteristic curves of the common items (Stocking & Lord 1983): the least sum of their
// squared differences at the nodes, weighed by N(0, 1) on the scale linked to. It starts from MeanSigma.
func StockingLord(from, to []Params) (Link, error) {
	l, err := MeanSigma(from, to)
	if err != nil {
		return l, err
	}
	weights := PriorWeights(0, 1)
	// Gauss–Newton with halved steps: two unknowns, a residual a node.
	loss := func(l Link) (sum float64) {
		for k, x := range nodes {
			d := 0.0
			for i := range from {
				d += to[i].P(x) - l.Params(from[i]).P(x)
			}
			sum += weights[k] * d * d
		}
		return sum
	}
	now := loss(l)
	for range 100 {
		var h11, h12, h22, g1, g2 float64
		for k, x := range nodes {
			d, ds, dt := 0.0, 0.0, 0.0
			for i := range from {
				q := l.Params(from[i])
				d += to[i].P(x) - q.P(x)
				// a(θ-b) on the other scale is a/S·(x - Shift) - ab.
				slope := q.D1(x) / q.A // dP/dz
				ds -= slope * from[i].A * (x - l.Shift) / (l.Slope * l.Slope)
				dt -= slope * from[i].A / l.Slope
			}
			w := weights[k]
			h11, h12, h22, g1, g2 = h11+w*ds*ds, h12+w*ds*dt, h22+w*dt*dt, g1+w*ds*d, g2+w*dt*d
		}
		h11, h22 = h11*(1+1e-12), h22*(1+1e-12)
		det := h11*h22 - h12*h12
		if !(det > 0) {
			break
		}
		ds, dt := (h22*g1-h12*g2)/det, (h11*g2-h12*g1)/det
		moved := false
		for range 30 {
			next := Link{l.Slope + ds, l.Shift + dt}
			if v := loss(next); next.Slope > 0 && v <= now {
				moved, l, now = v < now, next, v
				break
			}
			ds, dt = ds/2, dt/2
		}
		if !moved || math.Abs(ds)+math.Abs(dt) < 1e-10 {
			break
		}
	}
	return l, nil
}

// A Drift is how an item's parameters moved between two calibrations on one scale.
type Drift struct {
	A, B   float64 // after less before
	ZA, ZB float64 // in standard errors of the difference; NaN where neither calibration has one
	// Area is the root mean square difference of the curves over N(0, 1): what the move does to answers.
	Area float64
}

// DriftOf compares an item before and after, both on one scale; the errors are those of the two calibrations.
func DriftOf(before, after Params, seBefore, seAfter Errors) Drift {
	d := Drift{A: after.A - before.A, B: after.B - before.B}
	z := func(d, before, after float64) float64 {
		if se := math.Hypot(before, after); se > 0 {
			return d / se
		}
		return math.NaN() // without an error nothing is known to be beyond chance
	}
	d.ZA, d.ZB = z(d.A, seBefore.A, seAfter.A), z(d.B, seBefore.B, seAfter.B)
	weights := PriorWeights(0, 1)
	for k, x := range nodes {
		e := after.P(x) - before.P(x)
		d.Area += weights[k] * e * e
	}
	d.Area = math.Sqrt(d.Area)
	return d
}
