package main

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"time"

	"satprep/internal/table"
)

// flat is an interaction as a data set holds it: 85 in a hundred are answers,
// the rest turns of a chat with 400 bytes of words.
var flat = table.MustSchema("interactions",
	table.Column{Name: "record", Type: table.String, Role: table.ID, Encoding: table.Plain},
	table.Column{Name: "learner", Type: table.String, Role: table.ID},
	table.Column{Name: "session", Type: table.String, Role: table.ID},
	table.Column{Name: "conversation", Type: table.String, Nullable: true, Role: table.ID},
	table.Column{Name: "ordinal", Type: table.Int64, Role: table.Context},
	table.Column{Name: "kind", Type: table.String, Role: table.Context},
	table.Column{Name: "version", Type: table.Int32, Role: table.Context},
	table.Column{Name: "origin", Type: table.String, Role: table.Context},
	table.Column{Name: "platform", Type: table.String, Nullable: true, Role: table.Context},
	table.Column{Name: "device_class", Type: table.String, Nullable: true, Role: table.Context},
	table.Column{Name: "made_at", Type: table.Timestamp, Role: table.Context},
	table.Column{Name: "received_at", Type: table.Timestamp, Role: table.PostOutcome},
	table.Column{Name: "mono_ms", Type: table.Int64, Nullable: true, Role: table.Context, Unit: "ms"},
	table.Column{Name: "utc_offset", Type: table.Int32, Nullable: true, Role: table.Context, Unit: "min"},
	table.Column{Name: "question", Type: table.String, Nullable: true, Role: table.Context},
	table.Column{Name: "question_version", Type: table.String, Nullable: true, Role: table.Context},
	table.Column{Name: "section", Type: table.String, Nullable: true, Role: table.Context},
	table.Column{Name: "skill", Type: table.String, Nullable: true, Role: table.Context},
	table.Column{Name: "mode", Type: table.String, Nullable: true, Role: table.Context},
	table.Column{Name: "module", Type: table.Int32, Nullable: true, Role: table.Context},
	table.Column{Name: "position", Type: table.Int32, Nullable: true, Role: table.Context},
	table.Column{Name: "source", Type: table.String, Nullable: true, Role: table.Context},
	table.Column{Name: "policy", Type: table.String, Nullable: true, Role: table.Context},
	table.Column{Name: "eligible", Type: table.Int32, Nullable: true, Role: table.Context},
	table.Column{Name: "propensity", Type: table.Float64, Nullable: true, Role: table.Action},
	table.Column{Name: "support", Type: table.ListOf(table.StructOf(
		table.Column{Name: "id", Type: table.String}, table.Column{Name: "p", Type: table.Float64})), Nullable: true, Role: table.Action},
	table.Column{Name: "draw", Type: table.Float64, Nullable: true, Role: table.Action},
	table.Column{Name: "theta_before", Type: table.Float64, Nullable: true, Role: table.Context},
	table.Column{Name: "se_before", Type: table.Float64, Nullable: true, Role: table.Context},
	table.Column{Name: "answer", Type: table.String, Nullable: true, Role: table.Label},
	table.Column{Name: "state", Type: table.String, Nullable: true, Role: table.Label},
	table.Column{Name: "correct", Type: table.Bool, Nullable: true, Role: table.Label},
	table.Column{Name: "attempt", Type: table.Int32, Nullable: true, Role: table.Context},
	table.Column{Name: "aided", Type: table.Bool, Nullable: true, Role: table.Context},
	table.Column{Name: "first_ms", Type: table.Int64, Nullable: true, Role: table.PostOutcome, Unit: "ms"},
	table.Column{Name: "time_ms", Type: table.Int64, Nullable: true, Role: table.PostOutcome, Unit: "ms"},
	table.Column{Name: "visible_ms", Type: table.Int64, Nullable: true, Role: table.PostOutcome, Unit: "ms"},
	table.Column{Name: "theta_after", Type: table.Float64, Nullable: true, Role: table.PostOutcome},
	table.Column{Name: "se_after", Type: table.Float64, Nullable: true, Role: table.PostOutcome},
	table.Column{Name: "points", Type: table.Int32, Nullable: true, Role: table.PostOutcome},
	table.Column{Name: "query", Type: table.String, Nullable: true, Role: table.Context},
	table.Column{Name: "response", Type: table.String, Nullable: true, Role: table.Action},
	table.Column{Name: "model", Type: table.String, Nullable: true, Role: table.Context},
	table.Column{Name: "tokens", Type: table.Int32, Nullable: true, Role: table.PostOutcome},
	table.Column{Name: "age_band", Type: table.String, Role: table.Context},
	table.Column{Name: "body", Type: table.JSON, Nullable: true, Role: table.Context},
)

// flatRows makes rows that look like interactions.
type flatRows struct {
	rng  *rand.Rand
	n    int64
	pool []string // words of 200 bytes
}

