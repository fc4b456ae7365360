package tutor

import (
	"fmt"
	"math"
	"slices"
	"sort"
	"strings"

	"satprep/internal/fault"
	"satprep/internal/interaction"
	"satprep/internal/question"
	"satprep/internal/session"
)

// A reply is what will be said, and how it came to be chosen.
type reply struct {
	move       Move
	level      int
	text       string
	content    string // what was filled in: the hint, example or reason
	sources    []string
	templates  []string // hashes of the texts used
	arm        interaction.Arm
	arms       []interaction.Arm
	propensity float64
	draw       float64
	asks       *question.Question // a question that the tutor asks with it
	graded     *graded            // an answer in the conversation
	mark       func(*Progress)    // what the reply changes
}

// graded is an answer given to the tutor.
type graded struct {
	answer  string
	correct bool
}

// A filling is what is put into a phrase. Equivalent fillings are drawn among,
// as phrases are.
type filling struct {
	values  []string // pairs for phrase.fill
	text    string   // what its hash is of, "" if the move has one filling
	content string   // for a model to put into its own words
	sources []string
	asks    *question.Question
	mark    func(*Progress)
}

// material is what the built-in tutor may use beside the scene.
type material struct {
	bank     *question.Bank
	met      map[string]bool   // questions the learner met
	mistakes []session.Mistake // of the learner on the skill, newest first
	weakest  string            // skill
	draw     func() float64
	avoid    []string // templates of arms that the learner had and did not want
}

// builtin answers from what is authored: it draws one of the equivalent
// phrasings with one of the equivalent contents, uniformly.
func builtin(sc *scene, m Move, mat *material) (reply, error) {
	m, grade, err := settle(sc, m)
	if err != nil {
		return reply{}, err
	}
	list, m := fillings(sc, m, mat)
	name := string(m)
	if m == MoveStep && sc.progress.Steps+1 == len(sc.standing.Question.Steps) {
		name = "step_last"
	}
	if m == MoveWhyChoice && slices.Contains(sc.standing.Question.Keys, sc.asking.Choice) {
		name = "why_key"
	}
	if m == MoveWhyChoice && sc.asking.Choice == "" {
		name = "why_entry"
		if right, err := question.Grade(sc.standing.Question, sc.asking.Entry); err == nil && right {
			name = "why_entry_key"
		}
	}
	if m == MoveOutside && !slices.Contains(otherSubjects(), sc.asking.Term) {
		name = "outside_unnamed"
	}
	if m == MoveDefine && meaning(sc) == "" {
		name = "define_unknown"
	}
	if m == MoveAnother && sc.standing == nil {
		name = "another_first"
	}
	if m == MoveExample && sc.standing == nil {
		name = "example_topic"
	}
	if m == MoveFact {
		name = "fact_" + sc.asking.Term
	}
	wordings := phrases()[name]
	if len(wordings) == 0 || len(list) == 0 {
		return reply{}, fmt.Errorf("there is nothing to say for move %s", name)
	}
	r := reply{move: m, level: m.Level(), graded: grade}
	type pair struct {
		phrase
		filling
	}
	var pairs []pair
	for _, avoid := range [][]string{mat.avoid, nil} { // rather the same again than nothing
		for _, p := range wordings {
			for _, f := range list {
				arm := interaction.Arm{Move: string(m), Template: p.hash}
				if f.text != "" {
					arm.Template += "+" + hashOf(f.text)
				}
				if !slices.Contains(avoid, arm.Template) {
					pairs, r.arms = append(pairs, pair{p, f}), append(r.arms, arm)
				}
			}
		}
		if len(pairs) > 0 {
			break
		}
	}
	r.draw, r.propensity = mat.draw(), 1/float64(len(pairs))
	i := min(int(r.draw*float64(len(pairs))), len(pairs)-1)
	p, f := pairs[i].phrase, pairs[i].filling
	r.arm, r.text, r.content, r.sources, r.asks = r.arms[i], p.fill(f.values...), f.content, f.sources, f.asks
	if r.content == "" {
		r.content = f.text
	}
	r.templates = strings.Split(r.arm.Template, "+")
	r.mark = func(p *Progress) {
		if f.text != "" {
			p.Shown = append(p.Shown, hashOf(f.text))
		}
		if f.mark != nil {
			f.mark(p)
		}
	}
	if r.text == "" {
		return reply{}, fmt.Errorf("move %s says nothing", name)
	}
	return r, nil
}

