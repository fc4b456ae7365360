package erasure

import (
	"context"
	"errors"
	"slices"
	"strings"
	"time"

	"satprep/internal/account"
	"satprep/internal/audit"
	"satprep/internal/consent"
	"satprep/internal/fault"
	"satprep/internal/interaction"
	"satprep/internal/mirror"
	"satprep/internal/uid"
)

// Data is what is kept about a person.
type Data struct {
	UserID   string
	Records  int64
	First    time.Time // zero without records
	Last     time.Time
	Tallies  []interaction.Tally // the newest month first
	Consent  consent.View
	Files    []mirror.File // exports that can be fetched
	Releases []Held        // that hold them
	Models   []Held        // that were trained on such
}

// Data says what is kept about a user. The person, a linked parent and an admin
// may know.
func (s *Service) Data(ctx context.Context, actor account.Actor, userID string) (_ Data, err error) {
	defer fault.In(&err, "erasure.Data(%.64q)", userID)
	owner, err := s.Accounts.Permit(ctx, actor, account.Export, userID)
	if err != nil {
		return Data{}, err
	}
	d := Data{UserID: owner.UserID}
	if d.Tallies, err = s.Log.Tallies(ctx, owner.Subject); err != nil {
		return Data{}, err
	}
	if actor.Subject != owner.Subject {
		d.Tallies = slices.DeleteFunc(d.Tallies, func(t interaction.Tally) bool { return t.Kind == interaction.TutorSafety })
	}
	for _, t := range d.Tallies {
		d.Records += t.Records
		if d.First.IsZero() || t.First.Before(d.First) {
			d.First = t.First
		}
		if t.Last.After(d.Last) {
			d.Last = t.Last
		}
	}
	if d.Consent, err = s.Consents.Show(ctx, actor, userID); err != nil {
		return Data{}, err
	}
	if d.Files, err = s.Mirror.Files(ctx, owner.Subject); err != nil {
		return Data{}, err
	}
	if d.Releases, err = held(ctx, s.Releases, owner.Subject); err != nil {
		return Data{}, err
	}
	d.Models, err = held(ctx, s.Models, owner.Subject)
	return d, err
}

// A Search asks for part of a timeline.
type Search struct {
	Before int64            // only what is older than this entry; 0 is the newest
	Kind   interaction.Kind // "" is any
	Text   string           // only sentences with these words, in any case
	Limit  int              // 1 to 200; 0 is 50
}

// An Entry is one record as a sentence.
type Entry struct {
	Number   int64
	ID       uid.ID
	At       time.Time
	Kind     interaction.Kind
	Sentence string
}

// A Timeline is a page of entries, the newest first. Before is where the next
// one begins, 0 at the end; a page of a search may be short and not the last.
type Timeline struct {
	Entries []Entry
	Before  int64
}

const (
	maxEntries = 200
	maxLooked  = 2000 // records that one page of a search reads
)

// Timeline says record by record what was logged of a user, in plain sentences.
// Who may see Data may see it. What was said and typed is in it for those who
// may read the person's chats without a step of its own. Nothing tells whether
// an answer of an open test or diagnostic is right.
func (s *Service) Timeline(ctx context.Context, actor account.Actor, userID string, q Search) (_ Timeline, err error) {
	defer fault.In(&err, "erasure.Timeline(%.64q)", userID)
	owner, err := s.Accounts.Permit(ctx, actor, account.Export, userID)
	if err != nil {
		return Timeline{}, err
	}
	if q.Limit == 0 {
		q.Limit = 50
	}
	if q.Limit < 1 || q.Limit > maxEntries {
		return Timeline{}, fault.At("limit", "The limit is between 1 and %d.", maxEntries)
	}
	if _, ok := interaction.Define(q.Kind, 0); !ok && q.Kind != "" {
		return Timeline{}, fault.At("kind", "There is no kind of record of this name.")
	}
	if q.Before <= 0 { // once a reading, not once a page
		if err := s.Accounts.Witness(ctx, actor, audit.RecordRead, owner.Subject, ""); err != nil {
			return Timeline{}, err
		}
	}
	if q.Before <= 0 {
		q.Before = 1<<63 - 1
	}
	words := true
	if _, err := s.Accounts.Permit(ctx, actor, account.ReadChat, userID); fault.Is(err, fault.Forbidden) {
		words = false
	} else if err != nil {
		return Timeline{}, err
	}
	open, err := s.Sessions.Undecided(ctx, owner.Subject)
	if err != nil {
		return Timeline{}, err
	}
	out := Timeline{Entries: []Entry{}, Before: q.Before}
	text := strings.ToLower(strings.TrimSpace(q.Text))
	for looked := 0; looked < maxLooked; {
		list, err := s.Log.Back(ctx, owner.Subject, out.Before, q.Kind, maxEntries)
		if err != nil {
			return Timeline{}, err
		}
		looked += len(list)
		for _, r := range list {
			out.Before = r.Seq
			if need, err := interaction.InNeed(r); err != nil {
				return Timeline{}, err
			} else if need && actor.Subject != owner.Subject {
				continue
			}
			if words {
				if err := s.Log.OpenWords(ctx, r); err != nil && !errors.Is(err, interaction.ErrErased) {
					return Timeline{}, err
				}
			}
			says := sentence(r, open[r.Session])
			if text != "" && !strings.Contains(strings.ToLower(says), text) {
				continue
			}
			out.Entries = append(out.Entries, Entry{r.Seq, r.ID, r.ReceivedAt, r.Kind, says})
			if len(out.Entries) == q.Limit {
				return out, nil
			}
		}
		if len(list) < maxEntries {
			out.Before = 0
			return out, nil
		}
	}
	return out, nil
}
