package mirror

import (
	"bytes"
	"encoding/json"
	"flag"
	"math"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"pgregory.net/rapid"

	"satprep/internal/db"
	"satprep/internal/db/dbtest"
	"satprep/internal/interaction"
	"satprep/internal/uid"
)

var update = flag.Bool("update", false, "write golden files")

var epoch = time.Date(2026, 1, 5, 8, 0, 0, 123000, time.UTC)

// A lineJSON is a line as a reader sees it; unknown fields are an error.
type lineJSON struct {
	UserID    string    `json:"user_id"`
	Query     string    `json:"query"`
	Response  string    `json:"response"`
	Timestamp time.Time `json:"timestamp"`
	Context   struct {
		QuestionID    *string  `json:"question_id"`
		QuestionText  *string  `json:"question_text"`
		CorrectAnswer *string  `json:"correct_answer"`
		UserAnswer    *string  `json:"user_answer"`
		TimeSpent     *float64 `json:"time_spent"`
		ThetaBefore   *float64 `json:"theta_before"`
		ThetaAfter    *float64 `json:"theta_after"`
		Type          string   `json:"type"`
		Propensity    *float64 `json:"propensity"`

		ActorID      string    `json:"actor_id"`
		Conversation uid.ID    `json:"conversation_id"`
		Version      int       `json:"version"`
		Device       uid.ID    `json:"device"`
		MadeAt       time.Time `json:"made_at"`
		MonoMS       *int64    `json:"mono_ms"`
		SentAt       time.Time `json:"sent_at"`
		UTCOffset    *int32    `json:"utc_offset"`
		Zone         string    `json:"zone"`

		QuestionVersion string   `json:"question_version"`
		Variant         *int64   `json:"variant"`
		Section         string   `json:"section"`
		Skill           string   `json:"skill"`
		Mode            string   `json:"mode"`
		Module          int      `json:"module"`
		Position        int      `json:"position"`
		SecondsLeft     *float64 `json:"seconds_left"`
		TimeFactor      *float64 `json:"time_factor"`
		Source          string   `json:"source"`

		Eligible int                  `json:"eligible"`
		Digest   string               `json:"eligible_digest"`
		Support  []interaction.Chance `json:"support"`
		Draw     *float64             `json:"draw"`
		SEBefore *float64             `json:"se_before"`

		State     interaction.State `json:"state"`
		Correct   *bool             `json:"correct"`
		Attempt   int               `json:"attempt"`
		Aided     *bool             `json:"aided"`
		FirstMS   *int64            `json:"first_ms"`
		VisibleMS *int64            `json:"visible_ms"`
		IdleMS    *int64            `json:"idle_ms"`
		SEAfter   *float64          `json:"se_after"`
		Points    *int32            `json:"points"`

		Consent struct {
			State    int64    `json:"state"`
			Purposes []string `json:"purposes"`
			AgeBand  string   `json:"age_band"`
			School   bool     `json:"school"`
		} `json:"consent"`
		Provenance interaction.Provenance `json:"provenance"`
		Body       json.RawMessage        `json:"body"`
		Words      json.RawMessage        `json:"words"`
	} `json:"context"`
	ID      uid.ID             `json:"id"`
	Seq     int64              `json:"seq"`
	Session *uid.ID            `json:"session_id"`
	Kind    interaction.Kind   `json:"kind"`
	Origin  interaction.Origin `json:"origin"`
	Erased  bool               `json:"erased"`
}

func readLine(t testing.TB, line []byte) (l lineJSON) {
	t.Helper()
	if n := bytes.IndexByte(line, '\n'); n != len(line)-1 {
		t.Fatalf("a line ends at %d of %d", n, len(line))
	}
	dec := json.NewDecoder(bytes.NewReader(line))
	dec.DisallowUnknownFields()
	if err := dec.Decode(&l); err != nil {
		t.Fatalf("%v: %s", err, line)
	}
	return l
}

func val[T any](p *T) (o interaction.Opt[T]) {
	if p != nil {
		o = interaction.Some(*p)
	}
	return o
}

