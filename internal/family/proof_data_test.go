package family

import (
	"math"
	"slices"
	"strconv"
	"strings"
)

var dataProofs = map[string]proof{
	"scale-a-recipe":  solves(func(v V, x float64) float64 { return x/v.n("n") - v.n("a")/v.n("b") }),
	"convert-a-speed": equals(func(v V) float64 { return v.n("km") / (v.n("minutes") / 60) }),
	"ratio-after-an-addition": equals(func(v V) float64 {
		parts := first(1, func(k float64) bool { return near((v.n("a")*k+v.n("n"))*v.n("q"), v.n("b")*k*v.n("p")) })
		return v.n("a")*parts + v.n("n")
	}),
	"part-as-a-percent": equals(func(v V) float64 { return 100 - 100*v.n("rest")/v.n("n") }),
	"undo-a-percent-change": solves(func(v V, x float64) float64 {
		if v["moved"] == "increased" {
			return x + x*v.n("p")/100 - v.n("now")
		}
		return x - x*v.n("p")/100 - v.n("now")
	}),
	"two-changes-in-a-row": func(v V, a answer) bool {
		x := 100.0
		x += x * v.n("p") / 100
		x -= x * v.n("q") / 100
		claimed := 0.0
		if strings.Contains(a.text, "%") {
			claimed = a.n()
			for _, w := range strings.Fields(a.text) {
				if n, err := strconv.Atoi(strings.Trim(w, "%")); err == nil {
					claimed = float64(n)
				}
			}
			if strings.Contains(a.text, "less") {
				claimed = -claimed
			}
		}
		return near(x-100, claimed)
	},
	"median-of-a-count-table": equals(func(v V) float64 {
		var list []float64
		for i := range 5 {
			for range int(v.n("c" + strconv.Itoa(i))) {
				list = append(list, v.n("v"+strconv.Itoa(i)))
			}
		}
		slices.Sort(list)
		return list[len(list)/2]
	}),
	"mean-when-one-leaves": solves(func(v V, x float64) float64 {
		return ((v.n("n")-1)*v.n("m2")+x)/v.n("n") - v.n("m")
	}),
	"mean-of-two-groups": solves(func(v V, x float64) float64 {
		return (v.n("a")*v.n("m")+(v.n("all")-v.n("a"))*x)/v.n("all") - v.n("t")
	}),
	"prediction-of-a-line": solves(func(v V, y float64) float64 { return (y-v.n("b"))/v.n("at") - v.n("m") }),
	"line-for-a-scatterplot": func(v V, a answer) bool { // of the four, the line with the least squared error; it must be near
		sum := 0.0
		for i := range 8 {
			r := a.at(env{"x": float64(i + 1)}) - v.n("p"+strconv.Itoa(i))
			sum += r * r
		}
		return sum < 4
	},
	"actual-minus-predicted": func(v V, a answer) bool {
		gap := v.n("actual") - (v.n("m")*a.n() + v.n("b"))
		if v["word"] == "less" {
			gap = -gap
		}
		return near(gap, v.n("diff"))
	},
	"chance-of-either-kind":  equals(func(v V) float64 { return 1 - v.n("c")/(v.n("a")+v.n("b")+v.n("c")) }),
	"given-a-row-of-a-table": equals(func(v V) float64 { return 1 - v.n("b")/(v.n("a")+v.n("b")) }),
	"count-from-a-conditional": equals(func(v V) float64 {
		return math.Round(v.n("n") - (1-v.n("p"))*v.n("x") - (1-v.n("q"))*(v.n("n")-v.n("x")))
	}),
	"scale-up-a-sample":  solves(func(v V, x float64) float64 { return x/v.n("N") - v.n("k")/v.n("n") }),
	"plausible-interval": says("between #lo% and #hi% of all"),
	"which-claim-holds": func(v V, a answer) bool {
		gap := a.n()/v.n("N") - v.n("p")
		return near(math.Abs(gap), v.n("e")) && (gap > 0) == (v["which"] == "greatest")
	},
	"reach-of-a-sample": func(v V, a answer) bool { return a.text == v.fill("All #who of #part") },
	"what-a-study-can-show": func(v V, a answer) bool {
		whom := strings.HasPrefix(a.text, v.fill("For the #who of #place,"))
		if strings.Contains(v["design"].(string), "Half of them, chosen at random") {
			return whom && strings.Contains(a.text, "likely causes")
		}
		return whom && strings.Contains(a.text, "does not show")
	},
}
