package api

import (
	"context"
	"io"
	"net/http"
	"strings"
	"time"

	"satprep/internal/audit"
	"satprep/internal/dataset"
	"satprep/internal/db"
	"satprep/internal/fault"
	"satprep/internal/uid"
)

type recipeBody struct {
	Name string `json:"name"`
	Text string `json:"text" doc:"YAML, as a build takes it."`
}

type recipesOut struct {
	Recipes []recipeBody `json:"recipes"`
}

func (a *API) recipes(context.Context, *caller, *struct{}) (recipesOut, error) {
	out := recipesOut{}
	for _, name := range dataset.BuiltIn() {
		text, err := dataset.BuiltInRecipe(name)
		if err != nil {
			return out, err
		}
		out.Recipes = append(out.Recipes, recipeBody{name, string(text)})
	}
	return out, nil
}

type releaseBody struct {
	ID       uid.ID `json:"id"`
	Name     string `json:"name"`
	Title    string `json:"title"`
	Purpose  string `json:"purpose"`
	Version  string `json:"version" doc:"MAJOR.MINOR.PATCH; 0.0.0 until it is known."`
	Status   string `json:"status" enum:"queued,building,interrupted,done,failed,cancelled,deleted" doc:"deleted: it was done, and its package no longer lies here."`
	Problem  string `json:"problem,omitempty" doc:"Why it was not built."`
	AsOf     Time   `json:"as_of"`
	Records  int    `json:"records"`
	Learners int    `json:"learners"`
	Removed  int    `json:"removed" doc:"Records of the release before that are not in this one."`
	Manifest string `json:"manifest,omitempty" doc:"SHA-256 of MANIFEST.sha256."`
	MadeAt   Time   `json:"made_at"`
	EndedAt  Time   `json:"ended_at,omitzero"`
}

func showRelease(r dataset.Release) releaseBody {
	return releaseBody{ID: r.ID, Name: r.Name, Title: r.Title, Purpose: r.Purpose, Version: r.Version.String(), Status: string(r.Status), Problem: r.Problem, AsOf: Time(r.AsOf),
		Records: r.Records, Learners: r.Learners, Removed: r.Removed, Manifest: r.Manifest, MadeAt: Time(r.MadeAt), EndedAt: Time(r.EndedAt)}
}

type releasesOut struct {
	Releases []releaseBody `json:"releases" doc:"Newest first."`
}

func (a *API) datasets(ctx context.Context, _ *caller, _ *struct{}) (releasesOut, error) {
	list, err := a.Datasets.List(ctx)
	out := releasesOut{Releases: []releaseBody{}}
	for _, r := range list {
		out.Releases = append(out.Releases, showRelease(r))
	}
	return out, err
}

type buildDatasetIn struct {
	Body struct {
		_       struct{}   `additionalProperties:"false"` // a name that is mistyped, as of as_of, would build something else
		Recipe  string     `json:"recipe" doc:"A recipe (YAML), or the name of a built-in one."`
		AsOf    *time.Time `json:"as_of,omitempty" doc:"Moment as of which consent and the log are read; now if left out."`
		Origins []string   `json:"origins,omitempty" doc:"Let in records of these origins too, beside those of the recipe: simulated, imported, lrs, staff."`
	}
}

func (a *API) buildDataset(ctx context.Context, by *caller, in *buildDatasetIn) (releaseBody, error) {
	text := []byte(in.Body.Recipe)
	if built, err := dataset.BuiltInRecipe(in.Body.Recipe); err == nil {
		text = built
	}
	var asOf time.Time
	if in.Body.AsOf != nil {
		if asOf = *in.Body.AsOf; asOf.IsZero() {
			return releaseBody{}, fault.At("as_of", "as_of is a moment such as 2026-06-30T00:00:00Z; leave it out for now.")
		}
	}
	text, err := dataset.WithOrigins(text, in.Body.Origins...)
	if err != nil {
		return releaseBody{}, err
	}
	r, err := a.Datasets.Enqueue(ctx, by.Actor, text, asOf)
	return showRelease(r), err
}

type releaseIn struct {
	Release string `path:"release_id"`
}

func (in *releaseIn) id() (uid.ID, error) { return releaseID(in.Release) }

func releaseID(s string) (uid.ID, error) {
	id, err := uid.Parse(s)
	if err != nil {
		err = fault.New(fault.Missing, "There is no such release.")
	}
	return id, err
}

func (a *API) dataset(ctx context.Context, _ *caller, in *releaseIn) (releaseBody, error) {
	id, err := in.id()
	if err != nil {
		return releaseBody{}, err
	}
	r, err := a.Datasets.Find(ctx, id)
	return showRelease(r), err
}

func (a *API) cancelDataset(ctx context.Context, by *caller, in *releaseIn) (releaseBody, error) {
	id, err := in.id()
	if err != nil {
		return releaseBody{}, err
	}
	r, err := a.Datasets.Cancel(ctx, by.Actor, id)
	return showRelease(r), err
}

// progressBody is an event of a build's stream.
type progressBody struct {
	Type    string       `json:"type"` // progress, ended
	Step    string       `json:"step,omitempty"`
	Done    int64        `json:"done"`
	Of      int64        `json:"of"`
	Release *releaseBody `json:"release,omitempty"` // when it ended
}

