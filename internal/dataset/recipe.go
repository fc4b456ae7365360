package dataset

import (
	"bytes"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"fmt"
	"io/fs"
	"math"
	"path"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/lexer"
	"github.com/goccy/go-yaml/token"

	"satprep/internal/fault"
	"satprep/internal/interaction"
	"satprep/internal/question"
)

// A Recipe says what a dataset holds. Its file format is YAML, its schema
// docs/formats/recipe.schema.json; a field that is not in the schema is an
// error, because a misspelled filter would let through what was to stay out.
type Recipe struct {
	Name        string   `yaml:"name"`
	Title       string   `yaml:"title"`
	Description string   `yaml:"description"`
	License     string   `yaml:"license"`
	Purpose     string   `yaml:"purpose"`  // that subject and author agreed to: research_export, ai_training
	Audience    string   `yaml:"audience"` // internal, public
	Configs     []string `yaml:"configs"`
	Origins     []string `yaml:"origins"` // real unless said otherwise
	Seed        int64    `yaml:"seed"`
	Filter      Filter   `yaml:"filter"`
	Split       Shares   `yaml:"split"`
	Privacy     Privacy  `yaml:"privacy"`
	Outcome     Outcome  `yaml:"outcome"`
	Gates       Gates    `yaml:"gates"`
	Review      *Review  `yaml:"review"` // of free text, by a person
}

// A Filter leaves records out. An empty field filters nothing.
type Filter struct {
	Since       string   `yaml:"since"` // RFC 3339: received at or after
	Until       string   `yaml:"until"` // RFC 3339: received before
	Sections    []string `yaml:"sections"`
	Skills      []string `yaml:"skills"`
	Modes       []string `yaml:"modes"`        // practice, diagnostic, full_test, review, tutor
	MinRecords  int      `yaml:"min_records"`  // of a learner
	MinAnswers  int      `yaml:"min_answers"`  // of a learner
	AgeBands    []string `yaml:"age_bands"`    // at the time of the record
	ScreenKinds bool     `yaml:"screen_kinds"` // also screen actions
	since       time.Time
	until       time.Time
}

// Shares are how much of the keys (learners, families) each split gets; they
// sum to 1.
type Shares struct {
	Train      float64 `yaml:"train"`
	Validation float64 `yaml:"validation"`
	Test       float64 `yaml:"test"`
}

// Privacy is how much is generalised before anything leaves.
type Privacy struct {
	K        int  `yaml:"k"`         // learners who share their quasi-identifiers, at least
	FreeText bool `yaml:"free_text"` // people's words, redacted, may leave
}

// Outcome are the windows of the outcome label (see outcome.go).
type Outcome struct {
	MinMinutes    float64 `yaml:"min_minutes"`
	MaxDays       float64 `yaml:"max_days"`
	Observational bool    `yaml:"observational"` // also where the propensity is 1
}

// A Review is a person's word that they read a sample of the free text.
type Review struct {
	By      string `yaml:"by"` // a role, never a name
	Sampled int    `yaml:"sampled"`
	Date    string `yaml:"date"`
}

// The audiences of a release.
const (
	Internal = "internal"
	Public   = "public"
)

//go:embed recipes/*.yaml
var builtIn embed.FS

// BuiltIn lists the names of the recipes that come with the program.
func BuiltIn() []string {
	files, _ := fs.Glob(builtIn, "recipes/*.yaml") // the pattern is right
	var names []string
	for _, f := range files {
		names = append(names, strings.TrimSuffix(path.Base(f), ".yaml"))
	}
	return names
}

// BuiltInRecipe returns the text of a recipe that comes with the program.
func BuiltInRecipe(name string) ([]byte, error) {
	b, err := builtIn.ReadFile("recipes/" + path.Base(name) + ".yaml")
	if err != nil {
		return nil, fault.New(fault.Missing, "There is no built-in recipe %.40q; there are %s.", name, strings.Join(BuiltIn(), ", "))
	}
	return b, nil
}

// maxRecipe bounds a recipe's text, in bytes.
const maxRecipe = 64 << 10

var nameForm = regexp.MustCompile(`^[a-z][a-z0-9]*(-[a-z0-9]+)*$`)

