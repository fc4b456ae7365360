package app_test

import (
	"bufio"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"

	"satprep/internal/app"
	"satprep/internal/app/apptest"
	"satprep/internal/db"
	"satprep/internal/db/dbtest"
	"satprep/internal/fault"
)

// begin opens a connection and sends a registration up to its body. When it
// returns, the server has taken the request and waits for the body.
func begin(t *testing.T, addr string, body string) (net.Conn, *bufio.Reader) {
	t.Helper()
	conn, err := net.Dial("tcp", addr)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { conn.Close() })
	fmt.Fprintf(conn, "POST /auth/register HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: %d\r\nExpect: 100-continue\r\n\r\n", len(body))
	in := bufio.NewReader(conn)
	line, err := in.ReadString('\n')
	if err != nil || !strings.Contains(line, "100") {
		t.Fatalf("%q, %v", line, err)
	}
	if _, err := in.ReadString('\n'); err != nil {
		t.Fatal(err)
	}
	return conn, in
}

const form = `{"name":"Learner","password":"long enough","age_band":"13_17"}`

// untilClosed waits until nobody can connect any more.
func untilClosed(t *testing.T, addr string) {
	t.Helper()
	for {
		conn, err := net.Dial("tcp", addr)
		if err != nil {
			return
		}
		conn.Close()
		if t.Context().Err() != nil {
			t.Fatal("the server goes on listening")
		}
	}
}

func TestCloseLetsRequestsEnd(t *testing.T) {
	t.Parallel()
	a := apptest.Start(t, nil)
	addr := strings.TrimPrefix(a.URL(), "http://")
	conn, in := begin(t, addr, form)
	closed := make(chan error, 1)
	go func() { closed <- a.Close() }()
	untilClosed(t, addr)
	if _, err := io.WriteString(conn, form); err != nil {
		t.Fatal(err)
	}
	res, err := http.ReadResponse(in, nil)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	if res.StatusCode != 201 {
		t.Errorf("status %d", res.StatusCode)
	}
	if err := <-closed; err != nil {
		t.Errorf("closing: %v", err)
	}
}

func TestCloseCutsOffWhatNeverEnds(t *testing.T) {
	t.Parallel()
	a := apptest.Start(t, func(c *app.Config) { c.Drain = time.Millisecond })
	conn, in := begin(t, strings.TrimPrefix(a.URL(), "http://"), form)
	if err := a.Close(); err != nil {
		t.Errorf("closing: %v", err)
	}
	if b, err := io.ReadAll(in); err == nil && len(b) > 0 && !strings.Contains(string(b), " 400 ") {
		t.Errorf("the cut-off request was answered: %s", b)
	}
	conn.Close()
}

func TestOneServerPerFolder(t *testing.T) {
	t.Parallel()
	first := apptest.Start(t, nil)
	second, err := app.New(t.Context(), app.Config{Data: first.Data, Addr: "127.0.0.1:0", Logger: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err) // the rooms may be used beside a server
	}
	defer second.Close()
	err = second.Start()
	if !fault.Is(err, fault.Conflict) || !strings.Contains(fault.Sentence(err), "--data") {
		t.Errorf("a second server: %v", err)
	}
	if err := first.Close(); err != nil {
		t.Fatal(err)
	}
	if err := second.Start(); err != nil {
		t.Errorf("after the first has closed: %v", err)
	}
}

// Two folders that name one database are two servers of one log: the second is
// told so, until the first has gone.
func TestOneServerPerDatabase(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, dsn string) {
		first := apptest.Start(t, func(c *app.Config) { c.DB = dsn })
		second, err := app.New(t.Context(), app.Config{Data: t.TempDir(), DB: dsn, Addr: "127.0.0.1:0", Logger: slog.New(slog.DiscardHandler)})
		if err != nil {
			t.Fatal(err) // the rooms may be used beside a server
		}
		defer second.Close()
		if err := second.Start(); !fault.Is(err, fault.Conflict) || !strings.Contains(fault.Sentence(err), "Another satprep") {
			t.Errorf("a second server of one database: %v", err)
		}
		if err := first.Close(); err != nil {
			t.Fatal(err)
		}
		third, err := app.New(t.Context(), app.Config{Data: t.TempDir(), DB: dsn, Addr: "127.0.0.1:0", Logger: slog.New(slog.DiscardHandler)})
		if err != nil {
			t.Fatal(err)
		}
		defer third.Close()
		if err := third.Start(); err != nil {
			t.Errorf("after the first has closed: %v", err)
		}
	})
}