// watchDataset sends where a build stands as server-sent events.
func (a *API) watchDataset(w http.ResponseWriter, r *http.Request, _ *caller) error {
	id, err := releaseID(r.PathValue("release_id"))
	if err != nil {
		return err
	}
	if _, err := a.Datasets.Find(r.Context(), id); err != nil {
		return err
	}
	ctx, cancel := context.WithCancel(r.Context())
	defer cancel()
	out := newEvents(w)
	err = a.Datasets.Watch(ctx, id, func(rel dataset.Release, at dataset.Step) error {
		select {
		case <-a.Stopping:
			cancel()
			return nil
		default:
		}
		body := progressBody{Type: "progress", Step: at.Step, Done: at.Done, Of: at.Of}
		if rel.Ended() {
			shown := showRelease(rel)
			body.Type, body.Release = "ended", &shown
		}
		return out.event(body.Type, 0, body)
	})
	if ctx.Err() != nil {
		return nil
	}
	return err
}

type releaseFilesOut struct {
	Files []dataset.File `json:"files"`
}

func (a *API) datasetFiles(ctx context.Context, _ *caller, in *releaseIn) (releaseFilesOut, error) {
	id, err := in.id()
	if err != nil {
		return releaseFilesOut{}, err
	}
	files, err := a.Datasets.Files(ctx, id)
	return releaseFilesOut{files}, err
}

type checkRecipeIn struct {
	Body struct {
		Recipe string `json:"recipe" doc:"YAML, or the name of a built-in recipe"`
	}
}

type checkRecipeOut struct {
	OK       bool     `json:"ok"`
	Problem  string   `json:"problem,omitempty" doc:"what is wrong"`
	Line     int      `json:"line,omitempty" doc:"where, from 1; absent where it is about the whole"`
	Field    string   `json:"field,omitempty"`
	Name     string   `json:"name,omitempty"`
	Title    string   `json:"title,omitempty"`
	Purpose  string   `json:"purpose,omitempty"`
	Audience string   `json:"audience,omitempty"`
	Configs  []string `json:"configs,omitempty"`
	Origins  []string `json:"origins,omitempty"`
	Text     string   `json:"text,omitempty" doc:"as it was read"`
}

func (a *API) checkRecipe(_ context.Context, _ *caller, in *checkRecipeIn) (checkRecipeOut, error) {
	text := []byte(in.Body.Recipe)
	if built, err := dataset.BuiltInRecipe(in.Body.Recipe); err == nil {
		text = built
	}
	r, err := dataset.ParseRecipe(text)
	if err == nil {
		return checkRecipeOut{OK: true, Name: r.Name, Title: r.Title, Purpose: r.Purpose, Audience: r.Audience, Configs: r.Configs, Origins: r.Origins, Text: string(text)}, nil
	}
	if !fault.Is(err, fault.Invalid) && !fault.Is(err, fault.TooLarge) {
		return checkRecipeOut{}, err
	}
	return checkRecipeOut{Problem: fault.Sentence(err), Line: dataset.LineOf(text, err), Field: fault.Field(err), Text: string(text)}, nil
}

type verifyOut struct {
	OK       bool     `json:"ok"`
	Files    int      `json:"files"`
	Problems []string `json:"problems"`
	Warnings []string `json:"warnings"`
	At       Time     `json:"at"`
}

// verifyDataset sums every file of a package: it takes as long as reading it.
func (a *API) verifyDataset(ctx context.Context, by *caller, in *releaseIn) (verifyOut, error) {
	id, err := in.id()
	if err != nil {
		return verifyOut{}, err
	}
	v, err := a.Datasets.VerifyRelease(ctx, id)
	if err != nil {
		return verifyOut{}, err
	}
	out := verifyOut{OK: v.OK(), Files: v.Files, Problems: append([]string{}, v.Problems...), Warnings: append([]string{}, v.Warnings...), At: Time(a.Now())}
	return out, a.DB.Write(ctx, func(tx *db.Tx) error {
		return by.Actor.Audit(tx, a.Now(), audit.DatasetVerified, uid.ID{}, id.String(), v.Release.Name+" "+v.Release.Version.String())
	})
}

// fetched writes down that a release, or a file of it, was fetched.
func (a *API) fetched(ctx context.Context, by *caller, id uid.ID, what string) error {
	return a.DB.Write(ctx, func(tx *db.Tx) error {
		return by.Actor.Audit(tx, a.Now(), audit.DatasetFetched, uid.ID{}, id.String(), what)
	})
}

// datasetFile sends a file of a package, after asking whether everybody in it
// still agrees.
func (a *API) datasetFile(w http.ResponseWriter, r *http.Request, by *caller) error {
	id, err := releaseID(r.PathValue("release_id"))
	if err != nil {
		return err
	}
	f, err := a.Datasets.OpenFile(r.Context(), id, r.PathValue("file"))
	if err != nil {
		return err
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return err
	}
	if strings.HasPrefix(r.PathValue("file"), "data/") || strings.HasPrefix(r.PathValue("file"), "formats/") {
		if err := a.fetched(r.Context(), by, id, r.PathValue("file")); err != nil {
			return err
		}
	}
	w.Header().Set("Content-Disposition", `attachment; filename="`+info.Name()+`"`)
	w.Header().Set("Content-Type", "application/octet-stream")
	http.ServeContent(w, r, info.Name(), info.ModTime(), f)
	return nil
}

// datasetArchive sends a whole package as one tar file.
func (a *API) datasetArchive(w http.ResponseWriter, r *http.Request, by *caller) error {
	id, err := releaseID(r.PathValue("release_id"))
	if err != nil {
		return err
	}
	rel, err := a.Datasets.Find(r.Context(), id)
	if err != nil {
		return err
	}
	if err := a.fetched(r.Context(), by, id, rel.Name+" "+rel.Version.String()); err != nil {
		return err
	}
	return a.Datasets.Archive(r.Context(), id, func() io.Writer {
		w.Header().Set("Content-Type", "application/x-tar")
		w.Header().Set("Content-Disposition", `attachment; filename="`+rel.Name+"-"+rel.Version.String()+`.tar"`)
		return w
	})
}
