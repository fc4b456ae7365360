package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/alecthomas/kong"

	"satprep/internal/account"
	"satprep/internal/app"
	"satprep/internal/calibrate"
)

// A ran is what became of a command.
type ran struct {
	code     int
	out, err string
}

func satprep(t *testing.T, env []string, in string, args ...string) ran {
	t.Helper()
	var out, errs bytes.Buffer
	code := run(t.Context(), args, env, streams{strings.NewReader(in), &out, &errs})
	return ran{code, out.String(), errs.String()}
}

func TestExitCodes(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	data := "--data=" + folder
	file := filepath.Join(folder, "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	bare := func(name, text string) string {
		path := filepath.Join(folder, name)
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	for _, c := range []struct {
		args string
		code int
		says string // on stderr
	}{
		{"--version", 0, ""},
		{"", usage, "--help"},
		{"nonsense", usage, "nonsense"},
		{"serve --nonsense", usage, "--nonsense"},
		{"user token nobody", 66, "There is no such user."},
		{"user invite student", usage, "tutor"},
		{"grade no-such-file", 66, "no-such-file"},
		{"questions import no-such-file", 66, "no-such-file"},
		{"questions generate --family none", 66, "--list"},
		{"questions generate", usage, "--family NAME"},
		{"questions generate --family repeated-group --count 0", usage, "--count is 1 to"},
		{"config --config no-such-file", 66, "no-such-file"},
		{"migrate --db nonsense", usage, "--db: The database must be given as sqlite:DIR"},
		{"serve --addr :99999", usage, "--addr is HOST:PORT"},
		{"serve --addr :abc", usage, "“:abc” is not"},
		{"serve --addr=", usage, "for example 127.0.0.1:8001 or :8001"},
		{"serve --addr 192.0.2.1:8001", usage, "no address of this machine"},
		{"serve --tutor-choice 7", usage, "--tutor-choice is a share"},
		{"serve --tutor gpt", usage, "--tutor: A model string begins with openai:"},
		{"migrate --data=", usage, "--data is empty"},
		{"backup --out /nowhere/x.tar", 73, "Nothing can be written beside"},
		{"dataset verify /nowhere", 66, "The folder nowhere is not there."},
		{"erase nobody", usage, "repeat the command with --yes"},
		{"erase nobody --yes", 66, "There is no such user."},
		{"consent show nobody", 66, "There is no such user."},
		{"consent withdraw nobody analytics", 66, "There is no such user."},
		{"rebuild nothing", usage, "nothing called"},
		{"calibrate promote 1", 66, "satprep calibrate list names them"},
		{"calibrate promote 1 --data " + filepath.Join(folder, "nope"), 66, "There is no instance in "},
		{"train promote 1 --data " + filepath.Join(folder, "nope"), 66, "There is no instance in "},
		{"user import " + folder, 65, "is a folder"},
		{"questions import " + bare("bare.jsonl", ""), 65, "bare.jsonl holds no question, so nothing was taken"},
		{"questions import " + bare("lines.jsonl", "\n \n\n"), 65, "holds no question"},
		{"questions import " + bare("bare.csv", ""), 65, "The file is empty; a table of questions begins"},
		{"questions import " + bare("head.csv", "id,skill,difficulty,stem,keys\n"), 65, "holds no question"},
		{"questions import -", 65, "Standard input holds no question"},
		{"migrate --data " + file, 73, "The data folder " + file},
		{"migrate --db postgres://who:pw@127.0.0.1:1/db", 70, "PostgreSQL does not answer"},
	} {
		t.Run(c.args, func(t *testing.T) {
			t.Parallel()
			args := strings.Fields(c.args)
			if len(args) > 0 && !strings.Contains(c.args, "--config") && !strings.Contains(c.args, "--data") {
				args = append(args, data)
			}
			r := satprep(t, nil, "", args...)
			if r.code != c.code || !strings.Contains(r.err, c.says) {
				t.Errorf("exit code %d, want %d; stderr %q", r.code, c.code, r.err)
			}
			if c.code != 0 && strings.Count(r.err, "\n") != 1 {
				t.Errorf("an error is one line: %q", r.err)
			}
			if strings.Count(r.err, c.says) > 1 && c.code == 70 {
				t.Errorf("an error says things once: %q", r.err)
			}
		})
	}
}

func TestEveryVerbShowsAnExample(t *testing.T) {
	t.Parallel()
	parser, err := kong.New(&program{}, kong.Vars{"version": ""})
	if err != nil {
		t.Fatal(err)
	}
	for _, leaf := range parser.Model.Leaves(false) {
		verb := leaf.Path()
		if i := strings.IndexAny(verb, "<["); i >= 0 {
			verb = strings.TrimSpace(verb[:i]) // what follows are arguments
		}
		r := satprep(t, nil, "", append(strings.Fields(verb), "--help")...)
		if _, example, ok := strings.Cut(r.out, "Example"); r.code != 0 || !ok || !strings.Contains(example, "satprep "+verb) {
			t.Errorf("%s: exit code %d\n%s", verb, r.code, r.out)
		}
	}
}

// settingsOf runs config and returns value and source by setting.
func settingsOf(t *testing.T, env []string, args ...string) map[string][2]string {
	t.Helper()
	r := satprep(t, env, "", append([]string{"config", "--json"}, args...)...)
	if r.code != 0 {
		t.Fatalf("exit code %d: %s", r.code, r.err)
	}
	found := map[string][2]string{}
	for line := range strings.Lines(r.out) {
		var s struct{ Setting, Value, From string }
		if err := json.Unmarshal([]byte(line), &s); err != nil {
			t.Fatalf("%v: %s", err, line)
		}
		found[s.Setting] = [2]string{s.Value, s.From}
	}
	return found
}

func TestFlagsBeforeVariablesBeforeFile(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	file := filepath.Join(dir, "satprep.yaml")
	if err := os.WriteFile(file, []byte("addr: \":1\"\nlog_level: debug\ndrain: 7s\ntrust-proxy: true\nmetrics-token: from-file\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	got := settingsOf(t, []string{"SATPREP_ADDR=:2", "SATPREP_LOG_LEVEL=warn", "SATPREP_DATA=" + dir, "SATPREP_DB=postgres://who:secret@db/satprep"}, "--addr", ":3")
	for name, want := range map[string][2]string{
		"addr":          {":3", "flag"},
		"log-level":     {"warn", "SATPREP_LOG_LEVEL"},
		"drain":         {"7s", file},
		"trust-proxy":   {"true", file},
		"school":        {"false", "default"},
		"data":          {dir, "SATPREP_DATA"},
		"db":            {"postgres://who:********@db/satprep", "SATPREP_DB"},
		"metrics-token": {"********", file},
	} {
		if got[name] != want {
			t.Errorf("%s: %q, want %q", name, got[name], want)
		}
	}
	// --config names another file, and its values come before defaults.
	other := filepath.Join(t.TempDir(), "other.yaml")
	if err := os.WriteFile(other, []byte("addr: \":4\"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if got := settingsOf(t, nil, "--config", other); got["addr"] != [2]string{":4", other} {
		t.Errorf("addr %q", got["addr"])
	}
}

func TestAVariableThatSetsNothingIsNamed(t *testing.T) {
	t.Parallel()
	var out, complaint bytes.Buffer
	code := run(t.Context(), []string{"config", "--data", t.TempDir()}, []string{"SATPREP_ADR=:2", "SATPREP_TEST_POSTGRES=x", "SATPREP_ADDR=:3"}, streams{strings.NewReader(""), &out, &complaint})
	if code != 0 || !strings.Contains(complaint.String(), "SATPREP_ADR sets nothing") || strings.Count(complaint.String(), "\n") != 1 {
		t.Errorf("code %d: %s", code, complaint.String())
	}
}

func TestSecretsAreMasked(t *testing.T) {
	t.Parallel()
	for setting, values := range map[string]map[string]string{
		"db": {
			"postgres://db/satprep?password=hidden&sslmode=disable":    "postgres://db/satprep?password=********&sslmode=disable",
			"postgres://who:hidden@db/satprep?sslpassword=hidden":      "postgres://who:********@db/satprep?sslpassword=********",
			"host=db password='hid den' user=who":                      "host=db password=******** user=who",
			"postgres://who@db/satprep?target_session_attrs=read-only": "postgres://who@db/satprep?target_session_attrs=read-only",
		},
		"tutor": {
			"openai:http://h/v1?model=m&api_key=hidden": "[openai:http://h/v1?model=m&api_key=********]",
			"openai:http://h/v1?model=m":                "[openai:http://h/v1?model=m]",
		},
	} {
		for value, want := range values {
			if got := settingsOf(t, nil, "--"+setting, value); got[setting][0] != want {
				t.Errorf("%s %q: %q, want %q", setting, value, got[setting][0], want)
			}
		}
	}
}

func TestAFolderThatMayNotBeEntered(t *testing.T) {
	t.Parallel()
	if os.Geteuid() == 0 {
		t.Skip("root may enter every folder")
	}
	dir := filepath.Join(t.TempDir(), "closed")
	if err := os.Mkdir(dir, 0); err != nil {
		t.Fatal(err)
	}
	if r := satprep(t, nil, "", "migrate", "--data", dir); r.code == 0 || strings.Contains(r.err, "settings file") {
		t.Errorf("exit code %d, %q", r.code, r.err)
	}
}

func TestSettingsFileIsChecked(t *testing.T) {
	t.Parallel()
	for text, says := range map[string]string{
		"adress: \":1\"\n": "adress",
		"addr: [":          "not valid YAML",
		"drain: soon\n":    "drain",
		"log-level: loud":  "log-level",
	} {
		file := filepath.Join(t.TempDir(), "satprep.yaml")
		if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		if r := satprep(t, nil, "", "config", "--config", file); r.code == 0 || !strings.Contains(r.err, says) {
			t.Errorf("%q: exit code %d, %q", text, r.code, r.err)
		}
	}
}

func TestUserImport(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	r := satprep(t, nil, "user_id,role,age_band,name\nann,student,13_17,Ann\nbob,wizard,13_17,Bob\n", "user", "import", "-", "--data", dir)
	if r.code != 65 || !strings.HasPrefix(r.out, "ann sp_") || !strings.Contains(r.err, "line 3") || !strings.Contains(r.err, "1 new") {
		t.Errorf("exit code %d\n%s%s", r.code, r.out, r.err)
	}
	if r := satprep(t, nil, "", "user", "token", "ann", "--data", dir); r.code != 0 || !strings.HasPrefix(r.out, "sp_") {
		t.Errorf("exit code %d, %s%s", r.code, r.out, r.err)
	}
}

func TestConsent(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	const header = "user_id,purpose,granted,text_version,given_by,given_at,until\n"
	if r := satprep(t, nil, "user_id,role,age_band,name\nann,student,13_17,Ann\n", "user", "import", "-", "--data", dir); r.code != 0 {
		t.Fatal(r)
	}
	for _, c := range []struct {
		in, args string
		code     int
		out, err string
	}{
		{header + "ann,ai_training,true,ai_training.v1,guardian,2026-01-05,\nann,voice,true,voice.v9,learner,2026-01-05,\n", "consent import -", 65, "1 taken, 0 unchanged, 1 refused\n", "line 3, text_version: "},
		{header + "ann,ai_training,true,ai_training.v1,guardian,2026-01-05,\n", "consent import - --json", 0, `{"taken":0,"unchanged":1,"refused":0,"refusals":[]}`, ""},
		{"", "consent grant ann voice analytics --by learner --signed 2026-01-06 --until 2126-01-01", 0, "2 taken", ""},
		{"", "consent grant ann research_export --by guardian --signed 2026-01-06", usage, "", "From 13 on learners agree to this themselves"},
		{"", "consent show ann", 0, "ai_training      yes", ""},
		{"", "consent withdraw ann ai_training service", 73, "", "close the account"},
		{"", "consent withdraw ann ai_training --json", 0, `{"purpose":"ai_training","granted":false,"since":"`, ""},
		{"", "consent show ann --json", 0, `"by":"guardian","text_version":"ai_training.v1","text_digest":"`, ""},
		{"", "consent show nobody", 66, "", "There is no such user."},
		{"", "consent grant ann voice --signed 2026-01-06", usage, "", "--by"},
	} {
		r := satprep(t, nil, c.in, append(strings.Fields(c.args), "--data", dir)...)
		if r.code != c.code || !strings.Contains(r.out, c.out) || !strings.Contains(r.err, c.err) {
			t.Errorf("%s: exit code %d, want %d\n%s%s", c.args, r.code, c.code, r.out, r.err)
		}
	}
}

func TestQuestionsGoRound(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	file := filepath.Join(dir, "bank.jsonl")
	if r := satprep(t, nil, "", "questions", "export", "--out", file, "--data", dir); r.code != 0 || r.out != "" {
		t.Fatalf("exit code %d: %s%s", r.code, r.out, r.err)
	}
	if text, err := os.ReadFile(file); err != nil || bytes.Count(text, []byte(`{"skill":`)) != 29 {
		t.Errorf("what is taught is not exported: %v", err)
	}
	r := satprep(t, nil, "", "questions", "import", file, "--data", dir)
	if r.code != 0 || !strings.HasPrefix(r.out, "0 added, 0 changed,") {
		t.Errorf("exit code %d: %s%s", r.code, r.out, r.err)
	}
}

// instance makes one in a folder of its own.
func instance(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	if r := satprep(t, nil, "", "migrate", "--data", dir); r.code != 0 {
		t.Fatalf("exit code %d: %s", r.code, r.err)
	}
	return dir
}

// The bank goes out and comes back unchanged in every format, and bad input at
// the door is named.
func TestQuestionsInEveryFormat(t *testing.T) {
	t.Parallel()
	dir := instance(t)
	for _, c := range [][2]string{{"csv", "bank.csv"}, {"qti", "bank.zip"}} {
		file := filepath.Join(dir, c[1])
		if r := satprep(t, nil, "", "questions", "export", "--out", file, "--data", dir); r.code != 0 || r.out != "" { // its name says what it is
			t.Fatalf("%s: exit code %d: %s%s", c[0], r.code, r.out, r.err)
		}
		r := satprep(t, nil, "", "questions", "import", file, "--data", dir)
		if r.code != 0 || !strings.HasPrefix(r.out, "0 added, 0 changed,") || c[0] == "qti" && !strings.Contains(r.out, " 0 refused; 0 notes") {
			t.Errorf("%s: exit code %d: %s%s", c[0], r.code, r.out, r.err)
		}
	}
	for args, says := range map[string]string{"--out x.csv --format qti": "--format is qti, and x.csv is the name of a file of csv", "--out x.jsonl --format csv": "of jsonl", "--out x.xml": "name it .zip"} {
		if r := satprep(t, nil, "", append([]string{"questions", "export", "--data", dir}, strings.Fields(args)...)...); r.code != usage || !strings.Contains(r.err, says) {
			t.Errorf("%s: exit code %d, %q", args, r.code, r.err)
		}
	}
	const item = `<assessmentItem identifier="x"><responseDeclaration identifier="R" cardinality="single"><correctResponse><value>12</value></correctResponse></responseDeclaration><itemBody><p>What?</p><p><textEntryInteraction responseIdentifier="R"/></p></itemBody></assessmentItem>`
	for _, c := range []struct {
		in, args, out, err string
		code               int
	}{
		{item, "- --format qti --skill percentages", "1 added", "", 0},
		{item, "- --format qti --skill percentages --json", `"found":1,"taken":[{"file":"-","item":"x"`, "", 0},
		{item, "- --format qti", "1 found: 0 taken, 1 refused", "refused: -:1: x: the item names no skill", 65},
		{item, "- --format qti --skill none", "", "no skill", usage},
		{"PK", "- --format qti", "", "stands outside of the root element", 65},
		{"PK\x03\x04", "- --format qti", "", "no zip file that can be read", 65},
		{"id,skill,difficulty,stem,keys\ny,percentages,easy,What?,x\n", "- --format csv", "0 added", "line 2: ", 65},
		{"id\n", "- --format csv", "", "no column skill", 65},
	} {
		r := satprep(t, nil, c.in, append(append([]string{"questions", "import"}, strings.Fields(c.args)...), "--data", dir)...)
		if r.code != c.code || !strings.Contains(r.out, c.out) || !strings.Contains(r.err, c.err) {
			t.Errorf("%s: exit code %d, want %d\n%s%s", c.args, r.code, c.code, r.out, r.err)
		}
	}
}

// What is generated is a question file, and the same for the same seed.
func TestQuestionsGenerate(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	file := filepath.Join(dir, "more.jsonl")
	one := satprep(t, nil, "", "questions", "generate", "--family", "repeated-group", "--seed", "1001", "--count", "3")
	two := satprep(t, nil, "", "questions", "generate", "--family", "repeated-group", "--seed", "1002", "--out", file)
	text, err := os.ReadFile(file)
	if err != nil || one.code != 0 || two.code != 0 || strings.Count(one.out, "\n") != 3 || len(text) == 0 || !strings.Contains(one.out, string(text)) {
		t.Fatalf("exit codes %d, %d: %v\n%s%s\n%s", one.code, two.code, err, one.out, one.err, text)
	}
	for _, added := range []string{"1 added", "0 added"} {
		if r := satprep(t, nil, "", "questions", "import", file, "--data", dir); r.code != 0 || !strings.HasPrefix(r.out, added) {
			t.Errorf("exit code %d, want %s: %s%s", r.code, added, r.out, r.err)
		}
	}
	if r := satprep(t, nil, "", "questions", "generate", "--list"); r.code != 0 || !strings.Contains(r.out, "repeated-group") {
		t.Errorf("exit code %d: %s", r.code, r.out)
	}
}

func TestGrade(t *testing.T) {
	t.Parallel()
	if r := satprep(t, nil, "3.5\t7/2\nA\tB\n", "grade"); r.code != 0 || r.out != "right\nwrong\n" {
		t.Errorf("exit code %d: %q %s", r.code, r.out, r.err)
	}
}

// The types of the web app are made from what this verb prints.
func TestOpenAPI(t *testing.T) {
	t.Parallel()
	got, again := satprep(t, nil, "", "openapi"), satprep(t, nil, "", "openapi")
	var doc struct {
		Paths map[string]any `json:"paths"`
	}
	if err := json.Unmarshal([]byte(got.out), &doc); err != nil || got.code != 0 {
		t.Fatalf("code %d: %v: %s", got.code, err, got.err)
	}
	if doc.Paths["/practice/start/{user_id}"] == nil || len(doc.Paths) < 40 {
		t.Errorf("%d paths", len(doc.Paths))
	}
	if got.out != again.out {
		t.Error("two documents of the same routes differ")
	}
}

func TestDemo(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	var g globals
	g.Data = dir
	a, err := app.New(t.Context(), g.config(streams{nil, io.Discard, io.Discard}))
	if err != nil {
		t.Fatal(err)
	}
	defer a.Close()
	var out bytes.Buffer
	for i := range 2 { // the second time there are accounts, and nothing happens
		if signIn, err := demo(t.Context(), a, streams{nil, &out, io.Discard}); err != nil || (signIn != "") != (i == 0) {
			t.Fatal(signIn, err)
		}
	}
	_, password, _ := strings.Cut(strings.TrimSpace(out.String()[strings.Index(out.String(), "demo-tutor"):]), " ")
	password = strings.Fields(password)[0]
	tutor, _, err := a.Rooms.Accounts.SignIn(t.Context(), account.Credentials{UserID: "demo-tutor", Password: password})
	if err != nil {
		t.Fatalf("%v: %s", err, out.String())
	}
	if _, err := a.Rooms.Accounts.Permit(t.Context(), tutor, account.ReadActivity, "demo-student"); err != nil {
		t.Error(err)
	}
	if n := strings.Count(out.String(), password); n != len(demoPeople) {
		t.Errorf("%d people in %s", n, out.String())
	}
	// Once the school is there the tutor has a class, and the parent a child of it.
	roster := "user_id,role,age_band,name,simulated\n"
	for i := range demoClass + 3 {
		roster += fmt.Sprintf("u_learner%d,student,13_17,Learner,yes\n", i)
	}
	if done, err := a.Rooms.Accounts.Import(t.Context(), strings.NewReader(roster), io.Discard); err != nil || done.Refused > 0 {
		t.Fatal(done, err)
	}
	if err := demoLinks(t.Context(), a.Rooms.Accounts); err != nil {
		t.Fatal(err)
	}
	for id, want := range map[string]int{"demo-tutor": demoClass + 1, "demo-parent": 2} {
		adult, err := a.Rooms.Accounts.Find(t.Context(), id)
		if err != nil {
			t.Fatal(err)
		}
		if links, err := a.Rooms.Accounts.Links(t.Context(), adult.Actor); err != nil || len(links) != want {
			t.Errorf("%s has %d links, want %d: %v", id, len(links), want, err)
		}
	}
}

var link = regexp.MustCompile(`(http://\S+)/app/setup#code=(\S+)`)

// TestServe is an operator's first evening: start, set up, stop.
func TestServe(t *testing.T) {
	t.Parallel()
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	out, in := io.Pipe()
	var errs bytes.Buffer
	code := make(chan int, 1)
	go func() {
		code <- run(ctx, []string{"serve", "--data", filepath.Join(t.TempDir(), "new"), "--addr", "127.0.0.1:0", "--log-format", "json"}, nil, streams{strings.NewReader(""), in, &errs})
		in.Close()
	}()
	var base, setup string
	lines := bufio.NewScanner(out)
	for lines.Scan() {
		if m := link.FindStringSubmatch(lines.Text()); m != nil {
			base, setup = m[1], m[2]
		}
		if strings.HasPrefix(lines.Text(), "satprep is ready at http://") {
			break
		}
	}
	if base == "" {
		t.Fatalf("no link to set up: %s", errs.String())
	}
	res, err := http.Post(base+"/auth/setup", "application/json", strings.NewReader(`{"code":"`+setup+`","name":"Operator","password":"long enough"}`))
	if err != nil {
		t.Fatal(err)
	}
	res.Body.Close()
	if res.StatusCode != 201 {
		t.Errorf("set up: status %d", res.StatusCode)
	}
	stop()
	if c := <-code; c != 0 {
		t.Errorf("exit code %d: %s", c, errs.String())
	}
	var entry struct {
		Msg, Route, Subject, ID string
		Status                  int
		Ms                      float64
	}
	if err := json.Unmarshal(errs.Bytes()[:bytes.IndexByte(errs.Bytes(), '\n')], &entry); err != nil || entry.Msg != "request" || entry.Route != "POST /auth/setup" || entry.Status != 201 || entry.ID == "" {
		t.Errorf("log line %+v, %v: %s", entry, err, errs.String())
	}
	if strings.Contains(errs.String(), "Operator") || strings.Contains(errs.String(), setup) || strings.Contains(errs.String(), "sp_") {
		t.Errorf("the log holds a name, a code or a token: %s", errs.String())
	}
}

// What the verbs around proposals say where there is none, or nothing to calibrate with.
func TestCalibrations(t *testing.T) {
	t.Parallel()
	data := "--data=" + instance(t)
	for _, c := range []struct {
		args []string
		code int
		says string
	}{
		{[]string{"calibrate", "list", "--json", data}, 0, "[]"},
		{[]string{"calibrate", "--model=2pl", data}, 73, "is asked for. --simulated reads them; --in reads a file."},
		{[]string{"calibrate", "--model=5pl", data}, usage, "1pl, 2pl or 3pl"},
		{[]string{"calibrate", "--model=5pl", "--in=nowhere.csv"}, usage, "1pl, 2pl or 3pl"},
		{[]string{"calibrate", "--model=2pl", "--in=-", "--dry"}, usage, "--in"},
		{[]string{"calibrate", "--model=2pl", "--hold=-", data}, usage, "hold"},
		{[]string{"calibrate", "--model=2pl", "--tolerance=0", data}, usage, "above 0"},
		{[]string{"calibrate", "--model=2pl", "--tolerance=nan", data}, usage, "above 0"},
		{[]string{"calibrate", "--model=2pl", "--tolerance=inf", data}, usage, "above 0"},
		{[]string{"calibrate", "show", "nothing", data}, 66, "no such calibration"},
		{[]string{"calibrate", "promote", "019c0b7e-5f10-7a3c-8f4e-2b6f6a1d2c3e", data}, 66, "no such calibration"},
		{[]string{"calibrate", "reject", "019c0b7e-5f10-7a3c-8f4e-2b6f6a1d2c3e", data}, 66, "no such calibration"},
		{[]string{"train", "list", "--json", data}, 0, "[]"},
		{[]string{"train", "--model=best-lr", data}, 73, "is asked for. --simulated reads them; --in reads a file."},
		{[]string{"train", "--model=elo", "--train=-", "--test=-", "--seed=1"}, usage, "--seed parts the learners of --in or of the log"},
		{[]string{"train", "--model=dkt", data}, usage, "elo, best-lr or bkt"},
		{[]string{"train", "--model=bkt", "--share=1", data}, usage, "between 0 and 1"},
		{[]string{"train", "--model=bkt", "--in=-", "--dry"}, usage, "of the log"},
		{[]string{"train", "show", "nothing", data}, 66, "no such model"},
		{[]string{"train", "report", "019c0b7e-5f10-7a3c-8f4e-2b6f6a1d2c3e", data}, 66, "no such model"},
		{[]string{"train", "promote", "019c0b7e-5f10-7a3c-8f4e-2b6f6a1d2c3e", data}, 66, "no such model"},
		{[]string{"train", "reject", "019c0b7e-5f10-7a3c-8f4e-2b6f6a1d2c3e", data}, 66, "no such model"},
	} {
		r := satprep(t, nil, `{"items":[{"name":"q","a":1,"b":0,"c":0}]}`, c.args...)
		if r.code != c.code || !strings.Contains(r.out+r.err, c.says) {
			t.Errorf("%v: exit code %d, %q, %q", c.args, r.code, r.out, r.err)
		}
	}
}

// A --data that is mistyped makes no new instance: verbs that read one say that there is none.
func TestNoInstanceIsMadeByReading(t *testing.T) {
	t.Parallel()
	for _, verb := range []string{"calibrate --model=2pl", "calibrate list", "calibrate report", "calibrate show 019c0b7e-5f10-7a3c-8f4e-2b6f6a1d2c3e", "questions export", "questions stats", "questions lint", "receipt key",
		"user token somebody", "consent show somebody", "erase somebody --yes", "rebuild all", "dataset list", "simulate precision --world=none"} {
		dir := filepath.Join(t.TempDir(), "mistyped")
		r := satprep(t, nil, "", append(strings.Fields(verb), "--data="+dir)...)
		want := 66
		switch {
		case strings.HasPrefix(verb, "simulate"):
			want = usage
		case strings.HasPrefix(verb, "questions "): // of what is built in
			want = 0
		}
		if r.code != want || r.err == "" {
			t.Errorf("%s: exit code %d, %s", verb, r.code, r.err)
		}
		if _, err := os.Stat(dir); !os.IsNotExist(err) {
			t.Errorf("%s made a folder: %v", verb, err)
		}
	}
}

// An answer that counts may stand at a question with too few of them: both numbers are told.
func TestEstimateTellsHowManyAnswersEntered(t *testing.T) {
	t.Parallel()
	e := &calibrate.Estimate{Model: "2pl", Estimated: 17021, Log: &calibrate.Logged{Seq: 9, Answers: 20227, Used: 17987, Learners: 60}}
	var out bytes.Buffer
	if err := printEstimate(&out, e); err != nil || !strings.Contains(out.String(), "17987 of 20227 answers, of 60 learners, and of these the 17021 to questions with 30 or more entered") {
		t.Errorf("%v: %s", err, out.String())
	}
	var file struct {
		Estimated int
		Log       struct{ Used int }
	}
	if b, err := json.Marshal(e); err != nil || json.Unmarshal(b, &file) != nil || file.Estimated != 17021 || file.Log.Used != 17987 {
		t.Errorf("%v: %s", err, b)
	}
}
