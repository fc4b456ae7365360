package app_test

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"satprep/internal/db"
)

// How often the server is killed: enough that a window of microseconds between
// two writes would be hit.
const kills = 50

// A server that is killed at any moment loses no acknowledged answer, doubles
// none, and has one record per response; after the last start the mirror holds
// every record once, in order.
func TestKilledUnderLoad(t *testing.T) {
	if testing.Short() {
		t.Skip("starts and kills a server many times")
	}
	t.Parallel()
	k := newKilled(t)
	acknowledged := map[string]string{} // session and question → answer
	for round := range kills {
		addr, cmd := k.serve(t)
		k.load(t, addr, func(first <-chan struct{}) {
			if round%2 == 1 { // every other time something was acknowledged, however slow the machine is
				<-first
			}
			time.Sleep(time.Duration(20+rand.IntN(180)) * time.Millisecond)
			if err := cmd.Process.Kill(); err != nil {
				t.Error(err)
			}
			cmd.Wait()
		}, acknowledged)
		if t.Failed() {
			t.Fatalf("in round %d", round)
		}
		if round%10 == 9 {
			k.compare(t, acknowledged)
		}
	}
	if len(acknowledged) < kills/2 {
		t.Fatalf("only %d answers were acknowledged in %d rounds; the load is no load", len(acknowledged), kills)
	}
	_, cmd := k.serve(t)
	records := k.compare(t, acknowledged)
	k.mirror(t, records)
	cmd.Process.Signal(os.Interrupt)
	if err := cmd.Wait(); err != nil {
		t.Errorf("the server did not end well: %v", err)
	}
	t.Logf("%d kills, %d acknowledged answers, %d records", kills, len(acknowledged), records)
}

// killed is a data folder and the program that works on it.
type killed struct {
	bin, data string
	tokens    map[string]string
}

const victims = 8

func newKilled(t *testing.T) *killed {
	t.Helper()
	k := &killed{data: t.TempDir(), tokens: map[string]string{}}
	k.bin = filepath.Join(k.data, "satprep")
	if out, err := exec.Command("go", "build", "-o", k.bin, "satprep/cmd/satprep").CombinedOutput(); err != nil {
		t.Fatalf("building: %v\n%s", err, out)
	}
	var csv strings.Builder
	csv.WriteString("user_id,role,age_band,name,email\n")
	for i := range victims {
		fmt.Fprintf(&csv, "v%d,student,18_plus,Learner %d,\n", i, i)
	}
	in, out := filepath.Join(k.data, "users.csv"), filepath.Join(k.data, "tokens.txt")
	if err := os.WriteFile(in, []byte(csv.String()), 0o600); err != nil {
		t.Fatal(err)
	}
	if text, err := exec.Command(k.bin, "user", "import", in, "--tokens", out, "--data", k.data).CombinedOutput(); err != nil {
		t.Fatalf("importing: %v\n%s", err, text)
	}
	b, err := os.ReadFile(out)
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.SplitSeq(strings.TrimSpace(string(b)), "\n") {
		id, token, _ := strings.Cut(line, " ")
		k.tokens[id] = token
	}
	return k
}

// serve starts the program on a port that the system gives it, and returns when
// it says that it is ready.
func (k *killed) serve(t *testing.T) (url string, cmd *exec.Cmd) {
	t.Helper()
	cmd = exec.Command(k.bin, "serve", "--data", k.data, "--addr", "127.0.0.1:0")
	var log bytes.Buffer
	cmd.Stderr = &log
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { cmd.Process.Kill() })
	for said := bufio.NewScanner(out); said.Scan(); {
		if ready, ok := strings.CutPrefix(said.Text(), "satprep is ready at "); ok {
			url, _, _ = strings.Cut(ready, ",")
			return url, cmd
		}
	}
	cmd.Wait()
	t.Fatalf("the server did not become ready:\n%s", log.String())
	return "", nil
}

// load lets all victims practise until stop returns, and notes what was
// acknowledged. stop is given a channel that is closed when the first answer was, or
// when nobody practises any more.
func (k *killed) load(t *testing.T, url string, stop func(first <-chan struct{}), acknowledged map[string]string) {
	t.Helper()
	first := make(chan struct{})
	one := sync.OnceFunc(func() { close(first) })
	var wg sync.WaitGroup
	var mu sync.Mutex
	client := &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: victims}}
	defer client.CloseIdleConnections()
	for id, token := range k.tokens {
		wg.Go(func() {
			for {
				var p practised
				if !call(t, client, url+"/practice/start/"+id, token, `{"domain":"Both","num_questions":50}`, &p) {
					return
				}
				session := p.SessionID
				for len(p.Questions) > 0 {
					q, answer := p.Questions[0].ID, "ABCD"[rand.IntN(4):][:1]
					if p.Questions[0].Type == "spr" {
						answer = fmt.Sprint(rand.IntN(99))
					}
					p = practised{}
					if !call(t, client, url+"/practice/submit/"+session, token, fmt.Sprintf(`[{"question_id":%q,"answer":%q,"time_spent":30}]`, q, answer), &p) {
						return
					}
					mu.Lock()
					acknowledged[session+" "+q] = answer
					mu.Unlock()
					one()
				}
			}
		})
	}
	go func() { wg.Wait(); one() }()
	stop(first)
	wg.Wait()
}

