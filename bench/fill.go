package main

import (
	"context"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strconv"
	"time"

	"satprep/internal/census"
	"satprep/internal/db"
	"satprep/internal/interaction"
	"satprep/internal/mirror"
	"satprep/internal/proficiency"
	"satprep/internal/question"
	"satprep/internal/reward"
	"satprep/internal/uid"
)

// fillBatch is how many answers one transaction of fill writes.
const fillBatch = 2000

// fill writes n answers of the users in data straight into its tables: the
// same rows that the server writes, without the server. Users are those that
// importUsers made; each answer is a response and a record. followed puts those
// who follow the log at its end.
func (s *settings) fill(ctx context.Context, data string, n int, followed bool) error {
	if s.filled(data) == n {
		return nil
	}
	now := func() time.Time { return time.Now() }
	d, err := db.Open(ctx, "sqlite:"+data, db.Main)
	if err != nil {
		return err
	}
	defer d.Close()
	k, err := db.Open(ctx, "sqlite:"+data, db.Keys)
	if err != nil {
		return err
	}
	defer k.Close()
	keys, err := interaction.OpenKeyring(k, now)
	if err != nil {
		return err
	}
	l := interaction.NewLog(d, keys, now)
	subjects, err := students(ctx, d)
	if err != nil {
		return err
	}
	bank, err := question.Embedded()
	if err != nil {
		return err
	}
	began := time.Now()
	for done := 0; done < n; done += fillBatch {
		subject := subjects[(done/fillBatch)%len(subjects)]
		session := uid.New(time.Now())
		records := make([]*interaction.Record, min(fillBatch, n-done))
		for i := range records {
			q := bank.Questions[rand.IntN(len(bank.Questions))]
			records[i] = fillRecord(subject, session, q, i)
			if s.turns && i%20 < 3 {
				records[i] = fillTurn(subject, session, q)
			}
			if err := l.Prepare(ctx, records[i]); err != nil {
				return err
			}
		}
		if err := d.Write(ctx, func(tx *db.Tx) error { return fillWrite(tx, l, subject, session, records) }); err != nil {
			return err
		}
	}
	if followed {
		if err := follow(ctx, d, l); err != nil {
			return err
		}
	}
	s.print("filled %d answers in %.0f s", n, time.Since(began).Seconds())
	return os.WriteFile(filepath.Join(data, filledMark), []byte(strconv.Itoa(n)), 0o600)
}

// filledMark lies in a folder that was filled, so that a folder that is kept is
// filled once.
const filledMark = "filled"

func (s *settings) filled(data string) int {
	b, _ := os.ReadFile(filepath.Join(data, filledMark))
	n, _ := strconv.Atoi(string(b)) // none is 0
	return n
}

// follow puts those who follow the log at its end, as if they had read it: then
// a server with much behind it is measured, and not one that catches up. Only the
// tables of the views, a hundredth of all rows, are smaller than they would be.
func follow(ctx context.Context, d *db.DB, l *interaction.Log) error {
	tail, err := l.Tail(ctx)
	if err != nil {
		return err
	}
	return d.Write(ctx, func(tx *db.Tx) error {
		for _, name := range []string{mirror.Name, proficiency.New(d, l).View().Name, reward.New(d).View().Name, census.New(census.Deps{DB: d, Log: l}).View().Name} {
			if err := l.Place(tx, name, tail, ""); err != nil {
				return err
			}
		}
		return nil
	})
}

func students(ctx context.Context, d *db.DB) (list []uid.ID, err error) {
	rows, err := d.Query(ctx, `SELECT s.subject FROM account_subject s JOIN account a ON a.user_id = s.user_id WHERE a.role = 'student'`)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var id uid.ID
		if err := rows.Scan(&id); err != nil {
			return nil, err
		}
		list = append(list, id)
	}
	return list, rows.Err()
}

var fillStamp = interaction.NewStamp(1, interaction.Service|interaction.ResearchExport|interaction.AITraining, "18_plus", false)

