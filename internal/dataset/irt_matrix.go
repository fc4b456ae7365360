package dataset

import (
	"strconv"

	"satprep/internal/interaction"
	"satprep/internal/table"
)

var irtMatrixShape = Shape{
	Name: "irt_matrix", Title: "Answers for item response theory", Consumer: "mirt, py-irt, girth",
	About: "The first unaided attempt of each learner at each question, in windows of 30 days from the learner's first: within one the ability is taken as one, so a learner with several windows stands there as several persons. An omitted question is 0; one that was not reached, or not met, is missing. Answers to a version of a question that is no longer in force, as before its key was corrected, are left out. The design is adaptive: which questions somebody met depends on their answers, so that what is missing is not missing at random for a model that ignores the ability.",
	Key:   ByLearnerKey, Schema: irtMatrixSchema,
	Files: "formats/irt_matrix/<split>.csv: persons in rows, questions in columns, 1, 0 or blank.",
	Open:  openIRTMatrix,
}

var irtMatrixSchema = table.MustSchema("irt_matrix",
	table.Column{Name: "learner", Type: table.String, Role: table.ID, Doc: "The learner, as a pseudonym under the release key."},
	table.Column{Name: "window", Type: table.Int32, Role: table.ID, Doc: "Window of 30 days, from 0; learner and window are the person."},
	table.Column{Name: "question", Type: table.String, Role: table.Context, Doc: "The question."},
	table.Column{Name: "section", Type: table.String, Role: table.Context, Doc: "rw or math."},
	table.Column{Name: "skill", Type: table.String, Role: table.Context, Doc: "Its skill."},
	table.Column{Name: "mode", Type: table.String, Nullable: true, Role: table.Context, Doc: "practice, diagnostic or full_test."},
	table.Column{Name: "pretest", Type: table.Bool, Role: table.Context, Doc: "A pretest question: drawn at random, so that its answers are the best to calibrate with."},
	table.Column{Name: "correct", Type: table.Bool, Role: table.Label, Doc: "Right; an omitted question is wrong."},
	table.Column{Name: "answer", Type: table.String, Nullable: true, Role: table.Label, Doc: "The letter of the choice, or the entry; null where the question is kept back."},
	table.Column{Name: "time_ms", Type: table.Int64, Nullable: true, Role: table.PostOutcome, Doc: "Time spent.", Unit: "ms"},
)

type irtMatrixSink struct {
	k      *Counter
	tables *Tables
	items  *numbering
	wide   map[Split]*Lines
	tally  *itemTally
	began  bool
	line   []byte
}

func openIRTMatrix(k *Counter) (Sink, error) {
	t, err := k.Tables(false)
	if err != nil {
		return nil, err
	}
	s := &irtMatrixSink{k: k, tables: t, items: newNumbering(), wide: map[Split]*Lines{}, tally: newItemTally()}
	for _, split := range k.Splits() {
		if s.wide[split], err = k.File(string(split)+".csv", split, "csv"); err != nil {
			return nil, err
		}
	}
	return s, nil
}

// responses are what enters the matrix: the first attempt at each question,
// unaided, reached, not rapid, not late, of the version in force: what a
// calibration of the log counts. Pretest questions never move ability
// and are in it all the same: that is what they are asked for.
func responses(l *Learner, drop func(why string)) (list []*Event) {
	met := map[string]bool{}
	for i := range l.Events {
		e := &l.Events[i]
		if !e.Scored() || e.Question == "" || e.State == interaction.NotReached || met[e.Question] {
			continue
		}
		met[e.Question] = true
		if a := e.Answering; a != nil && (interaction.Exposure{Aided: e.Aided.V, Rapid: a.Rapid, Late: a.SyncedLate, Counts: a.Counts, Pretest: a.Pretest}).Measures() {
			if a.Superseded {
				drop("the question has changed since")
				continue
			}
			list = append(list, e)
		}
	}
	return list
}

// Scout finds the columns.
func (s *irtMatrixSink) Scout(l *Learner) error {
	for _, e := range responses(l, func(string) {}) {
		s.items.see(e.Question)
	}
	return nil
}

func (s *irtMatrixSink) begin() error {
	s.began = true
	s.items.seal()
	for _, split := range s.k.Splits() {
		w := s.wide[split]
		if _, err := w.WriteString("person"); err != nil {
			return err
		}
		for _, q := range s.items.order {
			if _, err := w.WriteString("," + q); err != nil { // ids hold no comma
				return err
			}
		}
		if err := w.WriteByte('\n'); err != nil {
			return err
		}
	}
	return nil
}

func (s *irtMatrixSink) Learner(l *Learner) error {
	if !s.began {
		if err := s.begin(); err != nil {
			return err
		}
	}
	list := responses(l, s.k.Drop)
	if len(list) == 0 {
		return nil
	}
	s.k.Seen(l.Split)
	first := list[0].At
	name := l.Name.String()
	cells := make([]byte, len(s.items.order)) // 0: missing
	window, any := int32(0), false
	for _, e := range list {
		w := int32(interaction.WindowOf(e.At, first, int(window)))
		if w != window && any {
			if err := s.person(l.Split, name, window, cells); err != nil {
				return err
			}
			clear(cells)
		}
		window, any = w, true
		cells[s.items.of(e.Question)] = '0'
		if e.Correct.V {
			cells[s.items.of(e.Question)] = '1'
		}
		err := s.tables.Row(l.Split, func(b *table.Batch) {
			r := row{b: b}
			r.text(name)
			r.int32(w)
			r.text(e.Question)
			r.text(e.Section)
			r.text(e.Skill)
			r.textOrNull(e.Mode)
			r.col().Bool(e.Answering.Pretest)
			r.col().Bool(e.Correct.V)
			r.textOrNull(e.Answer)
			r.opt64(e.TimeMS)
		})
		if err != nil {
			return err
		}
		s.k.Count(e.Mode)
		s.tally.add(l.Split, e.Question, e.Correct.V)
	}
	return s.person(l.Split, name, window, cells)
}

// person writes a line of the matrix.
func (s *irtMatrixSink) person(split Split, name string, window int32, cells []byte) error {
	b := append(s.line[:0], name...)
	b = append(b, '-')
	b = strconv.AppendInt(b, int64(window), 10)
	for _, c := range cells {
		b = append(b, ',')
		if c != 0 {
			b = append(b, c)
		}
	}
	s.line = append(b, '\n')
	s.wide[split].EndRow()
	_, err := s.wide[split].Write(s.line)
	return err
}

func (s *irtMatrixSink) Close() error {
	if !s.began {
		if err := s.begin(); err != nil {
			return err
		}
	}
	s.tally.baselines(s.k)
	return s.tables.Close()
}
