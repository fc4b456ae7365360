package dataset

import (
	"encoding/json"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"satprep/internal/interaction"
	"satprep/internal/uid"
)

var (
	uuidForm     = regexp.MustCompile(`^[0-9a-f]{8}-[0-9a-f]{4}-[1-5][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$`)
	durationForm = regexp.MustCompile(`^PT\d+(\.\d{1,2})?S$`)
)

// lawful checks a statement against xAPI 1.0.3, part two: what must be there,
// what may be there and in which form.
func lawful(t *testing.T, line string) map[string]any {
	t.Helper()
	var st map[string]any
	if err := json.Unmarshal([]byte(line), &st); err != nil {
		t.Fatal(err)
	}
	bad := func(why string, v any) { t.Helper(); t.Errorf("%s: %v in %s", why, v, line) }
	for name := range st {
		if !slices.Contains([]string{"id", "actor", "verb", "object", "result", "context", "timestamp", "version"}, name) {
			bad("a statement has no property", name)
		}
	}
	object := func(v any) map[string]any { m, _ := v.(map[string]any); return m }
	iri := func(v any) {
		t.Helper()
		s, _ := v.(string)
		if u, err := url.Parse(s); err != nil || !u.IsAbs() || strings.ContainsAny(s, " <>\"{}|\\^`") {
			bad("not an IRI", v)
		}
	}
	uuid := func(v any) {
		t.Helper()
		if s, _ := v.(string); !uuidForm.MatchString(s) {
			bad("not a UUID", v)
		}
	}
	var walk func(v any)
	walk = func(v any) {
		switch v := v.(type) {
		case nil:
			bad("null", v)
		case string:
			if v == "" {
				bad("an empty string", v)
			}
		case []any:
			for _, x := range v {
				walk(x)
			}
		case map[string]any:
			if len(v) == 0 {
				bad("an empty object", v)
			}
			for _, x := range v {
				walk(x)
			}
		}
	}
	walk(st)
	activity := func(v any) {
		t.Helper()
		o := object(v)
		if o["objectType"] != "Activity" {
			bad("not an activity", v)
		}
		iri(o["id"])
		d := object(o["definition"])
		iri(d["type"])
		if i, there := d["interactionType"]; there && !slices.Contains([]any{"true-false", "choice", "fill-in", "long-fill-in", "matching", "performance", "sequencing", "likert", "numeric", "other"}, i) {
			bad("interactionType", i)
		}
	}
	uuid(st["id"])
	actor := object(st["actor"])
	account := object(actor["account"])
	if home, err := url.Parse(account["homePage"].(string)); err != nil || home.Host == "" || account["name"] == "" || actor["mbox"] != nil || actor["name"] != nil || len(account) != 2 {
		bad("the actor is not one account", actor)
	}
	verb := object(st["verb"])
	iri(verb["id"])
	if len(object(verb["display"])) == 0 {
		bad("the verb shows nothing", verb)
	}
	activity(st["object"])
	if at, err := time.Parse(time.RFC3339Nano, st["timestamp"].(string)); err != nil || at.Location() != time.UTC {
		bad("timestamp", st["timestamp"])
	}
	if st["version"] != "1.0.3" {
		bad("version", st["version"])
	}
	result := object(st["result"])
	if d, there := result["duration"]; there && !durationForm.MatchString(d.(string)) {
		bad("duration", d)
	}
	if score := object(result["score"]); score != nil {
		if raw := score["raw"].(float64); raw < score["min"].(float64) || raw > score["max"].(float64) {
			bad("score", score)
		}
	}
	context := object(st["context"])
	if r, there := context["registration"]; there {
		uuid(r)
	}
	for name, list := range object(context["contextActivities"]) {
		if name != "parent" && name != "grouping" {
			bad("contextActivities", name)
		}
		for _, a := range list.([]any) {
			activity(a)
		}
	}
	for name := range object(context["extensions"]) {
		iri(name)
	}
	return st
}

func TestStatements(t *testing.T) {
	t.Parallel()
	q := practice(t, "percentages", 0)
	session := uid.ID{9, 9}
	s := tell(t, 1)
	in := func(k interaction.Kind) Event {
		return Event{Kind: k, Session: session, Mode: "practice", Platform: "web", Query: "my own words", Body: `{"note":"my own words"}`}
	}
	s.add(in(interaction.PracticeStarted))
	s.answer(q, true, func(e *Event) {
		e.Session, e.TimeMS, e.Propensity, e.ThetaBefore = session, some(int64(61_239)), some(.25), some(-.5)
	})
	s.answer(q, true, func(e *Event) { // of no session, of impossible time
		e.Kind, e.Attempt, e.TimeMS = interaction.PracticeRetried, 2, some(int64(-1))
	})
	s.answer(q, false, func(e *Event) { e.State, e.Answer, e.Session = interaction.Omitted, "", session })
	s.answer(q, false, func(e *Event) { e.State, e.Answer, e.Correct = interaction.NotReached, "", interaction.Opt[bool]{} })
	turn := s.turn(q, "my own words", "words of the tutor", nil)
	s.rate(turn, -1, "words of a reason")
	bare := in(interaction.PracticeEnded)
	bare.Mode, bare.Platform = "", ""
	s.add(bare)
	s.add(Event{Kind: interaction.TestStarted}) // of no session: about nothing
	c := cookShape(t, "xapi", nil, s.l)
	text := c.file(t, "xapi/train.jsonl")
	var verbs []string
	var all []map[string]any
	ids := map[any]bool{}
	for line := range strings.Lines(text) {
		st := lawful(t, line)
		ids[st["id"]] = true
		all = append(all, st)
		id := st["verb"].(map[string]any)["id"].(string)
		verbs = append(verbs, id[strings.LastIndex(id, "/")+1:])
	}
	if got := strings.Join(verbs, " "); got != "initialized answered answered answered rated terminated" {
		t.Fatalf("the verbs are %s", got)
	}
	if len(ids) != len(all) || c.stats.Rows[Train] != len(all) {
		t.Errorf("%d statements with %d ids, counted %d", len(all), len(ids), c.stats.Rows[Train])
	}
	if strings.Contains(text, "words") {
		t.Errorf("people's words are in it: %s", text)
	}
	result := all[1]["result"].(map[string]any)
	if result["success"] != true || result["completion"] != true || result["response"] != q.Keys[0] || result["duration"] != "PT61.24S" {
		t.Errorf("the answer's result is %v", result)
	}
	if r := all[3]["result"].(map[string]any); r["success"] != false || r["completion"] != false || r["response"] != nil {
		t.Errorf("the result of an omitted question is %v", r)
	}
	if _, there := all[2]["result"].(map[string]any)["duration"]; there {
		t.Error("a time that cannot be has a duration")
	}
	if r := all[4]["result"].(map[string]any)["score"].(map[string]any); r["raw"] != -1. {
		t.Errorf("the rating is %v", r)
	}
	if all[0]["object"].(map[string]any)["id"] != all[5]["object"].(map[string]any)["id"] {
		t.Error("a session begins as one thing and ends as another")
	}
}