// A database that restarts forgets who serves it. The server claims it again, or is
// not ready and says so.
func TestClaimIsTakenAgain(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, dsn string) {
		if strings.HasPrefix(dsn, "sqlite:") {
			t.Skip("a locked file is not forgotten")
		}
		a := apptest.Start(t, func(c *app.Config) { c.DB = dsn })
		other := dbtest.Open(t, dsn)
		ready := func() (int, string) {
			t.Helper()
			res, err := http.Get(a.URL() + "/readyz")
			if err != nil {
				t.Fatal(err)
			}
			defer res.Body.Close()
			b, err := io.ReadAll(res.Body)
			if err != nil {
				t.Fatal(err)
			}
			return res.StatusCode, string(b)
		}
		var sooner *db.Claim
		for sooner == nil { // the server takes its claim again as soon as it looks
			dbtest.CutClaims(t, other)
			var err error
			if sooner, err = other.Claim(t.Context(), "server"); err != nil {
				sooner = nil
			}
		}
		if status, body := ready(); status != 503 || !strings.Contains(body, "another satprep has begun to serve it") {
			t.Errorf("another serves the database: %d %s", status, body)
		}
		sooner.Release(t.Context())
		if status, body := ready(); status != 200 {
			t.Errorf("the other has gone: %d %s", status, body)
		}
		if there, err := other.Claimed(t.Context(), "server"); err != nil || !there {
			t.Errorf("ready, and the database is not claimed: %v", err)
		}
	})
}

func TestAddressInUse(t *testing.T) {
	t.Parallel()
	first := apptest.Start(t, nil)
	second, err := app.New(t.Context(), app.Config{Data: t.TempDir(), Addr: strings.TrimPrefix(first.URL(), "http://"), Logger: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	defer second.Close()
	if err := second.Start(); !fault.Is(err, fault.Conflict) || !strings.Contains(fault.Sentence(err), "--addr") {
		t.Errorf("an address in use: %v", err)
	}
}

func TestAnAddressThatIsNone(t *testing.T) {
	t.Parallel()
	a, err := app.New(t.Context(), app.Config{Data: t.TempDir(), Addr: "foo", Logger: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	defer a.Close()
	if err := a.Start(); !fault.Is(err, fault.Invalid) || !strings.Contains(fault.Sentence(err), "HOST:PORT") {
		t.Errorf("%v", err)
	}
}

// A server that cannot write is not ready, and says how much room it wants.
func TestNotReadyOnAFullDisk(t *testing.T) {
	t.Parallel()
	a := apptest.Start(t, func(c *app.Config) { c.LeastFree = 1 << 60 })
	res, err := http.Get(a.URL() + "/readyz")
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	b, err := io.ReadAll(res.Body)
	if err != nil || res.StatusCode != 503 || !strings.Contains(string(b), `"disk","ok":false`) || !strings.Contains(string(b), "Make room") {
		t.Errorf("status %d, %v: %s", res.StatusCode, err, b)
	}
}

// A database that lies on another disk needs room there too, and the server
// that serves it already is not avoided by another data folder.
func TestDatabaseOfItsOwnFolder(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	a := apptest.Start(t, func(c *app.Config) { c.LeastFree, c.DB = 1<<60, "sqlite:"+dir })
	res, err := http.Get(a.URL() + "/readyz")
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	b, err := io.ReadAll(res.Body)
	if err != nil || !strings.Contains(string(b), "The disk of the data folder") || !strings.Contains(string(b), "The disk of the database's folder") {
		t.Errorf("%v: %s", err, b)
	}
	second, err := app.New(t.Context(), app.Config{Data: t.TempDir(), DB: "sqlite:" + dir, Addr: "127.0.0.1:0"})
	if err != nil {
		t.Fatal(err)
	}
	defer second.Close()
	err = second.Start()
	if text := fault.Sentence(err); !fault.Is(err, fault.Conflict) || !strings.Contains(text, "--db") || strings.Contains(text, "--data") {
		t.Errorf("a second server: %v", err)
	}
}

func TestReady(t *testing.T) {
	t.Parallel()
	a := apptest.Start(t, nil)
	res, err := http.Get(a.URL() + "/readyz")
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	b, err := io.ReadAll(res.Body)
	if err != nil || res.StatusCode != 200 {
		t.Fatalf("status %d, %v: %s", res.StatusCode, err, b)
	}
	for _, want := range []string{`"database","ok":true`, `"bank","ok":true`, `"followers","ok":true`, "proficiency 0 behind", `"disk","ok":true`} {
		if !strings.Contains(string(b), want) {
			t.Errorf("%s is not in %s", want, b)
		}
	}
}
