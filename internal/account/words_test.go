package account

import (
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"pgregory.net/rapid"

	"satprep/internal/fault"
	"satprep/internal/interaction"
)

func TestParseAge(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]AgeBand{
		"under_13": Under13, "<13": Under13, "under 13": Under13, "Under-13": "", "UNDER 13": Under13, "< 13": Under13,
		"13_17": Teen, "13-17": Teen, "13–17": Teen, "13 - 17": Teen, "1317": Teen, "13 to 17": Teen,
		"18_plus": Adult, "18+": Adult, "18 plus": Adult, "≥18": Adult, "18 and over": Adult, "18+ years": Adult,
		"": "", "13": "", "17": "", "12-13": "", "child": "",
	} {
		got, err := ParseAge(in)
		if got != want || (err == nil) != (want != "") {
			t.Errorf("ParseAge(%q) = %q, %v; want %q", in, got, err, want)
		}
	}
	for _, a := range []AgeBand{Under13, Teen, Adult} {
		if got, err := ParseAge(string(a)); got != a || err != nil {
			t.Errorf("%s is not read as itself: %s, %v", a, got, err)
		}
	}
}

func TestCleaning(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		clean    func(string) (string, error)
		in, want string
		ok       bool
	}{
		{cleanName, "  Ann \t Lee ", "Ann Lee", true},
		{cleanName, "Åsa 李", "Åsa 李", true},
		{cleanName, "  ", "", false},
		{cleanName, "a\x00b", "", false},
		{cleanName, "שרה לוי", "שרה לוי", true},
		{cleanName, "می\u200cخواهم", "می\u200cخواهم", true},
		{cleanName, "\u202egnp.exe", "", false},
		{cleanName, "Ann \u2067", "", false},
		{cleanName, "\u200b\u200d", "", false},
		{cleanName, "\xff", "", false},
		{cleanName, strings.Repeat("é", 101), "", false},
		{cleanEmail, " Ann@Example.ORG ", "ann@example.org", true},
		{cleanEmail, "", "", true},
		{cleanEmail, "Ann <ann@example.org>", "", false},
		{cleanEmail, "ann", "", false},
		{cleanEmail, strings.Repeat("a", 250) + "@example.org", "", false},
		{cleanZone, "", "UTC", true},
		{cleanZone, "America/Chicago", "America/Chicago", true},
		{cleanZone, "Mars/Olympus", "", false},
		{cleanZone, "Local", "", false},
		{cleanZone, "../etc/passwd", "", false},
	} {
		got, err := c.clean(c.in)
		if got != c.want || (err == nil) != c.ok {
			t.Errorf("%q: %q, %v", c.in, got, err)
		}
		if err != nil && (!fault.Is(err, fault.Invalid) || fault.Field(err) == "") {
			t.Errorf("%q: %v names no field", c.in, err)
		}
	}
	for id, ok := range map[string]bool{"u_1": true, "A.b-c_9": true, "": false, "a b": false, "a/b": false, "é": false, strings.Repeat("x", 64): true, strings.Repeat("x", 65): false} {
		if (CheckUserID(id) == nil) != ok {
			t.Errorf("CheckUserID(%q) = %v", id, CheckUserID(id))
		}
	}
}

func TestSecrets(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		token, d := newToken()
		if got, ok := tokenDigest(token); !ok || got != d || len(token) != 46 {
			t.Fatalf("token %q", token)
		}
		length := rapid.SampledFrom([]int{codeLength, setupLength}).Draw(t, "length")
		code, want := newCode(length)
		if len(code) != length || strings.ContainsAny(code, "ILOU") {
			t.Fatalf("code %q", code)
		}
		// as people write it down
		copied := strings.ToLower(code[:3]) + " - " + strings.NewReplacer("0", "o", "1", "l").Replace(code[3:])
		if got, err := codeDigest(copied); err != nil || got != want {
			t.Fatalf("%q is not read as %q: %v", copied, code, err)
		}
		if err := CheckUserID(newUserID()); err != nil {
			t.Fatal(err)
		}
	})
	for _, bad := range []string{"", "sp_", "xx_" + strings.Repeat("A", 43), "sp_" + strings.Repeat("A", 44)} {
		if _, ok := tokenDigest(bad); ok {
			t.Errorf("%q can be a token", bad)
		}
	}
}

