package mirror

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"sync"
	"time"

	"satprep/internal/account"
	"satprep/internal/consent"
	"satprep/internal/db"
	"satprep/internal/fault"
	"satprep/internal/interaction"
	"satprep/internal/proficiency"
	"satprep/internal/question"
	"satprep/internal/session"
	"satprep/internal/uid"
)

// Name is the cursor of the mirror.
const Name = "jsonl"

// Deps is what the room stands on.
type Deps struct {
	DB       *db.DB
	Log      *interaction.Log
	Accounts *account.Service
	Consent  *consent.Ledger
	Bank     func() *question.Bank
	Beliefs  *proficiency.Service
	Sessions *session.Service
	Now      func() time.Time
	Build    string
	Folder   string // ai_data; made if it is not there
	Rotate   int64  // bytes after which a segment is closed; 0 never
}

// Service writes the mirror and the exports. It is safe for concurrent use.
type Service struct {
	Deps
	folding sync.Mutex
	liner   *liner     // of fold
	spare   []byte     // fold's buffer between two rounds
	all     sync.Mutex // one export of everybody at a time
	since   time.Time  // of this process, by the clock that dates files
}

// New returns the room and makes its folder.
func New(d Deps) (_ *Service, err error) {
	defer fault.In(&err, "mirror.New")
	if err := os.MkdirAll(d.Folder, 0o700); err != nil {
		return nil, fault.Wrap(fault.Internal, err, "The folder %s cannot be made; the data folder must belong to the user that runs satprep.", d.Folder)
	}
	return &Service{Deps: d, liner: newLiner(), since: time.Now()}, nil
}

// place is the cursor's note: how much of which segment is good.
type place struct {
	Generation int    `json:"generation"`
	Segment    int    `json:"segment"` // the open one, from 1
	File       string `json:"file"`
	Bytes      int64  `json:"bytes"`
}

func readPlace(note string) (p place, err error) {
	if note == "" {
		return place{Generation: 1, Segment: 1, File: open}, nil
	}
	if err := json.Unmarshal([]byte(note), &p); err != nil {
		return p, fmt.Errorf("note of the mirror's cursor: %w", err)
	}
	return p, nil
}

func (p place) note() string {
	b, _ := json.Marshal(p) // numbers and a name
	return string(b)
}

// Follower writes the mirror as the log grows.
func (s *Service) Follower() interaction.Follower {
	return interaction.Follower{Name: Name, Max: 2000, Fold: s.fold}
}

// fold appends records to the open segment and returns what moves the cursor.
// Until that is committed, what it wrote counts for nothing and is cut off by
// the next fold.
func (s *Service) fold(ctx context.Context, note string, records []*interaction.Record) (func(*db.Tx) error, string, error) {
	s.folding.Lock()
	defer s.folding.Unlock()
	release, err := s.hold(ctx, lockFile, true)
	if err != nil {
		return nil, "", err
	}
	defer release()
	if after, now, err := s.Log.Cursor(ctx, Name); err != nil {
		return nil, "", err
	} else if now != note || after != records[0].Seq-1 {
		return nil, "", fault.New(fault.Conflict, "The mirror was moved by another satprep at the same moment.")
	}
	p, err := readPlace(note)
	if err != nil {
		return nil, "", err
	}
	if note == "" { // from the beginning: what is there belongs to another log
		if err := s.removeClosed(1); err != nil {
			return nil, "", err
		}
	}
	if err := s.settle(&p); err != nil {
		return nil, "", err
	}
	w, err := s.openSegment(p)
	if err != nil {
		return nil, "", err
	}
	w.buf = s.spare[:0]
	defer func() {
		s.spare = w.buf[:0]
		w.close()
	}()
	if s.Rotate > 0 && p.Bytes >= s.Rotate {
		if err := w.rotate(&p); err != nil {
			return nil, "", err
		}
	}
	var starts []start
	if p.Bytes == 0 {
		starts = []start{{p.Segment, records[0].Seq}}
	}
	if err := s.write(ctx, s.liner, w, records); err != nil {
		return nil, "", err
	}
	if p.Bytes, err = w.sync(); err != nil {
		return nil, "", err
	}
	subjects := named(records)
	return func(tx *db.Tx) error {
		if err := insertStarts(tx, starts); err != nil {
			return err
		}
		return insertSubjects(tx, p.Segment, subjects)
	}, p.note(), nil
}

// write appends the lines of records.
func (s *Service) write(ctx context.Context, l *liner, w *segment, records []*interaction.Record) (err error) {
	if l.users, err = s.Accounts.UserIDs(ctx, named(records)); err != nil {
		return err
	}
	bank := s.Bank()
	for _, r := range records {
		err := s.Log.OpenWords(ctx, r)
		erased := errors.Is(err, interaction.ErrErased)
		if err != nil && !erased {
			return err
		}
		text, err := l.stimulus(bank, r.Asked)
		if err != nil {
			return err
		}
		if err := w.add(l.append(w.buf, r, text, erased)); err != nil {
			return err
		}
	}
	return nil
}

// named lists the subjects whose user ids stand in the lines of records: who
// they are about, and who acted; in the order of their first.
func named(records []*interaction.Record) (subjects []uid.ID) {
	seen := make(map[uid.ID]bool, len(records))
	for _, r := range records {
		for _, s := range []uid.ID{r.Subject, r.Actor} {
			if !s.IsZero() && !seen[s] {
				seen[s] = true
				subjects = append(subjects, s)
			}
		}
	}
	return subjects
}
