package account

import (
	"net/mail"
	"regexp"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"satprep/internal/fault"
	"satprep/internal/interaction"
	"satprep/internal/uid"
)

// A Role says what a person is here for.
type Role string

// The roles.
const (
	Student Role = "student"
	Tutor   Role = "tutor"
	Parent  Role = "parent"
	Admin   Role = "admin"
)

// ParseRole reads a role, in any case.
func ParseRole(s string) (Role, error) {
	switch r := Role(strings.ToLower(strings.TrimSpace(s))); r {
	case Student, Tutor, Parent, Admin:
		return r, nil
	}
	return "", fault.At("role", "The role must be student, parent, tutor or admin.")
}

// Origin is what the log says of records that this role makes.
func (r Role) Origin() interaction.Origin {
	if r == Tutor || r == Admin {
		return interaction.Staff
	}
	return interaction.Real
}

// An AgeBand is all we ask of a person's age.
type AgeBand string

// The age bands.
const (
	Under13 AgeBand = "under_13"
	Teen    AgeBand = "13_17"
	Adult   AgeBand = "18_plus"
)

// Minor reports whether a guardian has a say.
func (a AgeBand) Minor() bool { return a != Adult }

var ageWords = map[string]AgeBand{
	"under13": Under13, "<13": Under13, "u13": Under13, "below13": Under13, "0-12": Under13,
	"13-17": Teen, "13to17": Teen, "teen": Teen,
	"18plus": Adult, "18+": Adult, "18": Adult, "18andover": Adult, "over18": Adult, "adult": Adult, ">=18": Adult,
}

var ageSigns = strings.NewReplacer(" ", "", "_", "", "–", "-", "—", "-", "≥", ">=")

// ParseAge reads an age band in the spellings people use: "13_17", "13-17",
// "<13", "under 13", "18+".
func ParseAge(s string) (AgeBand, error) {
	w := ageSigns.Replace(strings.ToLower(strings.TrimSpace(s)))
	if w == "1317" {
		w = "13-17"
	}
	if a, ok := ageWords[strings.TrimSuffix(w, "years")]; ok {
		return a, nil
	}
	return "", fault.At("age_band", "The age band must be under_13, 13_17 or 18_plus.")
}

// A Status says whether an account may be used.
type Status string

// The statuses.
const (
	Pending Status = "pending" // under 13, waits for a parent or the operator
	Active  Status = "active"
	Closed  Status = "closed"
)

// Accommodations are what a learner is entitled to.
type Accommodations struct {
	TimeFactor     float64 `json:"time_factor"` // 1, 1.25, 1.5, 2 or 3
	BreaksAsNeeded bool    `json:"breaks_as_needed"`
	TextToSpeech   bool    `json:"text_to_speech"`
	LargePrint     bool    `json:"large_print"`
}

// Check tells whether the accommodations exist.
func (a Accommodations) Check() error {
	switch a.TimeFactor {
	case 1, 1.25, 1.5, 2, 3:
		return nil
	}
	return fault.At("time_factor", "The time factor must be 1, 1.25, 1.5, 2 or 3.")
}

// An Actor is what other rooms know of the person who acts, or for whom
// something is done.
type Actor struct {
	UserID     string
	Subject    uid.ID
	Role       Role
	Origin     interaction.Origin
	AgeBand    AgeBand
	Status     Status
	TimeFactor float64
	TimeZone   string // IANA name
	Name       string
	Clock      time.Time // a simulated account's own time; the door sets it, and only there it is not zero
}

// Now is the actor's time: real for everybody but simulated accounts, which
// may live through a fortnight in a minute.
func (a Actor) Now(real func() time.Time) time.Time {
	if a.Origin == interaction.Simulated && !a.Clock.IsZero() {
		return a.Clock
	}
	return real()
}

// Zone is where the actor is; UTC where that is not known.
func (a Actor) Zone() *time.Location { return ZoneOf(a.TimeZone) }

// ZoneOf finds an IANA time zone; what is none is UTC.
func ZoneOf(name string) *time.Location {
	if zone, ok := interaction.Zone(name); ok {
		return zone
	}
	return time.UTC
}

// Operator is whoever commands the machine: the command line acts as it. It
// has no account.
func Operator() Actor {
	return Actor{Role: Admin, Origin: interaction.Staff, AgeBand: Adult, Status: Active, TimeFactor: 1, TimeZone: "UTC", Name: "operator"}
}

// An Account is all that is known of a person, but for secrets.
type Account struct {
	Actor
	Email          string // normalised; "" if none
	Accommodations Accommodations
	AgeStatedAt    time.Time
	CreatedAt      time.Time
	ActiveAt       time.Time // zero while pending
	ClosedAt       time.Time // zero unless closed
	HasPassword    bool
}

var userIDForm = regexp.MustCompile(`^[A-Za-z0-9._-]{1,64}$`)

// CheckUserID tells whether s can be a user id.
func CheckUserID(s string) error {
	if !userIDForm.MatchString(s) {
		return fault.At("user_id", "A user id has 1 to 64 letters, digits, dots, underscores and dashes.")
	}
	return nil
}

// turns are the characters that reorder the text around them: in a list of
// names one would rearrange the names beside it. Names that are written from
// right to left do not need them.
func turns(r rune) bool { return r >= 0x202a && r <= 0x202e || r >= 0x2066 && r <= 0x2069 }

func cleanName(s string) (string, error) {
	s = strings.Join(strings.Fields(s), " ")
	switch n := utf8.RuneCountInString(s); {
	case !utf8.ValidString(s) || strings.ContainsFunc(s, unicode.IsControl) || strings.ContainsFunc(s, turns):
		return "", fault.At("name", "The name holds characters that cannot be shown.")
	case !strings.ContainsFunc(s, unicode.IsPrint):
		return "", fault.At("name", "Please give a name.")
	case n > 100:
		return "", fault.At("name", "The name may have at most 100 characters.")
	}
	return s, nil
}

// cleanEmail normalises an address so that equal mailboxes compare equal; ""
// stays "".
func cleanEmail(s string) (string, error) {
	s = strings.ToLower(strings.TrimSpace(s))
	if s == "" {
		return "", nil
	}
	a, err := mail.ParseAddress(s)
	if err != nil || a.Address != s || len(s) > 254 || !utf8.ValidString(s) {
		return "", fault.At("email", "This is not an e-mail address.")
	}
	return s, nil
}

func cleanZone(s string) (string, error) {
	if s == "" {
		return "UTC", nil
	}
	if _, ok := interaction.Zone(s); !ok {
		return "", fault.At("time_zone", "The time zone must be an IANA name such as America/Chicago.")
	}
	return s, nil
}
