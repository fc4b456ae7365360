package question

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"strings"

	"satprep/internal/fault"
)

// Grader is the version of the rules in this file, for the record.
const Grader = "spr-1"

// box is how many characters an entry may have, beside a leading minus.
const box = 5

// Grade reports whether answer is right: the key's letter, or an entry equal to
// a key under the rules of typed answers (see equals). An answer that cannot be
// one, such as a fifth letter or an impossible entry, is a fault (Invalid) and
// no answer at all. A skipped question is not graded.
func Grade(q *Question, answer string) (correct bool, err error) {
	defer fault.In(&err, "question.Grade(%s)", q.ID)
	if q.Type != Typed {
		if _, ok := q.Choice(answer); !ok {
			return false, fault.At("answer", "Answer with the letter of a choice: A, B, C or D.")
		}
		return len(q.Keys) == 1 && answer == q.Keys[0], nil
	}
	e, err := parseEntry(answer)
	if err != nil {
		return false, err
	}
	for _, k := range q.Keys {
		key, err := parseKey(k)
		if err != nil {
			return false, fmt.Errorf("key of %s: %w", q.ID, err)
		}
		if e.equals(key) {
			return true, nil
		}
	}
	return false, nil
}

// CheckEntry reports why text cannot be an answer to a typed question: a fault
// (Invalid) whose sentence says what to type instead. It is nil for a possible
// entry, right or wrong.
func CheckEntry(text string) error {
	_, err := parseEntry(text)
	return err
}

// number is sign·p/q with p >= 0 and q > 0.
type number struct {
	negative bool
	p, q     int64
}

// entry is what a learner typed.
type entry struct {
	number
	// decimals is the number of digits after the point of a decimal that fills
	// the box, -1 for every other entry.
	decimals int
}

// equals is the rule of typed answers: right when exactly equal as rationals;
// else a decimal that fills the box (all 5 characters, 6 with a minus) is right
// when it is the key truncated toward zero, or rounded half away from zero, at
// its number of decimals, with the key's sign. Zeros in front of a number do not
// help to fill the box: 00.67 is no closer to 2/3 than 0.67.
func (e entry) equals(key number) bool {
	if e.p*key.q == key.p*e.q { // at most 10^5 · 10^9 · … < 2^63, see the parsers
		return e.p == 0 || e.negative == key.negative
	}
	if e.decimals < 0 || e.p == 0 || e.negative != key.negative {
		return false
	}
	scale := power10(e.decimals) // which is e.q: e.p is the entry without its point
	truncated := key.p * scale / key.q
	rounded := (2*key.p*scale + key.q) / (2 * key.q)
	return e.p == truncated || e.p == rounded
}

func power10(n int) int64 {
	p := int64(1)
	for range n {
		p *= 10
	}
	return p
}

// parseEntry reads what a learner typed. Its errors are for the learner.
func parseEntry(text string) (entry, error) {
	refuse := func(sentence string) (entry, error) { return entry{}, fault.At("answer", "%s", sentence) }
	if text == "" {
		return refuse("Type a number, for example 7/2, 3.5 or -4.")
	}
	body, negative := strings.CutPrefix(text, "-")
	points, slashes, digits := 0, 0, 0
	for _, r := range body {
		switch {
		case r >= '0' && r <= '9':
			digits++
		case r == '.':
			points++
		case r == '/':
			slashes++
		case r == '-':
			return refuse("A minus sign may only stand first.")
		case r == '%':
			return refuse("Leave out the % sign: type the number alone.")
		case r == '$':
			return refuse("Leave out the $ sign: type the number alone.")
		case r == ',':
			return refuse("Leave out the comma: type 1200 for 1,200 and 3.5 for 3,5.")
		case r == ' ':
			return refuse("Leave out spaces; type a mixed number as a fraction or decimal: 7/2 or 3.5 for 3 1/2.")
		default:
			return refuse("Only digits, a point, a slash and a minus sign in front can be typed.")
		}
	}
	switch {
	case len(body) > box:
		return refuse("An answer has at most 5 characters, or 6 with a minus sign. Round or cut a long decimal so that it fills the space.")
	case digits == 0:
		return refuse("Type a number, for example 7/2, 3.5 or -4.")
	case points > 0 && slashes > 0:
		return refuse("A fraction is made of whole numbers: type 35/10 or .35, not 3.5/10.")
	case slashes > 1:
		return refuse("A fraction has one slash: 7/2.")
	case points > 1:
		return refuse("A decimal has one point: 3.5.")
	}
	n, err := parseNumber(body)
	if err != nil {
		switch {
		case errors.Is(err, errZero):
			return refuse("The number below the slash cannot be 0.")
		default:
			return refuse("A fraction needs a whole number on both sides of the slash: 7/2.")
		}
	}
	n.negative = negative
	e := entry{number: n, decimals: -1}
	if front, back, decimal := strings.Cut(body, "."); decimal && len(body) == box && (len(front) < 2 || front[0] != '0') {
		e.decimals = len(back)
	}
	return e, nil
}

