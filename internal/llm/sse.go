package llm

import (
	"bufio"
	"bytes"
	"errors"
	"io"
)

// maxEvent bounds the data of one server-sent event, and so one line: 4 MiB.
const maxEvent = 4 << 20

var errLongEvent = errors.New("an event is longer than 4 MiB")

// An event is one server-sent event that carries data.
type event struct {
	name string // the event field, "" if none
	data []byte // the data lines joined by \n; valid until the next call
	cut  bool   // the stream ended before the blank line that closes an event
}

// events reads server-sent events (WHATWG HTML, section 9.2): lines end in \n,
// \r\n or \r; comments, ids and retry hints are passed over. Unlike a browser
// it hands out an event that the end of the stream cuts off, because servers
// forget the last blank line; such an event is marked.
type events struct {
	r      *bufio.Reader
	limit  int
	line   []byte
	data   []byte
	skipLF bool // the last line ended in \r; a \n now belongs to it
	begun  bool
}

func readEvents(r io.Reader, limit int) *events {
	return &events{r: bufio.NewReader(r), limit: limit}
}

// next returns the next event with data, or io.EOF, or why reading failed.
func (e *events) next() (event, error) {
	var ev event
	e.data = e.data[:0]
	has := false
	for {
		err := e.readLine()
		if err != nil && (err != io.EOF || (len(e.line) == 0 && !has)) {
			return event{}, err
		}
		line := e.line
		if !e.begun {
			line = bytes.TrimPrefix(line, []byte("\xef\xbb\xbf"))
			e.begun = true
		}
		if len(line) == 0 && err == nil {
			if has {
				ev.data = e.data
				return ev, nil
			}
			ev.name = ""
			continue
		}
		field, value, _ := bytes.Cut(line, []byte(":"))
		value = bytes.TrimPrefix(value, []byte(" "))
		switch string(field) {
		case "data":
			if has {
				e.data = append(e.data, '\n')
			}
			has = true
			if len(e.data)+len(value) > e.limit {
				return event{}, errLongEvent
			}
			e.data = append(e.data, value...)
		case "event":
			ev.name = string(value)
		}
		if err == io.EOF {
			if !has {
				return event{}, io.EOF
			}
			ev.data, ev.cut = e.data, true
			return ev, nil
		}
	}
}

// readLine fills e.line without its end. At the end of the stream it returns
// io.EOF with what there is.
func (e *events) readLine() error {
	e.line = e.line[:0]
	for {
		c, err := e.r.ReadByte()
		if err != nil {
			return err
		}
		if e.skipLF {
			e.skipLF = false
			if c == '\n' {
				continue
			}
		}
		switch c {
		case '\n':
			return nil
		case '\r':
			e.skipLF = true
			return nil
		}
		if len(e.line) >= e.limit+len("data: ") {
			return errLongEvent
		}
		e.line = append(e.line, c)
	}
}
