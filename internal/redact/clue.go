package redact

import (
	"math/bits"
	"slices"
)

// What the tagger asks of each token: clues. Most are of the token and of those
// around it, some of the whole text. None asks what the rules have found, so that
// the tagger does not learn to repeat them.

// A row is the number of a clue: a row of weights.
type row = uint32

const (
	rowBits  = 16
	rowCount = 1 << rowBits
)

// rowOf is the row of a clue of one kind with one value.
func rowOf(kind, value uint32) row {
	return (value ^ kind*0x9e3779b1) * 0x85ebca6b >> (32 - rowBits)
}

// mix joins two values, in order.
func mix(a, b uint32) uint32 {
	return bits.RotateLeft32(a*0x2c1b3c6d, 13) ^ b*0x297a2d39
}

// A role is what a token may be a part of, as far as its form tells: words around
// and in the text are weighed apart for each role.
type role uint8

const (
	roleSign   role = iota
	rolePlain       // a word in lower case
	roleSmall       // 1 to 31
	roleNumber      // two or three digits
	roleYear
	roleLong    // four digits or more
	roleDate    // digits between strokes
	roleCode    // letters and digits in one
	roleNick    // a word that no list has, in lower case
	roleCapital // one that has a capital
	roleName    // of a list of names
	roleCue     // what is spoken of: a month, a street
	roles
)

// A clueToken is what is asked of one token, for those around it, too.
type clueToken struct {
	word          uint32 // the word in lower case; of a number, its length and range
	class         uint32 // what the lexicon says, and capitals
	flags         uint32 // all the lexicon says
	shape         uint32
	front, front2 uint32 // the first three letters, the first two
	back, back2   uint32 // the last ones
	run, coarse   uint32 // the shape of all that stands without a space
	size          uint8  // length of that in folded bytes, at most 30
	place         uint8  // 0 alone in it, 1 first, 2 within, 3 last
	role          role
	label         uint32 // the word before the last colon of its line
}

// beyond is how many tokens before and after the text are asked for.
const beyond = 4

// A clueSheet is a text made ready for its clues. Its slices are used again.
type clueSheet struct {
	toks  []clueToken // with beyond of them before and after
	words []uint32    // each word of the text, once
	mood  uint32      // of the whole text: capitals, length, sums
	rows  []row
}

// at is the token i of the text.
func (c *clueSheet) at(i int) *clueToken { return &c.toks[i+beyond] }

// clues reads the tokens of a text.
func (s *scan) clues(c *clueSheet) {
	n := len(s.toks)
	c.toks = c.toks[:0]
	c.toks = slices.Grow(c.toks, n+2*beyond)[:n+2*beyond]
	for i := range beyond {
		c.toks[i] = clueToken{word: 1, class: 1, shape: 1, run: 1, coarse: 1}
		c.toks[n+beyond+i] = clueToken{word: 2, class: 2, shape: 2, run: 2, coarse: 2}
	}
	c.words = c.words[:0]
	label, sum := uint32(0), uint32(0)
	for i := range s.toks {
		t := &s.toks[i]
		k := c.at(i)
		*k = clueToken{}
		if t.line {
			label = 0
		}
		switch t.kind {
		case number:
			s.clueNumber(t, k)
		case word:
			s.clueWord(i, t, k)
			c.words = append(c.words, k.word)
		case mask:
			k.word, k.class, k.shape = 3, 3, 3
		default:
			k.word = 0x100 + uint32(t.c)
			k.class, k.shape = k.word, k.word
			switch t.c {
			case ':':
				if i > 0 {
					label = c.at(i - 1).word
				}
			case '=', '^', '+', '*', '<', '>', '%':
				sum = 1
			}
		}
		k.label = label
		if t.line && i > 0 {
			k.shape ^= 0x40000000
		}
	}
	for i := 0; i < n; {
		j := i + 1
		for j < n && !s.toks[j].spaces && !s.toks[j].line {
			j++
		}
		s.clueRun(c, i, j)
		i = j
	}
	c.mood = sum | uint32(min(n, 31)/4)<<1
	if s.quiet {
		c.mood |= 32
	} else if s.loud {
		c.mood |= 64
	}
}

