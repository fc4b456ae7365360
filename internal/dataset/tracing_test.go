package dataset

import (
	"encoding/csv"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"satprep/internal/interaction"
	"satprep/internal/question"
)

// tracedLearners are three learners, one a split, with all that tracing must
// see or leave out.
func tracedLearners(t testing.TB) []*Learner {
	t.Helper()
	p, q, r := practice(t, "percentages", 0), practice(t, "percentages", 1), practice(t, "transitions", 0)
	closed := pick(t, 0, func(q *question.Question) bool { return q.Use == question.Forms })
	took := func(ms int64) func(*Event) { return func(e *Event) { e.TimeMS = some(ms) } }
	a := tell(t, 1)
	a.answer(q, true, took(41_500))
	a.answer(r, false, func(e *Event) { e.Aided, e.Answering.Counts = some(true), false })
	a.answer(r, true, func(e *Event) { e.Kind, e.Attempt, e.Answering.Counts = interaction.PracticeRetried, 2, false })
	a.answer(p, false, func(e *Event) { e.State, e.Answer = interaction.Omitted, "" })
	a.answer(closed, false, func(e *Event) {
		e.Kind, e.State, e.Answer, e.Correct = interaction.TestAnswered, interaction.NotReached, "", interaction.Opt[bool]{}
	})
	a.wait(-time.Hour) // the server's clock was put right
	a.answer(closed, true, func(e *Event) { e.Kind, e.Mode = interaction.TestAnswered, "full_test" })
	b, c, silent := tell(t, 2), tell(t, 3), tell(t, 4)
	b.l.Split, c.l.Split = Validation, Test
	b.answer(p, true, took(7))
	c.answer(p, false, nil)
	c.answer(q, true, nil)
	silent.turn(p, "hint", "Look.", nil)
	return []*Learner{silent.l, a.l, b.l, c.l}
}

// idMap reads id_map.csv: what each number of a kind stands for.
func idMap(t testing.TB, text string) map[string][]string {
	t.Helper()
	rows, err := csv.NewReader(strings.NewReader(text)).ReadAll()
	if err != nil || len(rows) == 0 || strings.Join(rows[0], ",") != "kind,id,name" {
		t.Fatalf("%v: %q", err, text)
	}
	m := map[string][]string{}
	for _, r := range rows[1:] {
		if r[1] != strconv.Itoa(len(m[r[0]])) {
			t.Errorf("%s %s does not follow %d", r[0], r[1], len(m[r[0]])-1)
		}
		m[r[0]] = append(m[r[0]], r[2])
	}
	for kind, names := range m {
		if kind != "user" && !slices.IsSorted(names) {
			t.Errorf("numbers of %s tell in which order they were met: %v", kind, names)
		}
	}
	return m
}

func TestTracingTableIsItsMapAndItsRows(t *testing.T) {
	t.Parallel()
	c := cookShape(t, "kt_csv", nil, tracedLearners(t)...)
	m := idMap(t, c.file(t, "kt_csv/id_map.csv"))
	if len(m["user"]) != 3 || len(m["item"]) != 4 || len(m["skill"]) != 3 {
		t.Fatalf("the map holds %v", m)
	}
	if got, want := fmt.Sprint(c.stats.Rows, c.stats.Learners), "map[test:2 train:4 validation:1] map[test:1 train:1 validation:1]"; got != want {
		t.Errorf("rows and learners %s, want %s", got, want)
	}
	var train strings.Builder
	for _, split := range Splits {
		lines, err := csv.NewReader(strings.NewReader(c.file(t, "kt_csv/"+string(split)+".csv"))).ReadAll()
		if err != nil {
			t.Fatal(err)
		}
		if got := strings.Join(lines[0], ","); got != "user_id,item_id,skill_id,correct,timestamp,time_ms,aided,counts" {
			t.Errorf("header %s", got)
		}
		last := map[string]float64{}
		for i, row := range c.rows[split] {
			for k, name := range lines[0] {
				want := fmt.Sprint(row[name])
				switch v := row[name].(type) {
				case nil:
					want = ""
				case bool:
					want = map[bool]string{true: "1", false: "0"}[v]
				case float64:
					want = strconv.FormatFloat(v, 'f', -1, 64)
				}
				if lines[i+1][k] != want {
					t.Errorf("%s, row %d: %s is %q in CSV and %q in Parquet", split, i, name, lines[i+1][k], want)
				}
			}
			at := row["timestamp"].(float64)
			if user := lines[i+1][0]; at < last[user] {
				t.Errorf("%s, row %d: time goes back from %v to %v", split, i, last[user], at)
			} else {
				last[user] = at
			}
			if split == Train {
				item, skill := m["item"][int(row["item_id"].(float64))], m["skill"][int(row["skill_id"].(float64))]
				fmt.Fprintln(&train, strings.HasPrefix(item, "closed-"), skill, row["correct"], row["time_ms"], row["aided"], row["counts"])
			}
		}
		if len(lines) != len(c.rows[split])+1 {
			t.Errorf("%s: %d lines of CSV and %d rows", split, len(lines)-1, len(c.rows[split]))
		}
	}
	closed := pick(t, 0, func(q *question.Question) bool { return q.Use == question.Forms })
	want := "false percentages true 41500 false true\nfalse transitions false <nil> true false\nfalse percentages false <nil> false true\ntrue " + closed.Skill + " true <nil> false true\n"
	if train.String() != want {
		t.Errorf("train holds\n%swant\n%s", &train, want)
	}
}

