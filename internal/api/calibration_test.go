package api_test

import (
	"encoding/json"
	"errors"
	"slices"
	"strings"
	"testing"

	"satprep/internal/calibrate"
	"satprep/internal/db"
	"satprep/internal/question"
	"satprep/internal/uid"
)

type calibrationRun struct {
	Status      string
	Current     bool
	ParamsAfter string `json:"params_after"`
	Left        []question.Left
}

type calibrationShown struct {
	Run   calibrationRun
	Items []struct {
		Question string   `json:"question_id"`
		WhyNot   string   `json:"why_not"`
		SEA      *float64 `json:"se_a"`
		Edited   bool
	}
}

// TestCalibrationRuns walks an admin from a proposal to other parameters in force.
func TestCalibrationRuns(t *testing.T) {
	t.Parallel()
	server, c := startApp(t, nil)
	admin := c.admin(t, server)
	bank := server.Rooms.Bank()

	var problem struct {
		Detail string
		Errors []struct{ Location string }
	}
	admin.send("POST", "/calibration/runs", map[string]any{"model": "2pl"}).must(t, 409).into(t, &problem)
	if !strings.Contains(problem.Detail, "no answer that counts") {
		t.Errorf("%+v", problem)
	}
	admin.send("POST", "/calibration/runs", map[string]any{"model": "4pl"}).must(t, 400)
	admin.send("POST", "/calibration/runs", map[string]any{"model": "2pl", "note": strings.Repeat("x", 501)}).must(t, 400)
	admin.send("GET", "/calibration/runs/"+uid.Random().String(), nil).must(t, 404)
	for _, verb := range []string{"promote", "reject"} {
		admin.send("POST", "/calibration/runs/nothing/"+verb, map[string]any{}).must(t, 404)
	}

	// Two that were proposed, of four questions each: one has too few answers, one is edited since.
	var ids []string
	for range 2 {
		id := uid.New(server.Now())
		ids = append(ids, id.String())
		err := server.Rooms.DB.Write(t.Context(), func(tx *db.Tx) error {
			_, err := tx.Exec(`INSERT INTO calibration_run (id, status, model, made_at, code, seq, as_of, simulated, answers, bank_number, params, shift, items, promotable, detail, note, decided_at, params_after)
				VALUES (?, 'proposed', '2pl', ?, 'test', 9, 9, ?, 'd', ?, ?, 25, 4, 3, '{}', '', 0, '')`, id, db.Micros(server.Now()), false, bank.Number, bank.ParamsVersion)
			for i, q := range bank.Questions[:4] {
				it := calibrate.ProposedItem{Question: q.ID, Version: q.Version, Section: q.Section, N: 300, SEA: .1, Flags: []string{},
					New: calibrate.Figures{A: 1.5, B: q.Params.B + .5, C: q.Params.C, BSD: .1, ALnSD: .1, Source: "calibrated", Responses: 300}}
				if i == 0 {
					it.WhyNot = calibrate.TooFew
				}
				text, e := json.Marshal(it)
				_, f := tx.Exec(`INSERT INTO calibration_item (run, question, version, why_not, detail) VALUES (?, ?, ?, ?, ?)`, id, q.ID, q.Version, it.WhyNot, string(text))
				err = errors.Join(err, e, f)
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	admin.send("POST", "/questions/"+bank.Questions[3].ID+"/retire", map[string]any{}).must(t, 200)

	var list struct{ Runs []calibrationRun }
	admin.send("GET", "/calibration/runs", nil).must(t, 200).into(t, &list)
	if len(list.Runs) != 2 || !list.Runs[0].Current || list.Runs[0].Status != "proposed" {
		t.Errorf("%+v", list)
	}
	path := "/calibration/runs/" + ids[0]
	var run calibrationShown
	admin.send("GET", path, nil).must(t, 200).into(t, &run)
	if len(run.Items) != 4 || run.Items[1].SEA == nil {
		t.Errorf("%+v", run)
	}
	for _, it := range run.Items {
		if it.Edited != (it.Question == bank.Questions[3].ID) || (it.WhyNot != "") != (it.Question == bank.Questions[0].ID) {
			t.Errorf("%+v", it)
		}
	}
	admin.send("POST", path+"/promote", map[string]any{}).must(t, 400).into(t, &problem)
	if len(problem.Errors) != 1 || !strings.HasSuffix(problem.Errors[0].Location, "confirm_shift") {
		t.Errorf("a large shift: %+v", problem)
	}
	admin.send("POST", path+"/promote", map[string]any{"confirm_shift": true}).must(t, 200).into(t, &run)
	if run.Run.Status != "promoted" || run.Run.ParamsAfter != server.Rooms.Bank().ParamsVersion || len(run.Run.Left) != 1 || run.Run.Left[0] != (question.Left{Question: bank.Questions[3].ID, Why: "retired"}) {
		t.Errorf("%+v", run)
	}
	if q, _ := server.Rooms.Bank().ByID(bank.Questions[1].ID); q.Params.A != 1.5 || q.Params.Source != question.Calibrated {
		t.Errorf("in force: %+v", q.Params)
	}
	admin.send("POST", path+"/promote", map[string]any{"confirm_shift": true}).must(t, 409)
	admin.send("POST", path+"/reject", map[string]any{}).must(t, 409)
	other := "/calibration/runs/" + ids[1]
	admin.send("GET", other, nil).must(t, 200).into(t, &run)
	if run.Run.Current {
		t.Error("linked to a scale of before, and said to be current")
	}
	admin.send("POST", other+"/promote", map[string]any{"confirm_shift": true}).must(t, 409)
	admin.send("POST", other+"/reject", map[string]any{}).must(t, 200).into(t, &run)
	if run.Run.Status != "rejected" {
		t.Errorf("%+v", run)
	}
	var page auditPage
	admin.send("GET", "/audit", nil).must(t, 200).into(t, &page)
	if got, want := page.acts(), []string{"parameters.rejected", "parameters.promoted", "bank.changed", "account.invited"}; !slices.Equal(got, want) || page.Entries[1].Role != "admin" || !strings.Contains(page.Entries[1].Detail, "2 questions, largest shift 25.0 points") {
		t.Errorf("%v, %+v", got, page.Entries)
	}
}
