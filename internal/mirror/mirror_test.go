package mirror_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"testing"

	"pgregory.net/rapid"

	"satprep/internal/db"
	"satprep/internal/db/dbtest"
	"satprep/internal/fault"
	"satprep/internal/interaction"
	. "satprep/internal/mirror"
	"satprep/internal/uid"
)

func TestTheMirrorFollows(t *testing.T) {
	t.Parallel()
	each(t, nil, func(t *testing.T, s *school) {
		ada, bo := s.learner("ada"), s.learner("bo")
		for i := range 5 {
			s.many(ada, i*3)
			s.many(bo, 2)
			s.catchUp()
			s.whole()
		}
		if n := bytes.Count(s.mirror(), []byte(`{"user_id":"ada",`)); n != 30 {
			t.Errorf("%d lines of ada", n)
		}
	})
}

// A crash at any moment between two followings: what was written and not
// committed, whole lines or part of one, is not there twice afterwards.
func TestEachRecordOnceAfterACrash(t *testing.T) {
	t.Parallel()
	for name, rotate := range map[string]int64{"whole": 0, "rotated": 6000} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			each(t, func(d *Deps) { d.Rotate = rotate }, func(t *testing.T, s *school) {
				ada := s.learner("ada")
				for i := range 8 {
					s.many(ada, 7)
					f := s.Follower()
					f.Max = 3
					whole := f.Fold
					f.Fold = func(ctx context.Context, note string, rs []*interaction.Record) (func(*db.Tx) error, string, error) {
						write, n, err := whole(ctx, note, rs)
						if i%2 == 0 && err == nil { // written, and then the power goes
							err = errors.New("power")
						}
						return write, n, err
					}
					if _, err := s.Log.CatchUp(t.Context(), f); i%2 == 0 && err == nil {
						t.Fatal("no crash")
					}
					half, err := os.OpenFile(filepath.Join(s.Folder, "interactions.jsonl"), os.O_APPEND|os.O_WRONLY, 0)
					if err != nil {
						t.Fatal(err)
					}
					if _, err := half.WriteString(`{"user_id":"ada","que`); err != nil {
						t.Fatal(err)
					}
					half.Close()
					s = open(t, s.dsn, s.Folder, func(d *Deps) { d.Rotate = rotate }) // the next process
					s.many(ada, 1)
					s.catchUp()
					s.whole()
				}
			})
		})
	}
}

func TestRotation(t *testing.T) {
	t.Parallel()
	each(t, func(d *Deps) { d.Rotate = 10_000 }, func(t *testing.T, s *school) {
		ada, bo := s.learner("ada"), s.learner("bo")
		s.many(ada, 20)
		s.catchUp()
		for range 6 {
			s.many(bo, 5)
			s.catchUp()
		}
		s.whole()
		names := s.segments()
		if len(names) < 3 || names[0] != "interactions.00001.jsonl" {
			t.Fatalf("segments %v", names)
		}
		for i, name := range names {
			has := bytes.Contains(s.read(name), []byte(`{"user_id":"bo",`))
			var indexed int
			if err := s.DB.QueryRow(t.Context(), `SELECT COUNT(*) FROM mirror_segment WHERE subject = ? AND segment = ?`, bo, i+1).Scan(&indexed); err != nil {
				t.Fatal(err)
			}
			if has != (indexed == 1) {
				t.Errorf("%s holds bo: %v, the index says %d", name, has, indexed)
			}
		}
	})
}

func TestRebuildIsEqual(t *testing.T) {
	t.Parallel()
	for name, rotate := range map[string]int64{"whole": 0, "rotated": 6000} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			each(t, func(d *Deps) { d.Rotate = rotate }, func(t *testing.T, s *school) {
				s.many(s.learner("ada"), 700)
				s.catchUp()
				s.many(s.learner("bo"), 40)
				s.catchUp()
				before := s.mirror()
				var told int64
				n, err := s.Rebuild(t.Context(), func(done, of int64) { told = done; _ = of })
				if err != nil || n != 740 || told != 740 {
					t.Fatalf("%d lines, told %d, %v", n, told, err)
				}
				if !bytes.Equal(before, s.mirror()) {
					t.Error("the rebuilt mirror differs")
				}
				s.many(s.learner("cy"), 3)
				s.catchUp()
				s.whole()
				leftovers(t, s)
			})
		})
	}
}

