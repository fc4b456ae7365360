package question

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"satprep/internal/db"
	"satprep/internal/fault"
)

// A Correction is that the key of a question was put right. What is asked stayed
// the same: an edit that changes the stem or a choice as well makes another
// question of it, and corrects nothing.
type Correction struct {
	Number   int64  // of the bank's history that it came with
	Question string // id
	From, To string // versions
	Was, Is  []string
	Note     string // why, for learners; may be empty
	At       time.Time

	asked string // what From and To ask, in one line
}

// asked is what a learner must read to answer: two versions that ask the same
// differ in their key, or in what is told afterwards.
func (c *Content) asked() string {
	same := struct {
		Type     Type
		Passage  string
		Passage2 string
		Figure   *Figure
		Stem     string
		Choices  []string
	}{c.Type, c.Passage, c.Passage2, c.Figure, c.Stem, nil}
	for _, choice := range c.Choices {
		same.Choices = append(same.Choices, choice.Text)
	}
	text, err := line(same)
	if err != nil { // it is text and finite numbers, which came from JSON
		panic(fmt.Sprintf("question: what is asked cannot be written: %v", err))
	}
	return string(text)
}

// sameKeys reports whether two lists of keys take the same answers: 1/2 is .5.
func sameKeys(t Type, a, b []string) bool {
	if t != Typed {
		return slices.Equal(a, b)
	}
	within := func(a, b []string) bool {
		return !slices.ContainsFunc(a, func(x string) bool {
			return !slices.ContainsFunc(b, func(y string) bool {
				m, err1 := parseKey(x)
				n, err2 := parseKey(y)
				return err1 == nil && err2 == nil && m.p*n.q == n.p*m.q && (m.p == 0 || m.negative == n.negative)
			})
		})
	}
	return within(a, b) && within(b, a)
}

// corrects reports whether going from one version to another is a correction.
func corrects(from, to *Content) bool {
	return !sameKeys(from.Type, from.Keys, to.Keys) && from.asked() == to.asked()
}

// Corrections are those of a question, oldest first; of all where id is "".
func (b *Bank) Corrections(id string) []Correction {
	if id != "" {
		return slices.Clone(b.corrections[id])
	}
	var all []Correction
	for _, list := range b.corrections {
		all = append(all, list...)
	}
	slices.SortFunc(all, func(x, y Correction) int {
		return cmp.Or(cmp.Compare(x.Number, y.Number), strings.Compare(x.Question, y.Question))
	})
	return all
}

// Rekeyed reports whether the key of a question was ever corrected; of any where
// id is "".
func (b *Bank) Rekeyed(id string) bool {
	return len(b.corrections[id]) > 0 || id == "" && len(b.corrections) > 0
}

// RekeyedIDs are the questions whose key was ever corrected, sorted.
func (b *Bank) RekeyedIDs() []string { return slices.Sorted(maps.Keys(b.corrections)) }

// Corrected returns what is right for a version of a question, as it was asked
// at a time, by the corrections up to a number (0 is all): the question with the
// keys and the explanations that stand now, and the corrections that led there,
// oldest first. Without one it is q itself. It asks what q asks, keeps q's version
// and parameters, and where those were estimated under the wrong key it has its
// author's again.
//
// A version comes back where its key is corrected and corrected back, so the
// version alone does not say which corrections are of what was asked: those
// count that came after q's keys were put in force last before that time. It
// may be the time of the answer; the zero time is before all of them.
func (b *Bank) Corrected(q *Question, at time.Time, upto int64) (*Question, []Correction) {
	list := b.corrections[q.ID]
	if len(list) == 0 {
		return q, nil
	}
	keys, asked := q.Keys, q.asked()
	for i, c := range slices.Backward(list) {
		if !c.At.After(at) && c.asked == asked && sameKeys(q.Type, c.Is, keys) {
			list = list[i+1:]
			break
		}
	}
	var by []Correction
	for _, c := range list {
		if (upto == 0 || c.Number <= upto) && c.asked == asked && sameKeys(q.Type, keys, c.Was) {
			keys, by = c.Is, append(by, c)
		}
	}
	if len(by) == 0 {
		return q, nil
	}
	right := *q
	if now, err := b.Find(q.ID, by[len(by)-1].To); err == nil { // it is among the versions: the table refers to them
		right.Content = now.Content
	}
	right.Keys, right.Skill = keys, q.Skill
	if right.Params.Source == Calibrated && !sameKeys(q.Type, keys, q.Keys) {
		right.Params = AuthoredParams(q.Type, q.Difficulty, q.Adjust)
	}
	return &right, by
}

