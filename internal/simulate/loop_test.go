package simulate_test

import (
	"bytes"
	"encoding/json"
	"io"
	"math/rand/v2"
	"net/http"
	"slices"
	"strings"
	"testing"

	"satprep/internal/account"
	"satprep/internal/app"
	"satprep/internal/app/apptest"
	"satprep/internal/calibrate"
	"satprep/internal/fault"
	"satprep/internal/interaction"
	"satprep/internal/question"
	"satprep/internal/train"
	"satprep/internal/uid"
)

// A pupil is a learner of a test at a server.
type pupil struct {
	t      *testing.T
	s      *app.App
	token  string
	userID string
}

func enrol(t *testing.T, s *app.App, name string) *pupil {
	t.Helper()
	p := &pupil{t: t, s: s}
	var me struct {
		UserID string `json:"user_id"`
		Token  string `json:"token"`
	}
	p.post("/auth/register", map[string]any{"name": name, "password": "correct horse", "age_band": "18_plus", "role": "student"}, &me)
	p.userID, p.token = me.UserID, me.Token
	p.post("/consent/"+p.userID, map[string]any{"choices": []any{map[string]any{"purpose": "analytics", "granted": true}}}, nil)
	return p
}

func (p *pupil) post(path string, in, out any) {
	p.t.Helper()
	text, err := json.Marshal(in)
	if err != nil {
		p.t.Fatal(err)
	}
	req, err := http.NewRequestWithContext(p.t.Context(), "POST", p.s.URL()+path, bytes.NewReader(text))
	if err != nil {
		p.t.Fatal(err)
	}
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set("Authorization", "Bearer "+p.token)
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		p.t.Fatal(err)
	}
	defer res.Body.Close()
	body, err := io.ReadAll(res.Body)
	if err != nil || res.StatusCode >= 300 {
		p.t.Fatalf("%s: %d %s %v", path, res.StatusCode, body, err)
	}
	if out != nil {
		if err := json.Unmarshal(body, out); err != nil {
			p.t.Fatal(err)
		}
	}
}

// practise answers n questions of a skill, each rightly with what knows says.
func (p *pupil) practise(skill string, n int, draw *rand.Rand, knows func(q *question.Question) float64) {
	p.t.Helper()
	var r struct {
		ID        string `json:"session_id"`
		Done      bool
		Questions []struct{ ID string }
	}
	p.post("/practice/start/"+p.userID, map[string]any{"domain": skill, "num_questions": n}, &r)
	for id := r.ID; !r.Done && len(r.Questions) > 0; {
		q, err := p.s.Rooms.Bank().Find(r.Questions[0].ID, "")
		if err != nil {
			p.t.Fatal(err)
		}
		answer := q.Keys[0]
		if draw.Float64() >= knows(q) {
			if answer = "99999"; q.Type == question.Choices {
				answer = map[bool]string{true: "B", false: "A"}[q.Keys[0] == "A"]
			}
		}
		r.Questions, r.Done = nil, false
		p.post("/practice/submit/"+id, []any{map[string]any{"question_id": q.ID, "answer": answer, "time_spent": 40}}, &r)
	}
}

