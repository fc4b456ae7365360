package irt

import "math"

// LZ is the standardised log-likelihood of a pattern at theta (Drasgow, Levine & Williams 1985): about normal for who
// answers as the model says, far below 0 for who guesses, copies or is careless. NaN where the items tell nothing.
func LZ(items []Params, right []bool, theta float64) float64 {
	if len(items) != len(right) {
		return math.NaN()
	}
	l, mean, variance := 0.0, 0.0, 0.0
	for i, p := range items {
		r, w := p.logs(theta)
		prob := p.P(theta)
		if right[i] {
			l += r
		} else {
			l += w
		}
		mean += prob*r + (1-prob)*w
		variance += prob * (1 - prob) * (r - w) * (r - w)
	}
	return (l - mean) / math.Sqrt(variance)
}

// An OptionCheck is what an option of a choice item tells about those who chose it.
type OptionCheck struct {
	N             int     // chose it
	Share         float64 // of those who answered
	PointBiserial float64 // of choosing it with the score on all other items; NaN where all or none chose it
}

// A KeyCheck compares the key of an item with its other options.
type KeyCheck struct {
	Options []OptionCheck
	Best    int  // the option that goes with the highest rest scores
	Suspect bool // an option other than the key does so, by more than chance
}

// fewForKey is the number of answers under which correlations say too little of a key.
const fewForKey = 30

// CheckKey correlates every option of an item with the score on all other items. chosen is the option by person, -1 for no
// answer; rest the score on the others. An option is suspected of being the key when its correlation is positive and above the key's
// by more than two standard errors of a difference of correlations, taken as 1/√n each; under 30 answers none is.
func CheckKey(chosen []int, rest []float64, options, key int) KeyCheck {
	out := KeyCheck{Options: make([]OptionCheck, options), Best: -1}
	n, mean, square := 0, 0.0, 0.0
	for i, o := range chosen {
		if o >= 0 && o < options {
			n++
			mean += rest[i]
			square += rest[i] * rest[i]
			out.Options[o].N++
		}
	}
	mean /= float64(n)
	sd := math.Sqrt(math.Max(0, square/float64(n)-mean*mean))
	sums := make([]float64, options)
	for i, o := range chosen {
		if o >= 0 && o < options {
			sums[o] += rest[i]
		}
	}
	for o := range out.Options {
		c := &out.Options[o]
		c.Share = float64(c.N) / float64(n)
		c.PointBiserial = math.NaN()
		if c.N > 0 && c.N < n && sd > 0 {
			c.PointBiserial = (sums[o]/float64(c.N) - mean) / sd * math.Sqrt(c.Share/(1-c.Share))
		}
		if !math.IsNaN(c.PointBiserial) && (out.Best < 0 || c.PointBiserial > out.Options[out.Best].PointBiserial) {
			out.Best = o
		}
	}
	if best := out.Best; best >= 0 && best != key && key >= 0 && key < options && n >= fewForKey {
		of := out.Options[key].PointBiserial
		if math.IsNaN(of) {
			of = 0
		}
		gap := out.Options[best].PointBiserial - of
		out.Suspect = out.Options[best].PointBiserial > 0 && gap > 2*math.Sqrt2/math.Sqrt(float64(n))
	}
	return out
}

// RapidBelow is the time in seconds under which an answer to an item is taken for a guess that did not read it: a tenth of the mean
// time of those who answered it, at most ten seconds (NT10 of Wise & Ma 2012). Times that are no number or below 0 do not
// count; without any it is 0, under which nothing lies.
func RapidBelow(seconds []float64) float64 {
	sum, n := 0.0, 0.0
	for _, s := range seconds {
		if s >= 0 && !math.IsInf(s, 0) {
			sum, n = sum+s, n+1
		}
	}
	if n == 0 {
		return 0
	}
	return min(sum/n/10, 10)
}

// LeastEffort is the response time effort, the share of a person's timed answers that were not rapid, under which the person
// is said not to have tried (Wise & Kong 2005).
const LeastEffort = .9
