package table

import (
	"bytes"
	"encoding/base64"
	"encoding/csv"
	"encoding/json"
	"strconv"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"
)

// anyOf turns value i of v into what encoding/json would make of its JSON.
func anyOf(v *Vector, i int) any {
	if v.IsNull(i) {
		return nil
	}
	switch v.kind {
	case KindBool:
		return v.BoolAt(i)
	case KindInt32:
		return json.Number(strconv.Itoa(int(v.Int32At(i))))
	case KindInt64:
		return json.Number(strconv.FormatInt(v.Int64At(i), 10))
	case KindFloat64:
		return v.Float64At(i)
	case KindTimestamp:
		return v.TimeAt(i).Format("2006-01-02T15:04:05.000000Z07:00")
	case KindBytes:
		return base64.StdEncoding.EncodeToString(v.TextAt(i))
	case KindList:
		list := []any{}
		from, to := v.ListAt(i)
		for k := from; k < to; k++ {
			list = append(list, anyOf(v.Item(), k))
		}
		return list
	case KindStruct:
		m := map[string]any{}
		for _, f := range v.fields {
			m[f.key[1:len(f.key)-2]] = anyOf(f, i)
		}
		return m
	}
	return string(v.TextAt(i))
}

func TestLinesAreWhatTheStandardLibraryReads(t *testing.T) {
	t.Parallel()
	b := newGrower(20).rows(t, everything, 500, 500)[0]
	file := write(t, JSONL, everything, Options{}, []*Batch{b})
	if bytes.ContainsAny(file, "\u0085\u2028\u2029") {
		t.Error("some readers see the end of a line inside of one")
	}
	lines := bytes.Split(bytes.TrimSuffix(file, []byte("\n")), []byte("\n"))
	if len(lines) != b.Rows() {
		t.Fatalf("%d lines for %d rows", len(lines), b.Rows())
	}
	for i, line := range lines {
		row := map[string]any{}
		for k, v := range b.columns {
			row[everything.columns[k].Name] = anyOf(v, i)
		}
		want, err := json.Marshal(row)
		if err != nil {
			t.Fatal(err)
		}
		if got := again(t, line); got != again(t, want) {
			t.Fatalf("row %d:\n%s\nwant\n%s", i+1, got, want)
		}
	}
}

// again decodes JSON and encodes it, so that only its meaning is left.
func again(t *testing.T, text []byte) string {
	t.Helper()
	d := json.NewDecoder(bytes.NewReader(text))
	d.UseNumber()
	var v any
	if err := d.Decode(&v); err != nil {
		t.Fatalf("%s: %v", text, err)
	}
	out, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return string(out)
}

func TestAnyTextAndNumberSurvivesJSON(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(r *rapid.T) {
		s, x := rapid.String().Draw(r, "s"), rapid.Float64Range(-1e300, 1e300).Draw(r, "x")
		for _, lines := range []bool{true, false} {
			var back string
			if err := json.Unmarshal(appendString(nil, []byte(s), lines), &back); err != nil || back != s {
				r.Fatalf("%q became %q: %v", s, back, err)
			}
		}
		want, _ := json.Marshal(x)
		if got := string(appendFloat(nil, x)); got != string(want) {
			r.Fatalf("%s, want %s", got, want)
		}
	})
}

