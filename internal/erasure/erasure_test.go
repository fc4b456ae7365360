package erasure_test

import (
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"satprep/internal/account"
	"satprep/internal/backup"
	"satprep/internal/db/dbtest"
	"satprep/internal/erasure"
	"satprep/internal/fault"
	"satprep/internal/uid"
)

// Every table of both schemas has a fate, which docs/privacy.md tells.
func TestEveryTableHasAFate(t *testing.T) {
	t.Parallel()
	var tables []string
	for _, name := range []string{"schema_main.sql", "schema_keys.sql"} {
		b, err := os.ReadFile(filepath.Join("..", "db", "testdata", name))
		if err != nil {
			t.Fatal(err)
		}
		for line := range strings.Lines(string(b)) {
			if rest, ok := strings.CutPrefix(line, "CREATE TABLE "); ok {
				table, _, _ := strings.Cut(rest, " ")
				tables = append(tables, table)
			}
		}
	}
	page, err := os.ReadFile(filepath.Join("..", "..", "docs", "privacy.md"))
	if err != nil {
		t.Fatal(err)
	}
	var named []string
	for _, f := range erasure.Fates() {
		named = append(named, f[0])
		if row := "| `" + f[0] + "` | " + f[1] + " |\n"; !strings.Contains(string(page), row) {
			t.Errorf("docs/privacy.md lacks the row\n%s", row)
		}
	}
	for _, table := range tables {
		if !slices.Contains(named, table) {
			t.Errorf("table %s has no fate: say in internal/erasure/fate.go what becomes of it when a person is erased", table)
		}
	}
	for _, table := range named {
		if !slices.Contains(tables, table) || strings.Count(strings.Join(named, " ")+" ", table+" ") < 1 {
			t.Errorf("there is no table %s", table)
		}
	}
}

func TestWhoMayErase(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, dsn string) {
		h := open(t, dsn, t.TempDir())
		parent, tutor := h.register(account.Parent, account.Adult), h.register(account.Tutor, account.Adult)
		teen, adult, child := h.register(account.Student, account.Teen), h.register(account.Student, account.Adult), h.register(account.Student, account.Under13)
		for _, l := range []account.Account{teen, adult, child} {
			h.link(l, parent)
		}
		h.link(teen, tutor)
		child = h.find(child.UserID)
		stranger := h.register(account.Parent, account.Adult)
		for _, c := range []struct {
			what  string
			actor account.Actor
			owner account.Account
			kind  fault.Kind
		}{
			{"a child", child.Actor, child, fault.Forbidden},
			{"a tutor", tutor.Actor, teen, fault.Forbidden},
			{"a stranger", stranger.Actor, teen, fault.Forbidden},
			{"a parent of an adult", parent.Actor, adult, fault.Forbidden},
			{"a fellow", adult.Actor, teen, fault.Forbidden},
		} {
			if _, err := h.Erase(t.Context(), c.actor, c.owner.UserID, yes); !fault.Is(err, c.kind) {
				t.Errorf("%s: %v", c.what, err)
			}
		}
		for _, in := range []erasure.Request{{}, {Confirm: "yes"}, {Confirm: "erase", Reason: "somebody asked"}, {Confirm: "erase", Reason: strings.Repeat("x", 201)}} {
			if _, err := h.Erase(t.Context(), teen.Actor, teen.UserID, in); !fault.Is(err, fault.Invalid) {
				t.Errorf("%+v: %v", in, err)
			}
		}
		if len(h.forgot) > 0 {
			t.Fatalf("somebody was erased: %v", h.forgot)
		}
		for _, c := range []struct {
			actor account.Actor
			owner account.Account
			by    string
		}{{parent.Actor, child, account.ByGuardian}, {teen.Actor, teen, account.ByLearner}, {account.Operator(), adult, account.ByOperator}, {parent.Actor, parent, account.ByLearner}} {
			r, err := h.Erase(t.Context(), c.actor, c.owner.UserID, yes)
			if err != nil || r.By != c.by || r.State != erasure.Accepted {
				t.Errorf("%s by %s: %+v, %v", c.owner.UserID, c.by, r, err)
			}
			if _, err := h.Accounts.Find(t.Context(), c.owner.UserID); !fault.Is(err, fault.Missing) {
				t.Errorf("%s is there: %v", c.owner.UserID, err)
			}
			if !slices.Contains(h.forgot, c.owner.Subject) {
				t.Errorf("%s is remembered", c.owner.UserID)
			}
		}
		admin := h.register(account.Admin, account.Adult)
		if _, err := h.Erase(t.Context(), admin.Actor, admin.UserID, yes); !fault.Is(err, fault.Conflict) {
			t.Errorf("the last admin: %v", err)
		}
		if h.find(admin.UserID); h.rows("erasure", admin.Subject)+h.rows("erased", admin.Subject) > 0 {
			t.Error("the last admin is half erased")
		}
	})
}

