package api

import (
	"context"
	"slices"

	"satprep/internal/fault"
	"satprep/internal/question"
	"satprep/internal/report"
	"satprep/internal/uid"
)

type leafBody struct {
	Slug     string `json:"slug"`
	Name     string `json:"name"`
	Practice int    `json:"practice" doc:"questions to practise with"`
}

type domainBody struct {
	Slug   string     `json:"slug"`
	Name   string     `json:"name"`
	Share  float64    `json:"share" doc:"of the section's questions in a test"`
	Skills []leafBody `json:"skills"`
}

type sectionBody struct {
	Slug      string       `json:"slug"`
	Name      string       `json:"name"`
	Minutes   int          `json:"minutes" doc:"of one of its two modules"`
	Questions int          `json:"questions" doc:"in one module"`
	Domains   []domainBody `json:"domains"`
}

type outlineBody struct {
	Sections []sectionBody `json:"sections"`
}

func (a *API) outline(context.Context, *caller, *struct{}) (outlineBody, error) {
	counts := map[string]int{}
	for _, q := range a.Bank().Questions {
		if q.Use == question.Practice {
			counts[q.Skill]++
		}
	}
	var out outlineBody
	for _, s := range question.Sections {
		sec := sectionBody{Slug: s.Slug, Name: s.Name, Minutes: s.Minutes, Questions: s.Operational + s.Pretest}
		for _, d := range s.Domains {
			dom := domainBody{Slug: d.Slug, Name: d.Name, Share: d.Share}
			for _, k := range d.Skills {
				dom.Skills = append(dom.Skills, leafBody{k.Slug, k.Name, counts[k.Slug]})
			}
			sec.Domains = append(sec.Domains, dom)
		}
		out.Sections = append(out.Sections, sec)
	}
	return out, nil
}

// skillName is the name of a question's skill; "" where the bank in force does
// not have the question.
func skillName(bank *question.Bank, id string) string {
	if q, err := bank.Find(id, ""); id != "" && err == nil {
		return question.Name(q.Skill)
	}
	return ""
}

type reportQuestionIn struct {
	ClientIn
	Body struct {
		Question string `json:"question_id" maxLength:"64" doc:"one that I was given, answered or not"`
		Session  string `json:"session_id,omitempty" maxLength:"64" doc:"where I met it; a test_id too"`
		Reason   string `json:"reason" enum:"wrong_key,unclear,typo,offensive,other"`
		Text     string `json:"text,omitempty" doc:"what is wrong, in my words; kept sealed, at most 2,000 characters"`
	}
}

type reportedBody struct {
	ReportID string `json:"report_id"`
}

func (a *API) reportQuestion(ctx context.Context, by *caller, in *reportQuestionIn) (reportedBody, error) {
	c, err := in.client()
	if err != nil {
		return reportedBody{}, err
	}
	made := report.In{Question: in.Body.Question, Reason: report.Reason(in.Body.Reason), Text: in.Body.Text}
	if in.Body.Session != "" {
		if made.Session, err = sessionID(in.Body.Session); err != nil {
			return reportedBody{}, err
		}
	}
	id, err := a.Reports.Make(ctx, by.Actor, made, c)
	if err != nil {
		return reportedBody{}, err
	}
	return reportedBody{id.String()}, nil
}

type questionReportsIn struct {
	Status   string `query:"status" enum:"open,resolved,all" doc:"open if left out"`
	Question string `query:"question_id" maxLength:"64"`
	Before   string `query:"before" maxLength:"64" doc:"The next of the page before."`
	Limit    int    `query:"limit" minimum:"0" maximum:"100" doc:"20 if left out"`
}

// questionNumbers are how a question is answered by all.
type questionNumbers struct {
	N       int            `json:"n" doc:"answers to this version, skipped ones included"`
	Right   *float64       `json:"share_correct" doc:"of n; null where there are none"`
	Chosen  map[string]int `json:"chosen,omitempty" doc:"answers by letter; of a typed question none"`
	Skipped int            `json:"skipped"`
	Open    int            `json:"open_reports" doc:"of this question, in any version"`
}

type questionReportBody struct {
	ID         string          `json:"report_id"`
	Reason     string          `json:"reason" enum:"wrong_key,unclear,typo,offensive,other"`
	Text       string          `json:"text"`
	ReportedAt Time            `json:"reported_at"`
	Status     string          `json:"status" enum:"open,resolved"`
	Resolution string          `json:"resolution,omitempty" enum:"fixed,retired,no_fault,duplicate"`
	Note       string          `json:"note,omitempty"`
	ResolvedAt Time            `json:"resolved_at,omitzero"`
	Version    string          `json:"version" doc:"of the question, as it was asked"`
	Use        string          `json:"use" enum:"practice,diagnostic,form,pretest"`
	Retired    bool            `json:"retired" doc:"this version is asked no more"`
	Keys       []string        `json:"keys"`
	KeysNow    []string        `json:"keys_now,omitempty" doc:"where the key was corrected since"`
	Shown      question.Shown  `json:"question"`
	Numbers    questionNumbers `json:"numbers"`
}

