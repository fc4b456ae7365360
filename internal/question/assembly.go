package question

import (
	"cmp"
	"fmt"
	"math"
	"slices"

	"satprep/internal/fault"
	"satprep/internal/irt"
)

// modules are the slots in the order of a Mix.
var modules = [...]Slot{First, Easier, Harder}

// A mix is how many easy, medium and hard questions a module should have.
type mix [3]int

// A target is what the modules of a section should be, beside the blueprint.
//
// The first module is of all levels, most of them medium, so that it measures
// where it must decide: at the routing point near 0. The easier second module has
// no hard question and the harder one no easy one: on its route such a question
// tells next to nothing. Math asks fewer easy questions at first and more hard
// ones on the harder route, because a typed answer cannot be guessed and so
// already spreads the lower end.
type target struct {
	mixes [len(modules)]mix
	// domains are questions of a module, which keep both routes in the middle of
	// the blueprint's bounds.
	domains []int
	// skills are questions of a module that a skill should have. Words in Context
	// has most and Cross-Text Connections least, because a pair of texts takes a
	// learner twice the time; elsewhere the skills of a domain are about even.
	skills map[string]float64
}

var targets = map[string]target{
	RW: {
		mixes:   [...]mix{{8, 12, 5}, {16, 9, 0}, {0, 9, 16}},
		domains: []int{7, 7, 6, 5},
		skills: map[string]float64{"words-in-context": 4, "text-structure-and-purpose": 2, "cross-text-connections": 1,
			"central-ideas-and-details": 2, "command-of-evidence": 3, "inferences": 2, "boundaries": 3, "form-structure-and-sense": 3,
			"rhetorical-synthesis": 3, "transitions": 2},
	},
	Math: {
		mixes:   [...]mix{{5, 12, 3}, {12, 8, 0}, {0, 4, 16}},
		domains: []int{7, 7, 3, 3},
		skills: map[string]float64{"linear-equations-in-one-variable": 1.5, "linear-functions": 1.5, "linear-equations-in-two-variables": 1.5,
			"systems-of-two-linear-equations": 1.5, "linear-inequalities": 1, "equivalent-expressions": 2, "nonlinear-equations-and-systems": 3,
			"nonlinear-functions": 2, "ratios-rates-proportions-and-units": 3. / 7, "percentages": 3. / 7, "one-variable-data": 3. / 7,
			"two-variable-data": 3. / 7, "probability": 3. / 7, "inference-from-sample-statistics": 3. / 7, "evaluating-statistical-claims": 3. / 7,
			"area-and-volume": .75, "lines-angles-and-triangles": .75, "right-triangles-and-trigonometry": .75, "circles": .75},
	},
}

// How far forms may be from their targets and from each other. What is farther
// is unmet.
const (
	levelSlack       = 1   // questions of a level in a module
	minGenre         = .10 // of the texts of a form
	maxLetter        = .40 // of the choice questions of a module
	skillSlack       = 2   // questions of a skill, between forms
	informationSlack = .05 // of the mean, between forms
	cutSlack         = .10 // θ, between forms
	maxForms         = 50
)

// genres in the order of their tallies.
var genres = [...]string{"science", "history", "humanities", "literature"}

// thetas are where the information of routes is compared.
var thetas = [...]float64{-1, 0, 1}

// An Assembly is forms made of a pool, and how they meet what is asked. Where
// something is unmet the forms are the nearest that were found.
type Assembly struct {
	Questions []*Question `json:"-"` // as given, those of the forms with their form and slot, without the unused
	Pool      int         `json:"pool"`
	Seed      uint64      `json:"seed"`
	Forms     []FormMet   `json:"forms"`
	Spread    Spread      `json:"spread"`
	Unused    []string    `json:"unused"` // ids of form questions that stand in no form
	Barred    []Finding   `json:"barred"` // form questions that may stand in none; they are among the unused
	Unmet     []Finding   `json:"unmet"`
}

// FormMet is what a form is.
type FormMet struct {
	ID       string       `json:"form"`
	Version  string       `json:"version"`
	Sections []SectionMet `json:"sections"`
}

