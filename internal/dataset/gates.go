package dataset

import (
	"context"
	"fmt"
	"math"
	"runtime"
	"slices"
	"strings"

	"golang.org/x/sync/errgroup"

	"satprep/internal/fault"
)

// A Threshold says how much of what a gate counts is too much, and what then.
type Threshold struct {
	Limit float64 `yaml:"limit"`
	Then  string  `yaml:"then"` // stop, warn
}

// What a gate does where its limit is passed.
const (
	Stop = "stop"
	Warn = "warn"
)

// Gates are the thresholds of a recipe. Where one is left out the default
// stands.
type Gates struct {
	ImpossibleTimes   Threshold `yaml:"impossible_times"`
	NotReachedScored  Threshold `yaml:"not_reached_scored"`
	RapidGuessing     Threshold `yaml:"rapid_guessing"`
	PersonMisfit      Threshold `yaml:"person_misfit"`
	Duplicates        Threshold `yaml:"duplicates"`
	NearDuplicateTalk Threshold `yaml:"near_duplicate_talk"`
	SplitLeakage      Threshold `yaml:"split_leakage"`
	Contamination     Threshold `yaml:"contamination"`
	FittedOnTest      Threshold `yaml:"fitted_on_test"`
	SmallCells        Threshold `yaml:"small_cells"`
	FewLearners       Threshold `yaml:"few_learners"`
	PlantedPII        Threshold `yaml:"planted_pii"`
	NamesLeft         Threshold `yaml:"names_left"`
	SchemaDrift       Threshold `yaml:"schema_drift"`
}

func defaultGates() Gates {
	return Gates{
		ImpossibleTimes: Threshold{.001, Stop}, NotReachedScored: Threshold{0, Stop}, RapidGuessing: Threshold{.15, Warn}, PersonMisfit: Threshold{.1, Warn},
		Duplicates: Threshold{.05, Warn}, NearDuplicateTalk: Threshold{.2, Warn}, SplitLeakage: Threshold{0, Stop}, Contamination: Threshold{0, Stop},
		FittedOnTest: Threshold{0, Warn}, SmallCells: Threshold{0, Stop}, FewLearners: Threshold{0, Stop}, PlantedPII: Threshold{.05, Stop},
		NamesLeft: Threshold{0, Stop}, SchemaDrift: Threshold{0, Warn},
	}
}

// A gate looks at what was made and returns one number, which is too much above
// the threshold's limit.
type gate struct {
	name      string
	about     string
	threshold func(*Gates) *Threshold
	look      func(context.Context, *inspection) (value float64, detail string, err error)
	earlier   bool // it compares with the release before
}

// gates are all of them, in the order of the report. Each looks for itself:
// none sees what another found.
var gates = []gate{
	{"impossible_times", "Share of records whose times cannot be: negative, over a day for one question, made after they were received, or looked at for longer than they took.",
		func(g *Gates) *Threshold { return &g.ImpossibleTimes }, impossibleTimes, false},
	{"not_reached_scored", "Questions that were never on screen and have a correctness all the same.",
		func(g *Gates) *Threshold { return &g.NotReachedScored }, notReachedScored, false},
	{"rapid_guessing", "Share of answers flagged as rapid guesses.",
		func(g *Gates) *Threshold { return &g.RapidGuessing }, rapidGuessing, false},
	{"person_misfit", "Share of learners with 20 answers or more whose pattern does not fit the model: l_z below -2.33 (Drasgow, Levine & Williams 1985).",
		func(g *Gates) *Threshold { return &g.PersonMisfit }, personMisfit, false},
	{"duplicates", "Share of rows of the text configs whose prompt and completion stand there already.",
		func(g *Gates) *Threshold { return &g.Duplicates }, duplicates, false},
	{"near_duplicate_talk", "Share of tutor replies beside the built-in tutor's that nearly equal one of another conversation (MinHash, Jaccard .8).",
		func(g *Gates) *Threshold { return &g.NearDuplicateTalk }, nearDuplicateTalk, false},
	{"split_leakage", "Learners, or families, that stand in more than one split of a config that keeps them apart.",
		func(g *Gates) *Threshold { return &g.SplitLeakage }, splitLeakage, false},
	{"contamination", "Rows of a test split whose text stands in the training split, of this release or of the one before.",
		func(g *Gates) *Threshold { return &g.Contamination }, contamination, true},
	{"fitted_on_test", "Parameter sets in it that were fitted on answers, which may be those of learners of the test split.",
		func(g *Gates) *Threshold { return &g.FittedOnTest }, fittedOnTest, false},
	{"small_cells", "Learners who share age band and device class with fewer than k-1 others.",
		func(g *Gates) *Threshold { return &g.SmallCells }, smallCells, false},
	{"few_learners", "Learners that a public release has too few, of 50.",
		func(g *Gates) *Threshold { return &g.FewLearners }, fewLearners, false},
	{"planted_pii", "Share of personal data, planted into the words of this very dataset, that its redaction misses.",
		func(g *Gates) *Threshold { return &g.PlantedPII }, plantedPII, false},
	{"names_left", "Whole names of the instance's people in the words that leave, and in what the recipe says of itself.",
		func(g *Gates) *Threshold { return &g.NamesLeft }, namesLeft, false},
	{"schema_drift", "Configs whose columns are others than in the release before.",
		func(g *Gates) *Threshold { return &g.SchemaDrift }, schemaDrift, true},
}

