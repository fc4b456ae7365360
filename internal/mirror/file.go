package mirror

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"time"

	"satprep/internal/account"
	"satprep/internal/db"
	"satprep/internal/fault"
	"satprep/internal/interaction"
	"satprep/internal/uid"
)

// Life is how long an export can be fetched.
const Life = 7 * 24 * time.Hour

const (
	allWait    = 30 * time.Second
	sweepEvery = time.Hour
)

// A File is an export that was made.
type File struct {
	Name      string // below ai_data
	Bytes     int64
	Records   int // responses and tutor turns
	MadeAt    time.Time
	ExpiresAt time.Time
}

const temporary = ".export-"

var exportForm = regexp.MustCompile(`^(user_[A-Za-z0-9._-]{1,64}|all_users)_\d{8}_\d{6}(_\d+)?\.json$`)

// temp is an export while it is being written.
type temp struct {
	*os.File
	folder string
}

func (s *Service) create() (*temp, error) {
	f, err := os.CreateTemp(s.Folder, temporary+"*")
	if err != nil {
		return nil, unwritable(s.Folder, err)
	}
	return &temp{f, s.Folder}, nil
}

// claim makes the file durable and gives it the first free name; it never takes
// the place of another.
func (t *temp) claim(prefix string, at time.Time) (name string, size int64, err error) {
	if err = t.Sync(); err == nil {
		size, err = t.Seek(0, 2)
	}
	if err != nil {
		return "", 0, unwritable(t.Name(), err)
	}
	base := prefix + "_" + at.UTC().Format("20060102_150405")
	for n := 1; ; n++ {
		name = base + ".json"
		if n > 1 {
			name = fmt.Sprintf("%s_%d.json", base, n)
		}
		// A link, unlike a rename, fails where the name is taken.
		if err := os.Link(t.Name(), filepath.Join(t.folder, name)); err == nil {
			return name, size, syncFolder(t.folder)
		} else if !errors.Is(err, fs.ErrExist) {
			return "", 0, unwritable(name, err)
		}
	}
}

// discard closes the file and gives up its temporary name.
func (t *temp) discard() {
	t.Close()
	os.Remove(t.Name())
}

func (s *Service) remove(name string) error {
	if err := os.Remove(filepath.Join(s.Folder, name)); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return unwritable(name, err)
	}
	return nil
}

// OpenFile opens an export for somebody who may have it: one person's for those
// who may export that person, everybody's for admins. For all others, and once
// it is out of date, it is Missing.
func (s *Service) OpenFile(ctx context.Context, actor account.Actor, name string) (_ *os.File, _ File, err error) {
	defer fault.In(&err, "mirror.OpenFile")
	missing := fault.New(fault.Missing, "There is no such file of yours, or it was deleted %d days after it was made.", int(Life.Hours())/24)
	if !exportForm.MatchString(name) {
		return nil, File{}, missing
	}
	out, subject, err := findFile(ctx, s.DB, name, s.Now())
	if db.None(err) {
		return nil, out, missing
	} else if err != nil {
		return nil, out, err
	}
	if subject.IsZero() {
		if !account.May(actor, account.Operate, "", nil) {
			return nil, out, missing
		}
		if s.Consent.School { // it may have been written before the contract
			return nil, out, underContract()
		}
		if err := s.stillAgreed(ctx, out); err != nil {
			return nil, out, err
		}
	} else {
		owner, err := s.Accounts.FindBySubject(ctx, subject)
		if err == nil {
			_, err = s.Accounts.Permit(ctx, actor, account.Export, owner.UserID)
		}
		if fault.Is(err, fault.Missing) || fault.Is(err, fault.Forbidden) {
			return nil, out, missing
		} else if err != nil {
			return nil, out, err
		}
	}
	f, err := os.Open(filepath.Join(s.Folder, name))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, out, missing
	} else if err != nil {
		return nil, out, fault.Wrap(fault.Internal, err, "The file is there but cannot be read. Please tell the operator.")
	}
	info, err := f.Stat()
	if err != nil {
		f.Close()
		return nil, out, err
	}
	out.Bytes = info.Size()
	return f, out, nil
}

// stillAgreed is a Conflict where somebody in an export of everybody withdrew
// research_export since, or it ended.
func (s *Service) stillAgreed(ctx context.Context, all File) error {
	now, err := s.Consent.AsOf(ctx, s.Now())
	if err != nil {
		return err
	}
	if n := now.Ceased(interaction.ResearchExport, all.MadeAt); n > 0 {
		return fault.New(fault.Conflict, "The consent of %d people in this export has ended since it was made, so it may not be handed on. Make it anew.", n)
	}
	return nil
}

// Files lists the exports of a subject that can be fetched, oldest first.
func (s *Service) Files(ctx context.Context, subject uid.ID) (_ []File, err error) {
	defer fault.In(&err, "mirror.Files")
	return listFiles(ctx, s.DB, subject, s.Now())
}

// ForgetExports deletes the files that hold a subject's data: their own, and
// all of everybody's, which may. It returns how many there were.
func (s *Service) ForgetExports(ctx context.Context, subject uid.ID) (n int, err error) {
	defer fault.In(&err, "mirror.ForgetExports")
	names, err := filesOf(ctx, s.DB, subject)
	if err != nil {
		return 0, err
	}
	return len(names), s.deleteFiles(ctx, names)
}

func (s *Service) deleteFiles(ctx context.Context, names []string) error {
	for _, name := range names {
		if err := s.remove(name); err != nil {
			return err
		}
	}
	return s.DB.Write(ctx, func(tx *db.Tx) error { return deleteFileRows(tx, names) })
}

// Sweep deletes exports that are out of date, and files that no row knows: what
// a crash left behind. Temporary files younger than an hour may still be in the
// making, and at the start those that are not older than this process.
func (s *Service) Sweep(ctx context.Context, start bool) (err error) {
	defer fault.In(&err, "mirror.Sweep")
	now := s.Now()
	expired, err := expiredFiles(ctx, s.DB, now)
	if err != nil {
		return err
	}
	if err := s.deleteFiles(ctx, expired); err != nil {
		return err
	}
	entries, err := os.ReadDir(s.Folder)
	if err != nil {
		return unwritable(s.Folder, err)
	}
	for _, e := range entries {
		info, err := e.Info()
		if err != nil || !info.Mode().IsRegular() {
			continue // gone already
		}
		young := !start && now.Sub(info.ModTime()) < time.Hour || start && !info.ModTime().Before(s.since)
		stray := strings.HasPrefix(e.Name(), temporary)
		if exportForm.MatchString(e.Name()) {
			if stray, err = noRow(ctx, s.DB, e.Name()); err != nil {
				return err
			}
		}
		if stray && !young {
			if err := s.remove(e.Name()); err != nil {
				return err
			}
		}
	}
	return nil
}

// sweepOn sweeps every hour until ctx ends.
func (s *Service) sweepOn(ctx context.Context, logger *slog.Logger) {
	tick := time.NewTicker(sweepEvery)
	defer tick.Stop()
	for start := true; ; start = false {
		if err := s.Sweep(ctx, start); err != nil && ctx.Err() == nil {
			logger.Error("exports that are out of date could not be deleted", "err", err)
		}
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
	}
}
