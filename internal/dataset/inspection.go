package dataset

import (
	"context"
	"fmt"
	"strings"

	"satprep/internal/interaction"
	"satprep/internal/irt"
	"satprep/internal/near"
	"satprep/internal/question"
	"satprep/internal/redact"
)

// An inspection is what the gates look at: counts from one reading of the
// stage, and the files of the package.
type inspection struct {
	build *Build
	dir   string
	sheet *Sheet

	records    int
	badTimes   map[string]int
	notReached int
	answers    int
	rapid      int
	fitted     int // learners with enough answers
	misfit     int
	params     map[string]bool // parameter sets
	talk       *near.Texts     // replies, of conversations so far
	replies    int
	nearly     int
	samples    []string          // words to plant into
	left       int               // whole names that are still there
	cells      map[[2]string]int // learners by what leaves of their quasi-identifiers
	names      *redact.Redactor
	wholes     map[string]bool // the names that it knows, in lower case
	tables     itemTables
	earlier    earlier
}

// maxTalk bounds how many replies are compared, which bounds their memory.
const maxTalk = 100_000

// maxSamples is how many texts personal data are planted into.
const maxSamples = 200

// read goes through the stage once.
func (in *inspection) read(ctx context.Context) error {
	in.badTimes, in.params, in.talk = map[string]int{}, map[string]bool{}, near.NewTexts()
	in.cells, in.tables = map[[2]string]int{}, itemTables{}
	if err := in.readRoster(ctx); err != nil {
		return err
	}
	if err := in.readEarlier(ctx); err != nil {
		return err
	}
	return eachLearner(ctx, in.build.stage(), func(l *Learner) error {
		for i := range l.Events {
			in.event(&l.Events[i])
		}
		return nil
	}, func(l *Learner) error {
		in.fit(l)
		in.cells[[2]string{l.AgeBand, l.Device}]++
		return nil
	})
}

// readRoster makes the names ready again: a build that was taken up has not
// staged anything itself.
func (in *inspection) readRoster(ctx context.Context) error {
	roster, err := in.build.roster(ctx)
	if err != nil {
		return err
	}
	var whole []string
	in.wholes = map[string]bool{}
	for _, n := range roster.Names {
		if len(strings.Fields(n)) > 1 { // one word alone may be an ordinary one
			whole = append(whole, n)
			in.wholes[strings.ToLower(n)] = true
		}
	}
	in.names = redact.New(redact.Roster{Names: whole, IDs: roster.IDs}).Structured()
	if in.build.redactor == nil {
		in.build.redactor = redact.New(roster)
	}
	return nil
}

const day = 24 * 60 * 60 * 1000 // ms

func (in *inspection) event(e *Event) {
	in.records++
	bad := func(why string, is bool) {
		if is {
			in.badTimes[why]++
		}
	}
	spent := e.TimeMS
	bad("negative", spent.Valid && spent.V < 0 || e.FirstMS.Valid && e.FirstMS.V < 0 || e.MonoMS.Valid && e.MonoMS.V < 0)
	bad("over a day", spent.Valid && spent.V > day)
	bad("made later than received", !e.MadeAt.IsZero() && e.MadeAt.Sub(e.At).Milliseconds() > day)
	bad("visible for longer than spent", spent.Valid && e.VisibleMS.Valid && e.VisibleMS.V > spent.V+1000)
	if e.State == interaction.NotReached && e.Correct.Valid {
		in.notReached++
	}
	if e.Params != "" {
		in.params[e.Params] = true
	}
	if e.Scored() {
		in.answers++
		if e.Answering != nil && e.Answering.Rapid {
			in.rapid++
		}
	}
	if t := e.Turn; t != nil {
		for _, text := range []string{t.Raw, t.Instead, t.Work, spoken.Replace(t.ModelAsked), spoken.Replace(t.ModelGave)} {
			in.left += in.whole(text)
		}
		for _, m := range t.Messages {
			in.left += in.whole(m.Content)
		}
	}
	if e.Query == "" && e.Response == "" {
		return
	}
	for _, text := range []string{e.Query, e.Response} {
		in.left += in.whole(text)
		if len(in.samples) < maxSamples && len(text) > 20 {
			in.samples = append(in.samples, text)
		}
	}
	// The built-in tutor says the same to everybody, by design.
	if e.Turn != nil && e.Turn.Source != "builtin" && e.Turn.Source != "cache" && in.replies < maxTalk {
		in.replies++
		if in.talk.Has(e.Response) {
			in.nearly++
		}
		in.talk.Add(e.Response)
	}
}

