package llm

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"regexp"
	"strconv"
	"strings"
	"time"

	"satprep/internal/fault"
)

// A refusal is what a server says when it does not answer, read from any of the
// shapes in use: {"error":{…}}, {"error":"…"}, {"object":"error",…},
// {"detail":…}, or plain text.
type refusal struct {
	status  int // of HTTP, or what an error inside a 200 amounts to
	message string
	kind    string // "type" on the wire
	code    string
	param   string
	text    string // everything it said, in lower case
}

// readRefusal reads the body of an answer with a status above 299.
func readRefusal(status int, body []byte) *refusal {
	r := &refusal{status: status, text: strings.ToLower(string(body))}
	var shape struct {
		Error json.RawMessage `json:"error"`
	}
	inner := body
	if json.Unmarshal(body, &shape) == nil && says(shape.Error) {
		inner = shape.Error
	}
	r.fill(inner)
	return r
}

// readErrorIn reads an error that came inside a 200.
func readErrorIn(body []byte) *refusal {
	r := readRefusal(0, body)
	what := strings.ToLower(r.code + " " + r.kind)
	code, _ := strconv.Atoi(r.code)
	has := func(words ...string) bool {
		for _, w := range words {
			if strings.Contains(what, w) {
				return true
			}
		}
		return false
	}
	switch {
	case code >= 400 && code <= 599:
		r.status = code
	case has("rate_limit", "ratelimit", "too_many", "quota"):
		r.status = http.StatusTooManyRequests
	case has("auth", "api_key", "permission"):
		r.status = http.StatusUnauthorized
	case has("not_found", "notfound"):
		r.status = http.StatusNotFound
	case has("invalid_request", "badrequest", "bad_request", "unsupported", "context_length"):
		r.status = http.StatusBadRequest
	default:
		r.status = http.StatusBadGateway
	}
	return r
}

// says tells whether an "error" field holds an error.
func says(raw json.RawMessage) bool {
	switch string(bytes.TrimSpace(raw)) {
	case "", "null", `""`, "{}", "false":
		return false
	}
	return true
}

func (r *refusal) fill(body []byte) {
	var one struct {
		Message any `json:"message"`
		Detail  any `json:"detail"`
		Type    any `json:"type"`
		Code    any `json:"code"`
		Param   any `json:"param"`
	}
	if json.Unmarshal(body, &one) != nil {
		var s string
		if json.Unmarshal(body, &s) != nil {
			s = string(body)
		}
		r.message = s
		return
	}
	r.message = plain(one.Message)
	if r.message == "" {
		r.message = plain(one.Detail)
	}
	r.kind, r.code, r.param = plain(one.Type), plain(one.Code), plain(one.Param)
}

func plain(v any) string {
	switch v := v.(type) {
	case nil:
		return ""
	case string:
		return v
	case float64:
		return strconv.FormatFloat(v, 'f', -1, 64)
	}
	b, _ := json.Marshal(v) // it came from JSON
	return string(b)
}

// failure sorts a refusal by what can be done about it.
func (r *refusal) failure(h http.Header, now time.Time, scrub func(string) string) *failure {
	f := failed(Rejected, r.detail(scrub))
	f.refuse = r
	what := strings.ToLower(r.code + " " + r.kind)
	switch {
	case strings.Contains(what, "content_filter"), strings.Contains(what, "content_policy"):
		f.cause = Filtered
	case r.status == http.StatusPaymentRequired, r.quota():
		f.cause = RateLimited
	case r.status == http.StatusTooManyRequests:
		f.cause, f.again, f.after = RateLimited, true, retryAfter(h, now)
	case r.status == http.StatusRequestTimeout, r.status == http.StatusConflict, r.status >= 500:
		f.cause, f.again, f.after = Unavailable, true, retryAfter(h, now)
	case r.status == http.StatusRequestEntityTooLarge, strings.Contains(what, "context_length"):
		f.kind = fault.TooLarge
	}
	return f
}

// quota says that the account has nothing left: waiting does not help.
func (r *refusal) quota() bool {
	if r.status != http.StatusTooManyRequests {
		return false
	}
	for _, w := range []string{"insufficient_quota", "billing_hard_limit", "exceeded your current quota", "insufficient balance", "insufficient credit"} {
		if strings.Contains(r.text, w) {
			return true
		}
	}
	return false
}

// detail is the refusal for the operator.
func (r *refusal) detail(scrub func(string) string) string {
	s := fmt.Sprintf("status %d", r.status)
	for _, part := range []struct{ name, value string }{{"type", r.kind}, {"code", r.code}, {"param", r.param}} {
		if word(part.value) {
			s += " " + part.name + " " + part.value
		}
	}
	if m := scrub(r.message); m != "" {
		s += ": " + m
	}
	return s
}

var wordRE = regexp.MustCompile(`^[\w.\-\[\]]{1,64}$`)

func word(s string) bool { return wordRE.MatchString(s) }

var unsupportedRE = regexp.MustCompile(`unsupported|not support|unknown|unrecogni[sz]ed|unexpected|extra|not permitted|not allowed|only allowed|forbidden|deprecated|invalid (argument|field|param)`)

// rejects says that the server refused the request because of that field.
func (r *refusal) rejects(field string) bool {
	if r.status != http.StatusBadRequest && r.status != http.StatusUnprocessableEntity {
		return false
	}
	if r.param != "" && !strings.HasPrefix(r.param, field) {
		return false
	}
	return strings.Contains(r.text, field) && unsupportedRE.MatchString(r.text)
}

// retryAfter reads when the server wants to be asked again, 0 if it does not say.
func retryAfter(h http.Header, now time.Time) time.Duration {
	if ms, err := strconv.ParseFloat(h.Get("Retry-After-Ms"), 64); err == nil && ms > 0 && ms < 1e9 {
		return time.Duration(ms * float64(time.Millisecond))
	}
	v := strings.TrimSpace(h.Get("Retry-After"))
	if s, err := strconv.ParseFloat(v, 64); err == nil && s > 0 && s < 1e6 {
		return time.Duration(s * float64(time.Second))
	}
	if at, err := http.ParseTime(v); err == nil && at.After(now) {
		return at.Sub(now)
	}
	return 0
}

var keyRE = regexp.MustCompile(`(?i)\b(sk|pk|key|bearer)[-_ ][^\s"',]+`)

// scrubber returns a function that makes a server's words fit for a log: one
// line, at most 300 bytes, no key, and nothing that repeats the request.
func scrubber(key string, said []Message) func(string) string {
	return func(s string) string {
		if key != "" {
			s = strings.ReplaceAll(s, key, "[key]")
		}
		s = keyRE.ReplaceAllString(s, "[key]")
		s = strings.ToValidUTF8(strings.Join(strings.Fields(s), " "), "")
		if len(s) > 300 {
			s = strings.ToValidUTF8(s[:300], "") + "…"
		}
		low := strings.ToLower(s)
		for _, m := range said {
			if repeats(low, strings.ToLower(strings.Join(strings.Fields(m.Content), " "))) {
				return "(its words repeat the request and are left out)"
			}
		}
		return s
	}
}

// repeats says whether s holds all of said, or 16 bytes of it in a row.
func repeats(s, said string) bool {
	const run = 16
	if len(said) <= run {
		return len(said) >= 4 && strings.Contains(s, said)
	}
	for i := 0; i+run <= len(s); i++ {
		if strings.Contains(said, s[i:i+run]) {
			return true
		}
	}
	return false
}
