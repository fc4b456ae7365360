package table

import (
	"math"
	"strings"
	"testing"
	"time"
)

// everything is a schema with a column of every type, nullable and not.
var everything = MustSchema("everything",
	Column{Name: "id", Type: String, Role: ID, Doc: "Names the row."},
	Column{Name: "ok", Type: Bool, Role: Label, Doc: "Whether it was right."},
	Column{Name: "ok_maybe", Type: Bool, Nullable: true, Role: Label, Doc: "Whether it was right, if known."},
	Column{Name: "n32", Type: Int32, Role: Context, Doc: "A small number."},
	Column{Name: "n32_maybe", Type: Int32, Nullable: true, Role: Context, Doc: "A small number, if known."},
	Column{Name: "n64", Type: Int64, Role: Context, Doc: "A number."},
	Column{Name: "n64_maybe", Type: Int64, Nullable: true, Role: Context, Doc: "A number, if known.", Unit: "ms"},
	Column{Name: "p", Type: Float64, Role: Action, Doc: "A probability."},
	Column{Name: "p_maybe", Type: Float64, Nullable: true, Role: Action, Doc: "A probability, if known."},
	Column{Name: "word", Type: String, Nullable: true, Role: Context, Doc: "One of few words."},
	Column{Name: "digest", Type: Bytes, Role: Context, Doc: "Some bytes."},
	Column{Name: "digest_maybe", Type: Bytes, Nullable: true, Role: Context, Doc: "Some bytes, if known."},
	Column{Name: "at", Type: Timestamp, Role: Context, Doc: "A time."},
	Column{Name: "at_maybe", Type: Timestamp, Nullable: true, Role: Context, Doc: "A time, if known."},
	Column{Name: "extra", Type: JSON, Role: Context, Doc: "Anything."},
	Column{Name: "extra_maybe", Type: JSON, Nullable: true, Role: Context, Doc: "Anything, if known."},
	Column{Name: "tags", Type: ListOf(String), Role: Context, Doc: "Words."},
	Column{Name: "tags_maybe", Type: ListOf(String), Nullable: true, Role: Context, Doc: "Words, if known."},
	Column{Name: "thetas", Type: ListOf(Float64), Role: Context, Doc: "Numbers."},
	Column{Name: "counts", Type: ListOf(Int64), Nullable: true, Role: Context, Doc: "Integers, if known."},
	Column{Name: "messages", Type: ListOf(StructOf(Column{Name: "role", Type: String}, Column{Name: "content", Type: String})), Role: Context, Doc: "A chat."},
	Column{Name: "support", Type: ListOf(StructOf(Column{Name: "id", Type: String}, Column{Name: "p", Type: Float64, Nullable: true})), Nullable: true, Role: Action, Doc: "What could have been chosen, if known."},
	Column{Name: "info", Type: StructOf(Column{Name: "split", Type: String}, Column{Name: "index", Type: Int64, Nullable: true}), Role: ID, Doc: "A struct."},
	Column{Name: "info_maybe", Type: StructOf(
		Column{Name: "a", Type: Int32, Nullable: true},
		Column{Name: "in", Type: StructOf(Column{Name: "x", Type: Timestamp}, Column{Name: "list", Type: ListOf(ListOf(Bool)), Nullable: true}), Nullable: true},
	), Nullable: true, Role: Context, Doc: "Structs in structs, if known."},
)

func TestARowIsWholeOrNotThere(t *testing.T) {
	t.Parallel()
	s := MustSchema("s",
		Column{Name: "id", Type: String, Role: ID},
		Column{Name: "p", Type: Float64, Nullable: true, Role: Context},
		Column{Name: "j", Type: JSON, Nullable: true, Role: Context},
		Column{Name: "at", Type: Timestamp, Nullable: true, Role: Context},
		Column{Name: "list", Type: ListOf(StructOf(Column{Name: "x", Type: Int64}, Column{Name: "y", Type: String, Nullable: true})), Nullable: true, Role: Context},
	)
	good := func(b *Batch) { b.Col(0).Text("good") }
	for _, c := range []struct {
		what, want string
		row        func(*Batch)
	}{
		{"nothing", "column id: there is no value", func(b *Batch) {}},
		{"two values", "column id: more than one", func(b *Batch) { b.Col(0).Text("a"); b.Col(0).Text("b") }},
		{"a null where there may be none", "column id: there is no value", func(b *Batch) { b.Col(0).Null() }},
		{"another type", "column id: a value of another type", func(b *Batch) { b.Col(0).Int64(1) }},
		{"not UTF-8", "column id: the text is not UTF-8", func(b *Batch) { b.Col(0).Text("\xff") }},
		{"not a number", "column p: the number is not finite", func(b *Batch) { good(b); b.Col(1).Float64(math.NaN()) }},
		{"infinity", "column p: the number is not finite", func(b *Batch) { good(b); b.Col(1).Float64(math.Inf(-1)) }},
		{"not JSON", "column j: the text is not JSON", func(b *Batch) { good(b); b.Col(2).Text("{") }},
		{"a year of five digits", "column at: the time is outside", func(b *Batch) { good(b); b.Col(3).Time(time.Date(10000, 1, 1, 0, 0, 0, 0, time.UTC)) }},
		{"a list without end", "column list: Begin and End", func(b *Batch) { good(b); b.Col(4).Begin() }},
		{"an item without end", "column list[]", func(b *Batch) { good(b); v := b.Col(4); v.Begin(); v.Item().Field(0).Int64(1); v.End() }},
		{"a field without value", "column list[].x: there is no value", func(b *Batch) { good(b); v := b.Col(4); v.Begin(); v.Item().End(); v.End() }},
		{"a null item", "column list[]: there is no value", func(b *Batch) { good(b); v := b.Col(4); v.Begin(); v.Item().Null(); v.End() }},
		{"items without a list", "column list", func(b *Batch) { good(b); v := b.Col(4).Item(); v.Field(0).Int64(1); v.End() }},
		{"texts for a list of structs", "column list[]: a value of another type", func(b *Batch) { good(b); b.Col(4).Texts([]string{"a"}) }},
	} {
		b := NewBatch(s)
		for range 2 {
			b.Col(0).Text("before")
			b.Col(4).Begin()
			b.Col(4).Item().Field(0).Int64(7)
			b.Col(4).Item().End()
			b.Col(4).End()
			if err := b.EndRow(); err != nil {
				t.Fatal(err)
			}
		}
		size := b.Size()
		c.row(b)
		err := b.EndRow()
		if err == nil || !strings.Contains(err.Error(), c.want) || !strings.Contains(err.Error(), "row 3 of s") {
			t.Errorf("%s: %v, want %q in row 3", c.what, err, c.want)
		}
		if b.Rows() != 2 || b.Size() != size {
			t.Errorf("%s: %d rows of %d bytes are left, want 2 of %d", c.what, b.Rows(), b.Size(), size)
		}
		good(b)
		if err := b.EndRow(); err != nil {
			t.Errorf("%s: the row after it: %v", c.what, err)
		}
		got := string(AppendRow(nil, b, 1)) + string(AppendRow(nil, b, 2))
		if want := `{"id":"before","p":null,"j":null,"at":null,"list":[{"x":7,"y":null}]}{"id":"good","p":null,"j":null,"at":null,"list":null}`; got != want {
			t.Errorf("%s: then %s", c.what, got)
		}
	}
}
