package dataset_test

import (
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"satprep/internal/account"
	. "satprep/internal/dataset"
	"satprep/internal/fault"
	"satprep/internal/uid"
)

// crash is a build whose process dies where it has come to step.
func (s *school) crash(job Job, step string) {
	s.t.Helper()
	ctx, cancel := context.WithCancel(s.t.Context())
	defer cancel()
	job.Progress = func(at string, done, _ int64) {
		if at == step && done > 0 {
			cancel()
		}
	}
	if _, err := s.Service.Build(ctx, job); err == nil {
		s.t.Fatal("a build whose process died ended well")
	}
}

// A build of a program beside the server that died is in nobody's way.
func TestDeadBuildElsewhereKeepsNobodyWaiting(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, s *school, folder string) {
		s.term()
		out := filepath.Join(folder, "out")
		s.crash(Job{Recipe: recipe(""), Out: out}, "gates")
		if _, err := s.Enqueue(t.Context(), account.Operator(), recipe(""), time.Time{}); err != nil {
			t.Errorf("a dead build keeps the queue shut: %v", err)
		}
		if err := os.RemoveAll(filepath.Join(folder, ".building-out")); err != nil {
			t.Fatal(err)
		}
		s.build(Job{Recipe: recipe(""), Out: out})
		list, err := s.List(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		for _, r := range list {
			if r.Status == Interrupted {
				t.Errorf("a build whose folder another took may still be taken up: %+v", r)
			}
		}
	})
}

func TestCrashBetweenNameAndRelease(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, s *school, folder string) {
		s.term()
		for _, c := range []struct{ name, out string }{{"in the data folder", ""}, {"elsewhere", filepath.Join(folder, "out")}} {
			text := recipe("")
			if c.out != "" {
				text = []byte(strings.Replace(string(text), "test-set", "other-set", 1))
			}
			s.crash(Job{Recipe: text, Out: c.out}, "gates")
			final, work := c.out, filepath.Join(folder, ".building-out")
			if c.out == "" {
				final, work = filepath.Join(folder, "datasets", "test-set", "1.0.0"), filepath.Join(folder, "datasets", ".building-test-set")
			}
			nameWithoutRelease(t, work, final)
			r := s.build(Job{Recipe: text, Out: c.out})
			if r.Folder != final || r.Version.String() != "1.0.0" {
				t.Errorf("%s: %s %s after the crash", c.name, r.Folder, r.Version)
			}
			if v, err := s.Verify(t.Context(), final, true); err != nil || !v.OK() {
				t.Errorf("%s: %v, %v", c.name, v.Problems, err)
			}
			if _, err := os.Stat(work); !os.IsNotExist(err) {
				t.Errorf("%s: %s was left behind", c.name, work)
			}
		}
	})
}

// nameWithoutRelease brings an interrupted build to where its package has its
// final name, and nothing else was done.
func nameWithoutRelease(t *testing.T, work, final string) {
	t.Helper()
	dir := filepath.Join(work, "package")
	manifest, err := WriteManifest(dir)
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(work, "build.json")
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	var st map[string]any
	if err := json.Unmarshal(text, &st); err != nil {
		t.Fatal(err)
	}
	st["release"].(map[string]any)["manifest"] = manifest
	if text, err = json.Marshal(st); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, text, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.MkdirAll(filepath.Dir(final), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.Rename(dir, final); err != nil {
		t.Fatal(err)
	}
}

func TestErasureReachesNamedPackageOfACrashedBuild(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, s *school, folder string) {
		s.term()
		out := filepath.Join(folder, "out")
		work := filepath.Join(folder, ".building-out")
		s.crash(Job{Recipe: recipe(""), Out: out}, "gates")
		nameWithoutRelease(t, work, out)
		if err := s.Forget(t.Context(), uid.ID{1}); err != nil {
			t.Fatal(err)
		}
		for _, path := range []string{out, work} {
			if _, err := os.Stat(path); !os.IsNotExist(err) {
				t.Errorf("%s is still there", filepath.Base(path))
			}
		}
	})
}

func TestWithdrawalDuringAnInterruption(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, s *school, _ string) {
		s.term()
		who := s.enrol(training, "Zebulon Abernathy")[0]
		s.write(answered(who, 1))
		s.crash(Job{Recipe: recipe("")}, "interactions")
		s.clock = s.clock.Add(time.Hour)
		s.agree(who, false, "ai_training")
		if _, err := s.Service.Build(t.Context(), Job{Recipe: recipe("")}); !fault.Is(err, fault.Conflict) {
			t.Errorf("the build went on with who withdrew: %v", err)
		}
		if r := s.build(Job{Recipe: recipe("")}); r.Learners != 5 {
			t.Errorf("%d learners, want 5", r.Learners)
		}
	})
}

func TestFoldersThatAreNotForABuild(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, s *school, folder string) {
		s.term()
		r := s.build(Job{Recipe: recipe(""), Out: filepath.Join(folder, "first")})
		if _, err := s.Service.Build(t.Context(), Job{Recipe: recipe(""), Out: filepath.Join(r.Folder, "data", "second")}); !fault.Is(err, fault.Conflict) {
			t.Errorf("inside a package: %v", err)
		}
		if v, err := s.Verify(t.Context(), r.Folder, false); err != nil || !v.OK() {
			t.Errorf("the outer package: %v, %v", v.Problems, err)
		}
		precious := filepath.Join(folder, "precious")
		if err := os.Mkdir(precious, 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(precious, "file"), []byte("x"), 0o600); err != nil {
			t.Fatal(err)
		}
		if err := os.Symlink(precious, filepath.Join(folder, ".building-linked")); err != nil {
			t.Skip("no symbolic links here")
		}
		if _, err := s.Service.Build(t.Context(), Job{Recipe: recipe(""), Out: filepath.Join(folder, "linked")}); !fault.Is(err, fault.Conflict) {
			t.Errorf("a link for a folder of work: %v", err)
		}
		if _, err := os.Stat(filepath.Join(precious, "file")); err != nil {
			t.Errorf("what the link leads to was cleared: %v", err)
		}
	})
}

func TestTwoNamesIntoOneFolder(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, s *school, folder string) {
		s.term()
		out := filepath.Join(folder, "out")
		other := []byte(strings.Replace(string(recipe("")), "test-set", "other-set", 1))
		var second error
		r := s.build(Job{Recipe: recipe(""), Out: out, Progress: func(step string, _, _ int64) {
			if step == "interactions" && second == nil {
				_, second = s.Service.Build(t.Context(), Job{Recipe: other, Out: out})
			}
		}})
		if !fault.Is(second, fault.Conflict) {
			t.Errorf("the second: %v", second)
		}
		if v, err := s.Verify(t.Context(), r.Folder, true); err != nil || !v.OK() {
			t.Errorf("the first: %v, %v", v.Problems, err)
		}
	})
}