// SectionMet is what a section of a form is. Informations are Fisher's, at θ = -1,
// 0 and 1, and at the cut.
type SectionMet struct {
	Section string      `json:"section"`
	Cut     float64     `json:"cut"`
	Modules []ModuleMet `json:"modules"`
	Routes  []RouteMet  `json:"routes"`
}

// ModuleMet is what a module is.
type ModuleMet struct {
	Slot        Slot           `json:"slot"`
	Questions   int            `json:"questions"`
	Levels      mix            `json:"levels"` // easy, medium, hard
	Asked       mix            `json:"levels_asked"`
	Typed       int            `json:"typed"`
	Context     int            `json:"context"`
	Genres      map[string]int `json:"genres,omitempty"`
	Keys        map[string]int `json:"keys"`
	MeanB       float64        `json:"mean_b"`
	Information [3]float64     `json:"information"`
	AtCut       float64        `json:"information_at_cut"`
}

// RouteMet is what a learner meets who goes one way.
type RouteMet struct {
	Harder      bool           `json:"harder"`
	Domains     map[string]int `json:"domains"`
	Information [3]float64     `json:"information"`
	AtCut       float64        `json:"information_at_cut"`
}

// Spread is the largest difference between forms.
type Spread struct {
	Information float64 `json:"information"` // of a route at a θ, or of a first module at the cut, as a part of the mean
	Cut         float64 `json:"cut"`         // θ
	Skill       int     `json:"skill"`       // questions of one skill
}

// Assemble makes forms of the questions with use form, whatever form and slot
// they carry: those of the ids get their form and slot, and what is left over is
// unused. A family stands in one form at most, and only if no question outside
// of the forms is of it, among the questions or those beside. The same seed and
// questions make the same forms. An error (Invalid) is about the ids.
func Assemble(questions []*Question, ids []string, seed uint64, beside []*Question) (_ *Assembly, err error) {
	defer fault.In(&err, "question.Assemble")
	if len(ids) == 0 || len(ids) > maxForms {
		return nil, fault.At("forms", "Name 1 to %d forms to assemble, by their ids.", maxForms)
	}
	for i, id := range ids {
		if !identifier(id) {
			return nil, fault.At("forms", "A form's id is 1 to %d letters, digits, hyphens, dots or underscores; %.60q is not.", maxID, id)
		}
		if slices.Contains(ids[:i], id) {
			return nil, fault.At("forms", "Form %s is named twice; each form has an id of its own.", id)
		}
	}
	a := &Assembly{Seed: seed, Forms: []FormMet{}, Unused: []string{}, Barred: []Finding{}, Unmet: []Finding{}}
	pool := a.bar(questions, beside)
	for _, section := range Sections {
		a.shortages(section, pool[section.Slug], len(ids))
	}
	placed := map[string]placement{}
	if len(a.Unmet) == 0 {
		for i, section := range Sections {
			search(section, pool[section.Slug], ids, seed+uint64(i), placed)
		}
	}
	var made []*Question
	for _, q := range questions {
		if at, ok := placed[q.ID]; ok && q.Use == Forms {
			clone := *q
			clone.Form, clone.Slot = at.form, at.slot
			if clone.Form == "1" {
				clone.Form = "" // as files write it
			}
			made = append(made, &clone)
			a.Questions = append(a.Questions, &clone)
		} else if q.Use != Forms {
			a.Questions = append(a.Questions, q)
		} else {
			a.Unused = append(a.Unused, q.ID)
		}
	}
	slices.Sort(a.Unused)
	if len(a.Unmet) == 0 {
		a.judge(gather(made), ids)
	}
	return a, nil
}

// placement is where a question goes.
type placement struct {
	form string
	slot Slot
}

