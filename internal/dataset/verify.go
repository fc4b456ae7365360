package dataset

import (
	"archive/tar"
	"bufio"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"syscall"
	"time"

	"golang.org/x/sync/errgroup"

	"satprep/internal/fault"
	"satprep/internal/uid"
)

// manifestName is the file that holds the sum of every other, as sha256sum
// writes them.
const manifestName = "MANIFEST.sha256"

// A File is a file of a package.
type File struct {
	Path   string `json:"path"` // below the package, with slashes
	Bytes  int64  `json:"bytes"`
	SHA256 string `json:"sha256"`
}

// writeManifest sums every file of a package, and returns the manifest's own
// sum.
func writeManifest(dir string) (sum string, err error) {
	files, err := sumFolder(dir)
	if err != nil {
		return "", err
	}
	var b strings.Builder
	for _, f := range files {
		fmt.Fprintf(&b, "%s  %s\n", f.SHA256, f.Path)
	}
	if err := writeFile(filepath.Join(dir, manifestName), []byte(b.String())); err != nil {
		return "", err
	}
	own := sha256.Sum256([]byte(b.String()))
	return hex.EncodeToString(own[:]), nil
}

// sumFolder lists the files of a package but for its manifest, by path.
func sumFolder(dir string) (files []File, err error) {
	err = filepath.WalkDir(dir, func(path string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		rel, err := filepath.Rel(dir, path)
		if err != nil {
			return err
		}
		name := filepath.ToSlash(rel)
		if name == manifestName || name == signatureName {
			return nil
		}
		if !e.Type().IsRegular() {
			return fault.New(fault.Invalid, "%s in the package is no ordinary file.", name)
		}
		files = append(files, File{Path: name})
		return nil
	})
	if err != nil {
		return nil, err
	}
	slices.SortFunc(files, func(a, b File) int { return strings.Compare(a.Path, b.Path) })
	return files, sumFiles(dir, files)
}

// sumFiles fills in sizes and sums of files of a package.
func sumFiles(dir string, files []File) error {
	var g errgroup.Group
	g.SetLimit(runtime.GOMAXPROCS(0))
	for i := range files {
		g.Go(func() error { return sumFile(dir, &files[i]) })
	}
	return g.Wait()
}

func sumFile(dir string, to *File) error {
	f, err := os.Open(filepath.Join(dir, filepath.FromSlash(to.Path)))
	if err != nil {
		return err
	}
	defer f.Close()
	h := sha256.New()
	to.Bytes, err = io.Copy(h, f)
	to.SHA256 = hex.EncodeToString(h.Sum(nil))
	return err
}

// readManifest reads the manifest of a package.
func readManifest(dir string) (files []File, sum string, err error) {
	f, err := os.Open(filepath.Join(dir, manifestName))
	if errors.Is(err, fs.ErrNotExist) {
		if _, none := os.Stat(dir); errors.Is(none, fs.ErrNotExist) {
			return nil, "", fault.Wrap(fault.Missing, err, "The folder %s is not there.", filepath.Base(dir))
		}
		return nil, "", fault.Wrap(fault.Invalid, err, "%s is no package: it has no %s.", filepath.Base(dir), manifestName)
	} else if errors.Is(err, syscall.ENOTDIR) {
		return nil, "", fault.Wrap(fault.Invalid, err, "%s is no folder; name the folder of a package.", filepath.Base(dir))
	} else if err != nil {
		return nil, "", err
	}
	defer f.Close()
	h := sha256.New()
	in := bufio.NewScanner(io.TeeReader(f, h))
	for in.Scan() {
		sum, path, ok := strings.Cut(in.Text(), "  ")
		if !ok || len(sum) != 64 || !filepath.IsLocal(filepath.FromSlash(path)) {
			return nil, "", fault.New(fault.Invalid, "The manifest was tampered with: one of its lines is no sum and path.")
		}
		files = append(files, File{Path: path, SHA256: sum})
	}
	if err := in.Err(); errors.Is(err, bufio.ErrTooLong) {
		return nil, "", fault.Wrap(fault.Invalid, err, "The manifest was tampered with: one of its lines is no sum and path.")
	} else if err != nil {
		return nil, "", err
	}
	return files, hex.EncodeToString(h.Sum(nil)), nil
}

// A Verdict is what Verify found.
type Verdict struct {
	Folder   string   `json:"folder"`
	Files    int      `json:"files"`
	Release  *Release `json:"release,omitempty"` // where this instance made it
	Problems []string `json:"problems,omitempty"`
	Warnings []string `json:"warnings,omitempty"`
}