func TestSeparated(t *testing.T) {
	t.Parallel()
	s := MustSchema("s",
		Column{Name: "id", Type: String, Role: ID},
		Column{Name: "maybe", Type: String, Nullable: true, Role: Context},
		Column{Name: "ok", Type: Bool, Role: Label},
		Column{Name: "p", Type: Float64, Nullable: true, Role: Context},
		Column{Name: "list", Type: ListOf(Int64), Nullable: true, Role: Context})
	b := NewBatch(s)
	add := func(id, maybe string, null bool, list []int64) {
		b.Col(0).Text(id)
		if !null {
			b.Col(1).Text(maybe)
		}
		b.Col(2).Bool(!null)
		if len(list) > 0 {
			b.Col(3).Float64(1e-7)
			b.Col(4).Int64s(list)
		}
		if err := b.EndRow(); err != nil {
			t.Fatal(err)
		}
	}
	add("a", "", true, nil)
	add("a,b", "", false, []int64{1})
	add("a\tb", `say "x"`, false, []int64{1, 2})
	add(" a", "x\ny", true, nil)
	plain := NewBatch(s)
	plain.Col(0).Text("a")
	plain.Col(2).Bool(true)
	if err := plain.EndRow(); err != nil {
		t.Fatal(err)
	}
	header := []string{"Anon Id", "KC (Default)", "KC (Default)", "p", "list"}
	for _, c := range []struct {
		what string
		f    Format
		o    Options
		b    *Batch
		want string
	}{
		{"commas", CSV, Options{}, b, "id,maybe,ok,p,list\na,,false,,\n\"a,b\",\"\",true,1e-7,[1]\na\tb,\"say \"\"x\"\"\",true,1e-7,\"[1,2]\"\n\" a\",,false,,\n"},
		{"tabs", TSV, Options{}, b, "id\tmaybe\tok\tp\tlist\na\t\tfalse\t\t\na,b\t\"\"\ttrue\t1e-7\t[1]\n\"a\tb\"\t\"say \"\"x\"\"\"\ttrue\t1e-7\t[1,2]\n\" a\"\t\tfalse\t\t\n"},
		{"another header", TSV, Options{Header: header, Bare: true, Digits: true}, plain, strings.Join(header, "\t") + "\na\t\t1\t\t\n"},
		{"no header", CSV, Options{NoHeader: true, Digits: true}, plain, "a,,1,,\n"},
	} {
		if got := string(write(t, c.f, s, c.o, []*Batch{c.b})); got != c.want {
			t.Errorf("%s:\n%q, want\n%q", c.what, got, c.want)
		}
	}
	for _, f := range []Format{CSV, TSV} {
		w, err := New(new(bytes.Buffer), f, s, Options{Bare: true})
		if err != nil {
			t.Fatal(err)
		}
		if err := w.Write(b); err == nil || !strings.Contains(err.Error(), "column id") && !strings.Contains(err.Error(), "column list") {
			t.Errorf("%s: a value that needs quotes in a file without: %v", f, err)
		}
	}
	if _, err := New(new(bytes.Buffer), CSV, s, Options{Header: header[:2]}); err == nil {
		t.Error("a header that is too short was taken")
	}
}

func TestSeparatedIsWhatTheStandardLibraryReads(t *testing.T) {
	t.Parallel()
	b := newGrower(21).rows(t, everything, 500, 500)[0]
	for f, comma := range map[Format]rune{CSV: ',', TSV: '\t'} {
		r := csv.NewReader(bytes.NewReader(write(t, f, everything, Options{}, []*Batch{b})))
		r.Comma = comma
		rows, err := r.ReadAll()
		if err != nil {
			t.Fatal(err)
		}
		if len(rows) != b.Rows()+1 {
			t.Fatalf("%s: %d lines for %d rows", f, len(rows), b.Rows())
		}
		for i, row := range rows[1:] {
			for k, v := range b.columns {
				want := ""
				switch x := anyOf(v, i).(type) {
				case nil:
				case string:
					// The reader makes one line feed of the two characters.
					want = strings.ReplaceAll(x, "\r\n", "\n")
				case json.Number:
					want = x.String()
				case float64:
					want = string(appendFloat(nil, x))
				case bool:
					want = strconv.FormatBool(x)
				default:
					want = string(appendJSON(nil, v, i, inLines))
				}
				if row[k] != want {
					t.Fatalf("%s: row %d, %s: %q, want %q", f, i+1, v.name, row[k], want)
				}
			}
		}
	}
}

func TestASingleNullIsALine(t *testing.T) {
	t.Parallel()
	s := MustSchema("s", Column{Name: "x", Type: String, Nullable: true, Role: ID})
	b := NewBatch(s)
	for range 2 {
		if err := b.EndRow(); err != nil {
			t.Fatal(err)
		}
	}
	if got := string(write(t, CSV, s, Options{}, []*Batch{b})); got != "x\n\"\"\n\"\"\n" {
		t.Errorf("%q", got)
	}
}

func TestChecksumIsTheOneOfThePage(t *testing.T) {
	t.Parallel()
	s := MustSchema("s",
		Column{Name: "at", Type: Timestamp, Role: Context},
		Column{Name: "x", Type: StructOf(Column{Name: "p", Type: ListOf(Float64)}, Column{Name: "s", Type: String, Nullable: true}), Nullable: true, Role: Context})
	b := NewBatch(s)
	b.Col(0).Time(time.Date(2026, 1, 2, 3, 4, 5, 678_901_999, time.UTC))
	b.Col(1).Field(0).Float64s([]float64{1, .1, 1e21, 1e-7})
	b.Col(1).Field(1).Text("é\u2028\n")
	b.Col(1).End()
	if err := b.EndRow(); err != nil {
		t.Fatal(err)
	}
	b.Col(0).Micros(-1)
	if err := b.EndRow(); err != nil {
		t.Fatal(err)
	}
	c := NewChecksum(s)
	if err := c.Add(b); err != nil {
		t.Fatal(err)
	}
	want := []string{
		sha("1767323045678901\n-1\n"),
		sha("{\"p\":[1,0.1,1e+21,1e-7],\"s\":\"é\u2028\\n\"}\nnull\n"),
	}
	for i, got := range c.Columns() {
		if got != want[i] {
			t.Errorf("column %d: %s, want %s", i, got, want[i])
		}
	}
}
