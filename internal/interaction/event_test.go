package interaction_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"pgregory.net/rapid"

	"satprep/internal/db"
	"satprep/internal/db/dbtest"
	"satprep/internal/fault"
	. "satprep/internal/interaction"
	"satprep/internal/uid"
)

func sender(s uid.ID) Sender {
	return Sender{Subject: s, Stamp: stamp, Origin: Real, Provenance: Provenance{Client: "web 1", Platform: "linux"}}
}

// event writes an event's JSON; more are fields in JSON that replace others.
func event(id uid.ID, more string) json.RawMessage {
	fields := map[string]json.RawMessage{}
	base := fmt.Sprintf(`{"id":"%s","kind":"choice.selected","session_id":"0192f0c0-0000-7000-8000-000000000001","question_id":"q1",
		"made_at":"2026-01-05T07:59:58.5Z","mono_ms":1200,"sent_at":"2026-01-05T08:00:00Z","utc_offset":-300,"zone":"America/New_York","body":{"choice":"B"}}`, id)
	for _, text := range []string{base, "{" + more + "}"} {
		if err := json.Unmarshal([]byte(text), &fields); err != nil {
			panic(err)
		}
	}
	b, err := json.Marshal(fields)
	if err != nil {
		panic(err)
	}
	return b
}

func logged(t testing.TB, l *Log) (all []*Record) {
	t.Helper()
	err := l.Scan(context.Background(), 0, 0, func(r *Record) error { all = append(all, r); return l.OpenWords(context.Background(), r) })
	if err != nil {
		t.Fatal(err)
	}
	return all
}

func count(t testing.TB, d *db.DB, query string) (n int) {
	t.Helper()
	if err := d.QueryRow(context.Background(), query).Scan(&n); err != nil {
		t.Fatal(err)
	}
	return n
}

func TestAcceptedEventIsRecorded(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, dsn string) {
		l, _ := open(t, dsn)
		s, id, device := newSubject(t, l), uid.New(epoch), uid.Random()
		v, err := l.Accept(t.Context(), sender(s), []json.RawMessage{
			event(id, `"device":"`+device.String()+`","text":"seven halves","kind":"entry.changed","body":{"length":3},"nobody_defined":{"this":1}`)})
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff([]Verdict{{ID: id.String(), Outcome: Accepted}}, v); diff != "" {
			t.Error(diff)
		}
		session, _ := uid.Parse("0192f0c0-0000-7000-8000-000000000001")
		want := &Record{Seq: 1, ID: id, Subject: s, Session: session, Kind: EntryChanged, Version: 1, Origin: Real, Provenance: sender(s).Provenance, Device: device,
			MadeAt: epoch.Add(-1500 * time.Millisecond), MonoMS: Some[int64](1200), SentAt: epoch, ReceivedAt: epoch, UTCOffset: Some[int32](-300), Zone: "America/New_York",
			Asked: Asked{Question: "q1"}, Consent: stamp, Words: Words{Answer: "seven halves"}}
		got := logged(t, l)
		if diff := cmp.Diff([]*Record{want}, got, cmpopts.IgnoreUnexported(Record{}, Stamp{})); diff != "" {
			t.Error(diff)
		}
		if body := string(got[0].RawBody()); body != `{"length":3}` {
			t.Errorf("body %s", body)
		}
	})
}