// record is the record that a line was made of.
func (l *lineJSON) record(t testing.TB, subject, actor uid.ID) *interaction.Record {
	c := &l.Context
	r := &interaction.Record{Seq: l.Seq, ID: l.ID, Subject: subject, Conversation: c.Conversation, Kind: l.Kind, Version: c.Version, Origin: l.Origin,
		Provenance: c.Provenance, Device: c.Device, MadeAt: c.MadeAt, MonoMS: val(c.MonoMS), SentAt: c.SentAt, ReceivedAt: l.Timestamp, UTCOffset: val(c.UTCOffset), Zone: c.Zone,
		Asked: interaction.Asked{Version: c.QuestionVersion, Variant: val(c.Variant), Section: c.Section, Skill: c.Skill, Mode: c.Mode, Module: c.Module, Position: c.Position,
			SecondsLeft: val(c.SecondsLeft), TimeFactor: val(c.TimeFactor), Source: c.Source},
		Why: interaction.Why{Eligible: c.Eligible, Support: c.Support, Propensity: val(c.Propensity), Draw: val(c.Draw), ThetaBefore: val(c.ThetaBefore), SEBefore: val(c.SEBefore)},
		Done: interaction.Done{State: c.State, Correct: val(c.Correct), Attempt: c.Attempt, Aided: val(c.Aided), FirstMS: val(c.FirstMS),
			VisibleMS: val(c.VisibleMS), IdleMS: val(c.IdleMS)},
		After: interaction.After{Theta: val(c.ThetaAfter), SE: val(c.SEAfter), Points: val(c.Points)}, Words: interaction.Words{More: c.Words}}
	if c.ActorID != "" {
		r.Actor = actor
	}
	if l.Session != nil {
		r.Session = *l.Session
	}
	if c.QuestionID != nil {
		r.Asked.Question = *c.QuestionID
	}
	if c.TimeSpent != nil {
		r.Done.TimeMS = interaction.Some(int64(math.Round(*c.TimeSpent * 1000)))
	}
	if c.Digest != "" {
		for i := 0; i < len(c.Digest); i += 2 {
			r.Why.Digest = append(r.Why.Digest, byte(strings.IndexByte(hexDigits, c.Digest[i])<<4|strings.IndexByte(hexDigits, c.Digest[i+1])))
		}
	}
	var p interaction.Purposes
	for _, name := range c.Consent.Purposes {
		bit, ok := interaction.Purpose(name)
		if !ok {
			t.Errorf("purpose %q", name)
		}
		p |= bit
	}
	r.Consent = interaction.NewStamp(c.Consent.State, p, c.Consent.AgeBand, c.Consent.School)
	return r
}