func fillRecord(subject, session uid.ID, q *question.Question, i int) *interaction.Record {
	at := time.Now()
	correct := rand.IntN(3) > 0
	return &interaction.Record{Subject: subject, Session: session, Kind: interaction.PracticeAnswered, Origin: interaction.Simulated, Consent: fillStamp,
		Provenance: interaction.Provenance{Server: "bench", Policy: "max_information", PolicyVersion: "1", Epsilon: .05},
		ReceivedAt: at, MadeAt: at.Add(-time.Second),
		Asked: interaction.Asked{Question: q.ID, Version: q.Version, Section: q.Section, Skill: q.Skill, Mode: "practice", Position: i + 1, Source: "own"},
		Why: interaction.Why{Eligible: 80, Digest: make([]byte, 16), Propensity: interaction.Some(.19), Draw: interaction.Some(rand.Float64()), ThetaBefore: interaction.Some(.1), SEBefore: interaction.Some(.5),
			Support: []interaction.Chance{{ID: q.ID, P: .2}, {ID: "a", P: .2}, {ID: "b", P: .2}, {ID: "c", P: .2}, {ID: "d", P: .2}}},
		Done:  interaction.Done{Answer: "B", State: interaction.Answered, Correct: interaction.Some(correct), Attempt: 1, Aided: interaction.Some(false), TimeMS: interaction.Some(int64(20_000 + rand.IntN(60_000)))},
		After: interaction.After{Theta: interaction.Some(.12), SE: interaction.Some(.49)},
		Body:  interaction.Answering{Input: "keyboard", Feedback: "rationale", Eligible: true, Keys: q.Keys, Difficulty: &interaction.Params{A: 1, B: .3, C: .2}}}
}

// words are what 200 bytes of a lesson sound like.
var words = [...]string{
	"I tried to put the x on one side but then I get a fraction and none of the choices has one, so I think that I made a mistake early on with the sign in the second line. Can you look at it again, please?",
	"Look at the second line once more: when you took 4x away from both sides, what should have stood on the left? Write that line out again in full, and then compare it with what the question asks you for.",
}

// fillTurn is a turn of the tutor with 400 bytes of words.
func fillTurn(subject, session uid.ID, q *question.Question) *interaction.Record {
	r := fillRecord(subject, session, q, 0)
	r.Kind, r.Conversation, r.Done, r.Why = interaction.TutorTurn, session, interaction.Done{}, interaction.Why{Propensity: interaction.Some(.5), Draw: interaction.Some(rand.Float64())}
	r.Body = interaction.Turn{Intent: "hint", Stage: "wrong", Level: 2, Move: "targeted", Unit: "turn", Arm: interaction.Arm{Move: "targeted", Template: "a1b2"}, Propensity: .5,
		Source: "builtin", Finish: "stop", Delivered: 200, LatencyMS: 40}
	r.Words = interaction.Words{Query: words[0], Response: words[1]}
	return r
}

func fillWrite(tx *db.Tx, l *interaction.Log, subject, session uid.ID, records []*interaction.Record) error {
	if err := l.Append(tx, records...); err != nil {
		return err
	}
	at := db.Micros(time.Now())
	if _, err := tx.Exec(`INSERT INTO session (id, subject, kind, status, revision, last_seq, scope, rule, source, ceiling, asked, correct, points, salt, served, detail, started_at, updated_at, ended_at)
		VALUES (?, ?, 'practice', 'ended', 1, ?, 'math', 'max_information', 'own', ?, ?, 0, 50, 0, '', '', ?, ?, ?)`,
		session, subject, records[len(records)-1].Seq, len(records), len(records), at, at, at); err != nil {
		return err
	}
	for i, r := range records {
		if r.Kind != interaction.PracticeAnswered {
			continue
		}
		if _, err := tx.Exec(`INSERT INTO response (subject, session, ordinal, record, question, version, state, answer, correct, time_ms, answered_at, counts, pretest, theta, se)
			VALUES (?, ?, ?, ?, ?, ?, 'answered', ?, ?, ?, ?, TRUE, FALSE, ?, ?)`,
			subject, session, i+1, r.ID, r.Asked.Question, r.Asked.Version, r.Done.Answer, r.Done.Correct.V, r.Done.TimeMS.V, at, r.After.Theta.V, r.After.SE.V); err != nil {
			return err
		}
	}
	return nil
}

// eventBatch is a batch of screen actions as a client sends it.
func eventBatch(n int) ([]byte, error) {
	type event struct {
		ID       string         `json:"id"`
		Kind     string         `json:"kind"`
		Question string         `json:"question_id"`
		MadeAt   time.Time      `json:"made_at"`
		Mono     int            `json:"mono_ms"`
		Body     map[string]any `json:"body"`
	}
	list := make([]event, n)
	for i := range list {
		list[i] = event{uid.New(time.Now()).String(), string(interaction.ChoiceSelected), "trn-25xs2d4y", time.Now().UTC(), i * 700, map[string]any{"choice": "B"}}
	}
	b, err := json.Marshal(list)
	if err != nil {
		return nil, fmt.Errorf("encoding events: %w", err)
	}
	return b, nil
}
