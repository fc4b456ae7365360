package account

import (
	"io"

	"satprep/internal/fault"
)

// An entry is a line of a roster that can be taken.
type entry struct {
	line int
	Registration
	userID string
}

// A roster reads users from CSV with a header.
type roster struct{ *Sheet }

var rosterColumns = []string{"user_id", "role", "age_band", "name"}

func openRoster(r io.Reader) (*roster, error) {
	s, err := OpenSheet(r, rosterColumns, []string{"email"})
	return &roster{s}, err
}

// next returns the next entry or refusal, and io.EOF at the end.
func (r *roster) next() (*entry, *Refusal, error) {
	if bad, err := r.Next(); bad != nil || err != nil {
		return nil, bad, err
	}
	e := &entry{line: r.Line(), userID: r.Field("user_id")}
	err := CheckUserID(e.userID)
	if err == nil {
		e.Role, err = ParseRole(r.Field("role"))
	}
	if age := r.Field("age_band"); err == nil && (age != "" || e.Role == Student) {
		e.Age, err = ParseAge(age)
	}
	if name := r.Field("name"); err == nil && name != "" {
		e.Name, err = cleanName(name)
	}
	if err == nil {
		e.Email, err = cleanEmail(r.Field("email"))
	}
	if err == nil {
		e.Simulated, err = r.Yes("simulated")
	}
	if err == nil && e.Role != Student && e.Age != "" && e.Age != Adult {
		err = fault.At("age_band", "Only students may be under 18.")
	}
	if err != nil {
		return nil, Refuse(e.line, err), nil
	}
	return e, nil, nil
}
