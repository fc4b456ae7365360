package family

import (
	"math"
	"strings"
)

// proofs are by the name of the family. None uses the formula of its family:
// answers are substituted back, found by search, or computed another way.
var proofs = map[string]proof{}

func init() {
	for _, list := range []map[string]proof{algebraProofs, advancedProofs, dataProofs, geometryProofs} {
		for name, p := range list {
			proofs[name] = p
		}
	}
}

// first is the first whole number from low for which ok holds.
func first(low int, ok func(n float64) bool) float64 {
	for n := low; n < low+100000; n++ {
		if ok(float64(n)) {
			return float64(n)
		}
	}
	return math.NaN()
}

// crossing solves two equations e = r by Cramer's rule on the coefficients that
// the formulas show.
func crossing(v V, e1, r1, e2, r2 string) [2]float64 {
	a, b := v.at(e1, env{"x": 1, "y": 0}), v.at(e1, env{"x": 0, "y": 1})
	c, d := v.at(e2, env{"x": 1, "y": 0}), v.at(e2, env{"x": 0, "y": 1})
	det := a*d - b*c
	return [2]float64{(v.n(r1)*d - b*v.n(r2)) / det, (a*v.n(r2) - v.n(r1)*c) / det}
}

var algebraProofs = map[string]proof{
	"variable-on-both-sides": solves(func(v V, x float64) float64 {
		return v.at("left", env{"x": x}) - v.at("right", env{"x": x})
	}),
	"delivery-fee-and-rate": solves(func(v V, n float64) float64 { return v.n("fee") + n*v.n("rate") - v.n("total") }),
	"repeated-group": solves(func(v V, u float64) float64 { // the root of the whole equation, by two points of its line
		gap := func(x float64) float64 { g := v.at("inner", env{"x": x}); return v.n("a")*g - v.n("c")*g - v.n("r") }
		return v.at("inner", env{"x": -gap(0) / (gap(1) - gap(0))}) - u
	}),
	"two-fractions-equal": solves(func(v V, x float64) float64 {
		return v.at("p", env{"x": x})/v.n("m") - v.at("q", env{"x": x})/v.n("n")
	}),
	"constant-for-no-solution": func(v V, a answer) bool {
		gap := func(x float64) float64 {
			return v.n("a")*v.at("inner", env{"k": a.n(), "x": x}) - v.n("f")*x - v.at("right", env{"x": x})
		}
		return near(gap(0), gap(17)) && !near(gap(0), 0)
	},
	"strengthen-a-solution": solves(func(v V, x float64) float64 {
		return (v.n("low")*v.n("n")+v.n("high")*x)/(v.n("n")+x) - v.n("mid")
	}),
	"function-through-two-values": func(v V, a answer) bool {
		return near(a.at(env{"x": v.n("p")}), v.n("fp")) && near(a.at(env{"x": v.n("q")}), v.n("fq"))
	},
	"input-for-an-output": solves(func(v V, x float64) float64 { return v.at("f", env{"x": x}) - v.n("c") }),
	"linear-table-next": func(v V, a answer) bool { // the point lies on the line through the first and the last row
		return near((a.n()-v.n("y0"))*(v.n("x2")-v.n("x0")), (v.n("y2")-v.n("y0"))*(v.n("x3")-v.n("x0")))
	},
	"meaning-of-a-constant": func(v V, a answer) bool {
		if v.n("asked") == v.n("b") {
			return a.text == v.text("s0")
		}
		return a.text == v.text("s1")
	},
	"shifted-linear-function": solves(func(v V, c float64) float64 {
		return v.at("f", env{"x": v.at("arg", env{"x": c})}) + v.n("k")
	}),
	"intercept-of-a-line": func(v V, a answer) bool {
		e := env{"x": 0, "y": 0}
		e[v["asked"].(string)] = a.n()
		return near(v.at("left", e), v.n("c"))
	},
	"parallel-through-a-point": func(v V, a answer) bool { // through the point, and the value of the left side is the same along it
		along := func(x float64) float64 { return v.at("left", env{"x": x, "y": a.at(env{"x": x})}) }
		return near(a.at(env{"x": v.n("x0")}), v.n("y0")) && near(along(0), along(9))
	},
	"slope-of-a-perpendicular": func(v V, a answer) bool { // the dot product of the two directions
		x, y := v.at("left", env{"x": 1, "y": 0}), v.at("left", env{"x": 0, "y": 1})
		return near(-y*1+x*a.n(), 0)
	},
	"two-kinds-one-total": solves(func(v V, y float64) float64 { return v.n("p")*v.n("x") + v.n("q")*y - v.n("total") }),
	"missing-coordinate":  solves(func(v V, k float64) float64 { return (k-v.n("y1"))/(v.n("x2")-v.n("x1")) - v.n("m") }),
	"perpendicular-bisector": func(v V, a answer) bool {
		for _, x := range []float64{-3, 2} {
			y := a.at(env{"x": x})
			if !near(math.Hypot(x-v.n("ax"), y-v.n("ay")), math.Hypot(x-v.n("bx"), y-v.n("by"))) {
				return false
			}
		}
		return true
	},
	"constant-from-two-points": func(v V, a answer) bool {
		k := (a.n() - v.n("a")*v.n("x1")) / v.n("y1")
		return near(a.n()/v.n("a"), v.n("n")*a.n()/k)
	},
	"add-the-equations": func(v V, a answer) bool { return near(a.n(), crossing(v, "e1", "r", "e2", "s")[0]) },
	"substitute-into-the-other": func(v V, a answer) bool {
		x, y := a.pair()
		return near(v.at("y1", env{"x": x}), y) && near(v.at("e2", env{"x": x, "y": y}), v.n("r"))
	},
	"sum-without-solving": func(v V, a answer) bool {
		s := crossing(v, "e1", "r", "e2", "s")
		return near(a.n(), s[0]+s[1])
	},
	"two-prices-one-bill": solves(func(v V, y float64) float64 { return (v.n("n")-y)*v.n("p") + y*v.n("q") - v.n("total") }),
	"with-and-against-the-current": func(v V, a answer) bool {
		b := first(1, func(b float64) bool { c := v.n("down")/v.n("t1") - b; return near((b-c)*v.n("t2"), v.n("up")) })
		if strings.Contains(v["asked"].(string), "still") {
			return near(a.n(), b)
		}
		return near(a.n(), v.n("down")/v.n("t1")-b)
	},
	"constant-for-parallel-lines": func(v V, a answer) bool { // the determinant is 0
		x1, y1 := v.at("e1", env{"x": 1, "y": 0}), v.at("e1", env{"x": 0, "y": 1})
		x2, y2 := v.at("e2", env{"x": 1, "y": 0, "k": a.n()}), v.at("e2", env{"x": 0, "y": 1, "k": a.n()})
		return near(x1*y2, x2*y1) && !near(x1*v.n("s"), x2*v.n("r"))
	},
	"constants-for-the-same-line": func(v V, a answer) bool { // b/q = r/nr, p/an = r/nr
		return near(a.n(), v.n("an")*v.n("r")/v.n("nr")+v.n("b")*v.n("nr")/v.n("r"))
	},
	"divide-by-a-negative": func(v V, a answer) bool {
		for x := -70.0; x <= 70; x++ {
			left, err := truth(v.fill("#left #rel #c"), env{"x": x / 2})
			if err != nil || left != a.holds(env{"x": x / 2}) {
				return false
			}
		}
		return true
	},
	"most-that-can-be-bought": equals(func(v V) float64 {
		return first(0, func(n float64) bool { return v.n("fee")+v.n("rate")*n > v.n("total") }) - 1
	}),
	"pair-in-both-regions": func(v V, a answer) bool {
		x, y := a.pair()
		one, err1 := truth(v["e1"].(string), env{"x": x, "y": y})
		other, err2 := truth(v["e2"].(string), env{"x": x, "y": y})
		return err1 == nil && err2 == nil && one && other
	},
	"between-two-bounds": func(v V, a answer) bool {
		for x := -90.0; x <= 90; x++ {
			m := v.at("mid", env{"x": x / 3})
			if (m > v.n("low")+1e-9 && m <= v.n("high")+1e-9) != a.holds(env{"x": x / 3}) {
				return false
			}
		}
		return true
	},
	"greatest-y-of-a-region": equals(func(v V) float64 {
		best := math.Inf(-1)
		for x := -30.0; x <= 30; x++ {
			best = max(best, min(v.at("l1", env{"x": x}), v.at("l2", env{"x": x})))
		}
		return best
	}),
	"score-needed-for-an-average": equals(func(v V) float64 {
		return first(0, func(x float64) bool { return (v.n("mean")*v.n("n")+x)/(v.n("n")+1) >= v.n("goal") })
	}),
	"two-limits-at-once": equals(func(v V) float64 {
		best := 0.0
		for x := 0.0; x < 300; x++ {
			for y := best; v.n("a")*x+v.n("b")*y <= v.n("T"); y++ {
				if x+y >= v.n("N") {
					best = max(best, y)
				}
			}
		}
		return best
	}),
	"straight-line-loss-of-value": func(v V, a answer) bool {
		return near((v.n("v1")-v.n("asked"))*(v.n("t2")-v.n("t1")), (v.n("v1")-v.n("v2"))*(a.n()-v.n("t1")))
	},
}
