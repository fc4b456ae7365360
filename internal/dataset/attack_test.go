package dataset_test

import (
	"encoding/json"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	. "satprep/internal/dataset"
	"satprep/internal/fault"
	"satprep/internal/interaction"
	"satprep/internal/question"
	"satprep/internal/redact"
	"satprep/internal/uid"
)

// asked is a turn whose request repeats what was said before in the
// conversation.
func (s *school) asked(r *interaction.Record, conversation uid.ID, before ...string) *interaction.Record {
	s.t.Helper()
	var more struct {
		Messages []Message `json:"messages"`
	}
	for _, text := range append(before, r.Words.Query) {
		more.Messages = append(more.Messages, Message{Role: "user", Content: text})
	}
	b, err := json.Marshal(more)
	if err != nil {
		s.t.Fatal(err)
	}
	r.Conversation, r.Words.More = conversation, b
	return r
}

func TestRequestsDoNotRepeatWordsThatMayNotLeave(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, s *school, _ string) {
		who := s.enrol([]string{"analytics"}, "Ximena Quiroga")[0]
		late, crisis, free := uid.ID{7, 1}, uid.ID{7, 2}, uid.ID{7, 3}
		unasked := turn(who, 1, "said before the grant", "shown before the grant")
		s.write(s.asked(unasked, late))
		s.agree(who, true, "ai_training")
		hurt := turn(who, 2, "words of somebody in need", "Call somebody.")
		body := hurt.Body.(interaction.Turn)
		body.SafetyIn = "self_harm"
		hurt.Body = body
		s.write(
			s.asked(turn(who, 1, "late now", "Yes."), late, "said before the grant"),
			&interaction.Record{Subject: who.Subject, Kind: interaction.TutorEdited, Body: interaction.Pointer{Of: unasked.ID}, Words: interaction.Words{Query: "shown before the grant", Response: "a better reply"}},
			s.asked(hurt, crisis),
			s.asked(turn(who, 2, "crisis now", "Yes."), crisis, "words of somebody in need"),
			s.asked(turn(who, 3, "free first", "Yes."), free),
			s.asked(turn(who, 3, "free now", "Yes."), free, "free first"))
		r := s.build(Job{Recipe: recipe(allTrain)})
		all := ""
		for _, row := range rows(t, r.Folder) {
			b, err := json.Marshal(row)
			if err != nil {
				t.Fatal(err)
			}
			all += string(b)
		}
		for _, secret := range []string{"before the grant", "somebody in need"} {
			if strings.Contains(all, secret) {
				t.Errorf("%q left", secret)
			}
		}
		for _, kept := range []string{"late now", "crisis now", `\"content\":\"free first\"`} {
			if !strings.Contains(all, kept) {
				t.Errorf("%q is not there", kept)
			}
		}
	})
}

func TestAccommodationsStayHome(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, s *school, _ string) {
		test := uid.ID{9}
		for i, who := range s.enrol(training, "Ximena Quiroga", "Ines Calloway") {
			test[1] = byte(i)
			factor := 1 + .5*float64(i)
			timed := interaction.Asked{Mode: "full_test", Module: 1, TimeFactor: interaction.Some(factor)}
			a := timed
			a.Question, a.SecondsLeft = bank.Questions[0].ID, interaction.Some(1800*factor)
			s.write(
				&interaction.Record{Subject: who.Subject, Session: test, Kind: interaction.TestStarted, Asked: timed},
				&interaction.Record{Subject: who.Subject, Session: test, Kind: interaction.TestModuleStarted, Asked: timed, Body: interaction.ModuleStarted{Section: "math", Module: 1, Seconds: 2100 * factor}},
				&interaction.Record{Subject: who.Subject, Session: test, Kind: interaction.TestAnswered, Asked: a, Done: interaction.Done{Answer: "A", State: interaction.Answered, Correct: interaction.Some(true)}},
				&interaction.Record{Subject: who.Subject, Session: test, Kind: interaction.TestEnded, Asked: timed})
		}
		seen := 0
		for _, row := range rows(t, s.build(Job{Recipe: recipe("")}).Folder) {
			if left, ok := row["seconds_left"].(float64); ok {
				if seen++; left != 1800 {
					t.Errorf("%v seconds left", left)
				}
			}
			if body, _ := row["body"].(string); row["kind"] == "test.module_started" {
				if seen++; !strings.Contains(body, `"seconds":2100`) {
					t.Errorf("a module began as %s", body)
				}
			}
		}
		if seen != 4 {
			t.Errorf("%d clocks, want 4", seen)
		}
	})
}

