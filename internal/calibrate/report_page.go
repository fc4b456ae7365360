package calibrate

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strings"

	"satprep/internal/irt"
	"satprep/internal/plot"
)

// reportStyle colours what plot draws by class; every series has its dash and mark beside it.
const reportStyle = plot.Style + `
body{max-width:76rem}caption{text-align:left;font-size:.85rem;padding:.2rem .6rem}h2{margin-top:2.5rem;border-bottom:2px solid #4477aa}figure{margin:1rem 0}figcaption{font-size:.85rem}
.two{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,30rem),1fr));gap:1rem}
.many{display:grid;grid-template-columns:repeat(auto-fill,minmax(13.5rem,1fr));gap:.5rem 1rem}.many figure{margin:0;padding:.4rem;border:1px solid #ccc}
.many figcaption{overflow-wrap:anywhere}.wide{overflow-x:auto}.wide td,.wide th{padding:.2rem .5rem;white-space:nowrap}summary{cursor:pointer;padding:.4rem 0;font-weight:bold}
polyline.s0,line.s0{stroke:#3366aa}polyline.s1,line.s1{stroke:#aa3355}polyline.s2,line.s2{stroke:#117733}polyline.s3,line.s3{stroke:#885511}
circle.s0,polygon.s2{fill:#3366aa}rect.s1{stroke:#aa3355}circle.s2,polygon.s2{fill:#117733}a{color:#3366aa}
@media(prefers-color-scheme:dark){polyline.s0,line.s0{stroke:#77aaee}polyline.s1,line.s1{stroke:#ff88aa}polyline.s2,line.s2{stroke:#66cc88}polyline.s3,line.s3{stroke:#ddaa55}
circle.s0{fill:#77aaee}rect.s1{stroke:#ff88aa}circle.s2,polygon.s2{fill:#66cc88}a{color:#77aaee}}
@media print{details{break-inside:avoid}}`

// Page writes the report as one HTML document that needs nothing else.
func (r *Report) Page() string {
	w := &pageWriter{}
	for _, s := range r.Sources {
		w.p(s)
	}
	w.b.WriteString("<nav aria-label=\"Contents\"><ul>\n")
	for i, s := range r.Scales {
		fmt.Fprintf(&w.b, "<li><a href=\"#scale%d\">%s</a></li>\n", i+1, plot.Escape(s.Name))
	}
	w.b.WriteString("<li><a href=\"#tracing\">Model of knowledge</a></li>\n</ul></nav>\n")
	for i := range r.Scales {
		w.scale(i+1, &r.Scales[i])
	}
	w.tracing(r.Tracing)
	return plot.Page(r.Title, reportStyle, w.b.String())
}

type pageWriter struct{ b strings.Builder }

func (w *pageWriter) p(text string) { fmt.Fprintf(&w.b, "<p>%s</p>\n", plot.Escape(text)) }

func (w *pageWriter) h(level int, text string) {
	fmt.Fprintf(&w.b, "<h%d>%s</h%d>\n", level, plot.Escape(text), level)
}

func (w *pageWriter) figure(svg, caption string) {
	fmt.Fprintf(&w.b, "<figure>%s<figcaption>%s</figcaption></figure>\n", svg, plot.Escape(caption))
}

// rows writes a table; columns after the first are numbers but for those whose head begins with a space.
func (w *pageWriter) rows(caption string, head []string, rows [][]string) {
	fmt.Fprintf(&w.b, "<div class=\"wide\" tabindex=\"0\" role=\"region\" aria-label=\"%s\"><table>\n<caption>%s</caption>\n<thead><tr>", plot.Escape(caption), plot.Escape(caption))
	class := make([]string, len(head))
	for i, h := range head {
		if i > 0 && !strings.HasPrefix(h, " ") {
			class[i] = ` class="n"`
		}
		fmt.Fprintf(&w.b, "<th scope=\"col\"%s>%s</th>", class[i], plot.Escape(strings.TrimSpace(h)))
	}
	w.b.WriteString("</tr></thead>\n<tbody>\n")
	for _, row := range rows {
		w.b.WriteString("<tr>")
		for i, c := range row {
			if i == 0 {
				fmt.Fprintf(&w.b, "<th scope=\"row\">%s</th>", plot.Escape(c))
			} else {
				fmt.Fprintf(&w.b, "<td%s>%s</td>", class[i], plot.Escape(c))
			}
		}
		w.b.WriteString("</tr>\n")
	}
	w.b.WriteString("</tbody>\n</table></div>\n")
}

