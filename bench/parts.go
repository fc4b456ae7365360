package main

import (
	"bufio"
	"bytes"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"time"
)

func freeAddr() string {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "127.0.0.1:0"
	}
	defer l.Close()
	return l.Addr().String()
}

func (s *settings) folder(name string) (string, error) {
	dir := filepath.Join(s.dir, name)
	return dir, os.MkdirAll(dir, 0o700)
}

// school makes a folder with n students and one admin, and returns their tokens
// by user id.
func (s *settings) school(ctx context.Context, name string, n int) (data string, tokens map[string]string, err error) {
	if data, err = s.folder(name); err == nil {
		tokens, err = s.importUsers(ctx, data, n)
	}
	return data, tokens, err
}

// benchStart: time to ready on a new folder and on one that is there, and
// memory when idle.
func benchStart(ctx context.Context, s *settings) error {
	data, err := s.folder("start")
	if err != nil {
		return err
	}
	for _, what := range []string{"first start (folder, schema, bank)", "start"} {
		v, took, err := s.startProduct(ctx, data)
		if err != nil {
			return err
		}
		time.Sleep(500 * time.Millisecond)
		s.print("%-44s ready after %4d ms, %5.1f MB resident when idle", what, took.Milliseconds(), v.resident())
		v.stop()
	}
	return nil
}

// benchAnswers: durable answers a second over HTTP against the floor.
func benchAnswers(ctx context.Context, s *settings) error {
	most := slices.Max(s.students)
	data, tokens, err := s.school(ctx, "answers", most)
	if err != nil {
		return err
	}
	v, _, err := s.startProduct(ctx, data)
	if err != nil {
		return err
	}
	defer v.stop()
	f, err := s.startFloor(ctx)
	if err != nil {
		return err
	}
	defer f.stop()
	for _, n := range s.students {
		floor, err := together(ctx, f, n, s.seconds, func(i int) (func() (time.Duration, error), error) { return floorStudent(f.url, i), nil })
		if err != nil {
			return err
		}
		got, err := together(ctx, v, n, s.seconds, func(i int) (func() (time.Duration, error), error) {
			id := fmt.Sprintf("s%d", i)
			return student(v.url, id, tokens[id]), nil
		})
		if err != nil {
			return err
		}
		s.print("answers, %2d students: %6.0f/s  p50 %6.2f ms  p99 %6.2f ms | floor %6.0f/s  p99 %6.2f ms | ratio %.2f",
			n, got.rate(), ms(got.p50), ms(got.p99), floor.rate(), ms(floor.p99), got.rate()/floor.rate())
		s.print("  CPU an answer: server %.0f µs, client %.0f µs | floor %.0f µs, client %.0f µs", got.each(got.server), got.each(got.client), floor.each(floor.server), floor.each(floor.client))
	}
	s.print("memory under load: %.1f MB resident", v.resident())
	return nil
}

func ms(d time.Duration) float64 { return float64(d.Microseconds()) / 1000 }

// benchEvents: screen actions in batches of 100.
func benchEvents(ctx context.Context, s *settings) error {
	const clients = 8
	data, tokens, err := s.school(ctx, "events", clients)
	if err != nil {
		return err
	}
	v, _, err := s.startProduct(ctx, data)
	if err != nil {
		return err
	}
	defer v.stop()
	got, err := together(ctx, v, clients, s.seconds, func(i int) (func() (time.Duration, error), error) {
		var reply bytes.Buffer
		return func() (time.Duration, error) {
			body, err := eventBatch(100)
			if err != nil {
				return 0, err
			}
			took, err := post(v.url+"/ai_data/events", tokens[fmt.Sprintf("s%d", i)], body, &reply)
			if n := bytes.Count(reply.Bytes(), []byte(`"verdict":"accepted"`)); err == nil && n != 100 {
				err = fmt.Errorf("%d of 100 events were accepted: %.300s", n, &reply)
			}
			return took, err
		}, nil
	})
	if err != nil {
		return err
	}
	s.print("events in batches of 100: %.0f/s  p99 %.1f ms a batch (aim >= 10,000/s)", 100*got.rate(), ms(got.p99))
	return nil
}

// benchGrowth: the same load in a small and in a big log.
func benchGrowth(ctx context.Context, s *settings) error {
	const n = 16
	var p99 [2]float64
	for i, size := range []int{s.small, s.big} {
		data, tokens, err := s.school(ctx, fmt.Sprintf("growth%d", size), 2000)
		if err != nil {
			return err
		}
		if err := s.fill(ctx, data, size, true); err != nil {
			return err
		}
		v, _, err := s.startProduct(ctx, data)
		if err != nil {
			return err
		}
		if err := caughtUp(ctx, v); err != nil {
			v.stop()
			return err
		}
		got, err := together(ctx, v, n, s.seconds, func(i int) (func() (time.Duration, error), error) {
			id := fmt.Sprintf("s%d", i)
			return student(v.url, id, tokens[id]), nil
		})
		v.stop()
		if err != nil {
			return err
		}
		p99[i] = ms(got.p99)
		s.print("answers, %d students, %8d records: %6.0f/s  p50 %6.2f ms  p99 %6.2f ms, CPU an answer: server %.0f µs",
			n, size, got.rate(), ms(got.p50), ms(got.p99), got.each(got.server))
	}
	s.print("p99 growth: %.2fx (aim <= 1.2)", p99[1]/p99[0])
	return nil
}

