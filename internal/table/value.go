package table

import "time"

// Len returns the number of values.
func (v *Vector) Len() int { return v.n }

// Kind returns the kind of the values.
func (v *Vector) Kind() Kind { return v.kind }

// Fields returns how many fields a struct has.
func (v *Vector) Fields() int { return len(v.fields) }

// IsNull reports whether value i is null.
func (v *Vector) IsNull(i int) bool { return v.null && !v.valid[i] }

// BoolAt returns value i; false where it is null.
func (v *Vector) BoolAt(i int) bool { return v.bools[i] }

// Int32At returns value i; 0 where it is null.
func (v *Vector) Int32At(i int) int32 { return v.i32[i] }

// Int64At returns value i of integers, or the microseconds of a timestamp; 0
// where it is null.
func (v *Vector) Int64At(i int) int64 { return v.i64[i] }

// TimeAt returns timestamp i in UTC.
func (v *Vector) TimeAt(i int) time.Time { return time.UnixMicro(v.i64[i]).UTC() }

// Float64At returns value i; 0 where it is null.
func (v *Vector) Float64At(i int) float64 { return v.f64[i] }

// TextAt returns value i of strings, JSON or bytes; empty where it is null. It
// is valid until the batch is reset, and must not be changed.
func (v *Vector) TextAt(i int) []byte {
	lo := v.start(i)
	return v.data[lo:v.ends[i]:v.ends[i]]
}

// ListAt returns which values of Item list i holds: from the first up to, but
// not including, the second. None where it is null.
func (v *Vector) ListAt(i int) (from, to int) { return int(v.start(i)), int(v.ends[i]) }

func (v *Vector) start(i int) uint32 {
	if i == 0 {
		return 0
	}
	return v.ends[i-1]
}
