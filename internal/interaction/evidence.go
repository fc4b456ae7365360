package interaction

import (
	"time"

	"satprep/internal/uid"
)

// AbilityWindow is for how long an ability is taken as one: who answers for
// longer is several persons to whoever estimates items.
const AbilityWindow = 30 * 24 * time.Hour

// WindowOf is the window, from 0, of an answer received at some moment, given
// the learner's first and the window of the one before: a clock that steps back
// opens no window again.
func WindowOf(at, first time.Time, before int) int {
	return max(int(at.Sub(first)/AbilityWindow), before)
}

// IsAnswer reports whether records of a kind hold a question answered in
// practice, a diagnostic or a test; a second try is none.
func IsAnswer(k Kind) bool {
	return k == PracticeAnswered || k == DiagnosticAnswered || k == TestAnswered
}

// An Exposure is how an answer came about, as far as it decides whether it
// measures.
type Exposure struct {
	Aided   bool // with a hint, the tutor or an explanation before
	Rapid   bool // too fast to have been read
	Late    bool // synced late
	Counts  bool // moves ability
	Pretest bool // never moves ability, and is asked to be measured by
}

// Measures reports whether a first answer to a question may stand for what the
// learner knew, and so for the question: it enters a calibration, and the
// matrix that datasets give to others for theirs.
func (e Exposure) Measures() bool {
	return !e.Aided && !e.Rapid && !e.Late && (e.Counts || e.Pretest)
}

// Unended are the tests and diagnostics that had begun and not ended, as a
// reader of the log goes along, each with what the reader keeps of it: no key,
// and nothing that tells one, may leave while a learner still sits before it.
type Unended[T any] map[uid.ID]*T

// Follow moves on by one record, in order.
func (u Unended[T]) Follow(kind Kind, session uid.ID) {
	switch kind {
	case TestStarted, DiagnosticStarted:
		u[session] = new(T)
	case TestEnded, DiagnosticEnded:
		delete(u, session)
	}
}
