package api

import (
	"compress/gzip"
	"io"
	"io/fs"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"testing"
	"testing/fstest"

	"satprep/internal/fault"
	"satprep/web"
)

func openTestSite(t *testing.T, script string) *site {
	t.Helper()
	s, err := openSite(fstest.MapFS{
		"dist/index.html": {Data: []byte(`<link href="./style.css"><script src="./index.js"></script><a href="/docs">`)},
		"dist/index.js":   {Data: []byte(script)},
		"dist/sw.js":      {Data: []byte("x")},
		"dist/a.woff2":    {Data: []byte("font")},
	}, "dist")
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func (s *site) get(t *testing.T, name string, headers ...string) (*http.Response, error) {
	t.Helper()
	r := httptest.NewRequest(http.MethodGet, "/app/"+name, nil)
	for i := 0; i < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	w := httptest.NewRecorder()
	err := s.serve(w, r, name)
	return w.Result(), err
}

func TestBuildInThePath(t *testing.T) {
	t.Parallel()
	script := strings.Repeat("let a = 1;\n", 200)
	s := openTestSite(t, script)
	if other := openTestSite(t, script+";"); other.build == s.build {
		t.Error("another script is the same build")
	}
	if again := openTestSite(t, script); again.build != s.build {
		t.Error("the same files are another build")
	}
	for _, c := range []struct {
		name, keep, kind string // keep "" is not there
	}{
		{"", askAgain, "text/html; charset=utf-8"},
		{"practice/0198-a", askAgain, "text/html; charset=utf-8"},
		{"-/" + s.build + "/index.js", forEver, "text/javascript; charset=utf-8"},
		{"-/" + s.build + "/a.woff2", forEver, "font/woff2"},
		{"sw.js", askAgain, "text/javascript; charset=utf-8"},
		{"-/" + s.build + "/nothing.js", "", ""},
		{"-/" + s.build + "/index.html", "", ""},
		{"-/000000000000/index.js", "", ""},
		{"-/", "", ""},
		{"nothing.js", "", ""},
		{"../embed.go", "", ""},
	} {
		got, err := s.get(t, c.name)
		if c.keep == "" {
			if !fault.Is(err, fault.Missing) {
				t.Errorf("%q is there: %v", c.name, err)
			}
			continue
		}
		if err != nil || got.Header.Get("Cache-Control") != c.keep || got.Header.Get("Content-Type") != c.kind {
			t.Errorf("%q: %v %v", c.name, got.Header, err)
		}
	}
}

func TestThePageNamesItsBuild(t *testing.T) {
	t.Parallel()
	s := openTestSite(t, "x")
	got, err := s.get(t, "deep/down")
	if err != nil {
		t.Fatal(err)
	}
	body, _ := io.ReadAll(got.Body)
	want := `<link href="/app/-/` + s.build + `/style.css"><script src="/app/-/` + s.build + `/index.js"></script><a href="/docs">`
	if string(body) != want {
		t.Errorf("the page is %s", body)
	}
}

func TestPagesComeSqueezed(t *testing.T) {
	t.Parallel()
	script := strings.Repeat("let a = 1;\n", 200)
	s := openTestSite(t, script)
	name := "-/" + s.build + "/index.js"
	got, err := s.get(t, name, "Accept-Encoding", "gzip, br")
	if err != nil || got.Header.Get("Content-Encoding") != "gzip" || got.Header.Get("Vary") != "Accept-Encoding" {
		t.Fatalf("%v %v", got.Header, err)
	}
	z, err := gzip.NewReader(got.Body)
	if err != nil {
		t.Fatal(err)
	}
	if body, err := io.ReadAll(z); err != nil || string(body) != script {
		t.Errorf("unpacked it is not the script: %v", err)
	}
	plain, err := s.get(t, name)
	if err != nil || plain.Header.Get("Content-Encoding") != "" || plain.Header.Get("ETag") == got.Header.Get("ETag") {
		t.Errorf("plain: %v %v", plain.Header, err)
	}
	if again, err := s.get(t, name, "Accept-Encoding", "gzip", "If-None-Match", got.Header.Get("ETag")); err != nil || again.StatusCode != http.StatusNotModified {
		t.Errorf("the same again: %d %v", again.StatusCode, err)
	}
	if small, err := s.get(t, "sw.js", "Accept-Encoding", "gzip"); err != nil || small.Header.Get("Content-Encoding") != "" {
		t.Errorf("what does not get smaller came squeezed: %v", err)
	}
}

// TestTheAppIsWhole: every file that the page and the scripts name is there, and
// nothing in the page is inline or comes from elsewhere.
func TestTheAppIsWhole(t *testing.T) {
	t.Parallel()
	s, err := openSite(web.FS, "dist")
	if err != nil {
		t.Fatal(err)
	}
	named := regexp.MustCompile(`"\./([\w-]+\.\w+)"|/app/-/\w+/([\w-]+\.\w+)`)
	count := 0
	for name, p := range s.pages {
		if !strings.HasSuffix(name, ".js") && name != appRoot {
			continue
		}
		for _, m := range named.FindAllSubmatch(p.body, -1) {
			file := string(m[1]) + string(m[2])
			count++
			if _, ok := s.pages[file]; !ok {
				t.Errorf("%s names %s, which is not in web/dist", name, file)
			}
		}
	}
	if count < 10 {
		t.Errorf("only %d files are named: the app is not there", count)
	}
	if page := string(s.pages[appRoot].body); strings.Contains(page, "<script>") || strings.Contains(page, "style=") || strings.Contains(page, "://") {
		t.Errorf("the page holds something inline or from elsewhere: %s", page)
	}
}

// The service worker knows its build and all that build is made of, so that a new
// build is a new worker.
func TestTheServiceWorkerKnowsItsBuild(t *testing.T) {
	t.Parallel()
	s, err := openSite(fstest.MapFS{
		"dist/index.html": {Data: []byte("x")},
		"dist/index.js":   {Data: []byte("y")},
		"dist/sw.js":      {Data: []byte("const build = \"dev\";\nconst files = [];\n")},
	}, "dist")
	if err != nil {
		t.Fatal(err)
	}
	if got, want := string(s.pages["sw.js"].body), "const build = \""+s.build+"\";\nconst files = [\"index.js\"];\n"; got != want {
		t.Errorf("%s; want %s", got, want)
	}
	worker, err := fs.ReadFile(web.FS, "dist/sw.js")
	if err != nil || !strings.Contains(string(worker), "const build = \"dev\";") || !strings.Contains(string(worker), "const files = [];") {
		t.Errorf("the worker of the app has no place for its build: %v", err)
	}
}