var (
	errZero   = errors.New("the denominator is 0")
	errNumber = errors.New("not an integer, decimal or fraction of at most 9 digits")
)

// parseKey reads a key: an integer, decimal or fraction. Keys may be longer than
// the box (2000/3), since a decimal that fills it answers them.
func parseKey(text string) (number, error) {
	body, negative := strings.CutPrefix(text, "-")
	n, err := parseNumber(body)
	n.negative = negative && n.p != 0
	return n, err
}

// parseNumber reads digits, digits with a point, or digits/digits, of at most 9
// digits a side: p and q are below 10^9, so that products with an entry's, of at
// most 5 digits, stay far from overflow.
func parseNumber(s string) (number, error) {
	if a, b, fraction := strings.Cut(s, "/"); fraction {
		p, ok1 := whole(a)
		q, ok2 := whole(b)
		switch {
		case !ok1 || !ok2:
			return number{}, errNumber
		case q == 0:
			return number{}, errZero
		}
		return number{p: p, q: q}, nil
	}
	a, b, _ := strings.Cut(s, ".")
	p, ok := whole(a + b)
	if !ok {
		return number{}, errNumber
	}
	return number{p: p, q: power10(len(b))}, nil
}

func whole(s string) (n int64, ok bool) {
	if s == "" || len(s) > 9 {
		return 0, false
	}
	for _, c := range []byte(s) {
		if c < '0' || c > '9' {
			return 0, false
		}
		n = n*10 + int64(c-'0')
	}
	return n, true
}

// checkKey reports whether a typed question's key can be answered: it fits the
// box exactly, or a decimal that fills the box reaches it to at least two
// significant digits (|key| >= .01).
func checkKey(text string) error {
	key, err := parseKey(text)
	if err != nil {
		return err
	}
	if e, err := parseEntry(text); err == nil && e.equals(key) {
		return nil
	}
	switch {
	case key.p*100 < key.q:
		return errors.New("does not fit the box and is closer to 0 than .01")
	case key.p/key.q > 9999:
		return errors.New("is too large for the box")
	}
	return nil
}

// GradeLines reads lines "key<TAB>entry" and writes for each, in order, "right"
// or "wrong". A key is a number, or the letter of a choice; an impossible entry
// is wrong. A line that is not of that form gets "line N: why" and does not stop
// the rest; that there were such lines is the fault (Invalid) returned at the
// end.
func GradeLines(r io.Reader, w io.Writer) (err error) {
	defer fault.In(&err, "question.GradeLines")
	in, out := bufio.NewReader(r), bufio.NewWriter(w)
	malformed, n := 0, 0
	for {
		text, long, readErr := readLine(in)
		if readErr != nil && !errors.Is(readErr, io.EOF) {
			return fmt.Errorf("reading line %d: %w", n+1, readErr)
		}
		if readErr != nil && len(text) == 0 && !long {
			break
		}
		n++
		verdict, err := gradeLine(string(text))
		if long {
			err = errLong
		}
		if err != nil {
			malformed++
			verdict = fmt.Sprintf("line %d: %v", n, err)
		}
		if _, err := out.WriteString(verdict + "\n"); err != nil {
			return err
		}
		if readErr != nil {
			break
		}
	}
	if err := out.Flush(); err != nil {
		return err
	}
	if malformed > 0 {
		return fault.New(fault.Invalid, "%d of %d lines are not of the form key, tab, entry.", malformed, n)
	}
	return nil
}

func gradeLine(line string) (string, error) {
	k, answer, ok := strings.Cut(line, "\t")
	switch {
	case !ok:
		return "", errors.New("there is no tab between key and entry")
	case strings.Contains(answer, "\t"):
		return "", errors.New("there is more than one tab")
	}
	answer = strings.TrimSpace(answer) // as the server does
	right := false
	if len(k) == 1 && k[0] >= 'A' && k[0] <= 'D' {
		right = strings.ToUpper(answer) == k
	} else {
		key, err := parseKey(k)
		if err != nil {
			return "", fmt.Errorf("the key is %w", err)
		}
		e, err := parseEntry(answer)
		right = err == nil && e.equals(key)
	}
	if right {
		return "right", nil
	}
	return "wrong", nil
}
