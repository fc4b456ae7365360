package question

import (
	"math"
	"math/rand/v2"
	"slices"
)

// What a miss costs. A must weighs more than all wishes together; among the
// wishes, forms that are alike weigh most.
const (
	costEmpty   = 1000 // a seat without a question
	costFamily  = 1000 // a question whose family is there already
	costTyped   = 200  // squared
	costDomain  = 200  // squared, out of the blueprint's bounds
	costLevel   = 100  // squared
	costModule  = 4    // squared, domain of a module from its target
	costSkill   = 1    // squared, in a module and in a form
	costLetter  = .7   // squared
	costGenre   = .5   // squared
	costContext = .7   // squared
	costApart   = 1000 // squared difference in information between forms, and a tenth for the largest
)

// maxSkills is more than a section has.
const maxSkills = 24

// traits are all that the search looks at in a question.
type traits struct {
	level, typed, context int
	genre, letter         int // -1 is none
	skill, domain, family int
	information           [len(thetas)]float64
}

// A tally is the sum of traits over a module.
type tally struct {
	questions, typed, context int
	levels                    mix
	genres, letters           [4]int
	domains                   [4]int
	skills                    [maxSkills]int
	information               [len(thetas)]float64
}

func (t *tally) add(q *traits, by int) {
	t.questions += by
	t.typed += by * q.typed
	t.context += by * q.context
	t.levels[q.level] += by
	t.domains[q.domain] += by
	t.skills[q.skill] += by
	if q.genre >= 0 {
		t.genres[q.genre] += by
	}
	if q.letter >= 0 {
		t.letters[q.letter] += by
	}
	for i, v := range q.information {
		t.information[i] += float64(by) * v
	}
}

// A seating is an assignment under way: seats of all modules, a form's three in a
// row, then a bench of those left over.
type seating struct {
	section Section
	target  target
	skills  []float64 // of the target, by index
	pool    []traits
	seats   []int // index in the pool, -1 for an empty seat
	size    int   // of a module
	tallies []tally
	family  []int // how often each is seated
	spare   int   // seats taken by a family beyond its first
	module  []float64
	form    []float64 // costs
}

// search seats the questions of a section and enters them in placed: first each
// goes where it serves best; then pairs change places, at first even where that is
// for the worse, so that the search leaves a dead end, and in the end only for
// the better, until no exchange is.
func search(section Section, pool []*Question, ids []string, seed uint64, placed map[string]placement) {
	s := newSeating(section, pool, len(ids))
	r := rand.New(rand.NewPCG(seed, 0x666f726d73))
	s.fill(r)
	s.anneal(r)
	s.descend()
	for i, q := range s.seats[:len(s.tallies)*s.size] {
		if q >= 0 {
			p := i / s.size
			placed[pool[q].ID] = placement{ids[p/len(modules)], modules[p%len(modules)]}
		}
	}
}

func newSeating(section Section, pool []*Question, forms int) *seating {
	s := &seating{section: section, target: targets[section.Slug], size: section.Operational, tallies: make([]tally, forms*len(modules)),
		module: make([]float64, forms*len(modules)), form: make([]float64, forms)}
	skills, domains, families := map[string]int{}, map[string]int{}, map[string]int{}
	for i, d := range section.Domains {
		domains[d.Slug] = i
		for _, k := range d.Skills {
			skills[k.Slug] = len(s.skills)
			s.skills = append(s.skills, s.target.skills[k.Slug])
		}
	}
	for _, q := range pool {
		family, known := families[q.Family]
		if !known {
			family = len(families)
			families[q.Family] = family
		}
		t := traits{level: q.Difficulty.rank(), typed: truth(q.Type == Typed), context: truth(q.Context), genre: slices.Index(genres[:], q.Genre), letter: -1,
			skill: skills[q.Skill], domain: domains[q.Domain], family: family}
		if q.Type == Choices {
			t.letter = slices.Index(letters[:], q.Keys[0])
		}
		for i, theta := range thetas {
			t.information[i] = q.Params.Information(theta)
		}
		s.pool = append(s.pool, t)
	}
	s.family = make([]int, len(families))
	s.seats = make([]int, len(s.tallies)*s.size+len(pool))
	for i := range s.seats {
		s.seats[i] = -1
	}
	for p := range s.module {
		s.module[p] = s.costOfModule(p)
	}
	for f := range s.form {
		s.form[f] = s.costOfForm(f)
	}
	return s
}

// seated is the number of seats in modules; the bench begins there.
func (s *seating) seated() int { return len(s.tallies) * s.size }

// put seats q, or empties the seat (-1).
func (s *seating) put(seat, q int) {
	old := s.seats[seat]
	s.seats[seat] = q
	if seat >= s.seated() {
		return
	}
	p := seat / s.size
	if old >= 0 {
		s.tallies[p].add(&s.pool[old], -1)
		f := s.pool[old].family
		if s.family[f]--; s.family[f] > 0 {
			s.spare--
		}
	}
	if q >= 0 {
		s.tallies[p].add(&s.pool[q], 1)
		f := s.pool[q].family
		if s.family[f]++; s.family[f] > 1 {
			s.spare++
		}
	}
}

// exchange lets two seats change their questions.
func (s *seating) exchange(i, j int) {
	x, y := s.seats[i], s.seats[j]
	s.put(i, -1)
	s.put(j, x)
	s.put(i, y)
	s.settle(i)
	s.settle(j)
}