func newFlatRows() *flatRows {
	f := &flatRows{rng: rand.New(rand.NewPCG(3, 4))}
	words := strings.Fields("the slope of this line tells how fast y grows when x grows by one so look at two points and compare them what changes and what stays equal try it with numbers first then write down rule passage claims author evidence because however therefore table column value percent ratio")
	for range 4096 {
		var b strings.Builder
		for b.Len() < 200 {
			b.WriteString(words[f.rng.IntN(len(words))])
			b.WriteByte(' ')
		}
		f.pool = append(f.pool, b.String()[:200])
	}
	return f
}

func (f *flatRows) id() string {
	const digits = "0123456789abcdef"
	var b [32]byte
	hi, lo := f.rng.Uint64(), f.rng.Uint64()
	for i := range 16 {
		b[i], b[16+i] = digits[hi&15], digits[lo&15]
		hi, lo = hi>>4, lo>>4
	}
	return string(b[:])
}

var (
	flatLearners = flatIDs(2000)
	flatSkills   = strings.Fields("linear-equations linear-functions systems ratios percentages units scatterplots probability nonlinear circles triangles words-in-context structure cross-text central-ideas inferences boundaries form-sense rhetoric transitions")
)

func flatIDs(n int) (list []string) {
	f := &flatRows{rng: rand.New(rand.NewPCG(5, 6))}
	for range n {
		list = append(list, f.id())
	}
	return list
}

func one(rng *rand.Rand, list ...string) string { return list[rng.IntN(len(list))] }

// row appends one row.
func (f *flatRows) row(b *table.Batch) error {
	r := f.rng
	f.n++
	turn := r.IntN(100) < 15
	at := time.Date(2026, 1, 5, 8, 0, 0, 0, time.UTC).UnixMicro() + f.n*1_700_000 + int64(r.IntN(1_000_000))
	learner := int(f.n/40) % len(flatLearners)
	b.Col(0).Text(f.id())
	b.Col(1).Text(flatLearners[learner])
	b.Col(2).Text(flatLearners[(learner*7+int(f.n/80_000))%len(flatLearners)])
	b.Col(4).Int64(f.n)
	b.Col(6).Int32(1)
	b.Col(7).Text("real")
	b.Col(8).Text(one(r, "web", "web", "ios", "android"))
	b.Col(9).Text(one(r, "desktop", "phone", "tablet"))
	b.Col(10).Micros(at)
	b.Col(11).Micros(at + int64(r.IntN(400_000)))
	b.Col(12).Int64(int64(r.IntN(3_600_000)))
	b.Col(13).Int32(-300)
	question := r.IntN(4000)
	b.Col(14).Text(fmt.Sprintf("q-%05d", question))
	b.Col(15).Text(flatLearners[question%2000])
	b.Col(16).Text(one(r, "math", "rw"))
	b.Col(17).Text(flatSkills[question%len(flatSkills)])
	b.Col(18).Text(one(r, "practice", "practice", "full_test", "tutor"))
	b.Col(44).Text(one(r, "13_17", "18_plus"))
	if turn {
		b.Col(3).Text(f.id())
		b.Col(5).Text("tutor.turn")
		b.Col(24).Float64(.5)
		words := f.pool[r.IntN(len(f.pool))]
		b.Col(40).Text(words[:60+r.IntN(80)])
		b.Col(41).Text(f.pool[r.IntN(len(f.pool))] + words[:60+r.IntN(80)])
		b.Col(42).Text(one(r, "builtin", "small-chat", "large-chat"))
		b.Col(43).Int32(int32(60 + r.IntN(200)))
		b.Col(45).Text(`{"hint_level":2,"finish_reason":"stop"}`)
		return b.EndRow()
	}
	b.Col(5).Text("response")
	b.Col(19).Int32(int32(1 + r.IntN(2)))
	b.Col(20).Int32(int32(1 + r.IntN(27)))
	b.Col(21).Text(one(r, "own", "plan", "assignment"))
	b.Col(22).Text("max-information/3")
	b.Col(23).Int32(int32(r.IntN(4000)))
	b.Col(24).Float64(r.Float64())
	v := b.Col(25)
	v.Begin()
	for range 4 {
		it := v.Item()
		it.Field(0).Text(fmt.Sprintf("q-%05d", r.IntN(4000)))
		it.Field(1).Float64(r.Float64())
		it.End()
	}
	v.End()
	b.Col(26).Float64(r.Float64())
	b.Col(27).Float64(r.NormFloat64())
	b.Col(28).Float64(.2 + r.Float64()/2)
	b.Col(29).Text(one(r, "A", "B", "C", "D"))
	b.Col(30).Text("answered")
	b.Col(31).Bool(r.IntN(3) > 0)
	b.Col(32).Int32(1)
	b.Col(33).Bool(r.IntN(9) == 0)
	b.Col(34).Int64(int64(r.IntN(20_000)))
	b.Col(35).Int64(int64(r.IntN(120_000)))
	b.Col(36).Int64(int64(r.IntN(120_000)))
	b.Col(37).Float64(r.NormFloat64())
	b.Col(38).Float64(.2 + r.Float64()/2)
	b.Col(39).Int32(int32(r.IntN(20)))
	return b.EndRow()
}
