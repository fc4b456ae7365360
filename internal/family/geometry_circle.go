package family

import (
	"math"
	"strconv"

	"satprep/internal/question"
)

// triples are right triangles with whole sides.
var triples = [][3]int{{3, 4, 5}, {5, 12, 13}, {8, 15, 17}, {7, 24, 25}, {20, 21, 29}, {12, 35, 37}, {9, 40, 41}, {28, 45, 53}, {11, 60, 61}, {16, 63, 65}, {33, 56, 65}}

var rightTriangles = []Family{
	{
		Name: "leg-of-a-right-triangle", Skill: "right-triangles-and-trigonometry", Difficulty: question.Easy, Context: true, Tags: []string{"pythagorean-theorem"},
		Draw: func(d *Draw) V {
			s := pick(d, "A wire #c feet long runs from the top of a vertical pole to a point on level ground that is #a feet from the foot of the pole. How many feet high is the pole?", "A straight cable #c meters long runs from the top of a cliff to a raft that is #a meters from the foot of the cliff. How many meters high is the cliff?", "From a dock, a swimmer goes #a meters due east and then due north to a buoy that is #c meters from the dock in a straight line. How many meters does the swimmer go north?", "A rectangular garden has a diagonal path #c yards long. One side of the garden is #a yards long. How many yards long is the other side?")
			t := pick(d, triples...)
			k := d.Int(1, 6)
			a, b, c := k*t[0], k*t[1], k*t[2]
			if d.Sign() > 0 {
				a, b = b, a
			}
			d.Need(c < 90 && c > 8 && b > 2)
			v := V{"a": a, "c": c, "key": b, "w1": c - a, "w2": a + c, "w3": c*c - a*a, "w4": nearest(rooted(c*c+a*a), 1), "cc": c * c, "aa": a * a, "bb": b * b}
			v["story"] = v.fill(s)
			return v
		},
		Any:  true,
		Stem: "#story",
		Key:  Right{"$#key$", "The longest side of the right triangle is $#c$, so the missing side is $\\sqrt{#c^2-#a^2}=\\sqrt{#bb}=#key$."},
		Wrong: []Slip{
			{"$#w1$", "subtracts-lengths", "This subtracts the lengths. In a right triangle the squares of the sides are related, not the sides."},
			{"$#{.w4}$", "hypotenuse-as-leg", "This treats both given lengths as legs and finds a hypotenuse, rounded to tenths."},
			{"$#w2$", "adds-lengths", "This adds the two lengths."},
			{"$#w3$", "does-not-take-root", "This is the square of the length."},
		},
		Hints: [2][]string{
			{"Sketch the situation. Where is the right angle?", "Which of the given lengths lies opposite the right angle?"},
			{"Use the Pythagorean theorem with $#c$ as the hypotenuse.", "Subtract the square of the known leg from the square of the hypotenuse, and take the root."},
		},
		Steps: []string{"The hypotenuse is $#c$ and one leg is $#a$.", "The other leg satisfies $x^2=#cc-#aa=#bb$.", "So $x=#key$."},
	},
	{
		Name: "ratio-of-an-acute-angle", Skill: "right-triangles-and-trigonometry", Difficulty: question.Medium, Adjust: -.1, Tags: []string{"trig-ratios"},
		Draw: func(d *Draw) V {
			t := pick(d, triples...)
			a, b, c := t[0], t[1], t[2] // opposite and adjacent of A
			if d.Sign() > 0 {
				a, b = b, a
			}
			given := pick(d, "sin", "cos", "tan")
			want := pick(d, "sin", "cos", "tan")
			d.Need(given != want)
			of := map[string][2]int{"sin": {a, c}, "cos": {b, c}, "tan": {a, b}}
			g, w := of[given], of[want]
			third := "tan"
			for _, x := range []string{"sin", "cos", "tan"} {
				if x != given && x != want {
					third = x
				}
			}
			h := of[third]
			return V{"given": `\` + given, "want": `\` + want, "g": frac(g[0], g[1]), "key": frac(w[0], w[1]), "w1": frac(h[0], h[1]), "w2": frac(w[1], w[0]), "w3": frac(h[1], h[0]), "w4": frac(g[1], g[0]), "a": a, "b": b, "c": c, "k1": given, "k2": want, "third": `\` + third,
				"x": w[0], "y": w[1]}
		},
		Stem: "In a right triangle, $A$ is one of the acute angles. If $#given A=#g$, what is the value of $#want A$?",
		Key:  Right{"$#key$", "The sides can be taken as $#a$ (opposite $A$), $#b$ (adjacent to $A$) and $#c$ (hypotenuse), and the ratio asked for is $\\frac{#x}{#y}$."},
		Wrong: []Slip{
			{"$#w1$", "wrong-ratio", "This is $#third A$, another ratio of the same triangle."},
			{"$#w2$", "inverts-ratio", "This is the reciprocal of the ratio that is asked for."},
			{"$#w4$", "inverts-ratio", "This is the reciprocal of the given ratio."},
			{"$#w3$", "wrong-ratio", "This is the reciprocal of $#third A$."},
		},
		Any: true,
		Hints: [2][]string{
			{"Draw a right triangle and label two sides from the given ratio.", "Which two sides does the given ratio compare?"},
			{"Find the third side by the Pythagorean theorem; then form the ratio that is asked for.", "Name the opposite side, the adjacent side and the hypotenuse of angle $A$ before you form the ratio."},
		},
		Steps: []string{"The given ratio fixes two sides up to a scale; the Pythagorean theorem gives the third: $#a$, $#b$ and $#c$.", "Opposite $A$ is $#a$, adjacent is $#b$, and the hypotenuse is $#c$.", "So $#want A=\\frac{#x}{#y}$."},
	},
	{
		Name: "sides-of-a-special-triangle", Skill: "right-triangles-and-trigonometry", Difficulty: question.Medium, Adjust: .1, Tags: []string{"special-triangles"},
		Draw: func(d *Draw) V {
			h := 2 * d.Int(3, 60)
			half := h / 2
			long := func(n int) string { return surd(n, 3) }
			asked := d.Int(0, 1)
			v := V{"h": h, "half": half, "long": long(half), "given": strconv.Itoa(h), "part": "hypotenuse"}
			v["y1"], v["y2"] = "This takes the longer leg to be $\\sqrt{2}$ times the shorter one.", "This takes the given length for the shorter leg."
			v["y4"] = "This takes the two legs to be equal, as in a triangle with two angles of $45^\\circ$."
			if asked == 0 { // perimeter from the hypotenuse
				v["key"], v["w1"], v["w2"], v["w3"], v["w4"] = strconv.Itoa(h+half)+"+"+long(half), strconv.Itoa(h+half)+"+"+surd(half, 2), strconv.Itoa(3*h)+"+"+long(h), strconv.Itoa(h+half)+"+"+long(h), strconv.Itoa(h)+"+"+surd(h, 2)
				v["what"], v["how"] = "perimeter, in units,", "Adding the three sides gives $"+v["key"].(string)+"$."
				v["y3"] = "This takes the longer leg to be $\\sqrt{3}$ times the hypotenuse."
			} else {
				d.Need(half%2 == 0)
				v["key"], v["w1"], v["w2"], v["w3"], v["w4"] = surd(half*half/2, 3), surd(half*half/2, 2), surd(2*half*half, 3), surd(half*half, 3), surd(half*half, 1)
				v["what"], v["how"] = "area, in square units,", "Half the product of the legs is $"+v["key"].(string)+"$."
				v["y3"] = "This is the product of the legs, without the factor one half."
			}
			return v
		},
		Stem: "The hypotenuse of a right triangle is $#h$ units long, and one of its angles measures $30^\\circ$. What is the #what of the triangle?",
		Key:  Right{"$#key$", "The legs are $#half$ and $#long$. #how"},
		Any:  true,
		Wrong: []Slip{
			{"$#w1$", "wrong-special-triangle", "#y1"},
			{"$#w2$", "hypotenuse-as-leg", "#y2"},
			{"$#w3$", "wrong-last-step", "#y3"},
			{"$#w4$", "treats-as-isosceles", "#y4"},
		},
		Hints: [2][]string{
			{"What is the third angle, and what is special about this triangle?", "The sides of such a triangle are in a fixed ratio."},
			{"The side opposite $30^\\circ$ is half of the hypotenuse, and the other leg is $\\sqrt{3}$ times that side.", "Find both legs from the hypotenuse before you compute what is asked."},
		},
		Steps: []string{"The angles are $30^\\circ$, $60^\\circ$ and $90^\\circ$.", "The shorter leg is $\\frac{#h}{2}=#half$, and the longer leg is $#long$.", "#how"},
	},
	{
		Name: "height-from-two-legs", Skill: "right-triangles-and-trigonometry", Difficulty: question.Hard, Typed: true, Adjust: -.2, Tags: []string{"similar-right-triangles", "area"},
		Draw: func(d *Draw) V {
			t := pick(d, triples[0], triples[0], triples[1])
			k := d.Int(1, 40)
			a, b, c := k*t[0], k*t[1], k*t[2]
			if d.Sign() > 0 {
				a, b = b, a
			}
			key := frac(a*b, c)
			d.Need(c <= 200)
			return V{"a": a, "b": b, "c": c, "key": key, "w1": frac(a*b, 2), "w2": c, "w3": frac(c, 2), "w4": frac(a*b, 2*c), "ab": a * b, "area": frac(a*b, 2)}
		},
		Stem: "In right triangle $ABC$, angle $C$ is the right angle, $AC=#b$, and $BC=#a$. Point $H$ lies on $\\overline{AB}$ so that $\\overline{CH}$ is perpendicular to $\\overline{AB}$. What is the length of $\\overline{CH}$?",
		Key:  Right{"key", "The area is $\\frac{1}{2}(#a)(#b)$ and also $\\frac{1}{2}\\cdot AB\\cdot CH$ with $AB=#c$, so $CH=\\frac{#ab}{#c}=#key$."},
		Wrong: []Slip{
			{"w4", "extra-half", "This takes half of the product a second time."},
			{"w3", "median-for-altitude", "This is half of the hypotenuse, the distance from $C$ to the midpoint of $\\overline{AB}$."},
			{"w2", "stops-early", "This is the length of $\\overline{AB}$."},
			{"w1", "stops-early", "This is the area of the triangle."},
		},
		Hints: [2][]string{
			{"The area of the triangle can be computed in two ways.", "How long is $\\overline{AB}$?"},
			{"Write the area once with the two legs and once with $\\overline{AB}$ as the base.", "Find the hypotenuse; then half the product of the legs equals half the hypotenuse times $CH$."},
		},
		Steps: []string{"By the Pythagorean theorem, $AB=#c$.", "The area is $\\frac{1}{2}(#a)(#b)=\\frac{1}{2}(#c)\\cdot CH$.", "So $CH=\\frac{#ab}{#c}=#key$."},
	},
}

var circles = []Family{
	{
		Name: "arc-of-a-circle", Skill: "circles", Difficulty: question.Easy, Tags: []string{"arc-length"},
		Draw: func(d *Draw) V {
			r, deg := d.Int(3, 30), pick(d, 30, 36, 40, 45, 60, 72, 80, 90, 100, 108, 120, 135, 144, 150)
			key := frac(2*r*deg, 360)
			d.Need(key.IsInt())
			return V{"r": r, "deg": deg, "key": pis(key), "w1": pis(frac(r*deg, 360)), "w2": pis(frac(r*r*deg, 360)), "w3": pis(frac(2*r*(360-deg), 360)), "w4": pis(2 * r), "part": frac(deg, 360), "whole": pis(2 * r)}
		},
		Any:  true,
		Stem: "A circle has a radius of $#r$ inches. What is the length, in inches, of an arc of this circle with a central angle of $#deg^\\circ$?",
		Key:  Right{"$#key$", "The arc is $\\frac{#deg}{360}=#part$ of the circumference $#whole$."},
		Wrong: []Slip{
			{"$#w1$", "uses-half-circle", "This uses $#r\\pi$, half of the circumference, as if it were all of it."},
			{"$#w2$", "sector-area", "This is the area of the sector, in square inches."},
			{"$#w3$", "reports-remaining-arc", "This is the length of the rest of the circle."},
			{"$#w4$", "full-circumference", "This is the whole circumference."},
		},
		Hints: [2][]string{
			{"What fraction of the circle does the arc make up?", "How long is the whole circumference?"},
			{"Multiply the circumference by the central angle divided by $360^\\circ$.", "Compare the central angle with a full turn, and take that fraction of the circumference."},
		},
		Steps: []string{"The circumference is $2\\pi\\cdot #r=#whole$.", "The arc is $\\frac{#deg}{360}=#part$ of it.", "Its length is $#key$ inches."},
	},
	{
		Name: "circle-from-general-form", Skill: "circles", Difficulty: question.Medium, Tags: []string{"circle-equation", "completing-the-square"},
		Draw: func(d *Draw) V {
			h, k, r := d.Nonzero(1, 7), d.Nonzero(1, 7), d.Int(2, 9)
			f := h*h + k*k - r*r
			d.Need(abs(h) != abs(k) && f != 0)
			return V{"eq": "x^2+y^2" + signedTerm(-2*h, "x") + signedTerm(-2*k, "y") + signed(f), "key": point(h, k), "w1": point(-h, -k), "w2": point(2*h, 2*k), "w3": point(-2*h, -2*k), "w4": point(k, h), "h": h, "k": k, "r": r, "hh": h * h, "kk": k * k, "gx": "(" + poly("x", 1, -h) + ")^2", "gy": "(" + poly("y", 1, -k) + ")^2", "rr": r * r}
		},
		Any:  true,
		Stem: "In the $xy$-plane, the graph of $#eq=0$ is a circle. What are the coordinates of its center?",
		Key:  Right{"$#key$", "Completing both squares gives $#gx+#gy=#rr$, so the center is $#key$."},
		Wrong: []Slip{
			{"$#w1$", "signs-reversed", "Both signs are reversed: the center makes the two squared groups 0."},
			{"$#w2$", "does-not-halve", "This takes the whole coefficients, with their signs changed, instead of half of them."},
			{"$#w3$", "uses-coefficient", "These are the coefficients of $x$ and $y$ as they stand in the equation."},
			{"$#w4$", "swaps-coordinates", "This exchanges the two coordinates."},
		},
		Hints: [2][]string{
			{"In which form does the equation of a circle show its center?", "Group the terms with $x$ and the terms with $y$."},
			{"Complete the square for $x$ and for $y$; half of each coefficient goes into the squared group.", "The center is where both squared groups are 0."},
		},
		Steps: []string{"Group and complete the squares: half of the coefficients, squared, are $#hh$ and $#kk$.", "The equation becomes $#gx+#gy=#rr$.", "Both groups are 0 at $#key$."},
	},
	{
		Name: "central-angle-of-a-sector", Skill: "circles", Difficulty: question.Medium, Adjust: .2, Typed: true, Tags: []string{"sector-area"},
		Draw: func(d *Draw) V {
			r, deg := d.Int(3, 18), pick(d, 20, 24, 30, 36, 40, 45, 48, 50, 54, 60, 72, 75, 80, 84, 96, 100, 108, 120, 135, 140, 144, 150, 160)
			area := frac(r*r*deg, 360)
			d.Need(area.IsInt() && deg != r)
			return V{"r": r, "area": pis(area), "key": deg, "w1": mul(area, frac(360, 2*r)), "w2": 360 - deg, "w3": frac(deg, 2), "n": area, "rr": r * r, "whole": pis(r * r), "part": frac(deg, 360), "w4": mul(area, frac(180, r*r))}
		},
		Stem: "A sector of a circle with a radius of $#r$ centimeters has an area of $#area$ square centimeters. What is the measure, in degrees, of the central angle of the sector?",
		Key:  Right{"key", "The circle has an area of $#whole$, the sector is $\\frac{#n}{#rr}=#part$ of it, and $#part\\cdot 360=#key$."},
		Wrong: []Slip{
			{"w1", "arc-for-area", "This compares the area with the circumference instead of with the area of the circle."},
			{"w3", "uses-half-turn", "This takes a full turn to be $180$ degrees."},
			{"w2", "reports-remaining-angle", "This is the angle of the rest of the circle."},
		},
		Hints: [2][]string{
			{"What fraction of the circle is the sector?", "What is the area of the whole circle?"},
			{"Divide the area of the sector by the area of the circle, and take that fraction of $360^\\circ$.", "The angle is to a full turn as the area of the sector is to the area of the circle."},
		},
		Steps: []string{"The area of the circle is $\\pi (#r)^2=#whole$.", "The sector is $\\frac{#n}{#rr}=#part$ of the circle.", "Its angle is $#part\\cdot 360=#key$ degrees."},
	},
	{
		Name: "chord-at-a-distance", Skill: "circles", Difficulty: question.Hard, Adjust: -.2, Tags: []string{"chord"},
		Draw: func(d *Draw) V {
			t := pick(d, triples...)
			k := d.Int(1, 12)
			a, b, r := k*t[0], k*t[1], k*t[2]
			if d.Sign() > 0 {
				a, b = b, a
			}
			d.Need(2*b != r && r < 100)
			return V{"r": r, "dist": a, "key": 2 * b, "w1": b, "w2": r - a, "w3": 2 * (r - a), "w4": 2 * r, "w5": nearest(mul(2, rooted(r*r+a*a)), 1), "half": b, "bb": b * b, "rr": r * r, "aa": a * a}
		},
		Any:  true,
		Stem: "In a circle with radius $#r$, a chord is at a distance of $#dist$ from the center of the circle. What is the length of the chord?",
		Key:  Right{"$#key$", "The distance, half of the chord and a radius form a right triangle: half of the chord is $\\sqrt{#rr-#aa}=#half$."},
		Wrong: []Slip{
			{"$#w1$", "forgets-to-double", "This is half of the chord."},
			{"$#w3$", "subtracts-lengths", "This subtracts the distance from the radius and doubles, but the lengths are related by their squares."},
			{"$#w4$", "uses-diameter", "This is the diameter, the longest chord, which passes through the center."},
			{"$#{.w5}$", "hypotenuse-as-leg", "This treats the radius as a leg of the right triangle, rounded to tenths."},
		},
		Hints: [2][]string{
			{"Draw the radius to one end of the chord.", "The shortest segment from the center to a chord meets it at its midpoint, at a right angle."},
			{"The radius is the hypotenuse of a right triangle whose legs are the distance and half of the chord.", "Use the Pythagorean theorem to find half of the chord, and double it."},
		},
		Steps: []string{"The distance meets the chord at its midpoint at a right angle.", "Half of the chord is $\\sqrt{#rr-#aa}=\\sqrt{#bb}=#half$.", "The chord is $2\\cdot #half=#key$."},
		Figure: func(v V) *question.Figure {
			R := 95.0
			dist := R * float64(v["dist"].(int)) / float64(v["r"].(int))
			half := math.Sqrt(R*R - dist*dist)
			g := &drawing{}
			g.circle(160, 118, R).dot(160, 118).line(160-half, 118+dist, 160+half, 118+dist).dashed(160, 118, 160, 118+dist).dashed(160, 118, 160+half, 118+dist)
			g.label(150-4, 118+dist/2+5, "#dist").label(160+half/2+12, 118+dist/2-2, "#r")
			return g.figure(v, "Circle with its center marked. A horizontal chord lies below the center. A dashed segment of length #dist runs from the center straight down to the chord, and a dashed radius of length #r runs from the center to the right end of the chord.", [2]string{"radius", "#r"}, [2]string{"distance of the chord from the center", "#dist"})
		},
	},
}
