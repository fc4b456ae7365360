package consent

import (
	"context"
	"time"

	"satprep/internal/account"
	"satprep/internal/fault"
	"satprep/internal/signing"
)

// ReceiptVersion is of the form of a receipt.
const ReceiptVersion = 1

// A Receipt says what was granted and withdrawn at one time, of which text and
// by whom. It is signed by the instance, so that whoever has it can prove it to
// others, and it can be asked for again. Where nothing changed it is not signed.
type Receipt struct {
	Version   int       `json:"consent_receipt" doc:"Version of this form: 1."`
	UserID    string    `json:"user_id"`
	State     int64     `json:"state" doc:"Names the receipt; 0: nothing was changed."`
	At        time.Time `json:"at,omitzero" doc:"When it was written down."`
	Changes   []Changed `json:"changes" nullable:"false"`
	Key       string    `json:"key,omitempty" doc:"Id of the instance's signing key."`
	Signature string    `json:"signature,omitempty" doc:"Ed25519, base64."`
}

// A Changed is one grant or withdrawal on a receipt.
type Changed struct {
	Purpose     string    `json:"purpose"`
	Granted     bool      `json:"granted"`
	TextVersion string    `json:"text_version"`
	TextDigest  string    `json:"text_digest" doc:"SHA-256 of the text that was read."`
	By          string    `json:"by" doc:"learner, guardian, operator or expiry"`
	At          time.Time `json:"at"`
	Until       time.Time `json:"until,omitzero" doc:"When the grant ends by itself."`
	OnPaper     bool      `json:"on_paper,omitempty" doc:"On a signed form, which the operator entered."`
	RecordedAt  time.Time `json:"recorded_at" doc:"From then on it stood."`
}

// receiptSeal keeps a signature under a receipt from being one under anything
// else.
const receiptSeal = "satprep consent receipt\n"

// SignWith lets receipts be signed from now on.
func (s *Service) SignWith(k *signing.Key) { s.key = k }

// receipt gathers the entries that led to states, and signs what there is.
func (s *Service) receipt(userID string, history []Entry, states ...int64) (_ Receipt, err error) {
	r := Receipt{Version: ReceiptVersion, UserID: userID, Changes: []Changed{}}
	for _, e := range history {
		for _, state := range states {
			if state != 0 && e.State == state {
				r.State, r.At = state, e.RecordedAt.UTC()
				c := Changed{Purpose: e.Purpose, Granted: e.Granted, TextVersion: e.TextVersion, TextDigest: e.TextDigest, By: e.By, At: e.At.UTC(), OnPaper: e.OnPaper, RecordedAt: e.RecordedAt.UTC()}
				if !e.Until.IsZero() {
					c.Until = e.Until.UTC()
				}
				r.Changes = append(r.Changes, c)
			}
		}
	}
	if s.key == nil || len(r.Changes) == 0 {
		return r, nil
	}
	r.Key = s.key.ID()
	r.Signature, err = s.key.Seal(receiptSeal, r)
	return r, err
}

// VerifyReceipt reads a receipt and checks that the key's instance gave it and
// that nothing in it was changed since. It is Invalid where something was, or the
// text is no receipt, and Conflict where another key signed it.
func VerifyReceipt(text []byte, key signing.Public) (r Receipt, err error) {
	if err := signing.ReadSealed(text, &r); err != nil {
		return r, fault.Wrap(fault.Invalid, err, "This is no receipt of satprep: %v.", err)
	}
	switch {
	case r.Version != ReceiptVersion:
		return r, fault.New(fault.Invalid, "This receipt has version %d; this satprep knows %d.", r.Version, ReceiptVersion)
	case r.UserID == "" || r.State == 0 || r.At.IsZero() || len(r.Changes) == 0 || r.Signature == "":
		return r, fault.New(fault.Invalid, "This is no receipt of satprep: members are missing.")
	case r.Key != key.ID():
		return r, fault.New(fault.Conflict, "This receipt names the signing key %.40q, and was checked with %s: another instance gave it. Check it with that instance's public key.", r.Key, key.ID())
	case !key.Sealed(receiptSeal, text, r.Signature):
		return r, fault.New(fault.Invalid, "This receipt was changed after it was signed, or was never signed by this instance: the signature does not fit.")
	}
	return r, nil
}

// Receipt returns what led to a state of a user's, or Missing. Who may see the
// consent may see it.
func (s *Service) Receipt(ctx context.Context, actor account.Actor, userID string, state int64) (_ Receipt, err error) {
	defer fault.In(&err, "consent.Receipt(%.64q)", userID)
	owner, err := s.accounts.Permit(ctx, actor, account.ManageConsent, userID)
	if err != nil {
		return Receipt{}, err
	}
	all, err := history(ctx, s.ledger.DB, owner.Subject)
	if err != nil {
		return Receipt{}, err
	}
	r, err := s.receipt(owner.UserID, all, state)
	if err == nil && len(r.Changes) == 0 {
		err = fault.New(fault.Missing, "There is no such receipt.")
	}
	return r, err
}

// FindText returns a text of any version, also one that is not read any more,
// or Missing.
func FindText(version string) (_ Text, err error) {
	defer fault.In(&err, "consent.FindText")
	if t, ok := versions[version]; ok {
		return t, nil
	}
	return Text{}, fault.New(fault.Missing, "There is no such text.")
}
