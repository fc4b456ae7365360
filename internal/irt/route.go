package irt

import "math"

// RoutingCut is the θ in [-3, 3] where the information curves of the two second
// modules cross, the harder one telling more above it. Of several such
// crossings it is the one nearest 0 (the lower of two equally near). Where there
// is none, as with two modules alike, crossed is false and the cut is 0.
func RoutingCut(easier, harder []Params) (cut float64, crossed bool) {
	gain := func(x float64) float64 { return TestInformation(harder, x) - TestInformation(easier, x) }
	const steps, end = 120, 3.0
	at := func(k int) float64 { return -end + float64(k)*2*end/steps }
	last := gain(at(0))
	for k := 1; k <= steps; k++ {
		next := gain(at(k))
		if last < 0 && next >= 0 {
			lo, hi := at(k-1), at(k)
			for range 60 {
				if mid := (lo + hi) / 2; gain(mid) < 0 {
					lo = mid
				} else {
					hi = mid
				}
			}
			if !crossed || math.Abs(hi) < math.Abs(cut) {
				cut, crossed = hi, true
			}
		}
		last = next
	}
	return cut, crossed
}

// Route reports whether a θ goes to the harder second module. Ties go harder.
func Route(theta, cut float64) (harder bool) { return theta >= cut }
