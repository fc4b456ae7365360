package question

import (
	"slices"
	"strings"
	"sync"
	"testing"

	"satprep/internal/fault"
)

var readOnce = sync.OnceValues(Embedded)

// embeddedBank is shared by all tests: what they change they copy.
func embeddedBank(t testing.TB) *Bank {
	t.Helper()
	b, err := readOnce()
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// The bank that comes with the program is complete and has no findings.
func TestEmbeddedBank(t *testing.T) {
	t.Parallel()
	b := embeddedBank(t)
	for _, f := range Lint(b.Questions) {
		t.Error(f)
	}
	uses, typedPractice, mathPractice, released := map[Use]int{}, 0, 0, 0
	practice := map[string]int{}
	// Of the Math practice questions of a domain: how many, how many in a context.
	domain := map[string][2]int{}
	for _, q := range b.Questions {
		uses[q.Use]++
		if q.Use == Practice {
			practice[q.Skill+" "+string(q.Difficulty)]++
		}
		if q.Released() {
			released++
		}
		if q.Section == Math {
			if q.Use == Practice {
				n := domain[q.Domain]
				n[0]++
				if q.Context {
					n[1]++
				}
				domain[q.Domain] = n
				mathPractice++
				if q.Type == Typed {
					typedPractice++
				}
			}
		}
	}
	if len(b.Questions) < 330 || uses[Diagnostic] < 36 || uses[Pretest] < 8 {
		t.Errorf("%d questions, by use %v", len(b.Questions), uses)
	}
	for _, s := range Sections {
		for _, d := range s.Domains {
			for _, k := range d.Skills {
				for _, level := range []Difficulty{Easy, Medium, Hard} {
					if practice[k.Slug+" "+string(level)] == 0 {
						t.Errorf("no %s practice question of %s", level, k.Slug)
					}
				}
				skill, ok := b.Skill(k.Slug)
				if !ok {
					t.Errorf("nothing is taught about %s", k.Slug)
					continue
				}
				medium := 0
				for _, e := range skill.Examples {
					if e.Difficulty == Medium {
						medium++
					}
					for _, q := range b.Questions {
						if q.Skill == k.Slug && strings.Contains(e.Question, q.Stem) && (q.Passage == "" || strings.Contains(e.Question, q.Passage)) {
							t.Errorf("an example of %s is question %s", k.Slug, q.ID)
						}
					}
				}
				if len(skill.Examples) < 3 || medium < 2 {
					t.Errorf("%s has %d examples, %d of them medium", k.Slug, len(skill.Examples), medium)
				}
			}
		}
	}
	if len(b.Skills()) != 29 {
		t.Errorf("%d skills are taught", len(b.Skills()))
	}
	if share := float64(released) / float64(uses[Practice]); share < .3 || share > .5 {
		t.Errorf("%.0f %% of the practice questions are released; about 40 %% are asked", 100*share)
	}
	share := 0.0 // as practice balances the domains
	for _, d := range Sections[1].Domains {
		share += d.Share * float64(domain[d.Slug][1]) / float64(domain[d.Slug][0])
	}
	if share < .25 || share > .45 {
		t.Errorf("%.0f %% of Math practice has a context; about 30 %% are asked", 100*share)
	}
	if share := float64(typedPractice) / float64(mathPractice); share < .15 || share > .35 {
		t.Errorf("%.0f %% of the Math practice questions are typed", 100*share)
	}
}

func TestEmbeddedForm(t *testing.T) {
	t.Parallel()
	b := embeddedBank(t)
	for _, f := range gather(b.Questions) {
		for _, finding := range f.Check() {
			t.Error(finding)
		}
	}
	if _, ok := b.Form("1"); !ok || len(b.Forms()) != len(gather(b.Questions)) {
		t.Fatalf("the forms are %v", b.Forms())
	}
	families := map[string]string{} // to the form or use that has it
	for _, q := range b.Questions {
		place := string(q.Use)
		if q.Use == Forms {
			place = "form " + q.FormID()
		}
		if other, known := families[q.Family]; known && other != place && (q.Use == Forms || strings.HasPrefix(other, "form ")) {
			t.Errorf("family %s stands in %s and in %s", q.Family, other, place)
		}
		families[q.Family] = place
	}
	for _, f := range b.Forms() {
		t.Run("form "+f.ID, func(t *testing.T) {
			t.Parallel()
			checkEmbeddedForm(t, f)
		})
	}
}

func checkEmbeddedForm(t *testing.T, f *Form) {
	for _, section := range Sections {
		s, ok := f.Section(section.Slug)
		if !ok || !s.Crossed || s.Cut < -1 || s.Cut > 1 || len(s.Pretest) < 2*section.Pretest {
			t.Errorf("%s: cut %v crossed %v, %d pretest questions", section.Slug, s.Cut, s.Crossed, len(s.Pretest))
		}
		var b [2]float64
		for i, module := range [][]*Question{s.Easier, s.Harder} {
			for _, q := range module {
				b[i] += q.Params.B / float64(len(module))
			}
		}
		if b[1] < b[0]+.5 {
			t.Errorf("%s: the second modules have mean b %v", section.Slug, b)
		}
	}
	rw, _ := f.Section(RW)
	var domains []string
	for _, q := range rw.First {
		domains = append(domains, q.Domain)
	}
	if got := strings.Join(slices.Compact(domains), " "); got != "craft-and-structure information-and-ideas standard-english-conventions expression-of-ideas" {
		t.Errorf("the domains of Reading & Writing stand in the order %s", got)
	}
}

func TestModuleOrder(t *testing.T) {
	t.Parallel()
	q := func(id, skill string, d Difficulty, adjust float64) *Question {
		q := &Question{ID: id, Difficulty: d, Adjust: adjust, Content: Content{Skill: skill, Type: Choices}}
		q.settle()
		return q
	}
	got := ""
	for _, q := range ordered([]*Question{
		q("transitions-easy", "transitions", Easy, 0), q("form-hard", "form-structure-and-sense", Hard, 0), q("boundaries-medium", "boundaries", Medium, 0),
		q("form-easy", "form-structure-and-sense", Easy, 0), q("boundaries-easy", "boundaries", Easy, .1), q("words-hard", "words-in-context", Hard, 0),
		q("purpose-easy", "text-structure-and-purpose", Easy, 0), q("words-easy", "words-in-context", Easy, 0), q("inference-easy", "inferences", Easy, 0),
	}) {
		got += q.ID + " "
	}
	if want := "words-easy words-hard purpose-easy inference-easy form-easy boundaries-easy boundaries-medium form-hard transitions-easy "; got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
	got = ""
	for _, q := range ordered([]*Question{q("c", "circles", Hard, -.4), q("b", "linear-functions", Medium, .4), q("a", "percentages", Easy, 0), q("0", "circles", Medium, .4)}) {
		got += q.ID
	}
	if got != "a0bc" {
		t.Errorf("math stands in the order %s", got)
	}
}

func TestFormCheckFinds(t *testing.T) {
	t.Parallel()
	b := embeddedBank(t)
	mutate := func(change func(q *Question) *Question) []Finding {
		var questions []*Question
		for _, q := range b.Questions {
			clone := *q
			if q := change(&clone); q != nil {
				questions = append(questions, q)
			}
		}
		return gather(questions)[0].Check()
	}
	whole, _ := b.Form("1")
	victim := whole.Sections[1].First[3]
	for why, change := range map[string]func(q *Question) *Question{
		"has 19 questions": func(q *Question) *Question {
			if q.ID == victim.ID {
				return nil
			}
			return q
		},
		"the section is missing": func(q *Question) *Question {
			if q.Section == RW {
				return nil
			}
			return q
		},
		"of one family": func(q *Question) *Question {
			if q.Slot == First {
				q.Family = "one"
			}
			return q
		},
		"do not differ": func(q *Question) *Question {
			q.Params.B = 0
			return q
		},
		"typed questions": func(q *Question) *Question {
			q.Type = Choices
			return q
		},
		"Algebra has": func(q *Question) *Question {
			if q.Domain == "algebra" {
				q.Domain = "advanced-math"
			}
			return q
		},
	} {
		if found := mutate(change); !slices.ContainsFunc(found, func(f Finding) bool { return strings.Contains(f.String(), why) }) {
			t.Errorf("%q is not found in %v", why, found)
		}
	}
	if found := mutate(func(q *Question) *Question { return q }); len(found) != 0 {
		t.Errorf("found %v", found)
	}
}

func TestBankFinds(t *testing.T) {
	t.Parallel()
	all := embeddedBank(t).Questions
	retired := *all[1]
	retired.Retired = true
	old, err := Line(all[2])
	if err != nil {
		t.Fatal(err)
	}
	b := NewBank([]*Question{all[2], all[0], &retired}, nil)
	b.old = map[key]string{{all[2].ID, "0123456789abcdef"}: string(old)}
	if len(b.Questions) != 2 || b.Questions[0].ID > b.Questions[1].ID {
		t.Errorf("the questions are %v", b.Questions)
	}
	if _, ok := b.ByID(retired.ID); ok {
		t.Error("a retired question is served")
	}
	for _, c := range [][2]string{{retired.ID, ""}, {retired.ID, retired.Version}, {all[0].ID, ""}, {all[2].ID, all[2].Version}, {all[2].ID, "0123456789abcdef"}} {
		q, err := b.Find(c[0], c[1])
		if err != nil || q.ID != c[0] || c[1] != "" && q.Version != c[1] || q.Section == "" {
			t.Errorf("Find(%v) = %+v, %v", c, q, err)
		}
	}
	for _, c := range [][2]string{{"none", ""}, {all[0].ID, "0123456789abcdef"}, {"", ""}} {
		if q, err := b.Find(c[0], c[1]); !fault.Is(err, fault.Missing) {
			t.Errorf("Find(%v) = %v, %v", c, q, err)
		}
	}
}

// Versions of the bank and of its parameters change with what they are of.
func TestBankVersions(t *testing.T) {
	t.Parallel()
	all := embeddedBank(t).Questions[:3]
	base := NewBank(all, nil)
	for name, c := range map[string]struct {
		change       func(q *Question)
		bank, params bool
	}{
		"params":  {func(q *Question) { q.Params.B += .001 }, false, true},
		"version": {func(q *Question) { q.Version = "0123456789abcdef" }, true, true},
		"use":     {func(q *Question) { q.Use = "other" }, true, false},
		"tags":    {func(q *Question) { q.Tags = []string{"x"} }, false, false},
		"retired": {func(q *Question) { q.Retired = true }, true, false},
	} {
		q := *all[1]
		c.change(&q)
		b := NewBank([]*Question{all[0], &q, all[2]}, nil)
		if (b.Version != base.Version) != c.bank || (b.ParamsVersion != base.ParamsVersion) != c.params {
			t.Errorf("%s: bank %s→%s, params %s→%s", name, base.Version, b.Version, base.ParamsVersion, b.ParamsVersion)
		}
	}
	if again := NewBank([]*Question{all[2], all[0], all[1]}, nil); again.Version != base.Version || again.ParamsVersion != base.ParamsVersion {
		t.Error("the order in which questions are given matters")
	}
}
