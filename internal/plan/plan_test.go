package plan

import (
	"strings"
	"testing"
	"time"

	"satprep/internal/fault"
	"satprep/internal/irt"
	"satprep/internal/question"
	"satprep/internal/session"
	"satprep/internal/uid"
)

var noon = time.Date(2026, 3, 2, 12, 0, 0, 0, time.UTC)

func does(list []Task) string {
	var words []string
	for _, t := range list {
		words = append(words, strings.TrimSuffix(t.Do+" "+t.Scope, " "))
	}
	return strings.Join(words, ", ")
}

func TestWhatIsNext(t *testing.T) {
	t.Parallel()
	weak := irt.NewAbility()
	circles := irt.Scope{Section: "math", Domain: "geometry-and-trigonometry", Skill: "circles"}
	for range 12 {
		weak.Answer(circles, irt.NewTable(irt.Params{A: 1, B: -1, C: .2}), false)
	}
	missed := []session.Due{{Scope: circles, Name: "Circles", Section: "Math", Questions: 2, Why: "because"}}
	boundaries, _ := question.Place("boundaries")
	several := append(missed, session.Due{Scope: boundaries, Name: "Boundaries", Section: "Reading & Writing", Questions: 3, Why: "because"})
	begun := session.Past{ID: uid.Random(), Kind: session.Practice, Status: session.Open, Scope: "algebra", Name: "Algebra", Answered: 3, Ceiling: 10, UpdatedAt: noon.Add(-time.Hour)}
	for _, c := range []struct {
		name string
		s    situation
		want string
	}{
		{"a newcomer", situation{}, "diagnostic, practice boundaries, practice equivalent-expressions"},
		{"who skipped the diagnostic", situation{goal: Goal{DiagnosticSkipped: true}}, "practice boundaries, practice equivalent-expressions, practice rhetorical-synthesis"},
		{"who was measured", situation{lastScore: noon.Add(-time.Hour)}, "practice boundaries, practice equivalent-expressions, practice rhetorical-synthesis"},
		{"what was begun comes first", situation{lastScore: noon, open: []session.Past{begun}}, "resume algebra, practice boundaries, practice equivalent-expressions"},
		{"what was left long ago does not", situation{lastScore: noon, open: []session.Past{{Kind: session.Practice, UpdatedAt: noon.Add(-72 * time.Hour)}}},
			"practice boundaries, practice equivalent-expressions, practice rhetorical-synthesis"},
		{"an open test stands alone", situation{open: []session.Past{begun, {Kind: session.FullTest, Status: session.Open}}}, "resume"},
		{"one skill is due to be done again", situation{lastScore: noon, ability: weak, due: missed}, "redo circles, practice equivalent-expressions, practice boundaries"},
		{"several are one task", situation{lastScore: noon, due: several}, "redo both, practice boundaries, practice equivalent-expressions"},
		{"two weeks before the test", situation{lastScore: noon, goal: Goal{TestDate: "2026-03-16"}}, "full_test, practice boundaries, practice equivalent-expressions"},
		{"and one was had this week", situation{lastScore: noon, lastTest: noon.Add(-48 * time.Hour), goal: Goal{TestDate: "2026-03-16"}},
			"practice boundaries, practice equivalent-expressions, practice rhetorical-synthesis"},
		{"after many answers", situation{lastScore: noon, tallies: map[string]session.Tally{"circles": {Answered: 60, Right: 60}}}, "full_test, practice boundaries, practice equivalent-expressions"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			if c.s.ability == nil {
				c.s.ability = irt.NewAbility()
			}
			c.s.now = noon
			got := next(c.s)
			if does(got) != c.want {
				t.Errorf("%s, want %s", does(got), c.want)
			}
			for _, task := range got {
				if task.Why == "" || task.Minutes < 1 || task.Name == "" && task.Do != Resume {
					t.Errorf("a task is not explained: %+v", task)
				}
			}
		})
	}
}

// A test that is open takes no longer than its modules.
func TestAnOpenTestTakesItsModules(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		scope           string
		answered, asked int
		want            int
	}{{"both", 0, 98, 134}, {"both", 49, 98, 67}, {"rw", 0, 54, 64}, {"math", 0, 44, 70}} {
		got := resume(session.Past{Kind: session.FullTest, Scope: c.scope, Answered: c.answered, Ceiling: c.asked})
		if got.Minutes != c.want {
			t.Errorf("%s after %d of %d: %d minutes, want %d", c.scope, c.answered, c.asked, got.Minutes, c.want)
		}
	}
}

