package dataset

import (
	"encoding/json"
	"time"

	"satprep/internal/interaction"
	"satprep/internal/table"
	"satprep/internal/uid"
)

// A row appends to the columns of a batch in order.
type row struct {
	b *table.Batch
	i int
}

func (r *row) col() *table.Vector {
	v := r.b.Col(r.i)
	r.i++
	return v
}

func (r *row) null(n int) {
	for range n {
		r.col().Null()
	}
}
func (r *row) text(s string) { r.col().Text(s) }
func (r *row) int32(n int32) { r.col().Int32(n) }
func (r *row) int64(n int64) { r.col().Int64(n) }

func (r *row) textOrNull(s string) {
	if s == "" {
		r.null(1)
		return
	}
	r.col().Text(s)
}

func (r *row) id(id uid.ID) {
	if id.IsZero() {
		r.null(1)
		return
	}
	r.col().Text(id.String())
}

func (r *row) time(t time.Time) {
	if t.IsZero() {
		r.null(1)
		return
	}
	r.col().Time(t)
}

// count is a number that is 0 where there is none.
func (r *row) count(n int) {
	if n == 0 {
		r.null(1)
		return
	}
	r.col().Int32(int32(n))
}

func (r *row) opt64(o interaction.Opt[int64]) {
	if !o.Valid {
		r.null(1)
		return
	}
	r.col().Int64(o.V)
}

func (r *row) opt32(o interaction.Opt[int32]) {
	if !o.Valid {
		r.null(1)
		return
	}
	r.col().Int32(o.V)
}

func (r *row) float(o interaction.Opt[float64]) {
	if !o.Valid {
		r.null(1)
		return
	}
	r.col().Float64(o.V)
}

func (r *row) boolean(o interaction.Opt[bool]) {
	if !o.Valid {
		r.null(1)
		return
	}
	r.col().Bool(o.V)
}

func (r *row) texts(list []string) { r.col().Texts(list) }

func (r *row) ints(list []int) {
	v := r.col()
	v.Begin()
	for _, n := range list {
		v.Item().Int64(int64(n))
	}
	v.End()
}

func (r *row) support(list []interaction.Chance) {
	v := r.col()
	v.Begin()
	for _, s := range list {
		v.Item().Field(0).Text(s.ID)
		v.Item().Field(1).Float64(s.P)
		v.Item().End()
	}
	v.End()
}

func (r *row) object(v any) {
	b, err := json.Marshal(v)
	if err != nil {
		r.null(1)
		return
	}
	r.col().TextBytes(b)
}

func some[T any](v T) interaction.Opt[T] { return interaction.Some(v) }
