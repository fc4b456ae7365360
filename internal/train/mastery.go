package train

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"math"
	"slices"
	"sync"

	"satprep/internal/counted"
	"satprep/internal/fault"
	"satprep/internal/kt"
	"satprep/internal/question"
	"satprep/internal/uid"
)

// Decode reads a model as Encode wrote it.
func Decode(text []byte) (_ *File, m kt.Model, err error) {
	defer fault.In(&err, "train.Decode")
	f := &File{}
	if err := json.Unmarshal(text, f); err != nil {
		return nil, nil, fault.Wrap(fault.Invalid, err, "This is no model: its JSON cannot be read.")
	}
	switch f.Model {
	case Elo:
		m = &kt.Elo{}
	case BestLR:
		m = &kt.BestLR{}
	case BKT:
		m = &kt.BKT{}
	default:
		return nil, nil, fault.At("model", "A model is elo, best-lr or bkt.")
	}
	if err := json.Unmarshal(f.State, m); err != nil {
		return nil, nil, fault.Wrap(fault.Invalid, err, "The parameters of this model cannot be read.")
	}
	if lr, ok := m.(*kt.BestLR); ok && !lr.Fits(len(f.Items), len(f.Skills)) {
		return nil, nil, fault.New(fault.Invalid, "This model has another number of parameters than its items and skills need.")
	}
	return f, m, nil
}

// Serving is a model at work.
type Serving struct {
	Run     uid.ID
	Model   string // name
	model   kt.Model
	items   map[string]int // by question id, variants included
	skills  map[string]int
	typical []int   // by skill: the item that is asked about, -1 where none is known
	alone   [][]int // by skill: itself, as the model takes skills
}

// serve makes a model ready to answer about the questions of a bank. What it is
// asked about a skill is the item that is the median in difficulty of those that
// it met there.
func serve(run uid.ID, f *File, m kt.Model, bank *question.Bank) *Serving {
	s := &Serving{Run: run, Model: f.Model, model: m, items: map[string]int{}, skills: map[string]int{}, typical: make([]int, len(f.Skills))}
	for i, name := range f.Skills {
		s.skills[name], s.typical[i], s.alone = i, -1, append(s.alone, []int{i})
	}
	byName, of := map[string]int{}, make([][]int, len(f.Skills))
	for i, name := range f.Items {
		byName[name] = i
		if q, ok := bank.ByID(name); ok {
			if k, ok := s.skills[q.Skill]; ok {
				of[k] = append(of[k], i)
			}
		}
	}
	for id, first := range counted.Kin(bank) {
		if i, ok := byName[first]; ok {
			s.items[id] = i
		}
	}
	nobody := m.New()
	for k, list := range of {
		if len(list) == 0 {
			continue
		}
		skills := s.alone[k]
		slices.SortFunc(list, func(i, j int) int {
			return cmp.Or(cmp.Compare(nobody.P(i, skills), nobody.P(j, skills)), cmp.Compare(i, j))
		})
		s.typical[k] = list[len(list)/2]
	}
	return s
}

// A Past is an answer of a learner that counts.
type Past struct {
	Question string // id
	Skill    string // slug
	Right    bool
}

// Mastery is what is expected of a learner in a skill.
type Mastery struct {
	N    int     // answers of theirs in it
	P    float64 // that the next one, to a question of typical difficulty there, is right
	Low  float64 // one standard error lower
	High float64 // and higher
}

// Mastery tells, by skill, what is expected after the answers of a learner, the
// oldest first; only of skills in which they answered and that the model knows.
// The standard error is that of a share P of N answers: the model also goes by
// answers in other skills, so that it rather says too much than too little.
func (s *Serving) Mastery(answers []Past) map[string]Mastery {
	state, n := s.model.New(), make([]int, len(s.typical))
	for _, a := range answers {
		k, ok := s.skills[a.Skill]
		if !ok {
			continue
		}
		item, ok := s.items[a.Question]
		if !ok {
			item = -1
		}
		state.Observe(item, s.alone[k], a.Right)
		n[k]++
	}
	out := make(map[string]Mastery, len(n))
	for name, k := range s.skills {
		if n[k] == 0 {
			continue
		}
		p := state.P(s.typical[k], s.alone[k])
		se := math.Sqrt(p * (1 - p) / float64(n[k]))
		out[name] = Mastery{N: n[k], P: p, Low: max(0, p-se), High: min(1, p+se)}
	}
	return out
}

// serving is the model in force, read once.
type serving struct {
	sync.Mutex
	now  *Serving
	bank *question.Bank
}

// InForce is the model that was promoted last, ready to serve; nil where none
// was. Another process may promote: it is looked for each time.
func (s *Service) InForce(ctx context.Context) (_ *Serving, err error) {
	defer fault.In(&err, "train.InForce")
	id, err := inForce(ctx, s.DB)
	if err != nil || id.IsZero() {
		return nil, err
	}
	bank := s.Bank()
	s.serving.Lock()
	defer s.serving.Unlock()
	if now := s.serving.now; now != nil && now.Run == id && s.serving.bank == bank {
		return now, nil
	}
	text, err := fitted(ctx, s.DB, id)
	if err != nil {
		return nil, err
	}
	f, m, err := Decode([]byte(text))
	if err != nil {
		return nil, fmt.Errorf("model %s: %w", id, err)
	}
	s.serving.now, s.serving.bank = serve(id, f, m, bank), bank
	return s.serving.now, nil
}
