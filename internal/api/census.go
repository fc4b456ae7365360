package api

import (
	"context"

	"satprep/internal/census"
	"satprep/internal/question"
)

type censusIn struct {
	Days   int    `query:"days" minimum:"0" maximum:"366" doc:"how far back, today included; 30 if left out"`
	Origin string `query:"origin" enum:"real,simulated,staff,imported,lrs" doc:"only records of this origin; all if left out"`
}

func (a *API) censusVolume(ctx context.Context, _ *caller, in *censusIn) (census.Volume, error) {
	return a.Census.Volume(ctx, in.Days, in.Origin)
}

func (a *API) censusCoverage(ctx context.Context, _ *caller, in *censusIn) (census.Coverage, error) {
	return a.Census.Coverage(ctx, in.Days)
}

type gapsOut struct {
	Gaps []census.Gap `json:"gaps"`
}

func (a *API) censusMissing(ctx context.Context, _ *caller, in *censusIn) (gapsOut, error) {
	list, err := a.Census.Missing(ctx, in.Days)
	return gapsOut{list}, err
}

type tutoringOut struct {
	Models []census.Tutoring `json:"models" doc:"most turns first"`
}

func (a *API) censusTutor(ctx context.Context, _ *caller, in *censusIn) (tutoringOut, error) {
	list, err := a.Census.Tutoring(ctx, in.Days, in.Origin)
	return tutoringOut{list}, err
}

type forecastOut struct {
	Parameters string            `json:"parameters" doc:"version of the parameter set in force"`
	Authored   int               `json:"authored" doc:"questions whose parameters are a judgement"`
	Calibrated int               `json:"calibrated" doc:"questions whose parameters were estimated"`
	Forecasts  []census.Forecast `json:"forecasts" doc:"both sections, then each"`
}

func (a *API) censusForecast(ctx context.Context, _ *caller, in *censusIn) (forecastOut, error) {
	list, err := a.Census.Forecasts(ctx, in.Origin)
	bank := a.Bank()
	out := forecastOut{Parameters: bank.ParamsVersion, Forecasts: list}
	for _, q := range bank.Questions {
		if q.Params.Source == question.Calibrated {
			out.Calibrated++
		} else {
			out.Authored++
		}
	}
	return out, err
}

type itemsIn struct {
	Section string `query:"section" enum:"rw,math"`
	Skill   string `query:"skill" maxLength:"80" doc:"slug"`
	Use     string `query:"use" enum:"practice,diagnostic,form,pretest"`
	Text    string `query:"q" maxLength:"80" doc:"part of a question's id"`
	Origin  string `query:"origin" enum:"real,simulated,staff,imported,lrs" doc:"only answers of this origin"`
	Sort    string `query:"sort" maxLength:"20" doc:"id, n, p, r, a, b, c or seconds; a minus before it turns the order"`
	Offset  int    `query:"offset" minimum:"0" maximum:"1000000"`
	Limit   int    `query:"limit" minimum:"0" maximum:"200" doc:"50 if left out"`
}

type itemsOut struct {
	Questions []census.Item `json:"questions"`
	Total     int           `json:"total"`
}

func (a *API) censusQuestions(ctx context.Context, _ *caller, in *itemsIn) (itemsOut, error) {
	list, total, err := a.Census.Items(ctx, census.Wish{Section: in.Section, Skill: in.Skill, Use: in.Use, Text: in.Text, Origin: in.Origin, Sort: in.Sort, Offset: in.Offset, Limit: in.Limit})
	return itemsOut{list, total}, err
}

type itemIn struct {
	Question string `path:"question_id" maxLength:"100"`
	Origin   string `query:"origin" enum:"real,simulated,staff,imported,lrs"`
}

func (a *API) censusQuestion(ctx context.Context, _ *caller, in *itemIn) (census.Portrait, error) {
	return a.Census.Find(ctx, in.Question, in.Origin)
}
