package db_test

import (
	"bytes"
	"fmt"
	"os"
	"strings"
	"testing"

	"satprep/internal/db"
	"satprep/internal/db/dbtest"
)

// What was deleted stands in no file any more: neither in the pages of table
// and index, nor in free pages, nor in the write-ahead log.
func TestShred(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, dsn string) {
		d := dbtest.Open(t, dsn)
		write := func(query string, args ...any) {
			t.Helper()
			if err := d.Write(t.Context(), func(tx *db.Tx) error { _, err := tx.Exec(query, args...); return err }); err != nil {
				t.Fatal(err)
			}
		}
		for i := range 200 { // rows of all sizes, some with pages of their own
			who := "keep"
			if i%3 == 0 {
				who = "canary"
			}
			write(`INSERT INTO question_skill (skill, content, origin, changed_at) VALUES (?, ?, '', 0)`,
				fmt.Sprintf("%s-%d", who, i), strings.Repeat(who+" ", 1+i*i/4))
		}
		write(`UPDATE question_skill SET content = 'short' WHERE skill = 'canary-198'`)
		write(`DELETE FROM question_skill WHERE skill LIKE 'canary%'`)
		if err := d.Shred(t.Context(), "question_skill"); err != nil {
			t.Fatal(err)
		}
		if d.Engine() == db.Postgres { // its files are the server's
			if err := d.Shred(t.Context(), "a; DROP TABLE account"); err == nil {
				t.Error("a table's name was not checked")
			}
			return
		}
		for _, suffix := range []string{"", "-wal"} {
			b, err := os.ReadFile(d.Path() + suffix)
			if err != nil {
				t.Fatal(err)
			}
			if n := bytes.Count(b, []byte("canary")); n > 0 {
				t.Errorf("%d canaries in satprep.db%s", n, suffix)
			}
			if suffix == "" && bytes.Count(b, []byte("keep ")) < 1000 {
				t.Error("other rows are gone too")
			}
		}
	})
}
