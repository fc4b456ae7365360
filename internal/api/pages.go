package api

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io/fs"
	"maps"
	"net/http"
	"path"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"sync"

	"github.com/danielgtaylor/huma/v2"

	"satprep/internal/fault"
	"satprep/web"
)

//go:embed docs
var docsFiles embed.FS

// A page is a static file, held in memory with the digest that lets a browser
// keep it, and squeezed where that pays.
type page struct {
	body   []byte
	gzip   []byte // nil where it would not be smaller
	digest string
	kind   string
}

// kinds are types by ending, for what the app is made of; the machine's own
// table may lack them.
var kinds = map[string]string{
	".html": "text/html; charset=utf-8", ".js": "text/javascript; charset=utf-8", ".css": "text/css; charset=utf-8", ".svg": "image/svg+xml",
	".woff2": "font/woff2", ".webmanifest": "application/manifest+json", ".json": "application/json", ".png": "image/png",
}

func newPage(name string, body []byte) page {
	kind := kinds[path.Ext(name)]
	if kind == "" {
		kind = http.DetectContentType(body)
	}
	sum := sha256.Sum256(body)
	p := page{body: body, digest: hex.EncodeToString(sum[:12]), kind: kind}
	var buf bytes.Buffer
	z := gzip.NewWriter(&buf)
	z.Write(body) // into memory: it does not fail
	z.Close()
	if buf.Len() < len(body)*9/10 {
		p.gzip = buf.Bytes()
	}
	return p
}

// load reads all files below root.
func load(files fs.FS, root string) (map[string]page, error) {
	pages := map[string]page{}
	err := fs.WalkDir(files, root, func(name string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		body, err := fs.ReadFile(files, name)
		if err != nil {
			return err
		}
		pages[strings.TrimPrefix(name, root+"/")] = newPage(name, body)
		return nil
	})
	return pages, err
}

// How long a browser may keep a page without asking.
const (
	askAgain = "no-cache" // each time; the digest makes that cheap
	forEver  = "public, max-age=31536000, immutable"
)

func (p page) serve(w http.ResponseWriter, r *http.Request, keep string) error {
	h := w.Header()
	h.Set("Content-Type", p.kind)
	h.Set("Cache-Control", keep)
	body, tag := p.body, `"`+p.digest+`"`
	if p.gzip != nil {
		h.Set("Vary", "Accept-Encoding")
		if strings.Contains(r.Header.Get("Accept-Encoding"), "gzip") {
			h.Set("Content-Encoding", "gzip")
			body, tag = p.gzip, `"`+p.digest+`-gzip"`
		}
	}
	h.Set("ETag", tag)
	if r.Header.Get("If-None-Match") == tag {
		w.WriteHeader(http.StatusNotModified)
		return nil
	}
	h.Set("Content-Length", strconv.Itoa(len(body)))
	_, err := w.Write(body)
	return err
}

// A site is the web app as it is served: its files, and the hash of all of them
// that stands in the path of whatever may be kept for ever.
type site struct {
	pages map[string]page
	build string
}

const (
	appRoot   = "index.html"
	buildRoot = "-/" // below it a build's hash, then a file
)

// openSite reads the app and names its build. The one page of the app says where
// its files are relative to itself; it may be asked for at any address below
// /app/, so these become whole paths here, with the hash in them.
func openSite(files fs.FS, root string) (*site, error) {
	pages, err := load(files, root)
	if err != nil {
		return nil, err
	}
	sum := sha256.New()
	for _, name := range slices.Sorted(maps.Keys(pages)) {
		fmt.Fprintf(sum, "%s %s\n", name, pages[name].digest)
	}
	s := &site{pages: pages, build: hex.EncodeToString(sum.Sum(nil)[:6])}
	if first, ok := pages[appRoot]; ok {
		pages[appRoot] = newPage(appRoot, bytes.ReplaceAll(first.body, []byte(`="./`), []byte(`="/app/`+buildRoot+s.build+`/`)))
	}
	if worker, ok := pages[swName]; ok {
		pages[swName] = newPage(swName, s.inform(worker.body))
	}
	return s, nil
}

// swName is the service worker: it is asked for each time, so that a browser
// finds a new build by it, and it knows what that build is made of.
const swName = "sw.js"

