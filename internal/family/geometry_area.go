package family

import (
	"math"
	"strconv"

	"satprep/internal/question"
)

var areas = []Family{
	{
		Name: "trapezoid-missing-side", Skill: "area-and-volume", Difficulty: question.Easy, Typed: true, Tags: []string{"area", "trapezoid"},
		Draw: func(d *Draw) V {
			a, b, h := d.Int(4, 15), d.Int(6, 28), 2*d.Int(2, 9)
			d.Need(a != b && h != b)
			area := (a + b) * h / 2
			return V{"a": a, "h": h, "area": area, "key": b, "sum": a + b, "w1": a + b, "w2": sub(div(area, h), a), "w3": div(area, h), "w4": sub(div(2*area, a), h), "twice": 2 * area}
		},
		Stem: "A trapezoid has an area of $#area$ square centimeters. One of its two parallel sides is $#a$ centimeters long, and the distance between the parallel sides is $#h$ centimeters. How long, in centimeters, is the other parallel side?",
		Key:  Right{"key", "From $\\frac{1}{2}(#a+b)\\cdot #h=#area$ follows $#a+b=#sum$, so $b=#key$."},
		Wrong: []Slip{
			{"w1", "stops-early", "This is the sum of the two parallel sides."},
			{"w3", "treats-as-parallelogram", "This divides the area by the height, as for a parallelogram. It is the mean of the two sides."},
			{"w2", "forgets-one-half", "This leaves out the factor one half of the area formula."},
		},
		Hints: [2][]string{
			{"How is the area of a trapezoid computed from its parallel sides and its height?", "The formula for the area contains the sum of the two parallel sides."},
			{"Double the area and divide by the height to get the sum of the parallel sides.", "Put the known numbers into the area formula and solve for the missing side."},
		},
		Steps: []string{"$\\frac{1}{2}(#a+b)\\cdot #h=#area$.", "Double and divide by the height: $#a+b=\\frac{#twice}{#h}=#sum$.", "So $b=#sum-#a=#key$ centimeters."},
	},
	{
		Name: "rectangle-with-half-circle", Skill: "area-and-volume", Difficulty: question.Medium, Context: true, Tags: []string{"area", "composite"},
		Draw: func(d *Draw) V {
			s := pick(d, [2]string{"flower bed", "feet"}, [2]string{"stage", "meters"}, [2]string{"swimming pool", "meters"}, [2]string{"tabletop", "inches"})
			r, l := d.Int(2, 9), d.Int(6, 24)
			w := 2 * r
			d.Need(l > w && r*r%2 == 0 || r%2 == 0 && l > w)
			half := r * r / 2
			form := func(n, p int) string { return strconv.Itoa(n) + "+" + pis(p) }
			return V{"thing": s[0], "unit": s[1], "r": r, "w": w, "l": l, "key": form(l*w, half), "w1": form(l*w, r*r), "w2": form(l*w, 2*r*r), "w3": form(l*w, r), "w4": form(2*(l+w), half), "rect": l * w, "half": pis(half)}
		},
		Stem: "The figure shows the shape of a #thing: a rectangle with a half circle on one of its shorter sides. The rectangle is $#l$ #unit long and $#w$ #unit wide. What is the area of the #thing, in square #unit?",
		Key:  Right{"$#key$", "The rectangle has area $#rect$, and half a circle of radius $#r$ has area $\\frac{1}{2}\\pi (#r)^2=#half$."},
		Wrong: []Slip{
			{"$#w1$", "full-circle", "This adds a whole circle of radius $#r$."},
			{"$#w2$", "uses-diameter", "This uses the diameter, $#w$, in place of the radius of the half circle."},
			{"$#w3$", "semicircle-length", "This adds the length of the curved edge instead of the area of the half circle."},
		},
		Hints: [2][]string{
			{"Split the shape into two simple ones.", "Which side of the rectangle is the diameter of the half circle?"},
			{"The radius is half of the width. Take half the area of a full circle with that radius.", "Add the area of the rectangle to half of the area of a circle."},
		},
		Steps: []string{"The rectangle has area $#l\\cdot #w=#rect$.", "The half circle has radius $#r$ and area $\\frac{1}{2}\\pi (#r)^2=#half$.", "Together: $#key$ square #unit."},
		Figure: func(v V) *question.Figure {
			l, w := v["l"].(int), v["w"].(int)
			k := math.Min(190/float64(l), 150/float64(w))
			x, y, L, W := 30.0, 40.0, k*float64(l), k*float64(w)
			g := &drawing{}
			g.line(x, y, x+L, y).line(x, y, x, y+W).line(x, y+W, x+L, y+W).dashed(x+L, y, x+L, y+W)
			g.arc(x+L, y, W/2, x+L, y+W)
			g.label(x+L/2, y+W+18, "#l").label(x-14, y+W/2+5, "#w")
			return g.figure(v, "Rectangle #l #unit long and #w #unit wide with a half circle on its right side. The diameter of the half circle is the right side of the rectangle.", [2]string{"length of rectangle", "#l #unit"}, [2]string{"width of rectangle", "#w #unit"})
		},
	},
	{
		Name: "pour-into-another-shape", Skill: "area-and-volume", Difficulty: question.Medium, Adjust: .3, Typed: true, Context: true, Tags: []string{"volume", "cylinder", "prism"},
		Draw: func(d *Draw) V {
			s := pick(d, [2]string{"Wax", "centimeters"}, [2]string{"Water", "inches"}, [2]string{"Sand", "feet"}, [2]string{"Juice", "centimeters"})
			r, h, r2 := d.Int(3, 12), d.Int(3, 18), d.Int(2, 10)
			key := frac(r*r*h, r2*r2)
			d.Need(r != r2 && terminates(key, 1) && key.Cmp(frac(100, 1)) < 0 && key.Cmp(frac(h, 1)) != 0)
			return V{"what": s[0], "unit": s[1], "r": r, "h": h, "R": r2, "d": 2 * r, "key": key, "w1": frac(r*h, r2), "w2": frac(r2*r2*h, r*r), "w3": frac(4*r*r*h, r2*r2), "w4": h + r - r2, "vol": r * r * h, "base": r2 * r2}
		},
		Stem: "#what fills a cylinder with a diameter of $#d$ #unit to a height of $#h$ #unit. All of it is poured into an empty cylinder with a radius of $#R$ #unit, which is tall enough. How high, in #unit, does it stand in the second cylinder?",
		Key:  Right{"key", "The volume is $\\pi (#r)^2(#h)=#vol\\pi$, and $\\pi (#R)^2x=#vol\\pi$ gives $x=\\frac{#vol}{#base}$."},
		Wrong: []Slip{
			{"w3", "uses-diameter", "This uses the diameter of the first cylinder as its radius."},
			{"w1", "radius-not-squared", "This compares the radii, but the areas of the bases depend on their squares."},
			{"w2", "inverted-ratio", "This exchanges the two cylinders."},
			{"w4", "additive-reasoning", "This changes the height by the difference of the radii."},
		},
		Hints: [2][]string{
			{"What stays the same when it is poured?", "The volume of a cylinder is the area of its base times its height."},
			{"Find the radius of the first cylinder, compute the volume, and divide by the area of the second base.", "Set the two volumes equal; the factor $\\pi$ cancels."},
		},
		Steps: []string{"The first radius is $\\frac{#d}{2}=#r$, so the volume is $\\pi (#r)^2(#h)=#vol\\pi$.", "In the second cylinder, $\\pi (#R)^2x=#vol\\pi$.", "So $x=\\frac{#vol}{#base}=#{.key}$."},
	},
	{
		Name: "box-from-surface-area", Skill: "area-and-volume", Difficulty: question.Hard, Adjust: -.2, Tags: []string{"surface-area", "volume", "prism"},
		Draw: func(d *Draw) V {
			s, h := d.Int(3, 12), d.Int(2, 15)
			d.Need(s != h)
			area, vol := 2*s*s+4*s*h, s*s*h
			return V{"s": s, "h": h, "area": area, "key": vol, "w1": h, "w2": s * h * h, "w3": area / 2, "w4": s * s * (area - s*s) / (4 * s), "bases": 2 * s * s, "sides": area - 2*s*s, "four": 4 * s, "ss": s * s, "w5": div(s*(area-s*s), 4), "w6": 4 * s * h}
		},
		Stem: "A closed rectangular box has a square base with a side length of $#s$ inches. The total surface area of the box is $#area$ square inches. What is the volume of the box, in cubic inches?",
		Key:  Right{"$#key$", "The two squares take $#bases$ square inches, and the four sides take the other $#sides$: $#four{}h=#sides$, so $h=#h$ and the volume is $#ss\\cdot #h=#key$."},
		Any:  true,
		Wrong: []Slip{
			{"$#w1$", "stops-early", "This is the height of the box, in inches."},
			{"$#w2$", "swaps-coefficients", "This squares the height instead of the side of the base."},
			{"$#w5$", "counts-one-base", "This leaves out one of the two squares in the surface area."},
			{"$#w6$", "lateral-area", "This is the area of the four sides."},
		},
		Hints: [2][]string{
			{"Which faces does the box have, and how large is each?", "What do you need besides the base in order to find the volume?"},
			{"Subtract the two squares from the surface area; the rest belongs to four equal rectangles.", "Write the surface area as two squares and four rectangles, and solve for the height."},
		},
		Steps: []string{"Two squares: $2\\cdot #ss=#bases$.", "Four rectangles: $#area-#bases=#sides=4\\cdot #s\\cdot h$, so $h=#h$.", "Volume: $#ss\\cdot #h=#key$."},
	},
}