// What is due and fits into no sitting waits for the next.
func TestARedoIsOneSitting(t *testing.T) {
	t.Parallel()
	var due []session.Due
	for _, slug := range []string{"circles", "percentages", "linear-functions", "boundaries"} {
		scope, ok := question.Place(slug)
		if !ok {
			t.Fatal(slug)
		}
		due = append(due, session.Due{Scope: scope, Name: question.Name(slug), Section: question.Name(scope.Section), Questions: 3, Why: "because"})
	}
	got := redo(due)
	if got.Questions != 9 || got.Minutes != 14 || got.Mode != "redo" || got.Scope != "both" || got.Name != "Circles and 2 other skills" || !strings.Contains(got.Why, "4 skills") {
		t.Errorf("%+v", got)
	}
	if one := redo(due[:1]); one.Scope != "circles" || one.Name != "Circles" || one.Why != "because" || one.Questions != 3 {
		t.Errorf("%+v", one)
	}
}

func TestEvidenceIsNamed(t *testing.T) {
	t.Parallel()
	why := func(tally session.Tally) string {
		return next(situation{ability: irt.NewAbility(), now: noon, lastScore: noon, tallies: map[string]session.Tally{"boundaries": tally}})[0].Why
	}
	for _, c := range []struct {
		tally session.Tally
		want  string
	}{
		{session.Tally{}, "not tried one"},
		{session.Tally{Answered: 3}, "(3 of 8)"},
		{session.Tally{Answered: 9, Right: 4}, "4 of 9 right"},
	} {
		if got := why(c.tally); !strings.Contains(got, c.want) || !strings.Contains(got, "About 7 of the 50 Reading & Writing questions") && !strings.Contains(got, "About 6 of the 50") {
			t.Errorf("%+v: %q, want it to say %q", c.tally, got, c.want)
		}
	}
}

func TestGoals(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		goal Goal
		ok   bool
	}{
		{Goal{}, true}, {Goal{Target: 1400, TestDate: "2026-05-02"}, true}, {Goal{TestDate: "2026-03-01"}, true},
		{Goal{Target: 1405}, false}, {Goal{Target: 390}, false}, {Goal{Target: 1610}, false}, {Goal{Target: -400}, false},
		{Goal{TestDate: "2026-02-30"}, false}, {Goal{TestDate: "tomorrow"}, false}, {Goal{TestDate: "2026-02-01"}, false}, {Goal{TestDate: "2036-02-01"}, false},
	} {
		if err := c.goal.Check(noon); (err == nil) != c.ok || err != nil && !fault.Is(err, fault.Invalid) {
			t.Errorf("%+v: %v", c.goal, err)
		}
	}
	for _, c := range []struct {
		score OfficialScore
		ok    bool
	}{
		{OfficialScore{Test: "sat", TakenOn: "2025-12-06", RW: 640, Math: 710}, true}, {OfficialScore{Test: "psat", TakenOn: "2025-10-06", RW: 160, Math: 760}, true},
		{OfficialScore{Test: "psat", TakenOn: "2025-10-06", RW: 640, Math: 770}, false}, {OfficialScore{Test: "act", TakenOn: "2025-10-06", RW: 640, Math: 700}, false},
		{OfficialScore{Test: "sat", TakenOn: "2026-10-06", RW: 640, Math: 700}, false}, {OfficialScore{Test: "sat", TakenOn: "2025-10-06", RW: 645, Math: 700}, false},
	} {
		if err := c.score.Check(noon); (err == nil) != c.ok {
			t.Errorf("%+v: %v", c.score, err)
		} else if c.score.RW%10 != 0 && !strings.Contains(err.Error(), "Reading & Writing") {
			t.Errorf("a learner reads: %v", err)
		}
	}
}

func TestDaysLeft(t *testing.T) {
	t.Parallel()
	zone, err := time.LoadLocation("America/New_York")
	if err != nil {
		t.Fatal(err)
	}
	late := time.Date(2026, 3, 7, 23, 30, 0, 0, zone) // the night in which clocks go forward
	for date, want := range map[string]int{"2026-03-07": 0, "2026-03-08": 1, "2026-03-09": 2, "2026-03-01": 0} {
		if got, ok := daysLeft(date, late); got != want || !ok {
			t.Errorf("%s: %d days, want %d", date, got, want)
		}
	}
	if _, ok := daysLeft("", late); ok {
		t.Error("no date has days left")
	}
}
