package api_test

import (
	"bufio"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"
)

// A client that sends all it has before it reads still gets to know that it was
// too much.
func TestTooLargeIsToldToWhoeverSendsFirst(t *testing.T) {
	t.Parallel()
	c := start(t, nil)
	me, _ := c.join("student", "13_17")
	body := strings.Repeat("x", 6<<20)
	for how, text := range map[string]string{
		"with a length": fmt.Sprintf("Content-Length: %d\r\n\r\n%s", len(body), body),
		"in pieces":     fmt.Sprintf("Transfer-Encoding: chunked\r\n\r\n%x\r\n%s\r\n0\r\n\r\n", len(body), body),
	} {
		conn, err := net.Dial("tcp", strings.TrimPrefix(c.base, "http://"))
		if err != nil {
			t.Fatal(err)
		}
		defer conn.Close()
		conn.SetDeadline(time.Now().Add(time.Minute))
		if _, err := io.WriteString(conn, "POST /ai_data/events HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nAuthorization: Bearer "+me.token+"\r\n"+text); err != nil {
			t.Errorf("%s: the body was not taken: %v", how, err)
			continue
		}
		res, err := http.ReadResponse(bufio.NewReader(conn), nil)
		if err != nil {
			t.Errorf("%s: %v", how, err)
			continue
		}
		b, err := io.ReadAll(res.Body)
		if err != nil || res.StatusCode != 413 || !strings.Contains(string(b), "too large") {
			t.Errorf("%s: status %d, %v: %s", how, res.StatusCode, err, b)
		}
	}
}
