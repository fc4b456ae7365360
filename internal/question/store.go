package question

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"runtime"
	"slices"
	"time"

	"golang.org/x/sync/errgroup"

	"satprep/internal/audit"
	"satprep/internal/db"
)

// readBank reads what is in force into a snapshot, and its number; number 0 is an
// empty database. Where the bank changes meanwhile it begins again.
func readBank(ctx context.Context, q db.Queryer) (b *Bank, number int64, err error) {
	for {
		var version, params string
		if number, version, params, err = inForce(ctx, q); err != nil || number == 0 {
			return NewBank(nil, nil), number, err
		}
		if b, err = readSnapshot(ctx, q, present(number), version, params); err != nil {
			return nil, 0, err
		}
		again, _, _, err := inForce(ctx, q)
		if err != nil || again == number {
			return b, number, err
		}
	}
}

// inForce reads the newest row of the bank's history.
func inForce(ctx context.Context, q db.Queryer) (number int64, version, params string, err error) {
	err = q.QueryRow(ctx, `SELECT number, version, params FROM bank ORDER BY number DESC LIMIT 1`).Scan(&number, &version, &params)
	if db.None(err) {
		return 0, "", "", nil
	}
	return number, version, params, err
}

// loaded reports whether a bank with that digest was ever put in force.
func loaded(ctx context.Context, q db.Queryer, digest string) (bool, error) {
	var one int
	err := q.QueryRow(ctx, `SELECT 1 FROM bank WHERE digest = ? LIMIT 1`, digest).Scan(&one)
	if db.None(err) {
		return false, nil
	}
	return err == nil, err
}

func readSnapshot(ctx context.Context, q db.Queryer, m moment, version, params string) (*Bank, error) {
	sets, learned, err := readParams(ctx, q, params)
	if err != nil {
		return nil, err
	}
	questions, operators, err := readQuestions(ctx, q, m)
	if err != nil {
		return nil, err
	}
	for _, x := range questions {
		if p, ok := sets[key{x.ID, x.Version}]; ok {
			x.Params = p
		}
	}
	skills, err := readSkills(ctx, q, m, operators)
	if err != nil {
		return nil, err
	}
	b := newBank(questions, skills)
	b.Version, b.ParamsVersion, b.Number, b.operators, b.learned = version, params, m.number, operators, learned
	if b.Scale, err = readScale(ctx, q, params); err != nil {
		return nil, err
	}
	if b.old, err = readOld(ctx, q, m); err != nil {
		return nil, err
	}
	b.corrections, err = readCorrections(ctx, q, m)
	return b, err
}

// readQuestions reads the version of every question that stood at a moment, and
// the ids of those that an operator had changed last.
func readQuestions(ctx context.Context, q db.Queryer, m moment) (questions []*Question, operators map[string]bool, err error) {
	rows, err := q.Query(ctx, `SELECT q.id, q.version, q.family, q.difficulty, q.use, q.form, q.slot, q.adjust, q.tags, q.retired, q.origin, v.content
		FROM `+m.questions+` q JOIN question_version v ON v.question = q.id AND v.version = q.version ORDER BY q.id`, m.arg...)
	if err != nil {
		return nil, nil, err
	}
	defer rows.Close()
	var texts [][2]string // tags and content of each
	operators = map[string]bool{}
	for rows.Next() {
		x, origin, tags, content := &Question{}, "", "", ""
		if err := rows.Scan(&x.ID, &x.Version, &x.Family, &x.Difficulty, &x.Use, &x.Form, &x.Slot, &x.Adjust, &tags, &x.Retired, &origin, &content); err != nil {
			return nil, nil, err
		}
		if origin != byProgram {
			operators[x.ID] = true
		}
		questions = append(questions, x)
		texts = append(texts, [2]string{tags, content})
	}
	if err := rows.Err(); err != nil {
		return nil, nil, db.Fault(err)
	}
	// Decoding takes most of the time: every processor takes every n-th question.
	var work errgroup.Group
	n := runtime.GOMAXPROCS(0)
	for first := range n {
		work.Go(func() error {
			for i := first; i < len(questions); i += n {
				if err := questions[i].decode(texts[i][0], texts[i][1]); err != nil {
					return err
				}
				texts[i] = [2]string{}
			}
			return nil
		})
	}
	return questions, operators, work.Wait()
}

// decode fills in what is stored as JSON and settles q. The content is a whole
// line, as it was when its version was new; what stands beside it in the row is
// the newer.
func (q *Question) decode(tags, content string) error {
	if tags != "" {
		if err := json.Unmarshal([]byte(tags), &q.Tags); err != nil {
			return fmt.Errorf("tags of question %s: %w", q.ID, err)
		}
	}
	if err := json.Unmarshal([]byte(content), &q.Content); err != nil {
		return fmt.Errorf("question %s version %s: %w", q.ID, q.Version, err)
	}
	if _, known := Place(q.Skill); !known {
		return fmt.Errorf("question %s is of skill %.60q, which the outline does not have", q.ID, q.Skill)
	}
	q.settle()
	return nil
}