// What learners answer comes back to them: it is calibrated and promoted, and then
// practice chooses by the parameters in force and records which; a model that
// beats Elo is promoted, and one that does not is told why in a sentence.
func TestTheLoopCloses(t *testing.T) {
	t.Parallel()
	s := apptest.Start(t, func(c *app.Config) { c.Simulation = true })
	admin(t, s) // ada
	ctx, operator, draw := t.Context(), account.Operator(), rand.New(rand.NewPCG(5, 5))
	// Authors err: what is typed, by which practice would begin, is much harder than
	// they judged. Half of the learners know one skill, half the other.
	for i := range 60 {
		p := enrol(t, s, "L")
		for k, skill := range []string{"circles", "percentages"} {
			p.practise(skill, 20, draw, func(q *question.Question) float64 {
				if q.Type == question.Typed {
					return .08
				}
				return map[bool]float64{true: .85, false: .25}[i%2 == k]
			})
		}
	}
	if err := s.CaughtUp(ctx); err != nil {
		t.Fatal(err)
	}
	// first is what the first choice of the newest session could be, and under which parameters and rule it was made.
	first := func() (support []string, by interaction.Provenance) {
		t.Helper()
		newest := uid.ID{}
		err := s.Rooms.Log.Scan(ctx, 0, 0, func(r *interaction.Record) error {
			if r.Kind == interaction.PracticeAnswered && r.Session != newest {
				newest, support, by = r.Session, nil, r.Provenance
				for _, c := range r.Why.Support {
					support = append(support, c.ID)
				}
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		slices.Sort(support)
		return support, by
	}
	try := func() (all []string, by interaction.Provenance) {
		t.Helper()
		for _, skill := range []string{"circles", "percentages"} {
			var support []string
			enrol(t, s, "L").practise(skill, 1, draw, func(*question.Question) float64 { return 1 })
			support, by = first()
			all = append(all, support...)
		}
		return all, by
	}
	before, then := try()

	run, _, err := s.Rooms.Calibrations.Propose(ctx, operator, calibrate.Wish{Options: calibrate.Options{Model: calibrate.TwoPL, Workers: 1}, Simulated: true})
	if err != nil {
		t.Fatal(err)
	}
	if run.Promotable == 0 || run.Log.Learners < 60 {
		t.Fatalf("nothing is promotable of %d questions: %+v", run.Count, run.Links)
	}
	sure := calibrate.Confirmations{Shift: true, Simulated: true}
	done, err := s.Rooms.Calibrations.Promote(ctx, operator, run.ID, sure)
	if err != nil {
		t.Fatal(err)
	}
	after, now := try()
	if now.Params != done.ParamsAfter || then.Params == now.Params || now.Policy == "" || now.Policy != then.Policy {
		t.Errorf("made by %+v, and before by %+v; in force is %s", now, then, done.ParamsAfter)
	}
	if len(before) == 0 || slices.Equal(before, after) {
		t.Errorf("with other parameters practice chooses as before among %v", after)
	}

	// Over HTTP learners are held out by the same seed as by the command, where nobody says another.
	token, err := s.Rooms.Accounts.IssueToken(ctx, "ada")
	if err != nil {
		t.Fatal(err)
	}
	for want, body := range map[uint64]map[string]any{train.DefaultSeed: {"model": "elo", "simulated": true}, 0: {"model": "elo", "simulated": true, "seed": 0}} {
		var r struct{ Seed uint64 }
		if (&pupil{t: t, s: s, token: token}).post("/training/runs", body, &r); r.Seed != want {
			t.Errorf("%v held out by seed %d, want %d", body, r.Seed, want)
		}
	}
	elo, err := s.Rooms.Training.Propose(ctx, operator, train.Wish{Model: train.Elo, Simulated: true, Seed: train.DefaultSeed, Share: .5})
	if err != nil || !strings.Contains(elo.Verdict(), "Elo does not beat itself") {
		t.Fatalf("%v: %+v", err, elo)
	}
	if _, err := s.Rooms.Training.Promote(ctx, operator, elo.ID, true); !fault.Is(err, fault.Conflict) || !strings.HasPrefix(elo.Verdict(), fault.Sentence(err)) {
		t.Errorf("what does not beat Elo: %v", err)
	}
	model, err := s.Rooms.Training.Propose(ctx, operator, train.Wish{Model: train.BestLR, Simulated: true, Seed: train.DefaultSeed, Share: .5})
	if err != nil || model.WhyNot != "" || !strings.HasSuffix(model.Verdict(), "It can be promoted.") {
		t.Fatalf("%v: %s", err, model.Verdict())
	}
	if _, err := s.Rooms.Training.Promote(ctx, operator, model.ID, true); err != nil {
		t.Fatal(err)
	}
	if serving, err := s.Rooms.Training.InForce(ctx); err != nil || serving.Run != model.ID {
		t.Errorf("%v, %+v serves", err, serving)
	}
}