// clueNumber reads a number.
func (s *scan) clueNumber(t *token, k *clueToken) {
	d := s.b[t.start:t.end]
	v := 0
	for _, c := range d[:min(len(d), 4)] {
		v = v*10 + int(c-'0')
	}
	span := uint32(0)
	k.role = roleNumber
	switch {
	case len(d) <= 2 && v >= 1 && v <= 12:
		span, k.role = 1, roleSmall
	case len(d) <= 2 && v >= 13 && v <= 31:
		span, k.role = 2, roleSmall
	case len(d) == 4 && v >= 1990 && v <= 2016:
		span, k.role = 3, roleYear
	case len(d) == 4 && (v >= 1900 && v < 1990 || v > 2016 && v <= 2035):
		span, k.role = 4, roleYear
	case len(d) >= 4:
		k.role = roleLong
	}
	zero := uint32(0)
	if d[0] == '0' {
		zero = 1
	}
	k.word = 0x400 + uint32(min(len(d), 16))<<4 | span<<1 | zero
	k.class, k.shape = 0x200+span, 0x200+uint32(min(len(d), 10))
}

// A class is what the lexicon says of a word, in one number; 0 is not asked yet.
type class uint8

const (
	classPlain   class = 1 + iota // a word
	classStrange                  // no list has it
	classTwo                      // no list has it, but the two words in it
	classGiven                    // a name
	classBoth                     // a name and a word
	classOther                    // of a list that has no class
	classCue                      // the first of classFlags
	classMark    = classCue + class(len(classFlags))
)

// classFlags are the flags that make a class, the first that a word has. Those up
// to weakFlags are asked before the marks.
var classFlags = [...]flag{fMonth, fWeekday, fBirth, fSite, fUser, fSecurity, fMailCue, fCall, fGone, fStreet, fUnit, fRoad, fWay, fState, fTitle,
	fKin, fOwn, fMe, fIntro, fTurn, fDigit, fTeen, fOrdinal, fStop, fSum, fToken, fLetters, fAccount, fNumber, fCard, fLive, fNet, fMail, fDomain,
	fRank, fGreet, fSchool, fGuild, fPlace, fCapital}

const weakFlags = 20

var classMarks = [...]mark{mFarMonth, mParty, mDwell, mPost, mLot, mHouse, mWard, mRoad, mBox, mTown, mExam}

// classOf is the class of what the lexicon knows.
func classOf(e entry) class {
	for n, f := range classFlags[:weakFlags] {
		if e.flags&f != 0 {
			return classCue + class(n)
		}
	}
	for n, m := range classMarks {
		if e.marks&m != 0 {
			return classMark + class(n)
		}
	}
	for n, f := range classFlags[weakFlags:] {
		if e.flags&f != 0 {
			return classCue + weakFlags + class(n)
		}
	}
	switch {
	case e.flags == 0 && e.marks == 0:
		return classStrange
	case e.flags&(fGiven|fFamily) != 0 && e.flags&fWord == 0:
		return classGiven
	case e.flags&(fGiven|fFamily|fAmbiguous) != 0:
		return classBoth
	case e.flags&fWord == 0:
		return classOther
	}
	return classPlain
}

