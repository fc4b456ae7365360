package api_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"satprep/internal/app"
	"satprep/internal/question"
)

// The contract that must keep working, step by step as its table reads. Other
// rooms' steps stand in their own files and use the same school day.

// An object is a reply as a script in any language sees it.
type object = map[string]any

func (g got) object(t testing.TB) object {
	t.Helper()
	var o object
	g.into(t, &o)
	return o
}

// has fails the test where a field of the contract is missing.
func has(t testing.TB, o object, fields ...string) {
	t.Helper()
	for _, f := range fields {
		if _, ok := o[f]; !ok {
			t.Errorf("the field %q is missing in %v", f, o)
		}
	}
}

func list(t testing.TB, v any) []object {
	t.Helper()
	items, ok := v.([]any)
	if !ok {
		t.Fatalf("%v is no list", v)
	}
	var out []object
	for _, i := range items {
		out = append(out, i.(object))
	}
	return out
}

// noSecrets fails the test where what goes to a learner before answering holds
// what must not be known.
func noSecrets(t testing.TB, questions any) {
	t.Helper()
	b, err := json.Marshal(questions)
	if err != nil {
		t.Fatal(err)
	}
	for _, word := range []string{"key", "keys", "rationale", "difficulty", "params", "pretest", "route", "use", "slot", "adjust", "hints", "steps", "misconception", "tags"} {
		if strings.Contains(string(b), `"`+word+`":`) {
			t.Errorf("a question goes out with its %s", word)
		}
	}
}

// rightAnswer is the key of a question.
func rightAnswer(t testing.TB, a *app.App, id any) string {
	t.Helper()
	q, err := a.Rooms.Bank().Find(fmt.Sprint(id), "")
	if err != nil {
		t.Fatal(err)
	}
	return q.Keys[0]
}

// practised does POST /practice to its end and returns the session's id.
func practised(t testing.TB, a *app.App, me client, userID string, n int) string {
	t.Helper()
	r := me.send("POST", "/practice/start/"+userID, object{"domain": "Math", "num_questions": n, "unknown": true}).must(t, 200).object(t)
	has(t, r, "session_id", "questions", "theta")
	id := fmt.Sprint(r["session_id"])
	for i := range n {
		questions := list(t, r["questions"])
		if len(questions) != 1 {
			t.Fatalf("%d questions at once", len(questions))
		}
		q := questions[0]
		has(t, q, "id", "text", "domain", "section", "skill", "type", "choices")
		noSecrets(t, questions)
		answer := any(rightAnswer(t, a, q["id"]))
		if i == 1 {
			answer = nil
		}
		body := []object{{"question_id": q["id"], "answer": answer, "time_spent": 41.5}}
		r = me.send("POST", "/practice/submit/"+id, body).must(t, 200).object(t)
		has(t, r, "theta", "feedback")
		feedback := r["feedback"].(object)
		has(t, feedback, "correct", "rationale", "key")
		if feedback["correct"] != (i != 1) || feedback["key"] != rightAnswer(t, a, q["id"]) {
			t.Errorf("feedback %v", feedback)
		}
	}
	if r["points_earned"] != 50.0 {
		t.Errorf("a practice session earned %v", r["points_earned"])
	}
	return id
}

