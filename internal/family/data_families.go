package family

import (
	"fmt"
	"math"
	"math/big"
	"slices"
	"strconv"
	"strings"

	"satprep/internal/question"
)

var oneVariable = []Family{
	{
		Name: "median-of-a-count-table", Skill: "one-variable-data", Difficulty: question.Easy, Context: true, Tags: []string{"median", "frequency-table"},
		Draw: func(d *Draw) V {
			s := pick(d, [3]string{"the number of siblings of each of #n students", "Siblings", "Students"}, [3]string{"the number of goals in each of #n games", "Goals", "Games"}, [3]string{"the number of pets in each of #n households", "Pets", "Households"}, [3]string{"the number of defects in each of #n lamps", "Defects", "Lamps"})
			low := d.Int(0, 2)
			var counts [5]int
			n, sum := 0, 0
			var list []int
			for i := range counts {
				counts[i] = d.Int(1, 9)
				n += counts[i]
				sum += (low + i) * counts[i]
				for range counts[i] {
					list = append(list, low+i)
				}
			}
			d.Need(n%2 == 1)
			median, mode := list[n/2], low+slices.Index(counts[:], slices.Max(counts[:]))
			sorted := slices.Clone(counts[:])
			slices.Sort(sorted)
			d.Need(sorted[4] != sorted[3] && sorted[2] != median && mode != median)
			v := V{"key": median, "mode": mode, "mid": low + 2, "freq": sorted[2], "place": (n + 1) / 2, "last": low + 4, "n": n, "x": s[1], "y": s[2], "below": 0}
			for i := range counts {
				v["v"+strconv.Itoa(i)], v["c"+strconv.Itoa(i)] = low+i, counts[i]
			}
			v["story"] = v.fill(s[0])
			return v
		},
		Stem: "The table shows #story. What is the median of these #n numbers?",
		Key:  Right{"#key", "In order, the middle one of #n numbers is the one in place #place. Counting through the table, that number is #key."},
		Wrong: []Slip{
			{"#mode", "mode-for-median", "This is the number that occurs most often."},
			{"#freq", "median-of-frequencies", "This is the median of the counts in the second column, not of the data."},
			{"#mid", "ignored-frequencies", "This is the middle row of the table. The rows do not all count the same."},
			{"#last", "highest-value", "This is the greatest number in the list."},
		},
		Hints: [2][]string{
			{"Imagine all #n numbers written in order.", "The second column says how many times each number occurs."},
			{"Find the place of the middle number, and count through the rows until you reach it.", "Add the counts from the top until the sum reaches the middle place."},
		},
		Steps: []string{"There are #n numbers, so the median is in place #place when they are in order.", "Add the counts of the rows from the top until the sum is at least #place.", "The row in which this happens is that of #key."},
		Figure: func(v V) *question.Figure {
			return table(v, []string{"#x", "#y"}, []string{"#v0", "#c0"}, []string{"#v1", "#c1"}, []string{"#v2", "#c2"}, []string{"#v3", "#c3"}, []string{"#v4", "#c4"})
		},
	},
	{
		Name: "mean-when-one-leaves", Skill: "one-variable-data", Difficulty: question.Medium, Typed: true, Context: true, Tags: []string{"mean"},
		Draw: func(d *Draw) V {
			s := pick(d, [2]string{"The mean mass of #n parcels is #m kilograms. When one parcel is taken away, the mean mass of the others is #m2 kilograms. What is the mass, in kilograms, of the parcel that was taken away?", "parcels"},
				[2]string{"The mean age of #n players is #m years. When one player leaves, the mean age of the others is #m2 years. What is the age, in years, of the player who left?", "players"},
				[2]string{"The mean length of #n podcast episodes is #m minutes. When one episode is left out, the mean length of the others is #m2 minutes. How long, in minutes, is the episode that was left out?", "episodes"})
			n, m := d.Int(5, 12), d.Int(18, 60)
			m2 := m + d.Nonzero(1, 3)
			key := n*m - (n-1)*m2
			d.Need(key > 3 && key != m && key != m2)
			v := V{"n": n, "m": m, "m2": m2, "key": key, "w1": 2*m - m2, "w2": abs(m - m2), "w3": n * abs(m-m2), "w4": n*m2 - (n-1)*m, "sum": n * m, "sum2": (n - 1) * m2, "left": n - 1, "items": s[1]}
			v["story"] = v.fill(s[0])
			return v
		},
		Stem: "#story",
		Key:  Right{"key", "The totals are $#n\\cdot #m=#sum$ and $#left\\cdot #m2=#sum2$; their difference is $#key$."},
		Wrong: []Slip{
			{"w2", "difference-of-means", "This is the difference of the two means."},
			{"w1", "unweighted-average", "This treats the two means as if each stood for one of the #items."},
			{"w3", "wrong-count", "This multiplies the difference of the means by #n. The totals must be found first, with their own counts."},
			{"w4", "counts-swapped", "This multiplies each mean by the count that belongs to the other."},
		},
		Hints: [2][]string{
			{"Means do not subtract, but totals do.", "What is the total for all #n #items?"},
			{"Find the total before and the total after, each as mean times count.", "After one is gone there are #left #items. Compare the two totals."},
		},
		Steps: []string{"Total before: $#n\\cdot #m=#sum$.", "Total after: $#left\\cdot #m2=#sum2$.", "The difference is $#sum-#sum2=#key$."},
	},
	{
		Name: "mean-of-two-groups", Skill: "one-variable-data", Difficulty: question.Hard, Adjust: -.3, Context: true, Any: true, Tags: []string{"mean", "weighted-average"},
		Draw: func(d *Draw) V {
			s := pick(d, [4]string{"At a farm, #a ewes have a mean mass of #m kilograms. When the rams are weighed too, the mean mass of all #all animals is #t kilograms. What is the mean mass, in kilograms, of the rams?", "ewes", "rams", "animals"},
				[4]string{"In a race, #a runners from one club have a mean time of #m minutes. Together with the runners from a second club, the mean time of all #all runners is #t minutes. What is the mean time, in minutes, of the runners from the second club?", "runners from the first club", "runners from the second club", "runners"},
				[4]string{"A forester measured #a pines with a mean height of #m feet. Together with the spruces, all #all trees have a mean height of #t feet. What is the mean height, in feet, of the spruces?", "pines", "spruces", "trees"})
			a, b, m := d.Int(4, 30), d.Int(3, 20), d.Int(30, 90)
			u := m + d.Nonzero(4, 30)
			d.Need(a != b && (a*m+b*u)%(a+b) == 0 && u > 5 && (u > m || s[2] != "rams"))
			t := (a*m + b*u) / (a + b)
			v := V{"a": a, "b": b, "all": a + b, "m": m, "t": t, "key": u, "w1": 2*t - m, "w2": nearest(frac(m+t, 2), 1), "w3": nearest(div(sub((a+b)*t, a*m), a), 1), "w4": nearest(div((a+b)*t-a*m, a+b), 1), "w5": add(u, t-m), "sumAll": (a + b) * t, "sumA": a * m, "rest": (a+b)*t - a*m, "kindA": s[1], "kindB": s[2], "items": s[3]}
			v["story"] = v.fill(s[0])
			return v
		},
		Stem: "#story",
		Key:  Right{"#key", "All #all have a total of $#all\\cdot #t=#sumAll$, and the #a #kindA have $#a\\cdot #m=#sumA$. The other #b share $#rest$, and $#rest\\div #b=#key$."},
		Wrong: []Slip{
			{"#{.w1}", "unweighted-average", "This makes #t the midpoint of the two means, as if the groups had the same size."},
			{"#{.w3}", "wrong-count", "This divides the total of the #kindB by the number of #kindA."},
			{"#{.w2}", "averages-the-means", "This is halfway between the two given means."},
			{"#{.w5}", "additive-reasoning", "This moves the mean once more by the difference of the two given means."},
			{"#{.w4}", "wrong-count", "This divides the total of the #kindB by the number of all #items."},
		},
		Hints: [2][]string{
			{"The groups have different sizes. Work with totals.", "How many #kindB are there?"},
			{"Subtract the total of the #kindA from the total of all, and divide by the number of #kindB.", "Each total is a mean times a count. Two of the totals can be computed."},
		},
		Steps: []string{"Total of all: $#all\\cdot #t=#sumAll$. Total of the #kindA: $#a\\cdot #m=#sumA$.", "The #kindB are $#all-#a=#b$ and have a total of $#sumAll-#sumA=#rest$.", "Their mean is $#rest\\div #b=#key$."},
	},
}

