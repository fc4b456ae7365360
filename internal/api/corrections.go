package api

import (
	"context"

	"satprep/internal/question"
	"satprep/internal/session"
)

type correctQuestionIn struct {
	QuestionID string `path:"question_id"`
	Body       struct {
		_          struct{}          `additionalProperties:"false"` // a name that is mistyped would be what is left unsaid
		Keys       []string          `json:"keys" minItems:"1" maxItems:"20" doc:"one letter, or every right number of a typed question"`
		Note       string            `json:"note,omitempty" doc:"why, in a sentence that learners read; at most 500 characters"`
		Rationales map[string]string `json:"rationales,omitempty" doc:"of choices, by letter; of a typed question under an empty name, and of what was its key under that number"`
		Wrong      map[string]string `json:"misconceptions,omitempty" doc:"what leads to a wrong choice, by letter, or to a wrong number: what was the key has none yet, and needs one"`
		Steps      []string          `json:"steps,omitempty" maxItems:"20" doc:"the worked solution that leads to the new key"`
	}
}

type correctedBody struct {
	QuestionID string   `json:"question_id"`
	Version    string   `json:"version" doc:"in force now"`
	Keys       []string `json:"keys" doc:"in force now"`
	Changed    bool     `json:"changed" doc:"false where the question had these keys already"`
	ToMend     []string `json:"to_mend" doc:"what an author has to write now"`
	Bank       string   `json:"bank" doc:"version in force now"`
}

// correctQuestion puts a key right; the tests that it touches are scored anew in
// the background.
func (a *API) correctQuestion(ctx context.Context, by *caller, in *correctQuestionIn) (correctedBody, error) {
	r, err := a.Questions.Correct(ctx, question.By{Origin: "admin", Actor: by.Actor.Subject, Role: string(by.Actor.Role)}, in.QuestionID,
		question.Rekeying{Keys: in.Body.Keys, Note: in.Body.Note, Rationales: in.Body.Rationales, Misconceptions: in.Body.Wrong, Steps: in.Body.Steps})
	if err != nil {
		return correctedBody{}, err
	}
	q, err := a.Bank().Find(in.QuestionID, "")
	if err != nil {
		return correctedBody{}, err
	}
	out := correctedBody{QuestionID: q.ID, Version: q.Version, Keys: q.Keys, Changed: len(r.Corrected) > 0, ToMend: []string{}, Bank: r.Bank}
	for _, f := range r.Findings {
		if f.ID == q.ID {
			out.ToMend = append(out.ToMend, f.Field+": "+f.Why)
		}
	}
	return out, nil
}

type correctionsIn struct {
	QuestionID string `path:"question_id"`
}

type correctionBody struct {
	At       Time     `json:"at"`
	From     string   `json:"from_version"`
	To       string   `json:"to_version"`
	Was      []string `json:"was"`
	Is       []string `json:"is"`
	Note     string   `json:"note,omitempty"`
	Rescored int64    `json:"rescored" doc:"tests and diagnostics with a new version of their score so far"`
	Done     bool     `json:"done" doc:"all that had ended were gone through"`
}

type correctionsBody struct {
	QuestionID  string           `json:"question_id"`
	Keys        []string         `json:"keys" doc:"in force now"`
	Corrections []correctionBody `json:"corrections" doc:"newest first"`
}

// corrections lists how a key was put right, and how far scores followed.
func (a *API) corrections(ctx context.Context, _ *caller, in *correctionsIn) (correctionsBody, error) {
	q, err := a.Bank().Find(in.QuestionID, "")
	if err != nil {
		return correctionsBody{}, err
	}
	list, err := a.Sessions.Corrections(ctx, q.ID)
	out := correctionsBody{QuestionID: q.ID, Keys: q.Keys, Corrections: make([]correctionBody, 0, len(list))}
	for _, c := range list {
		out.Corrections = append(out.Corrections, correctionBody{Time(c.At), c.From, c.To, c.Was, c.Is, c.Note, c.Rescored, c.Done})
	}
	return out, err
}

type rescoredBody struct {
	SessionID string       `json:"session_id"`
	Kind      session.Kind `json:"kind" enum:"diagnostic,full_test"`
	EndedAt   Time         `json:"ended_at"`
	session.Rescoring
}

type rescoredListBody struct {
	Rescored []rescoredBody `json:"rescored" doc:"by their newest version, newest first"`
}

// rescored tells which scores of a learner were computed anew.
func (a *API) rescored(ctx context.Context, by *caller, _ *userIn) (rescoredListBody, error) {
	list, err := a.Sessions.Rescored(ctx, by.Owner.Subject)
	out := rescoredListBody{Rescored: make([]rescoredBody, 0, len(list))}
	for _, r := range list {
		out.Rescored = append(out.Rescored, rescoredBody{r.Session.String(), r.Kind, Time(r.EndedAt), r.Rescoring})
	}
	return out, err
}

type seeRescoredIn struct {
	UserID string `path:"user_id"`
	Body   struct {
		Session string `json:"session_id" maxLength:"64" doc:"a test_id too"`
	}
}

func (a *API) seeRescored(ctx context.Context, by *caller, in *seeRescoredIn) error {
	id, err := sessionID(in.Body.Session)
	if err != nil {
		return err
	}
	return a.Sessions.SeeRescored(ctx, by.Owner.Subject, id)
}
