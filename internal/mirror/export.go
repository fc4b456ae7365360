package mirror

import (
	"bufio"
	"context"
	"io"
	"iter"
	"strconv"
	"time"

	"satprep/internal/account"
	"satprep/internal/audit"
	"satprep/internal/consent"
	"satprep/internal/db"
	"satprep/internal/disk"
	"satprep/internal/fault"
	"satprep/internal/interaction"
	"satprep/internal/uid"
)

// maxFiles is how many files of one person, or of all, may wait to be fetched.
const maxFiles = 50

// Export writes everything about one user to a file: responses, proficiencies
// and what was said with the tutor, without anything of an open test. The user,
// a linked parent and an admin may.
func (s *Service) Export(ctx context.Context, actor account.Actor, userID string) (_ File, err error) {
	defer fault.In(&err, "mirror.Export(%.64q)", userID)
	owner, err := s.Accounts.Permit(ctx, actor, account.Export, userID)
	if err != nil {
		return File{}, err
	}
	return s.make(ctx, file{prefix: "user_" + owner.UserID, subject: owner.Subject, scope: "user", owner: owner, actor: actor}, func(ctx context.Context, w io.Writer) (int, error) {
		e := exporter{Service: s, out: w}
		err := e.person(ctx, account.Person{Subject: owner.Subject, UserID: owner.UserID})
		return e.records, err
	})
}

// ExportAll writes the same object for every user whose consent to
// research_export stands, as one array, with what was recorded while it stood.
// Only for admins; one at a time.
func (s *Service) ExportAll(ctx context.Context, actor account.Actor) (_ File, err error) {
	defer fault.In(&err, "mirror.ExportAll")
	switch {
	case !account.May(actor, account.Operate, "", nil):
		return File{}, fault.New(fault.Forbidden, "Only an admin may export everybody's data.")
	case s.Consent.School:
		return File{}, underContract()
	case !s.all.TryLock():
		return File{}, fault.Later(allWait, "An export of everybody is being written; please wait for it.")
	}
	defer s.all.Unlock()
	agreed, err := s.Consent.AsOf(ctx, s.Now())
	if err != nil {
		return File{}, err
	}
	// It counts as made at that moment, so that OpenFile sees who withdrew while
	// it was being written.
	return s.make(ctx, file{prefix: "all_users", scope: "all_users", owner: actor, actor: actor, made: agreed.At()}, func(ctx context.Context, w io.Writer) (int, error) {
		return s.everybody(ctx, w, agreed)
	})
}

func underContract() error {
	return fault.New(fault.Forbidden, "This instance works under a school's contract: no data leaves it, whoever consents.")
}

// A file is an export that is to be made.
type file struct {
	prefix  string
	subject uid.ID // none: of all
	scope   string
	owner   account.Actor // in whose log it stands
	actor   account.Actor
	made    time.Time // zero: when it is whole
}

// make writes an export to a temporary file, gives it its name and records it.
func (s *Service) make(ctx context.Context, f file, write func(ctx context.Context, w io.Writer) (records int, err error)) (_ File, err error) {
	if n, err := countFiles(ctx, s.DB, f.subject, s.Now()); err != nil {
		return File{}, err
	} else if n >= maxFiles {
		return File{}, fault.New(fault.Conflict, "There are %d export files already; the oldest is deleted %d days after it was made.", n, int(Life.Hours())/24)
	}
	erased, err := s.Log.Erasures(ctx, s.DB)
	if err != nil {
		return File{}, err
	}
	tmp, err := s.create()
	if err != nil {
		return File{}, err
	}
	defer tmp.discard()
	buf := bufio.NewWriterSize(tmp, 256<<10)
	records, err := write(ctx, buf)
	if err == nil {
		err = buf.Flush()
	}
	if disk.Full(err) {
		return File{}, fault.Wrap(fault.Busy, err, "The disk is full, so the export was not made. Make room and ask for it again; nothing half-made was left.")
	} else if err != nil {
		return File{}, err
	}
	record, err := s.fact(ctx, f, records)
	if err != nil {
		return File{}, err
	}
	made := f.made
	if made.IsZero() {
		made = s.Now()
	}
	name, size, err := tmp.claim(f.prefix, made)
	if err != nil {
		return File{}, err
	}
	out := File{Name: name, Bytes: size, Records: records, MadeAt: made, ExpiresAt: made.Add(Life)}
	err = s.DB.Write(ctx, func(tx *db.Tx) error {
		// Whoever was erased while we wrote stands in the file.
		if err := s.Log.Standing(tx, f.subject); err != nil {
			return err
		}
		if now, err := s.Log.Erasures(ctx, tx); err != nil {
			return err
		} else if now != erased && f.subject.IsZero() {
			return fault.New(fault.Conflict, "Somebody was erased while this export was being written. Please ask for it again.")
		}
		if err := insertFile(tx, out, f.subject); err != nil {
			return err
		}
		act, object := audit.DataExported, ""
		if f.subject.IsZero() {
			act, object = audit.AllExported, out.Name
		}
		if err := f.actor.Audit(tx, made, act, f.subject, object, strconv.Itoa(records)+" records"); err != nil {
			return err
		}
		return s.Log.Append(tx, record...)
	})
	if err != nil {
		s.remove(name)
		return File{}, err
	}
	return out, nil
}