// scenes of two related quantities.
type relation struct{ x, y, xUnit, yUnit, thing string }

func related(d *Draw) relation {
	return pick(d, relation{"the age, in years,", "the circumference of the trunk, in centimeters,", "year", "centimeters", "apple trees in an orchard"},
		relation{"the daily high temperature, in degrees Celsius,", "the cold drinks sold, in liters,", "degree", "liters", "days at a kiosk"},
		relation{"the number of hours of training", "the score, out of 300 points, on a typing test", "hour", "points", "office trainees"},
		relation{"the mass, in kilograms,", "the shipping cost, in dollars,", "kilogram", "dollars", "parcels sent abroad"},
		relation{"the number of visitors", "the price, in dollars,", "visitor", "dollars", "guided tours"})
}

var twoVariable = []Family{
	{
		Name: "prediction-of-a-line", Skill: "two-variable-data", Difficulty: question.Easy, Context: true, Tags: []string{"line-of-best-fit", "prediction"},
		Draw: func(d *Draw) V {
			s := related(d)
			m, b, x := frac(d.Int(3, 18), 4), d.Int(8, 90), d.Int(6, 32)
			d.Need(!m.IsInt())
			y := add(mul(m, x), b)
			return V{"thing": s.thing, "x": s.x, "y": s.y, "m": m, "b": b, "at": x, "key": y, "w1": mul(m, x), "w2": add(mul(b, x), m), "w3": add(m, x+b), "w4": add(mul(m, b), x), "prod": mul(m, x)}
		},
		Stem: "For a set of #thing, the line of best fit for the relationship between #x $x$ and #y $y$ is $y=#{.m}x+#b$. What value of $y$ does the line predict for $x=#at$?",
		Key:  Right{"#{.key}", "Substituting gives $#{.m}\\cdot #at+#b=#{.prod}+#b=#{.key}$."},
		Wrong: []Slip{
			{"#{.w1}", "ignores-constant", "This leaves out the constant term, $#b$."},
			{"#{.w3}", "adds-instead-of-multiplies", "This adds $#at$ to the slope instead of multiplying."},
			{"#{.w2}", "slope-intercept-confusion", "This exchanges the slope and the constant term."},
			{"#{.w4}", "swaps-roles", "This multiplies the slope by the constant term instead of by $x$."},
		},
		Hints: [2][]string{
			{"The equation of the line turns a value of $x$ into a predicted value of $y$.", "Which letter in the equation does the given number replace?"},
			{"Replace $x$ by the given number, multiply, and then add.", "Do the multiplication before the addition."},
		},
		Steps: []string{"Substitute $x=#at$: $y=#{.m}\\cdot #at+#b$.", "Multiply: $#{.prod}+#b$.", "Add: the line predicts #{.key}."},
	},
	{
		Name: "line-for-a-scatterplot", Skill: "two-variable-data", Difficulty: question.Medium, Context: true, Tags: []string{"line-of-best-fit", "scatterplot"},
		Draw: func(d *Draw) V {
			s := pick(d, [3]string{"Hours of Practice", "Mean Number of Errors", "musicians"}, [3]string{"Depth (meters)", "Water Temperature (degrees Celsius)", "measurements in a lake"}, [3]string{"Age (years)", "Mass (kilograms)", "young seals"}, [3]string{"Fertilizer (grams)", "Yield (kilograms)", "garden plots"})
			d.Nonzero(1, 4) // the bank's variants were drawn with it: a seed keeps its question
			m, b := new(big.Rat), d.Int(4, 40)
			if s[0] == "Age (years)" || s[0] == "Fertilizer (grams)" {
				m = frac(d.Int(1, 4), 1)
			} else {
				m, b = frac(-d.Int(1, 3), 1), d.Int(26, 40)
			}
			k := int(m.Num().Int64())
			var xs, ys []int
			for x := 1; x <= 8; x++ {
				xs, ys = append(xs, x), append(ys, 10*(k*x+b)+pick(d, -6, -4, -3, 3, 4, 6)+[]int{0, 1, -1}[x%3])
			}
			v := V{"x": s[0], "y": s[1], "thing": s[2], "key": poly("x", k, b), "w1": poly("x", -k, b), "w2": poly("x", k, b+8*abs(k)), "w3": poly("x", -k, b+9*k), "w4": poly("x", 3*k, b), "rate": "rise", "size": abs(k), "b": b}
			if k < 0 {
				v["rate"] = "fall"
			}
			said := ""
			for i := range xs {
				said += fmt.Sprintf("(%d, %s), ", xs[i], decimal(frac(ys[i], 10)))
			}
			v["said"] = strings.TrimSuffix(said, ", ")
			d.Need(b+9*k > 0 && ys[7] > 0)
			for i := range ys {
				v["p"+strconv.Itoa(i)] = frac(ys[i], 10)
			}
			return v
		},
		Stem: "The scatterplot shows data for eight #thing. Which equation is the most appropriate linear model for the data, where $x$ is on the horizontal axis and $y$ is on the vertical axis?",
		Key:  Right{"$y=#key$", "The points #rate by about $#size$ for each increase of 1 in $x$, and the pattern meets the vertical axis near $#b$."},
		Wrong: []Slip{
			{"$y=#w1$", "slope-sign", "This line meets the vertical axis in the right place but runs in the opposite direction."},
			{"$y=#w2$", "wrong-intercept", "This line has the right slope, but it lies above all of the points."},
			{"$y=#w4$", "wrong-slope", "This line is three times as steep as the pattern of the points."},
			{"$y=#w3$", "both-wrong", "This line runs in the opposite direction, through the middle of the points."},
		},
		Hints: [2][]string{
			{"Look at the direction of the pattern and at where it would meet the vertical axis.", "Two features of the line can be read from the plot: how steep it is and where it begins."},
			{"Compare the heights of the first and the last points to estimate the slope, and continue the pattern to $x=0$.", "Estimate how much $y$ changes from $x=1$ to $x=8$ and divide by 7."},
		},
		Steps: []string{"From left to right the points #rate, by about $#size$ for each unit.", "Continued to $x=0$, the pattern is near $y=#b$.", "The model is $y=#key$."},
		Figure: func(v V) *question.Figure {
			s := question.Series{Name: "Data"}
			for i := range 8 {
				y, _ := v["p"+strconv.Itoa(i)].(*big.Rat).Float64()
				s.Points = append(s.Points, question.Point{X: float64(i + 1), Y: y})
			}
			return &question.Figure{Kind: "scatter", XLabel: v["x"].(string), YLabel: v["y"].(string), Series: []question.Series{s}, Alt: v.fill("Scatterplot of eight points: #said. The points #rate from left to right.")}
		},
	},
	{
		Name: "actual-minus-predicted", Skill: "two-variable-data", Difficulty: question.Hard, Adjust: -.2, Typed: true, Context: true, Tags: []string{"line-of-best-fit", "residual"},
		Draw: func(d *Draw) V {
			s := related(d)
			m, b, x, r := frac(d.Int(3, 18), 4), d.Int(8, 60), d.Int(6, 24), frac(d.Int(3, 30), 2)
			pred := add(mul(m, x), b)
			over := d.Sign() > 0
			actual, word := add(pred, r), "greater"
			if !over {
				actual, word = sub(pred, r), "less"
			}
			d.Need(actual.Sign() > 0 && !m.IsInt())
			return V{"thing": s.thing, "x": s.x, "y": s.y, "m": m, "b": b, "diff": r, "word": word, "actual": actual, "key": x, "w1": div(sub(actual, b), m), "w2": sub(pred, b), "w3": div(sub(add(actual, sub(actual, pred)), b), m), "pred": pred, "rest": sub(pred, b)}
		},
		Stem: "For a set of #thing, the line of best fit for the relationship between #x $x$ and #y $y$ is $y=#{.m}x+#b$. For one data point $(c,#{.actual})$, the actual value of $y$ is #{.diff} #word than the value that the line predicts. What is the value of $c$?",
		Key:  Right{"key", "The predicted value is $#{.pred}$, and $#{.m}c+#b=#{.pred}$ gives $c=#key$."},
		Wrong: []Slip{
			{"w1", "actual-for-predicted", "This puts the actual value into the equation of the line, but the point does not lie on the line."},
			{"w3", "reversed-difference", "This moves from the actual value to the predicted one in the wrong direction."},
			{"w2", "stops-early", "This is the value of $#{.m}c$. It must be divided by the slope."},
		},
		Hints: [2][]string{
			{"The point does not lie on the line. What does the line predict there?", "Find the predicted value before you use the equation."},
			{"The actual value is #word than the predicted one; undo the difference, and set the equation equal to the result.", "Get the prediction from the actual value and the difference, then solve for $x$."},
		},
		Steps: []string{"The prediction differs from #{.actual} by #{.diff}: it is #{.pred}.", "Solve $#{.m}c+#b=#{.pred}$: $#{.m}c=#{.rest}$.", "So $c=#key$."},
	},
}

