package llm_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"unicode/utf8"

	"satprep/internal/fault"
	"satprep/internal/llm"
	"satprep/internal/llm/llmtest"
)

func TestOpenRefuses(t *testing.T) {
	t.Parallel()
	const secret = "sk-verysecret"
	for _, spec := range []string{
		"", "http://host/v1?model=a", "openai:", "openai:host/v1?model=a", "openai:ftp://host?model=a", "openai:http://?model=a",
		"openai:http://host/v1", "openai:http://host/v1?model=", "openai:http://" + secret + "@host/v1?model=a",
		"openai:http://host/v1?model=a&key=" + secret, "openai:http://host/v1?model=a&temperature=" + secret,
		"openai:http://host/v1?model=a&temperature=3", "openai:http://host/v1?model=a&temperature=NaN",
		"openai:http://host/v1?model=a&max_tokens=0", "openai:http://host/v1?model=a&think=shut",
		"openai:http://host/v1?model=a&concurrency=0", "openai:http://host/v1?model=a&first_byte=5",
		"openai:http://host/v1?model=a&total=-1s", "openai:http://host/v1?model=a&prompt_price=NaN",
		"openai:http://host/v1?model=a&%zz=" + secret, "openai:http://ho st/" + secret + "?model=a",
	} {
		m, err := llm.Open(spec, "")
		if !fault.Is(err, fault.Invalid) || fault.Field(err) != "model" || m != nil {
			t.Errorf("%q: %v", spec, err)
		} else if strings.Contains(err.Error(), secret) {
			t.Errorf("%q: the error shows the key: %v", spec, err)
		}
	}
	if _, err := llm.Open("openai:http://host?model=a", secret+"\n"); !fault.Is(err, fault.Invalid) || strings.Contains(err.Error(), secret) {
		t.Errorf("a key with a line end: %v", err)
	}
}

// TestNothingLeaks: case 11, neither the key nor the request's words stand in an
// error, whatever the server says.
func TestNothingLeaks(t *testing.T) {
	t.Parallel()
	const key = "tok-abcdef-987654"
	const words = "My name is Quillon Featherby and I am stuck on this"
	for name, message := range map[string]string{
		"the key":             "Incorrect API key provided: " + key,
		"the key in parts":    "Bearer " + key + " is not known",
		"another key":         "try sk-live-0123456789 instead",
		"the words":           "cannot parse: " + words,
		"some of the words":   "near 'is quillon  FEATHERBY and' something is wrong",
		"words in a field":    `"},"input":"` + words,
		"a long message":      strings.Repeat("long ", 1000),
		"not UTF-8":           "\xff\xfe",
		"several lines":       "one\ntwo",
		"nothing out of line": "the model is not loaded",
	} {
		for _, reply := range []llmtest.Reply{
			llmtest.Status(http.StatusUnauthorized, `{"error":{"message":"`+message+`","code":"`+key+`!"}}`),
			llmtest.Status(http.StatusBadRequest, message),
			llmtest.JSON(`{"error":"` + message + `"}`),
		} {
			synctest.Test(t, func(t *testing.T) {
				m := llmtest.Func(func(int, llmtest.Asked) llmtest.Reply { return reply }).Open(t, key, "")
				_, _, err := generate(t.Context(), m, ask(words))
				if err == nil {
					t.Fatal("no error")
				}
				for _, text := range []string{err.Error(), fault.Sentence(err), fmt.Sprintf("%v %+v %#v", m, m, m)} {
					low := strings.ToLower(text)
					if strings.Contains(text, key) || strings.Contains(text, "0123456789") || strings.Contains(low, "featherby") {
						t.Errorf("%s: %s", name, text)
					}
				}
				if text := err.Error(); len(text) > 500 || strings.Contains(text, "\n") || !utf8.ValidString(text) {
					t.Errorf("%s: unfit for a log: %q", name, text)
				}
				if name == "nothing out of line" && !strings.Contains(err.Error(), message) {
					t.Errorf("the operator is not told: %v", err)
				}
			})
		}
	}
}

func TestScriptedRemembers(t *testing.T) {
	t.Parallel()
	m := llm.Script("toy", llm.Say("one two"))
	pieces, _, err := generate(t.Context(), m, ask("first?"))
	if err != nil || fmt.Sprint(pieces) != "[one  two]" {
		t.Errorf("%q, %v", pieces, err)
	}
	if _, _, err := generate(t.Context(), m, ask("second?")); llm.Reason(err) != llm.Unavailable {
		t.Errorf("after the script: %v", err)
	}
	if asked := m.Asked(); len(asked) != 2 || asked[1].Messages[0].Content != "second?" {
		t.Errorf("asked %+v", asked)
	}
}

func TestReason(t *testing.T) {
	t.Parallel()
	if llm.Reason(nil) != "" || llm.Reason(fmt.Errorf("other")) != "" {
		t.Error("a reason for nothing")
	}
	err := fmt.Errorf("asking: %w", llm.Fail(llm.RateLimited, "too many"))
	if llm.Reason(err) != llm.RateLimited || fault.KindOf(err) != fault.Busy {
		t.Errorf("%v", err)
	}
}