// digits writes a number, or a dash where it is unknown.
func digits(v float64, n int) string {
	if v-v != 0 {
		return "–"
	}
	text := fmt.Sprintf("%.*f", n, v)
	if strings.Trim(text, "-0.") == "" { // of a small negative number no minus is left
		text = strings.TrimPrefix(text, "-")
	}
	return strings.Replace(text, "-", "−", 1)
}

func (w *pageWriter) scale(number int, s *Scale) {
	fmt.Fprintf(&w.b, "<section aria-labelledby=\"scale%d\">\n<h2 id=\"scale%d\">%s</h2>\n", number, number, plot.Escape(s.Name))
	estimated := 0
	for _, it := range s.Items {
		if _, ok := it.Params(); ok {
			estimated++
		}
	}
	w.p(fmt.Sprintf("%d items, %d of them with parameters; the population is N(%s, %s²).", len(s.Items), estimated, digits(s.Mean, 3), digits(s.SD, 3)))
	for _, m := range s.Missing {
		w.p(m)
	}
	if estimated == 0 {
		w.p("There is nothing to draw.")
	} else {
		w.flags(s)
		w.information(s)
		w.wright(s)
		w.fit(s)
		w.before(s)
		w.items(s)
	}
	w.b.WriteString("</section>\n")
}

// meanings of flags, in the order of the table.
var meanings = [][2]string{
	{Constant, "all who answered were right, or wrong: there is no estimate"}, {Unanswered, "nobody answered"}, {Few, "fewer than 30 answers"},
	{Authored, "keeps the parameters in force"}, {NegativeSlope, "the able are more often wrong: is the key right?"}, {FlatSlope, "a below .35: it tells little"},
	{SteepSlope, "a above 4, where errors of estimation are large"}, {Extreme, "b beyond ±4: few persons are there"},
	{NoDifficulty, "a line where persons are: slope within ±.01, or b beyond ±50, which says nothing and is left out"},
	{NoError, "the answers do not settle its parameters"}, {Misfit, "S-X² with p < .001"}, {Fixed, "held, not estimated"},
}

func (w *pageWriter) flags(s *Scale) {
	names := map[string][]string{}
	for _, it := range s.Items {
		for _, f := range it.Flags {
			names[f] = append(names[f], it.Name)
		}
	}
	w.h(3, "Flags")
	var rows [][]string
	for _, m := range meanings {
		list := names[m[0]]
		if len(list) == 0 {
			continue
		}
		first := strings.Join(list[:min(len(list), 6)], ", ")
		if len(list) > 6 {
			first += ", …"
		}
		rows = append(rows, []string{m[0], fmt.Sprint(len(list)), m[1], first})
	}
	if len(rows) == 0 {
		w.p("No item is flagged.")
		return
	}
	w.rows("What a person should look at before the parameters are used", []string{"flag", "items", " meaning", " which"}, rows)
}

// Ends of the ability that is drawn, and the step of its curves.
const (
	drawnLow, drawnHigh = -4.0, 4.0
	drawnStep           = 0.2
)

func curve(f func(theta float64) float64) (list []plot.Point) {
	for i := 0; i <= int(math.Round((drawnHigh-drawnLow)/drawnStep)); i++ {
		x := drawnLow + drawnStep*float64(i)
		list = append(list, plot.Point{X: x, Y: f(x)})
	}
	return list
}

