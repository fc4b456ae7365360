package dataset

import (
	"strings"
	"testing"
	"time"

	"satprep/internal/interaction"
	"satprep/internal/uid"
)

// DataShop's rules for transactions: tabs, one header, KC columns that may be
// repeated, responses that belong together, attempts that count up by view.
func TestDataShopTransactions(t *testing.T) {
	t.Parallel()
	p, q := practice(t, "percentages", 0), practice(t, "transitions", 0)
	in := func(session byte, more func(*Event)) func(*Event) {
		return func(e *Event) {
			e.Session = uid.ID{9, session}
			if more != nil {
				more(e)
			}
		}
	}
	s := tell(t, 1)
	s.answer(p, false, in(1, func(e *Event) {
		e.TimeMS, e.Aided, e.Answering.HintLevels, e.Answering.Counts = some(int64(12_345)), some(true), []int{1, 2}, false
	}))
	s.answer(p, true, in(1, func(e *Event) { e.Kind, e.Aided = interaction.PracticeRetried, some(true) }))
	s.answer(q, false, in(1, func(e *Event) { e.State, e.Answer = interaction.Omitted, "" }))
	s.answer(p, true, in(1, nil)) // met again in the same session
	s.answer(p, true, in(2, nil))
	s.answer(q, true, in(3, func(e *Event) { e.Answer = "a\tb\r\nc" }))
	s.answer(q, false, in(4, func(e *Event) { // not reached: nothing was done
		e.State, e.Correct, e.Answer = interaction.NotReached, interaction.Opt[bool]{}, ""
	}))
	again := tell(t, 2)
	again.l.Split = Test
	again.answer(p, true, func(e *Event) { e.Kind = interaction.PracticeRetried })
	c := cookShape(t, "datashop", nil, s.l, again.l)

	text := c.file(t, "datashop/train.txt")
	lines := strings.Split(strings.TrimSuffix(text, "\n"), "\n")
	header := strings.Split(lines[0], "\t")
	for _, name := range []string{"Anon Student Id", "Session Id", "Time", "Time Zone", "Student Response Type", "Tutor Response Type", "Problem Name", "Problem View", "Step Name",
		"Attempt At Step", "Outcome", "Selection", "Action", "Input", "Level (Section)", "Level (Domain)", "KC (Skill)", "KC (Domain)"} {
		if strings.Count("\t"+lines[0]+"\t", "\t"+name+"\t") != 1 {
			t.Errorf("the header has %s not once", name)
		}
	}
	for i, name := range header {
		if model, ok := strings.CutPrefix(name, "KC ("); ok && header[i+1] != "KC Category ("+model {
			t.Errorf("%s is not followed by its category", name)
		}
	}
	row := func(line string) map[string]string {
		f := strings.Split(line, "\t")
		if len(f) != len(header) {
			t.Fatalf("%d fields under %d names: %q", len(f), len(header), line)
		}
		r := map[string]string{}
		for i, name := range header {
			r[name] = f[i]
		}
		return r
	}
	want := []string{ // problem view attempt outcome help duration input
		"p 1 1 HINT 1 ", "p 1 2 HINT 2 ", "p 1 3 INCORRECT  12.345", "p 1 4 CORRECT  ", "q 1 1 INCORRECT  ", "p 2 1 CORRECT  ", "p 3 1 CORRECT  ", "q 2 1 CORRECT  ",
	}
	names := map[string]string{p.ID: "p", q.ID: "q"}
	if len(lines)-1 != len(want) || c.stats.Rows[Train] != len(want) {
		t.Fatalf("%d transactions, counted %d, want %d:\n%s", len(lines)-1, c.stats.Rows[Train], len(want), text)
	}
	kinds := map[string]string{"HINT": "HINT_REQUEST HINT_MSG", "CORRECT": "ATTEMPT RESULT", "INCORRECT": "ATTEMPT RESULT"}
	for i, line := range lines[1:] {
		r := row(line)
		got := strings.Join([]string{names[r["Problem Name"]], r["Problem View"], r["Attempt At Step"], r["Outcome"], r["Help Level"], r["Duration (sec)"]}, " ")
		if got != want[i] {
			t.Errorf("transaction %d is %q, want %q", i+1, got, want[i])
		}
		if r["Student Response Type"]+" "+r["Tutor Response Type"] != kinds[r["Outcome"]] {
			t.Errorf("transaction %d: %s, %s, %s do not belong together", i+1, r["Student Response Type"], r["Tutor Response Type"], r["Outcome"])
		}
		if at, err := time.Parse("2006-01-02 15:04:05.000", r["Time"]); err != nil || at.Before(storyStart) || r["Time Zone"] != "UTC" {
			t.Errorf("transaction %d at %s %s: %v", i+1, r["Time"], r["Time Zone"], err)
		}
		if r["Session Id"] == "" || r["KC (Skill)"] == "" || r["KC (Domain)"] != r["KC Category (Skill)"] || r["Anon Student Id"] != s.l.Name.String() || r["Step Name"] == "" {
			t.Errorf("transaction %d: %v", i+1, r)
		}
	}
	if got := row(lines[len(lines)-1])["Input"]; got != "a b  c" {
		t.Errorf("an input with tabs and ends of lines became %q", got)
	}
	only := strings.Split(c.file(t, "datashop/test.txt"), "\n")
	if r := row(only[1]); r["Problem View"] != "1" || r["Attempt At Step"] != "1" || r["Session Id"] != "none" {
		t.Errorf("a second try without its first and without a session: view %s, attempt %s, session %q", r["Problem View"], r["Attempt At Step"], r["Session Id"])
	}
}
