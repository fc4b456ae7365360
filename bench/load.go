package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"time"
)

// A server is a child process that answers HTTP.
type server struct {
	url string
	cmd *exec.Cmd
}

func (v *server) stop() {
	v.cmd.Process.Signal(syscall.SIGTERM)
	v.cmd.Wait()
}

// resident is the memory of the child in MB, and peak the most it ever had.
func (v *server) resident() float64 { return v.memory("VmRSS:") }
func (v *server) peak() float64     { return v.memory("VmHWM:") }

func (v *server) memory(what string) float64 {
	b, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", v.cmd.Process.Pid))
	if err != nil {
		return 0
	}
	for line := range strings.SplitSeq(string(b), "\n") {
		if kb, ok := strings.CutPrefix(line, what); ok {
			n, _ := strconv.ParseFloat(strings.Fields(kb)[0], 64)
			return n / 1024
		}
	}
	return 0
}

func (s *settings) startFloor(ctx context.Context) (*server, error) {
	dir, err := os.MkdirTemp(s.dir, "floor")
	if err != nil {
		return nil, err
	}
	cmd := exec.CommandContext(ctx, s.self)
	cmd.Env = append(os.Environ(), floorEnv+"="+dir)
	cmd.Stderr = os.Stderr
	out, err := cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	if err := cmd.Start(); err != nil {
		return nil, err
	}
	line, err := bufio.NewReader(out).ReadString('\n')
	return &server{strings.TrimSpace(line), cmd}, err
}

// startProduct serves the data folder on a free port and returns when
// /readyz says so, with the time that took.
func (s *settings) startProduct(ctx context.Context, data string) (*server, time.Duration, error) {
	began := time.Now()
	logs, err := os.Create(filepath.Join(data, "bench.log"))
	if err != nil {
		return nil, 0, err
	}
	defer logs.Close()
	addr := freeAddr()
	cmd := exec.CommandContext(ctx, s.bin, "serve", "--data", data, "--addr", addr, "--log-level", "warn")
	cmd.Stdout, cmd.Stderr = logs, logs
	if err := cmd.Start(); err != nil {
		return nil, 0, err
	}
	v := &server{"http://" + addr, cmd}
	for deadline := time.Now().Add(30 * time.Second); time.Now().Before(deadline); time.Sleep(2 * time.Millisecond) {
		res, err := http.Get(v.url + "/readyz")
		if err != nil {
			continue
		}
		res.Body.Close()
		if res.StatusCode == http.StatusOK {
			return v, time.Since(began), nil
		}
	}
	v.stop()
	text, _ := os.ReadFile(logs.Name())
	return nil, 0, fmt.Errorf("the server did not become ready:\n%s", text)
}

// importUsers makes n students, and one admin, in data and returns their
// tokens by user id.
func (s *settings) importUsers(ctx context.Context, data string, n int) (map[string]string, error) {
	var csv strings.Builder
	csv.WriteString("user_id,role,age_band,name,email\nboss,admin,18_plus,Bench Admin,\n")
	for i := range n {
		fmt.Fprintf(&csv, "s%d,student,18_plus,Bench Student %d,\n", i, i)
	}
	in, out := filepath.Join(data, "users.csv"), filepath.Join(data, "tokens.txt")
	if err := os.WriteFile(in, []byte(csv.String()), 0o600); err != nil {
		return nil, err
	}
	cmd := exec.CommandContext(ctx, s.bin, "user", "import", in, "--tokens", out, "--data", data)
	if text, err := cmd.CombinedOutput(); err != nil {
		return nil, fmt.Errorf("importing users: %w\n%s", err, text)
	}
	b, err := os.ReadFile(out)
	if err != nil {
		return nil, err
	}
	tokens := map[string]string{}
	for line := range strings.SplitSeq(strings.TrimSpace(string(b)), "\n") {
		id, token, _ := strings.Cut(line, " ")
		tokens[id] = token
	}
	return tokens, nil
}

