package api

import (
	"bytes"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"encoding/json"
	"io/fs"
	"mime"
	"net/http"
	"path"
	"reflect"
	"strconv"
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"satprep/internal/fault"
	"satprep/web"
)

//go:embed docs
var docsFiles embed.FS

// A page is a static file, held in memory with the digest that lets a browser
// keep it.
type page struct {
	body []byte
	tag  string
	kind string
}

// load reads all files below root. Pages whose name ends in .html answer
// without it, and index.html for its folder.
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
		sum := sha256.Sum256(body)
		kind := mime.TypeByExtension(path.Ext(name))
		if kind == "" {
			kind = http.DetectContentType(body)
		}
		name = strings.TrimPrefix(name, root+"/")
		if base, ok := strings.CutSuffix(name, ".html"); ok {
			name = strings.TrimSuffix("/"+base, "/index")
			name = strings.TrimPrefix(name, "/")
		}
		pages[name] = page{body, `"` + hex.EncodeToString(sum[:12]) + `"`, kind}
		return nil
	})
	return pages, err
}

// serve answers with the page of that name.
func serve(w http.ResponseWriter, r *http.Request, pages map[string]page, name string) error {
	p, ok := pages[name]
	if !ok {
		return fault.New(fault.Missing, "There is no such page.")
	}
	h := w.Header()
	h.Set("Content-Type", p.kind)
	h.Set("Cache-Control", "no-cache") // ask each time; the tag makes that cheap
	h.Set("ETag", p.tag)
	if r.Header.Get("If-None-Match") == p.tag {
		w.WriteHeader(http.StatusNotModified)
		return nil
	}
	_, err := bytes.NewReader(p.body).WriteTo(w)
	return err
}

func (a *API) webApp(w http.ResponseWriter, r *http.Request, _ *caller) error {
	return serve(w, r, a.webPages, strings.TrimSuffix(r.PathValue("page"), "/"))
}

func (a *API) docs(w http.ResponseWriter, r *http.Request, _ *caller) error {
	return serve(w, r, a.docPages, r.PathValue("file"))
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

func loadPages() (app, docs map[string]page, err error) {
	if app, err = load(web.FS, "dist"); err != nil {
		return nil, nil, err
	}
	docs, err = load(docsFiles, "docs")
	return app, docs, err
}