// inform tells the service worker its build and the files it keeps on a device.
func (s *site) inform(worker []byte) []byte {
	var files []string
	for _, name := range slices.Sorted(maps.Keys(s.pages)) {
		if name != appRoot && name != swName {
			files = append(files, name)
		}
	}
	list, _ := json.Marshal(files) // strings: it does not fail
	worker = bytes.Replace(worker, []byte(`const build = "dev";`), []byte(`const build = "`+s.build+`";`), 1)
	return bytes.Replace(worker, []byte(`const files = [];`), []byte(`const files = `+string(list)+`;`), 1)
}

// serve answers with a file of this build, with a file that has one address for
// ever (sw.js), or with the app, which finds its screen by the address itself.
func (s *site) serve(w http.ResponseWriter, r *http.Request, name string) error {
	if rest, ok := strings.CutPrefix(name, buildRoot); ok {
		build, file, _ := strings.Cut(rest, "/")
		if p, ok := s.pages[file]; ok && build == s.build && file != appRoot {
			return p.serve(w, r, forEver)
		}
		return noPage() // of another build; the app offers to load itself anew
	}
	if p, ok := s.pages[name]; ok {
		return p.serve(w, r, askAgain)
	}
	if p, ok := s.pages[appRoot]; ok && path.Ext(name) == "" {
		return p.serve(w, r, askAgain)
	}
	return noPage()
}

func noPage() error { return fault.New(fault.Missing, "There is no such page.") }

func (a *API) webApp(w http.ResponseWriter, r *http.Request, _ *caller) error {
	read, err := readPages()
	if err != nil {
		return err
	}
	return read.app.serve(w, r, r.PathValue("page"))
}

func (a *API) docs(w http.ResponseWriter, r *http.Request, _ *caller) error {
	name := r.PathValue("file")
	if name == "" {
		name = "index.html"
	}
	read, err := readPages()
	if err != nil {
		return err
	}
	p, ok := read.docs[name]
	if !ok {
		return noPage()
	}
	return p.serve(w, r, askAgain)
}

func (a *API) openAPI(w http.ResponseWriter, r *http.Request, _ *caller) error {
	body, err := a.document()
	if err != nil {
		return err
	}
	w.Header().Set("Content-Type", "application/openapi+json")
	_, err = w.Write(body)
	return err
}

// describeAll writes the OpenAPI document, once the table is mounted.
func (a *API) describeAll() ([]byte, error) {
	doc := a.huma.OpenAPI()
	for name, s := range doc.Components.Schemas.Map() {
		if name == "ErrorDetail" { // no problem repeats what was sent
			delete(s.Properties, "value")
		}
	}
	return json.Marshal(doc)
}

// schemaNames names the schemas of the document: those of a room's types carry
// the room's name, and what has no name of its own is numbered where two would
// share one.
func schemaNames() func(reflect.Type, string) string {
	here := reflect.TypeFor[API]().PkgPath()
	taken := map[string]reflect.Type{}
	return func(t reflect.Type, hint string) string {
		name := huma.DefaultSchemaNamer(t, hint)
		for t.Kind() == reflect.Pointer || t.Kind() == reflect.Slice {
			t = t.Elem()
		}
		if room := path.Base(t.PkgPath()); t.Name() != "" && t.PkgPath() != here && strings.HasPrefix(t.PkgPath(), "satprep/") {
			name = strings.ToUpper(room[:1]) + room[1:] + name
		}
		base := name
		for n := 2; taken[name] != nil && taken[name] != t; n++ {
			name = base + strconv.Itoa(n)
		}
		taken[name] = t
		return name
	}
}

// onceHeader documents Idempotency-Key on a POST.
func onceHeader() *huma.Param {
	return &huma.Param{Name: "Idempotency-Key", In: "header", Description: "Sent again with the same body within 24 hours, the first reply is returned.",
		Schema: &huma.Schema{Type: huma.TypeString, MaxLength: ptr(maxKey)}}
}

func ptr[T any](v T) *T { return &v }

// Ready reads the pages that are embedded, which would otherwise keep the first
// who asks for one waiting. A verb of the command line that serves nobody does not
// pay for it.
func (a *API) Ready() (err error) {
	defer fault.In(&err, "api.Ready")
	_, err = readPages()
	return err
}

// readPages reads what is embedded, once for all doors of this process.
var readPages = sync.OnceValues(func() (read struct {
	app  *site
	docs map[string]page
}, err error) {
	if read.app, err = openSite(web.FS, "dist"); err != nil {
		return read, err
	}
	read.docs, err = load(docsFiles, "docs")
	return read, err
})
