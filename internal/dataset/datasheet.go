package dataset

import (
	"fmt"
	"html"
	"regexp"
	"strings"

	"satprep/internal/plot"
)

// A picture is a plot of the datasheet.
type picture struct {
	file  string // below the package
	title string
	bins  []Bin
}

// plotsOf are the pictures of a release: of all of it, then of its configs.
func plotsOf(s *Sheet) (list []picture) {
	add := func(name, title string, bins []Bin) {
		if len(bins) > 0 {
			list = append(list, picture{"plots/" + name + ".svg", title, bins})
		}
	}
	add("kinds", "Records by kind", largest(binsOf(fewTogether(s.Tally.Kinds)), 20))
	add("months", "Records by month (shifted)", binsOf(fewTogether(s.Tally.Months)))
	var seconds []Bin
	for _, b := range secondsBins {
		if n := s.Tally.Seconds[b.label]; n > 0 {
			seconds = append(seconds, Bin{Label: b.label, N: float64(n)})
		}
	}
	add("seconds", "Answers by the time they took", seconds)
	for _, c := range s.Configs {
		for _, title := range sorted(c.Plots) {
			add(c.Shape.Name+"-"+fileName(title), c.Shape.Name+": "+title, c.Plots[title])
		}
	}
	return list
}

var notInFile = regexp.MustCompile(`[^a-z0-9]+`)

func fileName(title string) string {
	return strings.Trim(notInFile.ReplaceAllString(strings.ToLower(title), "-"), "-")
}

// datasheet writes datasheet.md (Gebru et al. 2021, Datasheets for Datasets),
// its plots, and the report of the gates as a page.
func datasheet(s *Sheet) map[string][]byte {
	files := map[string][]byte{}
	var b strings.Builder
	fmt.Fprintf(&b, "# Datasheet of %s %s\n\nThe questions are those of Datasheets for Datasets (Gebru et al. 2021).\n\n", s.Recipe.Title, s.Release.Version)
	section := func(title string, paragraphs ...string) {
		fmt.Fprintf(&b, "## %s\n\n%s\n\n", title, strings.Join(paragraphs, "\n\n"))
	}
	section("Motivation", "Made by a satprep instance so that what learners did can be used for the purpose they agreed to: "+s.Recipe.Purpose+". The recipe stands beside this page in recipe.yaml.")
	section("Composition", composition(s)...)
	section("Collection", "Recorded while people used the product: each record in the same transaction as the fact it records, with what was asked, why it was asked and with which probability, and the belief before and after. Origins in this release: "+originText(s)+".",
		"Adaptive: which question somebody met depends on what they had answered before. Estimates that take the questions as given at random are biased; the propensities are there to correct it.")
	section("Processing", "Of "+fmt.Sprint(s.Counts.Log)+" records of the log up to the as-of time these were left out:", leftOut(s.Counts),
		"Words were redacted by the instance's roster, by detectors and by context; ids renamed and times shifted under keys that do not leave. See README.md.")
	section("Uses", "The roles of the columns in README.md say what may be used for what: a column of role post_outcome is no feature. Scores are practice estimates of our own and no measure of anybody's worth.",
		"Not for: finding out who somebody is, decisions about the people in it, or anything beyond the purpose.")
	section("Distribution and maintenance", "Versions are MAJOR.MINOR.PATCH; MAJOR says that records were removed, which REMOVED.jsonl lists. `satprep dataset verify --live` says whether everybody in it still agrees.")
	b.WriteString("## Plots\n\n")
	for _, p := range plotsOf(s) {
		files[p.file] = []byte(plot.Bars(p.title, p.bins))
		fmt.Fprintf(&b, "![%s](%s)\n\n| %s | |\n|---|---:|\n", p.title, p.file, p.title)
		for _, x := range p.bins {
			fmt.Fprintf(&b, "| %s | %s |\n", x.Label, plot.Number(x.N))
		}
		b.WriteString("\n")
	}
	files["datasheet.md"] = []byte(strings.TrimRight(b.String(), "\n") + "\n")
	files["quality.html"] = []byte(qualityPage(s))
	return files
}

func composition(s *Sheet) []string {
	list := []string{fmt.Sprintf("%s of %s. A learner's records stand in one split: by a secret key, for ever.", plural(s.Release.Records, "record", "records"), plural(s.Release.Learners, "learner", "learners"))}
	var rows strings.Builder
	rows.WriteString("| config | rows | learners |\n|---|---:|---:|\n")
	for _, c := range s.Configs {
		n := 0
		for _, k := range c.Learners {
			n += k
		}
		fmt.Fprintf(&rows, "| %s | %d | %d |\n", c.Shape.Name, c.rows(), n)
	}
	return append(list, strings.TrimRight(rows.String(), "\n"), fmt.Sprintf("Records with people's words: %d.", s.Tally.Words))
}

func originText(s *Sheet) string {
	var list []string
	for _, o := range sorted(s.Tally.Origins) {
		list = append(list, fmt.Sprintf("%s (%d)", o, s.Tally.Origins[o]))
	}
	return strings.Join(list, ", ")
}

func leftOut(c Counts) string {
	var b strings.Builder
	b.WriteString("| why | records |\n|---|---:|\n")
	for _, x := range []struct {
		why string
		n   int
	}{
		{"of kinds that do not leave or were not asked for", c.Kinds}, {"of another origin", c.Origin}, {"filtered out by the recipe", c.Filtered},
		{"without consent of subject or author", c.NoConsent}, {"of tests that were not over", c.OpenTest}, {"of learners with too few records", c.FewRecords},
		{"of learners suppressed for k-anonymity", c.SmallCell}, {"received after the as-of time", c.Later},
	} {
		fmt.Fprintf(&b, "| %s | %d |\n", x.why, x.n)
	}
	return strings.TrimRight(b.String(), "\n")
}

// A QualityReport is quality.json.
type QualityReport struct {
	Dataset string    `json:"dataset"`
	Version string    `json:"version"`
	Counts  Counts    `json:"counts"`
	K       Anonymity `json:"k_anonymity"`
	Gates   []Finding `json:"gates"`
}

func quality(s *Sheet) QualityReport {
	return QualityReport{Dataset: s.Recipe.Name, Version: s.Release.Version.String(), Counts: s.Counts, K: s.K, Gates: s.Gates}
}

// qualityPage is the report of the gates for people.
func qualityPage(s *Sheet) string {
	var b strings.Builder
	b.WriteString("<table>\n<thead><tr><th>gate</th><th>verdict</th><th class=\"n\">found</th><th class=\"n\">limit</th><th>what it is</th></tr></thead>\n<tbody>\n")
	for _, g := range s.Gates {
		fmt.Fprintf(&b, "<tr><th scope=\"row\">%s</th><td class=\"%s\">%s</td><td class=\"n\">%s</td><td class=\"n\">%s</td><td>%s%s</td></tr>\n",
			html.EscapeString(g.Gate), g.Verdict, g.Verdict, plot.Number(g.Value), plot.Number(g.Limit), html.EscapeString(g.About), detail(g.Detail))
	}
	b.WriteString("</tbody>\n</table>\n")
	for _, p := range plotsOf(s) {
		b.WriteString("<p>" + plot.Bars(p.title, p.bins) + "</p>\n")
	}
	return plot.Page("Quality of "+s.Recipe.Title+" "+s.Release.Version.String(), plot.Style, b.String())
}

func detail(s string) string {
	if s == "" {
		return ""
	}
	return "<br><small>" + html.EscapeString(s) + "</small>"
}