func (w *pageWriter) information(s *Scale) {
	w.h(3, "Information and standard error")
	if len(s.Tests) == 0 {
		w.p("There is no whole form of these items, so no test has an information of its own.")
		return
	}
	for _, t := range s.Tests {
		w.test(s, t)
	}
}

func (w *pageWriter) test(s *Scale, t Taken) {
	info := plot.Chart{Title: t.Name + ": test information by ability", XLabel: "θ", YLabel: "information", Width: 520, Height: 300, X: [2]float64{drawnLow, drawnHigh}, FromZero: true, Legend: len(t.Ways) > 1}
	errors := plot.Chart{Title: t.Name + ": standard error by ability", XLabel: "θ", YLabel: "standard error of θ", Width: 520, Height: 300, X: [2]float64{drawnLow, drawnHigh}, Y: [2]float64{0, 1.2}, Legend: true}
	eap := func(way Way, x float64) float64 {
		return 1 / math.Sqrt(irt.TestInformation(way.Items, x)+1/(s.SD*s.SD))
	}
	head := []string{"θ"}
	for _, way := range t.Ways {
		info.Series = append(info.Series, plot.Series{Name: way.Name, Line: true, Points: curve(func(x float64) float64 { return irt.TestInformation(way.Items, x) })})
		errors.Series = append(errors.Series, plot.Series{Name: way.Name, Line: true, Points: curve(func(x float64) float64 { return eap(way, x) })})
		head = append(head, "information, "+way.Name, "SE, "+way.Name)
	}
	if len(t.Ways) == 1 {
		errors.Series[0].Name = "EAP, 1/√(I + 1/σ²)"
		errors.Series = append(errors.Series, plot.Series{Name: "maximum likelihood, 1/√I", Line: true, Points: curve(func(x float64) float64 { return 1 / math.Sqrt(irt.TestInformation(t.Ways[0].Items, x)) })})
	}
	caption := t.Name + ": Fisher's information of the whole test."
	if t.Cut == t.Cut {
		info.Rules = append(info.Rules, plot.Rule{At: t.Cut, Vertical: true, Label: "routes at " + digits(t.Cut, 2)})
		caption += " The dotted upright is where it routes: there the two second modules tell the same."
	}
	w.b.WriteString("<div class=\"two\">\n")
	w.figure(info.SVG(), caption)
	w.figure(errors.SVG(), t.Name+": what a θ is uncertain by, with the prior counted in for EAP.")
	w.b.WriteString("</div>\n")
	var rows [][]string
	for x := -3.0; x <= 3; x++ {
		row := []string{digits(x, 0)}
		for _, way := range t.Ways {
			row = append(row, digits(irt.TestInformation(way.Items, x), 2), digits(eap(way, x), 3))
		}
		rows = append(rows, row)
	}
	w.rows(t.Name+": information and the standard error of EAP", head, rows)
}

// binWidth is that of the Wright map.
const binWidth = 0.25

