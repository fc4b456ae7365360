package consent

import (
	"errors"
	"io"
	"strings"
	"testing"

	"satprep/internal/account"
)

func FuzzForms(f *testing.F) {
	const header = "user_id,purpose,granted,text_version,given_by,given_at,until\n"
	f.Add(header + "a,voice,true,voice.v1,learner,2026-01-02,2027-01-02\n")
	f.Add("\ufeffgiven_at,user_id,purpose,granted,text_version,given_by\r\n2026-01-02T03:04:05+02:00,a,voice,no,voice.v1,parent\r\n\"open,x\n")
	f.Fuzz(func(t *testing.T, file string) {
		sheet, err := account.OpenSheet(strings.NewReader(file), formColumns, formMay)
		if err != nil {
			return
		}
		for {
			bad, err := sheet.Next()
			if errors.Is(err, io.EOF) {
				return
			} else if err != nil {
				t.Fatalf("reading a string failed: %v", err)
			}
			if bad != nil {
				continue
			}
			form, err := readForm(sheet)
			if err != nil {
				if r := account.Refuse(sheet.Line(), err); r.Sentence == "" || r.Field == "" {
					t.Errorf("refused for no reason: %+v", r)
				}
				continue
			}
			switch {
			case form.by != account.ByLearner && form.by != account.ByGuardian, form.at.IsZero(), form.purpose == 0, !form.until.IsZero() && !form.granted, account.CheckUserID(form.userID) != nil:
				t.Errorf("taken: %+v", form)
			}
		}
	})
}
