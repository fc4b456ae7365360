package session

import (
	"context"

	"satprep/internal/fault"
	"satprep/internal/question"
	"satprep/internal/uid"
)

// Forms is what a learner has had of the test forms, for one choice of sections.
type Forms struct {
	Sections string `json:"sections" enum:"Both,Reading & Writing,Math" doc:"as full_test/start takes it"`
	Forms    int    `json:"forms" doc:"how many test forms there are"`
	Unmet    int    `json:"unmet" doc:"how many of them the learner has met in none of these sections; 0: the next is one had before, for no points and no place in the history"`
}

// FormsAhead tells, before a test is begun, whether its form can be one that
// subject has not met: for both sections, and for each alone. It is the rule by
// which StartTest chooses.
func (s *Service) FormsAhead(ctx context.Context, subject uid.ID) (_ []Forms, err error) {
	defer fault.In(&err, "session.FormsAhead")
	set, err := s.pools(ctx, "")
	if err != nil {
		return nil, err
	}
	var list []Forms
	for _, name := range []string{"Both", question.Name(question.RW), question.Name(question.Math)} {
		sections, err := sectionsOf([]string{name})
		if err != nil {
			return nil, err
		}
		had, err := formsHad(ctx, s.db, subject, sections)
		if err != nil {
			return nil, err
		}
		f := Forms{Sections: name, Forms: len(set.bank.Forms())}
		for _, form := range set.bank.Forms() {
			if _, met := had[form.ID]; !met {
				f.Unmet++
			}
		}
		list = append(list, f)
	}
	return list, nil
}