func TestKeysOfQuestionsKeptBackStayHome(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, s *school, _ string) {
		kept := bank.Questions[slices.IndexFunc(bank.Questions, func(q *question.Question) bool { return q.Use != question.Practice && q.Type != question.Typed })]
		for _, who := range s.enrol(training, "Ximena Quiroga", "Ines Calloway") {
			told := answered(who, 0)
			told.Asked.Question, told.Asked.Version, told.Done.Answer, told.Done.Correct = kept.ID, kept.Version, kept.Keys[0], interaction.Some(true)
			body := told.Body.(interaction.Answering)
			body.Changes, body.Eliminated = []interaction.Change{{To: kept.Keys[0], MS: 5}}, []string{"A", "B", "C", "D"}
			told.Body = body
			shown := &interaction.Record{Subject: who.Subject, Kind: interaction.ChoiceSelected, Asked: told.Asked, Body: interaction.ScreenAction{Choice: kept.Keys[0]}}
			s.write(told, shown)
		}
		seen := 0
		r := s.build(Job{Recipe: []byte(strings.Replace(string(recipe("filter: {screen_kinds: true}\n")), "[interactions]", "[interactions, irt_matrix, datashop, xapi]", 1))})
		for _, row := range rows(t, r.Folder) {
			seen++
			body, _ := row["body"].(string)
			if row["answer"] != nil || row["changes"] != nil || len(row["eliminated"].([]any)) > 0 || strings.Contains(body, "choice") {
				t.Errorf("the key can be read from %v", row)
			}
		}
		if seen != 4 {
			t.Errorf("%d rows, want 4", seen)
		}
		for path, text := range contents(t, r.Folder) {
			if strings.HasPrefix(path, "formats/xapi") && strings.Contains(text, `"response"`) {
				t.Errorf("%s holds an answer: %s", path, text)
			}
		}
	})
}

func TestPlatformTellsNoMoreThanTheClassOfDevice(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, s *school, _ string) {
		for i, who := range s.enrol(training, "Ximena Quiroga", "Ines Calloway", "Bartholomew Okonkwo") {
			r := answered(who, i)
			r.Provenance.Platform, r.Provenance.DeviceClass = "iOS on Ximena's iPad", []string{"tablet", "tablet", ""}[i]
			s.write(r)
		}
		r := s.build(Job{Recipe: []byte(strings.Replace(string(recipe("")), "[interactions]", "[interactions, xapi, ednet_kt4]", 1))})
		mobile := 0
		for path, text := range contents(t, r.Folder) {
			if strings.Contains(text, "iOS") {
				t.Errorf("%s holds a client's own words", path)
			}
			if strings.HasPrefix(path, "formats/xapi") {
				mobile += strings.Count(text, `"platform":"mobile"`)
			}
		}
		if mobile != 2 {
			t.Errorf("%d statements are mobile, want 2", mobile)
		}
	})
}

func TestRemovedTellsNoOrder(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, s *school, _ string) {
		s.term()
		more := s.enrol(training, "Zebulon Abernathy", "Ines Calloway")
		for n := range 10 {
			s.write(answered(more[n%2], n))
		}
		s.build(Job{Recipe: recipe("")})
		for _, who := range more {
			s.agree(who, false, "ai_training")
		}
		r := s.build(Job{Recipe: recipe("")})
		lines := strings.Split(strings.TrimSpace(contents(t, r.Folder)["REMOVED.jsonl"]), "\n")
		if len(lines) != 12 || !slices.IsSorted(lines) { // and the two learners
			t.Errorf("%d lines, in the order %v", len(lines), lines)
		}
	})
}