// wright draws persons and items along one ability (Wright & Stone 1979).
func (w *pageWriter) wright(s *Scale) {
	w.h(3, "Persons and items")
	const width, height, top, bottom, middle, far = 640.0, 470.0, 16.0, 40.0, 300.0, 20.0
	const reach = 4.0
	bins := int(2 * reach / binWidth)
	bin := func(v float64) int { return min(max(int(math.Floor((v+reach)/binWidth)), 0), bins-1) }
	persons := make([]float64, bins)
	drawn := fmt.Sprintf("The population N(%s, %s²)", digits(s.Mean, 2), digits(s.SD, 2))
	if len(s.Persons) > 0 {
		drawn = fmt.Sprintf("%d persons by their EAP", len(s.Persons))
		for _, v := range s.Persons {
			persons[bin(v)]++
		}
	} else {
		for i := range persons {
			z := (-reach + (float64(i)+.5)*binWidth - s.Mean) / s.SD
			persons[i] = math.Exp(-z * z / 2)
		}
	}
	type placed struct {
		name string
		b    float64
	}
	items := make([][]placed, bins)
	most := 1
	for _, it := range s.Items {
		if p, ok := it.Params(); ok {
			i := bin(p.B)
			items[i] = append(items[i], placed{it.Name, p.B})
			most = max(most, len(items[i]))
		}
	}
	g := &plot.Canvas{}
	title := "Wright map: " + drawn + " on the left, items by their b on the right, along one ability"
	g.Open(width, height, fmt.Sprintf(` width="%s" height="%s" role="img" aria-label="%s" font-family="sans-serif"`, plot.XY(width), plot.XY(height), plot.Escape(title)))
	y := plot.NewAxis(-reach, reach, false, height-bottom, top)
	step := math.Abs(y.At(binWidth) - y.At(0))
	for v := -reach; v <= reach; v++ {
		g.Line(far, y.At(v), width-far, y.At(v), ` stroke-opacity="0.15"`)
		g.Text(middle, y.At(v)+4, "middle", plot.Decimal(v), "")
	}
	highest := slices.Max(persons)
	for i := range bins {
		at := y.At(-reach+float64(i+1)*binWidth) + 1
		if persons[i] > 0 {
			length := (middle - 24 - far) * persons[i] / highest
			g.Bar(1, middle-24-length, at, length, step-2)
		}
		slices.SortFunc(items[i], func(a, b placed) int { return cmp.Or(cmp.Compare(a.b, b.b), cmp.Compare(a.name, b.name)) })
		if most > wrightDots {
			if n := len(items[i]); n > 0 {
				length := (width - far - 40 - middle - 24) * float64(n) / float64(most)
				g.Bar(0, middle+24, at, length, step-2)
				g.Text(middle+24+length+5, at+step-3, "start", fmt.Sprint(n), "")
			}
			continue
		}
		for k, it := range items[i] {
			gap := min(10, (width-far-middle-30)/float64(most))
			fmt.Fprintf(g, `<g><title>%s, b %s</title>`, plot.Escape(it.name), digits(it.b, 2))
			g.Mark(0, middle+30+gap*float64(k), at+step/2-1)
			g.WriteString(`</g>`)
		}
	}
	g.Text((far+middle-24)/2, height-10, "middle", "persons", "")
	g.Text(middle, height-10, "middle", "θ", "")
	g.Text((middle+24+width-far)/2, height-10, "middle", "items by b", "")
	g.WriteString("</svg>")
	w.b.WriteString("<div class=\"two\">\n")
	w.figure(g.String(), title+". Where persons stand and no item does, the test tells little of them. What lies beyond ±4 stands at the end.")
	var rows [][]string
	total := 0.0
	for _, v := range persons {
		total += v
	}
	for from := -reach; from < reach; from++ {
		n, share := 0, 0.0
		for i := bin(from); i < bin(from)+int(1/binWidth); i++ {
			n += len(items[i])
			share += persons[i] / total
		}
		rows = append(rows, []string{digits(from, 0) + " to " + digits(from+1, 0), digits(100*share, 1), fmt.Sprint(n)})
	}
	w.rows("Persons and items by ability", []string{"θ", "persons, %", "items"}, rows)
	w.b.WriteString("</div>\n")
}

// wrightDots is up to how many items beside each other are dots; more are bars with their number.
const wrightDots = 28

