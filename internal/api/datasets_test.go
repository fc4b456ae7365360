package api_test

import (
	"archive/tar"
	"bytes"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"

	"satprep/internal/app"
)

// An admin builds a dataset over HTTP: asks for it, watches it, reads its files,
// and may no longer hand it on when somebody in it withdraws.
func TestDatasetOverHTTP(t *testing.T) {
	t.Parallel()
	a, c := startApp(t, nil)
	boss := c.admin(t, a)
	me, s := c.join("student", "18_plus")
	me.send("POST", "/consent/"+s.UserID, choices(yes("research_export"))).must(t, 200)
	practised(t, a, me, s.UserID, 3)
	shy, other := c.join("student", "18_plus")
	practised(t, a, shy, other.UserID, 2)

	var all struct {
		Recipes []struct{ Name, Text string }
	}
	boss.send("GET", "/ai_data/recipes", nil).must(t, 200).into(t, &all)
	if len(all.Recipes) < 6 {
		t.Errorf("%d built-in recipes", len(all.Recipes))
	}
	boss.send("POST", "/ai_data/datasets", object{"recipe": "name: x\nwhat: now\n"}).problem(t, 400, "what: now")
	boss.send("POST", "/ai_data/datasets", object{"recipe": "everything", "as_of": "0001-01-01T00:00:00Z"}).problem(t, 400, "0001-01-01")

	boss.send("POST", "/ai_data/datasets", object{"recipe": "everything", "as_of": "1969-01-01T00:00:00Z"}).problem(t, 400, "1969")
	boss.send("POST", "/ai_data/datasets", object{"recipe": "everything", "asof": "2026-01-01T00:00:00Z"}).problem(t, 400, "2026-01-01")

	boss.send("POST", "/ai_data/datasets", object{"recipe": "everything", "origins": []string{"invented"}}).problem(t, 400, "invented")

	// The recipe names real people only; the order lets in simulated ones.
	recipe := "name: small\ntitle: Small\npurpose: research_export\nconfigs: [irt_matrix, interactions]\nprivacy: {k: 1}\n"
	made := boss.send("POST", "/ai_data/datasets", object{"recipe": recipe, "origins": []string{"simulated"}}).must(t, 201).object(t)
	has(t, made, "id", "name", "version", "status", "as_of")
	here := fmt.Sprint("/ai_data/datasets/", made["id"])
	stream := string(boss.send("GET", here+"/progress", nil).must(t, 200).body)
	if !strings.Contains(stream, "event: ended") || !strings.Contains(stream, `"status":"done"`) {
		t.Fatalf("the stream ends without an end: %s", stream)
	}
	done := boss.send("GET", here, nil).must(t, 200).object(t)
	if done["version"] != "1.0.0" || done["learners"] != 1.0 {
		t.Errorf("%v", done)
	}
	boss.send("POST", here+"/cancel", object{}).must(t, 409)

	var files struct {
		Files []struct {
			Path   string
			Bytes  int
			SHA256 string
		}
	}
	boss.send("GET", here+"/files", nil).must(t, 200).into(t, &files)
	for _, f := range files.Files {
		body := boss.send("GET", here+"/files/"+f.Path, nil).must(t, 200).body
		if got := fmt.Sprintf("%x", sha256.Sum256(body)); got != f.SHA256 || len(body) != f.Bytes {
			t.Errorf("%s has %d bytes and the sum %s, not %d and %s", f.Path, len(body), got, f.Bytes, f.SHA256)
		}
		if bytes.Contains(body, []byte(s.UserID)) || bytes.Contains(body, []byte(other.UserID)) {
			t.Errorf("%s names a user", f.Path)
		}
	}
	for _, path := range []string{"nothing", "../small", "..%2F..%2Fsatprep.db", "%2Fetc%2Fpasswd"} {
		if g := boss.send("GET", here+"/files/"+path, nil); g.status == 200 {
			t.Errorf("%s was handed out", path)
		}
	}
	names := 0
	in := tar.NewReader(bytes.NewReader(boss.send("GET", here+"/archive", nil).must(t, 200).body))
	for {
		if _, err := in.Next(); errors.Is(err, io.EOF) {
			break
		} else if err != nil {
			t.Fatal(err)
		}
		names++
	}
	if names != len(files.Files)+2 {
		t.Errorf("%d files in the archive, %d and their manifest in the package", names, len(files.Files))
	}

	me.send("POST", "/consent/"+s.UserID, choices(no("research_export"))).must(t, 200)
	boss.send("GET", here+"/files/README.md", nil).must(t, 409)
	boss.send("GET", here+"/archive", nil).must(t, 409)
	gone := boss.send("POST", "/ai_data/datasets", object{"recipe": recipe, "origins": []string{"simulated"}}).must(t, 201).object(t)
	stream = string(boss.send("GET", fmt.Sprint("/ai_data/datasets/", gone["id"], "/progress"), nil).must(t, 200).body)
	if !strings.Contains(stream, `"status":"failed"`) || !strings.Contains(stream, "without consent") {
		t.Errorf("nobody agrees, and: %s", stream)
	}
}

// Under a school's contract no dataset is built, whoever asks.
func TestNoDatasetUnderASchoolsContract(t *testing.T) {
	t.Parallel()
	a, c := startApp(t, func(c *app.Config) { c.School = true })
	boss := c.admin(t, a)
	boss.send("POST", "/ai_data/datasets", object{"recipe": "irt"}).must(t, 403)
}
