package session

import (
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"satprep/internal/interaction"
	"satprep/internal/question"
)

var noon = time.Date(2026, 3, 2, 12, 0, 0, 0, time.UTC)

// sat is a test of both sections whose first module, of n questions, opened at
// noon.
func sat(n int, factor float64) *sitting {
	t := &sitting{Factor: factor, Contact: noon, Parts: []part{{Section: question.RW}, {Section: question.Math}}}
	m := t.add(&t.Parts[0], 1, slots(n), true, noon)
	m.OpenedAt = noon
	return t
}

func slots(n int) []slot {
	list := make([]slot, n)
	for i := range list {
		list[i].ID = fmt.Sprintf("q%d", i+1)
	}
	return list
}

func ms(d time.Duration) *float64 {
	v := float64(d) / float64(time.Millisecond)
	return &v
}

func TestJudge(t *testing.T) {
	t.Parallel()
	const limit = 32 * time.Minute
	for _, c := range []struct {
		name     string
		factor   float64
		gave     time.Duration
		made     *float64
		arrives  time.Duration // after the module opened
		ok       bool
		synced   bool
		believed bool
	}{
		{"in time", 1, 0, nil, limit, true, false, true},
		{"within the grace", 1, 0, nil, limit + 30*time.Second, true, false, true},
		{"after the grace", 1, 0, nil, limit + 30*time.Second + time.Microsecond, false, false, true},
		{"made in time, uploaded later", 1, 0, ms(limit), limit + time.Hour, true, true, true},
		{"made within the clock's slack", 1, 0, ms(limit + 5*time.Second), limit + time.Hour, true, true, true},
		{"made after it", 1, 0, ms(limit + 5001*time.Millisecond), limit + time.Hour, false, true, true},
		{"uploaded within a day", 1, 0, ms(10 * time.Minute), 10*time.Minute + 24*time.Hour, true, true, true},
		{"uploaded after a day", 1, 0, ms(10 * time.Minute), 10*time.Minute + 24*time.Hour + time.Second, false, true, true},
		{"a clock that runs ahead of the server's", 1, 0, ms(3 * limit), limit / 2, true, false, false},
		{"time and a half", 1.5, 0, nil, 48*time.Minute + 30*time.Second, true, false, true},
		{"time and a half, by its clock", 1.5, 0, ms(48*time.Minute + 5*time.Second), 20 * time.Hour, true, true, true},
		{"after time and a half", 1.5, 0, nil, 49 * time.Minute, false, false, true},
		{"time given back", 1, 7 * time.Minute, nil, 39 * time.Minute, true, false, true},
		{"time given back, by its clock", 1, 7 * time.Minute, ms(39 * time.Minute), 5 * time.Hour, true, true, true},
	} {
		x := sat(1, c.factor)
		m := x.current()
		m.GaveBack = c.gave
		ok, synced, doubt := x.judge(m, c.made, noon.Add(c.arrives))
		if ok != c.ok || ok && synced != c.synced || (doubt == "") != c.believed {
			t.Errorf("%s: accepted %v, synced %v, doubt %q", c.name, ok, synced, doubt)
		}
	}
}

func TestGiveBack(t *testing.T) {
	t.Parallel()
	x := sat(1, 1)
	m := x.current()
	for _, c := range []struct {
		at   time.Duration
		gave time.Duration
	}{
		{60 * time.Second, 0},                 // no lapse: exactly a minute
		{121 * time.Second, 61 * time.Second}, // one
		{150 * time.Second, 0},                // looked again
		{8 * time.Minute, 5*time.Minute + 30*time.Second},
		{20 * time.Minute, 3*time.Minute + 29*time.Second}, // the allowance is used up
		{30 * time.Minute, 0},
	} {
		if gave := x.giveBack(noon.Add(c.at)); gave != c.gave {
			t.Errorf("at %v gave %v back, want %v", c.at, gave, c.gave)
		}
		x.Contact = noon.Add(c.at)
	}
	if m.GaveBack != GiveBackMax || x.deadline(m) != noon.Add(42*time.Minute) {
		t.Errorf("gave %v back, deadline %v", m.GaveBack, x.deadline(m))
	}
}

func TestWhatTheClockDoes(t *testing.T) {
	t.Parallel()
	x := sat(1, 1)
	m := x.current()
	end := noon.Add(32*time.Minute + grace)
	if due := x.due(noon); due != end || x.timeUp(end) || !x.timeUp(end.Add(time.Second)) {
		t.Errorf("due %v, up at the grace's end %v", due, x.timeUp(end))
	}
	if due := x.due(end.Add(time.Second)); due != noon.Add(32*time.Minute+TestIdle) {
		t.Errorf("somebody away has until %v to upload", due)
	}
	x.Contact = end.Add(time.Minute) // work goes on: counted from the last call
	if x.idleAt() != x.Contact.Add(TestIdle) {
		t.Errorf("idle at %v", x.idleAt())
	}
	m.close(end)
	x.add(&x.Parts[0], 2, nil, false, end)
	if due := x.due(end); due != x.Contact.Add(TestIdle) || x.starts(end.Add(5*time.Hour)) {
		t.Errorf("a module nobody has seen starts only when begun: due %v", due)
	}
	x.current().close(end)
	x.add(&x.Parts[1], 1, nil, false, end)
	if due := x.due(end); due != end.Add(BreakTime) || x.breakText(end)[:10] != "10 minutes" || x.breakText(end.Add(9 * time.Minute))[:8] != "1 minute" {
		t.Errorf("break until %v: %q", due, x.breakText(end))
	}
	if x.starts(end.Add(BreakTime-1)) || !x.starts(end.Add(BreakTime+time.Hour)) || x.current().OpenedAt != end.Add(BreakTime) {
		t.Errorf("after the break the clock runs from its end: %v", x.current().OpenedAt)
	}
	if p, index, more := x.following(); !more || index != 2 || p.Section != question.Math {
		t.Errorf("then comes %v %d", p, index)
	}
	x.LongBreaks = true
	if m := x.add(&x.Parts[1], 1, nil, true, end); m.StartsAt != end.Add(30*time.Minute) {
		t.Errorf("breaks as needed until %v", m.StartsAt)
	}
}