// readCorrections reads all that had been made, with the keys from the versions.
func readCorrections(ctx context.Context, q db.Queryer, m moment) (map[string][]Correction, error) {
	rows, err := q.Query(ctx, `SELECT c.number, c.question, c.from_version, c.to_version, c.note, c.made_at, f.content, t.content FROM key_correction c
		JOIN question_version f ON f.question = c.question AND f.version = c.from_version
		JOIN question_version t ON t.question = c.question AND t.version = c.to_version
		WHERE c.number <= ? ORDER BY c.question, c.number`, m.number)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	all := map[string][]Correction{}
	for rows.Next() {
		var c Correction
		var at int64
		var from, to string
		if err := rows.Scan(&c.Number, &c.Question, &c.From, &c.To, &c.Note, &at, &from, &to); err != nil {
			return nil, err
		}
		var was, is Content
		for text, into := range map[string]*Content{from: &was, to: &is} {
			if err := json.Unmarshal([]byte(text), into); err != nil {
				return nil, fmt.Errorf("a version of question %s: %w", c.Question, err)
			}
		}
		c.Was, c.Is, c.At, c.asked = was.Keys, is.Keys, db.Time(at), is.asked()
		all[c.Question] = append(all[c.Question], c)
	}
	return all, db.Fault(rows.Err())
}

func (c *Correction) write(tx *db.Tx, at int64) error {
	_, err := tx.Exec(`INSERT INTO key_correction (number, question, from_version, to_version, note, made_at) VALUES (?, ?, ?, ?, ?, ?)`,
		c.Number, c.Question, c.From, c.To, c.Note, at)
	return err
}

// said is the correction in a few words for the audit; a note is somebody's own
// words and stays out.
func (c *Correction) said() string {
	return fmt.Sprintf("from %s to %s, version %s", strings.Join(c.Was, " or "), strings.Join(c.Is, " or "), c.To)
}

// A Rekeying says which key is right, and why.
type Rekeying struct {
	Keys       []string          // one letter, or every right number
	Note       string            // why, in a sentence that learners read; may be empty
	Rationales map[string]string // of choices, by letter; of a typed question "" is why the key is right, and an entry why that one is wrong
	// Misconceptions are what leads to a wrong choice, by letter, or to a wrong entry: what was the key has none yet.
	Misconceptions map[string]string
	Steps          []string // the worked solution; none where the old one is left out
}

// MaxNote is how many characters a note has at most.
const MaxNote = 500

// Correct puts another key in the place of a question's: a new version, from
// authored parameters, or the one it had with these keys, with what was estimated
// of it. What is explained of the keys is replaced by what in
// says, or by what an earlier version with these keys said, or else by words
// that say no more than that the key was corrected, which a finding says. What the
// linter has against the corrected question, and not against the one in force, is
// Invalid. A question that has these keys already stays as it is: the report says 1 unchanged, and what in says beside
// the keys is Invalid unless it stands there too. An id that was never
// in the bank is Missing.
func (s *Service) Correct(ctx context.Context, by By, id string, in Rekeying) (_ Report, err error) {
	defer fault.In(&err, "question.Correct(%.40s)", id)
	if in.Note = strings.TrimSpace(in.Note); utf8.RuneCountInString(in.Note) > MaxNote {
		return Report{}, fault.At("note", "A note has at most %d characters.", MaxNote)
	}
	if !utf8.ValidString(in.Note) || strings.ContainsFunc(in.Note, unicode.IsControl) {
		return Report{}, fault.At("note", "A note is one line of text.")
	}
	return s.change(ctx, func(b *Bank) (*plan, error) {
		q, err := b.Find(id, "")
		if err != nil {
			return nil, fault.New(fault.Missing, "There is no question %.40q in the bank.", id)
		}
		p, in := newPlan(b, by), in
		in.Keys = slices.Clone(in.Keys)
		for i := range in.Keys {
			in.Keys[i] = strings.ToUpper(strings.TrimSpace(in.Keys[i]))
		}
		if sameKeys(q.Type, q.Keys, in.Keys) {
			p.report.Unchanged = 1
			return p, b.saysAlready(q, in)
		}
		next, err := b.rekeyed(q, in)
		if err != nil {
			return nil, err
		}
		p.rekeys, p.note, p.report.Changed = true, in.Note, 1
		if next.explainedAnew() {
			p.report.Findings = append(p.report.Findings, Finding{next.ID, ExplainedAnew, "say no more than that the key was corrected; write anew why the answer is right and how it is found"})
		}
		p.put(next)
		return p, nil
	})
}