func (w *pageWriter) fit(s *Scale) {
	w.h(3, "Fit")
	squares := plot.Chart{Title: "Infit and outfit by difficulty", XLabel: "b", YLabel: "mean square", Width: 520, Height: 320, X: [2]float64{drawnLow, drawnHigh}, Legend: true,
		Rules: []plot.Rule{{At: .7}, {At: 1}, {At: 1.3}}, Series: []plot.Series{{Name: "infit"}, {Name: "outfit"}}}
	var tails []plot.Point
	highest := 2.0
	for _, it := range s.Items {
		p, ok := it.Params()
		if !ok {
			continue
		}
		for i, v := range []Number{it.Infit, it.Outfit} {
			if v == v {
				squares.Series[i].Points = append(squares.Series[i].Points, plot.Point{X: min(max(p.B, drawnLow), drawnHigh), Y: float64(v), Name: fmt.Sprintf("%s: %s %s", it.Name, squares.Series[i].Name, digits(float64(v), 2))})
				highest = max(highest, math.Ceil(float64(v)*2)/2)
			}
		}
		if it.P == it.P {
			tails = append(tails, plot.Point{Y: float64(it.P), Name: fmt.Sprintf("%s: p %s", it.Name, digits(float64(it.P), 3))})
		}
	}
	squares.Y = [2]float64{0, min(highest, 5)}
	if len(squares.Series[0].Points)+len(tails) == 0 {
		w.p("There is no fit here: it was not computed, or is not kept with these parameters.")
		return
	}
	w.b.WriteString("<div class=\"two\">\n")
	if len(squares.Series[0].Points) > 0 {
		w.figure(squares.SVG(), "Mean squares of residuals (Wright & Masters 1982): 1 is expected, .7 to 1.3 is usual; below, answers follow ability more closely than the model says, above, less closely.")
	}
	if len(tails) > 0 {
		slices.SortStableFunc(tails, func(a, b plot.Point) int { return cmp.Compare(a.Y, b.Y) })
		for i := range tails {
			tails[i].X = (float64(i) + .5) / float64(len(tails))
		}
		w.figure(plot.Chart{Title: "Tail probabilities of S-X² against those of items that fit", XLabel: "expected of items that fit", YLabel: "p of S-X²", Width: 520, Height: 320,
			X: [2]float64{0, 1}, Y: [2]float64{0, 1}, Diagonal: true, Series: []plot.Series{{Points: tails}}}.SVG(),
			fmt.Sprintf("S-X² (Orlando & Thissen 2000) of %d items, in order: on the diagonal items fit as the model says; below it more misfit than chance would bring.", len(tails)))
	} else {
		w.p("No item has an S-X²: it needs persons who answered all items.")
	}
	w.b.WriteString("</div>\n")
}

// before compares with what was in force.
func (w *pageWriter) before(s *Scale) {
	var points []plot.Point
	for _, it := range s.Items {
		if p, ok := it.Params(); ok && it.Before != nil && *it.Before != p {
			points = append(points, plot.Point{X: it.Before.B, Y: p.B, Name: fmt.Sprintf("%s: b %s → %s", it.Name, digits(it.Before.B, 2), digits(p.B, 2))})
		}
	}
	if len(points) == 0 {
		return
	}
	w.h(3, "Before and after")
	w.figure(plot.Chart{Title: "Difficulty before and after", XLabel: "b in force", YLabel: "b estimated", Width: 520, Height: 380, X: [2]float64{drawnLow, drawnHigh}, Y: [2]float64{drawnLow, drawnHigh},
		Diagonal: true, Series: []plot.Series{{Points: points}}}.SVG(), fmt.Sprintf("%d questions whose parameters would change, or did.", len(points)))
}

func (w *pageWriter) items(s *Scale) {
	w.h(3, "Items")
	head := []string{"item", "n", "right", "a", "SE", "b", "SE", "c", "SE", "infit", "outfit", "S-X²", "df", "p", " flags"}
	noted := slices.ContainsFunc(s.Items, func(it ReportItem) bool { return it.Note != "" })
	if noted {
		head = append(head, " note")
	}
	var rows [][]string
	for _, it := range s.Items {
		df := digits(it.DF, 0)
		if it.SX2 != it.SX2 {
			df = "–"
		}
		row := []string{it.Name, digits(it.N, 0), digits(float64(it.Right), 2), digits(float64(it.A), 2), digits(float64(it.SEA), 2), digits(float64(it.B), 2), digits(float64(it.SEB), 2),
			digits(float64(it.C), 2), digits(float64(it.SEC), 2), digits(float64(it.Infit), 2), digits(float64(it.Outfit), 2), digits(float64(it.SX2), 1), df, digits(float64(it.P), 3), strings.Join(it.Flags, ", ")}
		if noted {
			row = append(row, strings.ReplaceAll(it.Note, "_", " "))
		}
		rows = append(rows, row)
	}
	w.rows("Every item with its parameters, their standard errors, and its fit", head, rows)
	fmt.Fprintf(&w.b, "<details%s>\n<summary>Characteristic and information curves of every item</summary>\n<p>Solid: probability of a right answer by ability. Dashed: information, as a share of the item's most. Triangles: observed shares, where answers were read.</p>\n<div class=\"many\">\n",
		map[bool]string{true: ` open=""`}[len(s.Items) <= mostOpen])
	for _, it := range s.Items {
		w.item(it)
	}
	w.b.WriteString("</div>\n</details>\n")
}