func TestContractPractice(t *testing.T) {
	t.Parallel()
	a, c := startApp(t, nil)
	var hello object
	c.send("GET", "/", nil).must(t, 200).into(t, &hello)
	if hello["message"] != "SAT Prep Suite API" {
		t.Errorf("the greeting is %v", hello)
	}
	me, s := c.join("student", "13_17")
	other, _ := c.join("student", "13_17")
	c.token = ""
	c.send("POST", "/practice/start/"+s.UserID, object{"domain": "Math"}).must(t, 401)
	other.send("POST", "/practice/start/"+s.UserID, object{"domain": "Math"}).must(t, 403)
	me.send("POST", "/practice/start/nobody", object{"domain": "Math"}).must(t, 403)
	me.send("POST", "/practice/start/"+s.UserID, object{"domain": "Alchemy"}).must(t, 400)
	me.send("POST", "/practice/start/"+s.UserID, object{"domain": "Math", "num_questions": 51}).must(t, 400)
	me.send("POST", "/practice/start/"+s.UserID, "{").must(t, 400)

	id := practised(t, a, me, s.UserID, 4)
	me.send("POST", "/practice/submit/"+id, []object{{"question_id": "x", "answer": "A"}}).must(t, 409)
	other.send("POST", "/practice/submit/"+id, []object{}).must(t, 404)
	other.send("GET", "/review/session/"+id, nil).must(t, 404)

	pending := me.send("GET", "/review/session/"+id, nil).must(t, 200).object(t)
	if list(t, pending["reviews"])[0]["review"] != "Pending" {
		t.Errorf("%v", pending)
	}
	made := me.send("POST", "/review/generate/"+id, nil).must(t, 200).object(t)
	has(t, made, "session_id", "reviews")
	for i, r := range list(t, made["reviews"]) {
		has(t, r, "question_id", "text", "user_answer", "correct_answer", "time_spent", "review")
		if r["time_spent"] != 41.5 || (r["user_answer"] == nil) != (i == 1) || len(fmt.Sprint(r["review"])) < 100 {
			t.Errorf("review %d: %v", i, r)
		}
	}
	read := me.send("GET", "/review/session/"+id, nil).must(t, 200)
	again := me.send("POST", "/review/generate/"+id, nil).must(t, 200)
	if string(read.body) != string(again.body) {
		t.Error("what was generated twice, or read, is not the same")
	}
	empty := me.send("POST", "/practice/start/"+s.UserID, object{"domain": "Algebra", "num_questions": 1}).must(t, 200).object(t)
	me.send("GET", "/review/session/"+fmt.Sprint(empty["session_id"]), nil).must(t, 404)
	me.send("GET", "/review/session/not-an-id", nil).must(t, 404)
}

func TestContractFullTest(t *testing.T) {
	t.Parallel()
	a, c := startApp(t, nil)
	me, s := c.join("student", "18_plus")
	other, _ := c.join("student", "13_17")
	for _, sections := range []any{[]string{}, []string{"Science"}, []string{"Math", "Art"}} {
		p := me.send("POST", "/full_test/start/"+s.UserID, object{"sections": sections}).must(t, 400).object(t)
		if p["detail"] != "Invalid sections" {
			t.Errorf("%v: %v", sections, p)
		}
	}
	me.send("POST", "/full_test/start/"+s.UserID, object{}).must(t, 400)
	other.send("POST", "/full_test/start/"+s.UserID, object{"sections": []string{"Both"}}).must(t, 403)

	r := me.send("POST", "/full_test/start/"+s.UserID, object{"sections": []string{"Math", "Reading & Writing"}, "plan_id": nil}).must(t, 200).object(t)
	has(t, r, "test_id", "module", "section", "module_index", "seconds_left", "questions", "theta")
	has(t, r["theta"].(object), "Math", "Reading & Writing")
	id := fmt.Sprint(r["test_id"])
	me.send("POST", "/full_test/start/"+s.UserID, object{"sections": []string{"Math"}}).must(t, 409)
	other.send("POST", "/full_test/submit/"+id, []object{}).must(t, 404)
	other.send("GET", "/full_test/session/"+id, nil).must(t, 404)

	for module := 1; module <= 4; module++ {
		questions := list(t, r["questions"])
		section, n := "Reading & Writing", 27
		if module > 2 {
			section, n = "Math", 22
		}
		if r["module"] != float64(module) || r["section"] != section || len(questions) != n {
			t.Fatalf("module %d: %v %v with %d questions", module, r["module"], r["section"], len(questions))
		}
		if text, ok := r["break"].(string); ok != (module == 3) || ok && !strings.HasPrefix(text, "10 minutes") {
			t.Errorf("before module %d the break is %v", module, r["break"])
		}
		noSecrets(t, questions)
		if module == 3 {
			r = me.send("POST", "/full_test/begin/"+id, nil).must(t, 200).object(t)
			if r["seconds_left"].(float64) > 35*60 || len(list(t, r["questions"])) != 22 {
				t.Errorf("begun: %v", r)
			}
		}
		var answers []object
		for i, q := range questions {
			has(t, q, "id", "text", "domain", "section", "skill", "type", "choices")
			answer := any(rightAnswer(t, a, q["id"]))
			if i%4 == 3 {
				answer = nil
			}
			answers = append(answers, object{"question_id": q["id"], "answer": answer, "time_spent": 50})
		}
		saved := me.send("PUT", "/full_test/answers/"+id, answers[:2]).must(t, 200).object(t)
		if saved["saved"] != 2.0 {
			t.Errorf("drafts: %v", saved)
		}
		resumed := me.send("GET", "/full_test/session/"+id, nil).must(t, 200).object(t)
		if resumed["module"] != float64(module) || len(list(t, resumed["questions"])) != n || len(list(t, resumed["answers"])) != 2 {
			t.Errorf("resumed: %v", resumed)
		}
		me.send("GET", "/review/session/"+id, nil).must(t, 409)
		me.send("POST", "/review/generate/"+id, nil).must(t, 409)
		part := me.send("POST", "/full_test/submit/"+id, answers[:5]).must(t, 200).object(t)
		has(t, part, "module", "questions")
		if len(list(t, part["questions"])) != n-5 {
			t.Errorf("not yet submitted: %d", len(list(t, part["questions"])))
		}
		me.send("POST", "/full_test/submit/"+id, []object{{"question_id": "nothing", "answer": "A"}}).must(t, 400)
		if module == 4 {
			r = me.send("POST", "/full_test/submit/"+id+"?finish=1", answers[5:20]).must(t, 200).object(t)
		} else {
			r = me.send("POST", "/full_test/submit/"+id, answers[5:]).must(t, 200).object(t)
			changed := object{"question_id": answers[3]["question_id"], "answer": rightAnswer(t, a, answers[3]["question_id"])}
			me.send("POST", "/full_test/submit/"+id, []object{changed}).must(t, 409)
		}
	}
	has(t, r, "scores", "total_score", "theta", "points_earned")
	scores := r["scores"].(object)
	has(t, scores, "Math", "Reading & Writing")
	if r["points_earned"] != 200.0 || r["total_score"] != scores["Math"].(float64)+scores["Reading & Writing"].(float64) || r["score_status"] != "authored" {
		t.Errorf("the result is %v", r)
	}
	made := me.send("POST", "/review/generate/"+id, nil).must(t, 200).object(t)
	reviews := list(t, made["reviews"])
	if len(reviews) != 2*27+2*22 {
		t.Errorf("%d reviews", len(reviews))
	}
	q, err := a.Rooms.Bank().Find(fmt.Sprint(reviews[0]["question_id"]), "")
	if err != nil || q.Section != question.RW || reviews[0]["correct_answer"] != q.Keys[0] {
		t.Errorf("the first review is %v: %v", reviews[0], err)
	}
}