var angles = []Family{
	{
		Name: "third-angle-with-x", Skill: "lines-angles-and-triangles", Difficulty: question.Easy, Typed: true, Tags: []string{"triangle"},
		Draw: func(d *Draw) V {
			a, b, x, p, q := d.Int(2, 5), d.Int(2, 5), d.Int(8, 24), d.Nonzero(2, 15), d.Nonzero(2, 15)
			A, B := a*x+p, b*x+q
			C := 180 - A - B
			d.Need(A > 15 && B > 15 && C > 20 && C < 130 && A != B && p+q != 0 && C != x)
			return V{"A": poly("x", a, p), "B": poly("x", b, q), "C": C, "key": x, "w1": div(sub(180, p+q), a+b), "w2": div(sub(360-C, p+q), a+b), "w3": A, "w4": B, "sum": poly("x", a+b, p+q), "left": 180 - C, "n": a + b, "rest": 180 - C - p - q, "w5": div(sub(C, p+q), a+b)}
		},
		Stem: "The angles of a triangle measure $(#A)^\\circ$, $(#B)^\\circ$, and $#C^\\circ$. What is the value of $x$?",
		Key:  Right{"key", "The three measures add to $180$: $#sum+#C=180$, so $#n{}x=#rest$ and $x=#key$."},
		Wrong: []Slip{
			{"w1", "ignores-term", "This makes the two expressions add to $180$ and leaves out the third angle."},
			{"w5", "sets-angles-equal", "This makes the two expressions add to the third angle."},
			{"w3", "answers-for-angle", "This is the measure of one of the angles, in degrees."},
			{"w4", "answers-for-angle", "This is the measure of one of the angles, in degrees."},
		},
		Hints: [2][]string{
			{"What is the sum of the angles of a triangle?", "Write one equation that contains all three measures."},
			{"Add the three measures, set the sum equal to $180$, and combine like terms.", "The two expressions together make up what the third angle leaves of $180$ degrees."},
		},
		Steps: []string{"The sum is $180$ degrees: $#sum+#C=180$.", "So $#n{}x=#rest$.", "Divide: $x=#key$."},
	},
	{
		Name: "same-side-interior-angles", Skill: "lines-angles-and-triangles", Difficulty: question.Medium, Adjust: -.1, Tags: []string{"parallel-lines"},
		Draw: func(d *Draw) V {
			a, b, x, p, q := d.Int(2, 6), d.Int(2, 6), d.Int(9, 25), d.Nonzero(2, 20), d.Nonzero(2, 20)
			A := a*x + p
			d.Need(A+b*x+q == 180 && A > 30 && A < 150 && A != 90 && a != b)
			return V{"A": poly("x", a, p), "B": poly("x", b, q), "key": A, "w1": x, "w2": 180 - A, "w3": div(add(mul(a, div(q-p, a-b)), p), 1), "w4": 90, "x": x, "n": a + b, "c": p + q, "sum": poly("x", a+b, p+q), "rest": 180 - p - q}
		},
		Stem: "In the figure, lines $j$ and $k$ are parallel, and line $t$ crosses both of them. The two marked angles lie between the parallel lines, on the same side of line $t$. What is the measure, in degrees, of the angle marked $(#A)^\\circ$?",
		Key:  Right{"$#key$", "Such angles are supplementary: $#sum=180$ gives $x=#x$, and the angle measures $#key$ degrees."},
		Wrong: []Slip{
			{"$#w1$", "reports-x", "This is the value of $x$. It must be substituted into the expression for the angle."},
			{"$#w2$", "answers-other-variable", "This is the measure of the other marked angle."},
			{"$#w3$", "sets-angles-equal", "This makes the two marked angles equal, but angles in this position add to $180$ degrees."},
			{"$#w4$", "assumes-right-angle", "This supposes that line $t$ is perpendicular to the parallel lines."},
		},
		Hints: [2][]string{
			{"Which relation holds between two angles inside parallel lines on the same side of a crossing line?", "Are the two marked angles equal, or do they add to something?"},
			{"The two marked angles add to $180$ degrees. Solve for $x$ and substitute.", "Set the sum of the two expressions equal to $180$; the question asks for one of the angles, not for $x$."},
		},
		Steps: []string{"The angles are supplementary: $(#A)+(#B)=180$.", "So $#n{}x=#rest$ and $x=#x$.", "The angle measures $#key$ degrees."},
		Figure: func(v V) *question.Figure {
			g := &drawing{}
			g.line(20, 70, 300, 70).line(20, 180, 300, 180).label(306, 66, "j").label(306, 176, "k")
			// Line t passes through (160, 125) and makes the angle with j that it measures.
			lean := 1 / math.Tan(float64(v["key"].(int))*math.Pi/180) // to the right for each step down
			x := func(y float64) float64 { return 160 + lean*(y-125) }
			right := func(y float64) float64 { return max(x(y-12), x(y+2)) + 34 } // of t, where a label with that base line has room
			g.line(x(40), 40, x(210), 210).label(x(40)+math.Copysign(14, lean), 40, "t").label(right(90), 90, "(#A)°").label(right(170), 170, "(#B)°")
			return g.figure(v, "Two parallel horizontal lines j, above, and k, below, are crossed by a slanted line t. Between the parallel lines and to the right of t, the angle at line j is marked (#A) degrees and the angle at line k is marked (#B) degrees.", [2]string{"angle at line j", "(#A)°"}, [2]string{"angle at line k", "(#B)°"})
		},
	},
	{
		Name: "side-of-a-similar-triangle", Skill: "lines-angles-and-triangles", Difficulty: question.Medium, Tags: []string{"similar-triangles"},
		Draw: func(d *Draw) V {
			p, q := d.Int(2, 5), d.Int(3, 9)
			a, b := d.Int(3, 8), d.Int(4, 12)
			d.Need(p < q && gcd(p, q) == 1 && a != b)
			A, B := p*a, p*b // sides of the small triangle
			C := q * a       // corresponds to A
			key := q * b
			d.Need(key != C && A != B && C != B)
			n := shuffled(d, "ABC", "PQR", "JKL", "DEF", "XYZ", "MNO")
			one, two := n[0], n[1]
			return V{"one": one, "two": two, "s1": one[:2], "s2": one[1:], "t1": two[:2], "t2": two[1:], "a": A, "b": B, "c": C, "key": key, "w1": B + C - A, "w2": div(A*B, C), "w3": div(A*C, B), "w4": nearest(div(B*(A+C), A), 1), "f": frac(q, p)}
		},
		Stem: "Triangle $#one$ is similar to triangle $#two$, where the vertices correspond in the given order. If $#s1=#a$, $#s2=#b$, and $#t1=#c$, what is the value of $#t2$?",
		Key:  Right{"$#key$", "Corresponding sides have one ratio: $\\frac{#t2}{#s2}=\\frac{#t1}{#s1}=#f$, so $#t2=#f\\cdot #b=#key$."},
		Wrong: []Slip{
			{"$#w1$", "additive-reasoning", "This adds the difference of two corresponding sides. Similar figures differ by a factor."},
			{"$#w2$", "inverted-ratio", "This applies the ratio in the wrong direction."},
			{"$#w3$", "wrong-correspondence", "This pairs sides that do not correspond."},
			{"$#{.w4}$", "part-whole-swap", "This uses the sum of two sides where a single side belongs."},
		},
		Hints: [2][]string{
			{"Which sides of the two triangles correspond to each other?", "Similar triangles have sides in one fixed ratio."},
			{"Find the ratio from the pair of corresponding sides that are both known.", "The order of the letters shows which sides correspond. Set up equal ratios."},
		},
		Steps: []string{"$#s1$ corresponds to $#t1$, and $#s2$ to $#t2$.", "The ratio is $\\frac{#c}{#a}=#f$.", "So $#t2=#f\\cdot #b=#key$."},
	},
	{
		Name: "bisector-of-an-isosceles-angle", Skill: "lines-angles-and-triangles", Difficulty: question.Hard, Adjust: -.1, Typed: true, Tags: []string{"isosceles", "angle-bisector"},
		Draw: func(d *Draw) V {
			// AB = AC, BD bisects B and meets AC at D: angle BDC = 180 - B/2 - B
			B := d.Int(12, 86)
			A, half := 180-2*B, frac(B, 2)
			key := sub(180-B, half)
			d.Need(A != B && key.Cmp(frac(A, 1)) != 0 && key.Cmp(frac(90, 1)) != 0 && key.Cmp(frac(B, 1)) != 0)
			return V{"A": A, "B": B, "half": half, "key": key, "w1": B, "w2": sub(180, key), "w3": half, "w5": sub(180-A, frac(A, 2)), "two": 2 * B}
		},
		Stem: "In triangle $ABC$, sides $\\overline{AB}$ and $\\overline{AC}$ have the same length, and angle $A$ measures $#A^\\circ$. The bisector of angle $B$ meets $\\overline{AC}$ at point $D$. What is the measure, in degrees, of angle $BDC$?",
		Key:  Right{"key", "Angles $B$ and $C$ measure $\\frac{180-#A}{2}=#B$ degrees. In triangle $BDC$ the angles at $B$ and $C$ are $#{.half}$ and $#B$ degrees, which leaves $#{.key}$."},
		Wrong: []Slip{
			{"w2", "wrong-equal-angles", "This is the measure of angle $BDA$, which forms a straight line with angle $BDC$."},
			{"w1", "stops-early", "This is the measure of angle $C$."},
			{"w3", "stops-early", "This is half of angle $B$, the angle $DBC$."},
			{"w5", "wrong-equal-angles", "This takes angle $A$ to be one of the two equal angles."},
		},
		Hints: [2][]string{
			{"Which two angles of triangle $ABC$ are equal?", "Draw the triangle and mark what you know; then look at triangle $BDC$."},
			{"Find angles $B$ and $C$ first. Then add up the angles of triangle $BDC$, where angle $B$ is halved.", "The equal angles lie opposite the equal sides. The bisector gives half of one of them."},
		},
		Steps: []string{"The equal sides are opposite angles $C$ and $B$, so $2B=180-#A=#two$ and $B=C=#B$ degrees.", "The bisector makes angle $DBC$ equal to $#{.half}$ degrees.", "In triangle $BDC$: $180-#{.half}-#B=#{.key}$ degrees."},
	},
}