// A process that dies at any moment leaves what another goes on with, and the
// receipt that was given stands.
func TestAnErasureOutlivesItsProcess(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, dsn string) {
		folder := t.TempDir()
		h := open(t, dsn, folder)
		begun, accepted := h.register(account.Student, account.Teen), h.register(account.Student, account.Teen)
		if err := h.Begin(t.Context(), begun); err != nil {
			t.Fatal(err)
		}
		given, err := h.Erase(t.Context(), accepted.Actor, accepted.UserID, yes)
		if err != nil {
			t.Fatal(err)
		}
		// The line of a third was being written.
		list := filepath.Join(folder, backup.Erasures)
		b, err := os.ReadFile(list)
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(list, append(b, `{"subject":"`...), 0o600); err != nil {
			t.Fatal(err)
		}

		next := open(t, dsn, folder)
		if n, err := next.Replay(t.Context()); err != nil || n != 0 {
			t.Fatalf("Replay = %d, %v: the database knows all of them", n, err)
		}
		if err := next.Finish(t.Context()); err != nil {
			t.Fatal(err)
		}
		r, err := next.Find(t.Context(), strings.ToUpper(given.ID))
		if err != nil || r.State != erasure.Completed || r.AcceptedAt != given.AcceptedAt || r.Counts != given.Counts {
			t.Errorf("%+v, %v", r, err)
		}
		if b, err = os.ReadFile(list); err != nil || strings.Count(string(b), "\n") != 2 || strings.Contains(string(b), begun.UserID) || strings.Contains(string(b), "Named") {
			t.Errorf("the list is %q (%v)", b, err)
		}
		for _, a := range []account.Account{begun, accepted} {
			if n := next.rows("consent", a.Subject) + next.rows("account_subject", a.Subject); n > 0 {
				t.Errorf("%d rows are left", n)
			}
		}
		if _, err := next.Find(t.Context(), uid.Random().String()); !fault.Is(err, fault.Missing) {
			t.Errorf("an unknown receipt: %v", err)
		}
	})
}

// What an erased person was called is known by sight only, so that it stays out of what
// others wrote.
func TestNamesAreKnownBySightOnly(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, dsn string) {
		ctx, h := t.Context(), open(t, dsn, t.TempDir())
		a, _, err := h.Accounts.Register(ctx, account.Registration{Name: "Zoë Quillbrume", Password: "long enough", Role: account.Student, Age: account.Adult})
		if err != nil {
			t.Fatal(err)
		}
		if hidden, err := h.Log.Keys().Hidden(ctx); err != nil || hidden != nil {
			t.Fatalf("names are hidden before anybody was erased (%v)", err)
		}
		if _, err := h.Erase(ctx, h.find(a.UserID).Actor, a.UserID, yes); err != nil {
			t.Fatal(err)
		}
		hidden, err := h.Log.Keys().Hidden(ctx)
		if err != nil || hidden == nil || !hidden("quillbrume") || !hidden("zoe") || hidden("somebody") {
			t.Errorf("the words of the name are not known (%v)", err)
		}
		var n int
		if err := h.DB.QueryRow(ctx, `SELECT COUNT(*) FROM account_name`).Scan(&n); err != nil || n != 0 {
			t.Errorf("%d names are left (%v)", n, err)
		}
	})
}

