package interaction

import (
	"context"
	"time"

	"satprep/internal/db"
	"satprep/internal/fault"
	"satprep/internal/uid"
)

// A Head is what decides whether a record may be used, without what happened:
// reading it costs a tenth of reading the record.
type Head struct {
	Seq        int64
	Subject    uid.ID
	Actor      uid.ID
	Session    uid.ID
	Kind       Kind
	Origin     Origin
	Provenance Provenance
	ReceivedAt time.Time
	Section    string
	Skill      string
	Question   string // only where the record names no section: a rating, an edit
	Mode       string
	Consent    Stamp
}

// headPage is how many heads are read at once.
const headPage = 5000

// ScanHeads calls fn with the head of every record whose seq is in (after,
// upto], in order; upto 0 is the end of the log. fn must not keep h. Pages are
// read ahead by others while fn works on one.
func (l *Log) ScanHeads(ctx context.Context, after, upto int64, fn func(h *Head) error) (err error) {
	defer fault.In(&err, "interaction.ScanHeads")
	end, err := l.Tail(ctx)
	if err != nil {
		return err
	}
	if upto > 0 {
		end = min(end, upto)
	}
	return readAhead(ctx, after, end, headPage, l.heads, fn)
}

// heads reads those of one page, so that no read transaction outlives it.
func (l *Log) heads(ctx context.Context, from, to int64) (list []Head, err error) {
	rows, err := l.db.Read(ctx, `SELECT seq, subject, actor, session, kind, origin, provenance, received_at, section, skill, question, mode, consent, purposes, age_band, school
		FROM interaction WHERE seq > ? AND seq <= ? ORDER BY seq`, from, to)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	shared := map[string]string{} // few different words fill the columns
	list = make([]Head, 0, to-from)
	var kind, origin, section, skill, question, mode, age sharedWord
	var prov, received, purposes int64
	for rows.Next() {
		list = append(list, Head{})
		h := &list[len(list)-1]
		c := &h.Consent
		if err := rows.Scan(&h.Seq, &h.Subject, &h.Actor, &h.Session, &kind, &origin, &prov, &received, &section, &skill, &question, &mode,
			&c.State, &purposes, &age, &c.School); err != nil {
			return nil, err
		}
		h.Kind, h.Origin = Kind(kind.in(shared)), Origin(origin.in(shared))
		h.Section, h.Skill, h.Mode = section.in(shared), skill.in(shared), mode.in(shared)
		if h.Section == "" {
			h.Question = string(question)
		}
		h.ReceivedAt = db.Time(received)
		c.Purposes, c.AgeBand, c.ok = Purposes(purposes), age.in(shared), true
		if h.Provenance, err = l.provenance(ctx, prov); err != nil {
			return nil, err
		}
	}
	return list, db.Fault(rows.Err())
}

// A sharedWord reads text into memory that is used again.
type sharedWord []byte

// Scan implements sql.Scanner.
func (w *sharedWord) Scan(src any) error {
	switch v := src.(type) {
	case string:
		*w = append((*w)[:0], v...)
	case []byte:
		*w = append((*w)[:0], v...)
	case nil:
		*w = (*w)[:0]
	}
	return nil
}

// ReadValue implements db.ValueReader.
func (w *sharedWord) ReadValue(v db.Value) error {
	*w = append((*w)[:0], v.View()...)
	return nil
}

func (w sharedWord) in(shared map[string]string) string {
	if s, ok := shared[string(w)]; ok {
		return s
	}
	s := string(w)
	shared[s] = s
	return s
}

// SubjectSeqs returns the numbers of a subject's records in (after, upto].
func (l *Log) SubjectSeqs(ctx context.Context, subject uid.ID, after, upto int64) (seqs []int64, err error) {
	defer fault.In(&err, "interaction.SubjectSeqs")
	rows, err := l.db.Read(ctx, `SELECT seq FROM interaction WHERE subject = ? AND seq > ? AND seq <= ? ORDER BY seq`, subject, after, upto)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var seq int64
		if err := rows.Scan(&seq); err != nil {
			return nil, err
		}
		seqs = append(seqs, seq)
	}
	return seqs, db.Fault(rows.Err())
}

// A Trace is what a record that is told to be gone left in what was made of the log:
// itself, the turns that it said something about, and whose answer it was.
type Trace struct {
	ID      uid.ID
	About   []uid.ID // of an edit, a rating or a choice: the turns
	Learner uid.ID   // of an answer: its subject
}

// Traces returns what records left, by their numbers, in no order; one may come
// more than once.
func (l *Log) Traces(ctx context.Context, seqs []int64) (list []Trace, err error) {
	defer fault.In(&err, "interaction.Traces")
	args := make([]any, len(seqs))
	for i, s := range seqs {
		args[i] = s
	}
	for some := range db.Batches(args) {
		if list, err = l.traces(ctx, some, list); err != nil {
			return nil, err
		}
	}
	return list, nil
}

func (l *Log) traces(ctx context.Context, seqs []any, list []Trace) ([]Trace, error) {
	rows, err := l.db.Query(ctx, selectSQL+` WHERE seq IN (`+db.In(len(seqs))+`)`, seqs...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var r Record
		if err := scanRecord(rows, &r); err != nil {
			return nil, err
		}
		t := Trace{ID: r.ID}
		switch {
		case IsAnswer(r.Kind), r.Kind == PracticeRetried:
			t.Learner = r.Subject
		case r.Kind == TutorEdited:
			b, err := BodyAs[Pointer](&r)
			if err != nil {
				return nil, err
			}
			t.About = []uid.ID{b.Of}
		case r.Kind == TutorRated:
			b, err := BodyAs[Rating](&r)
			if err != nil {
				return nil, err
			}
			t.About = []uid.ID{b.Turn}
		case r.Kind == TutorChosen:
			b, err := BodyAs[Chosen](&r)
			if err != nil {
				return nil, err
			}
			t.About = []uid.ID{b.Turn, b.Other}
		}
		list = append(list, t)
	}
	return list, db.Fault(rows.Err())
}