func TestTheLastAnswerWins(t *testing.T) {
	t.Parallel()
	k := func(text string, final bool, mono *float64) *kept {
		return &kept{Answer: text, Final: final, Sub: Submission{Mono: mono}}
	}
	early, late := ms(time.Minute), ms(2*time.Minute)
	for _, c := range []struct {
		name  string
		first *kept
		then  *kept
		text  string
		final bool
	}{
		{"drafts", k("A", false, nil), k("B", false, nil), "B", false},
		{"submitted twice", k("A", true, nil), k("B", true, nil), "B", true},
		{"submitted after a draft", k("A", false, nil), k("B", true, nil), "B", true},
		{"a draft that comes late", k("A", true, nil), k("B", false, nil), "A", true},
		{"a draft made before", k("A", true, late), k("B", false, early), "A", true},
		{"a draft made after", k("A", true, early), k("B", false, late), "B", true},
		{"overtaken on the way", k("A", false, late), k("B", true, early), "A", true},
		{"emptied", k("A", true, early), k("", true, late), "", true},
	} {
		m := &module{}
		m.take("q", c.first)
		m.take("q", c.then)
		if got := m.Answers["q"]; got.text() != c.text || got.Final != c.final {
			t.Errorf("%s: %q, submitted %v", c.name, got.text(), got.Final)
		}
	}
}

func TestStates(t *testing.T) {
	t.Parallel()
	const a, o, n = interaction.Answered, interaction.Omitted, interaction.NotReached
	for _, c := range []struct {
		kept map[string]string
		want []interaction.State
	}{
		{nil, []interaction.State{n, n, n, n}},
		{map[string]string{"q1": "A"}, []interaction.State{a, n, n, n}},
		{map[string]string{"q3": "A"}, []interaction.State{o, o, a, n}},
		{map[string]string{"q1": "B", "q2": ""}, []interaction.State{a, o, n, n}},
		{map[string]string{"q1": "", "q2": "", "q3": "", "q4": ""}, []interaction.State{o, o, o, o}},
	} {
		m := &module{Slots: slots(4), Answers: map[string]*kept{}}
		for id, text := range c.kept {
			m.Answers[id] = &kept{Answer: text, Final: true}
		}
		if diff := cmp.Diff(c.want, m.states()); diff != "" {
			t.Errorf("%v: %s", c.kept, diff)
		}
		if m.complete() != (len(c.kept) == 4) {
			t.Errorf("%v: complete %v", c.kept, m.complete())
		}
	}
}

func TestWeave(t *testing.T) {
	t.Parallel()
	var operational []pinned
	for i := range 5 {
		operational = append(operational, pinned{ID: fmt.Sprint(i)})
	}
	at := func(id string, position int) slot { return slot{pinned{ID: id}, &drawn{Position: position}} }
	for _, c := range []struct {
		pretest []slot
		want    string
	}{
		{[]slot{at("x", 0), at("y", 6)}, "x01234y"},
		{[]slot{at("y", 3), at("x", 2)}, "01xy234"},
		{[]slot{at("x", 6)}, "01234x"}, // one was missing: the place is beyond the end
		{nil, "01234"},
	} {
		got := ""
		for _, s := range weave(operational, c.pretest) {
			got += s.ID
		}
		if got != c.want {
			t.Errorf("%s, want %s", got, c.want)
		}
	}
}

func TestSections(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		in   []string
		want []string
	}{
		{[]string{"Math"}, []string{"math"}},
		{[]string{"Reading & Writing"}, []string{"rw"}},
		{[]string{"Both"}, []string{"rw", "math"}},
		{[]string{"Math", "Reading & Writing"}, []string{"rw", "math"}},
		{[]string{"Math", "Both"}, []string{"rw", "math"}},
		{nil, nil}, {[]string{""}, nil}, {[]string{"Science"}, nil}, {[]string{"Math", "Algebra"}, nil}, {[]string{"both"}, nil},
	} {
		got, err := sectionsOf(c.in)
		if diff := cmp.Diff(c.want, got); diff != "" || (err == nil) != (c.want != nil) {
			t.Errorf("%q: %v %s", c.in, err, diff)
		}
	}
}

func TestChooseForm(t *testing.T) {
	t.Parallel()
	forms := []*question.Form{{ID: "1"}, {ID: "2"}, {ID: "3"}}
	for _, c := range []struct {
		had      map[string]time.Time
		u        float64
		want     string
		repeated bool
		n        int
	}{
		{nil, 0, "1", false, 3},
		{nil, .999, "3", false, 3},
		{map[string]time.Time{"1": noon}, 0, "2", false, 2},
		{map[string]time.Time{"1": noon, "3": noon}, .7, "2", false, 1},
		{map[string]time.Time{"1": noon.Add(2), "2": noon.Add(1), "3": noon.Add(3)}, .7, "2", true, 1},
	} {
		f, repeated, n, err := choose(forms, c.had, c.u)
		if err != nil || f.ID != c.want || repeated != c.repeated || n != c.n {
			t.Errorf("%v: form %v, repeated %v, of %d: %v", c.had, f, repeated, n, err)
		}
	}
	if _, _, _, err := choose(nil, nil, 0); err == nil {
		t.Error("a bank without forms gave one")
	}
}