// drawn is any record of a question answered, with or without each field.
func drawn(t *rapid.T, subject, actor uid.ID) *interaction.Record {
	number := rapid.OneOf(rapid.Float64Range(-6, 6), rapid.SampledFrom([]float64{0, 1e-9, -3e-7, 1e22, 123456789, math.SmallestNonzeroFloat64, math.MaxFloat64}))
	optNumber := opt(number)
	optInt := opt(rapid.Int64())
	text := rapid.StringMatching(`[\x00-\x{10ffff}]{0,12}`)
	word := rapid.StringMatching(`[a-z]{0,6}`)
	moment := rapid.Custom(func(t *rapid.T) time.Time {
		if rapid.Bool().Draw(t, "none") {
			return time.Time{}
		}
		return time.UnixMicro(rapid.Int64Range(1, 4e15).Draw(t, "us")).UTC()
	})
	id := rapid.Custom(func(t *rapid.T) (v uid.ID) {
		if rapid.Bool().Draw(t, "some") {
			copy(v[:], rapid.SliceOfN(rapid.Byte(), 16, 16).Draw(t, "id"))
		}
		return v
	})
	r := &interaction.Record{Seq: rapid.Int64().Draw(t, "seq"), ID: uid.Random(), Subject: subject, Session: id.Draw(t, "session"), Conversation: id.Draw(t, "conversation"),
		Kind: interaction.PracticeAnswered, Version: rapid.IntRange(1, 9).Draw(t, "version"), Origin: interaction.Imported,
		Provenance: interaction.Provenance{Server: text.Draw(t, "server"), Policy: text.Draw(t, "policy"), Epsilon: number.Draw(t, "epsilon")},
		Device:     id.Draw(t, "device"), MadeAt: moment.Draw(t, "made"), MonoMS: optInt.Draw(t, "mono"), SentAt: moment.Draw(t, "sent"), ReceivedAt: epoch,
		UTCOffset: opt(rapid.Int32()).Draw(t, "offset"), Zone: text.Draw(t, "zone"),
		Asked: interaction.Asked{Question: word.Draw(t, "question"), Version: word.Draw(t, "question version"), Variant: optInt.Draw(t, "variant"), Section: word.Draw(t, "section"),
			Module: rapid.IntRange(0, 2).Draw(t, "module"), SecondsLeft: optNumber.Draw(t, "left"), TimeFactor: optNumber.Draw(t, "factor"), Source: word.Draw(t, "source")},
		Why: interaction.Why{Eligible: rapid.IntRange(0, 99).Draw(t, "eligible"), Digest: rapid.SliceOfN(rapid.Byte(), 0, 5).Draw(t, "digest"), Propensity: optNumber.Draw(t, "p"),
			Draw: optNumber.Draw(t, "draw"), ThetaBefore: optNumber.Draw(t, "theta"), SEBefore: optNumber.Draw(t, "se")},
		Done: interaction.Done{State: interaction.Answered, Correct: opt(rapid.Bool()).Draw(t, "correct"), Aided: opt(rapid.Bool()).Draw(t, "aided"),
			Attempt: rapid.IntRange(0, 3).Draw(t, "attempt"), TimeMS: opt(rapid.Int64Range(-1e9, 1e9)).Draw(t, "ms"), FirstMS: optInt.Draw(t, "first"), IdleMS: optInt.Draw(t, "idle")},
		After:   interaction.After{Theta: optNumber.Draw(t, "after"), SE: optNumber.Draw(t, "se after"), Points: opt(rapid.Int32()).Draw(t, "points")},
		Consent: interaction.NewStamp(7, interaction.Service|interaction.Purposes(rapid.Uint32Range(0, 31).Draw(t, "purposes")), "13_17", rapid.Bool().Draw(t, "school")),
	}
	for range rapid.IntRange(0, 3).Draw(t, "support") {
		r.Why.Support = append(r.Why.Support, interaction.Chance{ID: text.Draw(t, "chance"), P: number.Draw(t, "chance p")})
	}
	if rapid.Bool().Draw(t, "acted") {
		r.Actor = actor
	}
	return r
}

func opt[T any](g *rapid.Generator[T]) *rapid.Generator[interaction.Opt[T]] {
	return rapid.Custom(func(t *rapid.T) (o interaction.Opt[T]) {
		if rapid.Bool().Draw(t, "some") {
			o = interaction.Some(g.Draw(t, "value"))
		}
		return o
	})
}

// A line read by encoding/json is the record it was made of.
func TestALineIsItsRecord(t *testing.T) {
	t.Parallel()
	subject, actor := uid.Random(), uid.Random()
	l := newLiner()
	l.users = map[uid.ID]string{subject: "ada", actor: "to\"m"}
	rapid.Check(t, func(rt *rapid.T) {
		want := drawn(rt, subject, actor)
		got := readLine(t, l.append(nil, want, &stimulus{}, false))
		if got.UserID != "ada" || want.Actor != (uid.ID{}) && got.Context.ActorID != "to\"m" {
			rt.Errorf("people %q, %q", got.UserID, got.Context.ActorID)
		}
		if diff := cmp.Diff(want, got.record(t, subject, actor), cmpopts.IgnoreUnexported(interaction.Record{}, interaction.Stamp{}), cmpopts.EquateEmpty()); diff != "" {
			rt.Error(diff)
		}
	})
}

func FuzzString(f *testing.F) {
	for _, s := range []string{"", "plain", "a\"b\\c\n\r\t\x00\x1f\x7f", "naïve 数学 🙂", "\u2028\u2029\ufffd", "\xff\xc3(", "</script>&"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		got := appendString(nil, s)
		for _, c := range got {
			if c < ' ' {
				t.Fatalf("%q holds a control character", got)
			}
		}
		want, err := json.Marshal(s)
		if err != nil {
			t.Fatal(err)
		}
		var a, b string
		if err := json.Unmarshal(got, &a); err != nil {
			t.Fatalf("%v: %s", err, got)
		}
		if err := json.Unmarshal(want, &b); err != nil {
			t.Fatal(err)
		}
		if a != b {
			t.Fatalf("%q is read as %q, encoding/json's own as %q", s, a, b)
		}
	})
}

