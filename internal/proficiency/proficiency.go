package proficiency

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"time"

	"satprep/internal/db"
	"satprep/internal/fault"
	"satprep/internal/interaction"
	"satprep/internal/irt"
	"satprep/internal/question"
	"satprep/internal/uid"
)

// A Belief is what is thought of one scope.
type Belief struct {
	Scope     irt.Scope
	N         int     // eligible answers
	Theta, SE float64 // posterior mean and standard deviation
	UpdatedAt time.Time
}

// Service reads beliefs.
type Service struct {
	db  *db.DB
	log *interaction.Log
}

// New returns the room on d, following log.
func New(d *db.DB, log *interaction.Log) *Service { return &Service{db: d, log: log} }

// LoadAt is Load once the view has followed the log up to seq; it follows
// itself if need be, for patience at most: after a restore there may be millions
// of records to go. fresh says whether it came about.
func (s *Service) LoadAt(ctx context.Context, subject uid.ID, seq int64, patience time.Duration) (_ *irt.Ability, fresh bool, err error) {
	defer fault.In(&err, "proficiency.LoadAt(%d)", seq)
	waiting, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	for {
		at, _, err := s.log.Cursor(ctx, name)
		if err != nil {
			return nil, false, err
		}
		if at >= seq || waiting.Err() != nil {
			a, _, err := load(ctx, s.db, subject)
			return a, at >= seq, err
		}
		if _, err := s.log.CatchUp(waiting, s.View().Follower); err != nil && !fault.Is(err, fault.Conflict) && waiting.Err() == nil {
			return nil, false, err
		}
	}
}

const name = "proficiency" // of the cursor

// Load returns a subject's ability as far as the view has followed.
func (s *Service) Load(ctx context.Context, subject uid.ID) (_ *irt.Ability, err error) {
	defer fault.In(&err, "proficiency.Load")
	a, _, err := load(ctx, s.db, subject)
	return a, err
}

// List returns a subject's beliefs, parents before children.
func (s *Service) List(ctx context.Context, subject uid.ID) (_ []Belief, err error) {
	defer fault.In(&err, "proficiency.List")
	a, times, err := load(ctx, s.db, subject)
	if err != nil {
		return nil, err
	}
	var list []Belief
	for _, r := range a.Rows() {
		b := Belief{Scope: r.Scope, UpdatedAt: db.Time(times[r.Scope])}
		b.Theta, b.SE, b.N = a.Theta(r.Scope)
		list = append(list, b)
	}
	return list, nil
}

func load(ctx context.Context, q db.Queryer, subject uid.ID) (*irt.Ability, map[irt.Scope]int64, error) {
	rows, err := q.Query(ctx, `SELECT section, domain, skill, n, at, evidence, updated_at FROM proficiency WHERE subject = ?`, subject)
	if err != nil {
		return nil, nil, err
	}
	defer rows.Close()
	a, times := irt.NewAbility(), map[irt.Scope]int64{}
	for rows.Next() {
		var r irt.Row
		var at int64
		if err := rows.Scan(&r.Scope.Section, &r.Scope.Domain, &r.Scope.Skill, &r.N, &r.At, &r.Evidence, &at); err != nil {
			return nil, nil, err
		}
		if err := a.Load(r); err != nil {
			return nil, nil, fmt.Errorf("evidence of %v: %w", r.Scope, err)
		}
		times[r.Scope] = at
	}
	return a, times, db.Fault(rows.Err())
}

// person is a subject while a batch is folded.
type person struct {
	ability *irt.Ability
	changed map[irt.Scope]int64 // when
}

// View follows the log.
func (s *Service) View() interaction.View {
	return interaction.View{
		Follower: interaction.Follower{Name: name, Fold: s.fold, Living: true,
			Kinds: []interaction.Kind{interaction.PracticeAnswered, interaction.DiagnosticAnswered, interaction.TestAnswered}},
		Clear: func(tx *db.Tx) error {
			_, err := tx.Exec(`DELETE FROM proficiency`)
			return err
		},
	}
}

func (s *Service) fold(ctx context.Context, note string, records []*interaction.Record) (func(*db.Tx) error, string, error) {
	people := map[uid.ID]*person{}
	var order []uid.ID // of first change: writes must not depend on map order
	for _, r := range records {
		p, scope, right, ok, err := Moves(r)
		if err != nil {
			return nil, "", err
		}
		if !ok {
			continue
		}
		who := people[r.Subject]
		if who == nil {
			a, _, err := load(ctx, s.db, r.Subject)
			if err != nil {
				return nil, "", err
			}
			who = &person{ability: a, changed: map[irt.Scope]int64{}}
			people[r.Subject], order = who, append(order, r.Subject)
		}
		who.ability.Answer(scope, irt.NewTable(p), right)
		at := db.Micros(r.ReceivedAt)
		for sc, up := scope, true; up; sc, up = sc.Parent() {
			who.changed[sc] = at
		}
	}
	if len(order) == 0 {
		return nil, note, nil
	}
	var list []moved
	for _, subject := range order {
		who := people[subject]
		for _, sc := range slices.SortedFunc(maps.Keys(who.changed), irt.Scope.Compare) {
			r, _ := who.ability.Row(sc)
			list = append(list, moved{r, subject, who.changed[sc]})
		}
	}
	return func(tx *db.Tx) error { return store(tx, list) }, note, nil
}

// A moved row is to be stored.
type moved struct {
	irt.Row
	subject uid.ID
	at      int64
}

// Moves reads what moves ability out of a record.
func Moves(r *interaction.Record) (p irt.Params, scope irt.Scope, right, ok bool, err error) {
	if !interaction.IsAnswer(r.Kind) {
		return p, scope, false, false, nil
	}
	body, err := interaction.BodyAs[interaction.Answering](r)
	if err != nil || !body.Eligible || body.Difficulty == nil || !r.Done.Correct.Valid {
		return p, scope, false, false, err
	}
	p = irt.Params{A: body.Difficulty.A, B: body.Difficulty.B, C: body.Difficulty.C}
	skill, known := question.Place(r.Asked.Skill)
	if !known || !p.Valid() {
		return p, scope, false, false, nil // an imported record of another outline moves nothing
	}
	return p, skill, r.Done.Correct.V, true, nil
}

func store(tx *db.Tx, list []moved) error {
	for _, r := range list {
		_, err := tx.Exec(`INSERT INTO proficiency (subject, section, domain, skill, n, at, evidence, updated_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?)
			ON CONFLICT (subject, section, domain, skill) DO UPDATE SET n = excluded.n, at = excluded.at, evidence = excluded.evidence, updated_at = excluded.updated_at`,
			r.subject, r.Scope.Section, r.Scope.Domain, r.Scope.Skill, r.N, r.At, r.Evidence, r.at)
		if err != nil {
			return err
		}
	}
	return nil
}
