package api

import (
	"context"

	"satprep/internal/train"
	"satprep/internal/uid"
)

// trainingBody is a model of knowledge that was fitted to the log.
type trainingBody struct {
	ID     uid.ID      `json:"id"`
	Status string      `json:"status" enum:"proposed,promoted,rejected"`
	Force  bool        `json:"in_force" doc:"promoted last: it serves the skill map"`
	Model  string      `json:"model" enum:"elo,best-lr,bkt"`
	By     *personBody `json:"by,omitempty" doc:"absent for the operator, and for whoever was erased"`
	MadeAt Time        `json:"made_at"`
	Code   string      `json:"code" doc:"version of the program"`
	Note   string      `json:"note,omitempty"`
	train.Detail
	DecidedBy *personBody `json:"decided_by,omitempty"`
	DecidedAt Time        `json:"decided_at,omitzero"`
}

type trainingsOut struct {
	Runs        []trainingBody `json:"runs" doc:"newest first, at most 200"`
	MinLearners int            `json:"min_learners" doc:"held out, for a model to be promotable"`
	MinAnswers  int            `json:"min_answers" doc:"of theirs"`
}

func (a *API) showTraining(ctx context.Context, run *train.Run) (b trainingBody, err error) {
	b = trainingBody{ID: run.ID, Status: string(run.Status), Model: run.Model, MadeAt: Time(run.MadeAt), Code: run.Code, Note: run.Note, Detail: run.Detail, DecidedAt: Time(run.DecidedAt)}
	known := map[uid.ID]*personBody{}
	if b.By, err = a.person(ctx, known, run.By); err != nil {
		return b, err
	}
	if b.DecidedBy, err = a.person(ctx, known, run.DecidedBy); err != nil {
		return b, err
	}
	serving, err := a.Training.InForce(ctx)
	b.Force = serving != nil && serving.Run == run.ID
	return b, err
}

func (a *API) trainings(ctx context.Context, _ *caller, _ *struct{}) (trainingsOut, error) {
	out := trainingsOut{Runs: []trainingBody{}, MinLearners: train.MinLearners, MinAnswers: train.MinAnswers}
	list, err := a.Training.List(ctx)
	for i := range list {
		var b trainingBody
		if b, err = a.showTraining(ctx, &list[i]); err != nil {
			break
		}
		out.Runs = append(out.Runs, b)
	}
	return out, err
}

type trainIn struct {
	Body struct {
		Model     string  `json:"model" enum:"elo,best-lr,bkt"`
		Simulated bool    `json:"simulated,omitempty" doc:"read answers of simulated learners, and only those"`
		Seed      *uint64 `json:"seed,omitempty" minimum:"0" doc:"of who is held out; 1 if absent"`
		Note      string  `json:"note,omitempty" maxLength:"500" doc:"a few words to keep with the run"`
	}
}

func (a *API) train(ctx context.Context, by *caller, in *trainIn) (trainingBody, error) {
	w := train.Wish{Model: in.Body.Model, Simulated: in.Body.Simulated, Seed: train.DefaultSeed, Note: in.Body.Note}
	if in.Body.Seed != nil {
		w.Seed = *in.Body.Seed
	}
	run, err := a.Training.Propose(ctx, by.Actor, w)
	if err != nil {
		return trainingBody{}, err
	}
	return a.showTraining(ctx, run)
}

type trainingIn struct {
	Run string `path:"run_id" maxLength:"64"`
}

// about shows what a verb made of a run.
func (a *API) aboutTraining(ctx context.Context, name string, verb func(uid.ID) (*train.Run, error)) (trainingBody, error) {
	id, err := uid.Parse(name)
	if err != nil {
		id = uid.ID{} // what is no id is no model's
	}
	run, err := verb(id)
	if err != nil {
		return trainingBody{}, err
	}
	return a.showTraining(ctx, run)
}

func (a *API) training(ctx context.Context, _ *caller, in *trainingIn) (trainingBody, error) {
	return a.aboutTraining(ctx, in.Run, func(id uid.ID) (*train.Run, error) { return a.Training.Find(ctx, id) })
}

type promoteTrainingIn struct {
	Run  string `path:"run_id" maxLength:"64"`
	Body struct {
		Simulated bool `json:"confirm_simulated,omitempty" doc:"promote although the answers are those of simulated learners"`
	}
}

func (a *API) promoteTraining(ctx context.Context, by *caller, in *promoteTrainingIn) (trainingBody, error) {
	return a.aboutTraining(ctx, in.Run, func(id uid.ID) (*train.Run, error) {
		return a.Training.Promote(ctx, by.Actor, id, in.Body.Simulated)
	})
}

func (a *API) rejectTraining(ctx context.Context, by *caller, in *trainingIn) (trainingBody, error) {
	return a.aboutTraining(ctx, in.Run, func(id uid.ID) (*train.Run, error) { return a.Training.Reject(ctx, by.Actor, id) })
}
