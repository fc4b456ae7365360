package family

import (
	"math"
	"strings"
)

// grid counts the area of a shape in the rectangle [0,w]×[-h,h] by small squares.
func grid(w, h float64, inside func(x, y float64) bool) float64 {
	const n = 400
	count := 0
	for i := range n {
		for j := range n {
			if inside((float64(i)+.5)/n*w, (2*(float64(j)+.5)/n-1)*h) {
				count++
			}
		}
	}
	return float64(count) / (n * n) * w * 2 * h
}

var geometryProofs = map[string]proof{
	"trapezoid-missing-side": solves(func(v V, b float64) float64 { // a rectangle and a triangle
		low := min(v.n("a"), b)
		return low*v.n("h") + math.Abs(v.n("a")-b)*v.n("h")/2 - v.n("area")
	}),
	"rectangle-with-half-circle": func(v V, a answer) bool {
		l, r := v.n("l"), v.n("w")/2
		area := grid(l+r, r, func(x, y float64) bool { return x <= l || (x-l)*(x-l)+y*y <= r*r })
		return math.Abs(a.n()-area) < .004*area
	},
	"pour-into-another-shape": solves(func(v V, x float64) float64 {
		return math.Pi*math.Pow(v.n("R"), 2)*x - math.Pi*math.Pow(v.n("d")/2, 2)*v.n("h")
	}),
	"box-from-surface-area": func(v V, a answer) bool {
		h := a.n() / v.n("s") / v.n("s")
		return near(2*(v.n("s")*v.n("s")+v.n("s")*h+v.n("s")*h), v.n("area"))
	},
	"third-angle-with-x": solves(func(v V, x float64) float64 {
		return v.at("A", env{"x": x}) + v.at("B", env{"x": x}) + v.n("C") - 180
	}),
	"same-side-interior-angles": func(v V, a answer) bool {
		for x := 0.0; x < 180; x += .25 {
			if near(v.at("A", env{"x": x}), a.n()) {
				return near(v.at("A", env{"x": x})+v.at("B", env{"x": x}), 180)
			}
		}
		return false
	},
	"side-of-a-similar-triangle": solves(func(v V, t float64) float64 { return t*v.n("a") - v.n("b")*v.n("c") }),
	"bisector-of-an-isosceles-angle": func(v V, a answer) bool { // with coordinates
		half := v.n("A") / 2 * math.Pi / 180
		bx, cx, cy := -math.Sin(half), math.Sin(half), -math.Cos(half) // A at 0,0
		base := cx - bx
		t := base / (base + 1) // D divides CA as BC to BA, from C
		dx, dy := cx-t*cx, cy-t*cy
		ux, uy, wx, wy := bx-dx, cy-dy, cx-dx, cy-dy
		angle := math.Acos((ux*wx + uy*wy) / math.Hypot(ux, uy) / math.Hypot(wx, wy))
		return close6(a.n(), angle*180/math.Pi)
	},
	"leg-of-a-right-triangle": func(v V, a answer) bool { return near(math.Hypot(a.n(), v.n("a")), v.n("c")) },
	"ratio-of-an-acute-angle": func(v V, a answer) bool {
		g := v.n("g")
		angle := map[string]float64{"sin": math.Asin(g), "cos": math.Acos(g), "tan": math.Atan(g)}[v["k1"].(string)]
		return close6(a.n(), map[string]float64{"sin": math.Sin(angle), "cos": math.Cos(angle), "tan": math.Tan(angle)}[v["k2"].(string)])
	},
	"sides-of-a-special-triangle": func(v V, a answer) bool {
		x, y := v.n("h")*math.Sin(math.Pi/6), v.n("h")*math.Cos(math.Pi/6)
		if strings.HasPrefix(v["what"].(string), "area") {
			return close6(a.n(), x*y/2)
		}
		return close6(a.n(), x+y+v.n("h"))
	},
	"height-from-two-legs": func(v V, a answer) bool { // distance of the origin from the line through (b,0) and (0,a)
		return close6(a.n(), v.n("a")*v.n("b")/math.Hypot(v.n("a"), v.n("b")))
	},
	"arc-of-a-circle": func(v V, a answer) bool { return close6(a.n(), v.n("r")*v.n("deg")*math.Pi/180) },
	"circle-from-general-form": func(v V, a answer) bool { // the same at equal distances on both sides
		x, y := a.pair()
		f := func(x, y float64) float64 { return v.at("eq", env{"x": x, "y": y}) }
		return near(f(x+3, y), f(x-3, y)) && near(f(x, y+2), f(x, y-2))
	},
	"central-angle-of-a-sector": func(v V, a answer) bool {
		return close6(v.n("r")*v.n("r")/2*a.n()*math.Pi/180, v.at("area", nil))
	},
	"chord-at-a-distance": func(v V, a answer) bool { return near(math.Hypot(a.n()/2, v.n("dist")), v.n("r")) },
}
