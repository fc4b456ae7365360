package api

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/validation"

	"satprep/internal/consent"
	"satprep/internal/fault"
)

// statusOf is the table of fault kinds and what HTTP says of them.
var statusOf = map[fault.Kind]int{
	fault.Internal:        http.StatusInternalServerError,
	fault.Invalid:         http.StatusBadRequest,
	fault.Unauthenticated: http.StatusUnauthorized,
	fault.Forbidden:       http.StatusForbidden,
	fault.Missing:         http.StatusNotFound,
	fault.Conflict:        http.StatusConflict,
	fault.Busy:            http.StatusServiceUnavailable,
	fault.TooLarge:        http.StatusRequestEntityTooLarge,
}

// statusFor is statusOf, but that a caller who was told to wait (fault.Later:
// nothing is broken, so there is no cause) asked too often.
func statusFor(err error) int {
	if errors.Is(err, context.Canceled) {
		return statusGone
	}
	var f *fault.Error
	if errors.As(err, &f) && f.Kind == fault.Busy && f.RetryAfter > 0 && f.Cause == nil {
		return http.StatusTooManyRequests
	}
	return statusOf[fault.KindOf(err)]
}

// statusGone marks in the log a caller who went away; nobody reads the reply.
const statusGone = 499

var problemTypes = map[int]string{
	http.StatusBadRequest:            "invalid",
	http.StatusUnauthorized:          "unauthenticated",
	http.StatusForbidden:             "forbidden",
	http.StatusNotFound:              "missing",
	http.StatusMethodNotAllowed:      "method",
	http.StatusRequestTimeout:        "timeout",
	http.StatusConflict:              "conflict",
	http.StatusRequestEntityTooLarge: "too-large",
	http.StatusTooManyRequests:       "too-many",
	http.StatusServiceUnavailable:    "busy",
}

// problem builds the document. Its type is a link into the page /docs.
func problem(status int, detail string, errs ...*huma.ErrorDetail) *huma.ErrorModel {
	name, ok := problemTypes[status]
	if !ok {
		name = "internal"
	}
	return &huma.ErrorModel{Type: "/docs#problem-" + name, Title: http.StatusText(status), Status: status, Detail: detail, Errors: errs}
}

// problemOf turns a room's error into the document and its headers. where says
// which fields stand elsewhere than in the body.
func problemOf(err error, where map[string]string) (*huma.ErrorModel, http.Header) {
	status := statusFor(err)
	var errs []*huma.ErrorDetail
	if f := fault.Field(err); f != "" && status < 500 {
		in := where[f]
		if in == "" {
			in = "body"
		}
		detail := &huma.ErrorDetail{Location: in + "." + f, Message: fault.Sentence(err)}
		if stale := (*consent.Stale)(nil); errors.As(err, &stale) {
			detail.Value = showText(stale.InForce)
		}
		errs = append(errs, detail)
	}
	h := http.Header{}
	switch status {
	case http.StatusUnauthorized:
		h.Set("WWW-Authenticate", `Bearer realm="satprep"`)
	case http.StatusTooManyRequests, http.StatusServiceUnavailable:
		wait := max(fault.RetryAfter(err), time.Second)
		h.Set("Retry-After", strconv.Itoa(int(math.Ceil(wait.Seconds()))))
	}
	return problem(status, fault.Sentence(err), errs...), h
}

// refuse writes err as a problem and keeps it for the log line.
func refuse(w http.ResponseWriter, r *http.Request, err error) {
	if x := exchangeOf(r.Context()); x != nil {
		x.err = err
	}
	p, h := problemOf(err, nil)
	for k, v := range h {
		w.Header()[k] = v
	}
	writeProblem(w, p)
}

// refuseLate is refuse where a reply may be on its way already; then err is
// only kept for the log line.
func refuseLate(w http.ResponseWriter, r *http.Request, err error) {
	if x := exchangeOf(r.Context()); x.out.status != 0 {
		x.err = err
		return
	}
	refuse(w, r, err)
}

func writeProblem(w http.ResponseWriter, p *huma.ErrorModel) {
	body, err := json.Marshal(p)
	if err != nil { // cannot be: plain strings
		body = []byte(`{"status":500}`)
	}
	w.Header().Set("Content-Type", "application/problem+json")
	w.WriteHeader(p.Status)
	w.Write(append(body, '\n'))
}