// settle grades an answer given to the tutor, so that its move is known.
func settle(sc *scene, m Move) (Move, *graded, error) {
	if m != MoveRetryRight && m != MoveRetryWrong {
		return m, nil, nil
	}
	q := sc.standing.Question
	answer := sc.asking.Choice
	if q.Type == question.Typed {
		answer = sc.asking.Entry
	}
	correct, err := question.Grade(q, answer)
	switch {
	case fault.Is(err, fault.Invalid): // a number where a letter is wanted, or the reverse
		return MoveRetry, nil, nil
	case err != nil:
		return m, nil, err
	case correct:
		return MoveRetryRight, &graded{answer, true}, nil
	}
	return MoveRetryWrong, &graded{answer, false}, nil
}

// fillings lists what a move can be filled with; where nothing is left, the
// move that takes its place.
func fillings(sc *scene, m Move, mat *material) ([]filling, Move) {
	one := func(values ...string) []filling {
		return []filling{{values: append(values, "work", work(sc.standing))}}
	}
	var q *question.Question
	if sc.standing != nil {
		q = sc.standing.Question
	}
	switch m {
	case MoveNudge, MoveNudgeHeld, MoveNudgeCalm:
		return hintFillings(sc, Nudge, func(p *Progress) { p.Nudges++ }), m
	case MoveTargeted, MoveTargetOpen:
		return hintFillings(sc, Targeted, func(p *Progress) { p.Targets++ }), m
	case MoveExample:
		if list := exampleFillings(sc); len(list) > 0 {
			return list, m
		}
		if sc.stage == Before {
			return one(), MoveSpent
		}
		return fillings(sc, MoveSolution, mat)
	case MoveRationale:
		return []filling{{values: []string{"work", work(sc.standing), "why", why(q, sc.standing.Answer) + sameSlip(sc.standing, mat.mistakes)}, sources: []string{whySource(q, sc.standing.Answer)}, content: why(q, sc.standing.Answer),
			mark: func(p *Progress) { p.Rationale = true }}}, m
	case MoveRetryRight, MoveRetryWrong:
		given := sc.asking.Choice
		if q.Type == question.Typed {
			given = sc.asking.Entry
		}
		return []filling{{values: []string{"given", given, "why", why(q, given)}, sources: []string{whySource(q, given)}, content: why(q, given), mark: func(p *Progress) { p.Rationale = true }}}, m
	case MoveConfirm:
		key := answered(sc)
		return []filling{{values: []string{"work", work(sc.standing), "why", why(q, key)}, sources: []string{whySource(q, key)}}}, m
	case MoveWhyChoice:
		meant := sc.asking.Choice
		if q.Type == question.Typed {
			meant = sc.asking.Entry
		} else if _, ok := q.Choice(meant); !ok {
			meant = ""
		}
		if meant == "" {
			return fillings(sc, MoveSolution, mat)
		}
		return []filling{{values: []string{"letter", meant, "why", why(q, meant)}, sources: []string{whySource(q, meant)}}}, m
	case MoveSolution:
		return []filling{{values: []string{"work", work(sc.standing), "steps", numbered(q.Steps), "key", question.KeyText(q), "rest", misconceived(sc)}, sources: []string{"solution"},
			mark: func(p *Progress) { p.Solved, p.Rationale, p.Steps = true, true, len(q.Steps) }}}, m
	case MoveStep:
		i := sc.progress.Steps
		if i >= len(q.Steps) {
			return one("key", question.KeyText(q)), MoveStepNone
		}
		return []filling{{values: []string{"i", fmt.Sprint(i + 1), "n", fmt.Sprint(len(q.Steps)), "step", q.Steps[i]}, sources: []string{fmt.Sprintf("solution, step %d", i+1)},
			mark: func(p *Progress) { p.Steps, p.Solved = i+1, i+1 == len(q.Steps) }}}, m
	case MoveAnother:
		if list := anotherFillings(sc, mat); len(list) > 0 {
			return list, m
		}
		return one(), MoveNoneLeft
	case MoveQuestion:
		return one("question", question.Text(q)), m
	case MoveSkill, MoveTopic:
		if sc.skill == nil {
			return one(), MoveUnsure
		}
		return []filling{{values: []string{"skill", question.Name(sc.skill.Slug), "strategy", sc.skill.Strategy}, sources: []string{"strategy of " + question.Name(sc.skill.Slug)}}}, m
	case MoveDefine:
		return one("term", sc.asking.Term, "meaning", meaning(sc)), m
	case MoveOutside:
		instead := "instead"
		if q == nil {
			instead = "instead_free"
		}
		return one("term", sc.asking.Term, "outline", outline(), "instead", fixed(instead).text), m
	case MoveScope:
		return one("scope", question.Name(sc.scope), "skills", strings.Join(within(sc.scope), "; "), "weak", sc.took), m
	case MoveWhich:
		weak := ""
		if mat.weakest != "" {
			weak = "Your answers suggest that " + question.Name(mat.weakest) + " would be worth the next minutes."
		}
		return one("weak", weak), m
	}
	return one(), m
}

