package api

import (
	"context"
	"math"

	"satprep/internal/calibrate"
	"satprep/internal/fault"
	"satprep/internal/question"
	"satprep/internal/uid"
)

// calibrationBody is a calibration of the log without its questions.
type calibrationBody struct {
	ID         uid.ID      `json:"id"`
	Status     string      `json:"status" enum:"proposed,promoted,rejected"`
	Model      string      `json:"model" enum:"1pl,2pl,3pl" doc:"the most that was estimated of a question"`
	By         *personBody `json:"by,omitempty" doc:"absent for the operator, and for whoever was erased"`
	MadeAt     Time        `json:"made_at"`
	Code       string      `json:"code" doc:"version of the program"`
	Params     string      `json:"params" doc:"the parameter set that it was linked to"`
	Current    bool        `json:"current" doc:"no other parameters were promoted since, so that it can be promoted"`
	Note       string      `json:"note,omitempty"`
	Largest    float64     `json:"largest_shift" doc:"of all forms and sections, in points"`
	Questions  int         `json:"questions"`
	Promotable int         `json:"promotable"`
	calibrate.Detail
	DecidedBy   *personBody `json:"decided_by,omitempty"`
	DecidedAt   Time        `json:"decided_at,omitzero"`
	ParamsAfter string      `json:"params_after,omitempty" doc:"the parameter set that its promotion made"`
}

// calibrationItem is a question before and after; what is unknown is null.
type calibrationItem struct {
	Question string            `json:"question_id"`
	Skill    string            `json:"skill"`
	Section  string            `json:"section" enum:"rw,math"`
	Use      string            `json:"use" enum:"practice,diagnostic,form,pretest,"`
	Family   string            `json:"family,omitempty" doc:"of variants that were estimated as one"`
	N        int               `json:"n" doc:"answers, to all variants"`
	Right    *float64          `json:"right" doc:"share"`
	Old      calibrate.Figures `json:"old" doc:"in force when it ran"`
	New      calibrate.Figures `json:"new" doc:"on the scale in force"`
	SEA      *float64          `json:"se_a"`
	SEB      *float64          `json:"se_b"`
	SEC      *float64          `json:"se_c"`
	Infit    *float64          `json:"infit"`
	Outfit   *float64          `json:"outfit"`
	P        *float64          `json:"s_x2_p"`
	Moved    float64           `json:"moved" doc:"root mean square difference of the two curves"`
	Flags    []string          `json:"flags"`
	WhyNot   string            `json:"why_not,omitempty" enum:"few,no_estimate,no_error,flagged,not_linked,not_converged,same," doc:"why it is not promotable; absent where it is"`
	Edited   bool              `json:"edited" doc:"edited, judged otherwise by its author or taken out since, so that a promotion passes over it"`
}

type calibrationOut struct {
	Run       calibrationBody   `json:"run"`
	MostShift float64           `json:"most_shift" doc:"a larger shift has to be confirmed a second time, in points"`
	Items     []calibrationItem `json:"items" doc:"by question"`
}

type calibrationsOut struct {
	Runs []calibrationBody `json:"runs" doc:"newest first, at most 200"`
}

func (a *API) showCalibration(ctx context.Context, p *calibrate.Proposal) (b calibrationBody, err error) {
	b = calibrationBody{ID: p.ID, Status: string(p.Status), Model: p.Model, MadeAt: Time(p.MadeAt), Code: p.Code, Params: p.Params, Note: p.Note, Largest: p.Largest,
		Questions: p.Count, Promotable: p.Promotable, Detail: p.Detail, DecidedAt: Time(p.DecidedAt), ParamsAfter: p.ParamsAfter}
	known := map[uid.ID]*personBody{}
	if b.By, err = a.person(ctx, known, p.By); err != nil {
		return b, err
	}
	if b.DecidedBy, err = a.person(ctx, known, p.DecidedBy); err != nil {
		return b, err
	}
	b.Current, err = a.Questions.Current(ctx, p.Number)
	return b, err
}