func TestABadEventStaysAlone(t *testing.T) {
	t.Parallel()
	bad := map[string]string{ // more fields, and a word of the reason
		`"id":""`:                                        "id",
		`"id":"7"`:                                       "UUID",
		`"kind":"practice.answered"`:                     "screen action",
		`"kind":"choice.dreamt"`:                         "screen action",
		`"version":9`:                                    "version",
		`"version":1.5`:                                  "whole numbers",
		`"made_at":null`:                                 "made_at",
		`"made_at":"yesterday"`:                          "times are written",
		`"made_at":"2019-12-31T23:59:59Z"`:               "2020",
		`"made_at":"2026-01-06T08:00:01Z"`:               "24 hours",
		`"sent_at":"1970-01-01T00:00:00Z"`:               "2020",
		`"mono_ms":-1`:                                   "mono_ms",
		`"utc_offset":1081`:                              "utc_offset",
		`"zone":"Mars; DROP"`:                            "zone",
		`"zone":"Mars"`:                                  "zone",
		`"zone":"Local"`:                                 "zone",
		`"zone":"a\u0000b"`:                              "zone",
		`"question_id":"q 1"`:                            "question_id",
		`"question_id":""`:                               "question_id",
		`"session_id":"s"`:                               "UUID",
		`"body":{"choice":"B","why":"because"}`:          "field",
		`"body":{"choice":2}`:                            "field",
		`"body":[]`:                                      "field",
		`"body":{"choice":"my name is Zorro"}`:           "text",
		`"body":{"choice":"B","level":-1}`:               "level",
		`"body":{}`:                                      "choice",
		`"kind":"tool.opened","body":{}`:                 "tool",
		`"text":"` + strings.Repeat("x", MaxWords) + `"`: "at most",
	}
	dbtest.Each(t, func(t *testing.T, dsn string) {
		l, d := open(t, dsn)
		s := newSubject(t, l)
		var events []json.RawMessage
		var words []string
		for more, word := range bad {
			events, words = append(events, event(uid.New(epoch), more), event(uid.New(epoch), "")), append(words, word)
		}
		for _, raw := range []string{`null`, `[]`, `7`, ``, `{`, "{\"id\":\"\xff\"}"} {
			events, words = append(events, json.RawMessage(raw), event(uid.New(epoch), "")), append(words, "JSON object")
		}
		for range 2 { // a broken client sends them again
			v, err := l.Accept(t.Context(), sender(s), events)
			if err != nil {
				t.Fatal(err)
			}
			for i := range events {
				switch {
				case i%2 == 1 && v[i].Outcome == Rejected:
					t.Errorf("a good event was refused: %+v", v[i])
				case i%2 == 0 && (v[i].Outcome != Rejected || !strings.Contains(v[i].Why, words[i/2])):
					t.Errorf("%s\n%+v: want a reason with %q", events[i], v[i], words[i/2])
				case strings.Contains(v[i].Why, "Zorro") || strings.Contains(v[i].Why, "Mars"):
					t.Errorf("the reason repeats the event: %s", v[i].Why)
				}
			}
		}
		if n := len(logged(t, l)); n != len(events)/2 {
			t.Errorf("%d records, want %d", n, len(events)/2)
		}
		if n := count(t, d, `SELECT COUNT(*) FROM failed_event`); n != len(words)-1 { // one is larger than what is kept
			t.Errorf("%d refused events kept, want %d", n, len(words)-1)
		}
		if n := count(t, d, `SELECT COUNT(*) FROM failed_event WHERE reason LIKE '%Zorro%' OR event LIKE '%Zorro%'`); n > 0 {
			t.Error("a refused event's content stands unsealed")
		}
	})
}

func TestTheBatchAsAWhole(t *testing.T) {
	t.Parallel()
	l, _ := open(t, "sqlite:"+t.TempDir())
	s := newSubject(t, l)
	many := make([]json.RawMessage, MaxEvents+1)
	for i := range many {
		many[i] = event(uid.New(epoch), "")
	}
	noConsent := sender(s)
	noConsent.Stamp = Stamp{}
	for name, c := range map[string]struct {
		from   Sender
		events []json.RawMessage
		kind   fault.Kind
	}{
		"too many":   {sender(s), many, fault.TooLarge},
		"too large":  {sender(s), []json.RawMessage{make([]byte, MaxEventBytes+1)}, fault.TooLarge},
		"no consent": {noConsent, many[:1], fault.Forbidden},
		"no key":     {sender(uid.Random()), many[:1], fault.Forbidden},
	} {
		if _, err := l.Accept(t.Context(), c.from, c.events); !fault.Is(err, c.kind) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if v, err := l.Accept(t.Context(), sender(s), nil); err != nil || len(v) != 0 {
		t.Errorf("an empty batch: %v, %v", v, err)
	}
	if n := len(logged(t, l)); n != 0 {
		t.Errorf("%d records", n)
	}
}

func TestSameIDOtherContentIsQuarantined(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, dsn string) {
		l, d := open(t, dsn)
		s, id := newSubject(t, l), uid.New(epoch)
		v, err := l.Accept(t.Context(), sender(s), []json.RawMessage{
			event(id, ""), event(id, `"sent_at":"2026-01-05T09:00:00Z"`), event(id, `"body":{"choice":"C"}`)})
		if err != nil {
			t.Fatal(err)
		}
		if v[0].Outcome != Accepted || v[1].Outcome != Replayed || v[2].Outcome != Rejected || !strings.HasPrefix(v[2].Why, "Conflict") {
			t.Errorf("%+v", v)
		}
		moved := sender(s)
		moved.Device, moved.Zone = uid.Random(), "Europe/Rome"
		if v, err = l.Accept(t.Context(), moved, []json.RawMessage{event(id, ""), event(uid.New(epoch), `"zone":""`)}); err != nil || v[0].Outcome != Replayed || v[1].Outcome != Accepted {
			t.Errorf("from another device: %+v, %v", v, err)
		}
		if r := logged(t, l)[1]; r.Device != moved.Device || r.Zone != moved.Zone {
			t.Errorf("device and zone of the sender: %s %s", r.Device, r.Zone)
		}
		stranger := newSubject(t, l)
		if v, err = l.Accept(t.Context(), sender(stranger), []json.RawMessage{event(id, "")}); err != nil || v[0].Outcome != Rejected {
			t.Errorf("another person's id: %+v, %v", v, err)
		}
		if n := count(t, d, `SELECT COUNT(*) FROM failed_event`); n != 2 {
			t.Errorf("%d in quarantine", n)
		}
		if n, err := l.ReplayFailed(t.Context()); err != nil || n != (Retry{Rejected: 2}) {
			t.Errorf("tried again: %+v, %v", n, err)
		}
	})
}

