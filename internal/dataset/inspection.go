package dataset

import (
	"context"
	"encoding/json"
	"fmt"
	"hash/maphash"
	"math"
	"path/filepath"
	"slices"
	"strings"

	"satprep/internal/interaction"
	"satprep/internal/irt"
	"satprep/internal/near"
	"satprep/internal/question"
	"satprep/internal/redact"
	"satprep/internal/table"
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
}

// maxTalk bounds how many replies are compared, which bounds their memory.
const maxTalk = 100_000

// maxSamples is how many texts personal data are planted into.
const maxSamples = 200

// read goes through the stage once.
func (in *inspection) read(ctx context.Context) error {
	in.badTimes, in.params, in.talk = map[string]int{}, map[string]bool{}, near.NewTexts()
	in.cells = map[[2]string]int{}
	if err := in.readRoster(ctx); err != nil {
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
	roster, err := in.build.service.Accounts.Roster(ctx, in.build.asOf)
	if err != nil {
		return err
	}
	whole := roster.Names[:0]
	for _, n := range roster.Names {
		if len(strings.Fields(n)) > 1 { // one word alone may be an ordinary one
			whole = append(whole, n)
		}
	}
	in.names = redact.New(redact.Roster{IDs: append(whole, roster.IDs...)}).Structured()
	if in.build.redactor == nil {
		in.build.redactor = redact.New(redact.Roster{Names: roster.Names, IDs: roster.IDs})
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

// whole counts whole names of the roster in a text.
func (in *inspection) whole(text string) (n int) {
	for _, s := range in.names.Append(nil, text, nil) {
		if s.Type == redact.Person || s.Type == redact.ID {
			if t := text[s.Start:s.End]; !strings.HasPrefix(t, "[") {
				n++
			}
		}
	}
	return n
}

// fitAnswers is how many answers a pattern needs to be judged.
const fitAnswers = 20

// misfitBelow is where l_z speaks of misfit: 1 in 100 of those who fit.
const misfitBelow = -2.33

// fit judges a learner's pattern of answers.
func (in *inspection) fit(l *Learner) {
	var items []irt.Params
	var right []bool
	for i := range l.Events {
		e := &l.Events[i]
		if e.FirstUnaided() && e.Answering.Item != nil {
			p := irt.Params{A: e.Answering.Item.A, B: e.Answering.Item.B, C: e.Answering.Item.C}
			if p.Valid() {
				items, right = append(items, p), append(right, e.Correct.V)
			}
		}
	}
	if len(items) < fitAnswers {
		return
	}
	in.fitted++
	if personFit(items, right) < misfitBelow {
		in.misfit++
	}
}

// personFit is l_z: the log-likelihood of a pattern at the estimate of its θ,
// standardised by what the model expects (Drasgow, Levine & Williams 1985,
// equations 4 to 6).
func personFit(items []irt.Params, right []bool) float64 {
	theta, _ := irt.EAP(items, right, 0, 1)
	var got, expected, variance float64
	for i, p := range items {
		q := p.P(theta)
		lr, lw := math.Log(q), math.Log1p(-q)
		if right[i] {
			got += lr
		} else {
			got += lw
		}
		expected += q*lr + (1-q)*lw
		variance += q * (1 - q) * (lr - lw) * (lr - lw)
	}
	if variance == 0 {
		return 0
	}
	return (got - expected) / math.Sqrt(variance)
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
	return float64(in.left), "", nil
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

// eachText calls fn with prompt and completion of every row of a text config.
func eachText(path string, schema *table.Schema, fn func(prompt, completion []byte)) error {
	p, c := textColumns(schema)
	if p == nil && c == nil {
		return nil
	}
	var only []string
	for _, i := range slices.Concat(p, c) {
		only = append(only, schema.Columns()[i].Name)
	}
	return eachBatch(path, func(_ *table.Schema, b *table.Batch) error {
		var prompt, completion []byte
		for n := range b.Rows() {
			prompt, completion = prompt[:0], completion[:0]
			for _, i := range p {
				prompt = appendText(prompt, b.Col(i), n)
			}
			for _, i := range c {
				completion = appendText(completion, b.Col(i), n)
			}
			fn(prompt, completion)
		}
		return nil
	}, only...)
}

// textColumns are what is asked and what is answered, by the names that trainers
// know.
func textColumns(s *table.Schema) (prompt, completion []int) {
	for _, name := range []string{"messages", "prompt", "history"} {
		if i, ok := s.Index(name); ok {
			prompt = append(prompt, i)
		}
	}
	for _, name := range []string{"completion", "chosen", "rejected", "tutor", "human"} {
		if i, ok := s.Index(name); ok {
			completion = append(completion, i)
		}
	}
	return prompt, completion
}

// appendText appends all text of a value.
func appendText(b []byte, v *table.Vector, n int) []byte {
	if v.IsNull(n) {
		return b
	}
	switch v.Kind() {
	case table.KindString, table.KindJSON:
		b = append(append(b, v.TextAt(n)...), 0)
	case table.KindList:
		from, to := v.ListAt(n)
		for i := from; i < to; i++ {
			b = appendText(b, v.Item(), i)
		}
	case table.KindStruct:
		for f := range v.Fields() {
			b = appendText(b, v.Field(f), n)
		}
	}
	return b
}

var seed = maphash.MakeSeed()

// duplicates counts rows that stand in their config already.
func duplicates(_ context.Context, in *inspection) (float64, string, error) {
	rows, twice := 0, map[string]int{}
	total := 0
	for _, c := range in.sheet.Configs {
		if !c.Shape.Text {
			continue
		}
		seen := map[uint64]struct{}{}
		for _, f := range c.Files {
			if f.Kind != string(table.Parquet) {
				continue
			}
			err := eachText(filepath.Join(in.dir, filepath.FromSlash(f.Path)), c.Shape.Schema, func(prompt, completion []byte) {
				rows++
				h := maphash.Bytes(seed, append(append(append([]byte(nil), prompt...), 1), completion...))
				if _, ok := seen[h]; ok {
					twice[c.Shape.Name]++
					total++
				}
				seen[h] = struct{}{}
			})
			if err != nil {
				return 0, "", err
			}
		}
	}
	return share(total, rows), sortedKeys(twice), nil
}

// contamination looks for the text of test rows among those of training, in
// this package and in that of the release before where it still lies there.
func contamination(ctx context.Context, in *inspection) (float64, string, error) {
	found := map[string]int{}
	before, ok, err := in.build.service.before(ctx, &in.build.release)
	if err != nil {
		return 0, "", err
	}
	earlier := map[string]map[Split][]string{}
	if ok {
		if tables, err := tablesOf(before.Folder); err == nil { // else it was taken away
			earlier = tables
		}
	}
	total := 0
	for _, c := range in.sheet.Configs {
		if !c.Shape.Text && c.Shape.Key != ByFamilyKey {
			continue
		}
		test := map[uint64]bool{}
		for _, f := range c.Files {
			if f.Split == Test && f.Kind == string(table.Parquet) {
				err := eachText(filepath.Join(in.dir, filepath.FromSlash(f.Path)), c.Shape.Schema, func(prompt, completion []byte) {
					test[maphash.Bytes(seed, append(append([]byte(nil), prompt...), completion...))] = true
				})
				if err != nil {
					return 0, "", err
				}
			}
		}
		look := func(path, what string, schema *table.Schema) error {
			return eachText(path, schema, func(prompt, completion []byte) {
				if test[maphash.Bytes(seed, append(append([]byte(nil), prompt...), completion...))] {
					found[c.Shape.Name+what]++
					total++
				}
			})
		}
		for _, f := range c.Files {
			if f.Split == Train && f.Kind == string(table.Parquet) {
				if err := look(filepath.Join(in.dir, filepath.FromSlash(f.Path)), "", c.Shape.Schema); err != nil {
					return 0, "", err
				}
			}
		}
		// An authored reply may come back for another learner; only what is split by
		// family stands in one split for ever.
		if c.Shape.Key != ByFamilyKey {
			continue
		}
		for _, path := range earlier[c.Shape.Name][Train] {
			if err := look(path, " before", c.Shape.Schema); err != nil {
				found[c.Shape.Name+" before: not readable"] = 0
			}
		}
	}
	return float64(total), sortedKeys(found), nil
}

// splitLeakage reads the column that a config's splits keep apart.
func splitLeakage(_ context.Context, in *inspection) (float64, string, error) {
	found := map[string]int{}
	total := 0
	for _, c := range in.sheet.Configs {
		if c.Shape.Schema == nil {
			continue
		}
		if c.Shape.Name == interactionsShape.Name {
			n, err := in.heldWords(c)
			if err != nil {
				return 0, "", err
			}
			if n > 0 {
				found[c.Shape.Name+": words about families held out"] = n
				total += n
			}
		}
		column, key := keyColumn(c.Shape)
		if key == nil {
			continue
		}
		where := map[string]Split{}
		for _, f := range c.Files {
			if f.Kind != string(table.Parquet) {
				continue
			}
			err := eachBatch(filepath.Join(in.dir, filepath.FromSlash(f.Path)), func(_ *table.Schema, b *table.Batch) error {
				for n := range b.Rows() {
					k := string(key(b).TextAt(n))
					was, ok := where[k]
					if !ok {
						where[k] = f.Split
					} else if was != f.Split {
						found[c.Shape.Name]++
						total++
					}
				}
				return nil
			}, column)
			if err != nil {
				return 0, "", err
			}
		}
	}
	return float64(total), sortedKeys(found), nil
}

// heldWords counts rows of train and validation that hold words about a question
// whose family is held out for test. It reads the files.
func (in *inspection) heldWords(c Described) (n int, err error) {
	bank, names, shares := in.build.bank, in.build.names, in.build.recipe.Split
	families := map[string]bool{} // of questions and versions: held out
	held := func(id, version string) bool {
		is, ok := families[id+"\x00"+version]
		if !ok {
			is = heldFamily(bank, func(family string) Split { return names.split("family", []byte(family), shares) }, id, version)
			families[id+"\x00"+version] = is
		}
		return is
	}
	for _, f := range c.Files {
		if f.Kind != string(table.Parquet) || f.Split == Test {
			continue
		}
		err := eachBatch(filepath.Join(in.dir, filepath.FromSlash(f.Path)), func(s *table.Schema, b *table.Batch) error {
			column := func(name string) *table.Vector {
				i, _ := s.Index(name)
				return b.Col(i)
			}
			question, stimulus, query, response, turn := column("question"), column("stimulus"), column("query"), column("response"), column("turn")
			text := func(v *table.Vector, i int) string {
				if v.IsNull(i) {
					return ""
				}
				return string(v.TextAt(i))
			}
			for i := range b.Rows() {
				var t struct {
					Asks        string    `json:"asks"`
					AsksVersion string    `json:"asks_version"`
					Raw         string    `json:"raw"`
					Instead     string    `json:"instead"`
					Work        string    `json:"work"`
					Messages    []Message `json:"messages"`
				}
				if !turn.IsNull(i) {
					if err := json.Unmarshal(turn.TextAt(i), &t); err != nil {
						return err
					}
				}
				words := !query.IsNull(i) || !response.IsNull(i) || t.Raw != "" || t.Instead != "" || t.Work != "" || len(t.Messages) > 0
				if words && (held(text(question, i), text(stimulus, i)) || held(t.Asks, t.AsksVersion) || slices.ContainsFunc([]string{text(query, i), text(response, i), t.Raw, t.Instead, t.Work}, in.build.heldText().tells)) {
					n++
				}
			}
			return nil
		}, "question", "stimulus", "query", "response", "turn")
		if err != nil {
			return 0, err
		}
	}
	return n, nil
}

// keyColumn finds the column that a config's splits keep apart, and its values:
// learner, or family, which may stand in extra_info. nil where there is none.
func keyColumn(s Shape) (column string, values func(*table.Batch) *table.Vector) {
	name := "learner"
	if s.Key == ByFamilyKey {
		name = "family"
	}
	if i, ok := s.Schema.Index(name); ok {
		return name, func(b *table.Batch) *table.Vector { return b.Col(i) }
	}
	const more = "extra_info"
	i, ok := s.Schema.Index(more)
	if !ok {
		return "", nil
	}
	f := slices.IndexFunc(s.Schema.Columns()[i].Type.Fields(), func(c table.Column) bool { return c.Name == name })
	if f < 0 {
		return "", nil
	}
	return more, func(b *table.Batch) *table.Vector { return b.Col(i).Field(f) }
}

// schemaDrift compares with the schemas that the release before wrote down.
func schemaDrift(ctx context.Context, in *inspection) (float64, string, error) {
	before, ok, err := in.build.service.before(ctx, &in.build.release)
	if err != nil || !ok {
		return 0, "", err
	}
	tables, err := tablesOf(before.Folder)
	if err != nil {
		return 0, "the package of the release before is no longer where it was made", nil
	}
	drift := map[string]int{}
	for _, c := range in.sheet.Configs {
		files := tables[c.Shape.Name][Train]
		if len(files) == 0 || c.Shape.Schema == nil {
			continue
		}
		was, err := schemaOf(files[0])
		if err != nil {
			return 0, "", err
		}
		if was.Digest() != c.Shape.Schema.Digest() {
			drift[c.Shape.Name]++
		}
	}
	return float64(len(drift)), sortedKeys(drift), nil
}
