//go:build unix

package mirror_test

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"syscall"
	"testing"
	"time"

	"satprep/internal/db"
	"satprep/internal/interaction"
	"satprep/internal/uid"
)

var rows = flag.Int("rows", 20_000, "responses in BenchmarkExportAll")

func BenchmarkExportAll(b *testing.B) {
	dir := b.TempDir()
	s := open(b, "sqlite:"+dir, filepath.Join(dir, "ai_data"), withRooms)
	const each = 200
	for n := range *rows / each {
		subject, id := uid.Random(), uid.New(epoch)
		if err := s.keys.Make(b.Context(), subject); err != nil {
			b.Fatal(err)
		}
		err := s.DB.Write(b.Context(), func(tx *db.Tx) error {
			if _, err := tx.Exec(`INSERT INTO account_subject (subject, user_id) VALUES (?, ?)`, subject, fmt.Sprintf("u%d", n)); err != nil {
				return err
			}
			if _, err := tx.Exec(`INSERT INTO consent_state (id, subject, revision, purposes, age_band, school, made_at) VALUES (?, ?, 1, ?, '18_plus', FALSE, 1)`,
				n+1, subject, int64(interaction.Service|interaction.ResearchExport)); err != nil {
				return err
			}
			for i := range each {
				answer := "B"
				if i%8 == 0 { // a quarter of Math is typed
					answer = "7/2"
				}
				if _, err := tx.Exec(responseSQL, s.row(subject, id, i, answer)...); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			b.Fatal(err)
		}
		for range 4 {
			s.turn(subject, "How do I begin with this one?", "What is asked for in the last sentence? Write it down as an equation first.")
		}
	}
	s.at(epoch.Add(24 * time.Hour)) // after all of that
	used := cpu(b)
	total := 0
	for b.Loop() {
		f := all(b, s)
		total += f.Records
		s.exec(`DELETE FROM export_file`)
		if err := os.Remove(filepath.Join(s.Folder, f.Name)); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(total)/b.Elapsed().Seconds(), "records/s")
	b.ReportMetric(float64((cpu(b)-used).Microseconds())/float64(total), "CPU-µs/record")
}

// cpu is the time that this process has used. On a machine that others use too
// it is the number to trust.
func cpu(b *testing.B) time.Duration {
	b.Helper()
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		b.Fatal(err)
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

// BenchmarkRebuild reads, opens, encodes and writes the whole log.
func BenchmarkRebuild(b *testing.B) {
	dir := b.TempDir()
	s := open(b, "sqlite:"+dir, filepath.Join(dir, "ai_data"), nil)
	ada := s.learner("ada")
	for n := 0; n < *rows; n += 500 {
		s.many(ada, 500)
	}
	s = open(b, "sqlite:"+dir, filepath.Join(dir, "ai_data"), nil) // with nothing in memory
	used, total := cpu(b), int64(0)
	for b.Loop() {
		n, err := s.Rebuild(b.Context(), nil)
		if err != nil {
			b.Fatal(err)
		}
		total += n
	}
	b.ReportMetric(float64(total)/b.Elapsed().Seconds(), "records/s")
	b.ReportMetric(float64((cpu(b)-used).Microseconds())/float64(total), "CPU-µs/record")
}
