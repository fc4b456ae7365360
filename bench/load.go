package main

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
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

func (v *server) memory(what string) float64 { return memory(v.cmd.Process.Pid, what) }

// memory is a figure of a process in MB, 0 where the system does not say.
func memory(pid int, what string) float64 {
	b, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
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

// cpu is the processor time that a process has used, 0 where the system does
// not say. On a machine that others use too it is the number to trust.
func cpu(pid int) time.Duration {
	b, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	if err != nil {
		return 0
	}
	f := strings.Fields(string(b[bytes.LastIndexByte(b, ')')+1:])) // from field 3 on
	if len(f) < 13 {
		return 0
	}
	user, _ := strconv.Atoi(f[11])
	system, _ := strconv.Atoi(f[12])
	return time.Duration(user+system) * (time.Second / 100)
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
	if s.filled(data) == 0 { // else they are there, and so are their tokens
		cmd := exec.CommandContext(ctx, s.bin, "user", "import", in, "--tokens", out, "--data", data)
		if text, err := cmd.CombinedOutput(); err != nil {
			return nil, fmt.Errorf("importing users: %w\n%s", err, text)
		}
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
	n              int
	took           time.Duration
	p50, p99       time.Duration
	server, client time.Duration // of processor time
}

func (r sample) rate() float64 { return float64(r.n) / r.took.Seconds() }

// each is the processor time of one request, in microseconds.
func (r sample) each(d time.Duration) float64 {
	return float64(d.Microseconds()) / float64(max(1, r.n))
}

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
	return sample{n: len(flat), took: took, p50: at(.5), p99: at(.99)}
}

// together runs students goroutines against v for about d; each call of step
// is one request whose latency counts unless it returns 0.
func together(ctx context.Context, v *server, students int, d time.Duration, open func(i int) (step func() (time.Duration, error), err error)) (sample, error) {
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
	self := os.Getpid()
	server, client, began := cpu(v.cmd.Process.Pid), cpu(self), time.Now()
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
	r := summarise(all, took)
	r.server, r.client = cpu(v.cmd.Process.Pid)-server, cpu(self)-client
	return r, nil
}

var client = &http.Client{Transport: &http.Transport{MaxIdleConns: 256, MaxIdleConnsPerHost: 256}}

// post sends body and reads the reply into the buffer in; it returns the
// latency as the client sees it, decoding apart.
func post(url, token string, body []byte, in *bytes.Buffer) (time.Duration, error) {
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
	if in == nil {
		in = &bytes.Buffer{}
	}
	in.Reset()
	_, err = in.ReadFrom(res.Body)
	took := time.Since(began)
	if err != nil {
		return 0, err
	}
	if res.StatusCode >= 300 {
		return 0, fmt.Errorf("%s: %s: %.300s", url, res.Status, in)
	}
	return took, nil
}

// field is the text after before in a reply, up to the next quote. Clients share
// the machine with what they measure, so they read what the next request needs
// and no more; a reply without it fails the run.
func field(reply *bytes.Buffer, before string) (string, error) {
	_, rest, ok := bytes.Cut(reply.Bytes(), []byte(before))
	if text, _, closed := bytes.Cut(rest, []byte(`"`)); ok && closed {
		return string(text), nil
	}
	return "", fmt.Errorf("there is no %s in the reply %.300s", before, reply)
}

// The beginnings of what clients read.
const (
	sessionField  = `"session_id":"`
	questionField = `"questions":[{"id":"`
	noQuestion    = `"questions":[]` // the session is over
)

// student answers practice questions one after the other; starting a session
// is not counted.
func student(base, id, token string) func() (time.Duration, error) {
	var reply bytes.Buffer
	var session, question string
	n := 0
	return func() (took time.Duration, err error) {
		if question == "" {
			if _, err := post(base+"/practice/start/"+id, token, []byte(`{"domain":"Reading & Writing","num_questions":50}`), &reply); err != nil {
				return 0, err
			}
			if session, err = field(&reply, sessionField); err == nil {
				question, err = field(&reply, questionField)
			}
			return 0, err
		}
		n++
		body := fmt.Appendf(nil, `[{"question_id":%q,"answer":%q,"time_spent":%d}]`, question, "ABCD"[n%4:n%4+1], 20+n%40)
		if took, err = post(base+"/practice/submit/"+session, token, body, &reply); err != nil {
			return 0, err
		}
		if question = ""; !bytes.Contains(reply.Bytes(), []byte(noQuestion)) {
			question, err = field(&reply, questionField)
		}
		return took, err
	}
}

func floorStudent(base string, i int) func() (time.Duration, error) {
	body := fmt.Appendf(nil, `[{"session_id":"s%d","question_id":"wic-abcdef","answer":"B","time_spent":31.5}]`, i)
	var reply bytes.Buffer
	return func() (time.Duration, error) {
		took, err := post(base+"/answer", "", body, &reply)
		if err == nil {
			_, err = field(&reply, questionField)
		}
		return took, err
	}
}
