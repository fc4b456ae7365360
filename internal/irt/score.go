package irt

import "math"

// Scale of a section: 500 + 100 θ in steps of 10.
const (
	LowestScore  = 200
	HighestScore = 800
)

// Standard deviations of the parameters of an item nobody has calibrated, and
// of the scale before it is anchored to official scores, in points.
const (
	AuthoredBSD         = 0.6
	AuthoredLnASD       = 0.5
	UnanchoredScaleSD   = 40.0
	CalibratedShareMin  = 0.8 // share of operational items that makes a score calibrated
	floorUncalibrated   = 60.0
	floorAnchored       = 30.0
	floorDiagnostic     = 80.0
	pointsPerUnit       = 100.0
	pointsAtZero        = 500.0
	lowestTotal         = 2 * LowestScore
	highestTotal        = 2 * HighestScore
	pointsBetweenScores = 10.0
)

// SD is how sure an item's parameters are: standard deviations of b and ln a.
// The zero value is a parameter taken as known.
type SD struct{ B, LnA float64 }

// Points is 500 + 100 θ within 200–800, not rounded: what differences of scores
// are taken of.
func Points(theta float64) float64 {
	return min(max(pointsAtZero+pointsPerUnit*theta, LowestScore), HighestScore)
}

// ScaleScore is 500 + 100 θ rounded to 10 (halves away from 500), within
// 200–800. Of NaN, which is no score, it is 0.
func ScaleScore(theta float64) int {
	if math.IsNaN(theta) {
		return 0
	}
	points := pointsAtZero + pointsBetweenScores*math.Round(theta*pointsPerUnit/pointsBetweenScores)
	return int(min(max(points, LowestScore), HighestScore))
}

// A SectionScore is what one section of a test says, from its operational
// answers only.
type SectionScore struct {
	Theta, SETheta float64 // EAP with prior N(0, 1), posterior SD
	SEParams       float64 // see ParameterSE
	Right, Of      int
	Scaled         int // 200–800; 0 when Of is 0, which is no score
}

// ScoreSection scores a section. sds holds one SD an item, or is nil when the
// parameters are taken as known. By rule all right is 800 and all wrong 200,
// whatever θ is.
func ScoreSection(items []Params, sds []SD, right []bool) SectionScore {
	s := SectionScore{Of: len(items)}
	s.Theta, s.SETheta = EAP(items, right, 0, 1)
	if sds != nil {
		s.SEParams = ParameterSE(items, sds, right, 0, 1)
	}
	for _, ok := range right {
		if ok {
			s.Right++
		}
	}
	switch {
	case s.Of == 0 || math.IsNaN(s.Theta):
	case s.Right == s.Of:
		s.Scaled = HighestScore
	case s.Right == 0:
		s.Scaled = LowestScore
	default:
		s.Scaled = ScaleScore(s.Theta)
	}
	return s
}

// ParameterSE is the part of an EAP's error that comes from not knowing the
// parameters, in units of θ, by the delta method: errors of b and ln a are taken
// as independent over items and between the two, and
//
//	SE² = Σ (∂θ/∂b · SD(b))² + (∂θ/∂ln a · SD(ln a))².
//
// The derivative of a posterior mean by a parameter is exact: the posterior
// covariance of θ with the derivative of the log-likelihood by it,
// -a(u-P)P*/P for b and a(θ-b)(u-P)P*/P for ln a, P* the curve without c. An
// error shared by all items is one of the scale, not of these. Slices of
// different lengths give NaN.
func ParameterSE(items []Params, sds []SD, right []bool, mean, sd float64) float64 {
	if len(items) != len(right) || len(items) != len(sds) {
		return math.NaN()
	}
	w := posterior(items, right, mean, sd)
	theta, _ := moments(&w)
	sum := 0.0
	for i, p := range items {
		var byB, byLnA float64
		for k, x := range nodes {
			g := p.slope(x, right[i])
			byB -= w[k] * (x - theta) * g
			byLnA += w[k] * (x - theta) * (x - p.B) * g
		}
		byB *= sds[i].B
		byLnA *= sds[i].LnA
		sum += byB*byB + byLnA*byLnA
	}
	return math.Sqrt(sum)
}

// Precision is what the band around a section's score is made of.
type Precision struct {
	SETheta, SEParams float64 // in θ
	ScaleSD           float64 // in points; UnanchoredScaleSD until anchored
	CalibratedShare   float64 // of the operational items, 0–1
	Anchored          bool    // the scale is anchored to official scores
	Diagnostic        bool    // a diagnostic, not a test
}

// HalfWidth is the half width in points of the ±1 SE band ("about 2 in 3"):
// the root of the three squared errors, but at least 60; at least 30 when 80 % of
// the items are calibrated and the scale is anchored; at least 80 for a
// diagnostic.
func (p Precision) HalfWidth() float64 {
	floor := floorUncalibrated
	switch {
	case p.Diagnostic:
		floor = floorDiagnostic
	case p.Status() == Anchored:
		floor = floorAnchored
	}
	se := math.Hypot(pointsPerUnit*math.Hypot(p.SETheta, p.SEParams), p.ScaleSD)
	return max(se, floor)
}

// Band is the band of a section's score, its ends rounded outward to 10 and
// kept within the scale.
func Band(scaled int, halfWidth float64) (lo, hi int) {
	return band(scaled, halfWidth, LowestScore, HighestScore)
}

// TotalBand is the band of a total: its half width is the root of the sections'
// summed squares.
func TotalBand(total int, halfWidths ...float64) (lo, hi int) {
	s := 0.0
	for _, h := range halfWidths {
		s = math.Hypot(s, h)
	}
	return band(total, s, lowestTotal, highestTotal)
}

func band(at int, half, lowest, highest float64) (lo, hi int) {
	const hair = 1e-9 // a root that should be a multiple of 10 may miss it
	down := math.Floor((float64(at)-half)/pointsBetweenScores+hair) * pointsBetweenScores
	up := math.Ceil((float64(at)+half)/pointsBetweenScores-hair) * pointsBetweenScores
	return int(max(down, lowest)), int(min(up, highest))
}

// A Status says what a score rests on.
type Status string

const (
	Authored   Status = "authored"   // parameters guessed by a rubric
	Calibrated Status = "calibrated" // at least 80 % of the items calibrated
	Anchored   Status = "anchored"   // that, and the scale tied to official scores
)

// Status is the status of a score of this precision.
func (p Precision) Status() Status {
	switch {
	case p.CalibratedShare < CalibratedShareMin:
		return Authored
	case p.Anchored:
		return Anchored
	}
	return Calibrated
}