func FuzzNumber(f *testing.F) {
	for _, v := range []float64{0, -0.5, 1e-7, 1e21, math.Inf(1), math.NaN(), 1.0 / 3} {
		f.Add(v, int64(v*1000))
	}
	f.Fuzz(func(t *testing.T, v float64, ms int64) {
		var got *float64
		if err := json.Unmarshal(appendNumber(nil, v), &got); err != nil {
			t.Fatal(err)
		}
		if finite := !math.IsInf(v, 0) && !math.IsNaN(v); finite != (got != nil) || finite && *got != v {
			t.Fatalf("%v is read as %v", v, got)
		}
		if ms == math.MinInt64 {
			return
		}
		var n json.Number
		if err := json.Unmarshal(appendSeconds(nil, ms), &n); err != nil {
			t.Fatalf("%s: %v", appendSeconds(nil, ms), err)
		}
		if s, err := n.Float64(); err != nil || math.Abs(s-float64(ms)/1000) > math.Abs(s)*1e-15 {
			t.Fatalf("%d ms is %s s", ms, n)
		}
	})
}

// One line of every class, as it stands in the file.
func TestLinesOfEachClass(t *testing.T) {
	t.Parallel()
	subject := uid.ID{15: 1}
	plain := func(k interaction.Kind, change func(*interaction.Record)) *interaction.Record {
		r := &interaction.Record{Seq: 1, ID: uid.ID{1}, Subject: subject, Session: uid.ID{2}, Kind: k, Version: 1, Origin: interaction.Real, ReceivedAt: epoch,
			Consent: interaction.NewStamp(3, interaction.Service, "18_plus", false)}
		if change != nil {
			change(r)
		}
		return r
	}
	answer := func(state interaction.State, letter, typed string) func(*interaction.Record) {
		return func(r *interaction.Record) {
			r.Asked = interaction.Asked{Question: "q1", Version: "abc", Section: "math", Skill: "percentages", Mode: "practice", Position: 3}
			r.Done = interaction.Done{State: state, Answer: letter, TimeMS: interaction.Some[int64](31_250)}
			r.Words.Answer = typed
			r.Why.ThetaBefore, r.After.Theta, r.Why.Propensity = interaction.Some(0.0), interaction.Some(-.25), interaction.Some(.2)
		}
	}
	said := func(query, response string) func(*interaction.Record) {
		return func(r *interaction.Record) { r.Words = interaction.Words{Query: query, Response: response} }
	}
	records := []*interaction.Record{
		plain(interaction.PracticeAnswered, answer(interaction.Answered, "B", "")),
		plain(interaction.PracticeAnswered, answer(interaction.Answered, "", "7/2")),
		plain(interaction.PracticeRetried, answer(interaction.Answered, "C", "")),
		plain(interaction.DiagnosticAnswered, answer(interaction.Omitted, "", "")),
		plain(interaction.TestAnswered, answer(interaction.NotReached, "", "")),
		plain(interaction.ReviewGenerated, func(r *interaction.Record) {
			answer(interaction.Answered, "B", "")(r)
			r.Words.Response = "The percentage is taken of 80."
		}),
		plain(interaction.TutorTurn, said("why \"B\"?", "Look at the\nsecond line.")),
		plain(interaction.TutorRated, nil),
		plain(interaction.TestModuleStarted, nil),
		plain(interaction.ConsentChanged, nil),
		plain(interaction.QuestionShown, answer("", "", "")),
		plain(interaction.NoteAdded, said("half of it", "")),
	}
	l := newLiner()
	l.users = map[uid.ID]string{subject: "ada"}
	shown := &stimulus{stem: "What is 25% of \"80\"?", text: appendString(nil, "A passage.\n\nWhat is 25% of \"80\"?"), key: appendString(nil, "20")}
	var got []byte
	for _, r := range records {
		s := shown
		if r.Asked.Question == "" {
			s = &stimulus{}
		}
		got = l.append(got, r, s, false)
	}
	erased := *records[1]
	erased.Words = interaction.Words{}
	l.users = nil
	got = l.append(got, &erased, shown, true)
	for line := range bytes.Lines(got) {
		readLine(t, line)
	}
	path := filepath.Join("testdata", "lines.jsonl")
	if *update {
		if err := os.MkdirAll("testdata", 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, got, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(strings.Split(string(want), "\n"), strings.Split(string(got), "\n")); diff != "" {
		t.Error(diff)
	}
}

// Every kind of the catalogue has a query that is more than an empty text.
func TestEveryKindSaysSomething(t *testing.T) {
	t.Parallel()
	l := newLiner()
	for _, k := range interaction.Kinds() {
		r := &interaction.Record{ID: uid.Random(), Subject: uid.Random(), Kind: k, ReceivedAt: epoch, Words: interaction.Words{Query: "why?", Response: "so"}}
		got := readLine(t, l.append(nil, r, &stimulus{stem: "What is x?"}, false))
		if got.Query == "" || got.Response == "" || got.Context.Type == "" || got.Context.Type == strings.ToUpper(got.Context.Type) {
			t.Errorf("%s: %+v", k, got)
		}
	}
}

// Records that went through the database and its seals come out whole.
func TestStoredRecordsAreWritten(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, dsn string) {
		now := func() time.Time { return epoch }
		keys, err := interaction.OpenKeyring(dbtest.OpenKeys(t, dsn), now)
		if err != nil {
			t.Fatal(err)
		}
		d := dbtest.Open(t, dsn)
		log := interaction.NewLog(d, keys, now)
		subject := uid.Random()
		if err := keys.Make(t.Context(), subject); err != nil {
			t.Fatal(err)
		}
		r := &interaction.Record{Subject: subject, Kind: interaction.TutorTurn, Origin: interaction.Real, Consent: interaction.NewStamp(1, interaction.Service, "18_plus", false),
			Body:  interaction.Turn{Level: 2, Source: "builtin", Propensity: .5, Sampling: map[string]any{"note": "<\u2028>"}},
			Words: interaction.Words{Query: "línea\nuno", Response: "dos", More: json.RawMessage(`{ "sent" : ["a\nb"] }`)}}
		if err := log.Prepare(t.Context(), r); err != nil {
			t.Fatal(err)
		}
		if err := d.Write(t.Context(), func(tx *db.Tx) error { return log.Append(tx, r) }); err != nil {
			t.Fatal(err)
		}
		err = log.Scan(t.Context(), 0, 0, func(r *interaction.Record) error {
			if err := log.OpenWords(t.Context(), r); err != nil {
				return err
			}
			got := readLine(t, newLiner().append(nil, r, &stimulus{}, false))
			if got.Query != "línea\nuno" || got.Response != "dos" || string(got.Context.Words) != `{"sent":["a\nb"]}` || !bytes.Contains(got.Context.Body, []byte(`"propensity":0.5`)) {
				t.Errorf("%+v", got)
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	})
}

// The page that describes the line shows one that was really written.
func TestTheFormatPageShowsALine(t *testing.T) {
	t.Parallel()
	page, err := os.ReadFile(filepath.Join("..", "..", "docs", "formats", "interactions.md"))
	if err != nil {
		t.Fatal(err)
	}
	lines, err := os.ReadFile(filepath.Join("testdata", "lines.jsonl"))
	if err != nil {
		t.Fatal(err)
	}
	first, _, _ := bytes.Cut(lines, []byte("\n"))
	if !bytes.Contains(page, first) {
		t.Error("docs/formats/interactions.md does not show the first line of testdata/lines.jsonl")
	}
	shown := readLine(t, append(first, '\n'))
	fields := reflect.TypeOf(shown.Context)
	for i := range fields.NumField() {
		if name := fields.Field(i).Tag.Get("json"); !bytes.Contains(page, []byte("`"+name+"`")) {
			t.Errorf("docs/formats/interactions.md does not name context.%s", name)
		}
	}
}
