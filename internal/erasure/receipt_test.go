package erasure_test

import (
	"context"
	"encoding/json"
	"strings"
	"testing"

	"satprep/internal/erasure"
	"satprep/internal/fault"
	"satprep/internal/signing"
)

func withCancel(t *testing.T) (context.Context, context.CancelFunc) {
	t.Helper()
	ctx, stop := context.WithCancel(t.Context())
	t.Cleanup(stop)
	return ctx, stop
}

func sample(t testing.TB) ([]byte, *signing.Key) {
	t.Helper()
	k, err := signing.Open(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	r, err := erasure.Sign(erasure.Receipt{Version: 1, ID: "r1", State: erasure.Completed, Subject: "p", By: "learner", Reason: "asked <b>", RequestedAt: epoch, AcceptedAt: epoch, CompletedAt: epoch.Add(1000),
		Counts: erasure.Counts{Records: 10, Files: 2, Releases: 1}, Releases: []erasure.Held{{Name: "open", Version: "1.0.0", At: epoch}}, Models: []erasure.Held{}}, k)
	if err != nil {
		t.Fatal(err)
	}
	text, err := json.Marshal(r)
	if err != nil {
		t.Fatal(err)
	}
	return text, k
}

func TestVerify(t *testing.T) {
	t.Parallel()
	text, k := sample(t)
	var spaced map[string]any
	if err := json.Unmarshal(text, &spaced); err != nil {
		t.Fatal(err)
	}
	pretty, err := json.MarshalIndent(spaced, "", "  ") // in another order, too
	if err != nil {
		t.Fatal(err)
	}
	for _, good := range [][]byte{text, pretty, append(text, '\n')} {
		if r, err := erasure.Verify(good, k.Public()); err != nil || r.Counts.Records != 10 {
			t.Errorf("Verify(%s) = %v", good, err)
		}
	}
	other, err := signing.Open(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	if _, err := erasure.Verify(text, other.Public()); !fault.Is(err, fault.Conflict) {
		t.Errorf("another instance's key: %v", err)
	}
	for name := range spaced {
		changed := map[string]any{}
		for n, v := range spaced {
			if n != name {
				changed[n] = v
			}
		}
		b, _ := json.Marshal(changed)
		if _, err := erasure.Verify(b, k.Public()); err == nil {
			t.Errorf("without %s it is good", name)
		}
	}
	swap := func(old, with string) []byte { return []byte(strings.Replace(string(text), old, with, 1)) }
	for _, bad := range [][]byte{
		swap(`"records":10`, `"records":11`), swap("r1", "r2"), swap(`"open"`, `"closed"`), swap(k.ID(), other.ID()), swap(`"completed"`, `"accepted"`),
		swap(`"state"`, `"more":1,"state"`), swap(`"id":"r1"`, `"id":"r0","id":"r1"`), swap(`"receipt":1`, `"receipt":2`), swap(`"signature":"`, `"signature":"AAAA`),
		text[:len(text)-1], []byte(`{}`), []byte(`null`), []byte(`[]`), nil, append(text, text...),
	} {
		if _, err := erasure.Verify(bad, k.Public()); !fault.Is(err, fault.Invalid) && !fault.Is(err, fault.Conflict) {
			t.Errorf("Verify(%.200s) = %v", bad, err)
		}
	}
}

// Whatever comes, no receipt is good but what was signed.
func FuzzVerify(f *testing.F) {
	text, k := sample(f)
	want, err := signing.Canonical(text)
	if err != nil {
		f.Fatal(err)
	}
	f.Add(text)
	f.Add([]byte(`{"receipt":1}`))
	f.Fuzz(func(t *testing.T, in []byte) {
		if _, err := erasure.Verify(in, k.Public()); err == nil {
			if got, err := signing.Canonical(in); err != nil || string(got) != string(want) {
				t.Errorf("%q is good", in)
			}
		}
	})
}