func TestFailedEventsAreReplayed(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, dsn string) {
		now := epoch.AddDate(-7, 0, 0) // the server's clock is wrong: every event is more than a day ahead
		d := dbtest.Open(t, dsn)
		keys, err := OpenKeyring(dbtest.OpenKeys(t, dsn), func() time.Time { return now })
		if err != nil {
			t.Fatal(err)
		}
		l := NewLog(d, keys, func() time.Time { return now })
		s, gone := newSubject(t, l), newSubject(t, l)
		from := sender(s)
		from.Actor, from.Origin = uid.Random(), Staff
		id := uid.New(epoch)
		for _, f := range []Sender{from, sender(gone)} {
			if v, err := l.Accept(t.Context(), f, []json.RawMessage{event(id, `"text":"x"`), event(uid.New(epoch), `"id":7`)}); err != nil || v[0].Outcome != Rejected {
				t.Fatalf("%+v, %v", v, err)
			}
		}
		if err := keys.Destroy(t.Context(), gone); err != nil {
			t.Fatal(err)
		}
		n, err := l.ReplayFailed(t.Context())
		if err != nil || n != (Retry{Rejected: 2, Erased: 2}) {
			t.Fatalf("before the fix: %+v, %v", n, err)
		}
		if _, err := tx(d, `UPDATE failed_event SET received_at = ?`, db.Micros(epoch)); err != nil { // the fix
			t.Fatal(err)
		}
		for i, want := range []Retry{{Accepted: 1, Rejected: 1, Erased: 2}, {Rejected: 1, Erased: 2}} {
			if n, err := l.ReplayFailed(t.Context()); err != nil || n != want {
				t.Errorf("time %d after the fix: %+v, %v", i+1, n, err)
			}
		}
		got := logged(t, l)
		if len(got) != 1 || got[0].ID != id || got[0].Actor != from.Actor || got[0].Origin != Staff || !got[0].ReceivedAt.Equal(epoch) ||
			got[0].Words.Query != "x" || got[0].Consent.Purposes != stamp.Purposes {
			t.Errorf("%+v", got)
		}
	})
}

func tx(d *db.DB, query string, args ...any) (n int64, err error) {
	err = d.Write(context.Background(), func(tx *db.Tx) error { n, err = tx.Exec(query, args...); return err })
	return n, err
}

func TestTheQuarantineIsBounded(t *testing.T) {
	t.Parallel()
	l, d := open(t, "sqlite:"+t.TempDir())
	s := newSubject(t, l)
	for i := range 4 {
		var events []json.RawMessage
		for j := range MaxEvents {
			events = append(events, json.RawMessage(fmt.Sprint(i*MaxEvents+j)))
		}
		if _, err := l.Accept(t.Context(), sender(s), events); err != nil {
			t.Fatal(err)
		}
	}
	if n := count(t, d, `SELECT COUNT(*) FROM failed_event`); n != MaxFailed {
		t.Errorf("%d kept, at most %d", n, MaxFailed)
	}
}