// fact prepares the record export.made, or none for an account of which nothing
// may be recorded, and for the operator, who has none.
func (s *Service) fact(ctx context.Context, f file, records int) ([]*interaction.Record, error) {
	if f.owner.Subject.IsZero() {
		return nil, nil
	}
	stamp, err := s.Consent.Stamp(ctx, f.owner.Subject)
	if fault.Is(err, fault.Forbidden) {
		return nil, nil
	} else if err != nil {
		return nil, err
	}
	r := &interaction.Record{Subject: f.owner.Subject, Kind: interaction.ExportMade, Origin: f.owner.Origin, Consent: stamp, Zone: f.owner.TimeZone,
		Provenance: interaction.Provenance{Server: s.Build}, Body: interaction.ExportFact{Scope: f.scope, Records: records}}
	if f.actor.Subject != f.owner.Subject {
		r.Actor = f.actor.Subject
	}
	return []*interaction.Record{r}, s.Log.Prepare(ctx, r)
}

// everybody writes the array of all who agreed. Runs of neighbouring people are
// read and encoded by several goroutines and written in their order; what waits
// to be written is bounded.
func (s *Service) everybody(ctx context.Context, w io.Writer, agreed *consent.AsOf) (records int, err error) {
	p := newPipeline(ctx, w)
	p.write("[")
	first := true
	for after := (uid.ID{}); ; {
		people, err := s.Accounts.Subjects(ctx, after, runLength)
		if err != nil {
			return 0, p.stop(err)
		}
		if len(people) == 0 {
			break
		}
		last := people[len(people)-1].Subject
		holders, err := s.Consent.Holders(ctx, interaction.ResearchExport, after, last)
		if err != nil {
			return 0, p.stop(err)
		}
		for subject := range holders { // who agreed or withdrew meanwhile waits for the next export
			if !agreed.Held(subject, interaction.ResearchExport, agreed.At()) {
				delete(holders, subject)
			}
		}
		for run := range runs(people, holders, p.length) {
			comma := !first
			first = false
			p.add(func(ctx context.Context, out io.Writer) (int, error) {
				e := exporter{Service: s, out: out, after: comma, agreed: agreed}
				err := e.people(ctx, run)
				p.measure(len(run), e.records)
				return e.records, err
			})
		}
		after = last
	}
	p.write("\n]\n")
	return p.wait()
}

// runLength is how many people are read in one pass, at most.
const runLength = 128

// runs cuts people into neighbours who all agreed, each run at most as long as
// length says when it is cut.
func runs(people []account.Person, agreed map[uid.ID]bool, length func() int) iter.Seq[[]account.Person] {
	return func(yield func([]account.Person) bool) {
		for i := 0; i < len(people); {
			start := i
			for most := length(); i < len(people) && i-start < most && agreed[people[i].Subject]; i++ {
			}
			if i == start {
				i++ // this one did not agree
			} else if !yield(people[start:i]) {
				return
			}
		}
	}
}