// hintFillings are the authored hints of a level that were not yet shown; all
// of them when each was.
func hintFillings(sc *scene, level int, mark func(*Progress)) []filling {
	source := "hint of the question"
	var fresh, all []filling
	for _, h := range hints(sc.standing.Question, level) {
		f := filling{values: []string{"hint", h, "work", work(sc.standing)}, text: h, sources: []string{source}, mark: mark}
		all = append(all, f)
		if !slices.Contains(sc.progress.Shown, hashOf(h)) {
			fresh = append(fresh, f)
		}
	}
	if len(fresh) > 0 {
		return fresh
	}
	return all
}

// exampleFillings are the worked examples of the skill that were not yet shown
// and stand nearest in difficulty, without a question the easiest; one that
// comes upon the question's own key is left out.
func exampleFillings(sc *scene) []filling {
	if sc.skill == nil {
		return nil
	}
	near := math.MaxInt
	var list []filling
	wanted, keep := question.Easy, &guard{}
	if sc.standing != nil {
		wanted, keep = sc.standing.Question.Difficulty, newGuard(sc.standing.Question, Before, "")
	}
	for i, e := range sc.skill.Examples {
		text := "Question: " + e.Question + "\n\n" + numbered(e.Solution)
		if slices.Contains(sc.progress.Shown, hashOf(text)) || sc.stage == Before && slices.ContainsFunc(splitSentences(text), keep.leaks) {
			continue
		}
		far := max(rank(e.Difficulty)-rank(wanted), rank(wanted)-rank(e.Difficulty))
		if far < near {
			near, list = far, nil
		}
		if far == near {
			list = append(list, filling{values: []string{"example", text, "took", sc.took}, text: text, mark: func(p *Progress) { p.Examples++ },
				sources: []string{fmt.Sprintf("worked example %d of %s", i+1, question.Name(sc.skill.Slug))}})
		}
	}
	return list
}

func rank(d question.Difficulty) int {
	return slices.Index([]question.Difficulty{question.Easy, question.Medium, question.Hard}, d)
}

// choices of the next question to ask, at most.
const maxAnother = 4

// anotherFillings are practice questions that the learner has not met: of the
// same family, else of the same skill, the nearest in difficulty.
func anotherFillings(sc *scene, mat *material) []filling {
	skill, family, b := mat.weakest, "", 0.0
	if sc.skill != nil {
		skill = sc.skill.Slug
	}
	if sc.standing != nil {
		q := sc.standing.Question
		skill, family, b = q.Skill, q.Family, q.Params.B
	}
	var list []*question.Question
	for _, q := range mat.bank.Questions {
		if q.Use == question.Practice && (q.Skill == skill || skill == "") && !mat.met[q.ID] {
			list = append(list, q)
		}
	}
	sort.SliceStable(list, func(i, j int) bool {
		x, y := list[i], list[j]
		if (x.Family == family) != (y.Family == family) {
			return x.Family == family
		}
		return math.Abs(x.Params.B-b) < math.Abs(y.Params.B-b)
	})
	if n := slices.IndexFunc(list, func(q *question.Question) bool { return q.Family != family }); n > 0 {
		list = list[:n]
	}
	var out []filling
	for _, q := range list[:min(len(list), maxAnother)] {
		out = append(out, filling{values: []string{"question", question.Text(q), "took", sc.took}, text: q.ID + " " + q.Version, asks: q, sources: []string{"question bank"}})
	}
	return out
}

// unsaid stands for a typed answer where only sealed text may hold it.
const unsaid = "entry"