// OK reports whether the package is what it says.
func (v *Verdict) OK() bool { return len(v.Problems) == 0 }

func (v *Verdict) problem(format string, args ...any) {
	v.Problems = append(v.Problems, fmt.Sprintf(format, args...))
}

// Verify holds a package against its manifest and, where this instance made it,
// against what was written down then. With live it also asks whether everybody
// in it still agrees.
func (s *Service) Verify(ctx context.Context, dir string, live bool) (_ Verdict, err error) {
	defer fault.In(&err, "dataset.Verify")
	v := Verdict{Folder: dir}
	wanted, sum, err := readManifest(dir)
	if err != nil {
		return v, err
	}
	found, err := sumFolder(dir)
	if err != nil {
		return v, err
	}
	v.Files = len(found)
	there := map[string]string{}
	for _, f := range found {
		there[f.Path] = f.SHA256
	}
	for _, f := range wanted {
		switch got, ok := there[f.Path]; {
		case !ok:
			v.problem("%s is missing.", f.Path)
		case got != f.SHA256:
			v.problem("%s is not the file that the manifest names: it was changed or damaged.", f.Path)
		}
		delete(there, f.Path)
	}
	for _, path := range sorted(there) {
		v.problem("%s is not in the manifest.", path)
	}
	s.checkSignature(dir, &v)
	list, err := releases(ctx, s.DB, `manifest = ? AND status = ?`, sum, string(Done))
	if err != nil {
		return v, err
	}
	if len(list) == 0 {
		v.problem("This instance made no release with this manifest: the manifest was changed, or another instance made it.")
		return v, nil
	}
	v.Release = &list[0]
	if !live {
		return v, nil
	}
	gone, err := s.Gone(ctx, v.Release)
	if err != nil {
		return v, err
	}
	if gone.Erased > 0 {
		v.problem("%d of the people in it were erased since; it cannot be rebuilt as it was. Build the next version, and delete this one wherever it went.", gone.Erased)
	}
	if gone.Withdrawn > 0 {
		v.problem("%d of the people in it have withdrawn since, or their consent has ended. Build the next version.", gone.Withdrawn)
	}
	return v, nil
}

// VerifyRelease is Verify, with live, of a release's package where it was made.
func (s *Service) VerifyRelease(ctx context.Context, id uid.ID) (_ Verdict, err error) {
	defer fault.In(&err, "dataset.VerifyRelease(%s)", id)
	r, err := s.ended(ctx, id)
	if err != nil {
		return Verdict{}, err
	}
	v, err := s.Verify(ctx, r.Folder, true)
	if err == nil && v.Release == nil { // another package lies there, or a changed one
		v.Release = &r
	}
	return v, err
}

// Gone counts who is in a release, as a learner or as the author of what was written
// about one, and may not be any more.
type Gone struct {
	Erased    int
	Withdrawn int
}

// Gone looks at everybody in a release as of now.
func (s *Service) Gone(ctx context.Context, r *Release) (g Gone, err error) {
	defer fault.In(&err, "dataset.Gone(%s)", r.ID)
	purpose, err := s.purposeOf(r)
	if err != nil {
		return g, err
	}
	now := s.Now()
	held, err := s.Consent.AsOf(ctx, now)
	if err != nil {
		return g, err
	}
	for after := (uid.ID{}); ; {
		batch, err := s.members(ctx, r.ID, after, 5000)
		if err != nil || len(batch) == 0 {
			return g, err
		}
		people, err := s.Accounts.UserIDs(ctx, batch)
		if err != nil {
			return g, err
		}
		for _, subject := range batch {
			if _, there := people[subject]; !there {
				g.Erased++
			} else if !held.Held(subject, purpose, now) {
				g.Withdrawn++
			}
		}
		after = batch[len(batch)-1]
	}
}

// current is a Conflict where somebody in a release withdrew or was erased.
func (s *Service) current(ctx context.Context, r *Release) error {
	if s.Consent.School { // nobody withdrew: the contract holds it back
		return schoolMode()
	}
	gone, err := s.Gone(ctx, r)
	if err == nil && gone.Erased+gone.Withdrawn > 0 {
		err = fault.New(fault.Conflict, "%d people in this release withdrew or were erased since it was made, so it may not be handed on. Build the next version.", gone.Erased+gone.Withdrawn)
	}
	return err
}

// ended returns a release that was made and was not deleted, whatever lies in its
// folder.
func (s *Service) ended(ctx context.Context, id uid.ID) (Release, error) {
	r, err := s.Find(ctx, id)
	switch {
	case err != nil:
	case r.Status == Deleted:
		err = deleted()
	case r.Status != Done:
		err = fault.New(fault.Conflict, "This release is %s; it has no files.", r.Status)
	}
	return r, err
}

