package irt

import "math"

// memory is how many of the last steps the acceleration looks at.
const memory = 5

// An accelerator extrapolates a slowly converging fixed-point iteration x → F(x): from the last differences of residuals
// F(x)-x it solves for the combination whose residual is least (Anderson 1965, type II; as for EM in Henderson &
// Varadhan 2019), lengths being measured in standard errors.
type accelerator struct {
	x, residual []float64   // of the last call
	dx, dr      [][]float64 // differences, the newest last
}

func (a *accelerator) forget() { *a = accelerator{} }

// step is told x, F(x) and the information's diagonal, and returns where to go.
func (a *accelerator) step(x, fx, information []float64) []float64 {
	residual := make([]float64, len(x))
	for i := range x {
		residual[i] = fx[i] - x[i]
	}
	if a.x != nil {
		dx, dr := make([]float64, len(x)), make([]float64, len(x))
		for i := range x {
			dx[i], dr[i] = x[i]-a.x[i], residual[i]-a.residual[i]
		}
		a.dx, a.dr = append(a.dx, dx), append(a.dr, dr)
		if len(a.dx) > memory {
			a.dx, a.dr = a.dx[1:], a.dr[1:]
		}
	}
	a.x, a.residual = x, residual
	n := len(a.dr)
	next := append([]float64(nil), fx...)
	if n == 0 {
		return next
	}
	dot := func(u, v []float64) (s float64) {
		for i := range u {
			s += u[i] * v[i] * information[i]
		}
		return s
	}
	var gram [memory][memory]float64
	var right [memory]float64
	for i := range n {
		for j := range n {
			gram[i][j] = dot(a.dr[i], a.dr[j])
		}
		right[i] = dot(a.dr[i], residual)
	}
	gamma, ok := solveSmall(gram, right, n)
	if !ok {
		a.dx, a.dr = nil, nil
		return next
	}
	for j, g := range gamma[:n] {
		for i := range next {
			next[i] -= g * (a.dx[j][i] + a.dr[j][i])
		}
	}
	return next
}

// solveSmall solves a symmetric positive system of n equations by Cholesky's method, slightly regularised.
func solveSmall(m [memory][memory]float64, b [memory]float64, n int) (x [memory]float64, ok bool) {
	for i := range n {
		for j := range i + 1 {
			v := m[i][j]
			if i == j {
				v *= 1 + 1e-10
			}
			for k := range j {
				v -= m[i][k] * m[j][k]
			}
			if i == j {
				if !(v > 0) {
					return x, false
				}
				m[i][i] = math.Sqrt(v)
			} else {
				m[i][j] = v / m[j][j]
			}
		}
	}
	for i := range n {
		v := b[i]
		for k := range i {
			v -= m[i][k] * x[k]
		}
		x[i] = v / m[i][i]
	}
	for i := n - 1; i >= 0; i-- {
		v := x[i]
		for k := i + 1; k < n; k++ {
			v -= m[k][i] * x[k]
		}
		x[i] = v / m[i][i]
	}
	return x, true
}
