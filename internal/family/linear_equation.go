package family

import "satprep/internal/question"

// families are all there are, by skill.
var families = [][]Family{linearEquations, linearFunctions, linearTwo, systems, inequalities, expressions, nonlinearEquations, nonlinearFunctions, ratios, percents, oneVariable, twoVariable, probabilities, inferences, claims, areas, angles, rightTriangles, circles}

var linearEquations = []Family{
	{
		Name: "variable-on-both-sides", Skill: "linear-equations-in-one-variable", Difficulty: question.Easy, Tags: []string{"solve"},
		Draw: func(d *Draw) V {
			a, c, x, b := d.Int(4, 12), d.Int(2, 9), d.Nonzero(2, 12), d.Nonzero(3, 25)
			e := a*x + b - c*x
			d.Need(a-c >= 2 && e != 0 && e != b)
			return V{"left": poly("x", a, b), "right": poly("x", c, e), "a": a, "b": b, "c": c, "e": e, "x": x, "n": a - c,
				"added": div(e-b, a+c), "moved": div(e+b, a-c), "undone": e - b, "less": e - b - (a - c)}
		},
		Stem: "If $#left=#right$, what is the value of $x$?",
		Key:  Right{"$#x$", "Collecting terms gives $#n{}x=#undone$, and dividing both sides by $#n$ gives $x=#x$."},
		Wrong: []Slip{
			{"$#added$", "sign-error-moving-term", "This adds the coefficients $#a$ and $#c$. A term that is moved to the other side must be subtracted."},
			{"$#moved$", "sign-error", "This moves the constant to the other side without changing its sign."},
			{"$#undone$", "stops-early", "This is the value of $#n{}x$. Both sides must still be divided by $#n$."},
			{"$#less$", "subtracts-coefficient", "This subtracts the coefficient $#n$ in the last step instead of dividing by it."},
		},
		Hints: [2][]string{
			{"Which terms would you like to have on the same side?", "Aim for an equation with all the $x$ terms on one side and all the constants on the other."},
			{"Subtract $#c{}x$ from both sides, deal with the constant, and divide last.", "After the $x$ terms are together, one number multiplies $x$. Undo that multiplication in the last step."},
		},
		Steps: []string{"Subtract $#c{}x$ from both sides: $#n{}x#{+b}=#e$.", "Move the constant: $#n{}x=#undone$.", "Divide both sides by $#n$: $x=#x$."},
	},
	{
		Name: "delivery-fee-and-rate", Skill: "linear-equations-in-one-variable", Difficulty: question.Easy, Typed: true, Context: true, Tags: []string{"model", "solve"},
		Draw: func(d *Draw) V {
			s := pick(d, [4]string{"A landscaping company charges #{$fee} for a delivery plus #{$rate} for each cubic yard of soil. #who paid a total of #{$total} for one delivery. How many cubic yards of soil were delivered?", "cubic yard", "delivery", "soil"},
				[4]string{"A print shop charges #{$fee} to set up an order plus #{$rate} for each poster. #who paid a total of #{$total} for one order. How many posters were in the order?", "poster", "setup", "posters"},
				[4]string{"A climbing gym charges #{$fee} to join plus #{$rate} for each month of membership. #who has paid a total of #{$total} so far. For how many months has #who paid?", "month", "joining", "months"},
				[4]string{"A plumber charges #{$fee} for a visit plus #{$rate} for each hour of work. #who paid a total of #{$total} for one visit. For how many hours did the plumber work?", "hour", "visit", "hours"})
			n, rate, fee := d.Int(4, 15), d.Int(14, 48), d.Int(25, 95)
			d.Need(rate*n > 2*fee && rate != fee)
			total := fee + rate*n
			v := V{"fee": fee, "rate": rate, "total": total, "n": n, "who": d.Name(), "unit": s[1], "what": s[2], "rest": total - fee,
				"whole": div(total, rate), "both": div(total, fee+rate), "add": div(total+fee, rate)}
			v["story"] = v.fill(s[0])
			return v
		},
		Stem: "#story",
		Key:  Right{"n", "Without the #what fee, #{$rest} was paid at #{$rate} per #unit, and $#rest\\div #rate=#n$."},
		Wrong: []Slip{
			{"rest", "stops-early", "This is the amount in dollars without the fee. It must be divided by the price per #unit."},
			{"whole", "ignores-fixed-fee", "This divides the whole amount by the price per #unit, but part of the amount is the #what fee."},
			{"add", "adds-instead-of-subtracts", "This adds the fee to the total before dividing. The fee is part of the total already."},
			{"both", "adds-fee-to-rate", "This divides by the sum of the fee and the price per #unit. The fee is paid only one time."},
		},
		Hints: [2][]string{
			{"Which part of the total does not depend on the number you are looking for?", "Write the total as a fixed amount plus an amount that grows with the number you are looking for."},
			{"Take the #what fee away first. What does each #unit cost?", "Solve an equation of the form fee plus price per #unit times the number equals total."},
		},
		Steps: []string{"Let $n$ be the unknown number: $#fee+#rate{}n=#total$.", "Subtract the fee: $#rate{}n=#rest$.", "Divide by $#rate$: $n=#n$."},
	},
	{
		Name: "repeated-group", Skill: "linear-equations-in-one-variable", Difficulty: question.Medium, Adjust: -.2, Typed: true, Tags: []string{"structure"},
		Draw: func(d *Draw) V {
			a, c, group, h := d.Int(7, 15), d.Int(2, 6), d.Nonzero(2, 9), d.Int(3, 14)
			k := d.Int(2, 5)
			inner := poly("x", k, -h)
			d.Need(a-c > 2 && gcd(k, h) == 1)
			return V{"inner": inner, "a": a, "c": c, "n": a - c, "r": (a - c) * group, "group": group, "sum": div((a-c)*group, a+c), "x": div(group+h, k),
				"back": div((a-c)*group+h*(a-c), a-c), "off": (a-c)*group - (a - c)}
		},
		Stem: "If $#a(#inner)-#c(#inner)=#r$, what is the value of $#inner$?",
		Key:  Right{"group", "Both terms hold the same group, so $(#a-#c)(#inner)=#r$ and $#inner=\\frac{#r}{#n}=#group$."},
		Wrong: []Slip{
			{"x", "answers-for-x", "This is the value of $x$. The question asks for the value of the whole group $#inner$."},
			{"sum", "adds-instead-of-subtracts", "This divides by $#a+#c$, but the second group is subtracted."},
			{"r", "stops-early", "This is the value of $#n(#inner)$. It must be divided by $#n$."},
			{"off", "subtracts-coefficient", "This subtracts $#n$ from the right side instead of dividing by it."},
		},
		Hints: [2][]string{
			{"What do the two terms on the left side have in common?", "You may not need the value of $x$ by itself."},
			{"Treat $#inner$ as one unknown and combine the two terms.", "Give the repeated group a name such as $u$ and solve for $u$."},
		},
		Steps: []string{"Combine the two terms: $(#a-#c)(#inner)=#r$, so $#n(#inner)=#r$.", "Divide both sides by $#n$: $#inner=#group$."},
	},
	{
		Name: "two-fractions-equal", Skill: "linear-equations-in-one-variable", Difficulty: question.Medium, Tags: []string{"fractions"},
		Draw: func(d *Draw) V {
			m, n, x := d.Int(3, 9), d.Int(2, 8), d.Nonzero(2, 20)
			d.Need(m > n+1 && gcd(m, n) == 1)
			p := d.Nonzero(1, 9)
			d.Need((n*(x+p))%m == 0)
			q := n*(x+p)/m - x
			d.Need(q != 0 && q != p && abs(q) < 25)
			return V{"m": m, "n": n, "x": x, "p": poly("x", 1, p), "q": poly("x", 1, q), "np": n * p, "mq": m * q, "k": m - n, "r": n*p - m*q,
				"across": div(m*p-n*q, n-m), "part": div(p-q, m-n), "sign": div(n*p+m*q, m-n), "first": div(n*p-q, m-n), "both": poly("x", n, n*p), "other": poly("x", m, m*q)}
		},
		Stem: "What is the solution to the equation $\\frac{#p}{#m}=\\frac{#q}{#n}$?",
		Key:  Right{"$#x$", "Multiplying both sides by $#m\\cdot #n$ gives $#both=#other$, so $#k{}x=#r$ and $x=#x$."},
		Wrong: []Slip{
			{"$#across$", "multiplies-numerators", "This multiplies each numerator by its own denominator instead of by the other one."},
			{"$#part$", "incomplete-distribution", "This multiplies the $x$ terms by the denominators but leaves the constants as they are."},
			{"$#first$", "incomplete-distribution", "This distributes the factor $#n$ but forgets to multiply the constant on the right side by $#m$."},
			{"$#sign$", "sign-error", "This makes a sign error when the constants are moved to one side."},
		},
		Hints: [2][]string{
			{"How can you write the equation without fractions?", "What can both sides be multiplied by to clear the two denominators?"},
			{"Multiply both sides by both denominators; each numerator is then multiplied, as a whole, by the other denominator.", "Put each numerator in parentheses before you multiply, so that its constant is multiplied too."},
		},
		Steps: []string{"Multiply both sides by $#m\\cdot #n$: $#n(#p)=#m(#q)$.", "Distribute: $#both=#other$.", "Collect terms: $#k{}x=#r$, so $x=#x$."},
	},
	{
		Name: "constant-for-no-solution", Skill: "linear-equations-in-one-variable", Difficulty: question.Hard, Adjust: -.2, Typed: true, Tags: []string{"parameters", "no-solution"},
		Draw: func(d *Draw) V {
			a, c, b, e, f := d.Int(2, 9), d.Int(2, 12), d.Nonzero(1, 9), d.Nonzero(1, 12), d.Int(2, 9)
			d.Need(a*b != e && f != c)
			k := div(c+f, a)
			d.Need(k.Cmp(frac(f, 1)) != 0 && k.Cmp(frac(c, 1)) != 0)
			return V{"a": a, "inner": "kx" + signed(b), "f": f, "right": poly("x", c, e), "k": k, "minus": div(c-f, a), "plain": c + f, "only": div(c, a),
				"c": c, "s": c + f, "ab": a * b, "e": e}
		},
		Stem: "In the equation $#a(#inner)-#f{}x=#right$, $k$ is a constant. If the equation has no solution, what is the value of $k$?",
		Key:  Right{"k", "The coefficients of $x$ must be equal and the constants must differ: $#a{}k-#f=#c$ gives $k=#k$, and $#ab\\neq #e$."},
		Wrong: []Slip{
			{"minus", "sign-error-moving-term", "This solves $#a{}k+#f=#c$. The term $#f{}x$ is subtracted on the left side."},
			{"plain", "incomplete-distribution", "This forgets that $k$ is multiplied by $#a$ when the parentheses are removed."},
			{"only", "ignores-term", "This compares $#a{}k$ with $#c$ and leaves out the term $#f{}x$."},
		},
		Hints: [2][]string{
			{"What do the two sides of a linear equation look like when no value of $x$ makes them equal?", "Simplify the left side first, and then compare it with the right side part by part."},
			{"For no solution, the coefficients of $x$ on the two sides are equal and the constants are not.", "Write the left side as one number times $x$ plus a constant, and set the two coefficients of $x$ equal."},
		},
		Steps: []string{"The left side is $(#a{}k-#f)x#{+ab}$.", "No solution means equal coefficients of $x$: $#a{}k-#f=#c$, so $#a{}k=#s$.", "Then $k=#k$, and the constants $#ab$ and $#e$ differ, as they must."},
	},
	{
		Name: "strengthen-a-solution", Skill: "linear-equations-in-one-variable", Difficulty: question.Hard, Context: true, Tags: []string{"model", "mixture"},
		Draw: func(d *Draw) V {
			s := pick(d, [3]string{"A technician has #n liters of a cleaning solution that is #low% concentrate by volume. How many liters of a solution that is #high% concentrate must be added to obtain a mixture that is #mid% concentrate?", "liters", "concentrate"},
				[3]string{"A dairy has #n gallons of milk that is #low% fat by volume. How many gallons of cream that is #high% fat must be added to obtain a mixture that is #mid% fat?", "gallons", "fat"},
				[3]string{"A juice maker has #n gallons of a drink that is #low% fruit juice by volume. How many gallons of a blend that is #high% fruit juice must be added to obtain a drink that is #mid% fruit juice?", "gallons", "fruit juice"})
			low := d.Int(2, 20)
			mid := low + d.Int(3, 15)
			high, n := mid+d.Int(5, 30), d.Step(10, 120, 2)
			d.Need(s[2] != "fat" || low <= 5 && high <= 40) // as milk and cream are
			d.Need((n*(mid-low))%(high-mid) == 0)
			x := n * (mid - low) / (high - mid)
			d.Need(x >= 4 && x != n)
			v := V{"n": n, "low": low, "mid": mid, "high": high, "x": x, "unit": s[1], "what": s[2], "up": mid - low, "down": high - mid, "gain": n * (mid - low),
				"swap": div(n*(high-mid), mid-low), "whole": div(n*(mid-low), high), "range": div(n*(mid-low), high-low)}
			for _, name := range []string{"swap", "whole", "range"} {
				v[name] = nearest(rat(v[name]), 1)
			}
			v["story"] = v.fill(s[0])
			return v
		},
		Stem: "#story",
		Key:  Right{"#x", "With $x$ #unit added, $#low\\cdot #n+#high{}x=#mid(#n+x)$, so $#down{}x=#gain$ and $x=#x$."},
		Wrong: []Slip{
			{"#{.whole}", "fixed-total", "This keeps the total at #n #unit. The amount that is added makes the mixture larger, too."},
			{"#{.range}", "replaces-instead-of-adds", "This is how many #unit would have to be replaced, not added, to reach #mid%."},
			{"#{.swap}", "inverted-ratio", "This exchanges the differences $#high-#mid$ and $#mid-#low$. The part that is closer to #mid% must be the larger one."},
		},
		Hints: [2][]string{
			{"The amount of #what before mixing equals the amount of #what after mixing.", "Name the amount that is added, and write the amount of #what in each of the two parts."},
			{"The mixture has $#n+x$ #unit, and #mid% of all of it is #what.", "Add the #what in the two parts, and set the sum equal to #mid% of the total, which also contains $x$."},
		},
		Steps: []string{"Let $x$ be the number of #unit added. In hundredths, the #what amounts to $#low\\cdot #n+#high{}x$.", "It is also $#mid(#n+x)$, so $#low\\cdot #n+#high{}x=#mid\\cdot #n+#mid{}x$.", "Collect terms: $#down{}x=#gain$, so $x=#x$."},
	},
}
