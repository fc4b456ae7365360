package family

import "satprep/internal/question"

// speeds are the least and the greatest speed of a traveler, in meters per second.
var speeds = map[string][2]int{"A cyclist": {3, 12}, "A train": {10, 20}, "A ferry": {4, 12}, "A delivery robot": {2, 3}, "A pigeon": {10, 20}, "A skater": {3, 10}}

var ratios = []Family{
	{
		Name: "scale-a-recipe", Skill: "ratios-rates-proportions-and-units", Difficulty: question.Easy, Typed: true, Context: true, Tags: []string{"proportion"},
		Draw: func(d *Draw) V {
			s := pick(d, [4]string{"A dye recipe uses #a grams of powder for every #b liters of water. How many grams of powder are needed for #n liters of water?", "grams of powder", "liters of water", "liter"},
				[4]string{"A bakery uses #a grams of yeast for every #b trays of rolls. How many grams of yeast are needed for #n trays of rolls?", "grams of yeast", "trays of rolls", "tray"},
				[4]string{"A machine seals #a envelopes every #b minutes. At this rate, how many envelopes does it seal in #n minutes?", "envelopes", "minutes", "minute"},
				[4]string{"A survey drone takes #a pictures for every #b kilometers it flies. At this rate, how many pictures does it take in #n kilometers?", "pictures", "kilometers", "kilometer"})
			a, b := d.Int(12, 96), d.Int(3, 9)
			n := d.Int(11, 40)
			key := frac(a*n, b)
			d.Need(n%b != 0 && terminates(key, 1) && a != n)
			v := V{"a": a, "b": b, "n": n, "key": key, "inv": frac(b*n, a), "sum": a + n - b, "times": a * n, "left": s[1], "right": s[2], "one": s[3], "per": frac(a, b)}
			v["story"] = v.fill(s[0])
			return v
		},
		Stem: "#story",
		Key:  Right{"key", "The two quantities are proportional: $\\frac{#a}{#b}=\\frac{x}{#n}$, so $x=\\frac{#a\\cdot #n}{#b}=#{.key}$."},
		Wrong: []Slip{
			{"sum", "additive-reasoning", "This adds the difference of $#n$ and $#b$. Proportional quantities grow by the same factor, not by the same number."},
			{"times", "forgets-to-divide", "This takes #a #left for every single #one instead of for every #b #right."},
			{"inv", "inverted-ratio", "This turns the ratio around."},
		},
		Hints: [2][]string{
			{"How many #left belong to one #one?", "By what factor do the #right grow?"},
			{"Set up equal ratios of #left to #right and solve for the unknown number.", "Find the amount for one #one by division and multiply it by the new number."},
		},
		Steps: []string{"Write the proportion $\\frac{#a}{#b}=\\frac{x}{#n}$.", "Multiply by $#n$: $x=\\frac{#a\\cdot #n}{#b}$.", "This is $#{.key}$."},
	},
	{
		Name: "convert-a-speed", Skill: "ratios-rates-proportions-and-units", Difficulty: question.Medium, Context: true, Any: true, Tags: []string{"unit-conversion", "rate"},
		Draw: func(d *Draw) V {
			s := pick(d, "A cyclist", "A train", "A ferry", "A delivery robot", "A pigeon", "A skater")
			perSecond := pick(d, 2, 3, 4, 5, 6, 8, 10, 12, 15, 20)
			minutes := d.Int(2, 45)
			meters := perSecond * 60 * minutes
			key := frac(perSecond*3600, 1000)
			d.Need(minutes != perSecond && perSecond >= speeds[s][0] && perSecond <= speeds[s][1])
			return V{"who": s, "minutes": minutes, "km": frac(meters, 1000), "key": key, "w1": frac(meters, 1000*minutes), "w2": frac(perSecond, 1), "w3": frac(meters*60, 1000), "w4": div(frac(meters, 1000), 60), "w5": mul(key, 10), "perMinute": frac(meters, 1000*minutes)}
		},
		Stem: "#who moves at a constant speed and covers #{.km} kilometers in #minutes minutes. What is this speed, in kilometers per hour?",
		Key:  Right{"#{.key}", "In one minute it covers $#{.km}\\div #minutes=#{.perMinute}$ kilometers, and in an hour 60 times as much: $#{.key}$."},
		Wrong: []Slip{
			{"#{.w1}", "stops-early", "This is the speed in kilometers per minute."},
			{"#{.w3}", "ignores-time", "This multiplies the distance by 60 without dividing by the #minutes minutes."},
			{"#{.w5}", "misplaced-decimal", "This has the decimal point in the wrong place."},
			{"#{.w2}", "wrong-unit", "This is the speed in meters per second."},
		},
		Hints: [2][]string{
			{"How many minutes are there in one hour?", "Find the distance for one minute first."},
			{"Divide the distance by the number of minutes, and multiply by 60.", "Write #minutes minutes as a fraction of an hour and divide the distance by it."},
		},
		Steps: []string{"Distance in one minute: $#{.km}\\div #minutes=#{.perMinute}$ kilometers.", "Distance in one hour: $60\\cdot #{.perMinute}=#{.key}$ kilometers.", "The speed is #{.key} kilometers per hour."},
	},
	{
		Name: "ratio-after-an-addition", Skill: "ratios-rates-proportions-and-units", Difficulty: question.Hard, Context: true, Adjust: -.2, Tags: []string{"ratio"},
		Draw: func(d *Draw) V {
			s := pick(d, [3]string{"In a pond, the ratio of carp to perch was", "carp", "perch"}, [3]string{"In a school orchestra, the ratio of violins to cellos was", "violins", "cellos"}, [3]string{"In a parking lot, the ratio of cars to vans was", "cars", "vans"}, [3]string{"On a shelf, the ratio of novels to atlases was", "novels", "atlases"})
			a, b, k, p := d.Int(2, 7), d.Int(2, 5), d.Int(3, 12), d.Int(1, 7)
			q := d.Int(2, 5)
			n := p*k*b/q - a*k
			d.Need(gcd(a, b) == 1 && gcd(p, q) == 1 && p*k*b%q == 0 && n >= 3 && a*k != b*k && n != k)
			return V{"intro": s[0], "kindA": s[1], "kindB": s[2], "a": a, "b": b, "n": n, "p": p, "q": q, "key": a*k + n, "w1": a * k, "w2": b * k, "w3": a*k + b*k + n, "w4": k, "A": a * k, "B": b * k, "k": k, "pb": p * b, "qa": q * a, "diff": p*b - q*a, "qn": q * n}
		},
		Stem: "#intro #a to #b. Then #n more #kindA were added, and the ratio became #p to #q. How many #kindA are there now?",
		Key:  Right{"#key", "With $#a{}k$ #kindA and $#b{}k$ #kindB at first, $\\frac{#a{}k+#n}{#b{}k}=\\frac{#p}{#q}$ gives $k=#k$. Now there are $#A+#n=#key$ #kindA."},
		Wrong: []Slip{
			{"#w1", "wrong-time", "This is the number of #kindA before the addition."},
			{"#w2", "answers-other-variable", "This is the number of #kindB."},
			{"#w3", "grand-total", "This is the number of #kindA and #kindB together."},
			{"#w4", "stops-early", "This is the size $k$ of one part of the first ratio."},
		},
		Hints: [2][]string{
			{"The ratio #a to #b does not say how many there are, only how many equal parts.", "Which of the two numbers stays the same?"},
			{"Write the first numbers as $#a{}k$ and $#b{}k$, and use the second ratio to find $k$.", "Set up a proportion for the situation after the addition; only $k$ is unknown."},
		},
		Steps: []string{"At first there are $#a{}k$ #kindA and $#b{}k$ #kindB.", "Afterward $#q(#a{}k+#n)=#p\\cdot #b{}k$, so $#diff{}k=#qn$ and $k=#k$.", "There were $#A$ #kindA, and now there are $#A+#n=#key$."},
	},
}

