package erasure_test

import (
	"path/filepath"
	"testing"
	"time"

	"satprep/internal/account"
	"satprep/internal/consent"
	"satprep/internal/db/dbtest"
	"satprep/internal/erasure"
	"satprep/internal/interaction"
	"satprep/internal/mirror"
	"satprep/internal/proficiency"
	"satprep/internal/question"
	"satprep/internal/reward"
	"satprep/internal/session"
	"satprep/internal/signing"
	"satprep/internal/uid"
)

var epoch = time.Date(2026, 1, 5, 8, 0, 0, 0, time.UTC)

// A house is the rooms below, on one database and folder.
type house struct {
	*erasure.Service
	t      *testing.T
	forgot []uid.ID
}

func open(t *testing.T, dsn, folder string) *house {
	t.Helper()
	now := func() time.Time { return epoch }
	d := dbtest.Open(t, dsn)
	keyring, err := interaction.OpenKeyring(dbtest.OpenKeys(t, dsn), now)
	if err != nil {
		t.Fatal(err)
	}
	h := &house{t: t}
	log := interaction.NewLog(d, keyring, now)
	ledger, err := consent.NewLedger(consent.LedgerDeps{DB: d, Log: log, Now: now})
	if err != nil {
		t.Fatal(err)
	}
	accounts, err := account.New(account.Deps{DB: d, Log: log, Consent: ledger, Now: now, Limits: account.NoLimits, Passwords: account.Light})
	if err != nil {
		t.Fatal(err)
	}
	bank, err := question.Embedded()
	if err != nil {
		t.Fatal(err)
	}
	find := func() *question.Bank { return bank }
	beliefs, rewards := proficiency.New(d, log), reward.New(d)
	sessions := session.New(session.Deps{DB: d, Log: log, Bank: find, Beliefs: beliefs, Consent: ledger, Now: now})
	files, err := mirror.New(mirror.Deps{DB: d, Log: log, Accounts: accounts, Consent: ledger, Bank: find, Beliefs: beliefs, Sessions: sessions, Now: now, Folder: filepath.Join(folder, "ai_data")})
	if err != nil {
		t.Fatal(err)
	}
	key, err := signing.Open(folder)
	if err != nil {
		t.Fatal(err)
	}
	h.Service = erasure.New(erasure.Deps{DB: d, Log: log, Accounts: accounts, Consents: consent.New(ledger, accounts), Sessions: sessions, Mirror: files, Key: key, Folder: folder,
		Views: func() []interaction.View { return []interaction.View{beliefs.View(), rewards.View()} }, Now: now,
		Forget: []func(uid.ID){func(s uid.ID) { h.forgot = append(h.forgot, s) }}})
	return h
}

func (h *house) register(role account.Role, age account.AgeBand) account.Account {
	h.t.Helper()
	in := account.Registration{Name: "Somebody Named", Password: "long enough", Role: role, Age: age}
	if role == account.Tutor || role == account.Admin {
		code, err := h.Accounts.InviteStaff(h.t.Context(), account.Operator(), role)
		if err != nil {
			h.t.Fatal(err)
		}
		in.Code = code.Code
	}
	a, _, err := h.Accounts.Register(h.t.Context(), in)
	if err != nil {
		h.t.Fatal(err)
	}
	return h.find(a.UserID)
}

func (h *house) find(userID string) account.Account {
	h.t.Helper()
	a, err := h.Accounts.Find(h.t.Context(), userID)
	if err != nil {
		h.t.Fatal(err)
	}
	return a
}

func (h *house) link(learner account.Account, adult account.Account) {
	h.t.Helper()
	code, err := h.Accounts.InviteLink(h.t.Context(), learner.Actor, adult.Role)
	if err == nil {
		_, err = h.Accounts.Accept(h.t.Context(), adult.Actor, code.Code)
	}
	if err != nil {
		h.t.Fatal(err)
	}
}

// rows counts a table's rows about a subject.
func (h *house) rows(table string, subject uid.ID) (n int) {
	h.t.Helper()
	if err := h.DB.QueryRow(h.t.Context(), `SELECT COUNT(*) FROM `+table+` WHERE subject = ?`, subject).Scan(&n); err != nil {
		h.t.Fatal(err)
	}
	return n
}

var yes = erasure.Request{Confirm: erasure.Confirm}