// spoken makes words of a model's name, which may tell whose it is: it leaves as its
// server gave it.
var spoken = strings.NewReplacer("-", " ", "_", " ", ":", " ", "/", " ", ".", " ")

// whole counts whole names of the roster in a text.
func (in *inspection) whole(text string) (n int) {
	for _, s := range in.names.Append(nil, text, nil) {
		t := text[s.Start:s.End]
		if s.Type == redact.Person && in.wholes[strings.ToLower(strings.TrimSuffix(t, "'s"))] || s.Type == redact.ID && !strings.HasPrefix(t, "[") { // a part of a name may be an ordinary word
			n++
		}
	}
	return n
}

// fitAnswers is how many answers a pattern needs to be judged.
const fitAnswers = 20

// misfitBelow is where l_z speaks of misfit: 1 in 100 of those who fit.
const misfitBelow = -2.33

// fit judges a learner's pattern of answers, at the expected θ.
func (in *inspection) fit(l *Learner) {
	var items []irt.Params
	var right []bool
	var evidence irt.Evidence
	for i := range l.Events {
		e := &l.Events[i]
		if e.FirstUnaided() && e.Answering.Item != nil {
			p := irt.Params{A: e.Answering.Item.A, B: e.Answering.Item.B, C: e.Answering.Item.C}
			if p.Valid() {
				items, right = append(items, p), append(right, e.Correct.V)
				evidence.Add(in.tables.of(p), e.Correct.V)
			}
		}
	}
	if len(items) < fitAnswers {
		return
	}
	in.fitted++
	if theta, _ := evidence.Posterior(0, 1); irt.LZ(items, right, theta) < misfitBelow { // NaN, from items that tell nothing, is not below
		in.misfit++
	}
}

// alone counts learners in cells of fewer than k.
func (in *inspection) alone(k int) (n int) {
	for _, c := range in.cells {
		if c < k {
			n += c
		}
	}
	return n
}

func share(n, of int) float64 {
	if of == 0 {
		return 0
	}
	return float64(n) / float64(of)
}

func impossibleTimes(_ context.Context, in *inspection) (float64, string, error) {
	n := 0
	for _, k := range in.badTimes {
		n += k
	}
	return share(n, in.records), sortedKeys(in.badTimes), nil
}

func notReachedScored(_ context.Context, in *inspection) (float64, string, error) {
	return float64(in.notReached), "", nil
}

func rapidGuessing(_ context.Context, in *inspection) (float64, string, error) {
	return share(in.rapid, in.answers), fmt.Sprintf("%d of %d answers", in.rapid, in.answers), nil
}

func personMisfit(_ context.Context, in *inspection) (float64, string, error) {
	return share(in.misfit, in.fitted), fmt.Sprintf("%d of %d learners with %d answers or more", in.misfit, in.fitted, fitAnswers), nil
}

func nearDuplicateTalk(_ context.Context, in *inspection) (float64, string, error) {
	return share(in.nearly, in.replies), fmt.Sprintf("%d of %d replies", in.nearly, in.replies), nil
}

func namesLeft(_ context.Context, in *inspection) (float64, string, error) {
	n := in.recipeNames()
	return float64(in.left + n), sortedKeys(map[string]int{"in the recipe": n}), nil
}

// recipeNames counts whole names in what the author of the recipe wrote, which is
// on the card and in the names of files as it stands.
func (in *inspection) recipeNames() (n int) {
	r := in.build.recipe
	texts := []string{r.Title, r.Description, r.License, strings.ReplaceAll(r.Name, "-", " ")}
	if r.Review != nil {
		texts = append(texts, r.Review.By)
	}
	for _, t := range texts {
		n += in.whole(t)
	}
	return n
}

// fittedOnTest counts parameter sets that hold calibrated questions.
func fittedOnTest(ctx context.Context, in *inspection) (float64, string, error) {
	if in.build.service.ParamSet == nil {
		return 0, "", nil
	}
	n := 0
	for set := range in.params {
		params, err := in.build.service.ParamSet(ctx, set)
		if err != nil {
			continue // of another instance, or made by hand: nothing is known of it
		}
		for _, p := range params {
			if p.Source == question.Calibrated {
				n++
				break
			}
		}
	}
	return float64(n), fmt.Sprintf("%d parameter sets", len(in.params)), nil
}