func (g *Gates) check() error {
	for _, x := range gates {
		t := x.threshold(g)
		if t.Then != Stop && t.Then != Warn {
			return fault.At("gates."+x.name, "A gate that is passed stops the build or warns: then is stop or warn, and its limit a number.")
		}
		if !(t.Limit >= 0) || math.IsInf(t.Limit, 0) {
			return fault.At("gates."+x.name, "The limit of a gate is a number, 0 or more.")
		}
	}
	return nil
}

// guards are the gates that keep a public release from telling who somebody is. An
// internal one may loosen them; what the public reads may not.
var guards = []string{"small_cells", "few_learners", "planted_pii", "names_left"}

// keepGuards refuses looser guards than the usual ones.
func (g *Gates) keepGuards() error {
	usual := defaultGates()
	for _, x := range gates {
		if t, limit := x.threshold(g), x.threshold(&usual).Limit; slices.Contains(guards, x.name) && (t.Then != Stop || t.Limit > limit) {
			return fault.At("gates."+x.name, "A public release has this gate as it is: its limit is at most %v, and then is stop.", limit)
		}
	}
	return nil
}

// A Finding is what a gate found.
type Finding struct {
	Gate    string  `json:"gate"`
	About   string  `json:"about"`
	Value   float64 `json:"value"`
	Limit   float64 `json:"limit"`
	Then    string  `json:"then"`
	Verdict string  `json:"verdict"` // passed, warned, stopped
	Detail  string  `json:"detail,omitempty"`
	Missing bool    `json:"missing,omitempty"` // the package of the release before was not there to compare with
}

// The verdicts.
const (
	Passed  = "passed"
	Warned  = "warned"
	Stopped = "stopped"
)

// inspect lets every gate look. One that stops is an error that says what all
// of those found that stopped; the others are in the report.
func (b *Build) inspect(ctx context.Context, dir string, s *Sheet) (list []Finding, err error) {
	in := &inspection{build: b, dir: dir, sheet: s}
	if err := in.read(ctx); err != nil {
		return nil, err
	}
	list = make([]Finding, len(gates))
	var group errgroup.Group
	group.SetLimit(runtime.GOMAXPROCS(0))
	for i, g := range gates {
		group.Go(func() (err error) {
			b.step("gates", int64(i), int64(len(gates)))
			t := g.threshold(&b.recipe.Gates)
			f := Finding{Gate: g.name, About: g.about, Limit: t.Limit, Then: t.Then, Verdict: Passed}
			if f.Value, f.Detail, err = g.look(ctx, in); err != nil {
				return fmt.Errorf("gate %s: %w", g.name, err)
			}
			if g.earlier && in.earlier.missing != "" {
				f.Missing, f.Detail = true, strings.TrimPrefix(f.Detail+"; "+in.earlier.missing, "; ")
			}
			list[i] = f
			return nil
		})
	}
	if err := group.Wait(); err != nil {
		return nil, err
	}
	if b.again != nil {
		for i, g := range gates {
			if g.earlier {
				b.again.carry(in, &list[i])
			}
		}
	}
	var stopped []string
	for i := range list {
		f := &list[i]
		if f.Value <= f.Limit {
			continue
		}
		f.Verdict = Warned
		if f.Then == Stop {
			f.Verdict = Stopped
			stopped = append(stopped, fmt.Sprintf("%s is %.4g and may be at most %.4g (%s)", f.Gate, f.Value, f.Limit, strings.TrimSuffix(f.About, ".")))
		}
	}
	if len(stopped) > 0 {
		return list, fault.New(fault.Conflict, "The dataset was not made, because of what the quality gates found: %s.", strings.Join(stopped, "; "))
	}
	return list, nil
}

// publicLearners is how many a public release has at least.
const publicLearners = 50

func smallCells(_ context.Context, in *inspection) (float64, string, error) {
	k := in.sheet.K
	return float64(in.alone(k.K)), fmt.Sprintf("smallest group %d, k %d", k.After, k.K), nil
}

func fewLearners(_ context.Context, in *inspection) (float64, string, error) {
	n := in.sheet.Release.Learners
	if in.build.recipe.Audience != Public {
		return 0, fmt.Sprintf("%d learners; the release is internal", n), nil
	}
	return float64(max(0, publicLearners-n)), fmt.Sprintf("%d learners", n), nil
}

// sortedKeys orders what a detail lists.
func sortedKeys(m map[string]int) string {
	keys := sorted(m)
	keys = slices.DeleteFunc(keys, func(k string) bool { return m[k] == 0 })
	for i, k := range keys {
		keys[i] = fmt.Sprintf("%s %d", k, m[k])
	}
	return strings.Join(keys, ", ")
}
