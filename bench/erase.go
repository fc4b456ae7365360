package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"os/exec"
	"strings"
	"time"
)

// eraseEach is how many records each learner has whom benchErasure fills in.
const eraseEach = 10_000

// benchErasure: a learner of 10,000 records is erased from a big log, while
// others practise.
func benchErasure(ctx context.Context, s *settings) error {
	data, err := s.folder("erasure")
	if err != nil {
		return err
	}
	tokens, err := s.importUsers(ctx, data, s.erased/eraseEach)
	if err != nil {
		return err
	}
	if err := s.fill(ctx, data, s.erased, false); err != nil {
		return err
	}
	if text, err := exec.CommandContext(ctx, s.bin, "rebuild", "all", "--data", data).CombinedOutput(); err != nil {
		return fmt.Errorf("rebuilding mirror and views: %w\n%s", err, text)
	}
	v, _, err := s.startProduct(ctx, data)
	if err != nil {
		return err
	}
	defer v.stop()
	const others = 4
	load := make(chan error, 1)
	var got sample
	go func() { // ends by itself after s.seconds
		var err error
		got, err = together(ctx, v, others, s.seconds, func(i int) (func() (time.Duration, error), error) {
			id := fmt.Sprintf("s%d", 1+i)
			return student(v.url, id, tokens[id]), nil
		})
		load <- err
	}()
	time.Sleep(s.seconds / 4)
	began := time.Now()
	var r struct {
		ID     string `json:"id"`
		State  string `json:"state"`
		Counts struct {
			Records int64 `json:"records"`
		} `json:"counts"`
	}
	if err := s.ask(ctx, http.MethodDelete, v.url+"/ai_data/users/s0", tokens["s0"], `{"confirm":"erase"}`, &r); err != nil {
		return err
	}
	accepted := time.Since(began)
	for r.State != "completed" {
		time.Sleep(50 * time.Millisecond)
		if err := s.ask(ctx, http.MethodGet, v.url+"/ai_data/receipts/"+r.ID, "", "", &r); err != nil {
			return err
		}
	}
	completed := time.Since(began)
	if err := <-load; err != nil {
		return err
	}
	s.print("erasure of %d in %d records: accepted after %.2f s (aim < 5), completed after %.1f s; %d others meanwhile p50 %.2f ms  p99 %.1f ms",
		r.Counts.Records, s.erased, accepted.Seconds(), completed.Seconds(), others, ms(got.p50), ms(got.p99))
	return nil
}

// ask sends a request and reads its reply.
func (s *settings) ask(ctx context.Context, method, url, token, body string, into any) error {
	req, err := http.NewRequestWithContext(ctx, method, url, strings.NewReader(body))
	if err != nil {
		return err
	}
	req.Header.Set("Content-Type", "application/json")
	if token != "" {
		req.Header.Set("Authorization", "Bearer "+token)
	}
	res, err := client.Do(req)
	if err != nil {
		return err
	}
	defer res.Body.Close()
	text, err := io.ReadAll(res.Body)
	if err != nil {
		return err
	}
	if res.StatusCode != http.StatusOK {
		return fmt.Errorf("%s %s: %s: %.300s", method, url, res.Status, text)
	}
	return json.Unmarshal(text, into)
}