// settle computes the costs that a seat has a part in.
func (s *seating) settle(seat int) {
	if seat < s.seated() {
		p := seat / s.size
		s.module[p] = s.costOfModule(p)
		s.form[p/len(modules)] = s.costOfForm(p / len(modules))
	}
}

func (s *seating) cost() float64 {
	c := costFamily * float64(s.spare)
	for _, v := range s.module {
		c += v
	}
	for _, v := range s.form {
		c += v
	}
	return c + s.apart()
}

func square(x float64) float64 { return x * x }

func (s *seating) costOfModule(p int) float64 {
	t, m := &s.tallies[p], p%len(modules)
	c := costEmpty*float64(s.size-t.questions) + costTyped*square(float64(t.typed-s.section.Typed))
	for l, asked := range s.target.mixes[m] {
		c += costLevel * square(float64(t.levels[l]-asked))
	}
	for d, asked := range s.target.domains {
		c += costModule * square(float64(t.domains[d]-asked))
	}
	for k, asked := range s.skills {
		c += costSkill * square(float64(t.skills[k])-asked)
	}
	even := float64(t.questions-t.typed) / float64(len(letters))
	for _, n := range t.letters {
		c += costLetter * square(float64(n)-even)
	}
	if s.section.Slug == RW {
		for _, n := range t.genres {
			c += costGenre * square(float64(n)-float64(s.size)/float64(len(genres)))
		}
	} else {
		c += costContext * square(float64(t.context)-contextShare*float64(s.size))
	}
	return c
}

func (s *seating) costOfForm(f int) (c float64) {
	t := s.tallies[f*len(modules) : (f+1)*len(modules)]
	for d, bounds := range s.section.Domains {
		for _, second := range t[1:] {
			n := t[0].domains[d] + second.domains[d]
			c += costDomain * square(float64(max(0, bounds.Low-n, n-bounds.High)))
		}
	}
	for k, asked := range s.skills {
		c += costSkill * square(float64(t[0].skills[k]+t[1].skills[k]+t[2].skills[k])-float64(len(modules))*asked)
	}
	return c
}

// apart is how much the forms differ: in the information of both routes, of the
// first module near the cut, and in where the cut lies, which is where the
// information of the second modules is equal.
func (s *seating) apart() (c float64) {
	const points = 2*len(thetas) + 2
	low, high := [points]float64{}, [points]float64{}
	for f := range s.form {
		t := s.tallies[f*len(modules) : (f+1)*len(modules)]
		var at [points]float64
		for i := range thetas {
			at[2*i] = t[0].information[i] + t[1].information[i]
			at[2*i+1] = t[0].information[i] + t[2].information[i]
		}
		const zero = len(thetas) / 2
		at[points-2] = t[0].information[zero]
		at[points-1] = t[2].information[zero] - t[1].information[zero]
		for i, v := range at {
			if f == 0 || v < low[i] {
				low[i] = v
			}
			if f == 0 || v > high[i] {
				high[i] = v
			}
		}
	}
	worst := 0.0
	for i := range low {
		c += costApart * square(high[i]-low[i])
		worst = max(worst, high[i]-low[i])
	}
	return c + costApart/10*worst
}

// fill seats the questions in a random order, each on the empty seat where it
// costs least; who comes when all seats are taken goes to the bench.
func (s *seating) fill(r *rand.Rand) {
	free := make([]int, len(s.tallies)) // first empty seat of a module
	for p := range free {
		free[p] = p * s.size
	}
	bench := s.seated()
	for _, q := range r.Perm(len(s.pool)) {
		best, least := -1, math.Inf(1)
		for p := range free {
			if free[p] == (p+1)*s.size {
				continue
			}
			before := s.module[p] + s.form[p/len(modules)]
			s.put(free[p], q)
			s.settle(free[p])
			if c := s.module[p] + s.form[p/len(modules)] - before; c < least {
				best, least = p, c
			}
			s.put(free[p], -1)
			s.settle(free[p])
		}
		seat := bench
		if best >= 0 {
			seat = free[best]
			free[best]++
		} else {
			bench++
		}
		s.put(seat, q)
		s.settle(seat)
	}
}

// differ reports whether an exchange of two seats could change anything.
func (s *seating) differ(i, j int) bool {
	if i >= s.seated() && j >= s.seated() {
		return false
	}
	return s.seats[i] != s.seats[j] && (i >= s.seated() || j >= s.seated() || i/s.size != j/s.size)
}

// anneal exchanges pairs at random: one for the worse is taken with a probability
// that falls with its cost and with time.
func (s *seating) anneal(r *rand.Rand) {
	const hot, cold = 30, .02
	n := s.seated() + max(0, len(s.pool)-s.seated())
	rounds := 1500 * n
	now := s.cost()
	for k := range rounds {
		i, j := r.IntN(s.seated()), r.IntN(n)
		if !s.differ(i, j) {
			continue
		}
		s.exchange(i, j)
		next := s.cost()
		heat := hot * math.Pow(cold/hot, float64(k)/float64(rounds))
		if next <= now || r.Float64() < math.Exp((now-next)/heat) {
			now = next
		} else {
			s.exchange(i, j)
		}
	}
}

// descend makes every exchange that is for the better, until there is none.
func (s *seating) descend() {
	const gain = 1e-6 // less is rounding
	now := s.cost()
	for better := true; better; {
		better = false
		for i := range s.seated() {
			for j := i + 1; j < len(s.seats); j++ {
				if !s.differ(i, j) {
					continue
				}
				s.exchange(i, j)
				if next := s.cost(); next < now-gain {
					now, better = next, true
				} else {
					s.exchange(i, j)
				}
			}
		}
	}
}
