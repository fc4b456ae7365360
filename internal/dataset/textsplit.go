package dataset

import (
	"crypto/sha256"
	"math"
	"slices"

	"satprep/internal/near"
	"satprep/internal/table"
)

// A textRow is a row of a config of words, before it has a place.
type textRow struct {
	source      string
	families    []string  // of the questions it shows
	prompt      []Message // what stands before the completions
	completions []string
	good        bool // of unpaired: its label
	fill        func(r *row, unseen bool)
}

// A textSink writes rows of words. Their splits are by learner; a row of train
// leaves where its question's family is held out, or where a completion stands,
// equal or nearly, in another split. The rule of a config is rows.
type textSink struct {
	k        *Counter
	tables   *Tables
	rows     func(l *Learner, drop func(why string)) []textRow
	baseline textBaseline // nil for none
	after    func()       // at the end; may be nil
	held     *near.Texts  // completions of test and validation
	closed   closedText
	told     map[[sha256.Size]byte]bool // what closed says of a text: the same questions come again and again
	leak     leakage
	last     *Learner // the one before; they come in the order of their pseudonyms
}

// A textBaseline is fitted on the rows of train and measured on those of test.
type textBaseline interface {
	row(Split, *textRow)
	baseline() Baseline
}

// leakage are the numbers that prove the declared key.
type leakage struct {
	Key         Key           `json:"key"`
	Learners    map[Split]int `json:"learners"`
	Families    map[Split]int `json:"rows_of_held_out_families"`
	Held        int           `json:"completions_held_out"`   // different ones, of test and validation
	Compared    int           `json:"completions_compared"`   // of train
	Near        int           `json:"completions_in_common"`  // rows of train that left for them
	FamilyRows  int           `json:"family_rows_left_train"` // rows of train that left for their family
	TwoSplits   int           `json:"learners_in_two_splits"` // by their pseudonyms
	Threshold   float64       `json:"jaccard"`
	UnseenShare float64       `json:"test_rows_of_unseen_families"` // share
}

func newTextSink(k *Counter, rows func(*Learner, func(string)) []textRow) (*textSink, error) {
	t, err := k.Tables(false)
	return &textSink{k: k, tables: t, rows: rows, held: near.NewTexts(), closed: k.build.closed(), told: map[[sha256.Size]byte]bool{},
		leak: leakage{Key: k.shape.Key, Learners: map[Split]int{}, Families: map[Split]int{}, Threshold: near.Threshold}}, err
}

// Scout collects the completions that train may not hold.
func (s *textSink) Scout(l *Learner) error {
	if l.Split == Train {
		return nil
	}
	for _, row := range s.rows(l, func(string) {}) {
		if s.quotes(&row) {
			continue
		}
		for _, c := range row.completions {
			s.held.Add(c)
		}
	}
	return nil
}

// Learner writes a learner's rows.
func (s *textSink) Learner(l *Learner) error {
	any := false
	if s.last != nil && s.last.Name == l.Name && s.last.Split != l.Split {
		s.leak.TwoSplits++
	}
	s.last = &Learner{Name: l.Name, Split: l.Split}
	for _, t := range s.rows(l, s.k.Drop) {
		unseen := slices.ContainsFunc(t.families, func(f string) bool { return s.k.FamilySplit(f) == Test })
		switch {
		case s.quotes(&t):
			s.k.Drop("quotes a closed question")
			continue
		case l.Split == Train && unseen:
			s.leak.FamilyRows++
			s.k.Drop("family held out for test")
			continue
		case l.Split == Train && s.quotesHeld(&t):
			s.leak.FamilyRows++
			s.k.Drop("quotes a family held out for test")
			continue
		case l.Split == Train && slices.ContainsFunc(t.completions, s.held.Has):
			s.leak.Near++
			s.k.Drop("completion stands in another split")
			continue
		}
		if l.Split == Train {
			s.leak.Compared += len(t.completions)
		}
		if unseen {
			s.leak.Families[l.Split]++
		}
		if s.baseline != nil {
			s.baseline.row(l.Split, &t)
		}
		s.k.Count(t.source)
		any = true
		if err := s.tables.Row(l.Split, func(b *table.Batch) { t.fill(&row{b: b}, unseen) }); err != nil {
			return err
		}
	}
	if any {
		s.leak.Learners[l.Split]++
		s.k.Seen(l.Split)
	}
	return nil
}

// quotes reports whether a row holds words of a question that must not leave.
func (s *textSink) quotes(t *textRow) bool {
	return slices.ContainsFunc(t.prompt, func(m Message) bool { return s.tells(m.Content) }) || slices.ContainsFunc(t.completions, s.tells)
}

// quotesHeld reports whether a row of another family holds words of a question
// whose family is held out.
func (s *textSink) quotesHeld(t *textRow) bool {
	held := s.k.build.heldText()
	for _, m := range t.prompt {
		if m.Role != "system" && held.tells(m.Content) { // the scene is the row's own question
			return true
		}
	}
	return slices.ContainsFunc(t.completions, held.tells)
}

// maxTold bounds how many texts a sink remembers the verdict on.
const maxTold = 1 << 15

// tells is that of closed.
func (s *textSink) tells(text string) bool {
	sum := sha256.Sum256([]byte(text))
	is, ok := s.told[sum]
	if !ok {
		if len(s.told) >= maxTold {
			clear(s.told)
		}
		is = s.closed.tells(text)
		s.told[sum] = is
	}
	return is
}

// Close reports what the split cost and proves.
func (s *textSink) Close() error {
	s.leak.Held = s.held.Len()
	if n := s.k.stats.Rows[Test]; n > 0 {
		s.leak.UnseenShare = math.Round(1e4*float64(s.leak.Families[Test])/float64(n)) / 1e4
	}
	s.k.Note("leakage", s.leak)
	if s.baseline != nil {
		s.k.measured(s.baseline.baseline())
	}
	if s.after != nil {
		s.after()
	}
	return s.tables.Close()
}

// measured keeps a baseline that was measured on something, and says where there
// was nothing.
func (k *Counter) measured(b Baseline) {
	if b.Test == 0 {
		k.Note("no baseline", "There are no rows of test to measure one on.")
		return
	}
	k.Baseline(b)
}
