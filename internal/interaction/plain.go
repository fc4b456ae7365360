package interaction

import (
	"bytes"
	"strconv"

	"satprep/internal/uid"
)

// plain reads JSON as this program writes it: without white space, escapes, nulls
// and empty lists, and each key once. At anything else it fails, and JSON at large is asked, which
// takes four times as long: an answer's body is read for every answer of a log.
type plain struct {
	b      []byte
	failed bool
}

func (p *plain) fail() { p.b, p.failed = nil, true }

// next reports whether c comes next, and goes past it.
func (p *plain) next(c byte) bool {
	if len(p.b) == 0 || p.b[0] != c {
		return false
	}
	p.b = p.b[1:]
	return true
}

func (p *plain) must(c byte) {
	if !p.next(c) {
		p.fail()
	}
}

// object calls field with each key, where its value comes next.
func (p *plain) object(field func(key []byte)) {
	p.must('{')
	for !p.failed {
		key := p.quoted()
		p.must(':')
		if p.failed {
			return
		}
		field(key)
		if p.next('}') {
			return
		}
		p.must(',')
	}
}

// each calls element before each of a list.
func (p *plain) each(element func()) {
	p.must('[')
	for !p.failed {
		element()
		if p.next(']') {
			return
		}
		p.must(',')
	}
}

// quoted is a text as it stands between its quotes.
func (p *plain) quoted() []byte {
	p.must('"')
	end := bytes.IndexByte(p.b, '"')
	if end < 0 || bytes.ContainsFunc(p.b[:end], func(c rune) bool { return c < ' ' || c > '~' || c == '\\' }) {
		p.fail()
		return nil
	}
	s := p.b[:end]
	p.b = p.b[end+1:]
	return s
}

func (p *plain) text() string { return string(p.quoted()) }

func (p *plain) texts() (list []string) {
	p.each(func() { list = append(list, p.text()) })
	return list
}

func (p *plain) number() []byte {
	n := 0
	for n < len(p.b) && (p.b[n] >= '0' && p.b[n] <= '9' || p.b[n] == '-' || p.b[n] == '+' || p.b[n] == '.' || p.b[n] == 'e') {
		n++
	}
	s := p.b[:n]
	p.b = p.b[n:]
	if digits := bytes.TrimPrefix(s, []byte("-")); len(digits) == 0 || digits[0] < '0' || digits[0] > '9' || digits[0] == '0' && len(digits) > 1 && digits[1] != '.' && digits[1] != 'e' || s[n-1] == '.' {
		p.fail() // what Go reads as a number and JSON does not
	}
	return s
}

func (p *plain) int64() int64 {
	n, err := strconv.ParseInt(string(p.number()), 10, 64)
	if err != nil {
		p.fail()
	}
	return n
}

func (p *plain) float() float64 {
	n, err := strconv.ParseFloat(string(p.number()), 64)
	if err != nil {
		p.fail()
	}
	return n
}

// yes is a bool that is there only where it is true.
func (p *plain) yes() bool {
	rest, ok := bytes.CutPrefix(p.b, []byte("true"))
	if p.b = rest; !ok {
		p.fail()
	}
	return ok
}

// readAnswering reads the body of an answer, and reports whether it could.
func readAnswering(b []byte, a *Answering) bool {
	p := plain{b: b}
	p.object(func(key []byte) {
		switch string(key) {
		case "changes":
			p.each(func() {
				var c Change
				fields := 0
				p.object(func(key []byte) {
					switch fields++; {
					case fields == 1 && string(key) == "to":
						c.To = p.text()
					case fields == 2 && string(key) == "ms":
						c.MS = p.int64()
					default:
						p.fail()
					}
				})
				a.Changes = append(a.Changes, c)
			})
		case "eliminated":
			a.Eliminated = p.texts()
		case "flagged":
			a.Flagged = p.yes()
		case "tools":
			a.Tools = p.texts()
		case "hint_levels":
			p.each(func() { a.HintLevels = append(a.HintLevels, int(p.int64())) })
		case "input":
			a.Input = p.text()
		case "feedback":
			a.Feedback = p.text()
		case "feedback_ms":
			a.FeedbackMS = p.int64()
		case "synced_late":
			a.SyncedLate = p.yes()
		case "eligible":
			a.Eligible = p.yes()
		case "rapid":
			a.Rapid = p.yes()
		case "pretest":
			a.Pretest = p.yes()
		case "route":
			a.Route = p.text()
		case "epsilon":
			a.Epsilon = p.float()
		case "keys":
			a.Keys = p.texts()
		case "params":
			a.Difficulty = &Params{}
			fields := 0
			p.object(func(key []byte) {
				switch fields++; {
				case fields == 1 && string(key) == "a":
					a.Difficulty.A = p.float()
				case fields == 2 && string(key) == "b":
					a.Difficulty.B = p.float()
				case fields == 3 && string(key) == "c":
					a.Difficulty.C = p.float()
				default:
					p.fail()
				}
			})
		case "idk":
			a.SkippedIDK = p.yes()
		case "offline_id":
			id, err := uid.Parse(p.text())
			if err != nil {
				p.fail()
			}
			a.OfflineID = id
		case "reservations":
			a.Reservations = p.texts()
		default:
			p.fail()
		}
	})
	return !p.failed && len(p.b) == 0
}
