package dataset

import (
	"cmp"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"satprep/internal/interaction"
)

// card writes README.md: a dataset card as the Hugging Face hub reads it, YAML
// first, then text for people.
func card(s *Sheet, dir string) ([]byte, error) {
	var b strings.Builder
	if err := cardHead(&b, s, dir); err != nil {
		return nil, err
	}
	cardAbout(&b, s)
	for _, c := range s.Configs {
		cardConfig(&b, c)
	}
	cardPeople(&b, s)
	return []byte(b.String()), nil
}

// quote writes a YAML string.
func quote(s string) string { return strconv.Quote(s) }

func cardHead(b *strings.Builder, s *Sheet, dir string) error {
	fmt.Fprintf(b, "---\npretty_name: %s\nlanguage:\n- en\n", quote(s.Recipe.Title))
	cardLicense(b, s)
	fmt.Fprintf(b, "version: %s\ntags:\n- education\n- sat\n- knowledge-tracing\n- tutoring\nsize_categories:\n- %s\n", s.Release.Version, sizeCategory(s))
	b.WriteString("configs:\n")
	for _, c := range s.Configs {
		if c.Shape.Schema == nil {
			continue
		}
		fmt.Fprintf(b, "- config_name: %s\n  data_files:\n", c.Shape.Name)
		for _, split := range Splits {
			switch files := c.tablesIn(split); len(files) {
			case 0:
			case 1:
				fmt.Fprintf(b, "  - split: %s\n    path: %s\n", split, files[0].Path)
			default:
				fmt.Fprintf(b, "  - split: %s\n    path:\n", split)
				for _, f := range files {
					fmt.Fprintf(b, "    - %s\n", f.Path)
				}
			}
		}
	}
	b.WriteString("dataset_info:\n")
	for _, c := range s.Configs {
		if c.Shape.Schema == nil {
			continue
		}
		fmt.Fprintf(b, "- config_name: %s\n  features:\n%s  splits:\n", c.Shape.Name, c.Shape.Schema.Features(2))
		var bytes int64
		for _, split := range Splits {
			files, size := c.tablesIn(split), int64(0)
			for _, f := range files {
				info, err := os.Stat(filepath.Join(dir, filepath.FromSlash(f.Path)))
				if err != nil {
					return err
				}
				size += info.Size()
			}
			if bytes += size; len(files) > 0 {
				fmt.Fprintf(b, "  - name: %s\n    num_bytes: %d\n    num_examples: %d\n", split, size, c.Rows[split])
			}
		}
		fmt.Fprintf(b, "  download_size: %d\n  dataset_size: %d\n", bytes, bytes)
	}
	b.WriteString("---\n\n")
	return nil
}

// terms are the recipe's, or that there are none.
func (s *Sheet) terms() string { return cmp.Or(s.Recipe.License, "Not for redistribution.") }

// cardLicense writes the terms as the hub takes them: license_name is an id and
// no sentence, a page has a field of its own, and words have one.
func cardLicense(b *strings.Builder, s *Sheet) {
	terms := s.terms()
	fmt.Fprintf(b, "license: other\nlicense_name: %s\n", licenseName(terms))
	if isURL(terms) {
		fmt.Fprintf(b, "license_link: %s\n", quote(terms))
	} else {
		fmt.Fprintf(b, "license_details: %s\n", quote(terms))
	}
}

// licenseName makes an id of terms: their lower-case letters, digits and points,
// at most 60, with hyphens for all between.
func licenseName(terms string) string {
	terms = strings.TrimPrefix(strings.TrimPrefix(strings.ToLower(terms), "https://"), "http://")
	words := strings.FieldsFunc(terms, func(r rune) bool { return (r < 'a' || r > 'z') && (r < '0' || r > '9') && r != '.' })
	name := strings.Join(words, "-")
	name = strings.Trim(name[:min(len(name), 60)], "-.")
	return cmp.Or(name, "other-terms")
}