func (a *API) showCalibrationItems(ctx context.Context, p *calibrate.Proposal) (out calibrationOut, err error) {
	out = calibrationOut{MostShift: calibrate.MostShift, Items: []calibrationItem{}}
	if out.Run, err = a.showCalibration(ctx, p); err != nil {
		return out, err
	}
	bank := a.Bank()
	for _, it := range p.Items {
		row := calibrationItem{Question: it.Question, Section: it.Section, Family: it.Family, N: it.N, Right: finite(it.Right), Old: it.Old, New: it.New, SEA: finite(it.SEA), SEB: finite(it.SEB), SEC: finite(it.SEC),
			Infit: finite(it.Infit), Outfit: finite(it.Outfit), P: finite(it.P), Moved: it.Moved, Flags: it.Flags, WhyNot: it.WhyNot, Edited: true}
		if q, err := bank.Find(it.Question, ""); err == nil {
			row.Skill, row.Use, row.Edited = question.Name(q.Skill), string(q.Use), q.Retired || q.Version != it.Version || it.Since == "other_judgement"
		}
		if row.WhyNot == "" && it.Since == calibrate.Same {
			row.WhyNot = calibrate.Same
		}
		out.Items = append(out.Items, row)
	}
	return out, nil
}

func finite(n calibrate.Number) *float64 {
	v := float64(n)
	if math.IsNaN(v) || math.IsInf(v, 0) {
		return nil
	}
	return &v
}

func (a *API) calibrations(ctx context.Context, _ *caller, _ *struct{}) (calibrationsOut, error) {
	out := calibrationsOut{Runs: []calibrationBody{}}
	list, err := a.Calibrations.List(ctx)
	for i := range list {
		var b calibrationBody
		if b, err = a.showCalibration(ctx, &list[i]); err != nil {
			break
		}
		out.Runs = append(out.Runs, b)
	}
	return out, err
}

type calibrateIn struct {
	Body struct {
		Model     string `json:"model" enum:"1pl,2pl,3pl" doc:"the most that is estimated of a question; its answers may allow less"`
		Simulated bool   `json:"simulated,omitempty" doc:"read answers of simulated learners, and only those"`
		Note      string `json:"note,omitempty" maxLength:"500" doc:"a few words to keep with the run"`
	}
}

// calibrate runs on one core, beside learners who practise.
func (a *API) calibrate(ctx context.Context, by *caller, in *calibrateIn) (calibrationOut, error) {
	p, _, err := a.Calibrations.Propose(ctx, by.Actor, calibrate.Wish{Options: calibrate.Options{Model: in.Body.Model, Workers: 1}, Simulated: in.Body.Simulated, Note: in.Body.Note})
	if err != nil {
		return calibrationOut{}, err
	}
	return a.showCalibrationItems(ctx, p)
}

type calibrationIn struct {
	Run string `path:"run_id" maxLength:"64"`
}

func (in *calibrationIn) id() (uid.ID, error) { return runID(in.Run) }

func runID(s string) (uid.ID, error) {
	id, err := uid.Parse(s)
	if err != nil {
		err = fault.New(fault.Missing, "There is no such calibration.")
	}
	return id, err
}

func (a *API) calibration(ctx context.Context, _ *caller, in *calibrationIn) (calibrationOut, error) {
	id, err := in.id()
	if err != nil {
		return calibrationOut{}, err
	}
	p, err := a.Calibrations.Find(ctx, id)
	if err != nil {
		return calibrationOut{}, err
	}
	return a.showCalibrationItems(ctx, p)
}

type promoteIn struct {
	Run  string `path:"run_id" maxLength:"64"`
	Body struct {
		Shift     bool `json:"confirm_shift,omitempty" doc:"promote although scores of the reference set move by more than most_shift points"`
		Simulated bool `json:"confirm_simulated,omitempty" doc:"promote although the answers are those of simulated learners"`
	}
}

func (a *API) promoteCalibration(ctx context.Context, by *caller, in *promoteIn) (calibrationOut, error) {
	id, err := runID(in.Run)
	if err != nil {
		return calibrationOut{}, err
	}
	p, err := a.Calibrations.Promote(ctx, by.Actor, id, calibrate.Confirmations{Shift: in.Body.Shift, Simulated: in.Body.Simulated})
	if err != nil {
		return calibrationOut{}, err
	}
	return a.showCalibrationItems(ctx, p)
}

func (a *API) rejectCalibration(ctx context.Context, by *caller, in *calibrationIn) (calibrationOut, error) {
	id, err := in.id()
	if err != nil {
		return calibrationOut{}, err
	}
	p, err := a.Calibrations.Reject(ctx, by.Actor, id)
	if err != nil {
		return calibrationOut{}, err
	}
	return a.showCalibrationItems(ctx, p)
}