// bar returns the questions that may stand in a form, by section and id.
func (a *Assembly) bar(questions, beside []*Question) map[string][]*Question {
	inPool, elsewhere := map[string]bool{}, map[string]string{}
	for _, q := range questions {
		inPool[q.ID] = inPool[q.ID] || q.Use == Forms
	}
	for _, q := range slices.Concat(questions, beside) {
		if !inPool[q.ID] {
			elsewhere[q.Family] = q.ID
		}
	}
	pool := map[string][]*Question{}
	for _, q := range questions {
		if q.Use != Forms {
			continue
		}
		a.Pool++
		if other, ok := elsewhere[q.Family]; ok {
			a.Barred = append(a.Barred, Finding{q.ID, "family", fmt.Sprintf("is that of %s, which stands outside of these forms", other)})
			continue
		}
		pool[q.Section] = append(pool[q.Section], q)
	}
	for _, list := range pool {
		slices.SortFunc(list, byID)
	}
	return pool
}

// shortages finds what no assignment could mend.
func (a *Assembly) shortages(section Section, pool []*Question, forms int) {
	lacks := func(field, what string, have, need int) {
		if have < need {
			a.Unmet = append(a.Unmet, Finding{"", field, fmt.Sprintf("%s: %d forms need %d %s and the pool has %d", section.Name, forms, need, what, have)})
		}
	}
	levels, typed, domains, families := mix{}, 0, map[string]int{}, map[string]bool{}
	for _, q := range pool {
		if families[q.Family] {
			continue
		}
		families[q.Family] = true
		levels[q.Difficulty.rank()]++
		typed += truth(q.Type == Typed)
		domains[q.Domain]++
	}
	lacks("use", "questions of families of their own", len(families), forms*len(modules)*section.Operational)
	if section.Typed > 0 {
		lacks("type", "typed questions", typed, forms*len(modules)*section.Typed)
	}
	lacks("type", "choice questions", len(families)-typed, forms*len(modules)*(section.Operational-section.Typed))
	for l, d := range difficulties {
		need := 0
		for _, m := range targets[section.Slug].mixes {
			need += forms * max(0, m[l]-levelSlack)
		}
		lacks("difficulty", fmt.Sprintf("%s questions at the least", d), levels[l], need)
	}
	for _, d := range section.Domains {
		lacks("skill", fmt.Sprintf("questions of %s at the least", d.Name), domains[d.Slug], forms*d.Low)
	}
}

// judge reports what the forms are and what they do not meet.
func (a *Assembly) judge(forms []*Form, ids []string) {
	unmet := func(form, field, why string, args ...any) {
		a.Unmet = append(a.Unmet, Finding{"form " + form, field, fmt.Sprintf(why, args...)})
	}
	slices.SortFunc(forms, func(x, y *Form) int { return cmp.Compare(slices.Index(ids, x.ID), slices.Index(ids, y.ID)) })
	for _, f := range forms {
		a.Unmet = append(a.Unmet, f.Check()...)
		met := FormMet{ID: f.ID, Version: f.Version}
		for i := range f.Sections {
			s := f.Sections[i].met()
			met.Sections = append(met.Sections, s)
			all, context, texts := 0, 0, map[string]int{}
			for _, m := range s.Modules {
				field, choices := s.Section+" "+string(m.Slot), m.Questions-m.Typed
				for l, d := range difficulties {
					if n, asked := m.Levels[l], m.Asked[l]; max(n-asked, asked-n) > levelSlack {
						unmet(f.ID, field, "has %d %s questions; %d are asked, %d more or fewer are borne", n, d, asked, levelSlack)
					}
				}
				for _, l := range letters {
					if float64(m.Keys[l]) > maxLetter*float64(choices) {
						unmet(f.ID, field, "has the key %s in %d of %d choice questions; %.0f %% are borne", l, m.Keys[l], choices, 100*maxLetter)
					}
				}
				all, context = all+m.Questions, context+m.Context
				for g, n := range m.Genres {
					texts[g] += n
				}
			}
			if s.Section == Math && math.Abs(share(context, all)-contextShare) > contextSlack {
				unmet(f.ID, s.Section, "has a real-world context in %.0f %% of the questions; about %.0f %% are asked", 100*share(context, all), 100*contextShare)
			}
			for _, g := range genres {
				if s.Section == RW && share(texts[g], all) < minGenre {
					unmet(f.ID, s.Section, "has %d texts of %s in %d; %.0f %% are the least", texts[g], g, all, 100*minGenre)
				}
			}
		}
		a.Forms = append(a.Forms, met)
	}
	a.compare(forms)
	if a.Spread.Information > informationSlack {
		a.Unmet = append(a.Unmet, Finding{"", "information", fmt.Sprintf("differs by %.1f %% between forms; %.0f %% are borne", 100*a.Spread.Information, 100*informationSlack)})
	}
	if a.Spread.Cut > cutSlack {
		a.Unmet = append(a.Unmet, Finding{"", "cut", fmt.Sprintf("differs by %.2f between forms; %.2f are borne", a.Spread.Cut, cutSlack)})
	}
	if a.Spread.Skill > skillSlack {
		a.Unmet = append(a.Unmet, Finding{"", "skill", fmt.Sprintf("a skill has %d questions more in one form than in another; %d are borne", a.Spread.Skill, skillSlack)})
	}
}

