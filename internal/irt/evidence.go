package irt

import (
	"encoding/binary"
	"errors"
	"fmt"
	"math"
)

// A Table holds what one answer to an item adds to Evidence, so that adding it
// is 61 additions. It is the same for all items of equal Params.
type Table struct {
	Right, Wrong [NodeCount]float32 // ln P and ln(1-P) at the nodes
	Information  [NodeCount]float32 // at the nodes
}

// NewTable tabulates p, which must be Valid.
func NewTable(p Params) *Table {
	t := new(Table)
	for k, x := range nodes {
		r, w := p.logs(x)
		t.Right[k], t.Wrong[k] = float32(r), float32(w)
		t.Information[k] = float32(p.Information(x))
	}
	return t
}

// Evidence is a log-likelihood of θ at the nodes, each answer with its weight.
// The zero value is no evidence. It is float32 because it is stored so: reading
// it back changes nothing.
type Evidence [NodeCount]float32

// Add adds an answer with weight 1.
func (e *Evidence) Add(t *Table, right bool) {
	from := &t.Wrong
	if right {
		from = &t.Right
	}
	for k := range e {
		e[k] += from[k]
	}
}

// Decay multiplies the weight of all that was added so far by factor, in [0, 1].
func (e *Evidence) Decay(factor float64) {
	f := float32(factor)
	for k := range e {
		e[k] = float32(e[k] * f) // the conversion forbids fusing with a later Add
	}
}

// Posterior returns the mean of θ given the evidence and the prior
// N(mean, sd²), and the posterior standard deviation.
func (e *Evidence) Posterior(mean, sd float64) (theta, se float64) {
	var w [NodeCount]float64
	c := -0.5 / (sd * sd)
	top := math.Inf(-1)
	for k, x := range nodes {
		w[k] = float64(e[k]) + c*(x-mean)*(x-mean)
		top = max(top, w[k])
	}
	var s0, s1, s2 float64
	for k, x := range nodes {
		v := w[k] - top
		if v < -40 { // below 1e-17 of the largest weight: lost in the sum
			continue
		}
		p := math.Exp(v)
		s0 += p
		s1 += p * x
		s2 += p * x * x
	}
	theta = s1 / s0
	return theta, math.Sqrt(max(0, s2/s0-theta*theta))
}

// evidenceFormat is the first byte of encoded Evidence.
const evidenceFormat = 1

// evidenceSize is the length of encoded Evidence in bytes.
const evidenceSize = 1 + 4*NodeCount

// MarshalBinary encodes e in 245 bytes: a format byte, then the nodes' values
// as little-endian IEEE 754 singles. The error is always nil.
func (e *Evidence) MarshalBinary() ([]byte, error) {
	b := make([]byte, 1, evidenceSize)
	b[0] = evidenceFormat
	for _, v := range e {
		b = binary.LittleEndian.AppendUint32(b, math.Float32bits(v))
	}
	return b, nil
}

// UnmarshalBinary decodes what MarshalBinary made. Bytes of another length or
// format, and values that no log-likelihood has, are errors and leave e alone.
func (e *Evidence) UnmarshalBinary(b []byte) error {
	if len(b) != evidenceSize {
		return fmt.Errorf("evidence has %d bytes, want %d", len(b), evidenceSize)
	}
	if b[0] != evidenceFormat {
		return fmt.Errorf("evidence has format %d, want %d", b[0], evidenceFormat)
	}
	var out Evidence
	for k := range out {
		v := math.Float32frombits(binary.LittleEndian.Uint32(b[1+4*k:]))
		if !(v <= 0) || math.IsInf(float64(v), 0) {
			return errors.New("evidence is not a log-likelihood")
		}
		out[k] = v
	}
	*e = out
	return nil
}
