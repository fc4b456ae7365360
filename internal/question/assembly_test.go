package question

import (
	"fmt"
	"math/rand/v2"
	"reflect"
	"slices"
	"strings"
	"testing"
)

// drawnPool makes questions out of thin air of which n forms can be made, and
// extra ones beside; form, slot and order are without sense.
func drawnPool(n, extra int, seed uint64) (questions []*Question) {
	r := rand.New(rand.NewPCG(seed, 5))
	add := func(section Section, d Domain, level int, typed bool) {
		k := d.Skills[r.IntN(len(d.Skills))]
		if section.Slug == RW { // as often as it is asked
			for x := r.Float64() * float64(targets[RW].domains[slices.IndexFunc(section.Domains, func(e Domain) bool { return e.Slug == d.Slug })]); ; {
				if x -= targets[RW].skills[k.Slug]; x < 0 {
					break
				}
				k = d.Skills[r.IntN(len(d.Skills))]
			}
		}
		q := &Question{ID: fmt.Sprintf("%s-%d", section.Slug, len(questions)), Difficulty: []Difficulty{Easy, Medium, Hard}[level], Use: Forms, Slot: First,
			Adjust: float64(r.IntN(5)-2) / 10, Content: Content{Skill: k.Slug, Type: Choices, Keys: []string{letters[r.IntN(4)]}}}
		q.Family = q.ID
		if section.Slug == Math {
			q.Context = r.IntN(10) < 3
		} else {
			q.Genre = genres[r.IntN(4)]
		}
		if typed {
			q.Type, q.Keys = Typed, []string{"1"}
		}
		q.settle()
		questions = append(questions, q)
	}
	for _, section := range Sections {
		for range n {
			for _, mix := range targets[section.Slug].mixes {
				var levels []int
				for l, count := range mix {
					levels = append(levels, slices.Repeat([]int{l}, count)...)
				}
				r.Shuffle(len(levels), func(i, j int) { levels[i], levels[j] = levels[j], levels[i] })
				typed, k := r.Perm(section.Operational), 0
				for d, count := range targets[section.Slug].domains {
					for range count {
						add(section, section.Domains[d], levels[k], typed[k] < section.Typed)
						k++
					}
				}
			}
		}
		for range extra {
			add(section, section.Domains[r.IntN(len(section.Domains))], r.IntN(3), section.Typed > 0 && r.IntN(4) == 0)
		}
	}
	r.Shuffle(len(questions), func(i, j int) { questions[i], questions[j] = questions[j], questions[i] })
	return questions
}

// Of every pool that has forms in it, forms are made that are whole and stand
// apart by family, and the questions add up.
//
//check:sweep
func TestAssembledFormsAreWhole(t *testing.T) {
	t.Parallel()
	for seed := range uint64(8) {
		n, extra := int(seed%4)+1, int(seed/4)*20
		var ids []string
		for i := range n {
			ids = append(ids, fmt.Sprint(i+1))
		}
		pool := drawnPool(n, extra, seed)
		a, err := Assemble(pool, ids, seed, nil)
		if err != nil {
			t.Fatal(err)
		}
		forms := gather(a.Questions)
		for _, f := range forms {
			for _, finding := range f.Check() {
				t.Errorf("seed %d: %s", seed, finding)
			}
		}
		for _, finding := range a.Unmet {
			t.Errorf("seed %d, %d forms, %d extra: unmet: %s", seed, n, extra, finding)
		}
		if len(forms) != n || len(a.Forms) != n || len(a.Questions) != n*135 || len(a.Unused) != 2*extra {
			t.Errorf("seed %d: %d forms, %d placed and %d unused of %d", seed, len(forms), len(a.Questions), len(a.Unused), len(pool))
		}
		families := map[string]bool{}
		for _, q := range a.Questions {
			if families[q.Family] {
				t.Errorf("family %s stands in the forms twice", q.Family)
			}
			families[q.Family] = true
		}
		t.Logf("seed %d, %d forms, %d extra: %+v", seed, n, extra, a.Spread)
	}
}

