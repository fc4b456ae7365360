package signing_test

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"sync"
	"testing"

	"satprep/internal/fault"
	"satprep/internal/signing"
)

func open(t *testing.T, dir string) *signing.Key {
	t.Helper()
	k, err := signing.Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	return k
}

func TestAKeyIsMadeOnceAndKept(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	if _, err := signing.Find(dir); !fault.Is(err, fault.Missing) {
		t.Errorf("Find in an empty folder: %v", err)
	}
	keys := make([]*signing.Key, 8)
	var all sync.WaitGroup
	for i := range keys {
		all.Go(func() { keys[i], _ = signing.Open(dir) })
	}
	all.Wait()
	again, err := signing.Find(dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, k := range keys {
		if k == nil || k.Public().String() != again.Public().String() || k.ID() != again.ID() {
			t.Fatalf("two openings of one folder gave two keys")
		}
	}
	entries, err := os.ReadDir(dir)
	if err != nil || len(entries) != 1 || entries[0].Name() != signing.File {
		t.Errorf("the folder holds %v (%v)", entries, err)
	}
	if info, err := entries[0].Info(); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("the key's file has mode %v (%v)", info.Mode(), err)
	}
	if other := open(t, t.TempDir()); other.ID() == again.ID() || other.Verify([]byte("m"), again.Sign([]byte("m"))) {
		t.Error("two folders have one key")
	}
}

func TestSignAndVerify(t *testing.T) {
	t.Parallel()
	k := open(t, t.TempDir())
	sig := k.Sign([]byte("message"))
	public, err := signing.ParsePublic(" " + k.Public().String() + "\n")
	if err != nil {
		t.Fatal(err)
	}
	if !k.Verify([]byte("message"), sig) || !public.Verify([]byte("message"), sig) || public.ID() != k.ID() {
		t.Error("a signature does not fit its key")
	}
	if public.Verify([]byte("massage"), sig) || public.Verify([]byte("message"), sig[1:]) || public.Verify([]byte("message"), nil) {
		t.Error("a wrong signature fits")
	}
	if (signing.Public{}).Verify([]byte("message"), sig) {
		t.Error("no key accepts a signature")
	}
	short := "ed25519:" + base64.StdEncoding.EncodeToString(make([]byte, 31))
	for _, bad := range []string{"", "ed25519:", "rsa:AAAA", short, k.Public().String() + "A", strings.TrimPrefix(k.Public().String(), "ed25519:")} {
		if _, err := signing.ParsePublic(bad); !fault.Is(err, fault.Invalid) {
			t.Errorf("ParsePublic(%q) = %v", bad, err)
		}
	}
}

func TestADamagedKeyIsNotReplaced(t *testing.T) {
	t.Parallel()
	for _, text := range []string{"", "nonsense", "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n"} {
		dir := t.TempDir()
		path := filepath.Join(dir, signing.File)
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := signing.Open(dir); !fault.Is(err, fault.Internal) || !strings.Contains(fault.Sentence(err), "damaged") {
			t.Errorf("Open with the key %q: %v", text, err)
		}
		if b, err := os.ReadFile(path); err != nil || string(b) != text {
			t.Errorf("the damaged key was touched: %q (%v)", b, err)
		}
	}
}

func TestCanonical(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ in, want string }{
		{`{"b":1,"a":[true,false,null],"B":{}}`, `{"B":{},"a":[true,false,null],"b":1}`},
		{" { \"a\" : -0 }\n", `{"a":0}`},
		{`"\u0041\/\u20ac\ud83d\ude00<&>"`, `"A/€😀<&>"`},
		{`"\u0000\b\t\n\f\r\u001f\"\\\u007f"`, `"\u0000\b\t\n\f\r\u001f\"\\` + "\x7f" + `"`},
		{`"\\ud800"`, `"\\ud800"`},
		{`9007199254740991`, `9007199254740991`},
		{`9007199254740992`, ``}, {`1.5`, ``}, {`1.0`, ``}, {`1e3`, ``},
		{`{"a":1,"a":2}`, ``}, {`{"a":1,"\u0061":2}`, ``},
		{`"\ud800"`, ``}, {`"\ude00\ud83d"`, ``}, {`"\ud800\u0041"`, ``},
		{"\"\xff\"", ``}, {`{"a":1}{}`, ``}, {`{"a":1`, ``}, {``, ``}, {`[1,]`, ``},
		{strings.Repeat("[", 40) + strings.Repeat("]", 40), ``},
	} {
		got, err := signing.Canonical([]byte(c.in))
		if string(got) != c.want || (err == nil) != (c.want != "") {
			t.Errorf("Canonical(%s) = %s, %v; want %s", c.in, got, err, c.want)
		}
	}
	got, err := signing.CanonicalOf(struct {
		Z string `json:"z"`
		A int64  `json:"a"`
	}{"<&>", 7})
	if err != nil || string(got) != `{"a":7,"z":"<&>"}` {
		t.Errorf("CanonicalOf = %s, %v", got, err)
	}
}

// A canonical form is JSON of the same value, and its own canonical form.
func FuzzCanonical(f *testing.F) {
	for _, s := range []string{`{"b":1,"a":["x",null,true]}`, `"\ud83d\ude00"`, `{"a":{"a":-1}}`, `"\u0000"`} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, in []byte) {
		out, err := signing.Canonical(in)
		if err != nil {
			return
		}
		again, err := signing.Canonical(out)
		if err != nil || !bytes.Equal(out, again) {
			t.Fatalf("%q became %q, and that %q (%v)", in, out, again, err)
		}
		var a, b any
		if err := json.Unmarshal(in, &a); err != nil {
			t.Fatalf("%q is no JSON: %v", in, err)
		}
		if err := json.Unmarshal(out, &b); err != nil || !reflect.DeepEqual(a, b) {
			t.Fatalf("%q and %q are not the same value (%v)", in, out, err)
		}
	})
}
