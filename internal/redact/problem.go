package redact

// A verdict is an answer that is asked for again and again and kept for a text.
type verdict uint8

const (
	unasked verdict = iota
	denied
	affirmed
)

// worded reports whether the text is a word problem: something is twice as much or
// happens every six days, is measured, or is asked how many, and there are two
// numbers. Whom it is about is nobody, and nobody lives in its streets.
func (s *scan) worded() bool {
	if s.problem == unasked {
		s.problem = denied
		if s.isProblem() {
			s.problem = affirmed
		}
	}
	return s.problem == affirmed
}

func (s *scan) isProblem() bool {
	numbers, lengths, asks, you := 0, 0, false, false
	weighed := false // a word that compares or counts
	for k := range s.toks {
		t := &s.toks[k]
		if t.kind == number {
			numbers++
			continue
		}
		if t.kind != word || t.end-t.start > 9 {
			continue
		}
		switch string(s.foldedWord(k)) {
		case "you", "u", "your", "ur", "pls", "please", "my", "our":
			you = true
		case "twice", "thrice", "times", "half":
			weighed = true
			asks = asks || string(s.foldedWord(k+1)) == "as" && s.is(k+2, fWord)
		case "every":
			asks = asks || s.kindAt(k+1) == number && s.within(k+1) && measured(s.foldedWord(k+2))
		case "how":
			switch string(s.foldedWord(k + 1)) {
			case "many", "far", "old", "tall", "much", "long":
				asks = asks || s.about&(fMe|fKin) == 0
			}
		case "problem":
			asks = asks || s.key(k-1) == kThe && s.key(k-2) == kIn
		case "age", "ages":
			asks = asks || s.equation
		case "old", "ways", "arrangements", "permutations", "combinations", "outcomes": // x years old in 1980; 3! = 6 ways
			asks = asks || s.equation && s.about&(fMe|fKin) == 0
		case "per":
			asks = asks || s.about&(fMe|fKin) == 0 && measured(s.foldedWord(k+1))
		case "older", "younger", "together", "each", "less", "fewer", "average", "mean", "median", "fraction", "ratio", "percent", "area", "perimeter", "lap",
			"laps", "sells", "sold", "buys", "bought", "earns", "earned", "saves", "saved", "dimes", "quarters", "nickels", "coins", "marbles", "probability", "speed":
			weighed = true
		default:
			if k > 0 && (s.toks[k-1].kind == number || s.is(k-1, fDigit|fTeen)) && length(s.foldedWord(k)) && s.kindAt(k+1) != number {
				weighed, lengths = true, lengths+1
			}
		}
	}
	return numbers > 1 && (asks || lengths > 1 || weighed && !you && s.about&(fMe|fKin|fGreet|fUser|fBirth|fCall|fMailCue|fGone) == 0)
}

// tallied reports whether the name from i to the word before next, whatever title it
// has, is of somebody in a word problem: Mr. Lee has 3 times as many as Ms. Ray.
func (s *scan) tallied(i, next int) bool {
	if s.about&(fMe|fKin) != 0 {
		return false
	}
	first := s.titled(i)
	switch string(s.foldedWord(first - 1)) {
	case "as", "than":
		return s.worded()
	}
	if acts(s.foldedWord(next)) {
		return s.worded()
	}
	switch string(s.foldedWord(next)) {
	case "has", "had", "owns":
		return (s.kindAt(next+1) == number && s.within(next+1) || s.is(next+1, fDigit|fTeen) || string(s.foldedWord(next+1)) == "twice") && s.worded()
	}
	return false
}

// acts reports whether w is what somebody in a word problem does, whatever comes
// after it.
func acts(w []byte) bool {
	switch string(w) {
	case "drives", "walks", "runs", "bikes", "rides", "buys", "sells", "saves", "earns", "pays", "drove", "walked", "bought", "sold":
		return true
	}
	return false
}

// measured reports whether w is what word problems count in.
func measured(w []byte) bool {
	switch string(w) {
	case "second", "seconds", "minute", "minutes", "hour", "hours", "day", "days", "page", "pages", "pound", "pounds":
		return true
	}
	return length(w)
}

// length reports whether w is a unit of length, speed or volume.
func length(w []byte) bool {
	switch string(w) {
	case "mile", "miles", "mi", "mph", "feet", "ft", "foot", "yards", "meters", "metres", "km", "kilometers", "kilometres", "cm", "inches", "blocks", "gallons", "liters", "litres":
		return true
	}
	return false
}

// staged reports whether a street at token i stands in a word problem, where
// nobody says that they live in it.
func (s *scan) staged(i int) bool {
	return !s.addressed(i) && !(s.personal() && s.before(i, 7, fLive)) && s.worded()
}
