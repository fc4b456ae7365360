package irt

import "math"

// maximise is the M-step: the vector that maximises the expected complete-data log-likelihood of the engine's run plus the
// priors, and the diagonal of its information there, which is the metric of the acceleration.
func (c *Calibration) maximise(items []item, set Settings) (next, information []float64) {
	l := c.layout
	information = make([]float64, l.size)
	fitted := make([]item, len(items))
	if set.CommonSlope {
		c.commonSlope(items, fitted, information)
	} else {
		for j, it := range items {
			var info [3]float64
			fitted[j], info = ascend(c.specs[j], it, &c.engine.seen[j], &c.engine.right[j])
			for i, at := range [3]int{l.a[j], l.d[j], l.c[j]} {
				if at >= 0 {
					information[at] = info[i]
				}
			}
		}
	}
	mean, sd := 0.0, 1.0
	if l.population >= 0 {
		w, sum := c.engine.margin, 0.0
		for _, v := range w {
			sum += v
		}
		for k := range w {
			w[k] /= sum
		}
		mean, sd = moments(&w)
		information[l.population], information[l.population+1] = sum/(sd*sd), 2*sum/(sd*sd)
	}
	return l.vector(fitted, mean, sd), information
}

// value is the part of an item in the expected log-likelihood: Σ r ln P + (n-r) ln(1-P), and its priors.
func value(s ItemSpec, it item, seen, right *grid) float64 {
	sum, _, _, _ := priors(s, it)
	for k, x := range nodes {
		z := it.a*x + it.d
		wrong := math.Log1p(-it.c) - softplus(z)
		good := -softplus(-z)
		if it.c > 0 {
			l, _ := logistic(z)
			good = math.Log(it.c + (1-it.c)*l)
		}
		sum += right[k]*good + (seen[k]-right[k])*wrong
	}
	return sum
}

// slopes is the gradient of value by (a, d, g), and the expected information; for the 2PL it is the observed one.
func slopes(s ItemSpec, it item, seen, right *grid) (grad [3]float64, info [3][3]float64) {
	_, grad, info, _ = priors(s, it)
	for k, x := range nodes {
		l, m := logistic(it.a*x + it.d)
		p := it.c + (1-it.c)*l
		ratio := 1.0 // l/p
		if it.c > 0 {
			ratio = l / p
		}
		residual := right[k] - seen[k]*p
		// dP/d(a, d, g) = ((1-c)lm x, (1-c)lm, c(1-c)m) and P(1-P) = p(1-c)m.
		u := [3]float64{ratio * x, ratio, 0}
		if it.c > 0 {
			u[2] = it.c / p
		}
		w := seen[k] * p * (1 - it.c) * m
		for i := range 3 {
			grad[i] += residual * u[i]
			for j := range i + 1 {
				info[i][j] += w * u[i] * u[j]
			}
		}
	}
	info[0][1], info[0][2], info[1][2] = info[1][0], info[2][0], info[2][1]
	return grad, info
}

// ascend raises value by Fisher scoring until it moves no more; a step that would lower it is halved.
func ascend(s ItemSpec, it item, seen, right *grid) (item, [3]float64) {
	free := [3]bool{s.FreeA, s.FreeB, s.FreeC}
	now := value(s, it, seen, right)
	var diagonal [3]float64
	for range 30 {
		grad, info := slopes(s, it, seen, right)
		for i := range diagonal {
			diagonal[i] = info[i][i]
		}
		step := solve3(info, grad, free)
		size := max(math.Abs(step[0]), math.Abs(step[1]), math.Abs(step[2]))
		if size < 1e-9 || size != size {
			break
		}
		moved := false
		for range 20 {
			next := it
			next.a, next.d = it.a+step[0], min(max(it.d+step[1], -farthest), farthest)
			if !s.FreeB { // a fixed difficulty; a is fixed too, see check
				next.d = it.d
			}
			if s.FreeC {
				next.g = it.g + step[2]
				next.c, _ = logistic(next.g)
			}
			if s.FreeB && !s.FreeA {
				next.a = it.a
			}
			if math.Abs(next.a) <= steepest && !(s.LnA.given() && s.FreeA && next.a <= 0) {
				if v := value(s, next, seen, right); v >= now {
					moved, it, now = v > now+1e-13*math.Abs(now), next, v
					break
				}
			}
			for i := range step {
				step[i] /= 2
			}
		}
		if !moved {
			break
		}
	}
	return it, diagonal
}

// solve3 solves info·step = grad over the free coordinates, by elimination: info is positive definite there.
func solve3(info [3][3]float64, grad [3]float64, free [3]bool) (step [3]float64) {
	for i, f := range free {
		if !f {
			for j := range 3 {
				info[i][j], info[j][i] = 0, 0
			}
			info[i][i], grad[i] = 1, 0
		}
	}
	for i := range 3 {
		info[i][i] *= 1 + 1e-12
		for j := i + 1; j < 3; j++ {
			f := info[j][i] / info[i][i]
			for k := i; k < 3; k++ {
				info[j][k] -= f * info[i][k]
			}
			grad[j] -= f * grad[i]
		}
	}
	for i := 2; i >= 0; i-- {
		v := grad[i]
		for j := i + 1; j < 3; j++ {
			v -= info[i][j] * step[j]
		}
		step[i] = v / info[i][i]
	}
	return step
}

// commonSlope maximises over one slope and all intercepts: the information is an arrow, solved by its Schur complement.
func (c *Calibration) commonSlope(items, fitted []item, information []float64) {
	copy(fitted, items)
	shared := -1
	for range 30 {
		grads, infos := make([][3]float64, len(items)), make([][3][3]float64, len(items))
		ga, haa := 0.0, 0.0
		for j, s := range c.specs {
			grads[j], infos[j] = slopes(s, fitted[j], &c.engine.seen[j], &c.engine.right[j])
			if s.FreeA {
				shared = c.layout.a[j]
				ga += grads[j][0]
				haa += infos[j][0][0]
			}
			if at := c.layout.d[j]; at >= 0 {
				information[at] = infos[j][1][1]
			}
		}
		if shared >= 0 {
			information[shared] = haa
		}
		for j, s := range c.specs {
			if s.FreeA && s.FreeB {
				ga -= infos[j][0][1] / infos[j][1][1] * grads[j][1]
				haa -= infos[j][0][1] * infos[j][0][1] / infos[j][1][1]
			}
		}
		da := 0.0
		if shared >= 0 {
			da = min(max(ga/haa, -0.5), 0.5)
		}
		size := math.Abs(da)
		for j, s := range c.specs {
			dd := 0.0
			if s.FreeB {
				dd = grads[j][1]
				if s.FreeA {
					dd -= infos[j][0][1] * da
				}
				dd = min(max(dd/infos[j][1][1], -2), 2)
			}
			if s.FreeA {
				fitted[j].a += da
			}
			fitted[j].d = min(max(fitted[j].d+dd, -farthest), farthest)
			size = max(size, math.Abs(dd))
		}
		if size < 1e-9 {
			return
		}
	}
}