// A client names tools and choices in words of its own, short ones, which are
// not sealed: a name would fit.
func TestNamesOfToolsAndChoicesAreOurs(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, s *school, _ string) {
		for _, who := range s.enrol(training, "Ximena Quiroga", "Ines Calloway") {
			r := answered(who, 1)
			body := r.Body.(interaction.Answering)
			body.Tools = []string{"calculator", "ximena-quiroga"}
			r.Body = body
			typed := practised[slices.IndexFunc(practised, func(q *question.Question) bool { return q.Type == question.Typed })]
			box := answered(who, 2)
			box.Asked.Question, box.Asked.Version, box.Done.Answer, box.Words.Answer = typed.ID, typed.Version, "", "Quiroga"
			s.write(r, box,
				&interaction.Record{Subject: who.Subject, Kind: interaction.ToolOpened, Asked: r.Asked, Body: interaction.ScreenAction{Tool: "ximena-quiroga"}},
				&interaction.Record{Subject: who.Subject, Kind: interaction.ToolOpened, Asked: r.Asked, Body: interaction.ScreenAction{Tool: "calculator"}},
				&interaction.Record{Subject: who.Subject, Kind: interaction.ChoiceSelected, Asked: r.Asked, Body: interaction.ScreenAction{Choice: "Quiroga"}},
				&interaction.Record{Subject: who.Subject, Kind: interaction.ChoiceSelected, Asked: r.Asked, Body: interaction.ScreenAction{Choice: "C"}})
		}
		r := s.build(Job{Recipe: []byte(strings.Replace(string(recipe("filter: {screen_kinds: true}\n")), "[interactions]", "["+strings.Join(ShapeNames(), ", ")+"]", 1))})
		for path, text := range contents(t, r.Folder) {
			if strings.Contains(strings.ToLower(text), "quiroga") {
				t.Errorf("%s holds a name", path)
			}
		}
		bodies := map[string]int{}
		for _, row := range rows(t, r.Folder) {
			if body, _ := row["body"].(string); body != "" {
				bodies[body]++
			}
		}
		if len(bodies) != 4 || bodies[`{"tool":"other"}`] != 2 || bodies[`{"tool":"calculator"}`] != 2 || bodies[`{"choice":"C"}`] != 2 {
			t.Errorf("bodies %v", bodies)
		}
	})
}

// Facts about accounts, consent and safety, goals, dates and scores of real tests
// and reports tell who somebody is; no record of such a kind is a row.
func TestFactsAboutPeopleStayHome(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, s *school, _ string) {
		facts := []interaction.Kind{interaction.AccountChanged, interaction.ConsentChanged, interaction.HistoryRead, interaction.ExportMade, interaction.TutorSafety, interaction.GoalChanged,
			interaction.ScoreReported, interaction.ScoreWithdrawn, interaction.PracticePacked, interaction.QuestionReported, interaction.QuestionReportResolved}
		for _, who := range s.enrol(training, "Ximena Quiroga", "Ines Calloway") {
			s.write(answered(who, 1))
			for _, kind := range facts {
				s.write(&interaction.Record{Subject: who.Subject, Kind: kind})
			}
		}
		list := rows(t, s.build(Job{Recipe: recipe("filter: {screen_kinds: true}\n")}).Folder)
		for _, row := range list {
			if row["kind"] != string(interaction.PracticeAnswered) {
				t.Errorf("a row of kind %v", row["kind"])
			}
		}
		if len(list) != 2 {
			t.Errorf("%d rows, want 2", len(list))
		}
	})
}

