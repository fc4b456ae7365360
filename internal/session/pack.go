package session

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"satprep/internal/account"
	"satprep/internal/db"
	"satprep/internal/fault"
	"satprep/internal/interaction"
	"satprep/internal/question"
	"satprep/internal/selection"
	"satprep/internal/uid"
)

// PackTime is how long the questions of a pack may be answered.
const PackTime = 14 * 24 * time.Hour

// MaxPacks is how many packs with answers to come one learner may hold.
const MaxPacks = 5

// FromPack is the source of a session whose questions were taken along.
const FromPack = "pack"

// packed is the detail of a pack's session until its end is recorded.
const packed = "pack"

// A Pack is practice questions to take along, with all that is needed to
// practise without the server: keys, reasons, hints. Its id is the session of
// the answers.
type Pack struct {
	ID        uid.ID
	Scope     string // slug
	Name      string
	MadeAt    time.Time
	ExpiresAt time.Time
	Questions []PackQuestion
}

// A PackQuestion is a question with what is shown after it was answered.
type PackQuestion struct {
	Shown        question.Shown   `json:"question"`
	Position     int              `json:"position"`
	Keys         []string         `json:"keys" doc:"the right letter, or every right number"`
	KeyRationale string           `json:"key_rationale"`
	Choices      []ChoiceFeedback `json:"choices,omitempty" doc:"why each option is right or wrong"`
	EntryErrors  []EntryFeedback  `json:"entry_errors,omitempty" doc:"typical wrong entries, and why"`
	Steps        []string         `json:"steps"`
	Hints        []string         `json:"hints" doc:"from the slightest on; which were opened belongs to the answer"`
}

// EntryFeedback is why a typed number is wrong.
type EntryFeedback struct {
	Entry     string `json:"entry"`
	Rationale string `json:"rationale"`
}

// item is a question of a pack as it is stored: why it was chosen, and which
// variants of its hints went along.
type item struct {
	served
	Hints []int `json:"hints,omitempty"` // variant by level
}

// MakePack chooses questions of a scope as practice would, one after the other
// by what is known of the learner now, and writes down with which probability
// each was chosen. Only practice questions whose family is of no form are
// chosen, and none that lies in another pack of the learner's.
func (s *Service) MakePack(ctx context.Context, who account.Actor, in Start) (p Pack, err error) {
	defer fault.In(&err, "session.MakePack")
	if in.NumQuestions < 1 || in.NumQuestions > MostQuestions {
		return p, fault.At("num_questions", "num_questions must be between 1 and %d.", MostQuestions)
	}
	if in.Mode, err = ruleOf(in.Mode, selection.Learn); err != nil {
		return p, err
	}
	scopes, err := question.Scope(in.Domain)
	if err != nil {
		return p, err
	}
	stamp, err := s.learner(ctx, who)
	if err != nil {
		return p, err
	}
	set, err := s.pools(ctx, "")
	if err != nil {
		return p, err
	}
	now := who.Now(s.now)
	held, ids, err := heldPacks(ctx, s.db, who.Subject, now)
	if err != nil {
		return p, err
	}
	if held >= MaxPacks {
		return p, fault.New(fault.Conflict, "You hold %d packs already. Practise with those first, or wait until they expire.", held)
	}
	id := uid.New(now)
	l := &live{of: who.Subject, state: state{set: set, scopes: scopes, row: row{id: id, subject: who.Subject, kind: Practice, status: Open, revision: 1, scope: scopeSlug(scopes),
		rule: in.Mode, source: FromPack, ceiling: in.NumQuestions, salt: Salt(id), params: set.bank.ParamsVersion, startedAt: now, updatedAt: now}}}
	if err := s.inherit(ctx, l); err != nil {
		return p, err
	}
	for _, other := range ids {
		if i, ok := l.pool().Index(other); ok {
			l.history.Serve(i)
		}
	}
	var items []item
	for {
		more, _, err := s.serve(ctx, l, now)
		if err != nil {
			return p, err
		}
		if !more {
			break
		}
		items = append(items, item{served: l.served})
		l.row.asked++
		if q, ok := l.set.bank.ByID(l.served.Question); ok {
			l.families[q.Family] = true // its kin are no first meeting any more
		}
	}
	if len(items) == 0 {
		return p, fault.New(fault.Conflict, "There are no questions of this kind left to take along; choose another section, domain or skill.")
	}
	l.row.status, l.row.detail, l.row.asked, l.row.ceiling, l.row.endedAt = Ended, packed, 0, len(items), now
	p = Pack{ID: id, Scope: l.row.scope, Name: scopeName(l.row.scope), MadeAt: now, ExpiresAt: now.Add(PackTime)}
	body := interaction.Packed{Scope: l.row.scope, Rule: in.Mode, Ceiling: in.NumQuestions, ExpiresAt: p.ExpiresAt.UTC().Format(time.RFC3339)}
	for i := range items {
		q, err := l.set.bank.Find(items[i].Question, items[i].Version)
		if err != nil {
			return p, err
		}
		p.Questions = append(p.Questions, s.pack(&items[i], q, l.set))
		v := &items[i]
		body.Items = append(body.Items, interaction.PackedItem{Question: v.Question, Version: v.Version, Propensity: v.Propensity, Eligible: v.Eligible, Draw: v.Draw, Hints: v.Hints})
	}
	rec := s.base(l, subjectOf{who.Origin, who.TimeFactor}, stamp, in.Client, interaction.PracticePacked, now)
	rec.Body = body
	rec.Asked.Section = scopes[0].Section
	rec.Provenance.Policy, rec.Provenance.PolicyVersion, rec.Provenance.Epsilon = items[0].Policy, items[0].PolicyVersion, items[0].Epsilon
	theta, se := l.theta()
	rec.Why.ThetaBefore, rec.Why.SEBefore = interaction.Some(theta), interaction.Some(se)
	if err := s.log.Prepare(ctx, rec); err != nil {
		return p, err
	}
	text, err := json.Marshal(items)
	if err != nil {
		return p, err
	}
	return p, s.db.Write(ctx, func(tx *db.Tx) error {
		if err := s.log.Append(tx, rec); err != nil {
			return err
		}
		l.row.lastSeq = rec.Seq
		if err := insertSession(tx, &l.row); err != nil {
			return err
		}
		_, err := tx.Exec(`INSERT INTO practice_pack (id, subject, items, made_at, expires_at) VALUES (?, ?, ?, ?, ?)`,
			id, who.Subject, string(text), db.Micros(now), db.Micros(p.ExpiresAt))
		return err
	})
}

