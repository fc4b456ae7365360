package question

import (
	"slices"
	"strings"
	"time"

	"satprep/internal/fault"
	"satprep/internal/irt"
)

// The slugs of the sections.
const (
	RW   = "rw"
	Math = "math"
)

// conventions is the domain whose questions stand in order of difficulty alone.
const conventions = "standard-english-conventions"

// BreakMinutes is the break between the sections of a full test.
const BreakMinutes = 10

// A Section of the test, with the blueprint of its two modules.
type Section struct {
	Slug, Name  string
	Minutes     int // a module
	Operational int // questions of a module that count
	Pretest     int // questions of a module that never count
	Typed       int // operational questions of a module that are typed in
	Domains     []Domain
}

// A Domain with its share of the section and the bounds of its operational
// questions over both modules.
type Domain struct {
	Slug, Name string
	Share      float64
	Low, High  int
	Skills     []Leaf
}

// A Leaf is a skill's place in the outline.
type Leaf struct{ Slug, Name string }

// Sections is the outline of the digital SAT, in the order of the test. It is
// read-only.
var Sections = []Section{
	{RW, "Reading & Writing", 32, 25, 2, 0, []Domain{
		{"craft-and-structure", "Craft and Structure", .28, 13, 15, []Leaf{
			{"words-in-context", "Words in Context"},
			{"text-structure-and-purpose", "Text Structure and Purpose"},
			{"cross-text-connections", "Cross-Text Connections"},
		}},
		{"information-and-ideas", "Information and Ideas", .26, 12, 14, []Leaf{
			{"central-ideas-and-details", "Central Ideas and Details"},
			{"command-of-evidence", "Command of Evidence"},
			{"inferences", "Inferences"},
		}},
		{conventions, "Standard English Conventions", .26, 11, 15, []Leaf{
			{"boundaries", "Boundaries"},
			{"form-structure-and-sense", "Form, Structure, and Sense"},
		}},
		{"expression-of-ideas", "Expression of Ideas", .20, 8, 12, []Leaf{
			{"rhetorical-synthesis", "Rhetorical Synthesis"},
			{"transitions", "Transitions"},
		}},
	}},
	{Math, "Math", 35, 20, 2, 5, []Domain{
		{"algebra", "Algebra", .35, 13, 15, []Leaf{
			{"linear-equations-in-one-variable", "Linear equations in one variable"},
			{"linear-functions", "Linear functions"},
			{"linear-equations-in-two-variables", "Linear equations in two variables"},
			{"systems-of-two-linear-equations", "Systems of two linear equations in two variables"},
			{"linear-inequalities", "Linear inequalities in one or two variables"},
		}},
		{"advanced-math", "Advanced Math", .35, 13, 15, []Leaf{
			{"equivalent-expressions", "Equivalent expressions"},
			{"nonlinear-equations-and-systems", "Nonlinear equations in one variable and systems of equations in two variables"},
			{"nonlinear-functions", "Nonlinear functions"},
		}},
		{"problem-solving-and-data-analysis", "Problem-Solving and Data Analysis", .15, 5, 7, []Leaf{
			{"ratios-rates-proportions-and-units", "Ratios, rates, proportional relationships, and units"},
			{"percentages", "Percentages"},
			{"one-variable-data", "One-variable data: Distributions and measures of center and spread"},
			{"two-variable-data", "Two-variable data: Models and scatterplots"},
			{"probability", "Probability and conditional probability"},
			{"inference-from-sample-statistics", "Inference from sample statistics and margin of error"},
			{"evaluating-statistical-claims", "Evaluating statistical claims: Observational studies and experiments"},
		}},
		{"geometry-and-trigonometry", "Geometry and Trigonometry", .15, 5, 7, []Leaf{
			{"area-and-volume", "Area and volume"},
			{"lines-angles-and-triangles", "Lines, angles, and triangles"},
			{"right-triangles-and-trigonometry", "Right triangles and trigonometry"},
			{"circles", "Circles"},
		}},
	}},
}

// place is where a slug stands in the outline.
type place struct {
	scope irt.Scope
	name  string
	order int // of the outline read from top to bottom
}

// places finds by slug, names by what a client may write.
var places, names = readOutline()