// pyKT's rules: six lines a learner, the second to the sixth of equal length,
// integers with commas, no field NA, test apart from the rest.
func TestPyKTLines(t *testing.T) {
	t.Parallel()
	c := cookShape(t, "kt_pykt", nil, tracedLearners(t)...)
	m := idMap(t, c.file(t, "kt_pykt/id_map.csv"))
	sequences := map[string]string{} // learner: answers
	where := map[string]string{}
	for _, name := range []string{"train_valid.txt", "test.txt"} {
		text := c.file(t, "kt_pykt/"+name)
		if bad := regexp.MustCompile(`[^0-9,\n]|,,|,\n|\n,|\n\n`).FindString(text); bad != "" || strings.Contains(text, "NA") {
			t.Errorf("%s holds %q", name, bad)
		}
		lines := strings.Split(strings.TrimSuffix(text, "\n"), "\n")
		if len(lines)%6 != 0 {
			t.Fatalf("%s has %d lines", name, len(lines))
		}
		for ; len(lines) > 0; lines = lines[6:] {
			user, length, _ := strings.Cut(lines[0], ",")
			n, _ := strconv.Atoi(user)
			if n >= len(m["user"]) || where[user] != "" {
				t.Fatalf("user %s is unknown or stands in %q and %s", user, where[user], name)
			}
			where[user] = name
			sequences[m["user"][n]] = lines[3]
			var columns [5][]int
			for i, line := range lines[1:6] {
				for f := range strings.SplitSeq(line, ",") {
					v, err := strconv.Atoi(f)
					if err != nil {
						t.Error(err)
					}
					columns[i] = append(columns[i], v)
				}
				if strconv.Itoa(len(columns[i])) != length {
					t.Errorf("line %d of user %s has %d values, want %s", i+2, user, len(columns[i]), length)
				}
			}
			if !slices.IsSorted(columns[3]) {
				t.Errorf("times of user %s go back: %v", user, columns[3])
			}
			if columns[3][0] < 1_000_000_000_000 {
				t.Errorf("times of user %s are not milliseconds: %v", user, columns[3])
			}
			for i, item := range columns[0] {
				if name := m["item"][item]; !strings.HasPrefix(name, "closed-") {
					q, err := bankOnce().Find(name, "")
					if err != nil || m["skill"][columns[1][i]] != q.Skill {
						t.Errorf("question %s has the skill %s: %v", name, m["skill"][columns[1][i]], err)
					}
				}
			}
		}
	}
	learners := tracedLearners(t)
	for i, want := range []string{"", "1,0,0,1", "1", "0,1"} {
		if got := sequences[learners[i].Name.String()]; got != want {
			t.Errorf("learner %d: answers %s, want %s", i, got, want)
		}
	}
	for i, name := range []string{"train_valid.txt", "train_valid.txt", "test.txt"} {
		if where[strconv.Itoa(i)] != name {
			t.Errorf("user %d stands in %s, want %s", i, where[strconv.Itoa(i)], name)
		}
	}
}

// A learner whose times are negative spends none.
func TestPyKTHasNoNegativeNumbers(t *testing.T) {
	t.Parallel()
	s := tell(t, 1)
	s.answer(practice(t, "percentages", 0), true, func(e *Event) { e.TimeMS = some(int64(-5)) })
	if text := cookShape(t, "kt_pykt", nil, s.l).file(t, "kt_pykt/train_valid.txt"); strings.Contains(text, "-") || !strings.HasSuffix(text, "\n0\n") {
		t.Errorf("%q", text)
	}
}
