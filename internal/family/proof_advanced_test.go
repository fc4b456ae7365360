package family

import (
	"math"
	"strings"
)

// stem evaluates a formula of the values at random numbers.
func stem(name string) func(v V, e env) float64 {
	return func(v V, e env) float64 { return v.at(name, e) }
}

// roots finds the zeros of f in [-60, 60] on a grid of quarters, by sign and by
// bisection.
func roots(f func(x float64) float64) (found []float64) {
	for i := -240; i < 240; i++ {
		a, b := float64(i)/4, float64(i+1)/4
		if f(a) == 0 {
			found = append(found, a)
			continue
		}
		if f(a)*f(b) >= 0 {
			continue
		}
		for range 60 {
			m := (a + b) / 2
			if f(a)*f(m) <= 0 {
				b = m
			} else {
				a = m
			}
		}
		found = append(found, a)
	}
	return found
}

func close6(a, b float64) bool { return math.Abs(a-b) < 1e-6*max(1, math.Abs(a)) }

var advancedProofs = map[string]proof{
	"product-of-binomials":      everywhere("x", stem("left")),
	"factor-a-trinomial":        everywhere("x", stem("left")),
	"difference-of-polynomials": everywhere("x", func(v V, e env) float64 { return v.at("one", e) - v.at("two", e) }),
	"powers-combined":           everywhere("xy", stem("left")),
	"complete-the-square":       everywhere("x", stem("left")),
	"simplify-a-quotient": func(v V, a answer) bool {
		return everywhere("x", func(v V, e env) float64 {
			return v.at("top", env{"x": e["x"] + 10}) / v.at("bottom", env{"x": e["x"] + 10})
		})(v, answer{a.t, strings.ReplaceAll(a.text, "x", "(x+10)")})
	},
	"sum-of-two-fractions": func(v V, a answer) bool {
		return everywhere("x", func(v V, e env) float64 { return v.at("one", env{"x": e["x"] + 7}) + v.at("two", env{"x": e["x"] + 7}) })(v, answer{a.t, strings.ReplaceAll(a.text, "x", "(x+7)")})
	},
	"radical-as-a-power": everywhere("x", stem("left")),
	"remainder-form": func(v V, a answer) bool { // what remains after the quotient is the same number everywhere
		rest := func(x float64) float64 {
			e := env{"x": x}
			return v.at("top", e) - (v.at("quot", e)+a.n())*v.at("bottom", e)
		}
		return near(rest(7.5), rest(11)) && near(rest(8), rest(20))
	},
	"coefficient-of-a-product": func(v V, a answer) bool { // the odd part of the product, sampled at two places
		odd := func(x float64) float64 {
			f := func(x float64) float64 { return v.at("one", env{"x": x}) * v.at("two", env{"x": x}) }
			return (f(x) - f(-x)) / 2
		}
		return near(a.n(), (8*odd(1)-odd(2))/6)
	},
	"positive-root-by-factoring": func(v V, a answer) bool { return a.n() > 0 && near(v.at("left", env{"x": a.n()}), 0) },
	"square-of-a-group": equals(func(v V) float64 {
		return roots(func(x float64) float64 { g := v.at("group", env{"x": x}); return v.n("k")*g*g - v.n("c") })[0]
	}),
	"sum-of-the-solutions": func(v V, a answer) bool { // by the quadratic formula, coefficients read off by sampling
		f := func(x float64) float64 { return v.at("left", env{"x": x}) - v.at("right", env{"x": x}) }
		c, s, m := f(0), f(1), f(-1)
		qa, qb := (s+m)/2-c, (s-m)/2
		r := math.Sqrt(qb*qb - 4*qa*c)
		x1, x2 := (-qb+r)/2/qa, (-qb-r)/2/qa
		if v["asked"] == "sum" {
			return close6(a.n(), x1+x2)
		}
		return close6(a.n(), x1*x2)
	},
	"line-meets-parabola": func(v V, a answer) bool {
		for _, x := range roots(func(x float64) float64 { return v.at("quad", env{"x": x}) - v.at("line", env{"x": x}) }) {
			if x > 1e-9 {
				return close6(v.at("quad", env{"x": x}), a.n())
			}
		}
		return false
	},
	"one-solution-constant": func(v V, a answer) bool { // the least gap between parabola and line is 0
		gap := func(x float64) float64 { return v.at("left", env{"x": x}) + a.n() - v.n("m")*x }
		lo, hi := -100.0, 100.0
		for range 200 {
			p, q := lo+(hi-lo)/3, hi-(hi-lo)/3
			if gap(p) < gap(q) {
				hi = q
			} else {
				lo = p
			}
		}
		return math.Abs(gap(lo)) < 1e-6
	},
	"radical-equation-check": func(v V, a answer) bool {
		holds := func(x float64) bool {
			s := v.at("in", env{"x": x})
			return s >= 0 && near(math.Sqrt(s), v.at("out", env{"x": x}))
		}
		var good []float64
		for x := -200.0; x <= 200; x++ {
			if holds(x) {
				good = append(good, x)
			}
		}
		return len(good) == 1 && a.text == v.fill("$#x$ only") && good[0] == v.n("x")
	},
	"absolute-value-two-solutions": equals(func(v V) float64 {
		sum := 0.0
		for i := -400; i <= 400; i++ {
			if x := float64(i) / 4; near(math.Abs(v.at("in", env{"x": x})), v.n("c")) {
				sum += x
			}
		}
		return sum
	}),
	"exact-quadratic-root": func(v V, a answer) bool {
		r := roots(func(x float64) float64 { return v.at("left", env{"x": x}) })
		return len(r) == 2 && close6(a.n(), r[1])
	},
	"rectangle-from-area": func(v V, a answer) bool {
		w := v.n("area") / a.n()
		k := v.n("k")
		if v["more"] == "less" {
			k = -k
		}
		return near(a.n(), v.n("n")*w+k)
	},
	"sum-and-product-to-squares": equals(func(v V) float64 {
		r := math.Sqrt(v.n("s")*v.n("s") - 4*v.n("p"))
		x, y := (v.n("s")+r)/2, (v.n("s")-r)/2
		return math.Round((x*x+y*y)*1e6) / 1e6
	}),
	"value-of-a-quadratic": equals(func(v V) float64 { return v.at("f", env{"x": v.n("x")}) }),
	"vertex-by-symmetry": equals(func(v V) float64 {
		best := v.at("f", env{"x": -40})
		for x := -40.0; x <= 40; x++ {
			y := v.at("f", env{"x": x})
			if v["kind"] == "minimum" {
				best = min(best, y)
			} else {
				best = max(best, y)
			}
		}
		return best
	}),
	"growth-or-decay-model": func(v V, a answer) bool {
		amount := v.n("n")
		for t := 0.0; t < 4; t++ {
			if !near(a.at(env{"t": t}), amount) {
				return false
			}
			if v["moves"] == "increases" {
				amount += amount * v.n("r") / 100
			} else {
				amount -= amount * v.n("r") / 100
			}
		}
		return true
	},
	"exponential-from-two-points": func(v V, a answer) bool { // logarithms lie on a line
		slope := (math.Log(v.n("y2")) - math.Log(v.n("y1"))) / (v.n("x2") - v.n("x1"))
		return near(math.Log(a.n()), math.Log(v.n("y1"))+slope*(v.n("x3")-v.n("x1")))
	},
	"shifted-parabola-vertex": func(v V, a answer) bool {
		x, y := a.pair()
		r, u := v.n("r"), v.n("u")
		if v["horizontal"] == "left" {
			r = -r
		}
		if v["vertical"] == "down" {
			u = -u
		}
		f := func(x float64) float64 { return v.at("f", env{"x": x}) }
		return near(f(x-r)+u, y) && near(f(x-r-1), f(x-r+1))
	},
	"height-of-a-projectile": equals(func(v V) float64 {
		best := 0.0
		for t := 0.0; t < 20; t += .25 {
			best = max(best, v.at("h", env{"t": t}))
		}
		return best
	}),
	"factor-for-one-unit": func(v V, a answer) bool {
		return near(math.Pow(1+a.n()/100, v.n("n")), v.at("b", nil))
	},
	"zeros-and-a-point": equals(func(v V) float64 { // interpolation through three points
		x0, x1, x2 := v.n("p"), v.n("q"), v.n("x")
		return v.n("y") * (0 - x0) * (0 - x1) / ((x2 - x0) * (x2 - x1))
	}),
	"rational-function-constant": func(v V, a answer) bool {
		d1, d2 := v.at("bottom", env{"x": v.n("x1")}), v.at("bottom", env{"x": v.n("x2")})
		return near((a.n()-v.n("k"))*d2, (v.n("y1")-v.n("k"))*d1)
	},
	"table-of-a-quadratic": equals(func(v V) float64 { // interpolation through three rows
		x := v.n("x")
		total := 0.0
		for _, i := range []string{"0", "1", "2"} {
			term := v.n("y" + i)
			for _, j := range []string{"0", "1", "2"} {
				if i != j {
					term *= (x - v.n("x"+j)) / (v.n("x"+i) - v.n("x"+j))
				}
			}
			total += term
		}
		return math.Round(total*1e6) / 1e6
	}),
}
