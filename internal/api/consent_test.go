package api_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"satprep/internal/account"
	"satprep/internal/app"
	"satprep/internal/consent"
	"satprep/internal/fault"
)

// A clock is real time, moved.
type clock struct{ ahead atomic.Int64 }

func (c *clock) now() time.Time       { return time.Now().Add(time.Duration(c.ahead.Load())) }
func (c *clock) move(d time.Duration) { c.ahead.Add(int64(d)) }

func choices(all ...object) object { return object{"choices": all} }

func yes(purpose string) object { return object{"purpose": purpose, "granted": true} }
func no(purpose string) object  { return object{"purpose": purpose, "granted": false} }

// stands lists what is granted, of a reply of /consent.
func stands(t testing.TB, o object) string {
	t.Helper()
	var all []string
	for _, p := range list(t, o["purposes"]) {
		if p["granted"] == true {
			all = append(all, fmt.Sprint(p["purpose"]))
		}
	}
	return strings.Join(all, ",")
}

// A family, over HTTP: the parent registers, uses the child's code, which
// confirms the account, and decides; the child may withdraw.
func TestContractGuardian(t *testing.T) {
	t.Parallel()
	a, c := startApp(t, nil)
	child, s := c.join("student", "under_13")
	if s.Status != "pending" {
		t.Fatalf("registered as %+v", s)
	}
	child.send("POST", "/practice/start/"+s.UserID, object{"domain": "Math"}).must(t, 403)
	parent, _ := c.join("parent", "18_plus")
	parent.send("GET", "/consent/"+s.UserID, nil).must(t, 403)
	code := child.send("POST", "/invitations", object{"role": "parent"}).must(t, 201).object(t)["code"]
	parent.send("POST", "/invitations/accept", object{"code": code}).must(t, 200)

	path := "/consent/" + s.UserID
	child.send("POST", path, choices(yes("analytics"))).must(t, 403)
	child.send("POST", path, choices(yes("ai_training"))).must(t, 403)
	until := time.Now().Add(time.Hour).UTC().Format(time.RFC3339)
	given := parent.send("POST", path, choices(yes("analytics"), object{"purpose": "ai_training", "granted": true, "until": until})).must(t, 200).object(t)
	if got := stands(t, given); got != "service,analytics,ai_training" {
		t.Errorf("stands %s", got)
	}
	st, err := a.Rooms.Ledger.Stamp(t.Context(), subjectOf(t, a, s.UserID))
	if err != nil || st.Purposes.String() != "service,analytics,ai_training" || st.AgeBand != "under_13" {
		t.Errorf("stamp %+v, %v", st, err)
	}
	child.send("POST", "/practice/start/"+s.UserID, object{"domain": "Math"}).must(t, 200)

	// A withdrawal is one request too, and leaves a receipt that can be had again.
	taken := child.send("POST", path, choices(no("ai_training"))).must(t, 200).object(t)
	if got := stands(t, taken); got != "service,analytics" {
		t.Errorf("stands %s", got)
	}
	receipt := taken["receipt"].(object)
	changes := list(t, receipt["changes"])
	if len(changes) != 1 || changes[0]["purpose"] != "ai_training" || changes[0]["granted"] != false || changes[0]["by"] != "learner" || changes[0]["text_version"] != "ai_training.v1" || receipt["at"] == "" {
		t.Errorf("receipt %v", receipt)
	}
	signed, err := json.Marshal(receipt)
	if err != nil {
		t.Fatal(err)
	}
	if r, err := consent.VerifyReceipt(signed, a.Rooms.Signing.Public()); err != nil || r.UserID != s.UserID || len(r.Changes) != 1 {
		t.Errorf("the receipt %s: %v", signed, err)
	}
	if _, err := consent.VerifyReceipt(bytes.Replace(signed, []byte(`"granted":false`), []byte(`"granted":true`), 1), a.Rooms.Signing.Public()); !fault.Is(err, fault.Invalid) {
		t.Errorf("a receipt that says yes where it said no: %v", err)
	}
	var kept struct{ Receipt struct{ State int64 } }
	child.send("POST", path, choices(no("analytics"))).must(t, 200).into(t, &kept)
	for _, who := range []client{child, parent} {
		again := who.send("GET", fmt.Sprintf("%s/receipts/%d", path, kept.Receipt.State), nil).must(t, 200).object(t)
		if got := list(t, again["changes"]); len(got) != 1 || got[0]["purpose"] != "analytics" || got[0]["granted"] != false {
			t.Errorf("receipt %v", again)
		}
	}
	child.send("GET", path+"/receipts/1", nil).must(t, 404)
	if nothing := child.send("POST", path, choices(no("analytics"))).must(t, 200).object(t)["receipt"].(object); len(list(t, nothing["changes"])) != 0 {
		t.Errorf("a receipt for nothing: %v", nothing)
	}

	c.token = ""
	text := c.send("GET", "/consent/texts/ai_training.v1", nil).must(t, 200).object(t)
	if text["digest"] != changes[0]["text_digest"] || !strings.HasPrefix(fmt.Sprint(text["text"]), "# ") {
		t.Errorf("text %v", text)
	}
	for _, version := range []string{"ai_training.v0", "ai_training", "..%2Fdoc.go", "x"} {
		c.send("GET", "/consent/texts/"+version, nil).must(t, 404)
	}
}

