package census

import "satprep/internal/interaction"

// A field is something that a record of some kinds should carry.
type field struct {
	name  string
	lacks func(r *interaction.Record) bool
}

// Fields of records by what they are about. "Missing" is judged by the record
// alone: whether a client could have known is not asked.
var (
	answerFields = []field{
		{"stimulus", func(r *interaction.Record) bool { return r.Asked.Question == "" || r.Asked.Version == "" }},
		{"propensity", func(r *interaction.Record) bool { return !r.Why.Propensity.Valid }},
		{"ability before", func(r *interaction.Record) bool { return !r.Why.ThetaBefore.Valid || !r.Why.SEBefore.Valid }},
		{"ability after", func(r *interaction.Record) bool { return !r.After.Theta.Valid || !r.After.SE.Valid }},
		{"right or wrong", func(r *interaction.Record) bool {
			return r.Done.State != interaction.NotReached && !r.Done.Correct.Valid
		}},
		{"time spent", func(r *interaction.Record) bool {
			return r.Done.State != interaction.NotReached && !r.Done.TimeMS.Valid
		}},
		{"first action", func(r *interaction.Record) bool { return r.Done.State == interaction.Answered && !r.Done.FirstMS.Valid }},
		{"device", func(r *interaction.Record) bool { return r.Device.IsZero() }},
		{"client build", func(r *interaction.Record) bool { return r.Provenance.Client == "" }},
		{"time zone", func(r *interaction.Record) bool { return r.Zone == "" }},
	}
	turnFields = []field{
		{"words", func(r *interaction.Record) bool { return !r.Sealed() }},
		{"propensity", func(r *interaction.Record) bool {
			b, err := interaction.BodyAs[interaction.Turn](r)
			return err != nil || b.Refused == "" && b.SafetyIn == "" && b.Propensity == 0
		}},
		{"time taken", func(r *interaction.Record) bool {
			b, err := interaction.BodyAs[interaction.Turn](r)
			return err != nil || b.LatencyMS == 0 && !r.Done.TimeMS.Valid
		}},
		{"device", func(r *interaction.Record) bool { return r.Device.IsZero() }},
		{"client build", func(r *interaction.Record) bool { return r.Provenance.Client == "" }},
	}
	screenFields = []field{
		{"client's time", func(r *interaction.Record) bool { return r.MadeAt.IsZero() }},
		{"monotonic time", func(r *interaction.Record) bool { return !r.MonoMS.Valid }},
		{"session", func(r *interaction.Record) bool { return r.Session.IsZero() }},
		{"question", func(r *interaction.Record) bool { return r.Asked.Question == "" }},
		{"device", func(r *interaction.Record) bool { return r.Device.IsZero() }},
		{"client build", func(r *interaction.Record) bool { return r.Provenance.Client == "" }},
		{"time zone", func(r *interaction.Record) bool { return r.Zone == "" }},
	}
	pageFields = screenFields[:2]
)

// fieldsOf lists what a kind's records should carry; most facts of accounts and
// consents need nothing beyond what the log demands of every record.
func fieldsOf(k interaction.Kind) []field {
	switch k {
	case interaction.PracticeAnswered, interaction.PracticeRetried, interaction.DiagnosticAnswered, interaction.TestAnswered:
		return answerFields
	case interaction.TutorTurn:
		return turnFields
	case interaction.PageHidden, interaction.PageShown:
		return pageFields
	}
	if d, ok := interaction.Define(k, 0); ok && d.Screen {
		return screenFields
	}
	return nil
}
