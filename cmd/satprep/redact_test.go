package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestRedact(t *testing.T) {
	t.Parallel()
	roster := filepath.Join(t.TempDir(), "roster.txt")
	if err := os.WriteFile(roster, []byte("\ufeffQuillon Vance\r\n\nstu-00417\nq.vance@school.test\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		name, in, out string
		args          []string
		code          int
		says          string
	}{
		{"plain lines", "my name is maria\nf(10)=555\n\nMaria's number is (512) 555-0143\r\nthanks", "my name is [PERSON_1]\nf(10)=555\n\n[PERSON_1]'s number is [PHONE_1]\r\nthanks", nil, 0, ""},
		{"JSON keeps the rest", "{ \"id\" : 1e2,\"text\":\"I\\u0027m Maria, <x@example.org>\" ,\"z\":{\"text\":\"Maria\"} }\n", "{ \"id\" : 1e2,\"text\":\"I'm [PERSON_1], <[EMAIL_1]>\" ,\"z\":{\"text\":\"Maria\"} }\n", nil, 0, ""},
		{"JSON without a hit", "{\"text\":\"x \\u003c 3 \\ud83d\\ude00\"}\n", "{\"text\":\"x \\u003c 3 \\ud83d\\ude00\"}\n", nil, 0, ""},
		{"both in one stream", "{2, 4, 6} is Maria's set\n{\"text\":\"hi maria\"}\nplain, Maria\n", "{2, 4, 6} is [PERSON_1]'s set\n{\"text\":\"hi [PERSON_1]\"}\nplain, [PERSON_1]\n", nil, 0, ""},
		{"a new conversation", "{\"conversation\":\"a\",\"text\":\"hi Priya\"}\n{\"conversation\":\"a\",\"text\":\"hi Maria\"}\n{\"conversation\":\"b\",\"text\":\"hi Maria\"}\n",
			"{\"conversation\":\"a\",\"text\":\"hi [PERSON_1]\"}\n{\"conversation\":\"a\",\"text\":\"hi [PERSON_2]\"}\n{\"conversation\":\"b\",\"text\":\"hi [PERSON_1]\"}\n", nil, 0, ""},
		{"spans in code points", "żółć 😀 hi Maria\n{\"text\":\"\\ud83d\\ude00 Maria, 73.162.14.201\"}\n\n", "[{\"start\":10,\"end\":15,\"type\":\"PERSON\"}]\n[{\"start\":2,\"end\":7,\"type\":\"PERSON\"},{\"start\":9,\"end\":22,\"type\":\"IP\"}]\n[]\n", []string{"--spans"}, 0, ""},
		{"roster", "quilon said stu-00417 is Q.Vance@School.TEST\n", "[PERSON_1] said [ID_1] is [EMAIL_1]\n", []string{"--roster", roster}, 0, ""},
		{"structured only", "Maria: 73.162.14.201\n", "Maria: [IP_1]\n", []string{"--structured"}, 0, ""},
		{"not UTF-8", "hi Maria\nh\xffi\nhi\n", "hi [PERSON_1]\n", nil, 65, "Line 2"},
		{"bad JSON", "{\"text\":\"a\"}\n{\"text\":\n", "{\"text\":\"a\"}\n", nil, 65, "Line 2"},
		{"JSON without text", "{\"message\":\"hi Maria\"}\n", "", nil, 65, "Line 1"},
		{"text is no string", "{\"text\":[\"hi Maria\"]}\n", "", nil, 65, "field text"},
		{"too long", "a\n" + strings.Repeat("long ", maxRedactLine/5+1) + "\n", "a\n", nil, 65, "Line 2"},
		{"long enough", strings.Repeat("long ", 40000) + "hi Maria\n", strings.Repeat("long ", 40000) + "hi [PERSON_1]\n", nil, 0, ""},
		{"no such roster", "a\n", "", []string{"--roster", "no-such-file"}, 66, "no-such-file"},
		{"empty", "", "", nil, 0, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			r := satprep(t, nil, c.in, append([]string{"redact", "--data", t.TempDir()}, c.args...)...)
			if r.code != c.code || r.out != c.out || !strings.Contains(r.err, c.says) {
				t.Errorf("exit code %d, want %d; stderr %q\n%.300q, want\n%.300q", r.code, c.code, r.err, r.out, c.out)
			}
		})
	}
}

func TestRedactWithTheInstancesNames(t *testing.T) {
	t.Parallel()
	data := t.TempDir()
	users := "user_id,role,age_band,name,email\nzz-91,student,13_17,Brixby Quorn,bq@example.org\n"
	if r := satprep(t, nil, users, "user", "import", "-", "--data", data); r.code != 0 {
		t.Fatal(r.err)
	}
	r := satprep(t, nil, "quorn and ZZ-91 solved it\n", "redact", "--instance", "--data", data)
	if want := "[PERSON_1] and [ID_1] solved it\n"; r.code != 0 || r.out != want {
		t.Errorf("exit code %d: %q, want %q; %s", r.code, r.out, want, r.err)
	}
}
