package calibrate

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"
	"time"

	"satprep/internal/counted"
	"satprep/internal/counted/countedtest"
	"satprep/internal/db/dbtest"
	"satprep/internal/interaction"
	"satprep/internal/question"
)

// What of the log enters a calibration, and what its questions keep.
func TestFromLog(t *testing.T) {
	bank, err := question.Embedded()
	if err != nil {
		t.Fatal(err)
	}
	// Questions alone in their family, of one section; a pair of variants; one of the other section.
	kin := counted.Kin(bank)
	variants := map[string][]*question.Question{}
	for _, q := range bank.Questions {
		variants[kin[q.ID]] = append(variants[kin[q.ID]], q)
	}
	var alone, pair []*question.Question
	var other *question.Question
	for _, q := range bank.Questions {
		switch kind := variants[kin[q.ID]]; {
		case len(kind) > 1 && pair == nil:
			pair = kind[:2]
		case len(kind) == 1 && q.Section == question.Math:
			alone = append(alone, q)
		case q.Section == question.RW:
			other = q
		}
	}
	if pair == nil || pair[0].Params != pair[1].Params {
		t.Fatalf("no variants that share parameters: %v", pair)
	}
	dbtest.Each(t, func(t *testing.T, dsn string) {
		ctx := t.Context()
		c := countedtest.New(t, dsn, bank)
		src := c.Src
		ok, agree, answer, sitting := c.OK, c.Agree, c.Answer, c.Sitting
		if _, _, err := FromLog(ctx, src, false); err == nil || !strings.Contains(err.Error(), "no answer") {
			t.Errorf("an empty log: %v", err)
		}

		people := c.Join(36, func(i int) bool { return i != 34 })
		inTest := func(r *interaction.Record, _ *interaction.Answering) {
			r.Kind, r.Session = interaction.TestAnswered, countedtest.TheTest
		}
		for i, who := range people {
			answer(who, alone[0], i%3 > 0, nil)
			answer(who, pair[i%2], i%4 > 1, nil) // half meet the one variant, half the other
		}
		agree(people[35], false) // takes it back: nothing of theirs is used any more
		one := people[0]
		answer(one, alone[0], true, nil) // not the first
		answer(one, alone[2], true, func(r *interaction.Record, _ *interaction.Answering) { r.Done.Aided = interaction.Some(true) })
		answer(one, alone[2], true, nil) // nor is the second after an aided one
		answer(one, alone[3], true, func(_ *interaction.Record, b *interaction.Answering) { b.Rapid = true })
		answer(one, alone[4], true, func(_ *interaction.Record, b *interaction.Answering) { b.Eligible, b.Pretest = false, true })
		answer(one, alone[5], true, func(r *interaction.Record, _ *interaction.Answering) { r.Asked.Version = "another" })
		answer(one, alone[6], true, func(r *interaction.Record, _ *interaction.Answering) { r.Origin = interaction.Simulated })
		answer(one, pair[1], true, nil) // a variant of what was met
		answer(one, other, true, nil)   // a person of its own
		sitting(people[1], interaction.TestStarted, interaction.Started{Rule: "form"})
		answer(people[1], alone[8], true, inTest)
		c.Clock = c.Clock.Add(31 * 24 * time.Hour)
		answer(one, alone[7], false, nil) // a second person
		c.Clock = c.Clock.Add(time.Minute)

		r, read, err := FromLog(ctx, src, false)
		ok(err)
		again, reread, err := FromLog(ctx, src, false)
		ok(err)
		if read.Digest != reread.Digest || read.Digest == "" || !slices.Equal(r.Items, again.Items) {
			t.Errorf("read twice: %s, %s", read.Digest, reread.Digest)
		}
		got := fmt.Sprint(read.Answers, read.NoConsent, read.NotFirst, read.OpenTest, read.Uncounted, read.Changed, read.Used, read.Learners, len(r.Persons))
		if want := "82 4 3 1 2 1 71 34 36"; got != want {
			t.Errorf("answers, without consent, not first, of open tests, uncounted, changed, used, learners, persons: %s, want %s", got, want)
		}
		if r.Answers.Rows() != 36 || len(r.Items) != 5 {
			t.Errorf("%d rows of %v", r.Answers.Rows(), r.Items)
		}
		if s, _, err := FromLog(ctx, src, true); err != nil || !slices.Equal(s.Items, []string{alone[6].ID}) {
			t.Errorf("simulated: %v", err)
		}

		sitting(people[1], interaction.TestEnded, interaction.TestResult{Reason: "finished"})
		if _, after, err := FromLog(ctx, src, false); err != nil || after.OpenTest != 0 || after.Used != read.Used+1 || after.Digest == read.Digest {
			t.Errorf("once the test is over: %v, %+v", err, after)
		}

		e, err := RunLogged(ctx, r, bank, Options{Model: ThreePL})
		ok(err)
		for _, it := range e.Items {
			q, _ := bank.ByID(it.Name)
			if few := it.N < 30; few != slices.Contains(it.Flags, Authored) || few && (float64(it.B) != q.Params.B || !math.IsNaN(float64(it.SEB))) {
				t.Errorf("%+v", it)
			} else if !few && (float64(it.A) != 1 || float64(it.B) == q.Params.B || !(it.SEB > 0 && it.SEB < .6)) {
				t.Errorf("of 34 answers b alone is estimated, better than its author knew it: %+v", it)
			}
		}
		byName, entered := map[string]Item{}, map[string]float64{} // variants share their answers
		for _, it := range e.Items {
			byName[it.Name] = it
			if it.N >= 30 {
				entered[cmp.Or(it.Family, it.Name)] = it.N
			}
		}
		sum := 0.
		for _, n := range entered {
			sum += n
		}
		if e.Estimated != int(sum) || e.Estimated == 0 || e.Estimated >= read.Used {
			t.Errorf("%d answers entered, want %v of the %d used", e.Estimated, sum, read.Used)
		}
		if a, b := byName[pair[0].ID], byName[pair[1].ID]; a.B != b.B || a.N != 34 || b.N != 34 || a.Family != pair[0].Family {
			t.Errorf("variants do not share what was estimated: %+v, %+v", a, b)
		}
		if len(e.Items) != 4+len(variants[kin[pair[0].ID]]) || e.Persons != 34 {
			t.Errorf("%d items of %d persons", len(e.Items), e.Persons)
		}
	})
}
