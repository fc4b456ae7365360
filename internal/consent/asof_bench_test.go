package consent

import (
	"fmt"
	"runtime"
	"strings"
	"testing"
	"time"

	"satprep/internal/db"
	"satprep/internal/interaction"
	"satprep/internal/uid"
)

// BenchmarkAsOf reads the consent of 200,000 people with two states each and
// asks for it: how long, and how many bytes a subject.
func BenchmarkAsOf(b *testing.B) {
	const people = 200_000
	d, err := db.Open(b.Context(), "sqlite:"+b.TempDir(), db.Main)
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { d.Close() })
	epoch := time.Date(2026, 1, 5, 8, 0, 0, 0, time.UTC)
	l, err := NewLedger(LedgerDeps{DB: d, Now: func() time.Time { return epoch.Add(time.Hour) }})
	if err != nil {
		b.Fatal(err)
	}
	subjects := fillStates(b, d, people, epoch)
	b.Run("read", func(b *testing.B) {
		for b.Loop() {
			var before, after runtime.MemStats
			runtime.GC()
			runtime.ReadMemStats(&before)
			a, err := l.AsOf(b.Context(), epoch.Add(time.Hour))
			if err != nil || a.Subjects() != people {
				b.Fatal(a, err)
			}
			runtime.GC()
			runtime.ReadMemStats(&after)
			b.ReportMetric(float64(after.HeapAlloc-before.HeapAlloc)/people, "B/subject")
			runtime.KeepAlive(a)
		}
	})
	a, err := l.AsOf(b.Context(), epoch.Add(time.Hour))
	if err != nil {
		b.Fatal(err)
	}
	b.Run("held", func(b *testing.B) {
		at, i := epoch.Add(time.Minute), 0
		for b.Loop() {
			if !a.Held(subjects[i], interaction.Analytics, at) {
				b.Fatal("not held")
			}
			if i++; i == len(subjects) {
				i = 0
			}
		}
	})
}

func fillStates(b *testing.B, d *db.DB, people int, epoch time.Time) (subjects []uid.ID) {
	b.Helper()
	const rows = 100
	insert := `INSERT INTO consent_state (id, subject, revision, purposes, age_band, school, made_at) VALUES ` + strings.TrimSuffix(strings.Repeat("(?, ?, ?, ?, '13_17', FALSE, ?),", 2*rows), ",")
	for from := 0; from < people; from += 5_000 {
		err := d.Write(b.Context(), func(tx *db.Tx) error {
			for range 5_000 / rows {
				var args []any
				for range rows {
					s := uid.Random()
					subjects = append(subjects, s)
					n := int64(len(subjects)) * 7919 * 2
					args = append(args, n, s, 1, 1, epoch.UnixMicro(), n+1, s, 2, 3, epoch.Add(time.Second).UnixMicro())
				}
				if _, err := tx.Exec(insert, args...); err != nil {
					return fmt.Errorf("filling: %w", err)
				}
			}
			return nil
		})
		if err != nil {
			b.Fatal(err)
		}
	}
	return subjects
}