type practised struct {
	SessionID string `json:"session_id"`
	Questions []struct {
		ID   string `json:"id"`
		Type string `json:"type"`
	} `json:"questions"`
}

// call reports false when the server is gone; a refusal fails the test.
func call(t *testing.T, c *http.Client, url, token, body string, out any) bool {
	req, err := http.NewRequest(http.MethodPost, url, strings.NewReader(body))
	if err != nil {
		t.Error(err)
		return false
	}
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set("Authorization", "Bearer "+token)
	res, err := c.Do(req)
	if err != nil {
		return false
	}
	defer res.Body.Close()
	b, err := io.ReadAll(res.Body)
	if err != nil {
		return false // the reply was cut: not acknowledged
	}
	if res.StatusCode >= 300 {
		t.Errorf("%s: %s: %s", url, res.Status, b)
		return false
	}
	if err := json.Unmarshal(b, out); err != nil {
		t.Errorf("%s: %v", url, err)
		return false
	}
	return true
}

// compare holds the tables against what was acknowledged and returns the
// number of records.
func (k *killed) compare(t *testing.T, acknowledged map[string]string) (records int) {
	t.Helper()
	d, err := db.Open(t.Context(), "sqlite:"+k.data, db.Main)
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	var check string
	if err := d.QueryRow(t.Context(), `PRAGMA integrity_check`).Scan(&check); err != nil || check != "ok" {
		t.Fatalf("integrity: %s %v", check, err)
	}
	rows, err := d.Query(t.Context(), `SELECT r.session, r.question, r.answer, i.id IS NOT NULL FROM response r LEFT JOIN interaction i ON i.id = r.record AND i.question = r.question`)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	stored := map[string]string{}
	for rows.Next() {
		var session []byte
		var question string
		var answer *string
		var recorded bool
		if err := rows.Scan(&session, &question, &answer, &recorded); err != nil {
			t.Fatal(err)
		}
		key := fmt.Sprintf("%x-%x-%x-%x-%x %s", session[:4], session[4:6], session[6:8], session[8:10], session[10:], question)
		if _, twice := stored[key]; twice {
			t.Errorf("%s is there twice", key)
		}
		stored[key] = ""
		if answer != nil {
			stored[key] = *answer
		}
		if !recorded {
			t.Errorf("%s has no record", key)
		}
	}
	lost := 0
	for key, answer := range acknowledged {
		if got, ok := stored[key]; !ok || (got != "" && got != answer) {
			lost++
		}
	}
	if lost > 0 {
		t.Errorf("%d of %d acknowledged answers are lost or changed", lost, len(acknowledged))
	}
	var answers int
	if err := d.QueryRow(t.Context(), `SELECT count(*) FROM interaction WHERE kind = 'practice.answered'`).Scan(&answers); err != nil || answers != len(stored) {
		t.Errorf("%d records of answers for %d responses: %v", answers, len(stored), err)
	}
	if err := d.QueryRow(t.Context(), `SELECT count(*) FROM interaction`).Scan(&records); err != nil {
		t.Fatal(err)
	}
	return records
}

// mirror waits until the mirror is whole and checks that every record stands
// there once, in order. It gives up when the mirror no longer grows.
func (k *killed) mirror(t *testing.T, records int) {
	t.Helper()
	last, before := 0, 0
	for still := 0; still < 1000; still++ {
		f, err := os.Open(filepath.Join(k.data, "ai_data", "interactions.jsonl"))
		if err != nil {
			t.Fatal(err)
		}
		last = 0
		lines := bufio.NewScanner(f)
		lines.Buffer(nil, 1<<20)
		for lines.Scan() {
			var line struct {
				Seq    int    `json:"seq"`
				UserID string `json:"user_id"`
			}
			if err := json.Unmarshal(lines.Bytes(), &line); err != nil && last < records {
				break // the last line is being written
			}
			if line.Seq != last+1 || line.UserID == "" {
				t.Fatalf("line %d of the mirror is record %d of %q", last+1, line.Seq, line.UserID)
			}
			last = line.Seq
		}
		f.Close()
		if last >= records {
			return
		}
		if last > before {
			still, before = 0, last
		}
		time.Sleep(10 * time.Millisecond)
	}
	t.Errorf("the mirror holds %d of %d records", last, records)
}