func TestPasswordHash(t *testing.T) {
	t.Parallel()
	h := newHasher()
	phc, err := h.hash(t.Context(), "correct horse", Guarded)
	if err != nil {
		t.Fatal(err)
	}
	if !strings.HasPrefix(phc, "$argon2id$v=19$m=19456,t=2,p=1$") {
		t.Errorf("hash = %s", phc)
	}
	// argon2 -id of the reference implementation: echo -n password | argon2 somesalt -id -t 2 -k 65536 -p 1
	const reference = "$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc"
	for _, c := range []struct {
		phc, password string
		want          bool
	}{{phc, "correct horse", true}, {phc, "Correct horse", false}, {phc, "", false}, {nobody, "", false}, {nobody, "x", false}, {reference, "password", true}, {reference, "passwore", false}} {
		if got, err := h.verify(t.Context(), c.phc, c.password); got != c.want || err != nil {
			t.Errorf("verify(%s, %q) = %v, %v", c.phc, c.password, got, err)
		}
	}
	for _, bad := range []string{"", "$2y$10$abc", "$argon2id$v=16$m=8,t=1,p=1$AAAA$AAAA", "$argon2id$v=19$m=8,t=1,p=1$?$AAAA"} {
		if ok, err := h.verify(t.Context(), bad, "x"); ok || err == nil {
			t.Errorf("verify(%q) = %v, %v", bad, ok, err)
		}
	}
}

func TestOnlyWhoIsNobodyHasALightHash(t *testing.T) {
	t.Parallel()
	s := &Service{}
	for origin, want := range map[interaction.Origin]Cost{interaction.Real: Guarded, interaction.Staff: Guarded, interaction.Simulated: Light} {
		if got := s.cost(&Account{Actor: Actor{Origin: origin}}); got != want {
			t.Errorf("%s: %+v", origin, got)
		}
	}
}

func TestGate(t *testing.T) {
	t.Parallel()
	at := time.Date(2026, 1, 5, 8, 0, 0, 0, time.UTC)
	g, err := newGate(Limit{Every: 10 * time.Second, Burst: 3}, func() time.Time { return at })
	if err != nil {
		t.Fatal(err)
	}
	pass := func(key string) error { _, err := g.pass(key); return err }
	for i := range 3 {
		if err := pass("a"); err != nil {
			t.Fatalf("try %d: %v", i, err)
		}
	}
	err = pass("a")
	if !fault.Is(err, fault.Busy) || fault.RetryAfter(err) < 10*time.Second || fault.RetryAfter(err) > 12*time.Second {
		t.Errorf("the fourth try: %v, again after %v", err, fault.RetryAfter(err))
	}
	if err := pass("b"); err != nil {
		t.Errorf("another key: %v", err)
	}
	at = at.Add(10 * time.Second)
	if err := pass("a"); err != nil {
		t.Errorf("after the wait: %v", err)
	}
	if err := pass("a"); err == nil {
		t.Error("one wait gave two tries")
	}
	for range 50 { // what is given back costs nothing
		refund, err := g.pass("c")
		if err != nil {
			t.Fatal(err)
		}
		at = at.Add(time.Millisecond)
		refund()
	}
	open, err := newGate(Unlimited, nil)
	if err != nil {
		t.Fatal(err)
	}
	for range 1000 {
		if _, err := open.pass("a"); err != nil {
			t.Fatal(err)
		}
	}
}

func TestNetwork(t *testing.T) {
	t.Parallel()
	for ip, want := range map[string]string{
		"192.0.2.7": "192.0.2.7", "::ffff:192.0.2.7": "192.0.2.7", "2001:db8:1:2::9": "2001:db8:1:2::/64", "2001:db8:1:2:ffff::1": "2001:db8:1:2::/64",
		"2001:db8:1:3::9": "2001:db8:1:3::/64", "fe80::1%eth0": "fe80::/64", "": "", "a": "a",
	} {
		if got := network(ip); got != want {
			t.Errorf("network(%q) = %q, want %q", ip, got, want)
		}
	}
}

// Two hash at a time; a third waits until one is done or its caller leaves.
func TestHasherQueue(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		h := newHasher()
		h.slots <- struct{}{}
		h.slots <- struct{}{}
		done := make(chan error)
		go func() {
			_, err := h.key(t.Context(), "x", make([]byte, 16), 1, 8, 1)
			done <- err
		}()
		synctest.Wait()
		select {
		case err := <-done:
			t.Fatalf("a third did not wait: %v", err)
		default:
		}
		<-h.slots
		if err := <-done; err != nil {
			t.Error(err)
		}
	})
}