// Somebody linked may read a learner's review; to a stranger there is none.
func TestReviewThroughTheDoor(t *testing.T) {
	t.Parallel()
	a, c := startApp(t, nil)
	me, s := c.join("student", "18_plus")
	id := practised(t, a, me, s.UserID, 2)
	parent, _ := c.join("parent", "18_plus")
	parent.send("GET", "/review/session/"+id, nil).must(t, 404)
	var code struct {
		Code string `json:"code"`
	}
	me.send("POST", "/invitations", object{"role": "parent"}).must(t, 201).into(t, &code)
	parent.send("POST", "/invitations/accept", object{"code": code.Code}).must(t, 200)
	parent.send("GET", "/review/session/"+id, nil).must(t, 200)
	parent.send("POST", "/practice/submit/"+id, []object{}).must(t, 404)
}

// What a client says of itself reaches the record, and no header that is no text
// does.
func TestClientHeaders(t *testing.T) {
	t.Parallel()
	a, c := startApp(t, nil)
	me, who := c.join("student", "18+")
	path, math := "/practice/start/"+who.UserID, object{"domain": "Math"}
	me.send("POST", path, math, "Satprep-Zone", "Europe/Paris", "Satprep-Device", "0190a5b0-0000-7000-8000-000000000001").must(t, 200)
	var n int
	if err := a.Rooms.DB.QueryRow(t.Context(), `SELECT COUNT(*) FROM interaction WHERE zone = 'Europe/Paris' AND device IS NOT NULL`).Scan(&n); err != nil || n != 1 {
		t.Errorf("%d records know the device and its zone: %v", n, err)
	}
	for _, name := range []string{"Satprep-Client", "Satprep-Platform", "Satprep-Zone"} {
		me.send("POST", path, math, name, "\xff\xfe").must(t, 400)
	}
	me.send("POST", path, math, "Satprep-Device", "no id").must(t, 400)
}