// ParseRecipe reads and checks a recipe. Errors name the field and what it may
// hold.
func ParseRecipe(text []byte) (_ *Recipe, err error) {
	defer fault.In(&err, "dataset.ParseRecipe")
	if len(text) > maxRecipe {
		return nil, fault.New(fault.TooLarge, "A recipe has at most %d bytes.", maxRecipe)
	}
	r := &Recipe{Audience: Internal, Origins: []string{string(interaction.Real)}, Split: Shares{.8, .1, .1}, Privacy: Privacy{K: 5},
		Outcome: Outcome{MinMinutes: 10, MaxDays: 14}, Gates: defaultGates()}
	if slices.ContainsFunc(lexer.Tokenize(string(text)), func(t *token.Token) bool { return t.Type == token.AliasType }) {
		return nil, fault.New(fault.Invalid, "A recipe has no aliases (*name): write out what is meant. A few lines of them can stand for gigabytes.")
	}
	if err := notWhole(text); err != nil {
		return nil, err
	}
	dec := yaml.NewDecoder(bytes.NewReader(text), yaml.Strict(), yaml.DisallowUnknownField())
	if err := dec.Decode(r); err != nil {
		return nil, misread(err)
	}
	var more any
	if err := dec.Decode(&more); err == nil && more != nil {
		return nil, fault.New(fault.Invalid, "The file holds more than one recipe; give each a file of its own.")
	}
	return r, r.check()
}

func (r *Recipe) check() error {
	switch {
	case !nameForm.MatchString(r.Name) || len(r.Name) > 60:
		return fault.At("name", "The name %.70q cannot be: it is lower-case letters, digits and single hyphens, at most 60, and begins with a letter, such as practice-math.", r.Name)
	case strings.TrimSpace(r.Title) == "":
		return fault.At("title", "A recipe has a title.")
	case r.Purpose != "research_export" && r.Purpose != "ai_training":
		return fault.At("purpose", "The purpose is research_export or ai_training: what the people in it must have agreed to.")
	case r.Audience != Internal && r.Audience != Public:
		return fault.At("audience", "The audience is internal or public.")
	case r.Privacy.K < 1 || r.Privacy.K > 1000:
		return fault.At("privacy.k", "k is between 1 and 1000.")
	case r.Audience == Public && r.Privacy.K < 5:
		return fault.At("privacy.k", "A public release has k of 5 or more.")
	case r.Audience == Public && r.Privacy.FreeText && (r.Review == nil || r.Review.Sampled < publicReview || r.Review.By == "" || r.Review.Date == ""):
		return fault.At("review", "A public release holds free text only after a person read %d turns of it: say so in review: by (a role), sampled, date.", publicReview)
	case r.Outcome.MinMinutes < 0 || !(r.Outcome.MaxDays > 0) || r.Outcome.MaxDays > maxWindow || r.Outcome.MinMinutes >= r.Outcome.MaxDays*24*60:
		return fault.At("outcome", "The outcome's window begins at min_minutes, 0 or later, and ends after it at max_days, at most %d.", maxWindow)
	case len(r.Configs) == 0:
		return fault.At("configs", "Name at least one config; there are %s.", strings.Join(ShapeNames(), ", "))
	}
	if _, err := time.Parse(time.DateOnly, reviewDate(r.Review)); err != nil {
		return fault.At("review.date", "The date of the review is like 2026-01-31.")
	}
	for i, c := range r.Configs {
		if slices.Contains(r.Configs[:i], c) {
			return fault.At("configs", "The config %s is named twice.", c)
		}
		s, ok := shapeNamed(c)
		if !ok {
			return fault.At("configs", "There is no config %.40q; there are %s.", c, strings.Join(ShapeNames(), ", "))
		}
		if s.Text && !r.Privacy.FreeText {
			return fault.At("configs", "The config %s is made of people's words, and privacy.free_text is false.", c)
		}
		if s.Text && r.Purpose != "ai_training" {
			return fault.At("configs", "The config %s is for training models, so the purpose must be ai_training.", c)
		}
	}
	for _, o := range r.Origins {
		if !slices.Contains([]interaction.Origin{interaction.Real, interaction.Simulated, interaction.Imported, interaction.LRS, interaction.Staff}, interaction.Origin(o)) {
			return fault.At("origins", "Origins are real, simulated, imported, lrs and staff.")
		}
	}
	if len(r.Origins) == 0 {
		return fault.At("origins", "Name at least one origin, or leave the field out for real.")
	}
	s := r.Split
	if s.Train == 0 {
		return fault.At("split", "A share of train is needed; the shares of train, validation and test sum to 1.")
	}
	if !(s.Train >= 0) || !(s.Validation >= 0) || !(s.Test >= 0) || math.Abs(s.Train+s.Validation+s.Test-1) > 1e-9 {
		return fault.At("split", "The shares of train, validation and test are 0 or more and sum to 1.")
	}
	if err := r.Filter.check(); err != nil {
		return err
	}
	if err := r.Gates.check(); err != nil || r.Audience != Public {
		return err
	}
	return r.Gates.keepGuards()
}

