package report

import (
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"satprep/internal/fault"
	"satprep/internal/question"
	"satprep/internal/uid"
)

// A Reason is what is wrong.
type Reason string

// The reasons.
const (
	WrongKey  Reason = "wrong_key"
	Unclear   Reason = "unclear"
	Typo      Reason = "typo"
	Offensive Reason = "offensive"
	Other     Reason = "other"
)

var reasons = []Reason{WrongKey, Unclear, Typo, Offensive, Other}

// A Resolution is what became of a report.
type Resolution string

// The resolutions.
const (
	Fixed     Resolution = "fixed"     // the question was put right
	Retired   Resolution = "retired"   // it is asked no more
	NoFault   Resolution = "no_fault"  // it is as it should be
	Duplicate Resolution = "duplicate" // somebody said so before
)

var resolutions = []Resolution{Fixed, Retired, NoFault, Duplicate}

// A Status of a report.
type Status string

// The statuses.
const (
	Open     Status = "open"
	Resolved Status = "resolved"
)

// MaxText is how many characters a learner's words, or the note on them, may
// have.
const MaxText = 2000

// In is a report as a learner makes it.
type In struct {
	Question string
	Session  uid.ID // where they met it; none is wherever
	Reason   Reason
	Text     string
}

func (in *In) check() error {
	if in.Question == "" {
		return fault.At("question_id", "Say which question it is.")
	}
	if !slices.Contains(reasons, in.Reason) {
		return fault.At("reason", "reason must be wrong_key, unclear, typo, offensive or other.")
	}
	in.Text = strings.TrimSpace(in.Text)
	if in.Reason == Other && in.Text == "" {
		return fault.At("text", "Say in a few words what is wrong.")
	}
	return words("text", in.Text)
}

func words(field, text string) error {
	if !utf8.ValidString(text) || strings.ContainsRune(text, 0) {
		return fault.At(field, "%s must be UTF-8 text.", field)
	}
	if utf8.RuneCountInString(text) > MaxText {
		return fault.At(field, "%s may have at most %d characters.", field, MaxText)
	}
	return nil
}

// A Report as the staff sees it.
type Report struct {
	ID         uid.ID
	Question   *question.Question // as it was asked
	Reason     Reason
	Text       string
	At         time.Time
	Status     Status
	Resolution Resolution
	Note       string
	ResolvedAt time.Time
	Numbers    Numbers
}

// Numbers are how a question, in the version reported, was answered by all who
// reached it.
type Numbers struct {
	N       int            // answers, skipped ones included
	Right   int            // of them
	Chosen  map[string]int // by letter; of a typed question none
	Skipped int
	Open    int // open reports of the question, in any version
}

// Share is the share of right answers, and whether there are any.
func (n Numbers) Share() (share float64, ok bool) {
	if n.N == 0 {
		return 0, false
	}
	return float64(n.Right) / float64(n.N), true
}