// rekeyed is q with other keys.
func (b *Bank) rekeyed(q *Question, in Rekeying) (*Question, error) {
	next := *q
	next.Keys = slices.Clone(in.Keys)
	next.Choices = slices.Clone(q.Choices)
	stood := Lint([]*Question{q})
	if before, ok := b.hadKeys(q, in.Keys); ok {
		next.Content = before
		next.Choices, next.EntryErrors = slices.Clone(before.Choices), slices.Clone(before.EntryErrors)
		stood = append(stood, Lint([]*Question{&next})...)
	} else {
		next.explainAnew(q, in.Note)
	}
	if err := next.explain(q, in); err != nil {
		return nil, err
	}
	text, err := Line(&next) // what an import could not take is refused here too
	if err != nil {
		return nil, err
	}
	made, _, err := ParseLine(text)
	if err != nil {
		return nil, fault.At("keys", "The key of question %s cannot be that: %s.", q.ID, strings.TrimSuffix(fault.Sentence(err), "."))
	}
	if err := made.lintAnew(q, stood); err != nil {
		return nil, err
	}
	made.Retired = q.Retired
	if was, ok := b.learned[key{made.ID, made.Version}]; ok { // corrected back: what was learned of it stands again
		made.Params = was
	}
	return made, nil
}

// lintAnew refuses what the linter has against the corrected question and did not
// have against what stood.
func (q *Question) lintAnew(old *Question, stood []Finding) error {
	var why []string
	field := "keys"
	for _, f := range Lint([]*Question{q}) {
		if slices.Contains(stood, f) {
			continue
		}
		if why = append(why, f.Field+": "+f.Why); f.Field == "choices" || f.Field == "entry_errors" {
			field = "misconceptions"
		}
	}
	if len(why) == 0 {
		return nil
	}
	return fault.At(field, "Corrected like this, question %s would not be whole: %s. Give with the correction what is missing, such as the misconception behind %s, or correct the key by importing the question mended.",
		q.ID, strings.Join(why, "; "), strings.Join(old.Keys, " and "))
}

// explain puts in's rationales, misconceptions and steps into q, which is old with
// other keys, and whose choices and entry errors are its own.
func (q *Question) explain(old *Question, in Rekeying) error {
	for _, part := range []struct {
		name  string
		texts map[string]string
		of    func(rationale, misconception *string) *string
	}{
		{"rationales", in.Rationales, func(r, _ *string) *string { return r }},
		{"misconceptions", in.Misconceptions, func(_, m *string) *string { return m }},
	} {
		for _, name := range slices.Sorted(maps.Keys(part.texts)) {
			into := part.of(q.said(old, name))
			if into == nil {
				return fault.At(part.name, "There is no choice and no former key %.10q to explain.", name)
			}
			*into = part.texts[name]
		}
	}
	if len(in.Steps) > 0 {
		q.Steps = in.Steps
	}
	return nil
}

// said is where q, which is old with other keys, says of a choice, or of a typed
// entry that is or was right, why and by which misconception; nil where it says
// nothing of that name.
func (q *Question) said(old *Question, name string) (rationale, misconception *string) {
	if i := slices.IndexFunc(q.Choices, func(c Choice) bool { return c.ID == name }); i >= 0 {
		return &q.Choices[i].Rationale, &q.Choices[i].Misconception
	}
	if q.Type != Typed {
		return nil, nil
	}
	if name == "" {
		return &q.Rationale, nil
	}
	i := slices.IndexFunc(q.EntryErrors, func(e EntryError) bool { return e.Entry == name })
	if i < 0 && slices.Contains(old.Keys, name) && !slices.Contains(q.Keys, name) {
		i, q.EntryErrors = len(q.EntryErrors), append(q.EntryErrors, EntryError{Entry: name, Rationale: wasTaken})
	}
	if i < 0 {
		return nil, nil
	}
	return &q.EntryErrors[i].Rationale, &q.EntryErrors[i].Misconception
}

// saysAlready is nil where q, which has in's keys, says all that in says: the
// same request may come twice. Anything else would be lost, and is refused.
func (b *Bank) saysAlready(q *Question, in Rekeying) error {
	const instead = "Question %s has this key already, so it is not corrected. %s given together with a correction of the key, or by importing the question."
	if list := b.corrections[q.ID]; in.Note != "" && (len(list) == 0 || list[len(list)-1].Note != in.Note) {
		return fault.At("note", instead, q.ID, "A note is")
	}
	next := *q
	next.Choices, next.EntryErrors = slices.Clone(q.Choices), slices.Clone(q.EntryErrors)
	if err := next.explain(q, in); err != nil {
		return err
	}
	switch {
	case !slices.Equal(next.Choices, q.Choices) || !slices.Equal(next.EntryErrors, q.EntryErrors) || next.Rationale != q.Rationale:
		return fault.At("rationales", instead, q.ID, "Rationales and misconceptions are")
	case !slices.Equal(next.Steps, q.Steps):
		return fault.At("steps", instead, q.ID, "Steps are")
	}
	return nil
}

