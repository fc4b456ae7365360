package erasure

import (
	"context"

	"satprep/internal/account"
	"satprep/internal/interaction"
	"satprep/internal/signing"
	"satprep/internal/uid"
)

// Begin erases as far as a process came that died right after the account was
// taken away.
func (s *Service) Begin(ctx context.Context, a account.Account) error {
	r, err := s.draft(ctx, a.Subject, account.ByLearner, "")
	if err != nil {
		return err
	}
	return s.begin(ctx, account.Actor{}, a.Subject, r, false)
}

// Fates are the tables and what becomes of them.
func Fates() (list [][2]string) {
	for _, f := range fates {
		list = append(list, [2]string{f.table, f.why})
	}
	return list
}

// Sign signs a receipt.
func Sign(r Receipt, k *signing.Key) (Receipt, error) { return r.signed(k) }

// Sentence says a record.
func Sentence(r *interaction.Record, undecided bool) string { return sentence(r, undecided) }

// Sentences has a sentence for a kind.
func Sentences(k interaction.Kind) bool { return sentences[k] != "" }

// Note adds a line to the list.
func (s *Service) Note(subject uid.ID, r Receipt) error { return s.note(entry{subject, r}) }
