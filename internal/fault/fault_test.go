package fault

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"
)

func TestInAddsWhereAndKeepsKind(t *testing.T) {
	t.Parallel()
	inner := func() (err error) {
		defer In(&err, "store.find(%s)", "s1")
		return New(Missing, "There is no such session.")
	}
	outer := func() (err error) {
		defer In(&err, "session.Answer(%s)", "s1")
		if err := inner(); err != nil {
			return fmt.Errorf("loading: %w", err)
		}
		return nil
	}
	err := outer()
	if KindOf(err) != Missing || Sentence(err) != "There is no such session." {
		t.Fatalf("kind %v, sentence %q", KindOf(err), Sentence(err))
	}
	for _, want := range []string{"session.Answer(s1)", "loading", "store.find(s1)"} {
		if !strings.Contains(err.Error(), want) {
			t.Errorf("%q does not say %q", err, want)
		}
	}
}

func TestKinds(t *testing.T) {
	t.Parallel()
	cases := []struct {
		err  error
		kind Kind
		exit int
	}{
		{nil, Internal, 0},
		{io.EOF, Internal, 70},
		{context.DeadlineExceeded, Busy, 75},
		{At("email", "That is not an address."), Invalid, 65},
		{Wrap(Conflict, io.EOF, "Somebody was faster."), Conflict, 73},
	}
	for _, c := range cases {
		if c.err != nil && KindOf(c.err) != c.kind {
			t.Errorf("%v: kind %v, want %v", c.err, KindOf(c.err), c.kind)
		}
		if got := ExitCode(c.err); got != c.exit {
			t.Errorf("%v: exit %d, want %d", c.err, got, c.exit)
		}
	}
	if !errors.Is(Wrap(Conflict, io.EOF, "x"), io.EOF) {
		t.Error("the cause is lost")
	}
	if s := Sentence(io.ErrUnexpectedEOF); strings.Contains(s, "EOF") {
		t.Errorf("the sentence shows the cause: %q", s)
	}
	var nilErr error
	In(&nilErr, "x")
	if nilErr != nil {
		t.Error("In made an error out of nil")
	}
}