type questionReportsBody struct {
	Reports []questionReportBody `json:"reports" doc:"newest first"`
	Next    string               `json:"next,omitempty" doc:"Give it as before for the next page; absent at the end."`
}

const reportsPage = 20

func (a *API) questionReports(ctx context.Context, _ *caller, in *questionReportsIn) (questionReportsBody, error) {
	page := report.Page{Status: report.Open, Question: in.Question, Limit: in.Limit}
	switch in.Status {
	case "all":
		page.Status = ""
	case "resolved":
		page.Status = report.Resolved
	}
	if page.Limit == 0 {
		page.Limit = reportsPage
	}
	if in.Before != "" {
		var err error
		if page.Before, err = uid.Parse(in.Before); err != nil {
			return questionReportsBody{}, fault.At("before", "before must be the next of the page before.")
		}
	}
	list, err := a.Reports.List(ctx, page)
	if err != nil {
		return questionReportsBody{}, err
	}
	bank := a.Bank()
	out := questionReportsBody{Reports: make([]questionReportBody, 0, len(list))}
	for _, r := range list {
		q := r.Question
		b := questionReportBody{ID: r.ID.String(), Reason: string(r.Reason), Text: r.Text, ReportedAt: Time(r.At), Status: string(r.Status), Resolution: string(r.Resolution),
			Note: r.Note, ResolvedAt: Time(r.ResolvedAt), Version: q.Version, Use: string(q.Use), Keys: q.Keys, Shown: question.Show(q),
			Numbers: questionNumbers{N: r.Numbers.N, Chosen: r.Numbers.Chosen, Skipped: r.Numbers.Skipped, Open: r.Numbers.Open}}
		now, asked := bank.ByID(q.ID)
		b.Retired = !asked || now.Version != q.Version
		if right, by := bank.Corrected(q, r.At, 0); len(by) > 0 {
			b.KeysNow = right.Keys
		}
		if share, ok := r.Numbers.Share(); ok {
			b.Numbers.Right = &share
		}
		out.Reports = append(out.Reports, b)
	}
	if len(list) == page.Limit {
		out.Next = list[len(list)-1].ID.String()
	}
	return out, nil
}

type resolveReportIn struct {
	ReportID string `path:"report_id"`
	Body     struct {
		Resolution string `json:"resolution" enum:"fixed,retired,no_fault,duplicate"`
		Note       string `json:"note,omitempty" doc:"what the learner may read of it; kept sealed, at most 2,000 characters"`
	}
}

func (a *API) resolveReport(ctx context.Context, by *caller, in *resolveReportIn) error {
	id, err := uid.Parse(in.ReportID)
	if err != nil {
		return fault.New(fault.Missing, "There is no such report.")
	}
	return a.Reports.Resolve(ctx, by.Actor, id, report.Resolution(in.Body.Resolution), in.Body.Note)
}

type retireQuestionIn struct {
	QuestionID string `path:"question_id"`
	Body       struct {
		Retired *bool `json:"retired,omitempty" doc:"false puts the question back; true if left out"`
	}
}

type retiredBody struct {
	QuestionID string   `json:"question_id"`
	Retired    bool     `json:"retired"`
	Use        string   `json:"use" enum:"practice,diagnostic,form,pretest"`
	FormsLost  []string `json:"forms_lost" doc:"forms that are no longer whole, so that no test begins with them"`
	Forms      int      `json:"forms" doc:"forms that are whole"`
	Bank       string   `json:"bank" doc:"version in force now"`
}

func (a *API) retireQuestion(ctx context.Context, by *caller, in *retireQuestionIn) (retiredBody, error) {
	retired := in.Body.Retired == nil || *in.Body.Retired
	before := a.Bank().Forms()
	if err := a.Questions.Retire(ctx, question.By{Origin: "admin", Actor: by.Actor.Subject, Role: string(by.Actor.Role)}, in.QuestionID, retired); err != nil {
		return retiredBody{}, err
	}
	bank := a.Bank()
	q, err := bank.Find(in.QuestionID, "")
	if err != nil {
		return retiredBody{}, err
	}
	forms := bank.Forms()
	out := retiredBody{QuestionID: q.ID, Retired: q.Retired, Use: string(q.Use), FormsLost: []string{}, Forms: len(forms), Bank: bank.Version}
	for _, f := range before {
		if !slices.ContainsFunc(forms, func(g *question.Form) bool { return g.ID == f.ID }) {
			out.FormsLost = append(out.FormsLost, f.ID)
		}
	}
	return out, nil
}
