package table

import (
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"strings"
	"time"
	"unicode/utf8"
)

// A Vector holds the values of a column, of a list's items or of a struct's
// field, one after another. Values are appended by the method of their kind;
// the At methods read them. What goes wrong is told by the batch's EndRow.
//
// A list is appended by Begin, values to Item, End; a struct by a value to each
// Field and then End. A field that got none is null.
type Vector struct {
	name   string // path, for errors
	key    string // the JSON of the name, with a colon
	kind   Kind
	null   bool // may be null
	n      int
	shared *account
	valid  []bool // only where null

	bools  []bool
	i32    []int32
	i64    []int64
	f64    []float64
	data   []byte   // text
	ends   []uint32 // of text in data, of a list in item
	item   *Vector
	fields []*Vector
	open   bool // Begin without End
	leaves int  // vectors below that hold values themselves, or 1
}

// account is what the vectors of a batch share.
type account struct {
	err  error // the first fault of the row being filled
	size int64 // bytes of all values
}

// The faults of a value.
var (
	errKind     = errors.New("a value of another type")
	errUTF8     = errors.New("the text is not UTF-8")
	errFinite   = errors.New("the number is not finite")
	errJSON     = errors.New("the text is not JSON")
	errMissing  = errors.New("there is no value, and it is not nullable")
	errTwice    = errors.New("more than one value")
	errYears    = errors.New("the time is outside the years 1 to 9999")
	errBalance  = errors.New("Begin and End do not match")
	errOverflow = errors.New("the batch holds more than 2 GiB of it")
)

func newVector(name string, t Type, null bool, shared *account) *Vector {
	v := &Vector{name: name, kind: t.kind, null: null, shared: shared}
	v.key = `"` + name[strings.LastIndexByte(name, '.')+1:] + `":`
	switch t.kind {
	case KindList:
		v.item = newVector(name+"[]", t.Item(), false, shared)
		v.leaves = v.item.leaves
	case KindStruct:
		for _, f := range t.fields {
			field := newVector(name+"."+f.Name, f.Type, f.Nullable, shared)
			v.fields = append(v.fields, field)
			v.leaves += field.leaves
		}
	default:
		v.leaves = 1
	}
	return v
}

func (v *Vector) fail(err error) {
	if v.shared.err == nil {
		v.shared.err = fmt.Errorf("column %s: %w", v.name, err)
	}
}

// added counts a value of size bytes.
func (v *Vector) added(size int) {
	if v.null {
		v.valid = append(v.valid, true)
	}
	v.n++
	v.shared.size += int64(size)
}

// Bool appends a value.
func (v *Vector) Bool(x bool) {
	if v.kind != KindBool {
		v.fail(errKind)
		return
	}
	v.bools = append(v.bools, x)
	v.added(1)
}

// Int32 appends a value.
func (v *Vector) Int32(x int32) {
	if v.kind != KindInt32 {
		v.fail(errKind)
		return
	}
	v.i32 = append(v.i32, x)
	v.added(4)
}

// Int64 appends a value.
func (v *Vector) Int64(x int64) {
	if v.kind != KindInt64 {
		v.fail(errKind)
		return
	}
	v.i64 = append(v.i64, x)
	v.added(8)
}

// Float64 appends a value, which must be finite. A negative zero becomes zero,
// because engines do not agree on whether the two are equal.
func (v *Vector) Float64(x float64) {
	if v.kind != KindFloat64 {
		v.fail(errKind)
		return
	}
	if math.IsNaN(x) || math.IsInf(x, 0) {
		v.fail(errFinite)
	}
	if x == 0 {
		x = 0
	}
	v.f64 = append(v.f64, x)
	v.added(8)
}

// The first and the last microsecond that RFC 3339 can write.
var (
	minMicros = time.Date(1, 1, 1, 0, 0, 0, 0, time.UTC).UnixMicro()
	maxMicros = time.Date(9999, 12, 31, 23, 59, 59, 999_999_000, time.UTC).UnixMicro()
)

// Micros appends a timestamp in microseconds since 1970 UTC.
func (v *Vector) Micros(x int64) {
	if v.kind != KindTimestamp {
		v.fail(errKind)
		return
	}
	if x < minMicros || x > maxMicros {
		v.fail(errYears)
	}
	v.i64 = append(v.i64, x)
	v.added(8)
}

// Time appends a timestamp, cut to microseconds.
func (v *Vector) Time(t time.Time) { v.Micros(t.UnixMicro()) }

// Text appends a string, or a JSON value as text.
func (v *Vector) Text(x string) {
	if v.kind != KindString && v.kind != KindJSON {
		v.fail(errKind)
		return
	}
	start := len(v.data)
	v.data = append(v.data, x...)
	v.ended(start)
}

// TextBytes is Text for text in a slice, which is copied.
func (v *Vector) TextBytes(x []byte) {
	if v.kind != KindString && v.kind != KindJSON {
		v.fail(errKind)
		return
	}
	start := len(v.data)
	v.data = append(v.data, x...)
	v.ended(start)
}

// Bytes appends bytes, which are copied.
func (v *Vector) Bytes(x []byte) {
	if v.kind != KindBytes {
		v.fail(errKind)
		return
	}
	start := len(v.data)
	v.data = append(v.data, x...)
	v.ended(start)
}

func (v *Vector) ended(start int) {
	text := v.data[start:]
	switch {
	case len(v.data) > math.MaxInt32:
		v.fail(errOverflow)
	case v.kind == KindString && !utf8.Valid(text):
		v.fail(errUTF8)
	case v.kind == KindJSON && !utf8.Valid(text):
		v.fail(errUTF8)
	case v.kind == KindJSON && !json.Valid(text):
		v.fail(errJSON)
	}
	v.ends = append(v.ends, uint32(len(v.data)))
	v.added(4 + len(text))
}

// Null appends the absence of a value.
func (v *Vector) Null() {
	if !v.null {
		v.fail(errMissing)
	}
	v.blank()
	v.shared.size += v.width()
}

// width is what a place of the vector takes in memory, in bytes, with nothing in
// it: tables of many columns are mostly such places.
func (v *Vector) width() int64 {
	size := int64(0)
	if v.null {
		size++
	}
	switch v.kind {
	case KindBool:
		size++
	case KindInt32, KindString, KindBytes, KindJSON, KindList:
		size += 4
	case KindInt64, KindTimestamp, KindFloat64:
		size += 8
	case KindStruct:
		for _, f := range v.fields {
			size += f.width()
		}
	}
	return size
}

// blank appends a place without a value: a null where the vector may hold one,
// otherwise something nobody reads, below a null or in a row that is taken back.
func (v *Vector) blank() {
	if v.null {
		v.valid = append(v.valid, false)
	}
	v.n++
	switch v.kind {
	case KindBool:
		v.bools = append(v.bools, false)
	case KindInt32:
		v.i32 = append(v.i32, 0)
	case KindInt64, KindTimestamp:
		v.i64 = append(v.i64, 0)
	case KindFloat64:
		v.f64 = append(v.f64, 0)
	case KindString, KindBytes, KindJSON:
		v.ends = append(v.ends, uint32(len(v.data)))
	case KindList:
		v.ends = append(v.ends, uint32(v.item.n))
	case KindStruct:
		for _, f := range v.fields {
			f.blank()
		}
	}
}
