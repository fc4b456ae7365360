package main

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/json"
	"fmt"
	"net"
	"net/http"
	"os"
	"time"

	_ "modernc.org/sqlite"

	"satprep/internal/db"
	"satprep/internal/uid"
)

// floorEnv makes this program the floor: its value is the folder to work in.
const floorEnv = "SATPREP_BENCH_FLOOR"

// runFloor serves POST /answer as cheaply as the same durability allows: no
// routing, no sign-in, no rules, no next question; the two rows that an answer
// is in the product's own tables (a response, and its record in the log with
// both indexes), written by one goroutine that commits all that wait at once.
func runFloor(dir string) error {
	made, err := db.Open(context.Background(), "sqlite:"+dir, db.Main) // the product's schema
	if err != nil {
		return err
	}
	if err := made.Close(); err != nil {
		return err
	}
	d, err := sql.Open("sqlite", "file:"+dir+"/satprep.db?_pragma=journal_mode(WAL)&_pragma=synchronous(FULL)&_pragma=cache_size(-65536)&_pragma=wal_autocheckpoint(4000)")
	if err != nil {
		return err
	}
	defer d.Close()
	d.SetMaxOpenConns(1)
	one, err := d.Prepare(`INSERT INTO response (subject, session, ordinal, record, question, version, state, answer, correct, time_ms, answered_at, counts, pretest, theta, se)
		VALUES (?, ?, ?, ?, ?, '0123456789abcdef', 'answered', ?, TRUE, 30000, ?, TRUE, FALSE, 0.5, 0.4)`)
	if err != nil {
		return err
	}
	two, err := d.Prepare(`INSERT INTO interaction (seq, id, subject, session, kind, version, origin, provenance, made_at, received_at, question, question_version, section, skill, mode, position,
		time_factor, source, eligible, eligible_digest, propensity, support, draw, theta_before, se_before, answer, state, correct, attempt, aided, time_ms, theta_after, se_after,
		consent, purposes, age_band, school, body, hash)
		VALUES (?, ?, ?, ?, 'practice.answered', 1, 'real', 1234567890123, ?, ?, ?, '0123456789abcdef', 'rw', 'words-in-context', 'practice', 7,
		1.0, 'own', 55, x'00112233445566778899aabbccddeeff', 0.19, ?, 0.37, 0.4, 0.5, ?, 'answered', TRUE, 1, FALSE, 30000, 0.5, 0.4,
		1234567890123, 1, '18_plus', FALSE, ?, x'00112233445566778899aabbccddeeff')`)
	if err != nil {
		return err
	}
	type job struct {
		a    floorAnswer
		done chan error
	}
	jobs := make(chan job, 1024)
	go func() {
		const body = `{"input":"keyboard","feedback":"rationale","eligible":true,"params":{"a":1,"b":0.1,"c":0.2},"keys":["B"]}`
		const support = `[{"id":"wic-abcdef","p":0.2},{"id":"wic-bcdefg","p":0.2},{"id":"wic-cdefgh","p":0.2},{"id":"wic-defghi","p":0.2},{"id":"wic-efghij","p":0.2}]`
		seq := 0
		for j := range jobs {
			waiting := []job{j}
			for more := true; more && len(waiting) < 256; {
				select {
				case j := <-jobs:
					waiting = append(waiting, j)
				default:
					more = false
				}
			}
			tx, err := d.Begin()
			for _, w := range waiting {
				seq++
				now := time.Now()
				id := uid.New(now)
				subject, session := sha256.Sum256([]byte(w.a.Session)), sha256.Sum256([]byte(w.a.Session+"s"))
				if err == nil {
					_, err = tx.Stmt(one).Exec(subject[:16], session[:16], seq, id[:], w.a.Question, w.a.Answer, now.UnixMicro())
				}
				if err == nil {
					_, err = tx.Stmt(two).Exec(seq, id[:], subject[:16], session[:16], now.UnixMicro(), now.UnixMicro(), w.a.Question, support, w.a.Answer, body)
				}
			}
			if err == nil {
				err = tx.Commit()
			}
			for _, w := range waiting {
				w.done <- err
			}
		}
	}()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	fmt.Fprintln(os.Stdout, "http://"+l.Addr().String())
	return http.Serve(l, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		var in []floorAnswer
		if err := json.NewDecoder(r.Body).Decode(&in); err != nil || len(in) != 1 {
			http.Error(w, "bad", http.StatusBadRequest)
			return
		}
		j := job{in[0], make(chan error, 1)}
		jobs <- j
		if err := <-j.done; err != nil {
			http.Error(w, err.Error(), http.StatusInternalServerError)
			return
		}
		w.Header().Set("Content-Type", "application/json")
		json.NewEncoder(w).Encode(map[string]any{"questions": []map[string]any{{"id": in[0].Question, "text": "What is 2 + 2?"}}, "theta": .5})
	}))
}

type floorAnswer struct {
	Session   string  `json:"session_id"`
	Question  string  `json:"question_id"`
	Answer    string  `json:"answer"`
	TimeSpent float64 `json:"time_spent"`
}