// benchExport: everybody's data, and the mirror rebuilt.
func benchExport(ctx context.Context, s *settings) error {
	data, tokens, err := s.school(ctx, "export", 500)
	if err != nil {
		return err
	}
	if err := s.consentAll(ctx, data, tokens); err != nil {
		return err
	}
	if err := s.fill(ctx, data, s.exported, false); err != nil {
		return err
	}
	took, err := s.mirrored(ctx, data)
	if err != nil {
		return err
	}
	raw, err := scanAndCopy(ctx, data, filepath.Join(s.dir, "copy"))
	if err != nil {
		return err
	}
	s.print("mirror rebuilt: %.0f rows/s | raw scan and copy %.0f rows/s | ratio %.2f (aim >= 0.7)", float64(s.exported)/took.Seconds(), float64(s.exported)/raw.Seconds(), raw.Seconds()/took.Seconds())
	v, _, err := s.startProduct(ctx, data)
	if err != nil {
		return err
	}
	defer v.stop()
	if err := caughtUp(ctx, v); err != nil {
		return err
	}
	before := v.resident()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, v.url+"/ai_data/export_all", nil)
	if err != nil {
		return err
	}
	req.Header.Set("Authorization", "Bearer "+tokens["boss"])
	began := time.Now()
	res, err := client.Do(req)
	if err != nil {
		return err
	}
	text, _ := io.ReadAll(res.Body)
	res.Body.Close()
	if res.StatusCode != http.StatusOK {
		return fmt.Errorf("export_all: %s: %.300s", res.Status, text)
	}
	took = time.Since(began)
	s.print("export_all: %.0f records/s (aim >= 200,000), resident %.0f MB before, %.0f MB after (aim <= 128)", float64(s.exported)/took.Seconds(), before, v.resident())
	return nil
}

// mirrored brings the mirror up to what fill wrote past the server, which would
// otherwise catch up beside what is measured.
func (s *settings) mirrored(ctx context.Context, data string) (time.Duration, error) {
	began := time.Now()
	if text, err := exec.CommandContext(ctx, s.bin, "rebuild", "mirror", "--data", data).CombinedOutput(); err != nil {
		return 0, fmt.Errorf("rebuilding the mirror: %w\n%s", err, text)
	}
	return time.Since(began), nil
}

// scanAndCopy is the yardstick of the mirror: every column of every row of the
// log read as it is and written to a file, with a tab between.
func scanAndCopy(ctx context.Context, data, to string) (time.Duration, error) {
	began := time.Now()
	d, err := sql.Open("sqlite", "file:"+data+"/satprep.db?mode=ro&_pragma=cache_size(-65536)")
	if err != nil {
		return 0, err
	}
	defer d.Close()
	rows, err := d.QueryContext(ctx, `SELECT * FROM interaction ORDER BY seq`)
	if err != nil {
		return 0, err
	}
	defer rows.Close()
	names, err := rows.Columns()
	if err != nil {
		return 0, err
	}
	cells, into := make([]sql.RawBytes, len(names)), make([]any, len(names))
	for i := range cells {
		into[i] = &cells[i]
	}
	f, err := os.Create(to)
	if err != nil {
		return 0, err
	}
	defer os.Remove(to)
	defer f.Close()
	w := bufio.NewWriterSize(f, 1<<20)
	for rows.Next() {
		if err := rows.Scan(into...); err != nil {
			return 0, err
		}
		for _, c := range cells {
			w.Write(c)
			w.WriteByte('\t')
		}
		w.WriteByte('\n')
	}
	if err := errors.Join(rows.Err(), w.Flush(), f.Sync()); err != nil {
		return 0, err
	}
	return time.Since(began), nil
}

// caughtUp waits until every follower of the log has read what fill wrote.
func caughtUp(ctx context.Context, v *server) error {
	for {
		res, err := client.Get(v.url + "/metrics")
		if err != nil {
			return err
		}
		text, err := io.ReadAll(res.Body)
		res.Body.Close()
		if err != nil {
			return err
		}
		found, lag := false, false
		for line := range strings.Lines(string(text)) {
			if strings.HasPrefix(line, "satprep_follower_behind{") {
				found, lag = true, lag || !strings.HasSuffix(strings.TrimSpace(line), " 0")
			}
		}
		switch {
		case !found:
			return fmt.Errorf("/metrics names no follower of the log: %s: %.300s", res.Status, text)
		case !lag:
			return nil
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(200 * time.Millisecond):
		}
	}
}

// consentAll lets every student grant research_export and ai_training.
func (s *settings) consentAll(ctx context.Context, data string, tokens map[string]string) error {
	v, _, err := s.startProduct(ctx, data)
	if err != nil {
		return err
	}
	defer v.stop()
	for id, token := range tokens {
		if id == "boss" {
			continue
		}
		if _, err := post(v.url+"/consent/"+id, token, []byte(`{"choices":[{"purpose":"research_export","granted":true},{"purpose":"ai_training","granted":true}]}`), nil); err != nil {
			return err
		}
	}
	return nil
}