var percents = []Family{
	{
		Name: "part-as-a-percent", Skill: "percentages", Difficulty: question.Easy, Context: true, Tags: []string{"percent-of"},
		Draw: func(d *Draw) V {
			s := pick(d, [4]string{"A theater has #n seats.", "seats", "were occupied on opening night", "were empty on opening night"}, [4]string{"A nursery planted #n bulbs.", "bulbs", "had sprouted after two weeks", "had not sprouted after two weeks"}, [4]string{"A survey was mailed to #n households.", "households", "returned it", "did not return it"}, [4]string{"A warehouse received #n parcels in one day.", "parcels", "were shipped on the same day", "were shipped on a later day"})
			p := d.Int(3, 19) * 5
			n := pick(d, 40, 60, 80, 120, 140, 160, 180, 240, 260, 320, 360, 480)
			part := n * p / 100
			d.Need(n*p%100 == 0 && p != 50 && part != p && n-part != p)
			return V{"intro": V{"n": n}.fill(s[0]), "n": n, "items": s[1], "did": s[2], "neg": s[3], "part": part, "key": p, "w1": 100 - p, "w2": part, "w3": nearest(frac(n*100, part), 0), "w4": nearest(frac(part, 1), 0), "w5": frac(part*100, n*10), "rest": n - part}
		},
		Stem: "#intro Of these #items, #rest #neg, and all the others #did. What percent of the #items #did?",
		Key:  Right{"#key%", "The others are $#n-#rest=#part$ #items, and $\\frac{#part}{#n}=\\frac{#key}{100}$."},
		Wrong: []Slip{
			{"#w1%", "complement", "This is the percent of the #items that #neg."},
			{"#w2%", "count-as-percent", "This is the number of #items, not a percent of all #n."},
			{"#w3%", "part-whole-swap", "This divides the whole by the part, rounded to a whole percent."},
			{"#{.w5}%", "misplaced-decimal", "This has the decimal point in the wrong place."},
		},
		Hints: [2][]string{
			{"A percent compares a part with the whole.", "How many #items are in the group that the question asks about?"},
			{"Subtract to find the part, divide it by #n, and write the quotient as a percent.", "Find the number that is asked about first, then compare it with all #n #items."},
		},
		Steps: []string{"The part is $#n-#rest=#part$.", "As a fraction of the whole: $\\frac{#part}{#n}$.", "This is $\\frac{#key}{100}$, or #key%."},
	},
	{
		Name: "undo-a-percent-change", Skill: "percentages", Difficulty: question.Medium, Typed: true, Context: true, Tags: []string{"reverse-percent"},
		Draw: func(d *Draw) V {
			s := pick(d, [2]string{"The number of visitors to a museum", "one year"}, [2]string{"The monthly rent of a studio, in dollars,", "a renovation"}, [2]string{"The number of members of a cycling club", "one season"}, [2]string{"The amount of water in a reservoir, in thousands of liters,", "one summer"})
			p := pick(d, 5, 10, 15, 20, 25, 30, 40, 60)
			old := d.Int(6, 95) * 20
			up := d.Sign() > 0
			f, moved, word := 100+p, "increased", "more"
			if !up {
				f, moved, word = 100-p, "decreased", "less"
			}
			now := old * f / 100
			d.Need(old*f%100 == 0 && old < 9000)
			back := sub(200, f)
			return V{"what": s[0], "when": s[1], "p": p, "moved": moved, "word": word, "now": now, "key": old, "f": f, "w1": mul(now, div(back, 100)), "w2": mul(now, frac(f, 100)), "w3": frac(now*100, p), "d": decimal(frac(f, 100))}
		},
		Stem: "#what #moved by #p% during #when and was then #now. What was it before?",
		Key:  Right{"key", "Afterward it is #f% of what it was, so it was $#now\\div #d=#key$."},
		Wrong: []Slip{
			{"w1", "percent-of-wrong-base", "This takes #p% of the later number. The change was #p% of the earlier one."},
			{"w2", "wrong-direction", "This applies the change a second time."},
			{"w3", "change-as-part", "This takes #now to be #p% of the earlier number."},
		},
		Hints: [2][]string{
			{"Which number is 100% here?", "The #p% was taken of a number that you do not know yet."},
			{"The later number is #f% of the earlier one. Write this as an equation.", "Divide the later number by the factor that belongs to the change."},
		},
		Steps: []string{"The factor of the change is $#d$.", "If $x$ is the earlier number, $#d{}x=#now$.", "So $x=#now\\div #d=#key$."},
	},
	{
		Name: "two-changes-in-a-row", Skill: "percentages", Difficulty: question.Hard, Adjust: -.3, Context: true, Tags: []string{"successive-change"},
		Draw: func(d *Draw) V {
			s := pick(d, "The price of a concert ticket", "The population of a town", "The length of a waiting list", "The daily output of a mine", "The number of members of a chess club", "The value of a stamp collection")
			p, q := pick(d, 10, 20, 25, 30, 40, 50, 60), pick(d, 10, 15, 20, 25, 30, 40, 50)
			net := (100+p)*(100-q) - 10000 // in hundredths of a percent
			d.Need(net%100 == 0 && net != 0 && p != q)
			word := func(n int) string {
				switch {
				case n > 0:
					return V{"n": n}.fill("It was #n% greater.")
				case n < 0:
					return V{"n": -n}.fill("It was #n% less.")
				}
				return "It was the same."
			}
			k := net / 100
			return V{"what": s, "p": p, "q": q, "key": word(k), "w1": word(p - q), "w2": word(-k), "w3": word(p + q), "w4": word(0), "f": decimal(frac(100+p, 100)), "g": decimal(frac(100-q, 100)), "h": decimal(frac((100+p)*(100-q), 10000)), "k": k}
		},
		Stem: "#what increased by #p% in one year and decreased by #q% in the next year. How did it compare, at the end of the two years, with what it was at the beginning?",
		Key:  Right{"#key", "The two factors multiply: $#f\\cdot #g=#h$, which is compared with 1."},
		Wrong: []Slip{
			{"#w1", "subtracted-percents", "This subtracts the percents. The second percent is taken of a number that has already changed."},
			{"#w2", "wrong-direction", "The size of the change is right, but not its direction."},
			{"#w4", "changes-cancel", "This supposes that an increase and a decrease cancel each other."},
			{"#w3", "added-percents", "This adds the percents, although the second change is a decrease."},
		},
		Hints: [2][]string{
			{"The two percents belong to different base numbers.", "Try it with 100 at the beginning."},
			{"Write each change as a factor and multiply the factors.", "Start from 100, apply the first change, and apply the second change to the result."},
		},
		Steps: []string{"An increase of #p% is a factor of $#f$; a decrease of #q% is a factor of $#g$.", "Together: $#f\\cdot #g=#h$.", "Compared with 1: #key"},
	},
}