// compare fills in the spread.
func (a *Assembly) compare(forms []*Form) {
	widest := func(values []float64) (difference, part float64) {
		sum := 0.0
		for _, v := range values {
			sum += v / float64(len(values))
		}
		difference = slices.Max(values) - slices.Min(values)
		return difference, difference / sum
	}
	for _, section := range Sections {
		var cuts, first []float64
		points := [2][len(thetas)][]float64{}
		for _, f := range a.Forms {
			for _, s := range f.Sections {
				if s.Section != section.Slug {
					continue
				}
				cuts, first = append(cuts, s.Cut), append(first, s.Modules[0].AtCut)
				for r := range s.Routes {
					for t := range thetas {
						points[r][t] = append(points[r][t], s.Routes[r].Information[t])
					}
				}
			}
		}
		if len(cuts) == 0 {
			continue
		}
		d, _ := widest(cuts)
		a.Spread.Cut = max(a.Spread.Cut, d)
		for _, values := range slices.Concat([][]float64{first}, points[0][:], points[1][:]) {
			_, part := widest(values)
			a.Spread.Information = max(a.Spread.Information, part)
		}
	}
	for skill := range places {
		var counts []int
		for _, f := range forms {
			n := 0
			for _, s := range f.Sections {
				for _, q := range slices.Concat(s.First, s.Easier, s.Harder) {
					n += truth(q.Skill == skill)
				}
			}
			counts = append(counts, n)
		}
		if len(counts) > 0 {
			a.Spread.Skill = max(a.Spread.Skill, slices.Max(counts)-slices.Min(counts))
		}
	}
}

// met describes a section.
func (s *FormSection) met() SectionMet {
	out := SectionMet{Section: s.Section, Cut: s.Cut}
	information := func(questions []*Question) (at [len(thetas)]float64, cut float64) {
		for i, theta := range thetas {
			at[i] = irt.TestInformation(params(questions), theta)
		}
		return at, irt.TestInformation(params(questions), s.Cut)
	}
	for i, questions := range [...][]*Question{s.First, s.Easier, s.Harder} {
		m := ModuleMet{Slot: modules[i], Questions: len(questions), Asked: targets[s.Section].mixes[i], Keys: map[string]int{}}
		for _, q := range questions {
			m.Levels[q.Difficulty.rank()]++
			m.Typed += truth(q.Type == Typed)
			m.Context += truth(q.Context)
			m.MeanB += q.Params.B / float64(len(questions))
			if q.Type == Choices {
				m.Keys[q.Keys[0]]++
			}
			if q.Genre != "" {
				if m.Genres == nil {
					m.Genres = map[string]int{}
				}
				m.Genres[q.Genre]++
			}
		}
		m.Information, m.AtCut = information(questions)
		out.Modules = append(out.Modules, m)
	}
	for _, harder := range []bool{false, true} {
		r, route := RouteMet{Harder: harder, Domains: map[string]int{}}, slices.Concat(s.First, s.Second(harder))
		for _, q := range route {
			r.Domains[q.Domain]++
		}
		r.Information, r.AtCut = information(route)
		out.Routes = append(out.Routes, r)
	}
	return out
}