// mostOpen is up to how many items the curves are shown without a click.
const mostOpen = 60

func (w *pageWriter) item(it ReportItem) {
	p, ok := it.Params()
	if !ok {
		return
	}
	most, at := 0.0, 0.0
	for x := drawnLow; x <= drawnHigh; x += .05 {
		if v := p.Information(x); v > most {
			most, at = v, x
		}
	}
	chart := plot.Chart{Title: fmt.Sprintf("Curves of %s", it.Name), Width: 210, Height: 140, X: [2]float64{drawnLow, drawnHigh}, Y: [2]float64{0, 1}, Small: true,
		Series: []plot.Series{{Line: true, Points: curve(p.P)}, {Line: true, Points: curve(func(x float64) float64 { return p.Information(x) / most })}}}
	if len(it.Observed) > 0 {
		var seen []plot.Point
		for _, o := range it.Observed {
			seen = append(seen, plot.Point{X: o.Theta, Y: o.Right})
		}
		chart.Series = append(chart.Series, plot.Series{Points: seen})
	}
	flags := ""
	if len(it.Flags) > 0 {
		flags = "; " + strings.Join(it.Flags, ", ")
	}
	w.figure(chart.SVG(), fmt.Sprintf("%s: a %s, b %s, c %s; most information %s at %s%s", it.Name, digits(p.A, 2), digits(p.B, 2), digits(p.C, 2), digits(most, 2), digits(at, 1), flags))
}

func (w *pageWriter) tracing(t *Tracing) {
	w.b.WriteString("<section aria-labelledby=\"tracing\">\n<h2 id=\"tracing\">Model of knowledge</h2>\n")
	if t == nil {
		w.p("No model of knowledge was given, so there is no plot of how well one predicts. Write one with satprep train --json, and name the file with --train.")
	} else {
		w.p(fmt.Sprintf("%s, judged on %d answers of %d learners it was not fitted to: AUC %s, NLL %s (the mean alone: %s), Brier score %s, calibration error %s.",
			t.Model, t.Rows, t.Learners, digits(t.AUC, 4), digits(t.NLL, 4), digits(t.MeanNLL, 4), digits(t.Brier, 4), digits(t.ECE, 4)))
		var points []plot.Point
		var rows [][]string
		for _, b := range t.Bins {
			rows = append(rows, []string{digits(b.From, 1) + " to " + digits(b.To, 1), fmt.Sprint(b.N), digits(b.Predicted, 3), digits(b.Right, 3)})
			if b.N > 0 {
				points = append(points, plot.Point{X: b.Predicted, Y: b.Right, Name: fmt.Sprintf("%d answers: predicted %s, right %s", b.N, digits(b.Predicted, 3), digits(b.Right, 3))})
			}
		}
		w.figure(plot.Chart{Title: "Predicted probability against the share that was right", XLabel: "predicted", YLabel: "right", Width: 520, Height: 380, X: [2]float64{0, 1}, Y: [2]float64{0, 1},
			Diagonal: true, Series: []plot.Series{{Points: points}}}.SVG(), "On the diagonal what is said to be likely happens as often as it is said.")
		w.rows("Predicted and right", []string{"predicted", "answers", "mean predicted", "share right"}, rows)
	}
	w.b.WriteString("</section>\n")
}
