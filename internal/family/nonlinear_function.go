package family

import (
	"strconv"
	"strings"

	"satprep/internal/question"
)

var nonlinearFunctions = []Family{
	{
		Name: "value-of-a-quadratic", Skill: "nonlinear-functions", Difficulty: question.Easy, Adjust: -.2, Tags: []string{"function-notation", "evaluate"},
		Draw: func(d *Draw) V {
			a, b, c, x := d.Nonzero(2, 5), d.Nonzero(2, 9), d.Nonzero(1, 15), -d.Int(2, 5)
			key := a*x*x + b*x + c
			d.Need(key != 0)
			return V{"f": poly("x", a, b, c), "x": x, "key": key, "w1": -a*x*x + b*x + c, "w2": a*x*x - b*x + c, "w3": a*a*x*x + b*x + c, "w4": 2*a*x + b*x + c, "xx": x * x, "axx": a * x * x, "bx": b * x, "a": a, "b": b, "c": c}
		},
		Stem: "The function $f$ is defined by $f(x)=#f$. What is the value of $f(#x)$?",
		Key:  Right{"$#key$", "Substituting gives $#a(#xx)#{+b}(#x)#{+c}$, which is $#axx#{+bx}#{+c}=#key$."},
		Wrong: []Slip{
			{"$#w1$", "sign-of-square", "This takes the square of $#x$ to be negative."},
			{"$#w2$", "sign-of-linear-term", "This makes a sign error in the middle term, $#b(#x)$."},
			{"$#w3$", "squares-the-coefficient", "This squares the coefficient as well. The exponent belongs to $x$ only."},
			{"$#w4$", "doubles-instead-of-squares", "This doubles $#x$ instead of squaring it."},
		},
		Hints: [2][]string{
			{"Replace every $x$ by the given number, in parentheses.", "What is the sign of the square of a negative number?"},
			{"Square $#x$ first, then multiply by the coefficient; treat the other terms in the same careful way.", "Compute the three terms one by one and add them."},
		},
		Steps: []string{"Square: $(#x)^2=#xx$, so the first term is $#axx$.", "The second term is $#b(#x)=#bx$.", "Add: $#axx#{+bx}#{+c}=#key$."},
	},
	{
		Name: "vertex-by-symmetry", Skill: "nonlinear-functions", Difficulty: question.Medium, Tags: []string{"quadratic", "vertex"},
		Draw: func(d *Draw) V {
			a, p, half := d.Nonzero(1, 3), d.Nonzero(1, 9), d.Int(1, 5)
			q := p + 2*half
			d.Need(q != 0 && p+q != 0)
			x := p + half
			y := -a * half * half
			kind := "minimum"
			if a < 0 {
				kind = "maximum"
			}
			front := poly("x", a)
			if a == 1 || a == -1 {
				front = map[int]string{1: "", -1: "-"}[a]
			}
			return V{"f": front + less("x", p) + less("x", q), "kind": kind, "key": y, "w1": x, "w2": a * p * q, "w3": -y, "w4": -a * 4 * half * half, "p": p, "q": q, "x": x, "a": a, "half": half, "neg": -half, "d1": x - p, "d2": x - q}
		},
		Stem: "The function $f$ is defined by $f(x)=#f$. What is the #kind value of $f(x)$?",
		Key:  Right{"$#key$", "The zeros are $#p$ and $#q$, so the #kind is halfway between them, at $x=#x$, where $f(#x)=#key$."},
		Wrong: []Slip{
			{"$#w1$", "answers-for-x", "This is the value of $x$ at which the #kind occurs."},
			{"$#w2$", "value-at-zero", "This is the value of the function at $x=0$."},
			{"$#w3$", "sign-of-product", "This has the wrong sign: between the zeros one of the two factors is positive and the other negative."},
			{"$#w4$", "half-distance", "This uses the whole distance between the zeros where half of it is needed."},
		},
		Hints: [2][]string{
			{"The graph of a quadratic function is symmetric.", "Where are the zeros, and where is the turning point relative to them?"},
			{"The turning point lies halfway between the two zeros. Evaluate the function there.", "Find the mean of the zeros and substitute it."},
		},
		Steps: []string{"The zeros are $x=#p$ and $x=#q$.", "Halfway between them is $x=#x$.", "There the factors with $x$ are $#d1$ and $#d2$, so the value is $#key$."},
	},
	{
		Name: "growth-or-decay-model", Skill: "nonlinear-functions", Difficulty: question.Easy, Context: true, Tags: []string{"exponential", "model"},
		Draw: func(d *Draw) V {
			s := pick(d, [3]string{"A town has #n residents. The number of residents #moves by #r% each year.", "the number of residents $t$ years from now", "year"},
				[3]string{"A savings account holds \\$#n. The amount #moves by #r% each year.", "the amount, in dollars, $t$ years from now", "year"},
				[3]string{"A lake contains #n trout. The number of trout #moves by #r% each month.", "the number of trout $t$ months from now", "month"},
				[3]string{"A video was watched #n times in its first hour. The number of views per hour #moves by #r% each hour.", "the number of views in the hour that begins $t$ hours after the video appeared", "hour"},
				[3]string{"A reservoir holds #n cubic meters of water. The amount #moves by #r% each week.", "the amount of water, in cubic meters, $t$ weeks from now", "week"})
			n, r := d.Int(12, 99)*50, pick(d, 2, 3, 4, 5, 6, 8, 12, 15, 20)
			up := d.Sign() > 0
			good, bad, moves := add(1, frac(r, 100)), sub(1, frac(r, 100)), "increases"
			if !up {
				good, bad, moves = bad, good, "decreases"
			}
			v := V{"n": n, "r": r, "moves": moves, "what": s[1], "per": s[2], "good": decimal(good), "bad": decimal(bad), "part": decimal(frac(r, 100)), "sign": map[bool]string{true: "+", false: "-"}[up], "lin": n * r / 100, "off": decimal(add(1, frac(r, 10)))}
			d.Need(n*r%100 == 0)
			v["story"] = v.fill(s[0])
			return v
		},
		Stem: "#story Which function gives #what?",
		Key:  Right{"$f(t)=#n(#good)^t$", "Each #per the amount is multiplied by $1#sign#part=#good$, starting from $#n$."},
		Wrong: []Slip{
			{"$f(t)=#n(#bad)^t$", "wrong-direction", "This has the amount change in the opposite direction."},
			{"$f(t)=#n(#part)^t$", "rate-as-factor", "This keeps only #r% of the amount each #per."},
			{"$f(t)=#n#sign#lin{}t$", "linear-instead-of-exponential", "This changes by the same number each #per. The amount changes by the same percent, which is another number each time."},
			{"$f(t)=#n(#off)^t$", "misplaced-decimal", "This turns #r% into a decimal with the point in the wrong place."},
		},
		Hints: [2][]string{
			{"Does the amount change by the same number or by the same percent each #per?", "What is the amount after one #per, as a percent of what it was?"},
			{"A change of #r% multiplies the amount by 1 plus or minus the percent as a decimal.", "Find the factor for one #per and raise it to the power $t$."},
		},
		Steps: []string{"After one #per, the amount is multiplied by $1#sign#part=#good$.", "After $t$ of them it is multiplied by $(#good)^t$.", "So $f(t)=#n(#good)^t$."},
	},
	{
		Name: "exponential-from-two-points", Skill: "nonlinear-functions", Difficulty: question.Medium, Adjust: .2, Typed: true, Tags: []string{"exponential"},
		Draw: func(d *Draw) V {
			a, b, x1, n := d.Int(2, 12), d.Int(2, 4), d.Int(0, 2), 2
			x2 := x1 + n
			f := func(x int) int { return a * power(b, x) }
			x := x2 + d.Int(1, 2)
			d.Need(f(x) < 5000 && f(x1) != f(x2))
			lin := add(f(x2), mul(x-x2, frac(f(x2)-f(x1), n)))
			return V{"x1": x1, "x2": x2, "x3": x, "y1": f(x1), "y2": f(x2), "key": f(x), "w1": lin, "w2": f(x2) * (f(x2) / f(x1)) * map[bool]int{true: 1, false: f(x2) / f(x1)}[x-x2 == 1], "w3": f(x2) * b * map[bool]int{true: b * b, false: 1}[x-x2 == 1], "b": b, "ratio": f(x2) / f(x1), "more": x - x2, "n": n, "times": times(x - x2)}
		},
		Stem: "The function $f$ is defined by $f(x)=a\\cdot b^x$, where $a$ and $b$ are positive constants. If $f(#x1)=#y1$ and $f(#x2)=#y2$, what is the value of $f(#x3)$?",
		Key:  Right{"key", "From $x=#x1$ to $x=#x2$ the value is multiplied by $b^2=#ratio$, so $b=#b$; multiplying $#y2$ by $#b$ #times gives $#key$."},
		Wrong: []Slip{
			{"w1", "linear-instead-of-exponential", "This adds the same amount for each step, as for a linear function."},
			{"w2", "skips-root", "This uses the factor for two steps, $#ratio$, as if it were the factor for one step."},
			{"w3", "miscounts-steps", "This multiplies by the right factor but the wrong number of times."},
		},
		Hints: [2][]string{
			{"By what factor does the value change when $x$ increases by 1?", "Compare the two given values by division."},
			{"The quotient of the two values is $b$ to the power #n. Find $b$, and continue from $f(#x2)$.", "Two steps multiply the value by $\\frac{#y2}{#y1}$. What does one step do?"},
		},
		Steps: []string{"Divide: $\\frac{#y2}{#y1}=#ratio=b^2$, so $b=#b$.", "From $x=#x2$ to $x=#x3$, multiply by $#b$ #times.", "The value is $#key$."},
	},
	{
		Name: "shifted-parabola-vertex", Skill: "nonlinear-functions", Difficulty: question.Medium, Adjust: -.2, Tags: []string{"transformations", "vertex"},
		Draw: func(d *Draw) V {
			h, k, r, u := d.Nonzero(1, 7), d.Nonzero(1, 9), d.Nonzero(1, 5), d.Nonzero(1, 6)
			d.Need(h+r != 0 && k+u != 0 && h-r != 0 && k-u != 0)
			horizontal, vertical := "right", "up"
			if r < 0 {
				horizontal = "left"
			}
			if u < 0 {
				vertical = "down"
			}
			a := pick(d, "", "2", "3", "-", "-2")
			return V{"f": a + "(" + poly("x", 1, -h) + ")^2" + signed(k), "r": abs(r), "u": abs(u), "rUnits": plural(abs(r), "unit"), "uUnits": plural(abs(u), "unit"), "horizontal": horizontal, "vertical": vertical, "key": point(h+r, k+u), "w1": point(h-r, k+u), "w2": point(-h+r, k+u), "w3": point(h+r, k-u), "w4": point(h, k), "v": point(h, k), "h": h, "k": k, "x": h + r, "y": k + u}
		},
		Stem: "The graph of $y=#f$ in the $xy$-plane is shifted $#r$ #rUnits #horizontal and $#u$ #uUnits #vertical. What are the coordinates of the vertex of the resulting graph?",
		Key:  Right{"$#key$", "The vertex of the given graph is $#v$; the shift takes it to $#key$."},
		Wrong: []Slip{
			{"$#w1$", "wrong-direction", "This shifts the vertex horizontally in the opposite direction."},
			{"$#w2$", "sign-of-shift", "This reads the $x$-coordinate of the given vertex with the wrong sign."},
			{"$#w3$", "wrong-direction", "This shifts the vertex vertically in the opposite direction."},
			{"$#w4$", "ignores-shift", "This is the vertex before the shift."},
		},
		Hints: [2][]string{
			{"Where is the vertex before the shift?", "A shift moves every point of a graph in the same way."},
			{"Read the vertex from the squared group and the constant, then move it #horizontal and #vertical.", "The squared group is 0 at the vertex. Find that point, and add the shift to its coordinates."},
		},
		Steps: []string{"The given graph has its vertex where $x=#h$: at $#v$.", "Shifting by $#r$ #horizontal changes the $x$-coordinate to $#x$; shifting by $#u$ #vertical changes the $y$-coordinate to $#y$.", "The vertex is $#key$."},
	},
	{
		Name: "height-of-a-projectile", Any: true, Skill: "nonlinear-functions", Difficulty: question.Medium, Context: true, Tags: []string{"quadratic", "vertex", "model"},
		Draw: func(d *Draw) V {
			s := pick(d, "a ball is thrown upward from a balcony", "a toy rocket is launched from a platform", "a stone is thrown upward from a cliff", "a signal flare is fired from a tower", "a firework is launched from a roof")
			t, start := d.Int(1, 5), d.Int(2, 30)
			v0 := 10 * t
			top := start + 5*t*t
			d.Need(top != v0 && start != t && v0 != start && (t <= 3 || !strings.Contains(s, "thrown")))
			return V{"event": s, "h": poly("t", -5, v0, start), "key": top, "w1": t, "w2": start, "w3": v0 + start, "w4": top - start, "w5": start + 10*t*t, "w6": start - 5*t + 10*t*t, "t": t, "start": start, "v0": v0, "rise": 5 * t * t, "sq": t * t, "twice": 2 * t}
		},
		Stem: "The height, in meters, $t$ seconds after #event is modeled by $h(t)=#h$. According to the model, what is the greatest height, in meters, that is reached?",
		Key:  Right{"$#key$", "The heights are equal at $t=0$ and $t=#twice$, so the greatest is at $t=#t$: $h(#t)=#key$."},
		Wrong: []Slip{
			{"$#w1$", "time-of-maximum", "This is the time, in seconds, at which the greatest height is reached."},
			{"$#w2$", "starting-height", "This is the height at the start."},
			{"$#w4$", "ignores-starting-height", "This is how far it rises above its starting height."},
			{"$#w5$", "ignores-term", "This leaves out the term with $t^2$."},
			{"$#w6$", "does-not-square", "This does not square $t$ in the first term."},
		},
		Hints: [2][]string{
			{"The graph of the model is a parabola that opens downward.", "At what time is the greatest height reached?"},
			{"The greatest height is at $t=-\\frac{b}{2a}$. Substitute that time into the model.", "Find the two times at which the height equals the starting height; the greatest height lies halfway between."},
		},
		Steps: []string{"The vertex is at $t=\\frac{#v0}{2\\cdot 5}=#t$.", "Substitute: $h(#t)=-5\\cdot #sq+#v0\\cdot #t+#start$.", "This is $#key$ meters."},
	},
	{
		Name: "factor-for-one-unit", Any: true, Skill: "nonlinear-functions", Difficulty: question.Hard, Adjust: -.1, Context: true, Tags: []string{"exponential", "structure"},
		Draw: func(d *Draw) V {
			s := pick(d, [2]string{"the mass, in grams, of a mold culture", "hour"}, [2]string{"the number of users of a website", "day"}, [2]string{"the number of bacteria in a sample", "minute"}, [2]string{"the number of electric cars in a country", "year"}, [2]string{"the number of subscribers to a channel", "week"})
			p := pick(d, 10, 20, 30, 40, 50, 60, 70, 80)
			n := d.Int(2, 3)
			a := d.Int(4, 60) * 10
			if n == 3 {
				p = pick(d, 10, 20, 30, 40, 50)
			}
			b := frac(power(100+p, n), power(100, n))
			total := sub(mul(b, 100), 100)
			return V{"what": s[0], "per": s[1], "n": n, "a": a, "b": decimal(b), "key": p, "w1": total, "w2": nearest(div(total, n), 1), "w3": add(p, 100), "w4": mul(total, n), "w5": frac(p, 10), "root": decimal(add(1, frac(p, 100))), "total": total, "th": map[int]string{2: "square", 3: "cube"}[n]}
		},
		Stem: "The function $f(t)=#a(#b)^{\\frac{t}{#n}}$ gives #what $t$ #{per}s after a first count or measurement. By what percent does this quantity increase each #per?",
		Key:  Right{"#{.key}%", "In one #per the quantity is multiplied by $(#b)^{\\frac{1}{#n}}=#root$, an increase of #key%."},
		Wrong: []Slip{
			{"#{.w1}%", "wrong-period", "This is the increase in #n #{per}s."},
			{"#{.w2}%", "divides-instead-of-root", "This divides the increase in #n #{per}s by #n, rounded to tenths. Repeated percent increases multiply; they do not add."},
			{"#{.w3}%", "factor-as-increase", "This is the quantity after one #per as a percent of what it was before, not the increase."},
			{"#{.w5}%", "misplaced-decimal", "This reads the factor $#root$ for one #per with the decimal point in the wrong place."},
			{"#{.w4}%", "wrong-operation", "This multiplies the increase in #n #{per}s by #n."},
		},
		Hints: [2][]string{
			{"After how many #{per}s is the quantity multiplied by $#b$?", "What is the quantity multiplied by when $t$ increases by 1?"},
			{"Rewrite the function with the exponent $t$ alone: $(#b)^{\\frac{t}{#n}}$ is a power of a #th root.", "Find the #th root of $#b$. How much more than 1 is it?"},
		},
		Steps: []string{"When $t$ increases by 1, the quantity is multiplied by $(#b)^{\\frac{1}{#n}}$.", "The #th root of $#b$ is $#root$.", "So the quantity increases by #key% each #per."},
	},
	{
		Name: "zeros-and-a-point", Skill: "nonlinear-functions", Difficulty: question.Hard, Adjust: .1, Tags: []string{"quadratic", "zeros"},
		Draw: func(d *Draw) V {
			a, p, q, x := d.Nonzero(1, 4), d.Nonzero(1, 7), d.Nonzero(1, 7), d.Nonzero(1, 6)
			d.Need(p < q && p+q != 0 && x != p && x != q && a != 1)
			y := a * (x - p) * (x - q)
			c := a * p * q
			d.Need(abs(y) < 90 && y != c)
			return V{"p": p, "q": q, "x": x, "y": y, "key": c, "w1": p * q, "w2": -a * (p + q), "w3": -c, "w4": a, "a": a, "d1": x - p, "d2": x - q, "prod": (x - p) * (x - q), "fp": less("x", p), "fq": less("x", q)}
		},
		Stem: "In the $xy$-plane, the graph of the quadratic function $f$ crosses the $x$-axis at $(#p,0)$ and $(#q,0)$ and passes through the point $(#x,#y)$. What is the $y$-coordinate of the point where the graph crosses the $y$-axis?",
		Key:  Right{"$#key$", "With $f(x)=a#fp#fq$, the point gives $#prod{}a=#y$, so $a=#a$, and $f(0)=#a(#p)(#q)=#key$."},
		Wrong: []Slip{
			{"$#w1$", "ignores-leading-coefficient", "This is the product of the zeros. The leading coefficient is not 1."},
			{"$#w4$", "stops-early", "This is the leading coefficient $a$."},
			{"$#w2$", "uses-coefficient", "This is the coefficient of $x$ when the function is written out."},
			{"$#w3$", "sign-of-product", "This has the wrong sign: at $x=0$ the two factors are $-(#p)$ and $-(#q)$."},
		},
		Hints: [2][]string{
			{"Use the zeros to write the function as a product.", "Two zeros do not fix a quadratic function; what else is needed?"},
			{"Write $f(x)=a#fp#fq$ and use the third point to find $a$.", "After you find the leading coefficient, evaluate the function at $x=0$."},
		},
		Steps: []string{"The zeros give $f(x)=a#fp#fq$.", "At $x=#x$: $a(#d1)(#d2)=#y$, so $a=#a$.", "Then $f(0)=#a\\cdot (#p)(#q)=#key$."},
	},
	{
		Name: "rational-function-constant", Skill: "nonlinear-functions", Difficulty: question.Hard, Adjust: -.3, Typed: true, Tags: []string{"rational-function", "parameters"},
		Draw: func(d *Draw) V {
			h, k, x1, c := d.Nonzero(1, 6), d.Nonzero(1, 6), d.Nonzero(1, 8), d.Nonzero(2, 30)
			x2 := d.Nonzero(1, 9)
			d.Need(x1 != h && x2 != h && x1 != x2 && c%(x1-h) == 0)
			y1 := c/(x1-h) + k
			y := add(div(c, x2-h), k)
			d.Need(terminates(y, 2) && y.Sign() != 0 && y1 != 0)
			return V{"bottom": poly("x", 1, -h), "k": k, "x1": x1, "y1": y1, "x2": x2, "key": y, "c": c, "w1": c, "w2": div(c, x2-h), "w3": add(div(y1*(x1-h), x2-h), k), "w4": add(div(c, x2+h+boolInt(x2 == -h)), k), "d1": x1 - h, "d2": x2 - h, "rest": y1 - k}
		},
		Stem: "The function $f$ is defined by $f(x)=\\frac{c}{#bottom}#{+k}$, where $c$ is a constant. If $f(#x1)=#y1$, what is the value of $f(#x2)$?",
		Key:  Right{"key", "From $\\frac{c}{#d1}#{+k}=#y1$ follows $c=#c$. Then $f(#x2)=\\frac{#c}{#d2}#{+k}=#key$."},
		Wrong: []Slip{
			{"w1", "stops-early", "This is the constant $c$."},
			{"w2", "one-shift-only", "This leaves out the number $#k$ that is added to the fraction."},
			{"w3", "ignores-constant", "This finds $c$ without moving the number $#k$ to the other side first."},
			{"w4", "sign-of-shift", "This adds the number in the denominator with the wrong sign."},
		},
		Hints: [2][]string{
			{"Use the given value to find the constant $c$ first.", "What does the equation say when $x$ is $#x1$?"},
			{"Substitute $x=#x1$, move the number that is added, and multiply by the denominator to get $c$.", "With $c$ known, substitute the second number and compute the fraction before you add."},
		},
		Steps: []string{"At $x=#x1$: $\\frac{c}{#d1}=#y1-(#k)=#rest$, so $c=#c$.", "At $x=#x2$ the denominator is $#d2$.", "So $f(#x2)=\\frac{#c}{#d2}#{+k}=#key$."},
	},
	{
		Name: "table-of-a-quadratic", Skill: "nonlinear-functions", Difficulty: question.Easy, Adjust: .3, Tags: []string{"table", "quadratic"},
		Draw: func(d *Draw) V {
			a, h, k := d.Nonzero(1, 3), d.Int(1, 4), d.Nonzero(1, 12)
			f := func(x int) int { return a*(x-h)*(x-h) + k }
			n := d.Int(1, 2)
			x := h + n + 1
			d.Need(f(x) != 0)
			v := V{"key": f(x), "w1": f(x-1) + (f(x-1) - f(x-2)), "w2": f(x - 1), "w3": -f(x), "w4": f(x-1) + 1, "x": x, "h": h, "mirror": 2*h - x, "k": k}
			for i := range 4 {
				v["x"+strconv.Itoa(i)], v["y"+strconv.Itoa(i)] = h-n-1+i, f(h-n-1+i)
			}
			d.Need(2*h-x == h-n-1)
			v["last"] = h - n - 1 + 3
			d.Need(h-n-1+3 < x)
			return v
		},
		Stem: "The table shows some values of the quadratic function $f$. The graph of $y=f(x)$ in the $xy$-plane has its vertex at $(#h,#k)$. What is the value of $f(#x)$?",
		Key:  Right{"$#key$", "The graph is symmetric about $x=#h$, so $f(#x)=f(#mirror)=#key$."},
		Wrong: []Slip{
			{"$#w1$", "linear-pattern", "This continues with the last difference, as for a linear function."},
			{"$#w2$", "one-step-before", "This is the value one step before $x=#x$."},
			{"$#w3$", "sign-error", "This has the wrong sign; points on opposite sides of the vertex have equal values."},
			{"$#w4$", "additive-reasoning", "This adds 1 to the value before it."},
		},
		Hints: [2][]string{
			{"The graph of a quadratic function is symmetric about a vertical line through its vertex.", "Which point of the table lies as far from the vertex as the point that is asked for, on the other side?"},
			{"Compare the distance of $#x$ from $#h$ with the distances of the values of $x$ in the table.", "Reflect $x=#x$ in the line $x=#h$ and read the value there."},
		},
		Steps: []string{"The axis of symmetry is $x=#h$.", "The number as far from $#h$ as $#x$, on the other side, is $#mirror$.", "So $f(#x)=f(#mirror)=#key$."},
		Figure: func(v V) *question.Figure {
			return table(v, []string{"$x$", "$f(x)$"}, []string{"#x0", "#y0"}, []string{"#x1", "#y1"}, []string{"#x2", "#y2"}, []string{"#x3", "#y3"})
		},
	},
}

// boolInt is 1 for true.
func boolInt(b bool) int {
	if b {
		return 1
	}
	return 0
}