// readOld reads the versions that did not stand, as JSON.
func readOld(ctx context.Context, q db.Queryer, m moment) (map[key]string, error) {
	rows, err := q.Query(ctx, `SELECT v.question, v.version, v.content FROM question_version v
		WHERE NOT EXISTS (SELECT 1 FROM `+m.questions+` q WHERE q.id = v.question AND q.version = v.version)`, m.arg...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	old := map[key]string{}
	for rows.Next() {
		var k key
		var content string
		if err := rows.Scan(&k.id, &k.version, &content); err != nil {
			return nil, err
		}
		old[k] = content
	}
	return old, db.Fault(rows.Err())
}

// readSkills reads what was taught, and adds to operators what they had changed last.
func readSkills(ctx context.Context, q db.Queryer, m moment, operators map[string]bool) (skills []*Skill, err error) {
	rows, err := q.Query(ctx, `SELECT k.skill, k.content, k.origin FROM `+m.skills+` k`, m.arg...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var slug, content, origin string
		if err := rows.Scan(&slug, &content, &origin); err != nil {
			return nil, err
		}
		s := &Skill{}
		if err := json.Unmarshal([]byte(content), s); err != nil {
			return nil, fmt.Errorf("skill %s: %w", slug, err)
		}
		if origin != byProgram {
			operators[skillKey(slug)] = true
		}
		skills = append(skills, s)
	}
	return skills, db.Fault(rows.Err())
}

// readParams reads a parameter set with its ancestors, oldest first, so that a
// newer value stands. learned are the estimates of versions that others have
// replaced: a question that is edited back gets them again. No such set gives
// nothing.
func readParams(ctx context.Context, q db.Queryer, set string) (params, learned map[key]Params, err error) {
	var chain []string
	for id := set; id != ""; {
		var parent *string
		err := q.QueryRow(ctx, `SELECT parent FROM parameter_set WHERE id = ?`, id).Scan(&parent)
		if db.None(err) && len(chain) == 0 {
			return nil, nil, nil
		}
		if err != nil {
			return nil, nil, err
		}
		chain = append(chain, id)
		if id = ""; parent != nil {
			id = *parent
		}
	}
	newest := map[string]string{} // version by question
	params, learned = map[key]Params{}, map[key]Params{}
	for _, id := range slices.Backward(chain) {
		rows, err := q.Query(ctx, `SELECT question, version, a, b, c, b_sd, a_ln_sd, source, responses FROM parameter WHERE parameter_set = ?`, id)
		if err != nil {
			return nil, nil, err
		}
		for rows.Next() {
			var k key
			var p Params
			if err := rows.Scan(&k.id, &k.version, &p.A, &p.B, &p.C, &p.BSD, &p.ALnSD, &p.Source, &p.Responses); err != nil {
				rows.Close()
				return nil, nil, err
			}
			before := key{k.id, newest[k.id]}
			if was := params[before]; was.Source == Calibrated && before != k {
				learned[before] = was
			}
			delete(params, before)
			newest[k.id] = k.version
			params[k] = p
		}
		if err := rows.Err(); err != nil {
			return nil, nil, db.Fault(err)
		}
	}
	return params, learned, nil
}

// A change is what one act does to the bank.
type change struct {
	by        By
	digest    string // of the embedded bank, or ""
	from      int64  // the number it is made upon
	next      *Bank
	questions []*Question // to be written
	params    []*Question // whose parameters are to be written
	skills    []*Skill
	rekeyed   []Correction // numbered when they are written
	parent    string       // parameter set
	said      string       // what it does, in a few words; empty where the corrections say it
	also      func(tx *db.Tx, set string) error
}

// A refusal is why a change is not made at all: trying again is of no use.
type refusal struct{ why error }

func (r *refusal) Error() string { return r.why.Error() }
func (r *refusal) Unwrap() error { return r.why }

// errStale is that somebody else changed the bank meanwhile.
var errStale = errors.New("the bank was changed meanwhile")

// write stores a change and makes it the one in force.
func (c *change) write(tx *db.Tx, now time.Time) error {
	ctx, at := context.Background(), db.Micros(now)
	number, _, _, err := inForce(ctx, tx)
	if err != nil {
		return err
	}
	if number != c.from {
		return errStale
	}
	for _, q := range c.questions {
		if err := writeQuestion(tx, q, number+1, c.by.Origin, at); err != nil {
			return err
		}
	}
	for _, s := range c.skills {
		content, err := line(s)
		if err != nil {
			return err
		}
		if _, err := tx.Exec(`INSERT INTO question_skill (skill, content, origin, changed_at) VALUES (?, ?, ?, ?)
			ON CONFLICT (skill) DO UPDATE SET content = excluded.content, origin = excluded.origin, changed_at = excluded.changed_at`,
			s.Slug, string(content), c.by.Origin, at); err != nil {
			return err
		}
		if _, err := tx.Exec(`INSERT INTO question_skill_history (skill, number, content, origin) VALUES (?, ?, ?, ?)`,
			s.Slug, number+1, string(content), c.by.Origin); err != nil {
			return err
		}
	}
	if err := c.writeParams(ctx, tx, at); err != nil {
		return err
	}
	if _, err := tx.Exec(`INSERT INTO bank (number, version, params, digest, origin, actor, made_at) VALUES (?, ?, ?, ?, ?, ?, ?)`,
		number+1, c.next.Version, c.next.ParamsVersion, c.digest, c.by.Origin, c.by.Actor, at); err != nil {
		return err
	}
	for _, k := range c.rekeyed {
		k.Number = number + 1
		if err := k.write(tx, at); err != nil {
			return err
		}
		if c.by.Origin == byProgram {
			continue
		}
		if err := audit.Write(tx, audit.Entry{At: now, Actor: c.by.Actor, Role: c.by.Role, Act: audit.KeyCorrected, Object: k.Question, Detail: k.said()}); err != nil {
			return err
		}
	}
	switch {
	case c.also != nil:
		if err := c.also(tx, c.next.ParamsVersion); err != nil {
			return &refusal{err}
		}
	case c.by.Origin != byProgram && c.said != "":
		return audit.Write(tx, audit.Entry{At: now, Actor: c.by.Actor, Role: c.by.Role, Act: audit.BankChanged, Object: c.next.Version, Detail: c.said})
	}
	return nil
}

func writeQuestion(tx *db.Tx, q *Question, number int64, origin string, at int64) error {
	content, err := Line(q)
	if err != nil {
		return err
	}
	tags := []byte("")
	if len(q.Tags) > 0 {
		if tags, err = line(q.Tags); err != nil {
			return err
		}
	}
	if _, err := tx.Exec(`INSERT INTO question_version (question, version, content, added_at) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING`,
		q.ID, q.Version, string(content), at); err != nil {
		return err
	}
	if _, err := tx.Exec(`INSERT INTO question_history (question, number, version, family, difficulty, use, form, slot, adjust, tags, retired, origin)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
		q.ID, number, q.Version, q.Family, string(q.Difficulty), string(q.Use), q.Form, string(q.Slot), q.Adjust, string(tags), q.Retired, origin); err != nil {
		return err
	}
	_, err = tx.Exec(`INSERT INTO question (id, version, family, difficulty, use, form, slot, adjust, tags, retired, origin, changed_at)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
		ON CONFLICT (id) DO UPDATE SET version = excluded.version, family = excluded.family, difficulty = excluded.difficulty, use = excluded.use,
			form = excluded.form, slot = excluded.slot, adjust = excluded.adjust, tags = excluded.tags, retired = excluded.retired,
			origin = excluded.origin, changed_at = excluded.changed_at`,
		q.ID, q.Version, q.Family, string(q.Difficulty), string(q.Use), q.Form, string(q.Slot), q.Adjust, string(tags), q.Retired, origin, at)
	return err
}

// writeParams stores the parameter set of c.next, unless it was there before: a
// set's id is a hash of all it holds.
func (c *change) writeParams(ctx context.Context, tx *db.Tx, at int64) error {
	var one int
	err := tx.QueryRow(ctx, `SELECT 1 FROM parameter_set WHERE id = ?`, c.next.ParamsVersion).Scan(&one)
	if !db.None(err) {
		return err
	}
	var parent *string
	if c.parent != "" {
		parent = &c.parent
	}
	if _, err := tx.Exec(`INSERT INTO parameter_set (id, parent, origin, actor, made_at, rw_scale_sd, math_scale_sd, anchor_learners) VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
		c.next.ParamsVersion, parent, c.by.Origin, c.by.Actor, at, c.next.Scale.RW, c.next.Scale.Math, c.next.Scale.Learners); err != nil {
		return err
	}
	for _, q := range c.params {
		p := q.Params
		if _, err := tx.Exec(`INSERT INTO parameter (parameter_set, question, version, a, b, c, b_sd, a_ln_sd, source, responses)
			VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
			c.next.ParamsVersion, q.ID, q.Version, p.A, p.B, p.C, p.BSD, p.ALnSD, string(p.Source), p.Responses); err != nil {
			return err
		}
	}
	return nil
}
