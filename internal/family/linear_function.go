package family

import "satprep/internal/question"

var linearFunctions = []Family{
	{
		Name: "function-through-two-values", Skill: "linear-functions", Difficulty: question.Medium, Adjust: -.1, Tags: []string{"write-equation", "slope"},
		Draw: func(d *Draw) V {
			m, b, p := d.Nonzero(2, 7), d.Nonzero(2, 15), d.Nonzero(1, 6)
			q := p + d.Int(2, 6)
			d.Need(q != 0)
			fp, fq := m*p+b, m*q+b
			d.Need(fp != 0 && fq != 0 && fp != b && b != m)
			return V{"m": m, "b": b, "p": p, "q": q, "fp": fp, "fq": fq, "key": poly("x", m, b), "rise": fq - fp, "run": q - p, "mp": m * p,
				"w1": poly("x", m, fp), "w2": poly("x", -m, fp+m*p), "w3": poly("x", fq-fp, fp-(fq-fp)*p), "w4": poly("x", m, -b)}
		},
		Stem: "For the linear function $f$, $f(#p)=#fp$ and $f(#q)=#fq$. Which equation defines $f$?",
		Key:  Right{"$f(x)=#key$", "The slope is $\\frac{#rise}{#run}=#m$, and $f(#p)=#fp$ then requires the constant $#b$."},
		Wrong: []Slip{
			{"$f(x)=#w1$", "point-as-intercept", "This uses the value $#fp$ as the constant term, but it is the value at $x=#p$, not at $x=0$."},
			{"$f(x)=#w2$", "sign-error", "This has the slope with the wrong sign, so it gives $#fp$ at $x=#p$ but not $#fq$ at $x=#q$."},
			{"$f(x)=#w3$", "change-as-slope", "This uses the change in the values, $#rise$, as the slope without dividing it by the change in $x$."},
			{"$f(x)=#w4$", "sign-of-constant", "This has the right slope, but its constant has the wrong sign."},
		},
		Hints: [2][]string{
			{"Two values of a linear function tell you how fast it changes.", "Find the slope first; the constant comes after it."},
			{"Divide the change in $f(x)$ by the change in $x$, and use one of the two values to find the constant.", "An equation of a linear function must give both values. After you find the slope, substitute one pair."},
		},
		Steps: []string{"The slope is $\\frac{#rise}{#run}=#m$.", "At $x=#p$ the function is $#m(#p)+b=#fp$, so $b=#b$.", "The function is $f(x)=#key$."},
	},
	{
		Name: "input-for-an-output", Skill: "linear-functions", Difficulty: question.Easy, Typed: true, Tags: []string{"function-notation", "solve"},
		Draw: func(d *Draw) V {
			m, b, x := d.Nonzero(3, 12), d.Nonzero(4, 30), d.Nonzero(2, 14)
			c := m*x + b
			d.Need(c != 0 && c != x)
			return V{"f": poly("x", m, b), "m": m, "b": b, "c": c, "x": x, "value": m*c + b, "sign": div(c+b, m), "rest": c - b, "less": c - b - m}
		},
		Stem: "The function $f$ is defined by $f(x)=#f$. For what value of $x$ does $f(x)=#c$?",
		Key:  Right{"x", "Setting $#f=#c$ gives $#m{}x=#rest$, so $x=#x$."},
		Wrong: []Slip{
			{"value", "input-output-confusion", "This is $f(#c)$. The number $#c$ is the value of the function, not of $x$."},
			{"sign", "sign-error", "This moves the constant to the other side without changing its sign."},
			{"rest", "stops-early", "This is the value of $#m{}x$. It must still be divided by $#m$."},
			{"less", "subtracts-coefficient", "This subtracts the coefficient $#m$ instead of dividing by it."},
		},
		Hints: [2][]string{
			{"Is the number $#c$ an input or an output of the function?", "Replace $f(x)$ by the value it is to have."},
			{"Set the expression for $f(x)$ equal to $#c$ and solve for $x$.", "Undo the constant first, and then the coefficient of $x$."},
		},
		Steps: []string{"Set the function equal to the given value: $#f=#c$.", "Move the constant: $#m{}x=#rest$.", "Divide by the coefficient: $x=#x$."},
	},
	{
		Name: "linear-table-next", Skill: "linear-functions", Difficulty: question.Easy, Adjust: .2, Typed: true, Tags: []string{"table", "rate-of-change"},
		Draw: func(d *Draw) V {
			m, b, x0, step := d.Nonzero(2, 9), d.Int(-20, 40), d.Int(-2, 5), d.Int(2, 5)
			x1, x2, x3 := x0+step, x0+2*step, x0+2*step+d.Int(1, 4)
			d.Need(x3 != x2+step)
			f := func(x int) int { return m*x + b }
			return V{"x0": x0, "x1": x1, "x2": x2, "x3": x3, "y0": f(x0), "y1": f(x1), "y2": f(x2), "y": f(x3), "jump": f(x2) + f(x1) - f(x0), "one": f(x2) + m,
				"times": f(x2) + (f(x1)-f(x0))*(x3-x2), "m": m, "change": f(x1) - f(x0), "step": step, "far": x3 - x2, "more": m * (x3 - x2)}
		},
		Stem: "The table shows three values of $x$ and their corresponding values of $g(x)$, where $g$ is a linear function. What is the value of $g(#x3)$?",
		Key:  Right{"y", "The function changes by $\\frac{#change}{#step}=#m$ for each increase of 1 in $x$, so from $x=#x2$ to $x=#x3$ it changes by $#more$, to $#y$."},
		Wrong: []Slip{
			{"jump", "change-as-slope", "This continues the pattern of the table, but from $#x2$ to $#x3$ the step in $x$ is not the same as in the table."},
			{"one", "one-step-only", "This goes only one unit beyond $x=#x2$."},
			{"times", "change-as-slope", "This uses the change between rows, $#change$, for each unit of $x$ instead of for each $#step$ units."},
		},
		Hints: [2][]string{
			{"How much does $g(x)$ change when $x$ increases by 1?", "A linear function changes at a constant rate. Find that rate from the table."},
			{"Divide the change in $g(x)$ between two rows by the change in $x$, and then count on from the last row.", "Compare the step from $#x2$ to $#x3$ with the steps between rows of the table."},
		},
		Steps: []string{"From row to row, $x$ increases by $#step$ and $g(x)$ changes by $#change$, so the rate is $#m$ for each unit.", "From $x=#x2$ to $x=#x3$ there are $#far$ units, so $g(x)$ changes by $#more$.", "The value is $#y2#{+more}=#y$."},
		Figure: func(v V) *question.Figure {
			return table(v, []string{"$x$", "$g(x)$"}, []string{"#x0", "#y0"}, []string{"#x1", "#y1"}, []string{"#x2", "#y2"})
		},
	},
	{
		Name: "meaning-of-a-constant", Skill: "linear-functions", Difficulty: question.Easy, Context: true, Tags: []string{"interpret"},
		Draw: func(d *Draw) V {
			type scene struct{ what, unit, start, per, thing, time string }
			s := pick(d,
				scene{"the number of liters of water in a tank", "liters", "when the valve is opened", "minute", "the amount of water", "after the valve is opened"},
				scene{"the length, in millimeters, of a candle", "millimeters", "when it is lit", "hour", "the length of the candle", "after it is lit"},
				scene{"the number of pages that are left to print", "pages", "when printing starts", "minute", "the number of pages left", "after printing starts"},
				scene{"the distance, in miles, that a hiker has left to walk", "miles", "when the hike starts", "day", "the distance left to walk", "after the hike starts"},
				scene{"the number of kilograms of feed in a barn", "kilograms", "when the barn is filled", "day", "the amount of feed", "after the barn is filled"},
				scene{"the mass, in grams, of a block of dry ice", "grams", "when the box is opened", "hour", "the mass of the block", "after the box is opened"})
			m := d.Int(3, 29)
			b := m * d.Int(12, 40)
			letter := pick(d, "f", "g", "h", "f")
			d.Need(s.unit != "millimeters" || b <= 400)
			asks := d.Int(0, 1)
			v := V{"what": s.what, "unit": s.unit, "start": s.start, "per": s.per, "thing": s.thing, "time": s.time, "m": m, "b": b, "F": letter,
				"asked": []int{b, m}[asks], "last": b / m}
			v["s0"] = v.fill("It is the number of #unit at the start, #start.")
			v["s1"] = v.fill("Each #per, #thing decreases by this many #unit.")
			v["right"], v["wrong"] = v["s"+[]string{"0", "1"}[asks]], v["s"+[]string{"1", "0"}[asks]]
			v["because"] = []string{v.fill("At $t=0$ the function is $#b$, so this is the amount #start."),
				v.fill("Whenever $t$ increases by 1, the value of the function decreases by $#m$.")}[asks]
			v["confused"] = []string{"slope-for-intercept", "intercept-for-slope"}[asks]
			v["unlike"] = []string{v.fill("This is what the coefficient $#m$ tells, which multiplies $t$."), v.fill("This is what the constant $#b$ tells, the value at $t=0$.")}[asks]
			return v
		},
		Stem: "The function $#F(t)=#b-#m{}t$ gives #what $t$ #{per}s #time, where $0\\le t\\le #last$. What is the best interpretation of $#asked$ in this context?",
		Key:  Right{"#right", "#because"},
		Wrong: []Slip{
			{"#wrong", "slope-intercept-confusion", "#unlike"},
			{"Each #per, #thing increases by this many #unit.", "sign-of-slope", "The coefficient of $t$ is negative, so nothing increases; and only a coefficient of $t$ tells of a change."},
			{"It is the number of #{per}s until nothing is left.", "zero-as-constant", "Nothing is left when the function is 0, which is at $t=#last$."},
		},
		Hints: [2][]string{
			{"What does the function give at $t=0$, and what changes as $t$ grows?", "A linear function has a starting value and a rate of change."},
			{"Decide whether the number stands alone or multiplies $t$.", "Compare the values of the function at $t=0$ and at $t=1$."},
		},
		Steps: []string{"At $t=0$ the function is $#b$, its starting value.", "Each time $t$ increases by 1, the value decreases by $#m$, its rate of change.", "So for $#asked$: #because"},
	},
	{
		Name: "shifted-linear-function", Skill: "linear-functions", Difficulty: question.Hard, Adjust: -.3, Tags: []string{"function-notation", "intercepts"},
		Draw: func(d *Draw) V {
			m, b, h, k := d.Nonzero(2, 7), d.Nonzero(2, 14), d.Nonzero(2, 6), d.Nonzero(2, 9)
			y := m*h + b + k
			g := m*h + b
			d.Need(y != 0 && y%m == 0 && g != 0)
			return V{"m": m, "f": poly("x", m, b), "arg": poly("x", 1, h), "k": k, "g": poly("x", m, y), "x": -y / m, "y": y, "b": b, "less": -y,
				"other": div(m*h-b-k, m), "noshift": div(-(b + k), m), "noconst": div(-g, m)}
		},
		Stem: "The function $f$ is defined by $f(x)=#f$, and the function $g$ is defined by $g(x)=f(#arg)#{+k}$. The graph of $y=g(x)$ in the $xy$-plane crosses the $x$-axis at $(c,0)$. What is the value of $c$?",
		Key:  Right{"$#x$", "Substituting gives $g(x)=#m(#arg)#{+b}#{+k}=#g$, which is 0 at $x=#x$."},
		Wrong: []Slip{
			{"$#y$", "wrong-intercept", "This is where the graph crosses the $y$-axis, the value $g(0)$."},
			{"$#noshift$", "ignores-shift", "This uses $f(x)#{+k}$ and leaves out the change inside the parentheses."},
			{"$#noconst$", "one-shift-only", "This is the zero of $f(#arg)$. The number $#k$ outside changes it."},
			{"$#other$", "sign-of-shift", "This moves the graph in the opposite horizontal direction."},
		},
		Hints: [2][]string{
			{"Write $g(x)$ as one linear expression before you look for the crossing point.", "What is the value of $g(x)$ where its graph crosses the $x$-axis?"},
			{"Replace every $x$ in the rule for $f$ by $(#arg)$, add the number outside, and set the result equal to 0.", "Simplify $f(#arg)$ first. The coefficient multiplies both terms in the parentheses."},
		},
		Steps: []string{"Substitute: $f(#arg)=#m(#arg)#{+b}$.", "So $g(x)=#g$.", "Set it equal to 0: $#m{}x=#less$, so $x=#x$."},
	},
	{
		Name: "straight-line-loss-of-value", Skill: "linear-functions", Difficulty: question.Hard, Adjust: -.2, Typed: true, Context: true, Tags: []string{"model", "rate-of-change"},
		Draw: func(d *Draw) V {
			s := pick(d, "tractor", "delivery van", "printing press", "fishing boat", "harvester", "kiln")
			per := d.Int(3, 18) * 50
			t1 := d.Int(2, 4)
			t2 := t1 + d.Int(3, 6)
			start := per * d.Int(14, 24)
			when := d.Int(t2+1, start/per-2)
			v1, v2, asked := start-per*t1, start-per*t2, start-per*when
			d.Need(start < 20000 && asked > 0)
			return V{"thing": s, "t1": t1, "t2": t2, "v1": v1, "v2": v2, "asked": asked, "x": when, "per": per, "start": start, "drop": v1 - v2, "years": t2 - t1,
				"since": when - t2, "prop": div(asked*t2, v2), "lost": div(v1-asked, per), "off": div(start-asked, per+per), "total": start - asked}
		},
		Stem: "The value of a #thing is a linear function of its age. It is worth \\$#v1 at an age of #t1 years and \\$#v2 at an age of #t2 years. At what age, in years, is the #thing worth \\$#asked?",
		Key:  Right{"x", "The value falls by $\\frac{#drop}{#years}=#per$ dollars a year. From \\$#v2 to \\$#asked takes $#since$ more years, so the age is $#x$ years."},
		Wrong: []Slip{
			{"since", "wrong-start", "This is the number of years after the age of #t2 years. The question asks for the age."},
			{"lost", "wrong-start", "This is the number of years after the age of #t1 years. The question asks for the age."},
			{"prop", "assumes-proportional", "This multiplies the age in proportion to the value, but the value is not proportional to the age."},
		},
		Hints: [2][]string{
			{"By how much does the value change in one year?", "Two ages and two values give you the rate at which the value falls."},
			{"Divide the drop in value by the number of years between the two ages; then see how many more years are needed.", "Find the yearly loss, count on from the age of #t2 years, and answer with the age itself."},
		},
		Steps: []string{"Between the ages #t1 and #t2 the value falls by \\$#drop in #years years, which is \\$#per a year.", "Before that it was \\$#start when new, so $#start-#per{}x=#asked$.", "Then $#per{}x=#total$ and $x=#x$."},
	},
}
