package dataset

import (
	"satprep/internal/table"
)

var ktCSVShape = Shape{
	Name: "kt_csv", Title: "Answers for knowledge tracing", Consumer: "any tool for knowledge tracing",
	About: "One row for every answer to a question that was served, by learner and in order, with small integers for learners, questions and skills; what they stand for is in id_map.csv. Second tries are not in it. A question has one skill, so no row is expanded.",
	Key:   ByLearnerKey, Schema: ktCSVSchema,
	Files: "formats/kt_csv/<split>.csv: the same rows, with 0 and 1 for booleans; formats/kt_csv/id_map.csv: kind, id, name.",
	Open:  openKTCSV,
}

var ktCSVSchema = table.MustSchema("kt_csv",
	table.Column{Name: "user_id", Type: table.Int64, Role: table.ID, Doc: "The learner, from 0."},
	table.Column{Name: "item_id", Type: table.Int64, Role: table.Context, Doc: "The question, from 0."},
	table.Column{Name: "skill_id", Type: table.Int64, Role: table.Context, Doc: "Its skill, from 0."},
	table.Column{Name: "correct", Type: table.Bool, Role: table.Label, Doc: "Right; an omitted question is wrong."},
	table.Column{Name: "timestamp", Type: table.Int64, Role: table.Context, Doc: "When the server received it, shifted: seconds since 1970. Never before the one above it.", Unit: "s"},
	table.Column{Name: "time_ms", Type: table.Int64, Nullable: true, Role: table.PostOutcome, Doc: "Time spent.", Unit: "ms"},
	table.Column{Name: "aided", Type: table.Bool, Nullable: true, Role: table.Context, Doc: "Hint, tutor or solution was seen before answering."},
	table.Column{Name: "counts", Type: table.Bool, Role: table.Context, Doc: "First exposure, unaided, not rapid, not pretest."},
)

type ktCSVSink struct {
	tracer
	tables *Tables
	lines  map[Split]*Table
}

func openKTCSV(k *Counter) (Sink, error) {
	t, err := k.Tables(false)
	if err != nil {
		return nil, err
	}
	s := &ktCSVSink{tracer: newTracer(k, attemptsOf), tables: t, lines: map[Split]*Table{}}
	for _, split := range k.Splits() {
		if s.lines[split], err = k.Table(string(split)+".csv", split, ktCSVSchema, table.CSV, table.Options{Digits: true}); err != nil {
			return nil, err
		}
	}
	return s, nil
}

func (s *ktCSVSink) Learner(l *Learner) error {
	list := attemptsOf(l)
	if len(list) == 0 {
		return nil
	}
	user := int64(s.begin(l))
	var clock watch
	for _, e := range list {
		at := clock.read(e.At)
		fill := func(b *table.Batch) {
			r := row{b: b}
			r.int64(user)
			r.int64(int64(s.items.of(e.Question)))
			r.int64(int64(s.skills.of(e.Skill)))
			r.col().Bool(e.Correct.V)
			r.int64(at.Unix())
			r.opt64(e.TimeMS)
			r.boolean(e.Aided)
			r.col().Bool(e.Answering != nil && e.Answering.Counts)
		}
		if err := s.tables.Row(l.Split, fill); err != nil {
			return err
		}
		if err := s.lines[l.Split].Row(fill); err != nil {
			return err
		}
		s.count(l.Split, e)
	}
	return nil
}

func (s *ktCSVSink) Close() error {
	for _, split := range s.k.Splits() {
		if err := s.lines[split].Close(); err != nil {
			return err
		}
	}
	if err := s.end(); err != nil {
		return err
	}
	return s.tables.Close()
}
