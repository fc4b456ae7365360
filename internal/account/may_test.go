package account_test

import (
	"testing"

	. "satprep/internal/account"
)

// TestMay is the whole matrix: a letter for each verb that is granted.
func TestMay(t *testing.T) {
	t.Parallel()
	verbs := []struct {
		letter byte
		verb   Verb
	}{{'r', ReadActivity}, {'w', WriteActivity}, {'c', ReadChat}, {'x', ReadChatExplicit}, {'e', Export}, {'m', ManageConsent}, {'a', Accommodate}, {'d', Erase}, {'o', Operate}}
	linked := func(kind Bond) []Link { return []Link{{Kind: kind, Adult: "me", Learner: "them"}} }
	ended := []Link{{Kind: TutorBond, Adult: "me", Learner: "them", EndedAt: epoch}}
	for _, c := range []struct {
		what   string
		role   Role
		status Status
		owner  string
		links  []Link
		want   string
	}{
		{"student, self", Student, Active, "me", nil, "rwcxemad"},
		{"tutor, self", Tutor, Active, "me", nil, "rwcxemad"},
		{"admin, self", Admin, Active, "me", nil, "rwcxemado"},
		{"parent, self", Parent, Active, "me", nil, "rcxemad"},
		{"pending, self", Student, Pending, "me", nil, "rcxemad"},
		{"closed, self", Student, Closed, "me", nil, ""},

		{"student, other", Student, Active, "them", nil, ""},
		{"tutor, other", Tutor, Active, "them", nil, ""},
		{"parent, other", Parent, Active, "them", nil, ""},
		{"admin, other", Admin, Active, "them", nil, "rcxemado"},
		{"closed admin, other", Admin, Closed, "them", nil, ""},
		{"pending admin, other", Admin, Pending, "them", nil, ""},
		{"admin, nobody", Admin, Active, "", nil, "rcxemado"},
		{"student, nobody", Student, Active, "", nil, ""},

		{"tutor, linked", Tutor, Active, "them", linked(TutorBond), "rcxa"},
		{"parent, linked", Parent, Active, "them", linked(ParentBond), "rxemad"},
		{"tutor, linked with another", Tutor, Active, "else", linked(TutorBond), ""},
		{"tutor, link ended", Tutor, Active, "them", ended, ""},
		{"tutor, a parent's link", Tutor, Active, "them", linked(ParentBond), ""},
		{"parent, a tutor's link", Parent, Active, "them", linked(TutorBond), ""},
		{"student, a tutor's link", Student, Active, "them", linked(TutorBond), ""},
		{"learner, the link backwards", Student, Active, "me", []Link{{Kind: TutorBond, Adult: "them", Learner: "me"}}, "rwcxemad"},
		{"learner to tutor", Student, Active, "them", []Link{{Kind: TutorBond, Adult: "them", Learner: "me"}}, ""},
		{"closed tutor, linked", Tutor, Closed, "them", linked(TutorBond), ""},
	} {
		var got []byte
		for _, v := range verbs {
			if May(Actor{UserID: "me", Role: c.role, Status: c.status}, v.verb, c.owner, c.links) {
				got = append(got, v.letter)
			}
		}
		if string(got) != c.want {
			t.Errorf("%s: %q, want %q", c.what, got, c.want)
		}
	}
	if !May(Operator(), Operate, "", nil) || May(Operator(), WriteActivity, "", nil) || May(Actor{Status: Active, Role: Student}, ReadActivity, "", nil) {
		t.Error("an actor without a user id is somebody's self")
	}
}