func TestTeenAndGuardian(t *testing.T) {
	t.Parallel()
	c := start(t, nil)
	teen, s := c.join("student", "13_17")
	parent, _ := c.join("parent", "18_plus")
	code := teen.send("POST", "/invitations", object{"role": "parent"}).must(t, 201).object(t)["code"]
	parent.send("POST", "/invitations/accept", object{"code": code}).must(t, 200)
	path := "/consent/" + s.UserID
	teen.send("POST", path, choices(yes("ai_training"))).must(t, 403)
	parent.send("POST", path, choices(yes("research_export"))).must(t, 403)
	teen.send("POST", path, choices(yes("research_export"))).must(t, 200)
	if got := stands(t, parent.send("POST", path, choices(yes("ai_training"))).must(t, 200).object(t)); got != "service,research_export,ai_training" {
		t.Errorf("stands %s", got)
	}
	for _, bad := range []any{"yesterday", "2020-01-01T00:00:00Z", 5} {
		teen.send("POST", path, choices(object{"purpose": "voice", "granted": true, "until": bad})).must(t, 400)
	}
}

// The age is asked again after a year; until it is answered nothing stops.
func TestAgeIsAskedEveryYear(t *testing.T) {
	t.Parallel()
	var time clock
	a, c := startApp(t, func(c *app.Config) { c.Now = time.now })
	me, s := c.join("student", "13_17")
	adult, _ := c.join("student", "18_plus")
	if o := adult.send("GET", "/auth/me", nil).must(t, 200).object(t); o["age_due"] != false || o["age_due_at"] != "" {
		t.Errorf("an adult is asked: %v", o)
	}
	first := me.send("GET", "/auth/me", nil).must(t, 200).object(t)
	if first["age_due"] != false || first["age_stated_at"] != first["created_at"] {
		t.Errorf("%v", first)
	}
	time.move(account.AgeLife)
	me.send("POST", "/auth/login", object{"user_id": s.UserID, "password": "long enough"}).must(t, 200).into(t, &s)
	me.token = s.Token
	if o := me.send("GET", "/auth/me", nil).must(t, 200).object(t); o["age_due"] != true || o["age_due_at"] != first["age_due_at"] {
		t.Errorf("after a year: %v", o)
	}
	me.send("POST", "/practice/start/"+s.UserID, object{"domain": "Math"}).must(t, 200)
	me.send("PUT", "/users/"+s.UserID+"/age_band", object{"age_band": "18_plus"}).must(t, 403)
	if o := me.send("PUT", "/users/"+s.UserID+"/age_band", object{"age_band": "13_17"}).must(t, 200).object(t); o["age_due"] != false || fmt.Sprint(o["age_due_at"]) <= fmt.Sprint(first["age_due_at"]) {
		t.Errorf("answered: %v", o)
	}
	if o := me.send("PUT", "/users/"+s.UserID+"/age_band", object{"age_band": "under_13"}).must(t, 200).object(t); o["status"] != "pending" {
		t.Errorf("a child after all: %v", o)
	}
	me.send("POST", "/practice/start/"+s.UserID, object{"domain": "Math"}).must(t, 403)
	if _, err := a.Rooms.Ledger.Stamp(t.Context(), subjectOf(t, a, s.UserID)); err == nil {
		t.Error("a child's doings can be recorded without a parent")
	}
}