// However a client cuts, repeats and reorders what it has to send, every event
// is in the log once.
func TestAnyDeliveryGivesTheSameLog(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, dsn string) {
		l, _ := open(t, dsn)
		rapid.Check(t, func(t *rapid.T) {
			s := uid.Random()
			if err := l.Keys().Make(context.Background(), s); err != nil {
				t.Fatal(err)
			}
			n := rapid.IntRange(1, 30).Draw(t, "events")
			events := make([]json.RawMessage, n)
			for i := range events {
				events[i] = event(uid.New(epoch), fmt.Sprintf(`"mono_ms":%d`, i))
			}
			sent := rapid.Permutation(rapid.SliceOfN(rapid.IntRange(0, n-1), 0, 60).Draw(t, "repeats")).Draw(t, "order")
			for i := range n {
				sent = append(sent, i)
			}
			accepted := map[int]int{}
			for len(sent) > 0 {
				k := rapid.IntRange(1, len(sent)).Draw(t, "batch")
				batch := make([]json.RawMessage, k)
				for i, e := range sent[:k] {
					batch[i] = events[e]
				}
				v, err := l.Accept(context.Background(), sender(s), batch)
				if err != nil {
					t.Fatal(err)
				}
				for i, e := range sent[:k] {
					switch v[i].Outcome {
					case Accepted:
						accepted[e]++
					case Rejected:
						t.Fatalf("refused: %s", v[i].Why)
					}
				}
				sent = sent[k:]
			}
			seen := map[int64]int{}
			if err := l.ScanSubject(context.Background(), s, 0, 0, func(r *Record) error { seen[r.MonoMS.V]++; return nil }); err != nil {
				t.Fatal(err)
			}
			for i := range n {
				if accepted[i] != 1 || seen[int64(i)] != 1 {
					t.Fatalf("event %d: accepted %d times, in the log %d times", i, accepted[i], seen[int64(i)])
				}
			}
		})
	})
}

// Two servers get the same batch at once.
func TestTheSameBatchTwiceAtOnce(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, dsn string) {
		a, _ := open(t, dsn)
		b, _ := open(t, dsn)
		s := newSubject(t, a)
		for range 20 {
			events := []json.RawMessage{event(uid.New(epoch), ""), event(uid.New(epoch), "")}
			var wg sync.WaitGroup
			var verdicts [2][]Verdict
			for i, l := range []*Log{a, b} {
				wg.Go(func() {
					v, err := l.Accept(t.Context(), sender(s), events)
					if err != nil {
						t.Error(err)
					}
					verdicts[i] = v
				})
			}
			wg.Wait()
			if t.Failed() {
				return
			}
			for i := range events {
				if x, y := verdicts[0][i].Outcome, verdicts[1][i].Outcome; x == y || x == Rejected || y == Rejected {
					t.Errorf("%s and %s", x, y)
				}
			}
		}
	})
}

func BenchmarkAccept(b *testing.B) {
	dir := b.TempDir()
	d, err := db.Open(b.Context(), "sqlite:"+dir, db.Main)
	if err != nil {
		b.Fatal(err)
	}
	defer d.Close()
	k, err := db.Open(b.Context(), "sqlite:"+dir, db.Keys)
	if err != nil {
		b.Fatal(err)
	}
	defer k.Close()
	keys, err := OpenKeyring(k, func() time.Time { return epoch })
	if err != nil {
		b.Fatal(err)
	}
	l, s := NewLog(d, keys, func() time.Time { return epoch }), uid.Random()
	if err := keys.Make(b.Context(), s); err != nil {
		b.Fatal(err)
	}
	const each = 100
	one := event(uid.ID{1}, `"text":"about ten letters"`)
	for b.Loop() {
		events := make([]json.RawMessage, each)
		for i := range events {
			events[i] = bytes.Replace(one, []byte(uid.ID{1}.String()), []byte(uid.New(epoch).String()), 1)
		}
		if _, err := l.Accept(b.Context(), sender(s), events); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(b.N*each)/b.Elapsed().Seconds(), "events/s")
}
