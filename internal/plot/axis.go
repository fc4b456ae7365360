package plot

import (
	"math"
	"strconv"
	"strings"
)

// An Axis maps values to places and has ticks at round numbers.
type Axis struct {
	Low, High, Step float64
	From, To        float64 // places of Low and High
}

// NewAxis covers [low, high] with 4 to 8 round steps; it starts at 0 where that
// leaves more than two fifths of it to the data, or where zero says so.
func NewAxis(low, high float64, zero bool, from, to float64) Axis {
	if zero || low > 0 && low < .6*high {
		low = min(low, 0)
	}
	if zero || high < 0 && high > .6*low {
		high = max(high, 0)
	}
	if high-low < 1e-9 {
		low, high = low-1, high+1
	}
	raw := (high - low) / 6
	unit := math.Pow(10, math.Floor(math.Log10(raw)))
	step := unit * 10
	for _, s := range []float64{1, 2, 5} {
		if unit*s >= raw {
			step = unit * s
			break
		}
	}
	return Axis{math.Floor(low/step+1e-9) * step, math.Ceil(high/step-1e-9) * step, step, from, to}
}

// At is the place of a value.
func (a Axis) At(v float64) float64 { return a.From + (v-a.Low)/(a.High-a.Low)*(a.To-a.From) }

// Zero is the place of 0, or of the axis's low end where 0 is not on it.
func (a Axis) Zero() float64 {
	if a.Low < 0 && a.High > 0 {
		return a.At(0)
	}
	return a.From
}

// Ticks are the round numbers from Low to High.
func (a Axis) Ticks() (t []float64) {
	for i := 0; i <= int(math.Round((a.High-a.Low)/a.Step)); i++ {
		t = append(t, a.Low+float64(i)*a.Step)
	}
	return t
}

// Decimal writes a value of a tick or table without noise in its last digits.
func Decimal(v float64) string {
	if v = math.Round(v*1e9) / 1e9; v == 0 {
		return "0"
	}
	return strings.Replace(strconv.FormatFloat(v, 'f', -1, 64), "-", "−", 1)
}