// pack draws a variant of each hint and writes out what goes along with q.
func (s *Service) pack(v *item, q *question.Question, set *pools) PackQuestion {
	p := PackQuestion{Shown: set.show(q), Position: v.Position, Keys: q.Keys, KeyRationale: whyKey(q), Steps: q.Steps, Hints: []string{}}
	if p.Steps == nil {
		p.Steps = []string{}
	}
	for _, c := range q.Choices {
		p.Choices = append(p.Choices, ChoiceFeedback{ID: c.ID, Rationale: c.Rationale})
	}
	for _, e := range q.EntryErrors {
		p.EntryErrors = append(p.EntryErrors, EntryFeedback{e.Entry, e.Rationale})
	}
	for _, h := range q.Hints {
		if len(h.Variants) == 0 {
			continue
		}
		i := min(int(s.draw()*float64(len(h.Variants))), len(h.Variants)-1) // equal chances
		v.Hints = append(v.Hints, i)
		p.Hints = append(p.Hints, h.Variants[i])
	}
	return p
}

// heldPacks counts subject's packs that may still be answered and are not
// finished, and lists their questions.
func heldPacks(ctx context.Context, q db.Queryer, subject uid.ID, now time.Time) (n int, ids []string, err error) {
	rows, err := q.Query(ctx, `SELECT p.items FROM practice_pack p JOIN session s ON s.id = p.id WHERE p.subject = ? AND p.expires_at > ? AND s.detail = ?`,
		subject, db.Micros(now), packed)
	if err != nil {
		return 0, nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var text string
		if err := rows.Scan(&text); err != nil {
			return 0, nil, err
		}
		items, err := readItems(text)
		if err != nil {
			return 0, nil, err
		}
		n++
		for _, v := range items {
			ids = append(ids, v.Question)
		}
	}
	return n, ids, db.Fault(rows.Err())
}

func readItems(text string) (items []item, err error) {
	if err = json.Unmarshal([]byte(text), &items); err != nil {
		err = fmt.Errorf("items of a pack: %w", err)
	}
	return items, err
}

// packRow is a pack as it is stored.
type packRow struct {
	items   []item
	made    time.Time
	expires time.Time
}

func (p *packRow) find(id string) *item {
	for i := range p.items {
		if p.items[i].Question == id {
			return &p.items[i]
		}
	}
	return nil
}

func findPack(ctx context.Context, q db.Queryer, subject, id uid.ID) (*packRow, error) {
	var p packRow
	var text string
	var made, expires int64
	err := q.QueryRow(ctx, `SELECT items, made_at, expires_at FROM practice_pack WHERE id = ? AND subject = ?`, id, subject).Scan(&text, &made, &expires)
	if db.None(err) {
		return nil, fault.New(fault.Missing, "There is no such pack of yours.")
	} else if err != nil {
		return nil, err
	}
	p.made, p.expires = db.Time(made), db.Time(expires)
	p.items, err = readItems(text)
	return &p, err
}

// packedVersion is the version in which a question lies in one of subject's
// packs, the newest first; of one pack, if session is not none.
func packedVersion(ctx context.Context, q db.Queryer, subject uid.ID, id string, session uid.ID) (version string, where uid.ID, err error) {
	query, args := `SELECT id, items FROM practice_pack WHERE subject = ? AND items LIKE ?`, []any{subject, "%" + strings.NewReplacer("%", "", "_", "").Replace(id) + "%"}
	if strings.ContainsAny(id, `%_`) { // no id of a question
		return "", where, nil
	}
	if !session.IsZero() {
		query, args = query+` AND id = ?`, append(args, session)
	}
	rows, err := q.Query(ctx, query+` ORDER BY made_at DESC`, args...)
	if err != nil {
		return "", where, err
	}
	defer rows.Close()
	for rows.Next() {
		var text string
		if err := rows.Scan(&where, &text); err != nil {
			return "", where, err
		}
		items, err := readItems(text)
		if err != nil {
			return "", where, err
		}
		if v := (&packRow{items: items}).find(id); v != nil {
			return v.Version, where, nil
		}
	}
	return "", uid.ID{}, db.Fault(rows.Err())
}
