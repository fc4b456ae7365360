package api_test

import (
	"fmt"
	"strings"
	"testing"

	"satprep/internal/app"
	"satprep/internal/db"
	"satprep/internal/kt"
	"satprep/internal/train"
	"satprep/internal/uid"
)

// fittedModel stores a model of two skills as it stands after a training.
func fittedModel(t *testing.T, server *app.App, whyNot string) uid.ID {
	t.Helper()
	report := train.Report{Model: train.BKT, Fitted: &kt.BKT{Skills: map[string]kt.BKTSkill{"[0]": {Known: .5, Learn: .1, Guess: .2, Slip: .1, N: 9}}}, Names: [][]string{{}, {"circles"}}}
	file, err := report.Encode()
	if err != nil {
		t.Fatal(err)
	}
	id := uid.Random()
	err = server.Rooms.DB.Write(t.Context(), func(tx *db.Tx) error {
		_, err := tx.Exec(`INSERT INTO knowledge_model (id, status, model, made_at, code, seq, as_of, simulated, answers, detail, note, decided_at, fitted) VALUES (?, 'proposed', 'bkt', 0, 'test', 0, 0, ?, '', ?, '', 0, ?)`,
			id, false, `{"why_not":"`+whyNot+`","elo":{"auc":0.6,"nll":0.66,"brier":0.23},"report":{"nll":0.61,"auc":0.7,"bins":[]}}`, string(file))
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return id
}

// What is said over HTTP are no words of the command line.
func TestAnEmptyLogIsSaidInPlainWords(t *testing.T) {
	t.Parallel()
	server, c := startApp(t, nil)
	admin := c.admin(t, server)
	for path, model := range map[string]string{"/training/runs": "bkt", "/calibration/runs": "2pl"} {
		if r := admin.send("POST", path, object{"model": model}); r.status != 409 || !strings.Contains(string(r.body), "no answer that counts") || strings.Contains(string(r.body), "--") {
			t.Errorf("%s: %d %s", path, r.status, r.body)
		}
	}
}

// The skill map tells mastery once a model was promoted and eight answers count,
// and before that says nothing of it.
func TestPromotedModelServesTheSkillMap(t *testing.T) {
	t.Parallel()
	server, c := startApp(t, nil)
	admin := c.admin(t, server)
	worse, better := fittedModel(t, server, train.NotBetter), fittedModel(t, server, "")
	me, s := c.join("student", "13_17")
	r := me.send("POST", "/practice/start/"+s.UserID, object{"domain": "circles", "num_questions": 9}).must(t, 200).object(t)
	stand := func() (model any, circles object) {
		t.Helper()
		o := me.send("GET", "/progress/"+s.UserID, nil).must(t, 200).object(t)
		for _, sec := range list(t, o["sections"]) {
			for _, dom := range list(t, sec["domains"]) {
				for _, k := range list(t, dom["skills"]) {
					if k["slug"] == "circles" {
						return o["model"], k
					} else if k["mastery"] != nil {
						t.Errorf("mastery of %v", k)
					}
				}
			}
		}
		t.Fatal("no circles")
		return nil, nil
	}
	id, counts := fmt.Sprint(r["session_id"]), 0
	for counts < 9 {
		q := list(t, r["questions"])[0]["id"]
		r = me.send("POST", "/practice/submit/"+id, []any{object{"question_id": q, "answer": rightAnswer(t, server, q), "time_spent": 40}}).must(t, 200).object(t)
		counts++
	}
	if model, k := stand(); model != nil || k["mastery"] != nil {
		t.Errorf("without a promoted model: %v, %v", model, k)
	}
	if body := admin.send("POST", "/training/runs/"+worse.String()+"/promote", object{}).must(t, 409).body; !holds(body, "better than Elo") {
		t.Errorf("refused with %s", body)
	}
	admin.send("POST", "/training/runs/"+better.String()+"/promote", object{}).must(t, 200)
	admin.send("POST", "/training/runs/no-id/promote", object{}).must(t, 404)
	admin.send("POST", "/training/runs", object{"model": "dkt"}).must(t, 400)
	model, k := stand()
	counted, err := server.Rooms.Sessions.Counted(t.Context(), subjectOf(t, server, s.UserID))
	if err != nil || len(counted) == 0 {
		t.Fatal(counted, err)
	}
	if model != "bkt" {
		t.Errorf("the model is %v", model)
	}
	if m, ok := k["mastery"].(object); ok != (len(counted) >= 8) || ok && !(m["p"].(float64) > .8 && m["low"].(float64) < m["p"].(float64) && m["n"] == float64(len(counted))) {
		t.Errorf("%d answers count, mastery %v", len(counted), k["mastery"])
	}
	runs := list(t, admin.send("GET", "/training/runs", nil).must(t, 200).object(t)["runs"])
	force := 0
	for _, run := range runs {
		if run["in_force"] == true {
			force++
			if run["id"] != better.String() || run["status"] != "promoted" {
				t.Errorf("in force is %v", run)
			}
		}
	}
	if len(runs) != 2 || force != 1 {
		t.Errorf("runs %v", runs)
	}
	me.send("POST", "/full_test/start/"+s.UserID, object{"sections": []string{"Math"}}).must(t, 200)
	if _, k := stand(); k["mastery"] != nil {
		t.Errorf("while a test is open: %v", k)
	}
}