// sizeCategory is the hub's word for how many rows there are.
func sizeCategory(s *Sheet) string {
	n := 0
	for _, c := range s.Configs {
		n += c.rows()
	}
	for _, c := range []struct {
		under int
		name  string
	}{{1_000, "n<1K"}, {10_000, "1K<n<10K"}, {100_000, "10K<n<100K"}, {1_000_000, "100K<n<1M"}, {10_000_000, "1M<n<10M"}, {100_000_000, "10M<n<100M"}} {
		if n < c.under {
			return c.name
		}
	}
	return "100M<n<1B"
}

func cardAbout(b *strings.Builder, s *Sheet) {
	r := s.Release
	fmt.Fprintf(b, "# %s %s\n\n", s.Recipe.Title, r.Version)
	if s.Recipe.Description != "" {
		fmt.Fprintf(b, "%s\n\n", strings.TrimSpace(s.Recipe.Description))
	}
	fmt.Fprintf(b, "%s of %s who practise for the digital SAT, read as of %s. Purpose that everybody in it agreed to: `%s`. Origins: %s. Audience: %s.\n\n",
		plural(r.Records, "record", "records"), plural(r.Learners, "learner", "learners"), r.AsOf.Format("2006-01-02 15:04 UTC"), r.Purpose, strings.Join(s.Recipe.Origins, ", "), s.Recipe.Audience)
	if slices.Contains(s.Recipe.Origins, string(interaction.Simulated)) && s.Tally.Origins[string(interaction.Simulated)] > 0 {
		fmt.Fprintf(b, "%d of these records are of simulated learners, which are programs: what is fitted to them is true of the simulation and of no person.\n\n", s.Tally.Origins[string(interaction.Simulated)])
	}
	if s.Previous != "" {
		fmt.Fprintf(b, "The release before was %s. ", s.Previous)
		if r.Removed > 0 {
			fmt.Fprintf(b, "%s of it are not in this one; REMOVED.jsonl names them under the earlier release key: delete them wherever it went.", plural(r.Removed, "record", "records"))
		} else {
			b.WriteString("Nothing of it was removed.")
		}
		b.WriteString("\n\n")
	}
	b.WriteString("SAT is a trademark of the College Board, which is not involved. All questions are original.\n\n## What is here\n\n| config | rows | train | validation | test | split by | for |\n|---|---:|---:|---:|---:|---|---|\n")
	for _, c := range s.Configs {
		fmt.Fprintf(b, "| `%s` | %d | %d | %d | %d | %s | %s |\n", c.Shape.Name, c.rows(), c.Rows[Train], c.Rows[Validation], c.Rows[Test], c.Shape.Key, c.Shape.Consumer)
	}
	b.WriteString("\nThe test split is frozen: who or what is in it was decided by a secret key of this instance and stays there in every release. Keep it out of training.\n")
	fmt.Fprintf(b, "Canary of the test split, so that its presence in a corpus can be seen: `%s`.\n\n%s\n", s.Canary, loading(s))
}

// loading says how the files are read: a table by its config, the rest by file.
func loading(s *Sheet) string {
	var b strings.Builder
	b.WriteString("## How to load it\n\n")
	if i := slices.IndexFunc(s.Configs, func(c Described) bool { return c.Shape.Schema != nil }); i >= 0 {
		name := s.Configs[i].Shape.Name
		fmt.Fprintf(&b, "Each config that has a table, in Python and in DuckDB, from this folder:\n\n    datasets.load_dataset(\".\", %q, split=\"train\")\n    SELECT * FROM 'data/%s/train-*.parquet'\n\n", name, name)
		b.WriteString("The roles in the tables of columns below say which column is the context, which the action and which the label. Columns of JSON are text: parse them, as `turn->>'intent'` does in DuckDB.\n\n")
	}
	b.WriteString("What is no table, or a table in another form, lies in `formats/<config>/`. Name the file of a split there, and not all of a folder: `id_map.csv` beside them says what their numbers stand for and holds no answers.\n")
	return b.String()
}

