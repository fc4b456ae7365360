package erasure

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"os"
	"path/filepath"
	"slices"
	"time"

	"satprep/internal/backup"
	"satprep/internal/disk"
	"satprep/internal/fault"
	"satprep/internal/uid"
)

// An entry is one line of the list.
type entry struct {
	Subject uid.ID  `json:"subject"`
	Receipt Receipt `json:"receipt"` // as it was accepted
}

func (s *Service) listPath() string { return filepath.Join(s.Folder, backup.Erasures) }

// readList reads the list; none where there is no file.
func (s *Service) readList() ([]entry, error) {
	b, err := os.ReadFile(s.listPath())
	if os.IsNotExist(err) {
		return nil, nil
	} else if err != nil {
		return nil, fault.Wrap(fault.Internal, err, "The list %s cannot be read; it must belong to the user that runs satprep.", s.listPath())
	}
	list, _, err := s.parse(b)
	return list, err
}

// parse reads lines and says how many bytes the whole ones take. A last line
// without an end was being written when the process died, and does not count.
func (s *Service) parse(b []byte) (list []entry, whole int64, err error) {
	for line := range bytes.Lines(b) {
		if line[len(line)-1] != '\n' {
			break
		}
		var e entry
		if err := json.Unmarshal(line, &e); err != nil || e.Subject.IsZero() {
			return nil, 0, fault.Wrap(fault.Internal, err, "Line %d of %s cannot be read. It says who was erased: mend it, or take the file of a newer backup, before you serve.", len(list)+1, s.listPath())
		}
		list = append(list, e)
		whole += int64(len(line))
	}
	return list, whole, nil
}

// note adds a line to the list and makes it durable, unless the subject is in
// it already.
func (s *Service) note(e entry) error {
	f, err := os.OpenFile(s.listPath(), os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return fault.Wrap(fault.Internal, err, "The list %s cannot be written; the data folder must belong to the user that runs satprep.", s.listPath())
	}
	defer f.Close()
	for { // another process may be writing its own line
		if err = disk.Lock(f); !errors.Is(err, disk.ErrHeld) {
			break
		}
		time.Sleep(5 * time.Millisecond)
	}
	if err != nil {
		return err
	}
	b, err := io.ReadAll(f)
	if err != nil {
		return err
	}
	all, whole, err := s.parse(b)
	if err != nil {
		return err
	}
	if slices.ContainsFunc(all, func(old entry) bool { return old.Subject == e.Subject }) {
		return nil
	}
	line, err := json.Marshal(e)
	if err == nil {
		err = f.Truncate(whole)
	}
	if err == nil {
		_, err = f.WriteAt(append(line, '\n'), whole)
	}
	if err == nil {
		err = f.Sync()
	}
	if err == nil {
		err = disk.SyncFolder(s.Folder)
	}
	if err != nil {
		return fault.Wrap(fault.Busy, err, "The list %s cannot be written; is the disk full?", s.listPath())
	}
	return nil
}