// Words that somebody else wrote need that person's own consent: a tutor's better
// reply stays home where the learner agreed and the tutor did not.
func TestWordsOfAnAuthorWhoDidNotAgreeStayHome(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, s *school, _ string) {
		who := s.enrol(training, "Ximena Quiroga", "Ines Calloway")
		silent := s.enrol([]string{"analytics"}, "Peregrine Ashdown")[0]
		asked := turn(who[0], 1, "a hint please", "Look at the second line.")
		s.write(asked,
			&interaction.Record{Subject: who[0].Subject, Actor: silent.Subject, Kind: interaction.TutorEdited, Body: interaction.Pointer{Of: asked.ID}, Words: interaction.Words{Query: "Look at the second line.", Response: "words of one who did not agree"}},
			&interaction.Record{Subject: who[0].Subject, Actor: who[1].Subject, Kind: interaction.TutorEdited, Body: interaction.Pointer{Of: asked.ID}, Words: interaction.Words{Query: "Look at the second line.", Response: "words of one who did"}})
		all := ""
		r := s.build(Job{Recipe: []byte(strings.Replace(string(recipe(allTrain)), "[interactions]", "["+strings.Join(ShapeNames(), ", ")+"]", 1))})
		for _, text := range contents(t, r.Folder) {
			all += text
		}
		if strings.Contains(all, "did not agree") || !strings.Contains(all, "words of one who did") {
			t.Errorf("what somebody wrote without consent left: %v; with consent stayed: %v", strings.Contains(all, "did not agree"), !strings.Contains(all, "words of one who did"))
		}
	})
}

// One column is one question with one key: answers to a version that is not in force,
// as before a correction, are no answers to it.
func TestMatrixHoldsOneVersionOfAQuestion(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, s *school, _ string) {
		for i, who := range s.enrol(training, "Ximena Quiroga", "Ines Calloway", "Bartholomew Okonkwo") {
			before, again, after := answered(who, 1), answered(who, 1), answered(who, 2)
			if i > 0 {
				before.Asked.Version = strings.Repeat("0", len(before.Asked.Version))
			}
			s.write(before, again, after)
		}
		r := s.build(Job{Recipe: []byte(strings.Replace(string(recipe("")), "[interactions]", "[irt_matrix]", 1))})
		all := contents(t, r.Folder)
		cells := 0
		for path, text := range all {
			if strings.HasPrefix(path, "formats/irt_matrix/") {
				_, text, _ = strings.Cut(text, "\n")
				for line := range strings.Lines(text) {
					_, line, _ = strings.Cut(line, ",")
					cells += strings.Count(line, "0") + strings.Count(line, "1")
				}
			}
		}
		if cells != 4 { // all three to the second question, one to the first
			t.Errorf("%d cells, want 4", cells)
		}
		if !strings.Contains(all["README.md"], "| the question has changed since | 2 |") {
			t.Error("the card does not say what was left out")
		}
	})
}

// Learners who share a device, as a household does, are not told by its name.
func TestSharedDevicesHaveNoNameInCommon(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, s *school, _ string) {
		for _, who := range s.enrol(training, "Ximena Quiroga", "Ines Quiroga") {
			for n := range 3 {
				r := answered(who, n)
				r.Device = uid.ID{9, 9, 9}
				s.write(r)
			}
		}
		of := map[any]any{}
		for _, row := range rows(t, s.build(Job{Recipe: recipe("")}).Folder) {
			if row["device"] == nil {
				t.Fatal("the device does not leave, and nothing is tried")
			}
			if was, ok := of[row["device"]]; ok && was != row["learner"] {
				t.Fatal("two learners have one device")
			}
			of[row["device"]] = row["learner"]
		}
		if len(of) != 2 {
			t.Errorf("%d names of devices, want one a learner", len(of))
		}
	})
}