// hadKeys is the content of the version from which the newest correction led
// away from these keys, where it asks what q asks: correcting back brings its
// explanations back too.
func (b *Bank) hadKeys(q *Question, keys []string) (Content, bool) {
	for _, c := range slices.Backward(b.corrections[q.ID]) {
		if !sameKeys(q.Type, c.Was, keys) || c.asked != q.asked() {
			continue
		}
		if old, err := b.Find(q.ID, c.From); err == nil {
			return old.Content, true
		}
	}
	return Content{}, false
}

// What is said where nobody has written anything better yet.
const (
	isRight  = "This is the right answer: the key of this question was corrected."
	wasTaken = "This was taken for the right answer until the key of this question was corrected."
	typedKey = "The key of this question was corrected."
	noSteps  = "The key of this question was corrected, so the solution that stood here is left out."
)

// explainedAnew reports whether q still says so of its keys.
func (q *Question) explainedAnew() bool {
	return slices.ContainsFunc(q.Choices, func(c Choice) bool { return strings.HasPrefix(c.Rationale, isRight) }) ||
		strings.HasPrefix(q.Rationale, typedKey) || len(q.Steps) > 0 && strings.HasPrefix(q.Steps[0], noSteps)
}

// explainAnew replaces what explained the old keys. Nobody has written why the
// new ones are right yet; Lint says what is missing.
func (q *Question) explainAnew(old *Question, note string) {
	because := ""
	if note != "" {
		because = " " + note
	}
	answer := strings.Join(q.Keys, " or ")
	for i := range q.Choices {
		switch c := &q.Choices[i]; {
		case slices.Contains(q.Keys, c.ID):
			c.Rationale, c.Misconception = isRight+because, ""
			answer = c.Text
		case slices.Contains(old.Keys, c.ID):
			c.Rationale = wasTaken + because
		}
	}
	if q.Type == Typed {
		q.Rationale = typedKey + because
		q.EntryErrors = slices.DeleteFunc(slices.Clone(q.EntryErrors), func(e EntryError) bool {
			right, err := Grade(q, e.Entry)
			return err != nil || right
		})
	}
	q.Steps = []string{noSteps + because, "The right answer: " + answer}
}

// ExplainedAnew is the field of a finding that an import explained a question in
// the words of a wrong key.
const ExplainedAnew = "explanations"

// unproven is an imported question without what proves another key than its own:
// where its key is a correction of old's, the one in force, what it says of the
// keys word for word as the version with the wrong key did is explained anew. The
// same file taken again does not bring it back. Without any it is q itself.
func (b *Bank) unproven(old, q *Question) *Question {
	was, note := old, ""
	if !corrects(&old.Content, &q.Content) {
		list, asked := b.corrections[q.ID], q.asked()
		i := len(list) - 1
		for i >= 0 && (list[i].asked != asked || !sameKeys(q.Type, list[i].Is, q.Keys)) {
			i--
		}
		if i < 0 || old.asked() != asked || !sameKeys(q.Type, old.Keys, q.Keys) {
			return q
		}
		var err error
		if was, err = b.Find(q.ID, list[i].From); err != nil { // the table refers to it
			return q
		}
		note = list[i].Note
	}
	next, anew := *q, *q
	next.Choices, anew.Choices = slices.Clone(q.Choices), slices.Clone(q.Choices)
	anew.explainAnew(was, note)
	changed := false
	for i, c := range q.Choices {
		if c.Rationale != "" && c.Rationale == was.Choices[i].Rationale && c != anew.Choices[i] {
			next.Choices[i], changed = anew.Choices[i], true
		}
	}
	if q.Rationale != "" && q.Rationale == was.Rationale {
		next.Rationale, changed = anew.Rationale, true
	}
	if len(q.Steps) > 0 && slices.Equal(q.Steps, was.Steps) {
		next.Steps, changed = anew.Steps, true
	}
	if !changed {
		return q
	}
	version, err := VersionOf(&next.Content)
	if err != nil { // it is text and finite numbers, which came from JSON
		panic(fmt.Sprintf("question: what is explained anew cannot be written: %v", err))
	}
	next.Version = version
	return &next
}
