package irt

import "math"

// A DIF is how differently an item works for two groups of one ability.
type DIF struct {
	Reference, Focal float64 // answers compared
	Odds             float64 // common odds ratio of a right answer, reference to focal (Mantel & Haenszel 1959)
	Delta            float64 // -2.35 ln Odds: ETS's delta; negative means harder for the focal group
	SE               float64 // of Delta (Robins, Breslow & Greenland 1986)
	Chi2, P          float64 // with the continuity correction, one degree of freedom
	Class            string  // A negligible, B slight to moderate, C moderate to large (Zieky 1993); empty where not enough is known
}

// differs reports whether |Delta| is more than at by a one-sided test at 5 %, as the rule of class C asks.
func (d DIF) differs(at float64) bool { return (math.Abs(d.Delta)-at)/d.SE > 1.645 }

// MantelHaenszel compares two groups of rows on one item. Rows are matched by the number of right answers to the items of
// the matching set, to which the studied item belongs (Holland & Thayer 1988); rows with a missing answer in it are left out.
// focal says which rows are of the focal group. purified, when not nil, lists the matching items; nil is all.
func MantelHaenszel(r *Responses, item int, focal []bool, purified []bool) DIF {
	type stratum struct{ refRight, refWrong, focRight, focWrong float64 }
	strata := make([]stratum, r.items+1)
	row := make([]Response, r.items)
	for i := range r.Rows() {
		n, score, complete := r.Row(i, row), 0, row[item] != Missing
		for j, a := range row {
			if j != item && purified != nil && !purified[j] {
				continue
			}
			complete = complete && a != Missing
			if a == Right {
				score++
			}
		}
		if !complete {
			continue
		}
		s := &strata[score]
		switch right := row[item] == Right; {
		case focal[i] && right:
			s.focRight += n
		case focal[i]:
			s.focWrong += n
		case right:
			s.refRight += n
		default:
			s.refWrong += n
		}
	}
	var d DIF
	var num, den, observed, expected, variance, pr, psqr, qs float64
	for _, s := range strata {
		ref, foc := s.refRight+s.refWrong, s.focRight+s.focWrong
		n, right := ref+foc, s.refRight+s.focRight
		if ref == 0 || foc == 0 || right == 0 || right == n {
			continue
		}
		d.Reference, d.Focal = d.Reference+ref, d.Focal+foc
		a, b := s.refRight*s.focWrong/n, s.refWrong*s.focRight/n
		p, q := (s.refRight+s.focWrong)/n, (s.refWrong+s.focRight)/n
		num, den = num+a, den+b
		pr, psqr, qs = pr+p*a, psqr+p*b+q*a, qs+q*b
		observed, expected = observed+s.refRight, expected+ref*right/n
		if n > 1 {
			variance += ref * foc * right * (n - right) / (n * n * (n - 1))
		}
	}
	d.Odds = num / den
	d.Delta = -2.35 * math.Log(d.Odds)
	d.SE = 2.35 * math.Sqrt(pr/(2*num*num)+psqr/(2*num*den)+qs/(2*den*den))
	gap := math.Max(0, math.Abs(observed-expected)-0.5)
	d.Chi2 = gap * gap / variance
	d.P = chiSquareTail(d.Chi2, 1)
	switch {
	case math.IsNaN(d.Delta) || math.IsInf(d.Delta, 0) || math.IsNaN(d.P):
	case math.Abs(d.Delta) < 1 || d.P >= 0.05:
		d.Class = "A"
	case math.Abs(d.Delta) >= 1.5 && d.differs(1):
		d.Class = "C"
	default:
		d.Class = "B"
	}
	return d
}
