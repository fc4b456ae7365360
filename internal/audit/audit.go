// Package audit remembers what staff did: with other people's data, and with
// the instance. Who may read or change what is the doors' and rooms' rule; here
// stands that it happened.
//
// Words: an *entry* is one row; its *act* says what was done, as noun.verb; the
// *actor* is who did it and *about* whom it was, both as subjects, joined with
// names only on the way out.
//
// Invariants: an entry is written in the transaction of the act it tells, so
// that neither can be without the other; a reading is written down before it is
// given. No entry is changed or deleted. No name, no words of a person and no
// secret stands in one. When somebody is erased the numbers stay and are
// nobody's.
//
// It is not the log of interactions: that one is what learners did, is
// consented to and leaves in datasets. This one never leaves.
package audit

import (
	"context"
	"database/sql"
	"slices"
	"strings"
	"time"

	"satprep/internal/db"
	"satprep/internal/fault"
	"satprep/internal/uid"
)

// An Act is something that staff do.
type Act string

// The acts.
const (
	PasswordSet        Act = "account.password"
	Accommodated       Act = "account.accommodations"
	AgeStated          Act = "account.age_band"
	Closed             Act = "account.closed"
	StaffInvited       Act = "account.invited"
	ConsentChanged     Act = "consent.changed"
	ChatRead           Act = "chat.read"
	ReplyEdited        Act = "chat.edited"
	RecordRead         Act = "record.read"  // the timeline of what was logged
	SessionRead        Act = "session.read" // the report or the review of one
	DataExported       Act = "export.user"
	AllExported        Act = "export.all"
	DatasetQueued      Act = "dataset.queued"
	DatasetCancelled   Act = "dataset.cancelled"
	DatasetFetched     Act = "dataset.fetched"
	DatasetVerified    Act = "dataset.verified"
	Erased             Act = "person.erased"
	FailedEventRead    Act = "failed_event.read"
	FailedEventReplay  Act = "failed_event.replayed"
	ParametersChanged  Act = "parameters.promoted"
	ScaleAnchored      Act = "scale.anchored"
	ParametersRejected Act = "parameters.rejected"
	ModelPromoted      Act = "model.promoted"
	ModelRejected      Act = "model.rejected"
	BankChanged        Act = "bank.changed"
	KeyCorrected       Act = "question.key_corrected"
)

// Acts lists them.
var Acts = []Act{PasswordSet, Accommodated, AgeStated, Closed, StaffInvited, ConsentChanged, ChatRead, ReplyEdited, RecordRead, SessionRead, DataExported, AllExported,
	DatasetQueued, DatasetCancelled, DatasetFetched, DatasetVerified, Erased, FailedEventRead, FailedEventReplay, ParametersChanged, ScaleAnchored, ParametersRejected, ModelPromoted, ModelRejected, BankChanged, KeyCorrected}

// An Entry says who did what.
type Entry struct {
	ID     uid.ID
	At     time.Time
	Actor  uid.ID // zero is the operator, by the command line
	Role   string
	Act    Act
	About  uid.ID
	Object string
	Detail string
}

// maxText bounds an object and a detail, in bytes.
const maxText = 300

// Write adds an entry in tx; its id follows from At.
func Write(tx *db.Tx, e Entry) error {
	if e.ID.IsZero() {
		e.ID = uid.New(e.At)
	}
	_, err := tx.Exec(`INSERT INTO audit (id, at, actor, role, act, about, object, detail) VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
		e.ID, db.Micros(e.At), orNull(e.Actor), e.Role, string(e.Act), orNull(e.About), cut(e.Object), cut(e.Detail))
	return err
}

func orNull(id uid.ID) any {
	if id.IsZero() {
		return nil
	}
	return id
}

func cut(s string) string {
	if len(s) <= maxText {
		return s
	}
	return strings.ToValidUTF8(s[:maxText], "")
}

// A Filter chooses entries, newest first.
type Filter struct {
	Before uid.ID // the last entry of the page before
	Act    Act    // "" is any
	Limit  int    // 1 to MaxPage
}

// MaxPage is how many entries a page holds at most.
const MaxPage = 200

// List returns a page of entries, newest first.
func List(ctx context.Context, q db.Queryer, f Filter) (list []Entry, err error) {
	defer fault.In(&err, "audit.List")
	if f.Act != "" && !slices.Contains(Acts, f.Act) {
		return nil, fault.At("act", "There is no such act.")
	}
	where, args := []string{`1 = 1`}, []any(nil)
	if !f.Before.IsZero() {
		where, args = append(where, `id < ?`), append(args, f.Before[:])
	}
	if f.Act != "" {
		where, args = append(where, `act = ?`), append(args, string(f.Act))
	}
	if f.Limit < 1 || f.Limit > MaxPage {
		f.Limit = 50
	}
	rows, err := q.Query(ctx, `SELECT id, at, actor, role, act, about, object, detail FROM audit WHERE `+strings.Join(where, ` AND `)+` ORDER BY id DESC LIMIT ?`, append(args, f.Limit)...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var e Entry
		var at int64
		var act string
		var actor, about sql.Null[uid.ID]
		if err := rows.Scan(&e.ID, &at, &actor, &e.Role, &act, &about, &e.Object, &e.Detail); err != nil {
			return nil, err
		}
		e.At, e.Act, e.Actor, e.About = db.Time(at), Act(act), actor.V, about.V
		list = append(list, e)
	}
	return list, db.Fault(rows.Err())
}