var probabilities = []Family{
	{
		Name: "chance-of-either-kind", Any: true, Skill: "probability", Difficulty: question.Easy, Context: true, Tags: []string{"complement"},
		Draw: func(d *Draw) V {
			s := pick(d, [5]string{"A box contains #a screws, #b nails, and #c hooks, and nothing else.", "screw", "nail", "hook", "object"}, [5]string{"A bus carries #a students, #b nurses, and #c tourists, and nobody else.", "student", "nurse", "tourist", "passenger"}, [5]string{"A playlist holds #a ballads, #b marches, and #c waltzes, and nothing else.", "ballad", "march", "waltz", "piece"})
			a, b, c := d.Int(3, 20), d.Int(3, 20), d.Int(3, 20)
			n := a + b + c
			d.Need(a != b && b != c && a != c)
			v := V{"a": a, "b": b, "c": c, "n": n, "k1": s[1], "k2": s[2], "k3": s[3], "item": s[4], "key": frac(a+b, n), "w1": frac(c, n), "w2": frac(a*b, n*n), "w3": frac(a, n), "w4": frac(a+b, c), "ab": a + b}
			if a+b > c {
				v["w4"] = frac(c, a+b)
			}
			d.Need(a+b != c)
			v["intro"] = v.fill(s[0])
			return v
		},
		Stem: "#intro If one #item is selected at random, what is the probability that it is a #k1 or a #k2?",
		Key:  Right{"$#key$", "There are $#a+#b=#ab$ favorable outcomes among $#n$ equally likely ones."},
		Wrong: []Slip{
			{"$#w1$", "complement", "This is the probability of selecting a #k3."},
			{"$#w3$", "missed-category", "This counts only one of the two kinds."},
			{"$#w4$", "ratio-for-probability", "This compares two of the numbers with each other instead of comparing with the number of all."},
			{"$#w2$", "multiplies-instead-of-adds", "This multiplies two probabilities, as for two selections that both must succeed."},
		},
		Hints: [2][]string{
			{"How many outcomes are there in all, and how many are favorable?", "Each #item is equally likely to be selected."},
			{"Add the two kinds that count, and divide by the number of all.", "The probability is the number of favorable outcomes divided by the number of all outcomes."},
		},
		Steps: []string{"All together there are $#a+#b+#c=#n$.", "Favorable are $#a+#b=#ab$.", "The probability is #ab out of #n, or $#key$."},
	},
	{
		Name: "given-a-row-of-a-table", Skill: "probability", Difficulty: question.Medium, Context: true, Tags: []string{"conditional", "two-way-table"},
		Draw: func(d *Draw) V {
			s := pick(d, [7]string{"the destination and the means of travel of #n visitors", "Visitors", "Train", "Car", "Beach", "Mountains", "visitor"}, [7]string{"the size and the color of #n scarves in a shop", "Scarves", "Gray", "Red", "Long", "Short", "scarf"}, [7]string{"the shift and the department of #n employees", "Employees", "Day shift", "Night shift", "Packing", "Shipping", "employee"}, [7]string{"the species and the site of #n birds that were banded", "Birds", "Wetland", "Forest", "Finch", "Thrush", "bird"})
			a, b, c, e := d.Int(4, 40), d.Int(4, 40), d.Int(4, 40), d.Int(4, 40)
			n := a + b + c + e
			d.Need(a+b != a+c && a != b && a != c && n%2 == 0)
			v := V{"a": a, "b": b, "c": c, "e": e, "n": n, "ab": a + b, "ac": a + c, "ce": c + e, "be": b + e, "what": V{"n": n}.fill(s[0]), "corner": s[1], "c1": s[2], "c2": s[3], "r1": s[4], "r2": s[5], "item": s[6],
				"key": frac(a, a+b), "w1": frac(a, a+c), "w2": frac(a, n), "w3": frac(a+b, n), "w4": frac(b, a+b)}
			return v
		},
		Stem: "The table shows #what. If one #item is selected at random from the row “#r1,” what is the probability that the selected #item is in the column “#c1”?",
		Key:  Right{"$#key$", "The row “#r1” has #ab entries in all, and #a of them are in the column “#c1.”"},
		Wrong: []Slip{
			{"$#w1$", "reversed-condition", "This divides by the total of the column instead of by the total of the row."},
			{"$#w2$", "grand-total", "This divides by the number of all #n, but the selection is from one row only."},
			{"$#w4$", "complement", "This is the probability of the other column."},
			{"$#w3$", "joint-for-conditional", "This is the probability that a selection from all #n is in the row “#r1.”"},
		},
		Hints: [2][]string{
			{"From which group is the selection made?", "Only one row of the table matters here."},
			{"Divide the number in the cell by the total of the row from which the selection is made.", "The total of the row is the number of all possible outcomes."},
		},
		Steps: []string{"The selection is from the #ab in the row “#r1.”", "Of these, #a are in the column “#c1.”", "The probability is #a out of #ab, or $#key$."},
		Figure: func(v V) *question.Figure {
			return table(v, []string{"#corner", "#c1", "#c2", "Total"}, []string{"#r1", "#a", "#b", "#ab"}, []string{"#r2", "#c", "#e", "#ce"}, []string{"Total", "#ac", "#be", "#n"})
		},
	},
	{
		Name: "count-from-a-conditional", Skill: "probability", Difficulty: question.Hard, Adjust: -.3, Typed: true, Context: true, Tags: []string{"conditional"},
		Draw: func(d *Draw) V {
			s := pick(d, [7]string{"A gym has #n members, each of whom swims or lifts weights but not both.", "members", "swim", "train before work", "trains before work", "member", "members who swim"}, [7]string{"A museum owns #n prints, each of which is an etching or a woodcut but not both.", "prints", "are etchings", "are on display", "is on display", "print", "etchings"}, [7]string{"A farm keeps #n hens, each of which is brown or white but not both.", "hens", "are brown", "lay every day", "lays every day", "hen", "brown hens"})
			b1, b2 := pick(d, 2, 3, 4, 5), pick(d, 2, 3, 4, 5)
			a1, a2 := d.Int(1, b1-1), d.Int(1, b2-1)
			x, y := b1*d.Int(4, 15), b2*d.Int(4, 15)
			n := x + y
			d.Need(gcd(a1, b1) == 1 && gcd(a2, b2) == 1 && x != y && a1*b2 != a2*b1)
			k := a1*x/b1 + a2*y/b2
			return V{"n": n, "x": x, "y": y, "key": k, "p": frac(a1, b1), "q": frac(a2, b2), "px": a1 * x / b1, "qy": a2 * y / b2, "items": s[1], "did": s[2], "also": s[3], "does": s[4], "item": s[5], "group": s[6], "intro": V{"n": n}.fill(s[0]), "w1": a1 * x / b1, "w2": nearest(mul(div(add(frac(a1, b1), frac(a2, b2)), 2), n), 0), "w3": add(mul(frac(a1, b1), y), mul(frac(a2, b2), x)), "w4": n - k}
		},
		Stem: "#intro Of these #items, #x #did. If one of the #group is selected at random, the probability that the selected #item #does is $#p$. If one of the other #items is selected at random, this probability is $#q$. How many of the #n #items #also?",
		Key:  Right{"key", "Among the #x there are $#p\\cdot #x=#px$, and among the other #y there are $#q\\cdot #y=#qy$: together $#key$."},
		Wrong: []Slip{
			{"w1", "one-group-only", "This counts only those among the #x #group."},
			{"w2", "unweighted-average", "This takes the mean of the two probabilities, as if the groups had the same size."},
			{"w3", "groups-swapped", "This uses each probability with the other group."},
			{"w4", "complement", "This is the number of the #items for which it is not so."},
		},
		Hints: [2][]string{
			{"How large is each of the two groups?", "A probability within a group tells what fraction of that group is meant."},
			{"Multiply the size of each group by its own probability, and add.", "Find the second group by subtraction; then treat the two groups one by one."},
		},
		Steps: []string{"The groups have #x and $#n-#x=#y$ #items.", "In the first, $#p\\cdot #x=#px$; in the second, $#q\\cdot #y=#qy$.", "Together this is $#px+#qy=#key$."},
	},
}