func leftovers(t *testing.T, s *school) {
	t.Helper()
	for _, name := range s.segments() {
		if bytes.Contains([]byte(name), []byte(".new-")) {
			t.Errorf("%s was left behind", name)
		}
	}
}

// A server follows, another process rebuilds, people answer: nothing is lost or
// doubled.
func TestRebuildBesideAServer(t *testing.T) {
	t.Parallel()
	for name, rotate := range map[string]int64{"whole": 0, "rotated": 20_000} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			each(t, func(d *Deps) { d.Rotate = rotate }, func(t *testing.T, s *school) {
				other := open(t, s.dsn, s.Folder, func(d *Deps) { d.Rotate = rotate })
				ada := s.learner("ada")
				s.many(ada, 50)
				var wg sync.WaitGroup
				stop := make(chan struct{})
				wg.Go(func() {
					f := s.Follower()
					f.Max = 4
					for {
						if _, err := s.Log.CatchUp(t.Context(), f); err != nil && !fault.Is(err, fault.Conflict) {
							t.Error(err)
							return
						}
						select {
						case <-stop:
							return
						default:
						}
					}
				})
				for i := range 12 {
					s.many(ada, 5)
					var err error
					if i%2 == 0 {
						_, err = other.Rebuild(t.Context(), nil)
					} else {
						err = other.Rewrite(t.Context(), ada)
					}
					if err != nil {
						t.Error(err)
					}
				}
				close(stop)
				wg.Wait()
				s.catchUp()
				s.whole()
				leftovers(t, s)
			})
		})
	}
}

// The swap of a rebuilt mirror stops half-way at every point it can.
func TestASwapThatWasCutShort(t *testing.T) {
	t.Parallel()
	for cut := range 4 {
		t.Run(fmt.Sprint(cut), func(t *testing.T) {
			t.Parallel()
			each(t, func(d *Deps) { d.Rotate = 6000 }, func(t *testing.T, s *school) {
				ada := s.learner("ada")
				for range 5 {
					s.many(ada, 10)
					s.catchUp()
				}
				if _, err := s.Rebuild(t.Context(), nil); err != nil {
					t.Fatal(err)
				}
				want := s.mirror()
				names := s.segments()
				// Put it back as it was between the commit and the swap: new files under
				// their first names, in the place of the last ones others of an older generation.
				for i := len(names) - 1; i >= cut && i >= 0; i-- {
					path := filepath.Join(s.Folder, names[i])
					if err := os.Rename(path, path+".new-2"); err != nil {
						t.Fatal(err)
					}
					if err := os.WriteFile(path, []byte("{\"older\":true}\n"), 0o600); err != nil {
						t.Fatal(err)
					}
				}
				if err := os.WriteFile(filepath.Join(s.Folder, "interactions.00099.jsonl"), []byte("older\n"), 0o600); err != nil {
					t.Fatal(err)
				}
				s = open(t, s.dsn, s.Folder, func(d *Deps) { d.Rotate = 6000 })
				if err := s.Mend(t.Context()); err != nil {
					t.Fatal(err)
				}
				if cut < len(names) && !bytes.Equal(want, s.mirror()) {
					t.Error("the swap was not finished")
				}
				leftovers(t, s)
			})
		})
	}
}

func TestALostFileIsWrittenAnew(t *testing.T) {
	t.Parallel()
	each(t, nil, func(t *testing.T, s *school) {
		ada := s.learner("ada")
		s.many(ada, 30)
		s.catchUp()
		want := s.mirror()
		path := filepath.Join(s.Folder, "interactions.jsonl")
		for name, lose := range map[string]func() error{
			"gone":    func() error { return os.Remove(path) },
			"shorter": func() error { return os.Truncate(path, 100) },
		} {
			if err := lose(); err != nil {
				t.Fatal(err)
			}
			s.many(ada, 1)
			if _, err := s.Log.CatchUp(t.Context(), s.Follower()); !fault.Is(err, fault.Conflict) {
				t.Errorf("%s: %v", name, err)
			}
			if err := s.Mend(t.Context()); err != nil {
				t.Fatal(err)
			}
			if s.whole(); !bytes.HasPrefix(s.mirror(), want) {
				t.Errorf("%s: the first lines differ", name)
			}
		}
	})
}

