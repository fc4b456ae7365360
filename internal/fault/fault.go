// Package fault is how an error crosses a room's threshold: a kind (what the
// caller can do about it), a sentence for the person, and a cause for the
// operator.
//
// Inside a room errors are wrapped with %w as usual. A room's verbs begin with
//
//	defer fault.In(&err, "session.Answer(%s)", id)
//
// which adds where it happened and turns an error of no kind into Internal.
// Ids may stand in that text; names, answers and secrets never do.
//
// The package never logs and never panics.
package fault

import (
	"context"
	"errors"
	"fmt"
	"time"
)

// A Kind says what the caller can do.
type Kind uint8

const (
	Internal        Kind = iota // nothing; the operator must look
	Invalid                     // mend the input
	Unauthenticated             // sign in
	Forbidden                   // ask somebody who may
	Missing                     // look elsewhere
	Conflict                    // read again, then decide
	Busy                        // try later
	TooLarge                    // send less
)

var kindNames = [...]string{"internal", "invalid", "unauthenticated", "forbidden", "missing", "conflict", "busy", "too_large"}

// String returns the kind's lower-case name, as metrics and logs use it.
func (k Kind) String() string {
	if int(k) < len(kindNames) {
		return kindNames[k]
	}
	return "unknown"
}

// Error is a fault. Build it with New or Wrap.
type Error struct {
	Kind       Kind
	Sentence   string        // for the person: what is wrong and what to do
	Field      string        // the input field at fault, if one is
	RetryAfter time.Duration // for Busy: when to try again; 0 if unknown
	Cause      error         // for the operator; may be nil
	ops        []string
}

// Error is the operator's text: where, sentence, cause.
func (e *Error) Error() string {
	s := ""
	for i := len(e.ops) - 1; i >= 0; i-- {
		s += e.ops[i] + ": "
	}
	s += e.Sentence
	if e.Cause != nil {
		if e.Sentence != "" {
			s += ": "
		}
		s += e.Cause.Error()
	}
	return s
}

// Unwrap returns the cause.
func (e *Error) Unwrap() error { return e.Cause }

// New returns a fault with a sentence for the person.
func New(kind Kind, sentence string, args ...any) error {
	return &Error{Kind: kind, Sentence: fmt.Sprintf(sentence, args...)}
}

// At is New with the name of the input field at fault.
func At(field string, sentence string, args ...any) error {
	return &Error{Kind: Invalid, Field: field, Sentence: fmt.Sprintf(sentence, args...)}
}

// Wrap gives cause a kind and a sentence for the person.
func Wrap(kind Kind, cause error, sentence string, args ...any) error {
	return &Error{Kind: kind, Sentence: fmt.Sprintf(sentence, args...), Cause: cause}
}

// Later is a Busy fault that says when to try again.
func Later(after time.Duration, sentence string, args ...any) error {
	return &Error{Kind: Busy, Sentence: fmt.Sprintf(sentence, args...), RetryAfter: after}
}

// In adds to *errp the verb in which it happened. A nil *errp stays nil.
func In(errp *error, format string, args ...any) {
	if *errp == nil {
		return
	}
	op := fmt.Sprintf(format, args...)
	var f *Error
	if errors.As(*errp, &f) {
		g := *f
		if !errors.Is(f, *errp) { // wrapped by %w on the way: keep that text as cause
			g.Cause = *errp
			g.ops = nil
		}
		g.ops = append(append([]string(nil), g.ops...), op)
		*errp = &g
		return
	}
	*errp = &Error{Kind: KindOf(*errp), Cause: *errp, ops: []string{op}}
}

// KindOf returns err's kind: Internal where it has none, Busy where a
// deadline passed or the caller went away.
func KindOf(err error) Kind {
	var f *Error
	if errors.As(err, &f) {
		return f.Kind
	}
	if errors.Is(err, context.DeadlineExceeded) || errors.Is(err, context.Canceled) {
		return Busy
	}
	return Internal
}

// Is reports whether err is a fault of that kind.
func Is(err error, kind Kind) bool { return err != nil && KindOf(err) == kind }

// Sentence returns what to tell the person; it never contains a cause.
func Sentence(err error) string {
	var f *Error
	if errors.As(err, &f) && f.Sentence != "" {
		return f.Sentence
	}
	if KindOf(err) == Busy {
		return "This took too long. Please try again."
	}
	return "Something went wrong on our side. Please try again; if it goes on, tell the operator."
}

// Field returns the input field at fault, or "".
func Field(err error) string {
	var f *Error
	if errors.As(err, &f) {
		return f.Field
	}
	return ""
}

// RetryAfter returns when a Busy caller may try again, or 0.
func RetryAfter(err error) time.Duration {
	var f *Error
	if errors.As(err, &f) {
		return f.RetryAfter
	}
	return 0
}

// ExitCode is the process exit code for err (sysexits.h where it has one).
func ExitCode(err error) int {
	if err == nil {
		return 0
	}
	switch KindOf(err) {
	case Invalid, TooLarge:
		return 65 // EX_DATAERR
	case Unauthenticated, Forbidden:
		return 77 // EX_NOPERM
	case Missing:
		return 66 // EX_NOINPUT
	case Conflict:
		return 73 // EX_CANTCREAT
	case Busy:
		return 75 // EX_TEMPFAIL
	}
	return 70 // EX_SOFTWARE
}