var inferences = []Family{
	{
		Name: "scale-up-a-sample", Skill: "inference-from-sample-statistics", Difficulty: question.Easy, Typed: true, Context: true, Tags: []string{"sample-proportion"},
		Draw: func(d *Draw) V {
			s := pick(d, [2]string{"A factory made #{N} light bulbs in a week. In a random sample of #n of them, #k did not meet the standard.", "light bulbs did not meet the standard"}, [2]string{"A city has #{N} registered bicycles. In a random sample of #n of them, #k had no working light.", "registered bicycles had no working light"}, [2]string{"A forest contains #{N} marked trees. In a random sample of #n of them, #k were oaks.", "marked trees were oaks"}, [2]string{"A university has #{N} students. In a random sample of #n of them, #k spoke three languages.", "students spoke three languages"})
			n, k := pick(d, 40, 50, 60, 80, 120, 150, 200), d.Int(3, 40)
			N := pick(d, 1200, 1800, 2400, 3000, 3600, 4200, 4800, 6000, 7200)
			d.Need(k < n/2 && N*k%n == 0)
			v := V{"N": N, "n": n, "k": k, "key": N * k / n, "w1": N - N*k/n, "w2": N / n, "w3": N / k, "w4": N * k / (n + k), "what": s[1], "f": frac(k, n)}
			v["story"] = v.fill(s[0])
			return v
		},
		Stem: "#story Based on the sample, what is the best estimate of how many of all the #what?",
		Key:  Right{"key", "The share in the sample is $\\frac{#k}{#n}$, and the same share of $#N$ is $#key$."},
		Wrong: []Slip{
			{"w1", "complement", "This is the estimate for all the others."},
			{"w2", "stops-early", "This is how many times as large as the sample the whole group is."},
			{"w3", "ignored-sample-size", "This divides the whole group by the number found in the sample."},
		},
		Hints: [2][]string{
			{"What fraction of the sample is meant?", "A random sample is expected to look like the whole group."},
			{"Multiply the number in the whole group by the fraction found in the sample.", "Write equal ratios: found to sample size, and unknown to the whole group."},
		},
		Steps: []string{"In the sample the fraction is $\\frac{#k}{#n}$.", "For the whole group, $\\frac{#k}{#n}\\cdot #N=#key$."},
	},
	{
		Name: "plausible-interval", Skill: "inference-from-sample-statistics", Difficulty: question.Medium, Context: true, Tags: []string{"margin-of-error"},
		Draw: func(d *Draw) V {
			s := pick(d, [4]string{"customers of a bank", "are satisfied with the new app", "customers", "the bank"}, [4]string{"farms in a county", "use drip irrigation", "farms", "the county"}, [4]string{"graduates of a college", "work abroad", "graduates", "the college"}, [4]string{"passengers of an airline", "checked no baggage", "passengers", "the airline"})
			p, e := d.Int(22, 74), d.Int(2, 6)
			n := d.Int(3, 15) * 100
			margin := 196 * math.Sqrt(float64(p*(100-p))/1e4/float64(n)) // at 95 %, in points
			d.Need(e == int(math.Round(margin)))
			return V{"first": s[0], "who": known(s[0]), "did": s[1], "items": s[2], "p": p, "e": e, "n": n, "lo": p - e, "hi": p + e, "half": p + 1}
		},
		Stem: "From a random sample of #n #first, it is estimated that #p% of all #who #did, with an associated margin of error of #e percentage points. Which conclusion is most appropriate?",
		Key:  Right{"It is plausible that between #lo% and #hi% of all #who #did.", "The margin of error gives a range around the estimate for the whole group: from $#p-#e$ to $#p+#e$ percent."},
		Wrong: []Slip{
			{"It is certain that exactly #p% of all #who #did.", "estimate-as-exact", "An estimate from a sample is not exact; that is what the margin of error expresses."},
			{"It is plausible that #e% of the estimates made from such samples are wrong.", "margin-as-error-rate", "The margin of error is a distance in percentage points around the estimate, not a rate of wrong estimates."},
			{"Exactly #lo% or exactly #hi% of all #who #did.", "endpoints-only", "Every value between the two ends is plausible, not only the ends."},
		},
		Hints: [2][]string{
			{"What does a margin of error say about an estimate?", "Is the conclusion about the sample or about all #who?"},
			{"The plausible values for the whole group lie within the margin of error on both sides of the estimate.", "Subtract the margin from the estimate and add it. What lies in between?"},
		},
		Steps: []string{"The estimate is #p%, and the margin of error is #e percentage points.", "Plausible values for the whole group lie between $#p-#e=#lo$ and $#p+#e=#hi$ percent.", "This is a range of plausible values, not an exact number."},
	},
	{
		Name: "which-claim-holds", Skill: "inference-from-sample-statistics", Difficulty: question.Hard, Adjust: -.2, Typed: true, Context: true, Tags: []string{"margin-of-error"},
		Draw: func(d *Draw) V {
			s := pick(d, [3]string{"A county has #N households. Based on a random sample, it is estimated that the proportion of households that recycle glass is #{.p}, with an associated margin of error of #{.e}. What is the greatest number of households that recycle glass that is plausible under this estimate?", "greatest", "households"}, [3]string{"A company has #N employees. Based on a random sample, it is estimated that the proportion of employees who commute by bicycle is #{.p}, with an associated margin of error of #{.e}. What is the least number of employees who commute by bicycle that is plausible under this estimate?", "least", "employees"}, [3]string{"A lake contains #N tagged fish. Based on a random sample, it is estimated that the proportion of tagged fish that are female is #{.p}, with an associated margin of error of #{.e}. What is the least number of female tagged fish that is plausible under this estimate?", "least", "fish"})
			N, p, e := d.Int(6, 90)*100, d.Int(24, 76), d.Int(2, 7)
			end, other := p+e, p-e
			if s[1] == "least" {
				end, other = other, end
			}
			v := V{"N": N, "p": frac(p, 100), "e": frac(e, 100), "key": N * end / 100, "w1": N * other / 100, "w2": N * p / 100, "w3": N * e / 100, "end": frac(end, 100), "which": s[1], "items": s[2]}
			d.Need(N*end/100 < 9999)
			v["story"] = v.fill(s[0])
			return v
		},
		Stem: "#story",
		Key:  Right{"key", "The #which plausible proportion is $#{.end}$, and $#{.end}\\cdot #N=#key$."},
		Wrong: []Slip{
			{"w1", "wrong-direction", "This is the other end of the range of plausible numbers."},
			{"w2", "estimate-as-exact", "This is the number that belongs to the estimate itself, without the margin of error."},
			{"w3", "margin-only", "This is the margin of error as a number of #items."},
		},
		Hints: [2][]string{
			{"The plausible proportions form a range around the estimate.", "Which end of the range gives the #which number?"},
			{"Add or subtract the margin of error first, and multiply by the number of all #items last.", "Find the proportion at the right end of the range and apply it to the whole group."},
		},
		Steps: []string{"The plausible proportions run from the estimate minus the margin of error to the estimate plus the margin of error.", "The #which one is $#{.end}$.", "For $#N$ #items this is $#{.end}\\cdot #N=#key$."},
	},
}