// speak makes huma say what it finds wrong as this package does: always 400,
// never with the value, in words that say what to do. These are huma's own
// package-wide settings, so they are set once.
var speak = sync.OnceFunc(func() {
	huma.NewError = func(status int, msg string, errs ...error) huma.StatusError {
		return inputProblem(status, msg, errs)
	}
	huma.NewErrorWithContext = func(_ huma.Context, status int, msg string, errs ...error) huma.StatusError {
		return inputProblem(status, msg, errs)
	}
	huma.ErrorFormatter = func(format string, args ...any) string {
		if !strings.Contains(format, "%") {
			return format // huma would append the cause, which may quote the value
		}
		return fmt.Sprintf(format, args...)
	}
	validation.MsgExpectedRFC3339DateTime = "must be a time such as 2026-11-02T15:04:05Z"
	validation.MsgExpectedRFC3339Date = "must be a date such as 2026-11-02"
	validation.MsgExpectedRFC5322Email = "must be an e-mail address"
	validation.MsgExpectedRFC3986URI = "must be a web address"
	validation.MsgExpectedRFC4122UUID = "must be a UUID"
	validation.MsgExpectedRegexp = "must be a regular expression"
	validation.MsgExpectedDuration = "must be a duration such as 1h30m"
	validation.MsgExpectedBoolean = "must be true or false"
	validation.MsgExpectedNumber = "must be a number"
	validation.MsgExpectedInteger = "must be a whole number"
	validation.MsgExpectedString = "must be text"
	validation.MsgExpectedArray = "must be a list"
	validation.MsgExpectedObject = "must be an object"
	validation.MsgExpectedArrayItemsUnique = "must not hold the same item twice"
	validation.MsgExpectedOneOf = "must be one of: %s"
	validation.MsgExpectedMinimumNumber = "must be at least %v"
	validation.MsgExpectedExclusiveMinimumNumber = "must be more than %v"
	validation.MsgExpectedMaximumNumber = "must be at most %v"
	validation.MsgExpectedExclusiveMaximumNumber = "must be less than %v"
	validation.MsgExpectedNumberBeMultipleOf = "must be a multiple of %v"
	validation.MsgExpectedMinLength = "must have at least %d characters"
	validation.MsgExpectedMaxLength = "must have at most %d characters"
	validation.MsgExpectedMatchPattern = "must have the form %s"
	validation.MsgExpectedBePattern = "must be %s"
	validation.MsgExpectedMinItems = "must have at least %d items"
	validation.MsgExpectedMaxItems = "must have at most %d items"
	validation.MsgExpectedRequiredProperty = "the field %s is missing"
})

// inputProblem is what huma found wrong before a verb ran.
func inputProblem(status int, msg string, errs []error) *huma.ErrorModel {
	if status >= 500 {
		return problem(http.StatusInternalServerError, fault.Sentence(errors.New(msg)))
	}
	var details []*huma.ErrorDetail
	for _, e := range errs {
		d := &huma.ErrorDetail{Message: "is not valid"}
		var from huma.ErrorDetailer
		if errors.As(e, &from) {
			d.Message, d.Location = from.ErrorDetail().Message, from.ErrorDetail().Location
		}
		d.Message = plainly(strings.TrimPrefix(d.Message, "expected "))
		details = append(details, d)
	}
	if len(details) == 0 {
		return problem(http.StatusBadRequest, sentence(plainly(msg)))
	}
	d := details[0]
	where := strings.TrimPrefix(strings.TrimPrefix(d.Location, "body"), ".")
	if where == "" {
		return problem(http.StatusBadRequest, sentence(d.Message), details...)
	}
	return problem(http.StatusBadRequest, sentence(where+" "+d.Message), details...)
}

// plainly puts what huma has no setting for into words that say what to do.
func plainly(message string) string {
	switch {
	case message == "request body is required":
		return "send a body of JSON; the page /docs shows its fields"
	case message == "invalid boolean":
		return "must be true or false"
	case message == "invalid integer":
		return "must be a whole number"
	case strings.HasPrefix(message, "invalid float"):
		return "must be a number"
	case strings.HasPrefix(message, "invalid "): // what follows may quote the value
		return "is not valid"
	}
	return message
}

// sentence gives text a capital and a full stop, but a field's name stays.
func sentence(text string) string {
	if first, size := utf8.DecodeRuneInString(text); !strings.ContainsAny(strings.SplitN(text, " ", 2)[0], "_.[") {
		text = string(unicode.ToUpper(first)) + text[size:]
	}
	if !strings.HasSuffix(text, ".") {
		text += "."
	}
	return text
}