// A correction of a key is recorded of everybody at one moment: its times would tell
// by how much the shifts of two learners differ.
func TestCorrectionsOfKeysTellNoShift(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, s *school, _ string) {
		people := s.enrol(training, "Ximena Quiroga", "Ines Calloway", "Bartholomew Okonkwo")
		for i, who := range people[:2] {
			s.write(answered(who, i))
			s.clock = s.clock.Add(25 * time.Hour)
		}
		for _, who := range people {
			s.write(&interaction.Record{Subject: who.Subject, Kind: interaction.TestRescored, Session: uid.ID{3}, Body: interaction.Rescored{Version: 2, Status: "authored"}})
		}
		at := map[any]map[any]bool{}
		seen := 0
		for _, row := range rows(t, s.build(Job{Recipe: recipe("")}).Folder) {
			if at[row["learner"]] == nil {
				at[row["learner"]] = map[any]bool{}
			}
			at[row["learner"]][row["at"]] = true
			if row["kind"] == string(interaction.TestRescored) {
				seen++
			}
		}
		if seen != 2 || len(at) != 2 {
			t.Errorf("%d corrections of %d learners, want 2 of the two who did something before", seen, len(at))
		}
		for learner, times := range at {
			if len(times) != 1 {
				t.Errorf("%v: a correction has a time of its own", learner)
			}
		}
	})
}

// What the author of a recipe writes is on the card as it stands.
// A model's name leaves as its server gave it, and may tell whose it is.
func TestNamesInAModelStopTheBuild(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, s *school, _ string) {
		who := s.enrol(training, "Ximena Quiroga")[0]
		r := turn(who, 1, "why is it so", "Look at the slope.")
		body := r.Body.(interaction.Turn)
		body.Source, body.ModelAsked, body.ModelGave = "model", "m1", "ft:m1:ximena-quiroga:7"
		r.Body = body
		s.write(r)
		if _, err := s.Service.Build(t.Context(), Job{Recipe: recipe("")}); !fault.Is(err, fault.Conflict) || !strings.Contains(fault.Sentence(err), "names_left") {
			t.Errorf("a model with a name of the instance: %v", err)
		}
	})
}

func TestNamesInARecipeStopTheBuild(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, s *school, _ string) {
		s.term()
		for _, c := range []struct{ old, new string }{{"A test", "Answers of Ximena Quiroga"}, {"test-set", "ximena-quiroga"}, {"title: A test", "title: A test\ndescription: made for bartholomew okonkwo"}} {
			text := strings.Replace(string(recipe("")), c.old, c.new, 1)
			if _, err := s.Service.Build(t.Context(), Job{Recipe: []byte(text)}); !fault.Is(err, fault.Conflict) || !strings.Contains(fault.Sentence(err), "names_left") {
				t.Errorf("%s: %v", c.new, err)
			}
		}
	})
}

// Somebody who was erased is in no list any more, and stays unnamed in what others wrote.
func TestNamesOfTheErasedStayOut(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, s *school, folder string) {
		ctx := t.Context()
		var names []string
		for i := range 8 {
			names = append(names, fmt.Sprintf("Learner %d", i))
		}
		for i, who := range s.enrol([]string{"ai_training"}, names...) {
			s.write(turn(who, i, "quillbrume sits next to me and Takt's notes are better", "Ask Quillbrume Takt again."))
		}
		if err := s.Log.Keys().HideWords(ctx, redact.NameWords("Quillbrume Takt")); err != nil {
			t.Fatal(err)
		}
		r := s.build(Job{Recipe: recipe("")})
		said := 0
		for name, text := range contents(t, r.Folder) {
			low := strings.ToLower(text)
			if strings.Contains(low, "quillbrume") || strings.Contains(low, "takt") {
				t.Errorf("%s names somebody who was erased", name)
			}
			said += strings.Count(low, "sits next to me")
		}
		if said == 0 {
			t.Error("nobody's words are in the package")
		}
		if v := s.rebuild(&r, filepath.Join(folder, "again")); !v.OK() {
			t.Error(v.Problems)
		}
	})
}