// A sample is what a load measured.
type sample struct {
	n        int
	took     time.Duration
	p50, p99 time.Duration
}

func (r sample) rate() float64 { return float64(r.n) / r.took.Seconds() }

func summarise(all [][]time.Duration, took time.Duration) sample {
	var flat []time.Duration
	for _, l := range all {
		flat = append(flat, l...)
	}
	if len(flat) == 0 {
		return sample{took: took}
	}
	slices.Sort(flat)
	at := func(q float64) time.Duration { return flat[min(len(flat)-1, int(q*float64(len(flat))))] }
	return sample{len(flat), took, at(.5), at(.99)}
}

// together runs students goroutines for about d; each call of step is one
// request whose latency counts unless it returns 0.
func together(ctx context.Context, students int, d time.Duration, open func(i int) (step func() (time.Duration, error), err error)) (sample, error) {
	ctx, cancel := context.WithTimeout(ctx, d)
	defer cancel()
	all, errs := make([][]time.Duration, students), make([]error, students)
	steps := make([]func() (time.Duration, error), students)
	for i := range students {
		step, err := open(i)
		if err != nil {
			return sample{}, err
		}
		steps[i] = step
	}
	var wg sync.WaitGroup
	began := time.Now()
	for i := range students {
		wg.Go(func() {
			for ctx.Err() == nil {
				took, err := steps[i]()
				if err != nil {
					errs[i] = err
					cancel()
					return
				}
				if took > 0 {
					all[i] = append(all[i], took)
				}
			}
		})
	}
	wg.Wait()
	took := time.Since(began)
	for _, err := range errs {
		if err != nil {
			return sample{}, err
		}
	}
	return summarise(all, took), nil
}

var client = &http.Client{Transport: &http.Transport{MaxIdleConns: 256, MaxIdleConnsPerHost: 256}}

// post sends body and reads the reply into out; it returns the latency as the
// client sees it, decoding apart.
func post(url, token string, body []byte, out any) (time.Duration, error) {
	req, err := http.NewRequest(http.MethodPost, url, bytes.NewReader(body))
	if err != nil {
		return 0, err
	}
	req.Header.Set("Content-Type", "application/json")
	if token != "" {
		req.Header.Set("Authorization", "Bearer "+token)
	}
	began := time.Now()
	res, err := client.Do(req)
	if err != nil {
		return 0, err
	}
	defer res.Body.Close()
	b, err := io.ReadAll(res.Body)
	took := time.Since(began)
	if err != nil {
		return 0, err
	}
	if res.StatusCode >= 300 {
		return 0, fmt.Errorf("%s: %s: %.300s", url, res.Status, b)
	}
	if out != nil {
		err = json.Unmarshal(b, out)
	}
	return took, err
}

type practice struct {
	SessionID string `json:"session_id"`
	Questions []struct {
		ID string `json:"id"`
	} `json:"questions"`
}

// student answers practice questions one after the other; starting a session
// is not counted.
func student(base, id, token string) func() (time.Duration, error) {
	var p practice
	var session string
	n := 0
	return func() (time.Duration, error) {
		if len(p.Questions) == 0 {
			p = practice{}
			if _, err := post(base+"/practice/start/"+id, token, []byte(`{"domain":"Reading & Writing","num_questions":50}`), &p); err != nil {
				return 0, err
			}
			session = p.SessionID
			return 0, nil
		}
		n++
		body := fmt.Appendf(nil, `[{"question_id":%q,"answer":%q,"time_spent":%d}]`, p.Questions[0].ID, "ABCD"[n%4:n%4+1], 20+n%40)
		p = practice{}
		return post(base+"/practice/submit/"+session, token, body, &p)
	}
}

func floorStudent(base string, i int) func() (time.Duration, error) {
	body := fmt.Appendf(nil, `[{"session_id":"s%d","question_id":"wic-abcdef","answer":"B","time_spent":31.5}]`, i)
	return func() (time.Duration, error) {
		var out practice
		return post(base+"/answer", "", body, &out)
	}
}
