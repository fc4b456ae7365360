package main

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"io"
	"strings"
	"unicode/utf8"

	"satprep/internal/account"
	"satprep/internal/app"
	"satprep/internal/fault"
	"satprep/internal/redact"
)

// maxRedactLine is the longest line that is read, in bytes.
const maxRedactLine = 8 << 20

type redactCmd struct {
	From       string `arg:"" optional:"" name:"file" default:"-" help:"Lines of text, or of JSON with a field text; stdin unless given."`
	Spans      bool   `help:"Print what was found instead of the text, one JSON line for each line."`
	Roster     string `help:"File of names, ids and e-mail addresses to look for, one a line." placeholder:"FILE"`
	Instance   bool   `help:"Look also for the names, ids and e-mail addresses of the instance in the data folder."`
	Structured bool   `help:"Look only for what has a form or cue of its own: no names of people, schools and places but the roster's."`
}

// Help shows an example.
func (redactCmd) Help() string {
	return `Puts [PERSON_1], [EMAIL_1] and the like in the place of what tells who somebody is; docs/redaction.md says what is found and what is not. A line that is a JSON object keeps all but its field text byte for byte. Numbers run through the whole input, so that one person has one number; where lines of JSON have a field conversation, they begin anew when it changes. With --spans each line gives [{"start":11,"end":16,"type":"PERSON"}], in Unicode code points of the text. A bad line ends the work with its number; what came before is written.

Example:
  printf 'my name is maria, text 512-555-0143\n' | satprep redact`
}

// Run redacts.
func (c *redactCmd) Run(ctx context.Context, g *globals, s streams) error {
	var roster redact.Roster
	if c.Roster != "" {
		if err := readRoster(c.Roster, s, &roster); err != nil {
			return err
		}
	}
	if c.Instance {
		if err := with(ctx, g, s, func(a *app.App) error { return instanceRoster(ctx, a, &roster) }); err != nil {
			return err
		}
	}
	in, err := input(c.From, s)
	if err != nil {
		return err
	}
	defer in.Close()
	r := redact.New(roster)
	if c.Structured {
		r = r.Structured()
	}
	w := bufio.NewWriterSize(s.out, 64<<10)
	l := lineRedactor{redactor: r, spansOnly: c.Spans}
	return errors.Join(l.run(ctx, bufio.NewReaderSize(in, 64<<10), w), w.Flush())
}

// readRoster reads names and ids, one a line.
func readRoster(name string, s streams, roster *redact.Roster) error {
	in, err := input(name, s)
	if err != nil {
		return err
	}
	defer in.Close()
	lines := bufio.NewScanner(in)
	lines.Buffer(nil, 64<<10)
	n := 1
	for ; lines.Scan(); n++ {
		line := strings.TrimSpace(strings.TrimPrefix(lines.Text(), "\ufeff"))
		switch {
		case !utf8.ValidString(line):
			return fault.New(fault.Invalid, "Line %d of the roster is not UTF-8 text.", n)
		case line == "":
		case strings.ContainsAny(line, "@0123456789"):
			roster.IDs = append(roster.IDs, line)
		default:
			roster.Names = append(roster.Names, line)
		}
	}
	if errors.Is(lines.Err(), bufio.ErrTooLong) {
		return fault.New(fault.TooLarge, "Line %d of the roster is too long for a name.", n)
	}
	return lines.Err()
}

// instanceRoster adds everybody with an account, and who was erased.
func instanceRoster(ctx context.Context, a *app.App, roster *redact.Roster) (err error) {
	if roster.Hidden, err = a.Rooms.Log.Keys().Hidden(ctx); err != nil {
		return err
	}
	f := account.Filter{Limit: 500}
	for {
		page, next, err := a.Rooms.Accounts.List(ctx, account.Operator(), f)
		if err != nil {
			return err
		}
		for _, p := range page {
			roster.Names = append(roster.Names, p.Name)
			roster.IDs = append(roster.IDs, p.UserID)
			if p.Email != "" {
				roster.IDs = append(roster.IDs, p.Email)
			}
		}
		if f.After = next; next == "" {
			return nil
		}
	}
}

// A lineRedactor redacts a stream line by line.
type lineRedactor struct {
	redactor     *redact.Redactor
	spansOnly    bool
	conversation redact.Conversation
	about        string // the field conversation of the line before
	json         bool   // a line was JSON: those that look like it must be
	spans        []redact.Span
	out          []byte
}

func (l *lineRedactor) run(ctx context.Context, in *bufio.Reader, w *bufio.Writer) error {
	var long []byte
	for n := 1; ; n++ {
		if err := ctx.Err(); err != nil {
			return err
		}
		line, err := in.ReadSlice('\n')
		if errors.Is(err, bufio.ErrBufferFull) {
			for long = append(long[:0], line...); errors.Is(err, bufio.ErrBufferFull) && len(long) <= maxRedactLine; long = append(long, line...) {
				line, err = in.ReadSlice('\n')
			}
			line = long
		}
		if len(line) > maxRedactLine {
			return fault.New(fault.TooLarge, "Line %d is longer than %d MB.", n, maxRedactLine>>20)
		}
		if err != nil && !errors.Is(err, io.EOF) {
			return err
		}
		if len(line) > 0 {
			if err := l.line(n, line); err != nil {
				return err
			}
			if _, err := w.Write(l.out); err != nil {
				return err
			}
		}
		if err != nil {
			return nil
		}
		if in.Buffered() == 0 { // whoever types waits for the answer
			if err := w.Flush(); err != nil {
				return err
			}
		}
	}
}

// line puts into l.out what becomes of a line.
func (l *lineRedactor) line(n int, line []byte) error {
	body := bytes.TrimSuffix(bytes.TrimSuffix(line, []byte("\n")), []byte("\r"))
	end := line[len(body):]
	if !utf8.Valid(body) {
		return fault.New(fault.Invalid, "Line %d is not UTF-8 text.", n)
	}
	l.out = l.out[:0]
	texts := []redact.Field{{Start: 0, End: len(body), Value: string(body)}}
	object := false
	if len(body) > 0 && (body[0] == '{' || l.json) && bytes.HasPrefix(bytes.TrimLeft(body, " \t"), []byte("{")) {
		fields, ok := redact.TextFields(body, "text", "conversation")
		switch {
		case ok && len(fields["text"]) == 0:
			return fault.New(fault.Invalid, "Line %d is JSON without a field text that holds a string.", n)
		case ok:
			texts, object, l.json = fields["text"], true, true
			if c := fields["conversation"]; len(c) > 0 && c[0].Value != l.about {
				l.conversation, l.about = redact.Conversation{}, c[0].Value
			}
		case l.json:
			return fault.New(fault.Invalid, "Line %d begins like JSON and is none.", n)
		}
	}
	at := 0
	for i, t := range texts {
		l.spans = l.redactor.Append(l.spans[:0], t.Value, nil)
		if l.spansOnly {
			if i == len(texts)-1 { // of a field that comes twice the last counts
				l.out = redact.AppendJSON(l.out, t.Value, l.spans)
			}
			continue
		}
		l.out = append(l.out, body[at:t.Start]...)
		at = t.End
		switch {
		case len(l.spans) == 0:
			l.out = append(l.out, body[t.Start:t.End]...)
		case object:
			l.out = redact.AppendString(l.out, string(l.conversation.Replace(nil, t.Value, l.spans)))
		default:
			l.out = l.conversation.Replace(l.out, t.Value, l.spans)
		}
	}
	if l.spansOnly {
		l.out = append(l.out, '\n')
		return nil
	}
	l.out = append(append(l.out, body[at:]...), end...)
	return nil
}
