package pseudonym

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"hash"
	"time"

	"satprep/internal/fault"
)

// KeySize is how long a key is, in bytes.
const KeySize = 32

// A Key is a secret. Print it nowhere.
type Key [KeySize]byte

// String keeps a key out of logs.
func (Key) String() string { return "pseudonym.Key" }

// GoString is String.
func (k Key) GoString() string { return k.String() }

// ParseKey reads a key of 64 hexadecimal digits.
func ParseKey(text string) (Key, error) {
	var k Key
	if len(text) != 2*KeySize {
		return Key{}, fault.At("key", "A key has %d hexadecimal digits.", 2*KeySize)
	}
	if _, err := hex.Decode(k[:], []byte(text)); err != nil {
		return Key{}, fault.At("key", "A key has %d hexadecimal digits, and nothing else.", 2*KeySize) // not the text: it may be most of a key
	}
	if k == (Key{}) {
		return Key{}, fault.At("key", "A key of zeros protects nobody.")
	}
	return k, nil
}

// A Kind says what a pseudonym stands for. The same id has another pseudonym in
// each kind.
type Kind string

const (
	Learner      Kind = "learner"
	Record       Kind = "record"
	Session      Kind = "session"
	Conversation Kind = "conversation"
	Device       Kind = "device"
	Question     Kind = "question"
	Canary       Kind = "canary" // of a dataset's name
)

// What the key is used for beside names; no Kind is spelled so.
const (
	forShift = "time shift"
	forSplit = "split"
)

// ID returns the pseudonym of an id: 128 bits of HMAC-SHA-256(key, kind, id).
func (k Key) ID(kind Kind, id []byte) (name [16]byte) {
	sum := k.mac(string(kind), id)
	copy(name[:], sum[:])
	return name
}

// mac is HMAC-SHA-256 over the purpose and the id. The length of the purpose
// stands before it, so that no purpose and id run together to make another pair.
func (k Key) mac(purpose string, id []byte) [sha256.Size]byte {
	return k.Namer().mac(purpose, id)
}

// A Namer gives the pseudonyms of a Key without making the key ready for each.
// It is for one goroutine.
type Namer struct {
	h    hash.Hash
	text []byte
	sum  []byte
}

// Namer returns one.
func (k Key) Namer() *Namer { return &Namer{h: hmac.New(sha256.New, k[:])} }

// ID is Key.ID.
func (n *Namer) ID(kind Kind, id []byte) (name [16]byte) {
	sum := n.mac(string(kind), id)
	copy(name[:], sum[:])
	return name
}

func (n *Namer) mac(purpose string, id []byte) (sum [sha256.Size]byte) {
	n.text = append(n.text[:0], "satprep pseudonym 1\x00"...)
	n.text = binary.BigEndian.AppendUint32(n.text, uint32(len(purpose)))
	n.text = append(append(n.text, purpose...), id...)
	n.h.Reset()
	n.h.Write(n.text)
	n.sum = n.h.Sum(n.sum[:0])
	copy(sum[:], n.sum)
	return sum
}

// maxShiftWeeks is how far times move, either way.
const maxShiftWeeks = 26

// week is seven days of 24 hours. Times move in UTC, where every day has these.
const week = 7 * 24 * time.Hour

// Shift returns by how much all times of a learner move: one of the 53 whole
// weeks from -26 to 26, each as likely. Weekday, hour and every interval stay.
func (k Key) Shift(learner []byte) time.Duration {
	sum := k.mac(forShift, learner)
	n := binary.BigEndian.Uint64(sum[:8]) % (2*maxShiftWeeks + 1) // off from uniform by less than 2^-57
	return time.Duration(int64(n)-maxShiftWeeks) * week
}

// A Split is a part of a dataset.
type Split string

const (
	Train      Split = "train"
	Validation Split = "validation"
	Test       Split = "test"
)

// Shares are how much of a dataset is kept for validation and for test; the rest
// is for training.
type Shares struct {
	Validation, Test float64
}

// Check reports what is wrong with the shares.
func (s Shares) Check() error {
	if !(s.Validation >= 0 && s.Test >= 0 && s.Validation+s.Test < 1) {
		return fault.At("shares", "Shares of validation and test are 0 or more and leave something for training.")
	}
	return nil
}

// Lot returns the number in [0, 1) that the split key draws for a unit: a learner
// or a family. It is a multiple of 2^-53.
func (k Key) Lot(unit []byte) float64 {
	sum := k.mac(forSplit, unit)
	return float64(binary.BigEndian.Uint64(sum[:8])>>11) / (1 << 53)
}

// Split returns where a unit belongs. Test is the lowest lots and validation the
// highest, so that neither share moves anybody between the two: who was in the
// test stays there while its share does not shrink.
func (k Key) Split(unit []byte, s Shares) Split {
	switch lot := k.Lot(unit); {
	case lot < s.Test:
		return Test
	case lot >= 1-s.Validation:
		return Validation
	}
	return Train
}

// Ordinals counts each learner's records: 0, 1, 2, … in the order in which they
// are asked for. The zero value has counted nothing.
type Ordinals struct {
	next map[string]int64
}

// Next returns the learner's next ordinal.
func (o *Ordinals) Next(learner []byte) int64 {
	if o.next == nil {
		o.next = map[string]int64{}
	}
	n := o.next[string(learner)]
	o.next[string(learner)] = n + 1
	return n
}