// WithOrigins is a recipe that lets in records of more origins, as text; the card and
// recipe.yaml of what is built from it name them. Without any it is the same text.
func WithOrigins(text []byte, origins ...string) ([]byte, error) {
	if len(origins) == 0 {
		return text, nil
	}
	r, err := ParseRecipe(text)
	if err != nil {
		return nil, err
	}
	for _, o := range origins {
		if !slices.Contains(r.Origins, o) {
			r.Origins = append(r.Origins, o)
		}
	}
	if err := r.check(); err != nil {
		return nil, err
	}
	return r.text()
}

// maxWindow bounds the outcome's window, in days.
const maxWindow = 3660

// publicReview is how many turns a person must have read before free text
// leaves to the public.
const publicReview = 200

func reviewDate(v *Review) string {
	if v == nil {
		return "2000-01-01"
	}
	return v.Date
}

func (f *Filter) check() (err error) {
	if f.Since != "" {
		if f.since, err = time.Parse(time.RFC3339, f.Since); err != nil {
			return fault.At("filter.since", "A time is like 2026-01-31T00:00:00Z.")
		}
	}
	if f.Until != "" {
		if f.until, err = time.Parse(time.RFC3339, f.Until); err != nil {
			return fault.At("filter.until", "A time is like 2026-01-31T00:00:00Z.")
		}
	}
	if f.Since != "" && f.Until != "" && !f.since.Before(f.until) {
		return fault.At("filter.until", "The filter lets nothing through: until is not after since.")
	}
	if f.MinRecords < 0 || f.MinAnswers < 0 {
		return fault.At("filter", "min_records and min_answers are 0 or more.")
	}
	for _, s := range f.Sections {
		if _, ok := question.FindSection(s); !ok {
			return fault.At("filter.sections", "Sections are rw and math.")
		}
	}
	for _, s := range f.Skills {
		scope, ok := question.Place(s)
		if !ok || scope.Skill == "" {
			return fault.At("filter.skills", "There is no skill %.60q; skills are named by their slug, such as linear-functions.", s)
		}
		if len(f.Sections) > 0 && !slices.Contains(f.Sections, scope.Section) {
			return fault.At("filter.skills", "The filter lets nothing of %s through: its section is not among filter.sections.", s)
		}
	}
	for _, m := range f.Modes {
		if !slices.Contains(modes, m) {
			return fault.At("filter.modes", "Modes are %s.", strings.Join(modes, ", "))
		}
	}
	for i, a := range f.AgeBands {
		if a == "1317" { // YAML takes 13_17 for a number, written to be read easily
			a, f.AgeBands[i] = "13_17", "13_17"
		}
		if !slices.Contains([]string{"under_13", "13_17", "18_plus"}, a) {
			return fault.At("filter.age_bands", "Age bands are under_13, 13_17 and 18_plus.")
		}
	}
	return nil
}

var modes = []string{"practice", "diagnostic", "full_test", "review", "tutor"}

// purpose is the consent that every record needs.
func (r *Recipe) purpose() interaction.Purposes {
	p, _ := interaction.Purpose(r.Purpose) // checked
	return p
}

// text is the recipe in its canonical form: every field, in the order of the
// type, defaults filled in.
func (r *Recipe) text() ([]byte, error) {
	b, err := yaml.Marshal(r)
	if err != nil {
		return nil, fmt.Errorf("encoding the recipe: %w", err)
	}
	return b, nil
}

// Digest is SHA-256 of the canonical form, hexadecimal: two files that say the
// same have the same.
func (r *Recipe) Digest() (string, error) {
	b, err := r.text()
	if err != nil {
		return "", err
	}
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:]), nil
}