// clueWord reads a word.
func (s *scan) clueWord(i int, t *token, k *clueToken) {
	w := s.b[t.start:t.stem]
	h := uint32(2166136261)
	for _, c := range w {
		if c >= 'A' && c <= 'Z' {
			c |= 0x20
		}
		h = (h ^ uint32(c)) * 16777619
	}
	k.word = h | 1<<31
	k.flags = uint32(t.flags^t.flags>>32)*31 ^ uint32(t.marks)*0x9e3779b1
	kind := t.class
	if kind == 0 {
		kind = classOf(t.entry)
	}
	switch {
	case kind == classStrange:
		k.role = roleNick
		if t.shape != lower {
			k.role = roleCapital
		}
		if s.compound(i) {
			kind = classTwo
		}
	case t.flags&(fGiven|fFamily|fAmbiguous) != 0 && t.flags&fStop == 0:
		k.role = roleName
	case kind >= classMark || t.flags&(fMonth|fBirth|fSite|fUser|fCall|fGone|fAccount|fStreet|fUnit|fRoad|fDigit) != 0:
		k.role = roleCue
	case t.shape != lower && !t.first && t.flags&fStop == 0:
		k.role = roleCapital
	default:
		k.role = rolePlain
	}
	k.class = 0x1000 | uint32(kind)<<3 | uint32(t.shape)
	if w[0] >= eastern {
		k.class |= 4
	}
	k.shape = 0x800 | uint32(t.shape)<<5 | uint32(min(len(w), 12))
	if t.first {
		k.shape |= 0x400
	}
	low := func(c byte) uint32 {
		if c >= 'A' && c <= 'Z' {
			c |= 0x20
		}
		return uint32(c)
	}
	if t.flags&fStop == 0 && len(w) > 2 {
		n := len(w)
		k.front2 = low(w[0])<<8 | low(w[1])
		k.front = k.front2<<8 | low(w[2])
		k.back2 = low(w[n-2])<<8 | low(w[n-1])
		k.back = low(w[n-3])<<16 | k.back2
	}
}

// clueRun reads the tokens i to j-1, which stand without a space.
func (s *scan) clueRun(c *clueSheet, i, j int) {
	for i < j-1 && s.toks[i].kind == punct && s.toks[i].c != '@' && s.toks[i].c != '#' && s.toks[i].c != '+' && s.toks[i].c != '$' && s.toks[i].c != '_' {
		c.at(i).run, c.at(i).coarse = 7, 7
		i++
	}
	for j > i+1 && s.toks[j-1].kind == punct && s.toks[j-1].c != '_' {
		j--
		c.at(j).run, c.at(j).coarse = 8, 8
	}
	run, coarse, last := uint32(0), uint32(0), uint32(0)
	letters, digits, strokes, masked := 0, 0, 0, int32(0)
	for n := i; n < j; n++ {
		t := &s.toks[n]
		var a, b uint32
		switch t.kind {
		case number:
			a, b = 0x100+uint32(min(t.end-t.start, 12)), 2
			digits++
		case word:
			a, b = 0x200+uint32(t.shape), 3+uint32(t.shape)
			if t.flags&(fWord|fStop) == 0 {
				a |= 0x10
			}
			if t.end-t.start > 2 {
				a |= 0x20
			}
			letters++
		case mask:
			a, b = 0x300, 1
			masked += t.end - t.start // whatever its number
		default:
			a, b = uint32(t.c), uint32(t.c)
			if t.c == '/' || t.c == '-' || t.c == '.' {
				strokes++
			}
		}
		if n < i+12 {
			run = mix(run, a)
			if b != last {
				coarse = mix(coarse, b)
			}
		}
		last = b
	}
	size := uint8(min(s.toks[j-1].end-s.toks[i].start-masked, 30))
	for n := i; n < j; n++ {
		k := c.at(n)
		k.run, k.coarse, k.size = run, coarse, size
		switch {
		case j == i+1:
		case n == i:
			k.place = 1
		case n == j-1:
			k.place = 3
		default:
			k.place = 2
		}
		switch {
		case digits > 1 && strokes > 0 && letters == 0:
			k.role = roleDate
		case letters > 0 && digits > 0:
			k.role = roleCode
		case letters > 1 && strokes > 0, letters > 0 && j > i+1 && (s.toks[i].kind == punct || n > i && s.toks[n-1].kind == punct && s.toks[n-1].c == '_'):
			k.role = roleCode
		}
	}
}