func deleted() error {
	return fault.New(fault.Missing, "The package of this release is no longer where it was made, and not in the datasets folder.")
}

// finished returns a release whose package lies where it was put.
func (s *Service) finished(ctx context.Context, id uid.ID) (Release, error) {
	r, err := s.ended(ctx, id)
	if err != nil {
		return r, err
	}
	if _, here := s.lies(&r); !here {
		return r, fault.New(fault.Conflict, "What lies in the folder of this release is not the package that was made: it was changed, or another one was put there. Verify the release to see what differs.")
	}
	return r, nil
}

// Card returns the card of a finished release.
func (s *Service) Card(ctx context.Context, name, version string) (_ []byte, err error) {
	defer fault.In(&err, "dataset.Card(%.60s, %.20s)", name, version)
	r, err := s.FindVersion(ctx, name, version)
	if err != nil {
		return nil, err
	}
	if r.Status == Deleted {
		return nil, deleted()
	}
	text, err := os.ReadFile(filepath.Join(r.Folder, "README.md"))
	if err != nil {
		return nil, fault.Wrap(fault.Missing, err, "The card of this release is no longer in its package.")
	}
	return text, nil
}

// Files lists the files of a release's package.
func (s *Service) Files(ctx context.Context, id uid.ID) (files []File, err error) {
	defer fault.In(&err, "dataset.Files(%s)", id)
	r, err := s.finished(ctx, id)
	if err != nil {
		return nil, err
	}
	if files, _, err = readManifest(r.Folder); err != nil {
		return nil, err
	}
	for i := range files {
		info, err := os.Stat(filepath.Join(r.Folder, filepath.FromSlash(files[i].Path)))
		if err != nil {
			return nil, fault.Wrap(fault.Missing, err, "The file %s of this release is no longer there.", files[i].Path)
		}
		files[i].Bytes = info.Size()
	}
	return files, nil
}

// OpenFile opens a file of a package, if everybody in it still agrees. The
// caller closes it.
func (s *Service) OpenFile(ctx context.Context, id uid.ID, name string) (_ *os.File, err error) {
	defer fault.In(&err, "dataset.OpenFile(%s)", id)
	r, err := s.finished(ctx, id)
	if err != nil {
		return nil, err
	}
	missing := fault.New(fault.Missing, "There is no such file in this release.")
	if !filepath.IsLocal(filepath.FromSlash(name)) {
		return nil, missing
	}
	files, _, err := readManifest(r.Folder)
	if err != nil {
		return nil, err
	}
	if name != manifestName && name != signatureName && !slices.ContainsFunc(files, func(f File) bool { return f.Path == name }) {
		return nil, missing
	}
	if err := s.current(ctx, &r); err != nil {
		return nil, err
	}
	f, err := os.Open(filepath.Join(r.Folder, filepath.FromSlash(name)))
	if err != nil {
		return nil, errors.Join(missing, err)
	}
	return f, nil
}

// Archive writes a package as a tar file, if everybody in it still agrees; to
// is asked for the writer when nothing can be refused any more.
func (s *Service) Archive(ctx context.Context, id uid.ID, to func() io.Writer) (err error) {
	defer fault.In(&err, "dataset.Archive(%s)", id)
	r, err := s.finished(ctx, id)
	if err != nil {
		return err
	}
	files, _, err := readManifest(r.Folder)
	if err != nil {
		return err
	}
	if err := s.current(ctx, &r); err != nil {
		return err
	}
	w := tar.NewWriter(to())
	for _, f := range append(files, File{Path: manifestName}, File{Path: signatureName}) {
		if err := addFile(w, r.Folder, f.Path, r.Name+"-"+r.Version.String()+"/", r.AsOf); err != nil {
			return err
		}
	}
	return w.Close()
}

func addFile(w *tar.Writer, dir, name, prefix string, at time.Time) error {
	f, err := os.Open(filepath.Join(dir, filepath.FromSlash(name)))
	if errors.Is(err, fs.ErrNotExist) && name == signatureName {
		return nil
	} else if err != nil {
		return err
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return err
	}
	if err := w.WriteHeader(&tar.Header{Typeflag: tar.TypeReg, Name: prefix + name, Size: info.Size(), Mode: 0o644, ModTime: at.Truncate(time.Second)}); err != nil {
		return err
	}
	_, err = io.CopyN(w, f, info.Size())
	return err
}
