package interaction

// Stopped is why nothing was taught in a conversation in which a crisis was seen
// before.
const Stopped = "stopped"

// InNeed reports whether the turn holds words of a crisis, or what was said after
// them in the same conversation. Nobody but the learner reads these: whoever looks
// after them is told the category, and might be its cause.
func (t Turn) InNeed() bool { return t.SafetyIn != "" || t.Refused == Stopped }

// InNeed reports whether a record tells of such a turn.
func InNeed(r *Record) (bool, error) {
	switch r.Kind {
	case TutorSafety:
		return true, nil
	case TutorTurn:
		t, err := BodyAs[Turn](r)
		return t.InNeed(), err
	}
	return false, nil
}
