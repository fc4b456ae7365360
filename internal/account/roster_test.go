package account

import (
	"errors"
	"io"
	"strings"
	"testing"
)

func FuzzRoster(f *testing.F) {
	f.Add("user_id,role,age_band,name,email\ns1,student,13_17,Ann,ann@example.org\n")
	f.Add("\ufeffname,user_id,role,age_band\r\n\"Lee, Tom\",t1,tutor,\r\n\"open,x,y\n")
	f.Add("user_id,role,age_band,name,simulated\na\"b,student,<13,,yes\n\n,,,,\n")
	f.Fuzz(func(t *testing.T, file string) {
		r, err := openRoster(strings.NewReader(file))
		if err != nil {
			return
		}
		last := 1
		for {
			e, bad, err := r.next()
			if errors.Is(err, io.EOF) {
				return
			}
			if err != nil {
				t.Fatalf("reading a string failed: %v", err)
			}
			line := 0
			switch {
			case (e == nil) == (bad == nil):
				t.Fatalf("neither or both of %+v and %+v", e, bad)
			case bad != nil:
				line = bad.Line
				if bad.Sentence == "" {
					t.Errorf("line %d is refused for no reason", line)
				}
			default:
				line = e.line
				if CheckUserID(e.userID) != nil || e.Role == "" || (e.Role == Student && e.Age == "") {
					t.Errorf("line %d: %+v was taken", line, e)
				}
				if again, err := cleanEmail(e.Email); again != e.Email || err != nil {
					t.Errorf("line %d: the address %q is not normal: %v", line, e.Email, err)
				}
			}
			if line <= last && line != 0 || line > 1+strings.Count(file, "\n")+strings.Count(file, "\r") {
				t.Errorf("line %d after %d", line, last)
			}
			last = line
		}
	})
}
