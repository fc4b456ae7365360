package main

import (
	"database/sql"
	"encoding/json"
	"fmt"
	"net"
	"net/http"
	"os"
	"time"

	_ "modernc.org/sqlite"
)

// floorEnv makes this program the floor: its value is the folder to work in.
const floorEnv = "SATPREP_BENCH_FLOOR"

// runFloor serves POST /answer as cheaply as the same durability allows: no
// routing, no sign-in, no rules; one response row and one log row of typed
// columns, written by one goroutine that commits all that wait at once.
func runFloor(dir string) error {
	d, err := sql.Open("sqlite", "file:"+dir+"/floor.db?_pragma=journal_mode(WAL)&_pragma=synchronous(FULL)&_pragma=cache_size(-65536)&_pragma=wal_autocheckpoint(4000)")
	if err != nil {
		return err
	}
	defer d.Close()
	d.SetMaxOpenConns(1)
	if _, err := d.Exec(`CREATE TABLE response (id INTEGER PRIMARY KEY, session TEXT, question TEXT, answer TEXT, correct BOOLEAN, time_ms INTEGER, at INTEGER);
		CREATE TABLE interaction (seq INTEGER PRIMARY KEY, id BLOB, subject BLOB, kind TEXT, question TEXT, answer TEXT, correct BOOLEAN, theta REAL, se REAL, time_ms INTEGER, at INTEGER, body TEXT)`); err != nil {
		return err
	}
	one, err := d.Prepare(`INSERT INTO response (session, question, answer, correct, time_ms, at) VALUES (?, ?, ?, ?, ?, ?)`)
	if err != nil {
		return err
	}
	two, err := d.Prepare(`INSERT INTO interaction (id, subject, kind, question, answer, correct, theta, se, time_ms, at, body) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`)
	if err != nil {
		return err
	}
	type job struct {
		a    floorAnswer
		done chan error
	}
	jobs := make(chan job, 1024)
	go func() {
		id, subject := make([]byte, 16), make([]byte, 16)
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
				if err == nil {
					_, err = tx.Stmt(one).Exec(w.a.Session, w.a.Question, w.a.Answer, true, 30_000, time.Now().UnixMicro())
				}
				if err == nil {
					_, err = tx.Stmt(two).Exec(id, subject, "practice.answered", w.a.Question, w.a.Answer, true, .5, .4, 30_000, time.Now().UnixMicro(), `{"input":"keyboard"}`)
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