// A study has a treatment and an outcome, told in words.
type study struct{ place, who, pronoun, treatment, control, outcome, got, short string }

func studied(d *Draw) study {
	return pick(d,
		study{"a large high school", "students", "who", "listened to music while studying", "studied in silence", "remembered more words on a test", "remember more words", "listening to music"},
		study{"a city", "adult residents", "who", "drank a glass of water before each meal", "did not", "lost more weight", "lose more weight", "drinking water before meals"},
		study{"a hospital", "nurses", "who", "took a ten-minute walk during each shift", "did not", "reported less fatigue", "feel less fatigue", "taking a walk"},
		study{"a tree farm", "young pines", "that", "were given a new fertilizer", "were given none", "grew taller", "grow taller", "the new fertilizer"},
		study{"a chain of fitness clubs", "members", "who", "kept a training diary", "kept none", "attended more often", "attend more often", "keeping a diary"},
		study{"a university", "first-year students", "who", "used a scheduling app", "did not use one", "missed fewer deadlines", "miss fewer deadlines", "using the app"},
		study{"a fish hatchery", "trout", "that", "were raised in cooler water", "were raised in warmer water", "were more resistant to a disease", "resist the disease better", "cooler water"})
}

var claims = []Family{
	{
		Name: "reach-of-a-sample", Skill: "evaluating-statistical-claims", Difficulty: question.Easy, Context: true, Tags: []string{"generalization"},
		Draw: func(d *Draw) V {
			s := pick(d, [5]string{"students", "the eleventh grade of a high school", "the high school", "high schools in the state", "how long they sleep"}, [5]string{"members", "the rowing team of a sports club", "the sports club", "sports clubs in the city", "their training plans"}, [5]string{"employees", "the night shift of a bakery", "the bakery", "bakeries in the region", "their working hours"}, [5]string{"residents", "the northern district of a city", "the city", "cities in the country", "a new bus line"}, [5]string{"cows", "the eastern barn of a farm", "the farm", "farms in the valley", "how much milk they give"})
			n := d.Int(4, 30) * 5
			return V{"n": n, "who": s[0], "first": s[1], "part": known(s[1]), "whole": s[2], "wide": s[3], "topic": s[4]}
		},
		Stem: "From all #who of #first, #n were selected at random for a study of #topic. Which is the largest group to which the results of the study can be generalized?",
		Key:  Right{"All #who of #part", "The sample was selected at random from exactly this group, so it represents this group and no larger one."},
		Wrong: []Slip{
			{"The #n selected #who only", "no-generalization", "A random sample does allow a conclusion about the group it was selected from."},
			{"All #who of #whole", "overgeneralized", "Those outside of #part could not be selected, so the sample does not represent them."},
			{"All #who of #wide", "overgeneralized-further", "The sample was not selected from so large a group."},
		},
		Hints: [2][]string{
			{"From which group was the sample selected?", "Who had a chance to be selected?"},
			{"A random sample represents the group from which it was selected, and no larger one.", "Look for the group every member of which could have been chosen."},
		},
		Steps: []string{"The selection was made at random from the #who of #part.", "Others had no chance to be selected.", "So the results apply to all #who of #part, and to no larger group."},
	},
	{
		Name: "what-a-study-can-show", Skill: "evaluating-statistical-claims", Difficulty: question.Medium, Context: true, Tags: []string{"experiment", "observational-study"},
		Draw: func(d *Draw) V {
			s := studied(d)
			n := d.Int(6, 40) * 10
			assigned := d.Sign() > 0
			v := V{"n": n, "half": n / 2, "first": s.place, "place": known(s.place), "who": s.who, "pronoun": s.pronoun, "t": s.treatment, "c": s.control, "o": s.outcome, "got": s.got, "short": s.short}
			v["groups"] = "Groups: not formed at random, so a cause may not be inferred."
			design, key, why := "Researchers selected #n #who of #first at random and recorded which of them #t and which #c.", "For the #who of #place, there is an association between #short and the outcome, but the study does not show that one causes the other.",
				"The sample is random, so the result extends to the #who of #place; but nobody was assigned to a group at random, so a cause cannot be inferred."
			v["w1"], v["m1"], v["y1"] = "For the #who of #place, #short causes them to #got.", "association-as-cause", "The groups formed by themselves. Other differences between them may explain the result."
			if assigned {
				v["groups"] = "Groups: formed at random, so a cause may be inferred."
				design, key, why = "Researchers selected #n #who of #first at random. Half of them, chosen at random, #t; the others #c.", "For the #who of #place, #short likely causes them to #got.",
					"The groups were formed at random, so the difference can be put down to the treatment; and the sample is random, so the result extends to the #who of #place."
				v["w1"], v["m1"], v["y1"] = "For the #who of #place, there is an association between #short and the outcome, but the study does not show that one causes the other.", "ignored-random-assignment", "Random assignment makes the groups alike in all other respects, so a cause can be inferred."
			}
			v["design"], v["key"], v["why"] = v.fill(design), v.fill(key), v.fill(why)
			v["w1"] = v.fill(v["w1"].(string))
			return v
		},
		Stem: "#design After some time, those #pronoun #t #o, on average, than the others, by a statistically significant amount. Which conclusion is best supported?",
		Key:  Right{"#key", "#why"},
		Wrong: []Slip{
			{"#w1", "cause-and-association", "#y1"},
			{"For the #n #who in the study only, there is an association; nothing can be said about any others.", "no-generalization", "The #who were selected at random from those of #place, so the result extends to all of these."},
			{"For all #who everywhere, #short causes them to #got.", "overgeneralized", "The sample was selected from #place only and does not represent all others."},
		},
		Hints: [2][]string{
			{"Ask two things: how were the participants selected, and how were the groups formed?", "Random selection and random assignment allow different conclusions."},
			{"Random selection lets a result extend to the larger group; random assignment to groups lets it be called a cause.", "Decide first whether a cause may be inferred, and then for whom."},
		},
		Steps: []string{"Selection: at random from the #who of #place, so the result extends to them.", "#groups", "Therefore: #key"},
	},
}

// known turns what is mentioned first into what is known: a bank, the bank.
func known(words string) string {
	for _, article := range []string{"a ", "an "} {
		if rest, ok := strings.CutPrefix(words, article); ok {
			return "the " + rest
		}
		if before, rest, ok := strings.Cut(words, " "+article); ok {
			return before + " the " + rest
		}
	}
	return words
}