// rowsOf returns the rows of token i of the text, but for those of the whole text.
func (c *clueSheet) rowsOf(i int) []row {
	p := i + beyond
	t, a1, a2, a3, b1, b2, b3 := &c.toks[p], &c.toks[p-1], &c.toks[p-2], &c.toks[p-3], &c.toks[p+1], &c.toks[p+2], &c.toks[p+3]
	r := uint32(t.role)
	ab := mix(a1.class, t.class)
	ba := mix(t.class, b1.class)
	sh := mix(t.shape, uint32(t.place))
	out := append(c.rows[:0],
		rowOf(0, r),
		rowOf(1, t.word), rowOf(2, a1.word), rowOf(3, b1.word), rowOf(4, a2.word), rowOf(5, b2.word), rowOf(6, a3.word), rowOf(7, b3.word),
		rowOf(8, mix(a1.word, t.word)), rowOf(9, mix(t.word, b1.word)), rowOf(10, mix(a2.word, a1.word)), rowOf(11, mix(b1.word, b2.word)),
		rowOf(12, mix(a1.word, b1.word)),
		rowOf(13, t.class), rowOf(14, a1.class), rowOf(15, b1.class), rowOf(16, a2.class), rowOf(17, b2.class), rowOf(18, a3.class), rowOf(19, b3.class),
		rowOf(20, ab), rowOf(21, ba), rowOf(22, mix(a2.class, ab)), rowOf(23, mix(ab, b1.class)), rowOf(24, mix(ba, b2.class)),
		rowOf(25, mix(a1.word, t.class)), rowOf(26, mix(b1.word, t.class)), rowOf(27, mix(mix(a2.word, a1.word), t.class)), rowOf(28, mix(a2.word, t.class)),
		rowOf(29, mix(b2.word, t.class)), rowOf(30, mix(mix(b1.word, b2.word), t.class)),
		rowOf(31, sh), rowOf(32, mix(a1.shape, t.shape)), rowOf(33, mix(t.shape, b1.shape)), rowOf(34, mix(mix(a1.shape, t.shape), b1.shape)),
		rowOf(35, mix(mix(mix(mix(a2.shape, a1.shape), t.shape), b1.shape), b2.shape)),
		rowOf(36, t.flags), rowOf(37, mix(a1.flags, t.class)), rowOf(38, mix(b1.flags, t.class)),
		rowOf(39, t.run), rowOf(40, t.coarse), rowOf(41, mix(t.run, uint32(t.place))), rowOf(42, mix(t.coarse, uint32(t.size))),
		rowOf(43, mix(t.coarse, a1.word)), rowOf(44, mix(t.coarse, b1.word)), rowOf(45, mix(a1.coarse, t.coarse)), rowOf(46, mix(t.coarse, b1.coarse)),
		rowOf(47, mix(t.label, r)), rowOf(48, mix(t.label, t.class)), rowOf(49, mix(c.mood, r)), rowOf(50, mix(c.mood>>5, t.class)),
	)
	if t.front != 0 {
		out = append(out, rowOf(51, t.front), rowOf(52, t.back), rowOf(53, t.front2), rowOf(54, mix(t.back2, t.class)))
	}
	for n := 1; n <= 6; n++ { // words near, whatever their distance
		if q := p - n; q >= beyond {
			out = append(out, rowOf(55, mix(c.toks[q].word, r)))
		}
	}
	for n := 1; n <= 5; n++ {
		if q := p + n; q < len(c.toks)-beyond {
			out = append(out, rowOf(57, mix(c.toks[q].word, r)))
		}
	}
	c.rows = out
	return out
}

// mostWords is how many words of a text are asked for wherever they stand.
const mostWords = 64

// rowsOfText returns the rows of the whole text for a role.
func (c *clueSheet) rowsOfText(r role) []row {
	out := c.rows[:0]
	for _, w := range c.words[:min(len(c.words), mostWords)] {
		out = append(out, rowOf(59, mix(w, uint32(r))))
	}
	c.rows = out
	return out
}
