package question

import (
	"cmp"
	"crypto/sha256"
	"fmt"
	"slices"
	"strings"

	"satprep/internal/irt"
)

// A Form is a whole test. Like the bank it belongs to it is immutable.
type Form struct {
	ID       string
	Version  string // hash of its questions, their versions and their order
	Sections []FormSection
}

// A FormSection is a section of a form: its operational questions in the order
// of the test, and the pretest questions that may be placed among them.
type FormSection struct {
	Section               string // slug
	First, Easier, Harder []*Question
	Pretest               []*Question
	// Cut is the θ after the first module from which on the harder second
	// module follows (irt.RoutingCut); Crossed is false where the two second
	// modules do not cross and the cut is 0.
	Cut     float64
	Crossed bool
}

// Section returns a section of the form by slug.
func (f *Form) Section(slug string) (*FormSection, bool) {
	for i := range f.Sections {
		if f.Sections[i].Section == slug {
			return &f.Sections[i], true
		}
	}
	return nil, false
}

// Second returns the second module of a route.
func (s *FormSection) Second(harder bool) []*Question {
	if harder {
		return s.Harder
	}
	return s.Easier
}

// lacks says in a few words what a form that is not whole still needs, or has too
// much of: questions first, and then whatever else Check finds.
func (f *Form) lacks() string {
	var parts []string
	for _, section := range Sections {
		s, ok := f.Section(section.Slug)
		if !ok {
			parts = append(parts, "all of "+section.Name)
			continue
		}
		for _, m := range []struct {
			slot Slot
			n    int
		}{{First, len(s.First)}, {Easier, len(s.Easier)}, {Harder, len(s.Harder)}} {
			if m.n != section.Operational {
				parts = append(parts, fmt.Sprintf("%s %s has %d of %d questions", section.Name, m.slot, m.n, section.Operational))
			}
		}
	}
	if found := f.Check(); len(parts) == 0 && len(found) > 0 {
		return found[0].Field + " " + found[0].Why
	}
	return strings.Join(parts, ", ")
}

// gather makes the forms of the questions with use form, by id.
func gather(questions []*Question) (forms []*Form) {
	slots := map[string]map[string]map[Slot][]*Question{}
	pretest := map[string][]*Question{}
	for _, q := range questions {
		switch q.Use {
		case Pretest:
			pretest[q.Section] = append(pretest[q.Section], q)
		case Forms:
			sections := slots[q.FormID()]
			if sections == nil {
				sections = map[string]map[Slot][]*Question{}
				slots[q.FormID()] = sections
			}
			if sections[q.Section] == nil {
				sections[q.Section] = map[Slot][]*Question{}
			}
			sections[q.Section][q.Slot] = append(sections[q.Section][q.Slot], q)
		}
	}
	for id, sections := range slots {
		f := &Form{ID: id}
		h := sha256.New()
		for _, section := range Sections {
			modules, ok := sections[section.Slug]
			if !ok {
				continue
			}
			s := FormSection{Section: section.Slug, Pretest: pretest[section.Slug],
				First: ordered(modules[First]), Easier: ordered(modules[Easier]), Harder: ordered(modules[Harder])}
			s.Cut, s.Crossed = irt.RoutingCut(params(s.Easier), params(s.Harder))
			for _, module := range [][]*Question{s.First, s.Easier, s.Harder} {
				for _, q := range module {
					fmt.Fprintf(h, "%s %s ", q.ID, q.Version)
				}
				fmt.Fprintln(h)
			}
			f.Sections = append(f.Sections, s)
		}
		f.Version = digits(h)
		forms = append(forms, f)
	}
	slices.SortFunc(forms, func(x, y *Form) int { return cmp.Compare(x.ID, y.ID) })
	return forms
}

// ordered puts a module in the order of the test: Math from easy to hard;
// Reading & Writing by domain, in a domain by skill and from easy to hard, but
// the Conventions from easy to hard whatever the skill. Hardness is the author's
// judgement, so that a calibration does not change a form.
func ordered(module []*Question) []*Question {
	module = slices.Clone(module)
	slices.SortFunc(module, func(x, y *Question) int {
		group := 0
		if x.Section == RW {
			group = cmp.Compare(places[x.Domain].order, places[y.Domain].order)
			if group == 0 && x.Domain != conventions {
				group = cmp.Compare(places[x.Skill].order, places[y.Skill].order)
			}
		}
		return cmp.Or(group, cmp.Compare(hardness(x), hardness(y)), cmp.Compare(x.ID, y.ID))
	})
	return module
}

func hardness(q *Question) float64 { return AuthoredParams(q.Type, q.Difficulty, q.Adjust).B }

func params(module []*Question) []irt.Params {
	p := make([]irt.Params, len(module))
	for i, q := range module {
		p[i] = q.Params.Params
	}
	return p
}

// Check compares the form with the blueprint: both sections, the operational
// questions of every module, the typed ones among them, and on both routes the
// domains; that the second modules cross; and that no family is met twice.
func (f *Form) Check() (found []Finding) {
	add := func(field, why string, args ...any) {
		found = append(found, Finding{"form " + f.ID, field, fmt.Sprintf(why, args...)})
	}
	for _, section := range Sections {
		s, ok := f.Section(section.Slug)
		if !ok {
			add(section.Slug, "the section is missing")
			continue
		}
		for _, m := range []struct {
			slot      Slot
			questions []*Question
		}{{First, s.First}, {Easier, s.Easier}, {Harder, s.Harder}} {
			field := section.Slug + " " + string(m.slot)
			if n := len(m.questions); n != section.Operational {
				add(field, "has %d questions, not %d", n, section.Operational)
			}
			typed := 0
			for _, q := range m.questions {
				if q.Type == Typed {
					typed++
				}
			}
			if typed != section.Typed {
				add(field, "has %d typed questions, not %d", typed, section.Typed)
			}
		}
		for _, harder := range []bool{false, true} {
			route := slices.Concat(s.First, s.Second(harder))
			counts, families := map[string]int{}, map[string]string{}
			for _, q := range route {
				counts[q.Domain]++
				if other, twice := families[q.Family]; twice {
					add(section.Slug, "%s and %s are of one family", other, q.ID)
				}
				families[q.Family] = q.ID
			}
			for _, d := range section.Domains {
				if n := counts[d.Slug]; n < d.Low || n > d.High {
					add(section.Slug, "%s has %d questions on a route (harder: %v), not %d to %d", d.Name, n, harder, d.Low, d.High)
				}
			}
		}
		if !s.Crossed {
			add(section.Slug, "the second modules do not differ: there is no place to route at")
		}
	}
	return found
}
