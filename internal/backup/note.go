package backup

import (
	"bytes"
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"time"
)

// notesName is the file of the data folder that says which backups were made.
const notesName = ".backups.jsonl" // hidden: in no backup itself

// A Note says that a backup was made. Whether it can still be found where it
// was put is for the operator to know.
type Note struct {
	Kind   string    `json:"kind"` // main, keys
	MadeAt time.Time `json:"made_at"`
	Build  string    `json:"satprep"`
	File   string    `json:"file"` // its name without the folder
	Bytes  int64     `json:"bytes"`
	Files  int       `json:"files"`
}

// remember writes down that a backup was made. That it cannot be written makes
// the backup no worse.
func remember(data, out string, m Manifest) {
	n := Note{Kind: m.Kind, MadeAt: m.MadeAt, Build: m.Build, File: filepath.Base(out), Files: len(m.Files)}
	if info, err := os.Stat(out); err == nil {
		n.Bytes = info.Size()
	}
	line, err := json.Marshal(n)
	if err != nil {
		return
	}
	f, err := os.OpenFile(filepath.Join(data, notesName), os.O_WRONLY|os.O_CREATE|os.O_APPEND, 0o600)
	if err != nil {
		return
	}
	defer f.Close()
	f.Write(append(line, '\n'))
}

// Last returns the newest notes of each kind, nil where there is none.
func Last(data string) (newest, keys *Note, err error) {
	text, err := os.ReadFile(filepath.Join(data, notesName))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil, nil
	} else if err != nil {
		return nil, nil, err
	}
	for line := range bytes.Lines(text) {
		var n Note
		if json.Unmarshal(line, &n) != nil {
			continue // cut short when the disk was full
		}
		if n.Kind == Keys {
			keys = &n
		} else {
			newest = &n
		}
	}
	return newest, keys, nil
}
