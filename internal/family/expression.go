package family

import (
	"strconv"

	"satprep/internal/question"
)

var expressions = []Family{
	{
		Name: "product-of-binomials", Skill: "equivalent-expressions", Difficulty: question.Easy, Tags: []string{"polynomials"},
		Draw: func(d *Draw) V {
			a, b, p, q := d.Int(2, 6), d.Nonzero(1, 9), d.Int(1, 4), d.Nonzero(1, 9)
			mid := a*q + b*p
			d.Need(mid != 0 && b*q != 0 && a != p && a*q != b*p)
			return V{"left": "(" + poly("x", a, b) + ")(" + poly("x", p, q) + ")", "key": poly("x", a*p, mid, b*q), "w1": poly("x", a*p, 0, b*q), "w2": poly("x", a*p, mid, -b*q),
				"w3": poly("x", a*p, a*q-b*p, b*q), "w4": poly("x", a*p, mid, b+q), "outer": poly("x", a*q, 0), "inner": poly("x", b*p, 0), "ap": a * p, "bq": b * q, "mid": poly("x", mid, 0)}
		},
		Stem: "Which expression is equivalent to $#left$?",
		Key:  Right{"$#key$", "The four products are $#{ap}x^2$, $#outer$, $#inner$ and $#bq$; the two middle ones add to $#mid$."},
		Wrong: []Slip{
			{"$#w1$", "single-product", "This multiplies only the first terms and the last terms and leaves out the two middle products."},
			{"$#w3$", "sign-error-middle-term", "This subtracts one of the middle products instead of adding it."},
			{"$#w2$", "sign-of-product", "The middle term is right, but the product of the constants has the wrong sign."},
			{"$#w4$", "adds-constants", "This adds the constants at the end instead of multiplying them."},
		},
		Hints: [2][]string{
			{"How many products arise when two terms are multiplied by two terms?", "Every term of the first factor meets every term of the second."},
			{"Write all four products, signs included, and combine the two that contain $x$ to the first power.", "Distribute the first factor over the second, one term at a time, and collect like terms."},
		},
		Steps: []string{"Multiply each term by each term: $#{ap}x^2$, $#outer$, $#inner$ and $#bq$.", "Combine the like terms: $#mid$.", "The result is $#key$."},
	},
	{
		Name: "factor-a-trinomial", Skill: "equivalent-expressions", Difficulty: question.Easy, Adjust: .2, Tags: []string{"factoring"},
		Draw: func(d *Draw) V {
			p, q := d.Nonzero(1, 9), d.Nonzero(2, 11)
			k := pick(d, 1, 2, 3, 5)
			d.Need(p < q && p+q != 0 && p != -q && p*q != 0 && k*abs(p+q) < 60)
			front := ""
			if k > 1 {
				front = strconv.Itoa(k)
			}
			form := func(p, q int) string { return front + less("x", -p) + less("x", -q) }
			v := V{"left": poly("x", k, k*(p+q), k*p*q), "key": form(p, q), "w1": form(-p, -q), "w2": form(p, -q), "w3": form(-p, q), "w4": form(1, p*q), "sum": p + q, "prod": p * q, "p": p, "q": q, "k": k}
			v["first"] = "The coefficient of $x^2$ is 1, so look at the other two numbers directly."
			if k > 1 {
				v["first"] = v.fill("First take the common factor $#k$ out of all terms.")
			}
			return v
		},
		Stem: "Which expression is a factored form of $#left$?",
		Key:  Right{"$#key$", "The numbers $#p$ and $#q$ have the sum $#sum$ and the product $#prod$, so these factors multiply to the given expression."},
		Wrong: []Slip{
			{"$#w1$", "factor-signs-reversed", "The signs in both factors are reversed, which gives the middle term the wrong sign."},
			{"$#w2$", "factor-sign-error", "One sign is reversed, so the product of the constants has the wrong sign."},
			{"$#w3$", "factor-sign-error", "One sign is reversed, so the product of the constants has the wrong sign."},
			{"$#w4$", "wrong-factor-pair", "The product of the constants is right, but their sum is not."},
		},
		Hints: [2][]string{
			{"#first", "What two numbers should you look for when you factor an expression of this kind?"},
			{"Look for two numbers with the sum $#sum$ and the product $#prod$.", "The constants of the two factors add to $#sum$ and multiply to $#prod$; watch their signs."},
		},
		Steps: []string{"#first", "Two numbers with sum $#sum$ and product $#prod$ are $#p$ and $#q$.", "The factored form is $#key$."},
	},
	{
		Name: "difference-of-polynomials", Skill: "equivalent-expressions", Difficulty: question.Easy, Adjust: -.1, Tags: []string{"polynomials"},
		Draw: func(d *Draw) V {
			a, b, c, p, q, r := d.Int(4, 9), d.Nonzero(2, 9), d.Nonzero(2, 12), d.Int(1, 3), d.Nonzero(2, 9), d.Nonzero(2, 12)
			d.Need(b != q && b != -q && c != r && c != -r)
			return V{"one": poly("x", a, b, c), "two": poly("x", p, q, r), "key": poly("x", a-p, b-q, c-r), "w1": poly("x", a-p, b+q, c+r), "w2": poly("x", a+p, b+q, c+r), "w3": poly("x", a-p, b-q, c+r),
				"signs": signedTerm(-p, "x^2") + signedTerm(-q, "x") + signed(-r)}
		},
		Stem: "Which expression is equivalent to $(#one)-(#two)$?",
		Key:  Right{"$#key$", "Every term of the second group changes its sign: $#one#{signs}$, and like terms are combined."},
		Wrong: []Slip{
			{"$#w1$", "minus-first-term-only", "This subtracts only the first term of the second group and adds the other two."},
			{"$#w2$", "adds-instead-of-subtracts", "This adds the two expressions."},
			{"$#w3$", "sign-error-in-subtraction", "This subtracts the first two terms but adds the last one."},
		},
		Hints: [2][]string{
			{"What does the minus sign in front of the second group do?", "The minus sign belongs to every term in the second pair of parentheses."},
			{"Remove the parentheses, changing the sign of each term of the second group, and combine like terms.", "Subtract the coefficients of $x^2$, those of $x$, and the constants, one pair at a time."},
		},
		Steps: []string{"Remove the parentheses: $#one#{signs}$.", "Combine like terms to get $#key$."},
	},
	{
		Name: "powers-combined", Skill: "equivalent-expressions", Difficulty: question.Medium, Adjust: -.3, Tags: []string{"exponents"},
		Draw: func(d *Draw) V {
			a, m, n, b, p, q := d.Int(2, 5), d.Int(2, 5), d.Int(1, 4), d.Int(2, 6), d.Int(1, 4), d.Int(1, 5)
			k := d.Int(2, 3)
			x, y := m*k+p, n*k+q
			mono := func(c, x, y int) string {
				return strconv.Itoa(c) + "x^" + exponent(x) + "y^" + exponent(y)
			}
			inner := "(" + strconv.Itoa(a) + "x^" + exponent(m) + raised("y", n) + ")^" + exponent(k)
			return V{"left": inner + `\cdot ` + strconv.Itoa(b) + raised("x", p) + raised("y", q), "key": mono(power(a, k)*b, x, y), "w1": mono(a*b, x, y), "w2": mono(power(a, k)*b, m+k+p, n+k+q),
				"w3": mono(power(a, k)*b, m*k*p, n*k*q), "w4": mono(a*k*b, x, y), "k": k, "ak": power(a, k), "mk": m * k, "nk": n * k, "b": b, "p": p, "q": q, "x": x, "y": y, "c": power(a, k) * b}
		},
		Stem: "Which expression is equivalent to $#left$?",
		Key:  Right{"$#key$", "The power gives $#ak{}x^{#mk}y^{#nk}$; then coefficients are multiplied and exponents of like bases are added."},
		Wrong: []Slip{
			{"$#w1$", "power-of-coefficient", "This raises only the variables to the power and leaves the coefficient as it is."},
			{"$#w2$", "adds-exponents-of-power", "This adds $#k$ to the exponents in the parentheses instead of multiplying by it."},
			{"$#w4$", "multiplies-by-power", "This multiplies the coefficient in the parentheses by $#k$ instead of raising it to that power."},
			{"$#w3$", "multiplies-exponents", "This multiplies exponents at the end where they must be added."},
		},
		Hints: [2][]string{
			{"Deal with the power of the parentheses before you multiply.", "Which rule of exponents applies to a power of a product?"},
			{"Raise the coefficient to the power too, multiply the exponents inside by $#k$, and add exponents when you multiply like bases.", "A power of a power multiplies exponents; a product of like bases adds them."},
		},
		Steps: []string{"Apply the power: $#ak{}x^{#mk}y^{#nk}$.", "Multiply the coefficients: $#ak\\cdot #b=#c$.", "Add the exponents: $#mk+#p=#x$ for $x$ and $#nk+#q=#y$ for $y$, so the result is $#key$."},
	},
	{
		Name: "complete-the-square", Skill: "equivalent-expressions", Difficulty: question.Medium, Adjust: .2, Tags: []string{"completing-the-square"},
		Draw: func(d *Draw) V {
			a, h, k := d.Int(2, 5), d.Nonzero(2, 7), d.Nonzero(1, 20)
			c := a*h*h + k
			d.Need(c != 0 && k != c && c != h*h && c != 4*a*h*h)
			form := func(h, k int) string { return strconv.Itoa(a) + "(" + poly("x", 1, -h) + ")^2" + signed(k) }
			return V{"left": poly("x", a, -2*a*h, c), "key": form(h, k), "w1": form(-h, k), "w2": form(h, c-h*h), "w3": form(2*h, c-4*a*h*h), "w4": form(h, c), "a": a, "h": h, "k": k, "c": c,
				"sq": poly("x", 1, -2*h, 0), "hh": h * h, "ahh": a * h * h, "two": -2 * a * h, "half": -h, "square": "(" + poly("x", 1, -h) + ")^2"}
		},
		Stem: "Which expression is equivalent to $#left$?",
		Key:  Right{"$#key$", "Expanding gives back the middle term $#two{}x$, and the constant is $#ahh#{+k}=#c$."},
		Wrong: []Slip{
			{"$#w1$", "sign-of-shift", "The sign inside the parentheses is reversed, so the term with $x$ has the wrong sign."},
			{"$#w2$", "ignores-leading-coefficient", "This subtracts $#hh$ from $#c$, but the square is multiplied by $#a$, so $#ahh$ must be subtracted."},
			{"$#w4$", "ignores-completed-square", "This keeps the constant $#c$, although the square brings a constant of its own."},
			{"$#w3$", "does-not-halve", "This puts the whole coefficient of $x$ into the parentheses instead of half of it."},
		},
		Hints: [2][]string{
			{"All the choices contain a square. Which square produces the right term with $x$?", "Take the coefficient of $x^2$ out of the first two terms."},
			{"Half of the coefficient of $x$ inside the parentheses goes into the square; then correct the constant.", "When you add a number inside the parentheses, it is multiplied by $#a$. Balance that outside."},
		},
		Steps: []string{"Factor: $#left=#a(#{sq})#{+c}$.", "Since $#{sq}=#square-#hh$, this is $#a#square-#ahh#{+c}$.", "The result is $#key$."},
	},
	{
		Name: "simplify-a-quotient", Skill: "equivalent-expressions", Difficulty: question.Medium, Tags: []string{"rational-expressions"},
		Draw: func(d *Draw) V {
			p, q := d.Int(2, 8), d.Nonzero(1, 9)
			r := -p
			if d.Sign() < 0 {
				r = d.Nonzero(1, 9)
			}
			d.Need(q != p && r != p && q != r && q+p != 0 && r+q != 0 && q*r != 0)
			quot := func(a, b int) string { return `\frac{` + poly("x", 1, -a) + "}{" + poly("x", 1, -b) + "}" }
			return V{"top": poly("x", 1, -(p + q), p*q), "bottom": poly("x", 1, -(p + r), p*r), "key": quot(q, r), "w1": quot(-q, -r), "w2": quot(q, -r), "w3": quot(-q, r), "w4": quot(r, q),
				"p": p, "ftop": less("x", p) + less("x", q), "fbottom": less("x", p) + less("x", r), "f": "x-" + strconv.Itoa(p)}
		},
		Stem: "For $x>10$, which expression is equivalent to $\\frac{#top}{#bottom}$?",
		Key:  Right{"$#key$", "The fraction is $\\frac{#ftop}{#fbottom}$, and the common factor $#f$ cancels."},
		Wrong: []Slip{
			{"$#w1$", "factor-signs-reversed", "The signs of both constants are reversed."},
			{"$#w2$", "sign-of-denominator", "The denominator has the wrong sign: multiplying back does not give $#bottom$."},
			{"$#w3$", "sign-of-factor", "The numerator has the wrong sign: multiplying back does not give $#top$."},
			{"$#w4$", "inverts-quotient", "This exchanges the numerator and the denominator."},
		},
		Hints: [2][]string{
			{"Only common factors cancel, not common terms.", "Factor the numerator and the denominator."},
			{"Both the numerator and the denominator have the factor $#f$.", "Find two numbers for each trinomial, sum and product, and cancel the factor that appears twice."},
		},
		Steps: []string{"Factor the numerator: $#ftop$.", "Factor the denominator: $#fbottom$.", "Cancel $#f$ to get $#key$."},
	},
	{
		Name: "sum-of-two-fractions", Skill: "equivalent-expressions", Difficulty: question.Hard, Adjust: -.2, Tags: []string{"rational-expressions"},
		Draw: func(d *Draw) V {
			a, b, p, q := d.Int(2, 9), d.Int(2, 9), d.Nonzero(1, 7), d.Nonzero(1, 7)
			d.Need(p != q && a*q+b*p != 0 && p+q != 0 && a*p+b*q != 0 && a+b != p+q && a != b)
			bottom := "(" + poly("x", 1, p) + ")(" + poly("x", 1, q) + ")"
			quot := func(top string) string { return `\frac{` + top + "}{" + bottom + "}" }
			return V{"one": `\frac{` + strconv.Itoa(a) + "}{" + poly("x", 1, p) + "}", "two": `\frac{` + strconv.Itoa(b) + "}{" + poly("x", 1, q) + "}", "key": quot(poly("x", a+b, a*q+b*p)), "w1": quot(poly("x", a+b, a*p+b*q)),
				"w2": `\frac{` + strconv.Itoa(a+b) + "}{" + poly("x", 2, p+q) + "}", "w3": quot(strconv.Itoa(a + b)), "w4": quot(strconv.Itoa(a * b)), "a": a, "b": b, "dp": poly("x", 1, p), "dq": poly("x", 1, q), "x1": poly("x", a, a*q), "x2": poly("x", b, b*p)}
		},
		Stem: "For $x>7$, which expression is equivalent to $#one+#two$?",
		Key:  Right{"$#key$", "Over the common denominator the numerators are $#a(#dq)$ and $#b(#dp)$, and their sum is the numerator here."},
		Wrong: []Slip{
			{"$#w2$", "adds-numerators-and-denominators", "This adds the numerators and the denominators. Fractions need a common denominator."},
			{"$#w3$", "numerators-not-expanded", "This has the common denominator but does not expand the numerators to go with it."},
			{"$#w1$", "wrong-multiplier", "This multiplies each numerator by its own denominator instead of by the other one."},
			{"$#w4$", "multiplies-numerators", "This multiplies the two fractions instead of adding them."},
		},
		Hints: [2][]string{
			{"Fractions can be added when their denominators are equal.", "What is a common denominator of the two fractions?"},
			{"Multiply the numerator and denominator of each fraction by the denominator of the other one.", "Expand both fractions to the product of the two denominators; then add the numerators."},
		},
		Steps: []string{"Use the common denominator $(#dp)(#dq)$.", "The numerators become $#a(#dq)=#x1$ and $#b(#dp)=#x2$.", "Adding them gives $#key$."},
	},
	{
		Name: "radical-as-a-power", Skill: "equivalent-expressions", Difficulty: question.Hard, Adjust: -.1, Tags: []string{"exponents", "radicals"},
		Draw: func(d *Draw) V {
			a, n := d.Int(2, 4), pick(d, 2, 3)
			m, r, s := d.Int(3, 11), d.Int(1, 3), d.Int(2, 4)
			d.Need(m%n != 0 && m/n > 0 && gcd(r, s) == 1 && s != n)
			root := `\sqrt{`
			if n == 3 {
				root = `\sqrt[3]{`
			}
			e := sub(frac(m, n), frac(r, s))
			d.Need(e.Sign() > 0 && !e.IsInt())
			pow := func(c int, e any) string {
				c0 := ""
				if c != 1 {
					c0 = strconv.Itoa(c)
				}
				return c0 + "x^{" + fraction(rat(e)) + "}"
			}
			return V{"left": `\frac{` + root + strconv.Itoa(power(a, n)) + "x^" + exponent(m) + `}}{x^{` + fraction(frac(r, s)) + `}}`, "key": pow(a, e), "w1": pow(power(a, n), e), "w2": pow(a, add(frac(m, n), frac(r, s))), "w3": pow(a, frac(m*s, n*r)),
				"w4": pow(a, sub(frac(n, m), frac(r, s))), "a": a, "n": n, "m": m, "e1": frac(m, n), "e2": frac(r, s), "e": e, "big": power(a, n), "times": thenth(n), "inverse": frac(n, m)}
		},
		Stem: "For $x>0$, which expression is equivalent to $#left$?",
		Key:  Right{"$#key$", "The #times root of $#big$ is $#a$, the root of $x^{#m}$ is $x^{#e1}$, and dividing subtracts exponents: $#e1-#e2=#e$."},
		Wrong: []Slip{
			{"$#w1$", "root-of-variable-only", "This takes the root of the power of $x$ but not of the coefficient."},
			{"$#w2$", "adds-exponents-in-division", "This adds the exponents, but dividing powers subtracts them."},
			{"$#w3$", "divides-exponents", "This divides the exponents, but dividing powers subtracts them."},
			{"$#w4$", "exponent-inverted", "This writes the root of $x^{#m}$ as $x^{#inverse}$, with the fraction upside down."},
		},
		Hints: [2][]string{
			{"A root can be written as a power with a fraction as exponent.", "Rewrite the numerator without the root sign."},
			{"The #times root of $x^{#m}$ has the exponent $#e1$; the coefficient has a root as well.", "When powers of one base are divided, their exponents are subtracted."},
		},
		Steps: []string{"The numerator is $#a{}x^{#e1}$.", "Dividing by $x^{#e2}$ subtracts the exponent: $#e1-#e2=#e$.", "The result is $#key$."},
	},
	{
		Name: "remainder-form", Skill: "equivalent-expressions", Difficulty: question.Hard, Adjust: .1, Tags: []string{"polynomial-division", "parameters"},
		Draw: func(d *Draw) V {
			a, b, p, r := d.Int(2, 6), d.Nonzero(1, 8), d.Nonzero(1, 6), d.Nonzero(1, 15)
			// ax²+(b-ap)x+... = (x-p)(ax+b)+r
			c1, c0 := b-a*p, r-b*p
			d.Need(c1 != 0 && c0 != 0 && b != r && c0 != r && c1+a*p != c1-a*p)
			return V{"top": poly("x", a, c1, c0), "bottom": poly("x", 1, -p), "quot": poly("x", a, 0), "key": b, "w1": c1 - a*p, "w2": c1, "w3": r, "w4": c0, "p": p, "ap": a * p, "c1": c1, "a": a, "r": r, "c0": c0, "bp": b * p}
		},
		Stem: "For $x>6$, the expression $\\frac{#top}{#bottom}$ is equivalent to $#quot+k+\\frac{c}{#bottom}$, where $k$ and $c$ are constants. What is the value of $k$?",
		Key:  Right{"$#key$", "Multiplying by $#bottom$ and comparing the terms with $x$ gives $k-#a(#p)=#c1$, so $k=#key$."},
		Wrong: []Slip{
			{"$#w1$", "sign-error-in-subtraction", "This subtracts $#a(#p)$ from the coefficient of $x$ instead of adding it."},
			{"$#w2$", "matches-coefficient", "This takes the coefficient of $x$ in the numerator as it is, but the product $#quot(#bottom)$ also contains $x$."},
			{"$#w3$", "other-constant", "This is the value of $c$, the remainder."},
			{"$#w4$", "other-constant", "This is the constant of the numerator, which $k$ and $c$ share."},
		},
		Hints: [2][]string{
			{"Both expressions must agree after you multiply by the denominator.", "Think of dividing one polynomial by another: what is the quotient, and what remains?"},
			{"Multiply $(#quot+k)$ by $(#bottom)$ and compare the coefficient of $x$ with that in the numerator.", "Divide step by step: after $#quot$ has been taken out, look at what is left of the term with $x$."},
		},
		Steps: []string{"Multiply by $#bottom$: $#top=(#quot+k)(#bottom)+c$.", "The coefficient of $x$ on the right side is $k-#a(#p)$.", "So $k=#c1+#a(#p)=#key$. (The constants then give $c=#r$.)"},
	},
	{
		Name: "coefficient-of-a-product", Skill: "equivalent-expressions", Difficulty: question.Medium, Adjust: .3, Typed: true, Tags: []string{"polynomials", "coefficients"},
		Draw: func(d *Draw) V {
			a, b, p, q, r := d.Int(2, 5), d.Nonzero(1, 7), d.Int(1, 4), d.Nonzero(1, 7), d.Nonzero(1, 9)
			key := a*r + b*q
			d.Need(abs(q) > 1 && key != 0 && key != a*q+b*p && key != a*r-b*q && b*q != 0 && key != a*q-b*p)
			return V{"one": poly("x", a, b), "two": poly("x", p, q, r), "k3": a * p, "k0": b * r, "key": key, "w1": a * r, "w2": b * q, "w3": a*q + b*p, "w4": a*r - b*q, "a": a, "b": b, "q": q, "r": r}
		},
		Stem: "When the product $(#one)(#two)$ is written in the form $ax^3+bx^2+cx+d$, where $a$, $b$, $c$, and $d$ are constants, what is the value of $c$?",
		Key:  Right{"key", "Two products contain $x$ to the first power: $#a{}x\\cdot (#r)$ and $#b\\cdot (#q{}x)$. Their coefficients add to $#key$."},
		Wrong: []Slip{
			{"w1", "missed-product", "This is only one of the two products that contain $x$ to the first power."},
			{"w3", "matched-other-part", "This is the coefficient of $x^2$."},
			{"w2", "missed-product", "This is only one of the two products that contain $x$ to the first power."},
			{"w4", "sign-error", "This subtracts the second product instead of adding it."},
		},
		Hints: [2][]string{
			{"You need only the terms with $x$ to the first power.", "Which pairs of terms have a product with $x$ to the first power?"},
			{"Multiply the $x$ term of the first factor by the constant of the second, and the other way around.", "Two of the six products contain $x$ to the first power. Add their coefficients."},
		},
		Steps: []string{"Products with $x$ to the first power: $#a{}x\\cdot (#r)$ and $#b\\cdot (#q{}x)$.", "Their coefficients are $#w1$ and $#w2$.", "So $c=#w1+(#w2)=#key$."},
	},
}

// raised writes a power of a letter: x, x^3.
func raised(x string, n int) string {
	if n == 1 {
		return x
	}
	return x + "^" + exponent(n)
}

// thenth names a root.
func thenth(n int) string { return map[int]string{2: "square", 3: "cube"}[n] }
