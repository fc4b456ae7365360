package selection

import "slices"

// A Policy is the rule by which the next question is chosen; its name is
// recorded. All but Random keep the balance of the mix and take unseen questions
// first; they differ in what they take of a skill.
type Policy string

const (
	// MaxInformation takes what tells most at θ (Lord 1980). Equals are drawn.
	MaxInformation Policy = "max_information"
	// Randomesque takes one of the five that tell most at θ, equally likely
	// (Kingsbury & Zara 1989).
	Randomesque Policy = "randomesque"
	// Progressive leads from chance to information as a session goes on
	// (Revuelta & Ponsoda 1998): with probability s = Request.Progress what tells
	// most, otherwise one of a sample of the skill, equally likely. They add a
	// random component to the information with weights 1-s and s; that one or the
	// other speaks, with the same weights, has a probability in closed form.
	Progressive Policy = "progressive"
	// Learn takes one of five of what θ gets right with probability .6–.8, of that
	// what tells most; without such questions, the nearest to it.
	Learn Policy = "learn"
	// Random is uniform over the eligible, seen ones and all skills included,
	// whatever was served before: Choice.Epsilon is 1.
	Random Policy = "random"
)

// Policies are all rules there are.
var Policies = []Policy{MaxInformation, Randomesque, Progressive, Learn, Random}

// Known reports whether p is a rule.
func (p Policy) Known() bool { return slices.Contains(Policies, p) }

// PolicyVersion changes whenever the same inputs could give another choice,
// another probability or another name of the rule. What "1" recorded as
// max_information is what "2" calls randomesque; learn is the same in both.
const PolicyVersion = "2"

// Progress is how far a session of that many questions has come when asked of
// them were served: 0 at the first, 1 at the last and after it.
func Progress(asked, of int) float64 {
	if asked >= of-1 {
		return 1
	}
	return max(0, float64(asked)/float64(of-1))
}

// sampleFor is how many of a skill's questions Progressive draws among when so
// many skills tie; the rest of the support is for the best.
var sampleFor = [branchesMax + 1]int{0, 12, 6, 3}

// best is how many of the best of a skill are equally likely.
func (p Policy) best() int {
	if p == Randomesque || p == Learn {
		return 5
	}
	return 1
}