func readOutline() (map[string]place, map[string][]irt.Scope) {
	bySlug, byName := map[string]place{}, map[string][]irt.Scope{}
	add := func(slug, name string, s irt.Scope) {
		bySlug[slug] = place{s, name, len(bySlug)}
		byName[spelling(slug)] = []irt.Scope{s}
		byName[spelling(name)] = []irt.Scope{s}
	}
	var both []irt.Scope
	for _, s := range Sections {
		scope := irt.Scope{Section: s.Slug}
		both = append(both, scope)
		add(s.Slug, s.Name, scope)
		for _, d := range s.Domains {
			scope.Domain, scope.Skill = d.Slug, ""
			add(d.Slug, d.Name, scope)
			for _, k := range d.Skills {
				scope.Skill = k.Slug
				add(k.Slug, k.Name, scope)
			}
		}
	}
	byName["both"] = both
	byName["r and w"] = both[:1]
	return bySlug, byName
}

// spelling brings what a client wrote to one form: lower case, "&" as "and",
// words apart by one space.
func spelling(text string) string {
	text = strings.ReplaceAll(strings.ToLower(text), "&", " and ")
	return strings.Join(strings.FieldsFunc(text, func(r rune) bool {
		return !(r >= 'a' && r <= 'z' || r >= '0' && r <= '9')
	}), " ")
}

// Scope resolves what a client calls a "domain" or a section: a section, domain
// or skill by slug or name, in any case; "Both" gives both sections, and skills
// joined by + these skills. It is one scope but for that. A fault (Invalid) names
// the valid values.
func Scope(text string) ([]irt.Scope, error) {
	if scopes, ok := names[spelling(text)]; ok {
		return slices.Clone(scopes), nil
	}
	if strings.Contains(text, SkillsJoin) {
		return severalSkills(text)
	}
	var valid []string
	for _, s := range Sections {
		valid = append(valid, s.Name)
		for _, d := range s.Domains {
			valid = append(valid, d.Name)
			for _, k := range d.Skills {
				valid = append(valid, k.Name)
			}
		}
	}
	return nil, fault.At("domain", "There is no such section, domain or skill. Valid are: Both; %s.", strings.Join(valid, "; "))
}

// SkillsJoin stands between the skills of a scope that is several of them.
const SkillsJoin = "+"

func severalSkills(text string) (list []irt.Scope, err error) {
	for part := range strings.SplitSeq(text, SkillsJoin) {
		scopes := names[spelling(part)]
		if len(scopes) != 1 || scopes[0].Skill == "" {
			return nil, fault.At("domain", "Only skills can be joined by +, and %.60q is none.", part)
		}
		if slices.Contains(list, scopes[0]) {
			return nil, fault.At("domain", "The skill %.60q is there twice.", part)
		}
		list = append(list, scopes[0])
	}
	return list, nil
}

// Name returns the official name of a section, domain or skill, or the slug
// itself where there is none.
func Name(slug string) string {
	if p, ok := places[slug]; ok {
		return p.name
	}
	return slug
}

// Place returns the scope of a section's, domain's or skill's slug.
func Place(slug string) (irt.Scope, bool) {
	p, ok := places[slug]
	return p.scope, ok
}

// Budget is the time that a question of a section has in the test: the module's
// minutes over its questions; a minute where there is no such section.
func Budget(section string) time.Duration {
	s, ok := FindSection(section)
	if !ok {
		return time.Minute
	}
	return time.Duration(s.Minutes) * time.Minute / time.Duration(s.Operational+s.Pretest)
}

// FindSection returns the outline of a section by slug.
func FindSection(slug string) (Section, bool) {
	for _, s := range Sections {
		if s.Slug == slug {
			return s, true
		}
	}
	return Section{}, false
}

// Shares returns what practice in scopes is balanced by: the domains of each
// section with their blueprint shares; a domain or skill stands for itself.
func Shares(scopes ...irt.Scope) map[irt.Scope]float64 {
	shares := map[irt.Scope]float64{}
	for _, s := range scopes {
		if s.Domain != "" {
			shares[s] = 1
			continue
		}
		section, _ := FindSection(s.Section)
		for _, d := range section.Domains {
			shares[irt.Scope{Section: s.Section, Domain: d.Slug}] = d.Share
		}
	}
	return shares
}