func plural(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return strconv.Itoa(n) + " " + many
}

func cardConfig(b *strings.Builder, c Described) {
	fmt.Fprintf(b, "## `%s`: %s\n\n%s\n\n", c.Shape.Name, c.Shape.Title, c.Shape.About)
	if c.Shape.Files != "" {
		fmt.Fprintf(b, "Files: %s\n\n", c.Shape.Files)
	}
	if c.Shape.Schema != nil {
		b.WriteString(c.Shape.Schema.Dictionary())
		b.WriteString("\nRoles: `id` names a row or its owner, `context` is known before the action, `action` was chosen, `label` is to be predicted, `post_outcome` is known only afterwards and leaks when used as context.\n\n")
	}
	if len(c.Sources) > 0 {
		b.WriteString("Usable rows by source:\n\n| source | rows |\n|---|---:|\n")
		for _, k := range sorted(c.Sources) {
			fmt.Fprintf(b, "| %s | %d |\n", k, c.Sources[k])
		}
		b.WriteString("\n")
	}
	if len(c.Dropped) > 0 {
		b.WriteString("Left out:\n\n| why | rows |\n|---|---:|\n")
		for _, k := range sorted(c.Dropped) {
			fmt.Fprintf(b, "| %s | %d |\n", k, c.Dropped[k])
		}
		b.WriteString("\n")
	}
	if len(c.Baseline) > 0 {
		b.WriteString("Baseline:\n\n| task | method | metric | value | fitted on | measured on |\n|---|---|---|---:|---:|---:|\n")
		for _, x := range c.Baseline {
			fmt.Fprintf(b, "| %s | %s | %s | %s | %d | %d |\n", x.Task, x.Method, x.Metric, strconv.FormatFloat(x.Value, 'f', 4, 64), x.Train, x.Test)
		}
		b.WriteString("\n")
	}
	for _, k := range sorted(c.Notes) {
		fmt.Fprintf(b, "%s:\n\n```json\n%s\n```\n\n", strings.ReplaceAll(k, "_", " "), jsonText(c.Notes[k]))
	}
}

func cardPeople(b *strings.Builder, s *Sheet) {
	b.WriteString("## The people in it\n\n")
	fmt.Fprintf(b, "%s CONSENT.json counts the texts that were read. Names of the instance, and what detectors found to be personal, stand as surrogates such as `[PERSON_1]`, the same within a conversation. All ids are pseudonyms under a key of this release line that does not leave the instance; each learner's times are shifted by a multiple of seven days within 26 weeks either way, so weekdays and intervals are true and dates are not.\n\n", consentRule)
	k := s.K
	fmt.Fprintf(b, "Quasi-identifiers that leave are age band and device class. Every learner shares them with at least %d others in this release (k = %d, smallest group %d)", max(k.After-1, 0), k.K, k.After)
	if len(k.Generalised) > 0 {
		fmt.Fprintf(b, "; generalised: %s", strings.Join(k.Generalised, ", "))
	}
	if k.Suppressed > 0 {
		fmt.Fprintf(b, "; suppressed: %s", plural(k.Suppressed, "learner", "learners"))
	}
	fmt.Fprintf(b, ". Somebody who knows only these columns of a person who is in it finds them with a probability of at most %s, on average %s.\n\n", percent(k.RiskMax), percent(k.RiskMean))
	b.WriteString("What remains linkable: a new key does not make two releases unjoinable, since equal sequences of answers can be matched, and exact values (the random draw of a choice, abilities, times spent) are the same in any two releases that hold a record; whoever knows many of a person's answers, or watched them work, may recognise the sequence; whoever practised until the last week before the as-of time has a last record that tells the shift, and with it the dates of all others; and a way of writing can be recognised. Do not try to find out who anybody is, and do not join this with other data about people.\n")
}

func percent(p float64) string { return strconv.FormatFloat(100*p, 'f', 1, 64) + " %" }