// The form of the bank can be made anew of its questions, and only form and slot
// of questions change.
func TestAssembleEmbedded(t *testing.T) {
	t.Parallel()
	b := embeddedBank(t)
	var questions []*Question
	for _, q := range b.Questions {
		if q.Use != Forms || q.FormID() == "1" {
			questions = append(questions, q)
		}
	}
	a, err := Assemble(questions, []string{"1"}, 1, nil)
	if err != nil || len(a.Unmet) > 0 || len(a.Unused) > 0 || len(a.Questions) != len(questions) {
		t.Fatalf("%v; unmet %v, unused %v", err, a.Unmet, a.Unused)
	}
	for i, q := range a.Questions {
		same := *q
		same.Form, same.Slot = questions[i].Form, questions[i].Slot
		if !reflect.DeepEqual(&same, questions[i]) {
			t.Errorf("question %s changed", q.ID)
		}
	}
	if again, err := Assemble(questions, []string{"1"}, 1, nil); err != nil || !reflect.DeepEqual(a, again) {
		t.Errorf("not deterministic (%v)", err)
	}
	for _, s := range a.Forms[0].Sections {
		for _, m := range s.Modules {
			if m.Levels != m.Asked {
				t.Errorf("%s %s: levels %v, asked %v", s.Section, m.Slot, m.Levels, m.Asked)
			}
		}
	}
}

func TestAssembleSaysWhatLacks(t *testing.T) {
	t.Parallel()
	pool := func(change func(*Question) bool) (kept []*Question) {
		for _, q := range drawnPool(1, 20, 1) {
			if change(q) {
				q.settle()
				kept = append(kept, q)
			}
		}
		return kept
	}
	for want, questions := range map[string][]*Question{
		"Reading & Writing: 1 forms need 75 questions": pool(func(q *Question) bool { return q.Section == Math }),
		"15 typed questions and the pool has 0":        pool(func(q *Question) bool { q.Type, q.Keys = Choices, []string{"A"}; return true }),
		"hard questions at the least": pool(func(q *Question) bool {
			if q.Difficulty == Hard {
				q.Difficulty = Medium
			}
			return true
		}),
		"need 13 questions of Algebra": pool(func(q *Question) bool {
			if q.Domain == "algebra" {
				q.Skill = "nonlinear-functions"
			}
			return true
		}),
		"questions of families of their own": pool(func(q *Question) bool { q.Family = q.Section; return true }),
		"about 30 % are asked":               pool(func(q *Question) bool { q.Context = q.Section == Math; return true }),
		"0 texts of literature": pool(func(q *Question) bool {
			if q.Genre == "literature" {
				q.Genre = "science"
			}
			return true
		}),
		"has the key A": pool(func(q *Question) bool {
			if q.Type == Choices {
				q.Keys = []string{"A"}
			}
			return true
		}),
	} {
		a, err := Assemble(questions, []string{"9"}, 1, nil)
		if err != nil || !slices.ContainsFunc(a.Unmet, func(f Finding) bool { return strings.Contains(f.Why, want) }) {
			t.Errorf("%q is not among what is unmet: %v, %v", want, a.Unmet, err)
		}
	}
	for _, ids := range [][]string{nil, {"a", "a"}, {""}, {"a b"}, make([]string, maxForms+1)} {
		if a, err := Assemble(nil, ids, 1, nil); err == nil {
			t.Errorf("forms %q: %v", ids, a)
		}
	}
}

// A family that is known from elsewhere stands in no form.
func TestAssembleKeepsFamiliesApart(t *testing.T) {
	t.Parallel()
	pool := drawnPool(1, 20, 2)
	practice, beside := *pool[0], *pool[1]
	practice.ID, practice.Use, practice.Slot = "practice", Practice, ""
	beside.ID, beside.Use, beside.Slot = "beside", Diagnostic, ""
	a, err := Assemble(append(pool, &practice), []string{"2"}, 1, []*Question{&beside, pool[2]})
	if err != nil {
		t.Fatal(err)
	}
	if len(a.Barred) != 2 || !slices.Contains(a.Unused, pool[0].ID) || !slices.Contains(a.Unused, pool[1].ID) {
		t.Errorf("barred %v, unused %v", a.Barred, a.Unused)
	}
	if !slices.Contains(a.Questions, &practice) {
		t.Error("the practice question is left out")
	}
}