// work quotes what the learner did; before the answer, what they crossed out,
// without a word on whether rightly.
func work(st *session.Standing) string {
	if st == nil {
		return ""
	}
	if !st.Submitted() {
		if len(st.Eliminated) == 0 {
			return ""
		}
		return "You have crossed out " + joined(st.Eliminated) + " so far."
	}
	var b strings.Builder
	switch c, isChoice := st.Question.Choice(st.Answer); {
	case st.Answer == unsaid:
		return ""
	case st.Answer == "":
		b.WriteString("You left this one open")
	case isChoice:
		fmt.Fprintf(&b, "You chose %s (“%s”)", st.Answer, c.Text)
	default:
		fmt.Fprintf(&b, "You typed %s", st.Answer)
	}
	if st.Took.Valid && st.Took.V >= 1000 {
		fmt.Fprintf(&b, " after %s", spoken(st.Took.V))
	}
	if len(st.Eliminated) > 0 {
		fmt.Fprintf(&b, " and had crossed out %s", joined(st.Eliminated))
	}
	return b.String() + "."
}

// sameSlip reminds of an earlier wrong answer on the skill that came from the
// same misconception; "" if there is none.
func sameSlip(st *session.Standing, mistakes []session.Mistake) string {
	slip := question.MisconceptionOf(st.Question, st.Answer)
	if slip == "" {
		return ""
	}
	for _, m := range mistakes {
		if m.Question.ID == st.Question.ID || !m.At.Before(st.At) || question.MisconceptionOf(m.Question, m.Answer) != slip {
			continue
		}
		c, _ := m.Question.Choice(m.Answer)
		return fmt.Sprintf(" You made the same slip in an earlier %s question, where you chose %s (“%s”): it is worth a closer look.", question.Name(st.Question.Skill), c.ID, c.Text)
	}
	return ""
}

func spoken(ms int64) string {
	s := (ms + 500) / 1000
	switch m := s / 60; {
	case s == 1:
		return "1 second"
	case s < 120:
		return fmt.Sprintf("%d seconds", s)
	default:
		return fmt.Sprintf("%d minutes", m)
	}
}

func joined(list []string) string {
	if len(list) < 2 {
		return strings.Join(list, "")
	}
	return strings.Join(list[:len(list)-1], ", ") + " and " + list[len(list)-1]
}

// answered is the right answer that the learner gave.
func answered(sc *scene) string {
	if n := len(sc.progress.Tries); n > 0 && sc.progress.Last {
		return sc.standing.Question.Keys[0]
	}
	if sc.standing.Righted {
		return sc.standing.Retried
	}
	return sc.standing.Answer
}

// why is the authored reason for an answer, right or wrong.
func why(q *question.Question, answer string) string {
	if c, ok := q.Choice(answer); ok {
		return c.Rationale
	}
	if q.Type != question.Typed {
		return "It is none of the choices."
	}
	if right, err := question.Grade(q, answer); err == nil && right {
		return q.Rationale
	}
	for _, e := range q.EntryErrors {
		if question.SameEntry(e.Entry, answer) {
			return e.Rationale
		}
	}
	return "That value does not fit what the question says. Compare your work line by line and look for the first line that you cannot justify."
}

func whySource(q *question.Question, answer string) string {
	if _, ok := q.Choice(answer); ok {
		return "explanation of choice " + answer
	}
	return "explanation of the answer"
}

// misconceived adds, after a wrong answer, what led there.
func misconceived(sc *scene) string {
	if sc.stage != Wrong || sc.standing.Answer == "" || sc.progress.Rationale {
		return ""
	}
	return "As to your answer: " + why(sc.standing.Question, sc.standing.Answer)
}

func numbered(steps []string) string {
	var b strings.Builder
	for i, s := range steps {
		fmt.Fprintf(&b, "%d. %s\n", i+1, s)
	}
	return strings.TrimRight(b.String(), "\n")
}

// meaning is the definition of the term asked for: ours, with the sentence of
// the skill's strategy that uses it; "" if there is neither.
func meaning(sc *scene) string {
	term := singular(sc.asking.Term)
	text := terms()[term]
	if sc.skill == nil || term == "" {
		return text
	}
	for _, s := range splitSentences(sc.skill.Strategy) {
		if strings.Contains(" "+plain(s)+" ", " "+term+" ") {
			return strings.TrimSpace(text + " For " + question.Name(sc.skill.Slug) + " keep in mind: " + strings.TrimSpace(s))
		}
	}
	return text
}
