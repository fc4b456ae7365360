package family

import "satprep/internal/question"

// cases writes a system of equations.
func cases(one, two string) string { return `\begin{cases}` + one + `\\` + two + `\end{cases}` }

var systems = []Family{
	{
		Name: "add-the-equations", Skill: "systems-of-two-linear-equations", Difficulty: question.Easy, Typed: true, Tags: []string{"elimination"},
		Draw: func(d *Draw) V {
			a, b, e, x, y := d.Int(2, 9), d.Int(2, 7), d.Int(2, 9), d.Nonzero(2, 9), d.Nonzero(2, 9)
			r, s := a*x+b*y, e*x-b*y
			d.Need(a != e && r != 0 && s != 0 && x != y)
			return V{"sys": cases(two(a, "x", b, "y")+"="+fraction(rat(r)), two(e, "x", -b, "y")+"="+fraction(rat(s))), "e1": two(a, "x", b, "y"), "e2": two(e, "x", -b, "y"),
				"r": r, "s": s, "x": x, "y": y, "n": a + e, "sum": r + s, "diff": div(r-s, a+e), "minus": div(r+s, a-e)}
		},
		Stem: "The solution to the system of equations $#sys$ is $(x,y)$. What is the value of $x$?",
		Key:  Right{"x", "Adding the two equations eliminates $y$: $#n{}x=#sum$, so $x=#x$."},
		Wrong: []Slip{
			{"y", "answers-other-variable", "This is the value of $y$. The question asks for $x$."},
			{"sum", "stops-early", "This is the value of $#n{}x$. It must be divided by $#n$."},
			{"diff", "adds-instead-of-subtracts", "This adds the left sides but subtracts the right sides."},
			{"minus", "wrong-combination", "This subtracts the coefficients of $x$ while adding the right sides."},
		},
		Hints: [2][]string{
			{"Compare the coefficients of $y$ in the two equations.", "Is there a way to combine the equations so that one variable disappears?"},
			{"Add the left sides and the right sides. The terms with $y$ cancel.", "Combine the equations term by term; only $x$ remains."},
		},
		Steps: []string{"Add the equations: $#n{}x=#sum$, since the terms with $y$ cancel.", "Divide by $#n$: $x=#x$."},
	},
	{
		Name: "substitute-into-the-other", Skill: "systems-of-two-linear-equations", Difficulty: question.Easy, Adjust: .1, Tags: []string{"substitution"},
		Draw: func(d *Draw) V {
			m, b, a, c, x := d.Nonzero(2, 5), d.Nonzero(1, 9), d.Int(2, 6), d.Int(1, 4), d.Nonzero(1, 7)
			y := m*x + b
			r := a*x + c*y
			d.Need(y != 0 && y != x && a+c*m != 0 && r != 0 && abs(a+c*m) > 1)
			x2 := x + d.Sign()
			return V{"sys": cases("y="+poly("x", m, b), two(a, "x", c, "y")+"="+fraction(rat(r))), "y1": poly("x", m, b), "e2": two(a, "x", c, "y"), "r": r, "x": x, "y": y,
				"w1": point(y, x), "w2": point(x2, m*x2+b), "w3": point(x, -y), "w4": point(-x, -m*x+b), "key": point(x, y), "n": a + c*m, "cb": c * b, "rest": r - c*b, "a": a, "c": c, "nx": poly("x", a+c*m, c*b)}
		},
		Stem: "Which ordered pair $(x,y)$ is the solution to the system of equations $#sys$?",
		Key:  Right{"$#key$", "Substituting $#y1$ for $y$ in the second equation gives $#nx=#r$, so $x=#x$ and $y=#y$."},
		Wrong: []Slip{
			{"$#w2$", "satisfies-one-equation", "This pair satisfies the first equation but not the second."},
			{"$#w1$", "swaps-coordinates", "This exchanges the values of $x$ and $y$."},
			{"$#w4$", "sign-error", "This comes from a sign error in $x$; the pair satisfies only the first equation."},
			{"$#w3$", "sign-of-y-coordinate", "The value of $x$ is right, but $y$ has the wrong sign."},
		},
		Hints: [2][]string{
			{"The first equation tells you what $y$ is equal to.", "A solution must satisfy both equations at the same time."},
			{"Replace $y$ in the second equation by $#y1$ and solve for $x$.", "After the substitution only $x$ is left. Find it, and use the first equation to find $y$."},
		},
		Steps: []string{"Substitute $y=#y1$ into the second equation and simplify: $#nx=#r$.", "Solve: $#n{}x=#rest$, so $x=#x$.", "Then $y$ is found from the first equation, and the solution is $#key$."},
	},
	{
		Name: "sum-without-solving", Skill: "systems-of-two-linear-equations", Difficulty: question.Medium, Typed: true, Tags: []string{"elimination", "structure"},
		Draw: func(d *Draw) V {
			a, b, x, y := d.Int(2, 9), d.Int(2, 9), d.Nonzero(1, 9), d.Nonzero(1, 12)
			r, s := a*x+b*y, b*x+a*y
			d.Need(abs(a-b) > 1 && x+y != 0 && x != y && r != 0 && s != 0 && x+y != x-y)
			return V{"sys": cases(two(a, "x", b, "y")+"="+fraction(rat(r)), two(b, "x", a, "y")+"="+fraction(rat(s))), "e1": two(a, "x", b, "y"), "e2": two(b, "x", a, "y"),
				"r": r, "s": s, "key": x + y, "x": x, "y": y, "n": a + b, "sum": r + s, "diff": x - y, "k": a - b, "gap": r - s}
		},
		Stem: "The solution to the system of equations $#sys$ is $(x,y)$. What is the value of $x+y$?",
		Key:  Right{"key", "Adding the equations gives $#n{}x+#n{}y=#sum$, so $x+y=#key$."},
		Wrong: []Slip{
			{"sum", "stops-early", "This is the value of $#n{}x+#n{}y$. It must be divided by $#n$."},
			{"diff", "subtracts-instead-of-adds", "This is the value of $x-y$, which subtracting the equations gives."},
			{"x", "answers-other-variable", "This is the value of $x$ alone."},
			{"y", "answers-other-variable", "This is the value of $y$ alone."},
		},
		Hints: [2][]string{
			{"Do you need $x$ and $y$ one by one?", "Look at how the coefficients of the two equations are related."},
			{"Add the equations. What do the two coefficients become?", "Combine the equations so that $x$ and $y$ have the same coefficient, and divide."},
		},
		Steps: []string{"Add the equations: $#n{}x+#n{}y=#sum$.", "Divide both sides by $#n$: $x+y=#key$."},
	},
	{
		Name: "two-prices-one-bill", Skill: "systems-of-two-linear-equations", Difficulty: question.Medium, Context: true, Tags: []string{"model", "system"},
		Draw: func(d *Draw) V {
			s := pick(d, [5]string{"An aquarium sold #n tickets one afternoon. A student ticket cost #{$p}, an adult ticket cost #{$q}, and the tickets brought in #{$total} in all. How many adult tickets were sold?", "student tickets", "adult tickets", "tickets", "brought in"},
				[5]string{"A market stand sold #n jars of honey. A small jar cost #{$p}, a large jar cost #{$q}, and the jars brought in #{$total} in all. How many large jars were sold?", "small jars", "large jars", "jars", "brought in"},
				[5]string{"A library bought #n books. A paperback cost #{$p}, a hardcover cost #{$q}, and the books cost #{$total} in all. How many hardcovers did the library buy?", "paperbacks", "hardcovers", "books", "cost"},
				[5]string{"A school rented #n bicycles for a trip. A child's bicycle cost #{$p}, an adult's bicycle cost #{$q}, and the bicycles cost #{$total} in all. How many adult's bicycles did the school rent?", "child's bicycles", "adult's bicycles", "bicycles", "cost"})
			p, q, n := d.Int(5, 16), d.Int(9, 34), d.Int(18, 90)
			y := d.Int(6, n-6)
			x := n - y
			total := p*x + q*y
			d.Need(q >= p+3 && abs(x-y) > 2)
			v := V{"p": p, "q": q, "n": n, "total": total, "x": x, "y": y, "kindA": s[1], "kindB": s[2], "all": s[3], "base": p * n, "extra": total - p*n, "gap": q - p,
				"whole": total / q, "half": total / (p + q), "other": (total - p*n) / q}
			v["story"] = v.fill(s[0])
			return v
		},
		Stem: "#story",
		Key:  Right{"#y", "If all #n #all were #kindA, they would come to #{$base}. The missing #{$extra} is $#gap$ dollars for each of the #kindB, and $#extra\\div #gap=#y$."},
		Wrong: []Slip{
			{"#x", "answers-other-variable", "This is the number of #kindA."},
			{"#half", "one-for-one", "This divides the total by the sum of the two prices, as if there were as many of one kind as of the other."},
			{"#whole", "ignores-term", "This divides the total by the price of one kind and ignores the other."},
			{"#other", "wrong-elimination", "This divides the difference of the amounts by the higher price instead of by the difference of the prices."},
		},
		Hints: [2][]string{
			{"There are two unknown numbers and two facts about them.", "Write one equation for how many #all there are and one for the money."},
			{"Multiply the equation for the number of #all by the lower price and subtract it from the equation for the money.", "Imagine that all #all were #kindA. How much money would be missing, and what does each of the #kindB add?"},
		},
		Steps: []string{"Let $x$ be the number of #kindA and $y$ the number of #kindB: $x+y=#n$ and $#p{}x+#q{}y=#total$.", "Subtract $#p$ times the first equation from the second: $#gap{}y=#extra$.", "So $y=#y$."},
	},
	{
		Name: "with-and-against-the-current", Skill: "systems-of-two-linear-equations", Difficulty: question.Hard, Context: true, Tags: []string{"model", "rates"},
		Draw: func(d *Draw) V {
			c, b := d.Int(1, 5), d.Int(7, 22)
			t1, t2 := d.Int(2, 4), d.Int(2, 6)
			down, up := (b+c)*t1, (b-c)*t2
			d.Need(t1 != t2 && down != up && b > 3*c)
			s := pick(d, [3]string{"A boat", "with the current of a river", "against the current"}, [3]string{"An airship", "with a steady wind", "against the wind"}, [3]string{"A ferry", "with the current of a river", "against the current"})
			slow := pick(d, true, false)
			v := V{"who": s[0], "with": s[1], "against": s[2], "medium": map[bool]string{true: "air", false: "water"}[s[0] == "An airship"], "flow": map[bool]string{true: "wind", false: "current"}[s[0] == "An airship"], "t1": t1, "t2": t2, "down": down, "up": up, "v1": b + c, "v2": b - c, "b": b, "c": c, "key": c, "other": b,
				"gap": 2 * c, "asked": "What is the speed, in miles per hour, of the " + map[bool]string{true: "wind", false: "current"}[s[0] == "An airship"] + "?", "sum": 2 * b,
				"how": "half the difference of the two speeds"}
			if !slow {
				v["asked"], v["key"], v["other"], v["how"] = "At what speed, in miles per hour, would it travel in still "+map[bool]string{true: "air", false: "water"}[s[0] == "An airship"]+"?", b, c, "half the sum of the two speeds"
				v["gap"] = 2 * b
			}
			return v
		},
		Stem: "#who travels #down miles #with in #t1 hours and #up miles #against in #t2 hours. Its speed in still #medium and the speed of the #flow are constant. #asked",
		Key:  Right{"$#key$", "The speeds are $\\frac{#down}{#t1}=#v1$ and $\\frac{#up}{#t2}=#v2$ miles per hour. The answer is #how, $#key$."},
		Wrong: []Slip{
			{"$#other$", "answers-other-variable", "This is the other of the two speeds."},
			{"$#gap$", "forgets-half", "This adds or subtracts the two speeds but does not take half of the result."},
			{"$#v2$", "stops-early", "This is the speed #against, which is a difference of two speeds."},
			{"$#v1$", "stops-early", "This is the speed #with, which is a sum of two speeds."},
		},
		Hints: [2][]string{
			{"What is the speed over the ground in each direction?", "Let one letter be its own speed and another the speed of what it moves through."},
			{"One speed over the ground is the sum of the two unknown speeds, the other is their difference.", "Divide each distance by its time to get two equations in two unknowns, and add or subtract them."},
		},
		Steps: []string{"The speed #with is $\\frac{#down}{#t1}=#v1$, and the speed #against is $\\frac{#up}{#t2}=#v2$ miles per hour.", "With $b$ for its own speed and $c$ for the other: $b+c=#v1$ and $b-c=#v2$.", "Adding and subtracting gives $b=#b$ and $c=#c$, so the answer is $#key$."},
	},
	{
		Name: "constant-for-parallel-lines", Skill: "systems-of-two-linear-equations", Difficulty: question.Medium, Adjust: .3, Typed: true, Tags: []string{"parameters", "no-solution"},
		Draw: func(d *Draw) V {
			a, b, n, e := d.Int(2, 9), d.Nonzero(2, 9), d.Int(2, 5), d.Int(2, 4)
			r, s := d.Nonzero(2, 20), d.Nonzero(2, 20)
			d.Need(gcd(a, b) == 1 && gcd(n, e) == 1 && r*n != s*e)
			k := b * n
			return V{"sys": cases(two(a*e, "x", b*e, "y")+"="+fraction(rat(r)), poly("x", a*n, 0)+"+ky="+fraction(rat(s))),
				"e1": two(a*e, "x", b*e, "y"), "e2": poly("x", a*n, 0) + "+ky", "r": r, "s": s, "key": k, "an": a * n, "ae": a * e, "be": b * e, "sign": -b * n, "inv": div(b*e*e, n), "same": b * e, "gap": b*e + a*n - a*e, "ratio": frac(n, e)}
		},
		Stem: "In the system of equations $#sys$, $k$ is a constant. If the system has no solution, what is the value of $k$?",
		Key:  Right{"key", "The coefficients must be proportional: $\\frac{#an}{#ae}=\\frac{k}{#be}$, so $k=#key$; the constants are not in that ratio."},
		Wrong: []Slip{
			{"sign", "sign-error", "This has the wrong sign: the ratio of the $y$ coefficients must equal the ratio of the $x$ coefficients."},
			{"inv", "inverts-ratio", "This multiplies by the inverse of the ratio of the $x$ coefficients."},
			{"same", "treats-as-equal", "This makes the $y$ coefficients equal, but the $x$ coefficients are not equal."},
			{"gap", "additive-reasoning", "This adds the difference of the $x$ coefficients to the $y$ coefficient. Parallel lines have proportional coefficients."},
		},
		Hints: [2][]string{
			{"How do the graphs of two linear equations lie when the system has no solution?", "Two lines that never meet have equal slopes."},
			{"Find the factor that takes the $x$ coefficient of the first equation to that of the second, and apply it to the $y$ coefficient.", "Write both slopes in terms of the coefficients and set them equal."},
		},
		Steps: []string{"No solution means parallel lines, so the coefficients of $x$ and $y$ are in one ratio: $\\frac{#an}{#ae}=#ratio$.", "So $k=#ratio\\cdot (#be)=#key$.", "The constants $#r$ and $#s$ are not in this ratio, so the lines differ."},
	},
	{
		Name: "constants-for-the-same-line", Skill: "systems-of-two-linear-equations", Difficulty: question.Hard, Adjust: -.1, Tags: []string{"parameters", "infinitely-many"},
		Draw: func(d *Draw) V {
			a, b, r, n := d.Int(2, 7), d.Nonzero(2, 9), d.Nonzero(2, 12), d.Nonzero(2, 5)
			// p·x + b·y = r and a·n·x + q·y = n·r
			p, q := a, b*n
			d.Need(p+q != 0 && gcd(a, gcd(b, r)) == 1)
			return V{"sys": cases("px"+signedTerm(b, "y")+"="+fraction(rat(r)), poly("x", a*n, 0)+"+qy="+fraction(rat(n*r))), "b": b, "r": r, "an": a * n, "nr": n * r, "n": n, "p": p, "q": q,
				"key": p + q, "diff": p - q, "prod": add(a*n*n, b*n), "inv": add(a, div(b, n)), "swap": add(a*n, b)}
		},
		Stem: "In the system of equations $#sys$, $p$ and $q$ are constants. If the system has infinitely many solutions, what is the value of $p+q$?",
		Key:  Right{"$#key$", "The second equation is the first multiplied by $\\frac{#nr}{#r}=#n$, so $#n{}p=#an$ gives $p=#p$, and $q=#n(#b)=#q$."},
		Wrong: []Slip{
			{"$#prod$", "inverse-operation-error", "This multiplies $#an$ by $#n$ to find $p$ instead of dividing by it."},
			{"$#inv$", "inverts-ratio", "This divides $#b$ by $#n$ to find $q$ instead of multiplying by it."},
			{"$#diff$", "subtracts-instead-of-adds", "This is the value of $p-q$."},
			{"$#swap$", "treats-as-equal", "This takes $p$ and $q$ as the coefficients of the other equation without any factor."},
		},
		Hints: [2][]string{
			{"When does a system of two linear equations have infinitely many solutions?", "The two equations must describe the same line."},
			{"One equation is a multiple of the other. Compare the two right sides to find the factor.", "Find the factor between the equations from the constants; then each coefficient has the same factor."},
		},
		Steps: []string{"The equations describe one line, so the second is a multiple of the first. The right sides give the factor $\\frac{#nr}{#r}=#n$.", "Then $#n{}p=#an$, so $p=#p$, and $q=#n(#b)=#q$.", "So $p+q=#key$."},
	},
}
