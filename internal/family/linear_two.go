package family

import "satprep/internal/question"

var linearTwo = []Family{
	{
		Name: "intercept-of-a-line", Skill: "linear-equations-in-two-variables", Difficulty: question.Easy, Tags: []string{"intercepts"},
		Draw: func(d *Draw) V {
			x0, y0 := d.Nonzero(2, 9), d.Nonzero(2, 9)
			k := d.Int(1, 4)
			a, b := k*y0, k*x0
			d.Need(abs(x0) != abs(y0))
			if a < 0 {
				a, b = -a, -b
			}
			c := a * x0
			d.Need(c != x0 && c != y0 && abs(a) != 1 && abs(b) != 1)
			asked := pick(d, "x", "y")
			v := V{"left": two(a, "x", b, "y"), "c": c, "asked": asked, "other": "y", "key": x0, "swap": y0, "n": a, "m": b}
			if asked == "y" {
				v["other"], v["key"], v["swap"], v["n"], v["m"] = "x", y0, x0, b, a
			}
			v["neg"] = -v["key"].(int)
			v["times"] = c - v["n"].(int)
			return v
		},
		Stem: "What is the $#asked$-coordinate of the $#asked$-intercept of the graph of $#left=#c$ in the $xy$-plane?",
		Key:  Right{"$#key$", "At the $#asked$-intercept $#other=0$, so $#n{}#asked=#c$ and $#asked=#key$."},
		Wrong: []Slip{
			{"$#swap$", "swaps-coordinates", "This is where the graph crosses the other axis, found by setting $#asked=0$."},
			{"$#c$", "stops-early", "This is the value of $#n{}#asked$ at the intercept. It must be divided by $#n$."},
			{"$#neg$", "sign-error", "This has the wrong sign: $#n$ times this number is not $#c$."},
			{"$#times$", "subtracts-coefficient", "This subtracts the coefficient $#n$ from $#c$ instead of dividing by it."},
		},
		Hints: [2][]string{
			{"What do all points on the $#asked$-axis have in common?", "One of the two coordinates of an intercept is always the same number."},
			{"Set $#other=0$ and solve the equation that is left.", "On the $#asked$-axis the other coordinate is 0. Substitute that, and divide."},
		},
		Steps: []string{"On the $#asked$-axis $#other=0$.", "The equation becomes $#n{}#asked=#c$.", "Divide by $#n$: $#asked=#key$."},
	},
	{
		Name: "parallel-through-a-point", Skill: "linear-equations-in-two-variables", Difficulty: question.Medium, Tags: []string{"slope", "write-equation"},
		Draw: func(d *Draw) V {
			p, q := d.Nonzero(1, 5), d.Int(2, 5)
			d.Need(gcd(p, q) == 1)
			x0, b, c := q*d.Nonzero(1, 3), d.Nonzero(1, 9), d.Nonzero(1, 20)
			y0 := p*x0/q + b
			m := frac(p, q)
			d.Need(y0 != 0 && y0 != b)
			a, bb := p, -q
			if a < 0 {
				a, bb = -a, -bb
			}
			return V{"left": two(a, "x", bb, "y"), "c": c, "x0": x0, "y0": y0, "m": m, "key": poly("x", m, b), "w1": poly("x", div(-q, p), add(y0, div(q*x0, p))),
				"w2": poly("x", m, y0), "w3": poly("x", div(q, p), sub(y0, div(q*x0, p))), "w4": poly("x", mul(-1, m), add(y0, mul(m, x0))), "b": b, "mx": mul(m, x0)}
		},
		Stem: "In the $xy$-plane, line $k$ is parallel to the line with equation $#left=#c$ and passes through the point $(#x0,#y0)$. Which equation represents line $k$?",
		Key:  Right{"$y=#key$", "The given line has slope $#m$, and so does line $k$; the point $(#x0,#y0)$ then requires the constant $#b$."},
		Wrong: []Slip{
			{"$y=#w2$", "point-as-intercept", "This has the right slope but uses $#y0$, the $y$-coordinate of the point, as the $y$-intercept."},
			{"$y=#w1$", "perpendicular-for-parallel", "This line is perpendicular to the given line. Parallel lines have equal slopes."},
			{"$y=#w4$", "sign-error", "This line passes through the point, but its slope has the wrong sign."},
			{"$y=#w3$", "inverts-slope", "This line passes through the point, but its slope is the reciprocal of the slope of the given line."},
		},
		Hints: [2][]string{
			{"What do the equations of parallel lines have in common?", "Which feature of the given line does line $k$ share?"},
			{"Solve the given equation for $y$ to read its slope; then use the point to find the constant.", "Substitute the coordinates of the point into $y=mx+b$ with the slope of the given line."},
		},
		Steps: []string{"Solving $#left=#c$ for $y$ shows the slope $#m$.", "Line $k$ has the same slope: $#y0=#m(#x0)+b$, so $b=#y0-(#mx)=#b$.", "Line $k$ is $y=#key$."},
	},
	{
		Name: "slope-of-a-perpendicular", Skill: "linear-equations-in-two-variables", Difficulty: question.Easy, Adjust: .3, Typed: true, Tags: []string{"slope", "perpendicular"},
		Draw: func(d *Draw) V {
			a, b, c := d.Int(2, 9), d.Nonzero(2, 9), d.Nonzero(2, 30)
			d.Need(gcd(a, b) == 1 && a != abs(b))
			return V{"left": two(a, "x", b, "y"), "c": c, "key": div(b, a), "neg": div(-b, a), "same": div(-a, b), "recip": div(a, b), "m": div(-a, b)}
		},
		Stem: "What is the slope of a line in the $xy$-plane that is perpendicular to the line with equation $#left=#c$?",
		Key:  Right{"key", "The given line has slope $#m$; the slope of a perpendicular line is the opposite of its reciprocal, $#key$."},
		Wrong: []Slip{
			{"same", "parallel-for-perpendicular", "This is the slope of the given line, which a parallel line has."},
			{"neg", "reciprocal-not-opposite", "This is the reciprocal of the slope, but its sign must change as well."},
			{"recip", "opposite-not-reciprocal", "This is the opposite of the slope, but it must be inverted as well."},
		},
		Hints: [2][]string{
			{"First find the slope of the given line.", "Which relation holds between the slopes of two perpendicular lines?"},
			{"Solve for $y$ to read the slope of the given line. The product of the two slopes is $-1$.", "Invert the slope of the given line and change its sign."},
		},
		Steps: []string{"Solving $#left=#c$ for $y$ gives the slope $#m$.", "Perpendicular slopes have the product $-1$.", "The slope of a perpendicular line is $#key$."},
	},
	{
		Name: "two-kinds-one-total", Skill: "linear-equations-in-two-variables", Difficulty: question.Easy, Typed: true, Context: true, Tags: []string{"model", "solve"},
		Draw: func(d *Draw) V {
			s := pick(d, [5]string{"A crew planted maple trees and shrubs", "Each maple tree took #p minutes to plant, and each shrub took #q minutes", "maple trees", "shrubs", "minutes"},
				[5]string{"A bakery filled large boxes and small boxes with rolls", "Each large box holds #p rolls, and each small box holds #q rolls", "large boxes", "small boxes", "rolls"},
				[5]string{"A theater group sold balcony tickets and floor tickets", "Each balcony ticket cost #p dollars, and each floor ticket cost #q dollars", "balcony tickets", "floor tickets", "dollars"},
				[5]string{"A shop printed banners and posters", "Each banner took #p minutes to print, and each poster took #q minutes", "banners", "posters", "minutes"})
			p, q, x, y := d.Int(4, 24), d.Int(3, 19), d.Int(5, 30), d.Int(5, 30)
			total := p*x + q*y
			d.Need(p != q && x != y && total < 900 && (p > q || s[2] == "balcony tickets")) // the larger kind takes more
			v := V{"p": p, "q": q, "x": x, "y": y, "total": total, "intro": s[0], "kindA": s[2], "kindB": s[3], "unit": s[4], "px": p * x, "rest": total - p*x,
				"swap": div(total-q*x, p), "whole": div(total, q), "minus": total - x, "both": div(total, p+q)}
			v["each"] = v.fill(s[1])
			return v
		},
		Stem: "#intro. #each. Altogether this came to #total #unit. If there were #x #kindA, how many #kindB were there?",
		Key:  Right{"y", "The #x #kindA account for $#p\\cdot #x=#px$ #unit. That leaves $#rest$ #unit, and $#rest\\div #q=#y$."},
		Wrong: []Slip{
			{"rest", "stops-early", "This is the number of #unit that are left for the #kindB. It must be divided by $#q$."},
			{"swap", "swaps-coefficients", "This exchanges the numbers $#p$ and $#q$ that belong to the two kinds."},
			{"whole", "ignores-term", "This divides the whole total by $#q$, as if there were no #kindA."},
			{"minus", "miscounts-items", "This subtracts the number of #kindA from the number of #unit."},
		},
		Hints: [2][]string{
			{"How much of the total do the #kindA account for?", "Write an equation in two unknown numbers, one for each kind; one of them is given."},
			{"Multiply the number of #kindA by what each of them takes, and subtract the product from the total.", "Put the given number into $#p{}x+#q{}y=#total$ for $x$ and solve for $y$."},
		},
		Steps: []string{"With $x$ #kindA and $y$ #kindB, $#p{}x+#q{}y=#total$.", "With $x=#x$ this is $#px+#q{}y=#total$, so $#q{}y=#rest$.", "Then $y=#y$."},
	},
	{
		Name: "missing-coordinate", Skill: "linear-equations-in-two-variables", Difficulty: question.Medium, Adjust: -.1, Typed: true, Tags: []string{"slope", "point-on-line"},
		Draw: func(d *Draw) V {
			p, q, x1, y1 := d.Nonzero(1, 5), d.Int(2, 4), d.Nonzero(1, 8), d.Nonzero(1, 9)
			d.Need(gcd(p, q) == 1)
			x2 := x1 + q*d.Nonzero(1, 4)
			y2 := y1 + p*(x2-x1)/q
			d.Need(x2 != 0 && y2 != y1 && abs(y2) < 40)
			m := frac(p, q)
			return V{"m": m, "x1": x1, "y1": y1, "x2": x2, "k": y2, "run": x2 - x1, "rise": y2 - y1, "w1": add(y1, div(q*(x2-x1), p)), "w2": sub(y1, y2-y1), "w3": y2 - y1,
				"w4": mul(m, x2)}
		},
		Stem: "In the $xy$-plane, a line with slope $#m$ passes through the points $(#x1,#y1)$ and $(#x2,k)$. What is the value of $k$?",
		Key:  Right{"k", "The $x$-coordinate changes by $#run$, so the $y$-coordinate changes by $#m(#run)=#rise$, from $#y1$ to $#k$."},
		Wrong: []Slip{
			{"w3", "stops-early", "This is the change in $y$. It must be added to $#y1$."},
			{"w2", "sign-error", "This subtracts the change in $y$ instead of adding it."},
			{"w1", "inverts-slope", "This uses the reciprocal of the slope."},
			{"w4", "assumes-proportional", "This multiplies $#x2$ by the slope, as if the line passed through the origin."},
		},
		Hints: [2][]string{
			{"The slope compares the change in $y$ with the change in $x$.", "By how much does $x$ change from the first point to the second?"},
			{"Multiply the change in $x$ by the slope to get the change in $y$.", "Write the slope as a quotient of differences with $k$ in it, and solve for $k$."},
		},
		Steps: []string{"The change in $x$ is $#x2-(#x1)=#run$.", "The change in $y$ is $#m(#run)=#rise$.", "So $k=#y1+(#rise)=#k$."},
	},
	{
		Name: "perpendicular-bisector", Skill: "linear-equations-in-two-variables", Difficulty: question.Hard, Tags: []string{"perpendicular", "write-equation"},
		Draw: func(d *Draw) V {
			mx, my, p, q := d.Nonzero(1, 5), d.Nonzero(1, 6), d.Nonzero(1, 4), d.Nonzero(1, 4)
			d.Need(abs(p) != abs(q) && gcd(p, q) == 1 && mx-p != 0 && mx+p != 0)
			ax, ay, bx, by := mx-p, my-q, mx+p, my+q
			m := div(-p, q)
			line := func(m any, x, y int) string { return poly("x", m, sub(y, mul(m, x))) }
			return V{"a": point(ax, ay), "b": point(bx, by), "mid": point(mx, my), "s": div(q, p), "m": m, "key": line(m, mx, my), "w1": line(div(q, p), mx, my),
				"w2": line(m, ax, ay), "w3": line(div(p, q), mx, my), "w4": line(m, bx, by), "ax": ax, "ay": ay, "bx": bx, "by": by}
		},
		Stem: "In the $xy$-plane, points $P#a$ and $Q#b$ are given. Every point on line $k$ is the same distance from $P$ as from $Q$. Which equation represents line $k$?",
		Key:  Right{"$y=#key$", "Line $k$ is the perpendicular bisector of $\\overline{PQ}$: it passes through the midpoint $#mid$ and has slope $#m$."},
		Wrong: []Slip{
			{"$y=#w1$", "parallel-for-perpendicular", "This is the line through $P$ and $Q$ itself; its points are not all equally far from both."},
			{"$y=#w2$", "uses-endpoint", "This has the right slope but passes through $P$ instead of the midpoint."},
			{"$y=#w3$", "reciprocal-not-opposite", "This passes through the midpoint, but its slope is only the reciprocal; the sign must change as well."},
			{"$y=#w4$", "uses-endpoint", "This has the right slope but passes through $Q$ instead of the midpoint."},
		},
		Hints: [2][]string{
			{"Which point of $\\overline{PQ}$ is equally far from $P$ and $Q$?", "Sketch the two points. Where do the points that are equally far from both lie?"},
			{"Line $k$ passes through the midpoint of $\\overline{PQ}$ and is perpendicular to it.", "Find the midpoint and the slope of $\\overline{PQ}$, then use the slope of a perpendicular line."},
		},
		Steps: []string{"Points that are equally far from $P$ and $Q$ form the perpendicular bisector of $\\overline{PQ}$.", "The midpoint is $#mid$, and the slope of $\\overline{PQ}$ is $#s$.", "The perpendicular slope is $#m$, so line $k$ is $y=#key$."},
	},
	{
		Name: "constant-from-two-points", Skill: "linear-equations-in-two-variables", Difficulty: question.Hard, Adjust: .1, Typed: true, Tags: []string{"parameters", "intercepts"},
		Draw: func(d *Draw) V {
			a, x1, y1 := d.Int(2, 8), d.Nonzero(2, 9), d.Nonzero(1, 7)
			n := d.Int(2, 5)
			k := n * a // c/a is n times c/k
			c := a*x1 + k*y1
			d.Need(c != 0 && a*x1 != k*y1 && c != k && a*x1*n+a*y1 != 0 && k*y1 != c*n)
			return V{"a": a, "x1": x1, "y1": y1, "n": n, "k": k, "c": c, "timesN": times(n), "inverse": add(a*x1, div(a*y1, n)), "onlyk": a*x1 - k*y1, "ax": a * x1, "ky": k * y1}
		},
		Stem: "In the $xy$-plane, the graph of $#a{}x+ky=c$, where $k$ and $c$ are nonzero constants, passes through the point $(#x1,#y1)$. The $x$-coordinate of its $x$-intercept is #timesN the $y$-coordinate of its $y$-intercept. What is the value of $c$?",
		Key:  Right{"c", "The intercepts are $\\frac{c}{#a}$ and $\\frac{c}{k}$, so $\\frac{c}{#a}=#n\\cdot \\frac{c}{k}$ and $k=#k$. The point then gives $c=#c$."},
		Wrong: []Slip{
			{"k", "answers-other-variable", "This is the value of $k$. The point must still be used to find $c$."},
			{"onlyk", "sign-error", "This subtracts the term $ky$ instead of adding it."},
			{"inverse", "inverted-ratio", "This makes the $y$-intercept the larger one by giving the factor $#n$ to the wrong term."},
		},
		Hints: [2][]string{
			{"Write both intercepts in terms of $k$ and $c$.", "What does the comparison of the two intercepts tell you about $k$?"},
			{"Set $\\frac{c}{#a}$ equal to $#n$ times $\\frac{c}{k}$. The constant $c$ drops out.", "Find $k$ from the intercepts first, and then substitute the point."},
		},
		Steps: []string{"The $x$-intercept is at $x=\\frac{c}{#a}$, and the $y$-intercept at $y=\\frac{c}{k}$.", "From $\\frac{c}{#a}=#n\\cdot \\frac{c}{k}$ and $c\\neq 0$: $k=#n\\cdot #a=#k$.", "The point gives $c=#a(#x1)+#k(#y1)=#ax#{+ky}=#c$."},
	},
}
