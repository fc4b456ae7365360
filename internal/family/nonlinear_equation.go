package family

import (
	"strconv"

	"satprep/internal/question"
)

var nonlinearEquations = []Family{
	{
		Name: "positive-root-by-factoring", Skill: "nonlinear-equations-and-systems", Difficulty: question.Easy, Tags: []string{"quadratic", "factoring"},
		Draw: func(d *Draw) V {
			p, q := d.Int(2, 19), -d.Int(2, 19)
			d.Need(p+q != 0 && abs(p+q) != p && -(p+q) != p)
			return V{"left": poly("x", 1, -(p + q), p*q), "key": p, "w1": -q, "w2": p - q, "w3": abs(p + q), "w4": -p * q, "p": p, "q": q, "f": less("x", p) + less("x", q), "sum": p + q, "prod": p * q, "nsum": -(p + q), "size": -q}
		},
		Stem: "What is the positive solution to the equation $#left=0$?",
		Key:  Right{"$#key$", "The left side is $#f$, which is 0 for $x=#p$ and for $x=#q$. The positive one is $#p$."},
		Wrong: []Slip{
			{"$#w1$", "factor-signs-reversed", "This reads the solutions with reversed signs: $x=#q$ is the negative solution, and $#size$ is none."},
			{"$#w2$", "difference-of-roots", "This is the distance between the two solutions."},
			{"$#w3$", "uses-coefficient", "This is the size of the coefficient of $x$, which is not a solution."},
			{"$#w4$", "uses-constant-term", "This is the size of the constant term, which is not a solution."},
		},
		Hints: [2][]string{
			{"A product is 0 when one of its factors is 0.", "Can the left side be written as a product of two factors?"},
			{"Look for two numbers whose product is $#prod$ and whose sum is $#nsum$; they are the constants of the factors.", "Factor the left side and set each factor equal to 0. Only one solution is positive."},
		},
		Steps: []string{"Factor: $#left=#f$.", "The solutions are $x=#p$ and $x=#q$.", "The positive solution is $#p$."},
	},
	{
		Name: "square-of-a-group", Skill: "nonlinear-equations-and-systems", Difficulty: question.Easy, Adjust: .2, Tags: []string{"quadratic"},
		Draw: func(d *Draw) V {
			h, r, k := d.Nonzero(2, 9), d.Int(2, 9), d.Int(2, 6)
			d.Need(abs(h) != r)
			hi, lo := h+r, h-r
			d.Need(hi != 0 && lo != 0 && hi != -lo)
			return V{"group": poly("x", 1, -h), "k": k, "c": k * r * r, "key": lo, "other": hi, "w1": -h - r, "w3": h - r*r, "w2": -r, "rr": r * r, "r": r, "h": h, "w4": sub(h, frac(r*r, 2))}
		},
		Stem: "What is the lesser of the two solutions to the equation $#k(#group)^2=#c$?",
		Key:  Right{"$#key$", "Dividing gives $(#group)^2=#rr$, so $#group$ is $#r$ or $-#r$. The lesser solution comes from $-#r$: $x=#key$."},
		Wrong: []Slip{
			{"$#w1$", "sign-of-shift", "This undoes the number in the parentheses with the wrong sign."},
			{"$#other$", "wrong-root", "This is the greater of the two solutions."},
			{"$#w2$", "stops-early", "This is the value of $#group$, not of $x$."},
			{"$#w3$", "does-not-take-root", "This uses $#rr$ itself instead of its square root."},
			{"$#w4$", "halves-instead-of-root", "This takes half of $#rr$ instead of its square root."},
		},
		Hints: [2][]string{
			{"You do not need to multiply out the square.", "Which two numbers have the same square?"},
			{"Divide by $#k$, and take both square roots of the right side.", "After dividing, the group equals a number or its opposite. Each gives one solution."},
		},
		Steps: []string{"Divide by $#k$: $(#group)^2=#rr$.", "So $#group=#r$ or $#group=-#r$.", "The solutions are $#other$ and $#key$, and the lesser is $#key$."},
	},
	{
		Name: "sum-of-the-solutions", Skill: "nonlinear-equations-and-systems", Difficulty: question.Medium, Adjust: -.1, Tags: []string{"quadratic", "structure"},
		Draw: func(d *Draw) V {
			a, b, c, e := d.Int(2, 6), d.Nonzero(3, 20), d.Nonzero(2, 15), d.Nonzero(2, 12)
			s := b - e
			d.Need(s != 0 && c != 0 && s*s+4*a*c > 0 && c != s && abs(s) != a && a != 1)
			q := asked(d)
			v := V{"left": poly("x", a, e, 0), "right": poly("x", b, c), "sum": div(s, a), "prod": div(-c, a), "nsum": div(-s, a), "nprod": div(c, a), "a": a, "std": poly("x", a, -s, -c), "whole": s, "wholeC": -c, "noMove": div(b, a), "asked": q}
			if q == "sum" {
				v["key"], v["w1"], v["w2"], v["w3"], v["w4"] = v["sum"], v["nsum"], v["whole"], v["prod"], v["noMove"]
				v["rule"], v["part"] = "the opposite of the coefficient of $x$, divided by the coefficient of $x^2$", "product"
			} else {
				v["key"], v["w1"], v["w2"], v["w3"], v["w4"] = v["prod"], v["nprod"], v["wholeC"], v["sum"], div(e, a)
				v["rule"], v["part"] = "the constant, divided by the coefficient of $x^2$", "sum"
			}
			return v
		},
		Stem: "What is the #asked of the two solutions to the equation $#left=#right$?",
		Key:  Right{"$#key$", "In the form $#std=0$, the #asked of the solutions is #rule: $#key$."},
		Wrong: []Slip{
			{"$#w1$", "signs-reversed", "This has the wrong sign, as happens when the terms are not all moved to one side first."},
			{"$#w2$", "forgets-to-divide", "This does not divide by the coefficient of $x^2$, $#a$."},
			{"$#w3$", "confuses-sum-and-product", "This is the #part of the solutions."},
			{"$#w4$", "ignores-term", "This uses the coefficients of the equation as given, before like terms are combined on one side."},
		},
		Hints: [2][]string{
			{"You do not have to find the solutions one by one.", "Bring the equation to a form in which one side is 0."},
			{"For $ax^2+bx+c=0$ the solutions have the sum $-\\frac{b}{a}$ and the product $\\frac{c}{a}$.", "Move all terms to the left side, combine the terms with $x$, and use the relation between coefficients and solutions."},
		},
		Steps: []string{"Move everything to the left side: $#std=0$.", "The #asked of the solutions of such an equation is #rule.", "Here it is $#key$."},
	},
	{
		Name: "line-meets-parabola", Skill: "nonlinear-equations-and-systems", Difficulty: question.Medium, Tags: []string{"system", "quadratic"},
		Draw: func(d *Draw) V {
			p, q, m, b := d.Int(1, 7), -d.Int(1, 6), d.Nonzero(1, 5), d.Nonzero(1, 9)
			d.Need(p+q != 0)
			bb, c := m-(p+q), b+p*q
			d.Need(bb != 0 && c != 0)
			y1, y2 := m*p+b, m*q+b
			d.Need(y1 != p && y1 != 0 && y2 != 0)
			return V{"sys": cases("y="+poly("x", 1, bb, c), "y="+poly("x", m, b)), "quad": poly("x", 1, bb, c), "line": poly("x", m, b), "key": y1, "w1": p, "w2": y2, "w3": m*p - b, "w4": q, "x": p, "x2": q, "zero": poly("x", 1, -(p + q), p*q), "f": less("x", p) + less("x", q), "m": m}
		},
		Stem: "The graphs of the equations in the system $#sys$ meet at two points in the $xy$-plane. One of them has a positive $x$-coordinate. What is the $y$-coordinate of that point?",
		Key:  Right{"$#key$", "Setting the right sides equal gives $#f=0$. The positive solution is $x=#x$, and the line gives $y=#key$."},
		Wrong: []Slip{
			{"$#w1$", "answers-for-x", "This is the $x$-coordinate of the point."},
			{"$#w2$", "wrong-root", "This is the $y$-coordinate of the other point."},
			{"$#w3$", "sign-error", "This uses the right $x$-coordinate but makes a sign error in the equation of the line."},
			{"$#w4$", "wrong-root", "This is the $x$-coordinate of the other point."},
		},
		Hints: [2][]string{
			{"At a common point both equations give the same $y$.", "Which equation in $x$ alone do the common points satisfy?"},
			{"Set $#quad$ equal to $#line$, bring all terms to one side, and factor.", "Find the positive $x$ first, and then use the equation of the line."},
		},
		Steps: []string{"Set the right sides equal and collect: $#zero=0$.", "Factor: $#f=0$, so $x=#x$ or $x=#x2$.", "At $x=#x$ the line gives $y=#key$."},
	},
	{
		Name: "one-solution-constant", Skill: "nonlinear-equations-and-systems", Difficulty: question.Medium, Adjust: .3, Typed: true, Tags: []string{"discriminant", "parameters"},
		Draw: func(d *Draw) V {
			a, b := d.Int(1, 6), 2*d.Nonzero(2, 9)
			m := d.Nonzero(1, 6)
			// ax²+bx+c = mx has one solution
			bb := b - m
			c := frac(bb*bb, 4*a)
			d.Need(bb != 0 && terminates(c, 2) && a != 1)
			return V{"left": poly("x", a, b, 0), "m": m, "key": c, "a": a, "b": b, "bb": bb, "sq": bb * bb, "w1": frac(b*b, 4*a), "w2": frac((b+m)*(b+m), 4*a), "w3": frac(bb*bb, a), "w4": frac(bb*bb, 4), "fa": 4 * a,
				"std": poly("x", a, bb, 0)}
		},
		Stem: "In the $xy$-plane, the graph of $y=#left+c$, where $c$ is a constant, meets the line $y=#{*m}x$ at exactly one point. What is the value of $c$?",
		Key:  Right{"key", "The equation $#std+c=0$ has exactly one solution when its discriminant is 0: $(#bb)^2-#fa{}c=0$, so $c=#key$."},
		Wrong: []Slip{
			{"w1", "ignores-term", "This sets $#left+c$ equal to 0 instead of to $#{*m}x$."},
			{"w3", "drops-factor-four", "This leaves out the factor 4 in the discriminant."},
			{"w2", "sign-error-moving-term", "This adds the term $#{*m}x$ instead of subtracting it when all terms are moved to one side."},
			{"w4", "ignores-leading-coefficient", "This leaves out the coefficient of $x^2$ in the discriminant."},
		},
		Hints: [2][]string{
			{"How many solutions does the equation for the common points have?", "Set the two right sides equal, and bring all terms to one side."},
			{"A quadratic equation has exactly one solution when its discriminant $b^2-4ac$ is 0.", "Combine the terms with $x$ before you use the discriminant."},
		},
		Steps: []string{"Common points satisfy $#left+c=#{*m}x$, that is, $#std+c=0$.", "Exactly one solution: $(#bb)^2-4(#a)c=0$.", "So $#fa{}c=#sq$ and $c=#key$."},
	},
	{
		Name: "radical-equation-check", Skill: "nonlinear-equations-and-systems", Difficulty: question.Hard, Adjust: -.2, Tags: []string{"radical-equation", "extraneous"},
		Draw: func(d *Draw) V {
			// √(ax+b) = x+c with one true and one false solution
			x, k, c := d.Int(1, 9), d.Int(1, 9), d.Nonzero(1, 6)
			s := x + c // the true root value
			d.Need(s > 0)
			z := -c - k // false solution: x+c = -k
			a := x + z + 2*c
			b := s*s - a*x
			d.Need(a >= 2 && b != 0 && z != 0 && z != -x && a*z+b == k*k && x+z != 0)
			return V{"in": poly("x", a, b), "out": poly("x", 1, c), "x": x, "z": z, "key": fraction(rat(x)) + " only", "w1": strconv.Itoa(z) + " only", "both": strconv.Itoa(z) + "$ and $" + strconv.Itoa(x), "f": less("x", x) + less("x", z), "s": s, "nk": -k, "k": k,
				"sq": poly("x", 1, 2*c, c*c), "std": poly("x", 1, -(x + z), x*z)}
		},
		Stem: "What are all solutions to the equation $\\sqrt{#in}=#out$?",
		Key:  Right{"$#x$ only", "Squaring gives $#f=0$. At $x=#x$ both sides are $#s$; at $x=#z$ the right side is $#nk$, which no square root is."},
		Wrong: []Slip{
			{"$#both$", "extraneous-root", "Both numbers satisfy the squared equation, but $#z$ makes the right side negative."},
			{"$#z$ only", "wrong-root", "This is the number that must be left out: it makes the right side negative."},
			{"There are no solutions.", "rejects-everything", "One of the solutions of the squared equation does satisfy the given one."},
		},
		Hints: [2][]string{
			{"Squaring both sides can bring in numbers that do not satisfy the given equation.", "How can you remove the square root, and what must you do afterward?"},
			{"Square both sides, solve the quadratic equation, and test each result in the given equation.", "A square root is never negative. Check what the right side is for each result."},
		},
		Steps: []string{"Square both sides: $#in=#sq$.", "Collect and factor: $#std=#f=0$, so $x=#x$ or $x=#z$.", "In the given equation $x=#x$ gives $#s$ on both sides, but $x=#z$ gives $#k$ and $#nk$. Only $x=#x$ is a solution."},
	},
	{
		Name: "absolute-value-two-solutions", Skill: "nonlinear-equations-and-systems", Difficulty: question.Easy, Adjust: .1, Tags: []string{"absolute-value"},
		Draw: func(d *Draw) V {
			a, b, p, q := d.Int(2, 4), d.Nonzero(2, 15), d.Int(2, 9), -d.Int(1, 9)
			// |a·x + b| = c with solutions p, q: centre -b/a = (p+q)/2
			d.Need(a*(p+q) == -2*b && p+q != 0)
			c := a*p + b
			d.Need(c > 0 && c != abs(p+q) && p != c)
			return V{"in": poly("x", a, b), "c": c, "p": p, "q": q, "key": p + q, "w1": p - q, "w2": p, "w3": -(p + q), "w4": 0, "a": a, "b": b, "r1": c - b, "r2": -c - b}
		},
		Stem: "What is the sum of the two solutions to the equation $|#in|=#c$?",
		Key:  Right{"$#key$", "Either $#in=#c$, so $x=#p$, or $#in=-#c$, so $x=#q$. The sum of the two is $#key$."},
		Wrong: []Slip{
			{"$#w4$", "opposite-solutions", "This takes the two solutions to be opposites of each other. Only the values inside the bars are opposites."},
			{"$#w2$", "positive-case-only", "This is the solution of one of the two cases."},
			{"$#w1$", "difference-of-roots", "This is the difference of the two solutions."},
			{"$#w3$", "sign-error", "This has the wrong sign."},
		},
		Hints: [2][]string{
			{"Which numbers have an absolute value of $#c$?", "The expression between the bars can be positive or negative."},
			{"Solve two equations: one with $#c$ and one with $-#c$ on the right side.", "Write both cases, solve each for $x$, and add the results."},
		},
		Steps: []string{"First case: $#in=#c$ gives $#a{}x=#r1$ and $x=#p$.", "Second case: $#in=-#c$ gives $#a{}x=#r2$ and $x=#q$.", "The sum is $#p+(#q)=#key$."},
	},
	{
		Name: "exact-quadratic-root", Skill: "nonlinear-equations-and-systems", Difficulty: question.Hard, Adjust: -.1, Tags: []string{"quadratic", "radicals"},
		Draw: func(d *Draw) V {
			h, n := d.Nonzero(1, 7), pick(d, 2, 3, 5, 6, 7, 10, 11, 13)
			k := d.Int(1, 3)
			a := d.Int(2, 3)
			m := k * k * n
			d.Need(h*h != m)
			root := surd(1, m)
			form := func(h int, s string) string { return strconv.Itoa(h) + s }
			v := V{"left": poly("x", a, -2*a*h, a*(h*h-m)), "key": form(h, "+"+root), "w1": form(-h, "+"+root), "w2": form(2*h, "+"+surd(2, m)), "w3": form(h, "+"+surd(1, 2*h*h+m)), "w4": form(h, "+"+surd(2, m)), "h": h, "m": m, "group": poly("x", 1, -h), "root": root,
				"big": surd(2, m), "std": poly("x", 1, -2*h, h*h-m), "hh": h * h, "c": h*h - m, "bb": -2 * h}
			return v
		},
		Stem: "What is the greater of the two solutions to the equation $#left=0$?",
		Key:  Right{"$#key$", "Completing the square gives $(#group)^2=#m$, so $x=#h\\pm #root$, and the plus sign gives the greater one."},
		Wrong: []Slip{
			{"$#w1$", "sign-error", "This has the wrong sign in front of the first part: half the coefficient of $x$ must change its sign."},
			{"$#w2$", "forgets-to-halve", "This leaves out the division by 2 in the quadratic formula."},
			{"$#w4$", "halves-one-part-only", "This halves only the first part of the numerator in the quadratic formula, not the root."},
			{"$#w3$", "sign-error-in-discriminant", "This makes a sign error under the root."},
		},
		Hints: [2][]string{
			{"This expression does not factor over the whole numbers. Which other methods do you know?", "Divide by the coefficient of $x^2$ if it is not 1; then complete the square or use the formula."},
			{"Write the equation as a square equal to a number, and take both roots.", "In the quadratic formula, simplify the root and divide every part of the numerator by the denominator."},
		},
		Steps: []string{"Reduce to $#std=0$ by dividing by the leading coefficient.", "Complete the square: $(#group)^2=#hh-(#c)=#m$.", "So $x=#h\\pm #root$, and the greater solution is $#key$."},
	},
	{
		Name: "rectangle-from-area", Any: true, Skill: "nonlinear-equations-and-systems", Difficulty: question.Medium, Context: true, Tags: []string{"model", "quadratic"},
		Draw: func(d *Draw) V {
			s := pick(d, [2]string{"vegetable plot", "feet"}, [2]string{"solar panel array", "meters"}, [2]string{"poster", "inches"}, [2]string{"stage", "feet"}, [2]string{"parking lot", "meters"}, [2]string{"mural", "feet"})
			w, m, k := d.Int(4, 15), d.Int(2, 3), d.Nonzero(1, 8)
			l := m*w + k
			d.Need(l > w+2)
			more := "more"
			if k < 0 {
				more = "less"
			}
			return V{"thing": s[0], "unit": s[1], "w": w, "l": l, "area": w * l, "m": times(m), "n": m, "k": abs(k), "more": more, "left": poly("w", m, k, 0), "per": 2 * (w + l), "half": w + l, "other": w + abs(k), "bare": m * w, "gap": l - w, "f": "(w" + signed(-w) + ")(" + poly("w", m, l) + ")", "expr": poly("w", m, k)}
		},
		Stem: "A rectangular #thing has an area of #area square #unit. Its length is #k #unit #more than #m its width. What is the length, in #unit, of the #thing?",
		Key:  Right{"#l", "With width $w$, $w(#expr)=#area$, so $#f=0$. The positive solution is $w=#w$, and the length is $#n\\cdot #w$ with the #k #unit taken into account: $#l$."},
		Wrong: []Slip{
			{"#w", "answers-other-variable", "This is the width. The question asks for the length."},
			{"#bare", "ignores-constant", "This is #m the width, without the #k #unit."},
			{"#gap", "reversed-difference", "This is the difference of the length and the width."},
			{"#half", "half-perimeter", "This is the sum of the length and the width."},
			{"#per", "uses-perimeter", "This is the perimeter, not the length of one side."},
			{"#other", "adds-without-factor", "This changes the width by #k #unit but forgets that the width is taken #m first."},
		},
		Hints: [2][]string{
			{"Write the length in terms of the width.", "The area gives you an equation in one unknown."},
			{"Let $w$ be the width. Then $w(#expr)=#area$; solve this quadratic equation, and answer with the length.", "Only a positive width makes sense. Look for two factors of #area that fit the description."},
		},
		Steps: []string{"With width $w$ the length is $#expr$, and $w(#expr)=#area$.", "Bring to one side and factor: $#f=0$, so $w=#w$.", "The length is $\\frac{#area}{#w}=#l$ #unit."},
	},
	{
		Name: "sum-and-product-to-squares", Skill: "nonlinear-equations-and-systems", Difficulty: question.Hard, Typed: true, Adjust: -.2, Tags: []string{"system", "structure"},
		Draw: func(d *Draw) V {
			s, p := d.Int(3, 15), d.Nonzero(2, 30)
			d.Need(s*s-4*p > 0 && s*s-2*p > 0)
			if _, ok := root(s*s - 4*p); ok {
				d.Need(false)
			}
			return V{"s": s, "p": p, "key": s*s - 2*p, "w1": s * s, "w2": s*s + 2*p, "w3": s*s - p, "w4": s*s - 4*p, "ss": s * s, "pp": 2 * p}
		},
		Stem: "The real numbers $x$ and $y$ satisfy $x+y=#s$ and $xy=#p$. What is the value of $x^2+y^2$?",
		Key:  Right{"key", "Since $(x+y)^2=x^2+2xy+y^2$, the value is $#ss-2(#p)=#key$."},
		Wrong: []Slip{
			{"w1", "square-of-sum", "This is $(x+y)^2$, which contains the term $2xy$ as well."},
			{"w3", "misses-factor", "This subtracts $xy$ only one time instead of two times."},
			{"w2", "sign-error", "This adds $2xy$ instead of subtracting it."},
			{"w4", "square-of-difference", "This is $(x-y)^2$, in which $xy$ is subtracted four times in all."},
		},
		Hints: [2][]string{
			{"You do not need $x$ and $y$ themselves.", "Which square contains $x^2$, $y^2$ and $xy$?"},
			{"Expand $(x+y)^2$ and see what must be taken away.", "Write $x^2+y^2$ in terms of $x+y$ and $xy$."},
		},
		Steps: []string{"Expand: $(x+y)^2=x^2+2xy+y^2$.", "So $x^2+y^2=(x+y)^2-2xy=#ss-2(#p)$.", "The value is $#key$."},
	},
}

// asked is what is asked about two solutions.
func asked(d *Draw) string { return pick(d, "sum", "product") }
