package consent

import (
	"satprep/internal/account"
	"satprep/internal/fault"
	"satprep/internal/interaction"
)

// guarded are the purposes beyond service that only a guardian may grant for a
// learner of that age.
func guarded(age account.AgeBand) interaction.Purposes {
	switch age {
	case account.Under13:
		return interaction.Analytics | interaction.ResearchExport | interaction.AITraining | interaction.Voice
	case account.Teen:
		return interaction.AITraining
	}
	return 0
}

// leaves are the purposes for which data leaves the instance, which a school's
// contract rules out whoever consents (New York Education Law 2-d).
const leaves = interaction.ResearchExport | interaction.AITraining

// may tells whether who (account.ByLearner …) may grant or withdraw purpose p
// for a learner of that age. Withdrawing needs less than granting: the learner
// always may, and so may the operator, to whom people write letters.
func may(who string, age account.AgeBand, p interaction.Purposes, grant, school bool) error {
	switch {
	case p == interaction.Service && !grant:
		return fault.New(fault.Conflict, "The service cannot work without its own record. To withdraw this consent, close the account; everything else can be withdrawn by itself.")
	case who == account.ByGuardian && age == account.Adult:
		return fault.New(fault.Forbidden, "From 18 on learners decide for themselves.")
	case !grant:
		return nil
	case school && leaves.Has(p):
		return fault.New(fault.Forbidden, "This instance works under a school's contract: no data leaves it, whoever consents.")
	case who == account.ByOperator:
		return fault.New(fault.Forbidden, "The operator cannot consent for anybody; the learner must, or for a minor a linked parent or guardian.")
	case who == account.ByLearner && guarded(age).Has(p) && age == account.Under13:
		return fault.New(fault.Forbidden, "Under 13 only a parent or guardian may agree to this: ask a parent who is linked to this account.")
	case who == account.ByLearner && guarded(age).Has(p):
		return fault.New(fault.Forbidden, "Under 18 only a parent or guardian may agree to AI training: ask a parent who is linked to this account.")
	case who == account.ByGuardian && !guarded(age).Has(p) && p != interaction.Service:
		return fault.New(fault.Forbidden, "From 13 on learners agree to this themselves; a parent may withdraw it.")
	}
	return nil
}
