package api

import (
	"context"

	"satprep/internal/backup"
	"satprep/internal/db"
)

type backupNote struct {
	MadeAt Time   `json:"made_at"`
	File   string `json:"file" doc:"its name; where it lies now only you know"`
	Bytes  int64  `json:"bytes"`
	Files  int    `json:"files"`
	Build  string `json:"build"`
}

type backupsBody struct {
	Engine   string      `json:"engine" enum:"sqlite,postgres"`
	Main     *backupNote `json:"main,omitempty" doc:"the newest that this program made of this folder"`
	Keys     *backupNote `json:"keys,omitempty" doc:"the newest of the keys"`
	Commands []string    `json:"commands" doc:"how to make one, beside a running server"`
	Restore  string      `json:"restore"`
}

// backups says what is known of backups: what satprep backup wrote down. Other
// tools tell it nothing.
func (a *API) backups(context.Context, *caller, *struct{}) (*backupsBody, error) {
	b := &backupsBody{Engine: string(a.DB.Engine())}
	if a.DB.Engine() == db.Postgres {
		b.Commands = []string{`pg_dump --format=custom --exclude-schema=sealing --file=satprep.dump "$DSN"`, `pg_dump --format=custom --schema=sealing --file=satprep-keys.dump "$DSN"`}
		b.Restore = `pg_restore --dbname="$DSN" satprep.dump`
	} else {
		b.Commands = []string{"satprep backup --data DATA --out satprep-$(date +%F).tar", "satprep backup --data DATA --keys --out satprep-keys-$(date +%F).tar"}
		b.Restore = "satprep restore --data EMPTY FILE.tar"
	}
	main, keys, err := backup.Last(a.Data)
	if main != nil {
		b.Main = &backupNote{Time(main.MadeAt), main.File, main.Bytes, main.Files, main.Build}
	}
	if keys != nil {
		b.Keys = &backupNote{Time(keys.MadeAt), keys.File, keys.Bytes, keys.Files, keys.Build}
	}
	return b, err
}
