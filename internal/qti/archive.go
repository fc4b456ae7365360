package qti

import (
	"archive/zip"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/url"
	"path"
	"slices"
	"strings"

	"satprep/internal/fault"
)

// Bounds of a package.
const (
	MaxPackage  = 256 << 20 // bytes, packed
	maxEntries  = 50_000
	maxFile     = 4 << 20   // bytes of a file, unpacked
	maxManifest = 64 << 20  // of the manifest
	maxUnpacked = 512 << 20 // bytes of all files that are read
	maxRatio    = 200       // unpacked to packed, of a file over smallFile
	smallFile   = 64 << 10
)

// An archive is the files of a package that may be read, by path. Nothing of it
// is trusted: not the sizes it declares, nor the names.
type archive struct {
	files map[string]*zip.File
	names []string // sorted
	left  int64    // bytes that may still be unpacked
}

// openArchive lists the files of a zip; refuse is told of each that may not be
// read. The error is that it is no zip, or has too many entries.
func openArchive(r io.ReaderAt, size int64, refuse func(file, why string)) (*archive, error) {
	if size > MaxPackage {
		return nil, fault.New(fault.Invalid, "The package is larger than %d MiB; split it.", MaxPackage>>20)
	}
	z, err := zip.NewReader(r, size)
	if err != nil && !errors.Is(err, zip.ErrInsecurePath) { // names are judged one by one
		return nil, fault.Wrap(fault.Invalid, err, "The package is no zip file that can be read: it was cut short, changed or is something else. Export it again, or copy it anew.")
	}
	if len(z.File) > maxEntries {
		return nil, fault.New(fault.Invalid, "The package has %d files, more than %d; split it.", len(z.File), maxEntries)
	}
	a := &archive{files: map[string]*zip.File{}, left: maxUnpacked}
	for _, f := range z.File {
		why, most := "", uint64(maxFile)
		if f.Name == manifest {
			most = maxManifest
		}
		switch mode := f.Mode(); {
		case strings.HasSuffix(f.Name, "/") && f.UncompressedSize64 == 0 && !strings.Contains(f.Name, ".."):
			continue // a folder
		case mode&fs.ModeSymlink != 0:
			why = "is a symbolic link"
		case !mode.IsRegular():
			why = "is neither a file nor a folder"
		case !fs.ValidPath(f.Name) || strings.ContainsAny(f.Name, "\\:\x00"):
			why = "has a path that leads out of the package, or is not a plain one"
		case f.Flags&1 != 0:
			why = "is encrypted"
		case f.UncompressedSize64 > most:
			why = fmt.Sprintf("is larger than %d MiB", most>>20)
		case f.UncompressedSize64 > smallFile && f.UncompressedSize64/maxRatio > f.CompressedSize64:
			why = fmt.Sprintf("is packed more than %d to 1, as no honest file is", maxRatio)
		case a.files[f.Name] != nil:
			why = "stands in the package twice; the first is used"
		}
		if why != "" {
			refuse(f.Name, why)
			continue
		}
		a.files[f.Name] = f
		a.names = append(a.names, f.Name)
	}
	slices.Sort(a.names)
	return a, nil
}

// read unpacks a file, as far as its declared size is true.
func (a *archive) read(name string) ([]byte, error) {
	f := a.files[name]
	if f == nil {
		return nil, fmt.Errorf("the file %.200q is not in the package", name)
	}
	if int64(f.UncompressedSize64) > a.left {
		return nil, fmt.Errorf("the files of the package are larger than %d MiB together", maxUnpacked>>20)
	}
	r, err := f.Open()
	if err != nil {
		return nil, fmt.Errorf("the file %.200q cannot be unpacked: %w", name, err)
	}
	defer r.Close()
	b, err := io.ReadAll(io.LimitReader(r, int64(f.UncompressedSize64)+1))
	a.left -= int64(len(b))
	if err != nil {
		return nil, fmt.Errorf("the file %.200q cannot be unpacked: %w", name, err)
	}
	return b, nil
}

// resolve is the path of what a file refers to; ok is false where it is not
// inside of the package.
func resolve(from, to string) (name string, ok bool) {
	if strings.ContainsAny(to, "?#") {
		return "", false
	}
	if plain, err := url.PathUnescape(to); err == nil { // an address, in which a space is %20
		to = plain
	}
	if to == "" || strings.ContainsAny(to, "\\:\x00") || strings.HasPrefix(to, "/") {
		return "", false
	}
	name = path.Join(path.Dir(from), to)
	return name, fs.ValidPath(name) && name != "."
}
