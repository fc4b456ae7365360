package db_test

import (
	"errors"
	"io"
	"net"
	"net/url"
	"sync"
	"testing"

	"satprep/internal/db"
	"satprep/internal/db/dbtest"
	"satprep/internal/fault"
)

// The server was restarted while nobody wrote: the next write does not notice.
func TestAConnectionLostBetweenWritesIsReplaced(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, dsn string) {
		d := dbtest.Open(t, dsn)
		if d.Engine() != db.Postgres {
			t.Skip("a file is not lost")
		}
		for _, name := range []string{"a", "b", "c"} {
			var pid int64
			err := d.Write(t.Context(), func(tx *db.Tx) error {
				if err := put(name, 1)(tx); err != nil {
					return err
				}
				return tx.QueryRow(t.Context(), `SELECT pg_backend_pid()`).Scan(&pid)
			})
			if err != nil {
				t.Fatalf("%s: %v", name, err)
			}
			var ended bool
			if err := d.QueryRow(t.Context(), `SELECT pg_terminate_backend(?, 10000)`, pid).Scan(&ended); err != nil || !ended {
				t.Fatalf("ending the writer's connection: %t, %v", ended, err)
			}
		}
		if n := count(t, d, "%"); n != 3 {
			t.Errorf("%d rows, want 3", n)
		}
	})
}

// While the server is away writes are told so instead of waiting for it, and
// when it is back the next one succeeds.
func TestWritesWhileTheServerIsAway(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, dsn string) {
		u, err := url.Parse(dsn)
		if err != nil || u.Scheme == "sqlite" {
			t.Skip("a file is not away")
		}
		p := &passage{to: u.Host}
		t.Cleanup(p.cut)
		p.join(t, "127.0.0.1:0")
		u.Host = p.at
		d := dbtest.Open(t, u.String())
		if err := d.Write(t.Context(), put("before", 1)); err != nil {
			t.Fatal(err)
		}
		p.cut()
		for range 3 {
			if err := d.Write(t.Context(), put("away", 1)); !fault.Is(err, fault.Busy) {
				t.Errorf("a write: %v", err)
			}
			rows, err := d.Query(t.Context(), `SELECT name FROM cursor`)
			if err == nil {
				err = errors.Join(rows.Err(), rows.Close())
			}
			if !fault.Is(err, fault.Busy) {
				t.Errorf("a read: %v", err)
			}
		}
		p.join(t, p.at)
		if err := d.Write(t.Context(), put("after", 1)); err != nil {
			t.Errorf("when it is back: %v", err)
		}
		if n := count(t, d, "%"); n != 2 {
			t.Errorf("%d rows, want 2", n)
		}
	})
}

// A passage carries connections from at to another address until it is cut.
type passage struct {
	at, to string
	mu     sync.Mutex
	open   []io.Closer
}

func (p *passage) join(t *testing.T, at string) {
	t.Helper()
	l, err := net.Listen("tcp", at)
	if err != nil {
		t.Fatal(err)
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.at = l.Addr().String()
	p.open = []io.Closer{l}
	go func() {
		for {
			in, err := l.Accept()
			if err != nil {
				return
			}
			out, err := net.Dial("tcp", p.to)
			if err != nil {
				in.Close()
				continue
			}
			p.mu.Lock()
			p.open = append(p.open, in, out)
			p.mu.Unlock()
			go func() { io.Copy(out, in); out.Close() }()
			go func() { io.Copy(in, out); in.Close() }()
		}
	}()
}

func (p *passage) cut() {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, c := range p.open {
		c.Close()
	}
	p.open = nil
}
