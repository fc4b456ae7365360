package family

import (
	"strings"

	"satprep/internal/question"
)

// turned is the relation read from the other side.
func turned(relation string) string {
	return map[string]string{"<": ">", ">": "<", `\le`: `\ge`, `\ge`: `\le`}[relation]
}

var inequalities = []Family{
	{
		Name: "divide-by-a-negative", Skill: "linear-inequalities", Difficulty: question.Easy, Adjust: .1, Tags: []string{"solve"},
		Draw: func(d *Draw) V {
			a, b, x := d.Int(2, 9), d.Nonzero(3, 25), d.Nonzero(2, 12)
			rel := pick(d, "<", ">", `\le`, `\ge`)
			c := -a*x + b
			d.Need(c != 0 && c != b)
			return V{"left": poly("x", -a, b), "rel": rel, "turn": turned(rel), "c": c, "x": x, "neg": -x, "rest": c - b, "na": -a, "wrong": div(c+b, -a), "b": b}
		},
		Stem: "Which inequality is equivalent to $#left #rel #c$?",
		Key:  Right{"$x #turn #x$", "Moving the constant gives $#na{}x #rel #rest$. Dividing by $#na$, a negative number, turns the inequality around."},
		Wrong: []Slip{
			{"$x #rel #x$", "no-sign-flip", "The number is right, but dividing both sides by a negative number reverses the inequality."},
			{"$x #turn #neg$", "sign-error", "The direction is right, but $#rest$ divided by $#na$ is not this number."},
			{"$x #turn #wrong$", "sign-error-moving-term", "This moves the constant to the other side without changing its sign."},
			{"$x #rel #neg$", "sign-error", "This has the sign of the quotient wrong, and the direction as well."},
		},
		Hints: [2][]string{
			{"Which step in solving an inequality can change its direction?", "Solve it as you would solve an equation, but watch the last step."},
			{"Move the constant first; then divide by the coefficient of $x$, which is negative.", "Dividing both sides by a negative number reverses the inequality symbol."},
		},
		Steps: []string{"Move the constant: $#na{}x #rel #rest$.", "Divide by $#na$ and reverse the symbol: $x #turn #x$."},
	},
	{
		Name: "most-that-can-be-bought", Skill: "linear-inequalities", Difficulty: question.Easy, Typed: true, Context: true, Tags: []string{"model", "greatest-integer"},
		Draw: func(d *Draw) V {
			s := pick(d, [4]string{"#who has #{$total} to spend at a fair. Admission costs #{$fee}, and each ride costs #{$rate}. What is the greatest number of rides #who can pay for?", "admission", "rides", "ride"},
				[4]string{"A class has #{$total} for a party. Renting a room costs #{$fee}, and each guest costs #{$rate}. What is the greatest number of guests the class can pay for?", "the room", "guests", "guest"},
				[4]string{"A gardener has #{$total} to spend. Delivery costs #{$fee}, and each rosebush costs #{$rate}. What is the greatest number of rosebushes the gardener can buy?", "delivery", "rosebushes", "rosebush"},
				[4]string{"#who has #{$total} to spend on a phone plan in one month. The plan costs #{$fee} a month, and each gigabyte of data costs #{$rate}. What is the greatest whole number of gigabytes that #who can use in the month?", "the plan", "gigabytes", "gigabyte"})
			rate, fee, n := d.Int(4, 18), d.Int(9, 70), d.Int(6, 25)
			left := d.Int(1, rate-1)
			total := fee + rate*n + left
			d.Need(total/rate != n)
			v := V{"who": d.Name(), "fee": fee, "rate": rate, "n": n, "total": total, "what": s[1], "items": s[2], "item": s[3], "rest": total - fee, "up": n + 1, "whole": total / rate, "plus": (total + fee) / rate, "cost": rate * n, "more": rate * (n + 1)}
			v["story"] = v.fill(s[0])
			return v
		},
		Stem: "#story",
		Key:  Right{"n", "After #what, #{$rest} is left. It pays for #n #items (#{$cost}), but not for one more (#{$more})."},
		Wrong: []Slip{
			{"up", "rounds-up", "This rounds up, but there is not enough money for that many."},
			{"whole", "ignores-fixed-fee", "This spends the whole amount on #items and forgets the cost of #what."},
			{"plus", "adds-instead-of-subtracts", "This adds the cost of #what to the amount instead of subtracting it."},
			{"rest", "stops-early", "This is the amount, in dollars, that is left after paying for #what."},
		},
		Hints: [2][]string{
			{"How much money is left for the #items?", "Write an inequality: the cost of everything is at most the amount there is."},
			{"Subtract the cost of #what, then divide by the price of one #item. The answer is a whole number that keeps the cost within the limit.", "Solve $#fee+#rate{}n\\le #total$ and take the greatest whole number that satisfies it."},
		},
		Steps: []string{"With $n$ #items the cost is $#fee+#rate{}n$, which must be at most $#total$.", "So $#rate{}n\\le #rest$.", "Since $#rate\\cdot #n=#cost$ and one more would be $#more$, the greatest whole number is #n."},
	},
	{
		Name: "pair-in-both-regions", Skill: "linear-inequalities", Difficulty: question.Medium, Tags: []string{"system"},
		Draw: func(d *Draw) V {
			m, b, a, c := d.Nonzero(1, 4), d.Nonzero(1, 6), d.Int(1, 3), d.Int(1, 3)
			x, y := d.Int(-4, 6), d.Int(-5, 8)
			r := a*x + c*y + d.Int(1, 4)
			d.Need(y > m*x+b && y <= m*x+b+5)
			one := func(x, y int) bool { return y > m*x+b }
			other := func(x, y int) bool { return a*x+c*y <= r }
			find := func(w1, w2 bool) (int, int) {
				for range 400 {
					p, q := d.Int(-5, 7), d.Int(-6, 10)
					if one(p, q) == w1 && other(p, q) == w2 {
						return p, q
					}
				}
				d.Need(false)
				return 0, 0
			}
			x1, y1 := find(true, false)
			x2, y2 := find(false, true)
			x3, y3 := find(false, false)
			on := x + d.Nonzero(1, 2)
			d.Need(other(on, m*on+b))
			return V{"sys": cases("y>"+poly("x", m, b), two(a, "x", c, "y")+`\le `+fraction(rat(r))), "e1": "y>" + poly("x", m, b), "e2": two(a, "x", c, "y") + `\le ` + fraction(rat(r)),
				"key": point(x, y), "w1": point(x1, y1), "w2": point(x2, y2), "w3": point(x3, y3), "w4": point(on, m*on+b), "y": y, "right": m*x + b, "sum": a*x + c*y, "r": r}
		},
		Stem: "Which ordered pair $(x,y)$ is a solution to the system of inequalities $#sys$?",
		Key:  Right{"$#key$", "Both hold: $#y>#right$ in the first inequality, and $#sum\\le #r$ in the second."},
		Wrong: []Slip{
			{"$#w1$", "checks-one-inequality", "This pair satisfies the first inequality but not the second."},
			{"$#w4$", "includes-strict-boundary", "This pair lies on the boundary of the first inequality, which does not belong to it."},
			{"$#w2$", "checks-one-inequality", "This pair satisfies the second inequality but not the first."},
			{"$#w3$", "reverses-inequality", "This pair satisfies neither of the two inequalities."},
		},
		Hints: [2][]string{
			{"A solution must satisfy both inequalities.", "How can you test whether a pair is a solution?"},
			{"Put the coordinates of a pair into both inequalities. One failure rules the pair out.", "Test each pair in the first inequality, cross out those that fail, and test the rest in the second."},
		},
		Steps: []string{"Substitute each pair into both inequalities.", "For $#key$ the first says $#y>#right$ and the second says $#sum\\le #r$: both are true.", "Each of the other pairs makes at least one of them false."},
	},
	{
		Name: "between-two-bounds", Skill: "linear-inequalities", Difficulty: question.Medium, Adjust: -.2, Tags: []string{"compound"},
		Draw: func(d *Draw) V {
			a, b, lo := d.Int(2, 6), d.Nonzero(2, 15), d.Int(-8, 6)
			hi := lo + d.Int(2, 9)
			low, high := a*lo+b, a*hi+b
			d.Need(lo != 0 && hi != 0 && low != 0 && high != 0 && low != lo && high != hi)
			return V{"mid": poly("x", a, b), "low": low, "high": high, "lo": lo, "hi": hi, "a": a, "b": b, "plo": low - b, "phi": high - b, "x1": add(div(low, a), -b), "x2": add(div(high, a), -b),
				"s1": div(low+b, a), "s2": div(high+b, a), "o2": div(high, a), "o1": div(low, a)}
		},
		Stem: "Which inequality gives all values of $x$ for which $#low<#mid\\le #high$?",
		Key:  Right{"$#lo<x\\le #hi$", "Removing the constant from all three parts gives $#plo<#a{}x\\le #phi$, and dividing by $#a$ gives the answer."},
		Wrong: []Slip{
			{"$#s1<x\\le #s2$", "sign-error-moving-term", "This moves the constant to the outer parts without changing its sign."},
			{"$#plo<x\\le #phi$", "stops-early", "These are the bounds of $#a{}x$. All parts must still be divided by $#a$."},
			{"$#lo\\le x<#hi$", "swaps-limits", "The numbers are right, but the wrong end is included."},
			{"$#o1<x\\le #o2$", "ignores-constant", "This divides by $#a$ without dealing with the constant $#b$ first."},
		},
		Hints: [2][]string{
			{"What you do to one part of a compound inequality you do to all three.", "Work toward $x$ alone in the middle."},
			{"Remove the constant from the middle, then divide every part by the coefficient.", "The symbols keep their places as long as you divide by a positive number."},
		},
		Steps: []string{"Remove the constant $#b$ from all parts: $#plo<#a{}x\\le #phi$.", "Divide all parts by $#a$: $#lo<x\\le #hi$."},
	},
	{
		Name: "greatest-y-of-a-region", Skill: "linear-inequalities", Difficulty: question.Hard, Typed: true, Tags: []string{"system"},
		Draw: func(d *Draw) V {
			m, n := -d.Int(1, 5), d.Int(1, 4)
			x, y := d.Nonzero(1, 7), d.Nonzero(2, 20)
			b, c := y-m*x, y-n*x
			d.Need(b != 0 && c != 0 && b != y && c != y && b != c)
			return V{"sys": cases(`y\le `+poly("x", m, b), `y\le `+poly("x", n, c)), "l1": poly("x", m, b), "l2": poly("x", n, c), "x": x, "y": y, "b": b, "c": c, "k": n - m, "gap": b - c, "low": y - 1}
		},
		Stem: "In the $xy$-plane, the point $(x,y)$ is a solution to the system of inequalities $#sys$. What is the greatest possible value of $y$?",
		Key:  Right{"y", "The boundary lines meet where $#l1=#l2$, at $x=#x$, and there $y=#y$. One line falls and the other rises, so no point of the region is higher."},
		Wrong: []Slip{
			{"x", "answers-for-x", "This is the $x$-coordinate of the highest point."},
			{"b", "uses-intercept", "This is the $y$-intercept of the first boundary line, which is not where the two lines meet."},
			{"c", "uses-intercept", "This is the $y$-intercept of the second boundary line, which is not where the two lines meet."},
			{"low", "excludes-boundary", "This leaves out the boundary, but the symbol $\\le$ includes it."},
		},
		Hints: [2][]string{
			{"Sketch the two boundary lines. Which part of the plane lies below both?", "Where is the highest point of the region?"},
			{"One boundary rises and the other falls, so the highest point is where they cross.", "Set the two right sides equal, solve for $x$, and find $y$ there."},
		},
		Steps: []string{"The region lies below both lines; its highest point is their intersection.", "$#l1=#l2$ gives $#k{}x=#gap$, so $x=#x$.", "There $y=#y$, and since $\\le$ includes the lines, this is the greatest value."},
	},
	{
		Name: "score-needed-for-an-average", Skill: "linear-inequalities", Difficulty: question.Medium, Adjust: .2, Typed: true, Context: true, Tags: []string{"model", "mean"},
		Draw: func(d *Draw) V {
			s := pick(d, [3]string{"#who's scores on the first #n quizzes have a mean of #mean. What is the least score on the next quiz that brings the mean of all #all quizzes to at least #goal?", "score", "quizzes"},
				[3]string{"A swimmer's first #n training sessions had a mean length of #mean minutes. What is the least number of minutes that the next session must last so that the mean length of all #all sessions is at least #goal minutes?", "number of minutes", "sessions"},
				[3]string{"On the first #n days of a fund-raiser, a club collected a mean of #mean dollars per day. What is the least amount, in dollars, that the club must collect on the next day so that the mean of all #all days is at least #goal dollars?", "amount", "days"})
			n, mean := d.Int(3, 7), d.Int(62, 88)
			goal := mean + d.Int(1, 4)
			x := goal*(n+1) - mean*n
			d.Need(x <= 100)
			v := V{"who": d.Name(), "n": n, "all": n + 1, "mean": mean, "goal": goal, "x": x, "sum": n * mean, "need": goal * (n + 1), "two": 2*goal - mean, "what": s[1], "items": s[2], "less": goal*n - mean*n, "off": goal*(n+1) - mean*(n+1), "gap": goal - mean}
			v["story"] = v.fill(s[0])
			return v
		},
		Stem: "#story",
		Key:  Right{"x", "All #all #items together need at least $#all\\cdot #goal=#need$. The first #n come to $#n\\cdot #mean=#sum$, so at least $#x$ is still needed."},
		Wrong: []Slip{
			{"two", "unweighted-average", "This takes the mean of #mean and the new number alone, as if the first #n #items were one."},
			{"goal", "constant-difference", "This only matches the goal; it does not make up for the #items that were below it."},
			{"gap", "stops-early", "This is the difference of the two means."},
			{"less", "wrong-total", "This is how much the first #n #items fall short of the goal. The next one needs the goal itself as well."},
		},
		Hints: [2][]string{
			{"What is the total of the first #n #items?", "A mean is a total divided by a count, so work with totals."},
			{"Compare the total that all #all #items need with the total of the first #n.", "Solve $\\frac{#sum+x}{#all}\\ge #goal$ for the new number $x$."},
		},
		Steps: []string{"The first #n #items have a total of $#n\\cdot #mean=#sum$.", "A mean of at least $#goal$ needs $#sum+x\\ge #all\\cdot #goal=#need$.", "So $x\\ge #x$."},
	},
	{
		Name: "two-limits-at-once", Skill: "linear-inequalities", Difficulty: question.Hard, Context: true, Tags: []string{"model", "system"},
		Draw: func(d *Draw) V {
			s := pick(d, [6]string{"A food truck makes rice bowls and noodle bowls. Each rice bowl takes #a minutes to make and each noodle bowl takes #b minutes. The cook has at most #T minutes and must make at least #N bowls in all. What is the greatest number of noodle bowls the cook can make?", "rice bowls", "noodle bowls", "minutes", "bowls", "make"},
				[6]string{"A carpenter builds stools and benches. Each stool takes #a feet of lumber and each bench takes #b feet. The carpenter has at most #T feet of lumber and must build at least #N pieces in all. What is the greatest number of benches the carpenter can build?", "stools", "benches", "feet", "pieces", "build"},
				[6]string{"A van carries small crates and large crates. Each small crate has a mass of #a kilograms and each large crate has a mass of #b kilograms. The load may be at most #T kilograms, and the van must carry at least #N crates in all. What is the greatest number of large crates the van can carry?", "small crates", "large crates", "kilograms", "crates", "carry"})
			a, b, N := d.Int(3, 12), d.Int(8, 30), d.Int(10, 40)
			y := d.Int(4, N-3)
			d.Need(b > a+2)
			T := a*N + (b-a)*y + d.Int(1, b-a-1)
			d.Need(T/b != y && N-y != y)
			d.Need(s[1] != "rice bowls" || b <= 14)
			d.Need(s[1] != "small crates" || T >= 300)
			v := V{"a": a, "b": b, "N": N, "T": T, "y": y, "kindA": s[1], "kindB": s[2], "unit": s[3], "all": s[4], "min": a * N, "left": T - a*N, "gap": b - a, "up": y + 1, "alone": T / b, "rest": N - y,
				"even": (T - a*N) / b}
			v["story"] = v.fill(s[0])
			return v
		},
		Stem: "#story",
		Key:  Right{"#y", "If all #N #all were #kindA, they would use #min #unit. Of the #left #unit that remain, each exchange for one of the #kindB uses $#gap$ more, so at most $#y$ exchanges fit."},
		Wrong: []Slip{
			{"#alone", "ignored-condition", "This uses all of the #T #unit for #kindB, which leaves too few #all."},
			{"#up", "rounds-up", "This rounds up. That many #kindB would use more than #T #unit."},
			{"#even", "wrong-elimination", "This divides what remains by $#b$, but an exchange uses only the difference of $#b$ and $#a$."},
			{"#rest", "answers-other-variable", "This is the number of #kindA when there are as many #kindB as possible."},
		},
		Hints: [2][]string{
			{"Two conditions hold at once: one on how many #all there are, one on the #unit.", "To have as many #kindB as possible, how many #all should there be in all?"},
			{"Write both inequalities, and use exactly #N #all. Put $x=#N-y$ into the condition on the #unit.", "Start with #N of the #kindA. How many #unit does it cost to exchange one of them for one of the #kindB?"},
		},
		Steps: []string{"With $x$ #kindA and $y$ #kindB: $x+y\\ge #N$ and $#a{}x+#b{}y\\le #T$.", "More #kindA than needed only use up #unit, so take $x=#N-y$: $#a(#N-y)+#b{}y\\le #T$.", "Then $#gap{}y\\le #left$, and the greatest whole number is $y=#y$."},
	},
}

// signedTerm writes a term that follows another: +3y, -y.
func signedTerm(a int, x string) string {
	t := poly(x, a, 0)
	if strings.HasPrefix(t, "-") {
		return t
	}
	return "+" + t
}