// After an erasure neither user id nor words stand in any segment, and no line
// is missing.
func TestRewriteForgets(t *testing.T) {
	t.Parallel()
	for name, rotate := range map[string]int64{"whole": 0, "rotated": 6000} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			each(t, func(d *Deps) { d.Rotate = rotate }, func(t *testing.T, s *school) {
				ada, bo := s.learner("ada-canary"), s.learner("bo")
				seen := answered(bo, 0)
				seen.Actor = ada // she looked at what he did
				s.record(seen)
				for i := range 12 {
					r := answered(ada, i)
					r.Done.Answer, r.Words = "", interaction.Words{Answer: "7/canary"}
					s.record(r)
					s.many(bo, 4)
					s.catchUp()
				}
				untouched := -1
				if rotate > 0 {
					for range 6 {
						s.many(bo, 8)
						s.catchUp()
					}
					untouched = len(s.segments()) - 2
				}
				before := files(t, s)
				if err := s.keys.Destroy(t.Context(), ada); err != nil {
					t.Fatal(err)
				}
				s.exec(`DELETE FROM account_subject WHERE subject = ?`, ada)
				if err := s.Rewrite(t.Context(), ada); err != nil {
					t.Fatal(err)
				}
				s.whole()
				text := s.mirror()
				if bytes.Contains(text, []byte("canary")) {
					t.Error("something of the erased person is there")
				}
				if n := bytes.Count(text, []byte(`"erased":true`)); n != 12 {
					t.Errorf("%d lines say that they were erased", n)
				}
				if untouched >= 0 && !os.SameFile(files(t, s)[untouched], before[untouched]) {
					t.Errorf("segment %d held nothing of them and was written anew", untouched+1)
				}
				s.many(bo, 2)
				s.catchUp()
				s.whole()
			})
		})
	}
}

func files(t *testing.T, s *school) (all []os.FileInfo) {
	t.Helper()
	for _, name := range s.segments() {
		info, err := os.Stat(filepath.Join(s.Folder, name))
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, info)
	}
	return all
}

// Whatever is recorded, followed, rotated, rebuilt and cut off in whatever
// order, the mirror holds each record once.
func TestAnyHistoryIsMirrored(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, dsn string) {
		folder := t.TempDir()
		s := open(t, dsn, folder, nil)
		people := []uid.ID{s.learner("ada"), s.learner("bo")}
		rapid.Check(t, func(rt *rapid.T) {
			for range rapid.IntRange(1, 12).Draw(rt, "steps") {
				s.Rotate = int64(rapid.SampledFrom([]int{0, 1, 3000, 20_000}).Draw(rt, "rotate"))
				who := rapid.SampledFrom(people).Draw(rt, "who")
				switch rapid.SampledFrom([]string{"answer", "answer", "follow", "follow", "crash", "junk", "rebuild", "rewrite"}).Draw(rt, "step") {
				case "answer":
					s.many(who, rapid.IntRange(1, 9).Draw(rt, "n"))
				case "follow":
					s.catchUp()
				case "crash":
					f := s.Follower()
					whole := f.Fold
					f.Fold = func(ctx context.Context, note string, rs []*interaction.Record) (func(*db.Tx) error, string, error) {
						if _, _, err := whole(ctx, note, rs); err != nil {
							return nil, "", err
						}
						return nil, "", errors.New("power")
					}
					_, _ = s.Log.CatchUp(t.Context(), f)
				case "junk":
					f, err := os.OpenFile(filepath.Join(folder, "interactions.jsonl"), os.O_APPEND|os.O_WRONLY, 0)
					if errors.Is(err, fs.ErrNotExist) {
						continue
					} else if err != nil {
						rt.Fatal(err)
					}
					_, _ = f.WriteString(`{"user`)
					f.Close()
				case "rebuild":
					if _, err := s.Rebuild(t.Context(), nil); err != nil {
						rt.Fatal(err)
					}
				case "rewrite":
					if err := s.Rewrite(t.Context(), who); err != nil {
						rt.Fatal(err)
					}
				}
			}
			s.many(people[0], 1)
			s.catchUp()
			s.whole()
			if !slices.Contains(s.segments(), "interactions.jsonl") {
				rt.Fatal("no open segment")
			}
		})
	})
}
