package table

import "math"

// Begin begins a list; its items go to Item.
func (v *Vector) Begin() {
	if v.kind != KindList {
		v.fail(errKind)
		return
	}
	if v.open {
		v.fail(errBalance)
	}
	v.open = true
}

// Item returns where the items of a list are appended and read.
func (v *Vector) Item() *Vector { return v.item }

// Field returns where the values of a struct's field are appended and read.
func (v *Vector) Field(i int) *Vector { return v.fields[i] }

// End ends a list or a struct.
func (v *Vector) End() {
	switch v.kind {
	case KindList:
		if !v.open {
			v.fail(errBalance)
		}
		v.open = false
		v.item.fill(v.item.n) // no fields without an End
		if v.item.n > math.MaxInt32 {
			v.fail(errOverflow)
		}
		v.ends = append(v.ends, uint32(v.item.n))
		v.added(4)
	case KindStruct:
		for _, f := range v.fields {
			f.fill(v.n + 1)
		}
		v.added(0)
	default:
		v.fail(errKind)
	}
}

// fill makes v hold n values: one that is missing becomes null.
func (v *Vector) fill(n int) {
	switch {
	case v.open:
		v.fail(errBalance)
	case v.n > n:
		v.fail(errTwice)
	case v.n < n-1:
		v.fail(errMissing)
	default:
		// What was appended below belongs to a value, or an End is missing.
		if v.kind == KindList && v.item.n != v.items() {
			v.fail(errBalance)
			return
		}
		for _, f := range v.fields {
			if f.n != v.n || f.open {
				f.fail(errBalance)
				return
			}
		}
		if v.n < n {
			v.Null()
		}
	}
}

// items returns how many items the lists hold.
func (v *Vector) items() int {
	if v.n == 0 {
		return 0
	}
	return int(v.ends[v.n-1])
}

// Texts appends a list of strings.
func (v *Vector) Texts(list []string) {
	v.Begin()
	if v.kind == KindList {
		for _, x := range list {
			v.item.Text(x)
		}
		v.End()
	}
}

// Int64s appends a list of integers.
func (v *Vector) Int64s(list []int64) {
	v.Begin()
	if v.kind == KindList {
		for _, x := range list {
			v.item.Int64(x)
		}
		v.End()
	}
}

// Float64s appends a list of numbers.
func (v *Vector) Float64s(list []float64) {
	v.Begin()
	if v.kind == KindList {
		for _, x := range list {
			v.item.Float64(x)
		}
		v.End()
	}
}
