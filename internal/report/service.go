package report

import (
	"context"
	"errors"
	"slices"
	"time"

	"satprep/internal/account"
	"satprep/internal/db"
	"satprep/internal/fault"
	"satprep/internal/interaction"
	"satprep/internal/question"
	"satprep/internal/session"
	"satprep/internal/uid"
)

// Deps is what the room stands on.
type Deps struct {
	DB       *db.DB
	Log      *interaction.Log
	Bank     func() *question.Bank
	Sessions *session.Service
	Consent  account.Consent
	Now      func() time.Time
	Build    string
}

// Service keeps reports.
type Service struct{ Deps }

// New returns the room.
func New(d Deps) *Service { return &Service{d} }

// Make takes a report of who's and returns its id. A question they were never
// given is Missing; one that they reported already and nobody answered yet is a
// Conflict.
func (s *Service) Make(ctx context.Context, who account.Actor, in In, c session.Client) (id uid.ID, err error) {
	defer fault.In(&err, "report.Make")
	if who.Role != account.Student || who.Status == account.Pending {
		return id, fault.New(fault.Forbidden, "Only a student reports a question; sign in with a student's account.")
	}
	if err := in.check(); err != nil {
		return id, err
	}
	q, where, err := s.Sessions.Served(ctx, who.Subject, in.Question, in.Session)
	if err != nil {
		return id, err
	}
	stamp, err := s.Consent.Stamp(ctx, who.Subject)
	if err != nil {
		return id, err
	}
	now := who.Now(s.Now)
	rec := s.record(who.Subject, where, q, stamp, now, interaction.QuestionReported)
	rec.Origin, rec.Device, rec.Zone = who.Origin, c.Device, c.Zone
	rec.Provenance.Client, rec.Provenance.Platform, rec.Provenance.DeviceClass = c.Build, c.Platform, c.Class
	rec.ID = uid.New(now) // the report's own
	rec.Body = interaction.QuestionReport{Reason: string(in.Reason)}
	rec.Words.Query = in.Text
	if err := s.Log.Prepare(ctx, rec); err != nil {
		return id, err
	}
	row := stored{id: rec.ID, subject: who.Subject, session: where, question: q.ID, version: q.Version, reason: in.Reason, at: now}
	if in.Text != "" {
		if row.sealed, err = s.Log.Keys().SealText(ctx, who.Subject, rec.ID, []byte(in.Text)); err != nil {
			return id, err
		}
	}
	return rec.ID, s.DB.Write(ctx, func(tx *db.Tx) error {
		if err := s.Log.Append(tx, rec); err != nil {
			return err
		}
		return row.insert(tx)
	})
}

func (s *Service) record(subject, where uid.ID, q *question.Question, stamp interaction.Stamp, now time.Time, kind interaction.Kind) *interaction.Record {
	bank := s.Bank()
	return &interaction.Record{Subject: subject, Session: where, Kind: kind, ReceivedAt: now, Consent: stamp,
		Provenance: interaction.Provenance{Server: s.Build, Bank: bank.Version, Params: bank.ParamsVersion},
		Asked:      interaction.Asked{Question: q.ID, Version: q.Version, Section: q.Section, Skill: q.Skill}}
}

// A Page asks for part of the queue.
type Page struct {
	Status   Status // "" is all
	Question string // "" is all
	Before   uid.ID // the last report of the page before; none begins at the newest
	Limit    int
}

// PageLimit is how many reports a page holds at most.
const PageLimit = 100

// List returns reports, the newest first, with how their questions are
// answered. The door lets only the staff read it.
func (s *Service) List(ctx context.Context, p Page) (list []Report, err error) {
	defer fault.In(&err, "report.List")
	if p.Limit < 1 || p.Limit > PageLimit {
		p.Limit = PageLimit
	}
	rows, err := find(ctx, s.DB, p)
	if err != nil || len(rows) == 0 {
		return nil, err
	}
	bank, asked := s.Bank(), map[key]bool{}
	for _, r := range rows {
		q, err := bank.Find(r.question, r.version)
		if err != nil {
			return nil, err
		}
		one := Report{ID: r.id, Question: q, Reason: r.reason, At: r.at, Status: r.status, Resolution: r.resolution, ResolvedAt: r.resolvedAt}
		if one.Text, err = s.open(ctx, r.subject, r.id, r.sealed); err != nil {
			return nil, err
		}
		if one.Note, err = s.open(ctx, r.subject, r.id, r.note); err != nil {
			return nil, err
		}
		asked[key{r.question, r.version}] = true
		list = append(list, one)
	}
	numbers, err := count(ctx, s.DB, asked)
	if err != nil {
		return nil, err
	}
	for i := range list {
		list[i].Numbers = numbers[key{list[i].Question.ID, list[i].Question.Version}]
	}
	return list, nil
}

// open unseals words; those of somebody who is being erased are gone.
func (s *Service) open(ctx context.Context, subject, id uid.ID, sealed []byte) (string, error) {
	if len(sealed) == 0 {
		return "", nil
	}
	text, err := s.Log.Keys().OpenText(ctx, subject, id, sealed)
	if errors.Is(err, interaction.ErrErased) {
		return "", nil
	}
	return string(text), err
}

// Resolve closes a report with what became of it and a note. The same again
// changes nothing; another resolution of a resolved report is a Conflict.
func (s *Service) Resolve(ctx context.Context, by account.Actor, id uid.ID, as Resolution, note string) (err error) {
	defer fault.In(&err, "report.Resolve(%s)", id)
	if !slices.Contains(resolutions, as) {
		return fault.At("resolution", "resolution must be fixed, retired, no_fault or duplicate.")
	}
	if err := words("note", note); err != nil {
		return err
	}
	r, err := one(ctx, s.DB, id)
	if err != nil {
		return err
	}
	if r.status == Resolved {
		if r.resolution == as {
			return nil
		}
		return fault.New(fault.Conflict, "This report was resolved already, as %s.", r.resolution)
	}
	now := s.Now()
	r.status, r.resolution, r.resolver, r.resolvedAt = Resolved, as, by.Subject, now
	var records []*interaction.Record
	stamp, err := s.Consent.Stamp(ctx, r.subject)
	switch {
	case fault.Is(err, fault.Forbidden): // nothing may be recorded of the learner any more, and a note would be of no use
	case err != nil:
		return err
	default:
		q, err := s.Bank().Find(r.question, r.version)
		if err != nil {
			return err
		}
		rec := s.record(r.subject, r.session, q, stamp, now, interaction.QuestionReportResolved)
		rec.Origin, rec.Actor = by.Origin, by.Subject
		rec.Body = interaction.QuestionReport{Report: id, Reason: string(r.reason), Resolution: string(as)}
		rec.Words.Response = note
		if err := s.Log.Prepare(ctx, rec); err != nil {
			return err
		}
		records = append(records, rec)
		if note != "" {
			if r.note, err = s.Log.Keys().SealText(ctx, r.subject, id, []byte(note)); err != nil {
				return err
			}
		}
	}
	return s.DB.Write(ctx, func(tx *db.Tx) error {
		if err := s.Log.Append(tx, records...); err != nil {
			return err
		}
		return r.resolve(tx)
	})
}
