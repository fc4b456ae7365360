package reward_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"satprep/internal/db"
	"satprep/internal/db/dbtest"
	"satprep/internal/interaction"
	"satprep/internal/reward"
	"satprep/internal/uid"
)

func TestPointsAreSumsOfTheLogAndRebuildEqual(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, dsn string) {
		now := func() time.Time { return time.Date(2026, 1, 5, 8, 0, 0, 0, time.UTC) }
		d := dbtest.Open(t, dsn)
		keys, err := interaction.OpenKeyring(dbtest.OpenKeys(t, dsn), now)
		if err != nil {
			t.Fatal(err)
		}
		log := interaction.NewLog(d, keys, now)
		rewards := reward.New(d)
		people := []uid.ID{uid.Random(), uid.Random(), uid.Random()}
		for _, p := range people {
			if err := keys.Make(t.Context(), p); err != nil {
				t.Fatal(err)
			}
		}
		add := func(who uid.ID, kind interaction.Kind, points int32) {
			t.Helper()
			r := &interaction.Record{Subject: who, Kind: kind, Origin: interaction.Real, Consent: interaction.NewStamp(1, interaction.Service, "18_plus", false),
				After: interaction.After{Points: interaction.Some(points)}}
			if err := log.Prepare(t.Context(), r); err != nil {
				t.Fatal(err)
			}
			if err := d.Write(t.Context(), func(tx *db.Tx) error { return log.Append(tx, r) }); err != nil {
				t.Fatal(err)
			}
		}
		follow := func() {
			t.Helper()
			if _, err := log.CatchUp(t.Context(), rewards.View().Follower); err != nil {
				t.Fatal(err)
			}
		}
		add(people[0], interaction.PracticeEnded, 50)
		add(people[1], interaction.PracticeEnded, 50)
		follow() // rounds end anywhere
		add(people[0], interaction.PracticeStarted, 0)
		add(people[0], interaction.TestEnded, 200)
		add(people[1], interaction.DiagnosticEnded, 0)
		follow()
		add(people[0], interaction.PracticeEnded, 50)
		follow()
		want := []reward.Points{{Total: 300, Sessions: 2, Tests: 1}, {Total: 50, Sessions: 2}, {}}
		check := func() {
			t.Helper()
			for i, p := range people {
				got, err := rewards.Find(t.Context(), p)
				if err != nil {
					t.Fatal(err)
				}
				if diff := cmp.Diff(want[i], got); diff != "" {
					t.Errorf("person %d: %s", i, diff)
				}
			}
		}
		check()
		if _, err := log.Rebuild(t.Context(), rewards.View()); err != nil {
			t.Fatal(err)
		}
		check()
	})
}