// A database that is older than the list forgets again; a list that was lost is
// written anew; one that cannot be read lets nobody be served.
func TestReplay(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, dsn string) {
		folder := t.TempDir()
		h := open(t, dsn, folder)
		ada, bo := h.register(account.Student, account.Teen), h.register(account.Student, account.Teen)
		elsewhere := open(t, dsn, t.TempDir()) // where she was erased, in another life of the database
		r, err := erasure.Sign(erasure.Receipt{Version: 1, ID: "r1", State: erasure.Accepted, Subject: "p", By: "learner", RequestedAt: epoch, AcceptedAt: epoch,
			Releases: []erasure.Held{}, Models: []erasure.Held{}, Counts: erasure.Counts{Records: 7}}, elsewhere.Key)
		if err != nil {
			t.Fatal(err)
		}
		if err := h.Note(ada.Subject, r); err != nil {
			t.Fatal(err)
		}
		for i, want := range []int{1, 0} {
			if n, err := h.Replay(t.Context()); err != nil || n != want {
				t.Fatalf("%d: Replay = %d, %v", i, n, err)
			}
		}
		if _, err := h.Accounts.Find(t.Context(), ada.UserID); !fault.Is(err, fault.Missing) {
			t.Errorf("she is there: %v", err)
		}
		if got, err := h.Find(t.Context(), "r1"); err != nil || got.Counts.Records != 7 || got.AcceptedAt != epoch || got.Key != h.Key.ID() {
			t.Errorf("her receipt: %+v, %v", got, err)
		}
		h.find(bo.UserID)

		list := filepath.Join(folder, backup.Erasures)
		before, err := os.ReadFile(list)
		if err == nil {
			err = os.Remove(list)
		}
		if err != nil {
			t.Fatal(err)
		}
		if _, err := h.Replay(t.Context()); err != nil {
			t.Fatal(err)
		}
		if after, err := os.ReadFile(list); err != nil || len(after) < len(before)/2 || !strings.Contains(string(after), ada.Subject.String()) {
			t.Errorf("the list was %q, and is %q (%v)", before, after, err)
		}
		if err := os.WriteFile(list, []byte("nonsense\n"+string(before)), 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := h.Replay(t.Context()); !fault.Is(err, fault.Internal) || !strings.Contains(fault.Sentence(err), "Line 1") {
			t.Errorf("a damaged list: %v", err)
		}
	})
}

// Erased by another process, a person is forgotten here too, and what was begun
// there is completed here.
func TestRunNoticesOthers(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, dsn string) {
		folder := t.TempDir()
		here, there := open(t, dsn, folder), open(t, dsn, folder)
		ada := here.register(account.Student, account.Teen)
		forgot := make(chan uid.ID, 8)
		here.Forget = []func(uid.ID){func(s uid.ID) { forgot <- s }}
		done := make(chan struct{})
		ctx, stop := withCancel(t)
		go func() { // ends with stop
			defer close(done)
			here.Run(ctx, slog.New(slog.DiscardHandler))
		}()
		r, err := there.Erase(t.Context(), ada.Actor, ada.UserID, yes)
		if err != nil {
			t.Fatal(err)
		}
		if s := <-forgot; s != ada.Subject {
			t.Errorf("forgot %s", s)
		}
		for r.State != erasure.Completed {
			if r, err = there.Service.Find(t.Context(), r.ID); err != nil {
				t.Fatal(err)
			}
		}
		stop()
		<-done
	})
}
