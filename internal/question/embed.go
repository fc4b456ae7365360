package question

import (
	"bytes"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"io/fs"
	"sync"

	"satprep/internal/fault"
)

//go:embed bank
var bankFiles embed.FS

// embedded is the bank that comes with the program, as one JSONL text, with its
// digest.
var embedded = sync.OnceValues(func() ([]byte, error) {
	var all bytes.Buffer
	err := fs.WalkDir(bankFiles, "bank", func(path string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		b, err := bankFiles.ReadFile(path)
		all.Write(b)
		return err
	})
	return all.Bytes(), err
})

func digestOf(b []byte) string {
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:8])
}

// Embedded returns the bank that comes with the program, without a database:
// what a new installation starts with. It is the same bank every time; whoever
// wants another one clones its questions.
func Embedded() (_ *Bank, err error) {
	defer fault.In(&err, "question.Embedded")
	return parsed()
}

// parsed keeps the one bank that the text of the program makes: it is immutable,
// and reading it costs a tenth of a second.
var parsed = sync.OnceValues(func() (*Bank, error) {
	text, err := embedded()
	if err != nil {
		return nil, err
	}
	f, err := ReadAll(bytes.NewReader(text))
	if err != nil {
		return nil, err
	}
	if err := f.Err(); err != nil {
		return nil, err
	}
	return NewBank(f.Questions, f.Skills), nil
})
