// Package uid holds the ids of records, sessions and subjects: 16 bytes,
// written in text as a UUID (RFC 9562). New makes version 7 (time-ordered, so
// that an index on it grows at its end); Random makes version 4, for what must
// not tell when it was made.
//
// The package has no clock of its own and never panics.
package uid

import (
	"crypto/rand"
	"database/sql/driver"
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"time"
)

// An ID is a UUID. The zero ID means "none" and is NULL in the database.
type ID [16]byte

// New returns a version 7 UUID of the given moment: milliseconds in its first 48
// bits, 4096ths of a millisecond in the 12 after the version, so that what one
// process makes one after the other stands in that order (RFC 9562, section 6.2,
// method 3), and 62 random bits.
func New(at time.Time) ID {
	id := Random()
	within := uint64(at.Nanosecond()%int(time.Millisecond)) << 12 / uint64(time.Millisecond)
	binary.BigEndian.PutUint64(id[:8], uint64(at.UnixMilli())<<16|0x7000|within)
	return id
}

// Random returns a version 4 UUID.
func Random() ID {
	var id ID
	rand.Read(id[:]) // never fails, see crypto/rand
	id[6] = 0x40 | id[6]&0x0f
	id[8] = 0x80 | id[8]&0x3f
	return id
}

// Parse reads the 36-character form, in either case.
func Parse(s string) (ID, error) {
	var id ID
	if len(s) != 36 || s[8] != '-' || s[13] != '-' || s[18] != '-' || s[23] != '-' {
		return ID{}, fmt.Errorf("%.40q is not a UUID", s)
	}
	var packed [32]byte
	n := 0
	for i := 0; i < len(s); i++ {
		if i == 8 || i == 13 || i == 18 || i == 23 {
			continue
		}
		packed[n] = s[i]
		n++
	}
	if _, err := hex.Decode(id[:], packed[:]); err != nil {
		return ID{}, fmt.Errorf("%.40q is not a UUID", s)
	}
	return id, nil
}

// IsZero reports whether the id is none.
func (id ID) IsZero() bool { return id == ID{} }

// Time returns the moment in a version 7 id.
func (id ID) Time() time.Time {
	var b [8]byte
	copy(b[2:], id[:6])
	return time.UnixMilli(int64(binary.BigEndian.Uint64(b[:]))).UTC()
}

// AppendText appends the 36-character form.
func (id ID) AppendText(b []byte) ([]byte, error) {
	b = hex.AppendEncode(b, id[0:4])
	b = append(b, '-')
	b = hex.AppendEncode(b, id[4:6])
	b = append(b, '-')
	b = hex.AppendEncode(b, id[6:8])
	b = append(b, '-')
	b = hex.AppendEncode(b, id[8:10])
	b = append(b, '-')
	return hex.AppendEncode(b, id[10:16]), nil
}

// String returns the 36-character form, or "" for none.
func (id ID) String() string {
	if id.IsZero() {
		return ""
	}
	b, _ := id.AppendText(make([]byte, 0, 36))
	return string(b)
}

// MarshalText is String as bytes.
func (id ID) MarshalText() ([]byte, error) { return []byte(id.String()), nil }

// UnmarshalText is Parse; empty text gives none.
func (id *ID) UnmarshalText(b []byte) error {
	if len(b) == 0 {
		*id = ID{}
		return nil
	}
	v, err := Parse(string(b))
	if err == nil {
		*id = v
	}
	return err
}

// Value gives the database 16 bytes, or NULL for none.
func (id ID) Value() (driver.Value, error) {
	if id.IsZero() {
		return nil, nil
	}
	return id[:], nil
}

// Scan reads 16 bytes or NULL.
func (id *ID) Scan(src any) error {
	switch v := src.(type) {
	case nil:
		*id = ID{}
		return nil
	case []byte:
		if len(v) == 16 {
			copy(id[:], v)
			return nil
		}
	}
	return fmt.Errorf("cannot read %T as an id", src)
}
