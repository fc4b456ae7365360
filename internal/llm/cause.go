package llm

import (
	"errors"
	"time"

	"satprep/internal/fault"
)

// A Cause is why a call failed, in a word that records keep. It is an error, so
// errors.Is(err, llm.Truncated) works too.
type Cause string

const (
	RateLimited Cause = "rate_limited" // too many calls or tokens, ours or the account's; or the quota is used up
	Unavailable Cause = "unavailable"  // not reachable, broken, too slow, or given up on for a while
	Rejected    Cause = "rejected"     // the request, the key or the model's name is not accepted
	Truncated   Cause = "truncated"    // the answer began and broke off
	Filtered    Cause = "filtered"     // withheld by the provider, refused, or withdrawn as shown reasoning
	Stopped     Cause = "stopped"      // the caller cancelled, or emit returned an error
	Empty       Cause = "empty"        // the model ended without visible text
)

// Error makes a Cause usable with errors.Is.
func (c Cause) Error() string { return "model " + string(c) }

// Reason returns why a call failed, "" for nil and for errors not of this package.
func Reason(err error) Cause {
	var f *failure
	if errors.As(err, &f) {
		return f.cause
	}
	return ""
}

// Fail returns an error of that cause as Generate returns it, for models
// written elsewhere. The detail is for the operator: no keys, no words of the
// request.
func Fail(cause Cause, detail string) error { return failed(cause, detail).fault() }

// A failure is what went wrong in a try.
type failure struct {
	cause  Cause
	detail string        // for the operator; scrubbed
	err    error         // for errors.Is; never printed, it may hold what detail must not
	after  time.Duration // the server says: not before
	again  bool          // another try may help
	kind   fault.Kind    // Internal: by cause
	refuse *refusal      // the server's own words, when it used some
}

func failed(cause Cause, detail string) *failure { return &failure{cause: cause, detail: detail} }

// Error is the operator's text.
func (f *failure) Error() string {
	if f.detail == "" {
		return f.cause.Error()
	}
	return f.cause.Error() + ": " + f.detail
}

// Unwrap makes both the cause and the error below findable.
func (f *failure) Unwrap() []error {
	if f.err == nil {
		return []error{f.cause}
	}
	return []error{f.cause, f.err}
}

func (f *failure) because(err error) *failure {
	f.err = err
	return f
}

func (f *failure) invalid(sentence string) error {
	return &fault.Error{Kind: fault.Invalid, Sentence: sentence, Cause: f}
}

// What a cause is to the caller, and what to tell the person.
var faults = map[Cause]struct {
	kind     fault.Kind
	sentence string
}{
	RateLimited: {fault.Busy, "The language model is busy. Please try again in a moment."},
	Unavailable: {fault.Busy, "The language model is not answering. Please try again later."},
	Rejected:    {fault.Internal, "The language model does not accept the request. The operator must look at its settings."},
	Truncated:   {fault.Busy, "The language model's answer broke off. Please try again."},
	Filtered:    {fault.Invalid, "The language model's answer was withheld. Please ask in another way."},
	Stopped:     {fault.Busy, "The answer was stopped."},
	Empty:       {fault.Busy, "The language model gave no answer. Please try again."},
}

func (f *failure) fault() error {
	is := faults[f.cause]
	if f.kind == fault.TooLarge {
		is.kind, is.sentence = fault.TooLarge, "This is too long for the language model. Please send less."
	}
	return &fault.Error{Kind: is.kind, Sentence: is.sentence, RetryAfter: f.after, Cause: f}
}