// Under a school's contract every door out is shut, also for what was agreed to
// or written before; a learner's own copy stays theirs.
func TestSchoolShutsEveryDoor(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	var name string
	var me, boss client
	var s signedIn
	file := 200
	for _, school := range []bool{false, true, false} {
		t.Run(fmt.Sprint("school ", school), func(t *testing.T) {
			a, c := startApp(t, func(c *app.Config) {
				c.Data, c.School = dir, school
				c.DB = "sqlite:" + filepath.Join(dir, "db")
			})
			if name == "" {
				me, s = c.join("student", "18_plus")
				boss = c.admin(t, a)
				me.send("POST", "/consent/"+s.UserID, choices(yes("research_export"), yes("ai_training"))).must(t, 200)
				name = fmt.Sprint(boss.send("GET", "/ai_data/export_all", nil).must(t, 200).object(t)["name"])
			}
			for _, c := range []*client{&me, &boss} {
				c.base, c.t = a.URL(), t
			}
			shut := map[bool]int{true: 403, false: 200}[school]
			boss.send("GET", "/ai_data/export_all", nil).must(t, shut)
			boss.send("GET", "/ai_data/files/"+name, nil).must(t, file)
			if file = 403; school { // after it, the learner's no is what shuts it
				file = 409
			}
			me.send("POST", "/consent/"+s.UserID, choices(no("research_export"))).must(t, 200)
			me.send("POST", "/consent/"+s.UserID, choices(yes("research_export"))).must(t, shut)
			me.send("POST", "/consent/"+s.UserID, choices(yes("analytics"))).must(t, 200)
			me.send("GET", "/ai_data/export/"+s.UserID, nil).must(t, 200)
			subject := subjectOf(t, a, s.UserID)
			if st, err := a.Rooms.Ledger.Stamp(t.Context(), subject); err != nil || st.School != school {
				t.Errorf("stamp %+v, %v", st, err)
			}
			index, err := a.Rooms.Ledger.AsOf(t.Context(), time.Now())
			if err != nil || index.Held(subject, 1<<3, index.At()) == school {
				t.Errorf("ai_training is held under the mode %v: %v", school, err)
			}
			beside, err := app.New(t.Context(), app.Config{Data: dir, DB: "sqlite:" + filepath.Join(dir, "db")})
			if err != nil {
				t.Fatal(err)
			}
			defer beside.Close()
			if beside.Rooms.Ledger.School != school {
				t.Error("a verb beside the server does not know the mode")
			}
			if v, err := beside.Rooms.Consents.Show(t.Context(), account.Operator(), s.UserID); err != nil || v.School != school {
				t.Errorf("shown %+v, %v", v, err)
			}
		})
	}
}

// Who agrees to a text that changed since they read it has agreed to nothing, and
// is shown the one in force.
func TestNobodyAgreesToATextThatChanged(t *testing.T) {
	t.Parallel()
	me, s := start(t, nil).join("student", "18_plus")
	path := "/consent/" + s.UserID
	var now object
	for _, p := range me.send("GET", path, nil).must(t, 200).object(t)["purposes"].([]any) {
		if p := p.(object); p["purpose"] == "voice" {
			now = p
		}
	}
	for _, read := range []object{{"text_version": "voice.v1"}, {"text_digest": strings.Repeat("0", 64)}, {"text_version": now["text_version"], "text_digest": strings.Repeat("0", 64)}} {
		read["purpose"], read["granted"] = "voice", true
		got := me.send("POST", path, choices(yes("analytics"), read)).must(t, 409).object(t)
		inForce, _ := got["errors"].([]any)[0].(object)["value"].(object)
		if inForce["version"] != now["text_version"] || inForce["digest"] != now["text_digest"] || inForce["text"] != now["text"] {
			t.Errorf("%v: %v", read, got)
		}
	}
	if got := stands(t, me.send("GET", path, nil).must(t, 200).object(t)); got != "service" {
		t.Errorf("stands %s", got)
	}
	read := object{"purpose": "voice", "granted": true, "text_version": now["text_version"], "text_digest": now["text_digest"]}
	if got := stands(t, me.send("POST", path, choices(read)).must(t, 200).object(t)); got != "service,voice" {
		t.Errorf("stands %s", got)
	}
	me.send("POST", path, choices(object{"purpose": "voice", "granted": false, "text_version": "voice.v1"})).must(t, 200) // who withdraws need not have read
}
