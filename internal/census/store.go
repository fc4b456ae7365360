package census

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"satprep/internal/db"
	"satprep/internal/interaction"
)

// volume sums the view's rows of these days, which are consecutive.
func (s *Service) volume(ctx context.Context, days []string, origin string) ([]Series, []Origin, error) {
	rows, err := s.db.Query(ctx, `SELECT day, kind, origin, SUM(n) FROM census_volume WHERE day >= ? AND day <= ? GROUP BY day, kind, origin`, days[0], days[len(days)-1])
	if err != nil {
		return nil, nil, err
	}
	defer rows.Close()
	at := map[string]int{}
	for i, d := range days {
		at[d] = i
	}
	kinds, origins := map[string]*Series{}, map[string]int64{}
	for rows.Next() {
		var day, kind, from string
		var n int64
		if err := rows.Scan(&day, &kind, &from, &n); err != nil {
			return nil, nil, err
		}
		origins[from] += n
		if origin != "" && from != origin {
			continue
		}
		k := kinds[kind]
		if k == nil {
			k = &Series{Kind: kind, N: make([]int64, len(days))}
			kinds[kind] = k
		}
		k.N[at[day]] += n
		k.Total += n
	}
	list, from := []Series{}, []Origin{}
	for _, k := range kinds {
		list = append(list, *k)
	}
	slices.SortFunc(list, func(a, b Series) int { return cmp.Or(cmp.Compare(b.Total, a.Total), strings.Compare(a.Kind, b.Kind)) })
	for o, n := range origins {
		from = append(from, Origin{o, n})
	}
	slices.SortFunc(from, func(a, b Origin) int { return strings.Compare(a.Origin, b.Origin) })
	return list, from, db.Fault(rows.Err())
}

// missing sums what records since a day lack, by kind and field.
func (s *Service) missing(ctx context.Context, since string) (map[[2]string]int64, error) {
	rows, err := s.db.Query(ctx, `SELECT kind, field, SUM(n) FROM census_missing WHERE day >= ? GROUP BY kind, field`, since)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	all := map[[2]string]int64{}
	for rows.Next() {
		var kind, field string
		var n int64
		if err := rows.Scan(&kind, &field, &n); err != nil {
			return nil, err
		}
		all[[2]string{kind, field}] = n
	}
	return all, db.Fault(rows.Err())
}

func (s *Service) tutoring(ctx context.Context, since, origin string) ([]Tutoring, error) {
	where, args := `day >= ?`, []any{since}
	if origin != "" {
		where, args = where+` AND origin = ?`, append(args, origin)
	}
	rows, err := s.db.Query(ctx, `SELECT source, model, SUM(n), SUM(fell_back), SUM(replaced), SUM(leaks), SUM(stopped), SUM(refused), SUM(timed), SUM(ms),
		SUM(up), SUM(down), SUM(wrong), SUM(gives_away), SUM(confusing), SUM(unsafe), SUM(edited)
		FROM census_turn WHERE `+where+` GROUP BY source, model ORDER BY SUM(n) DESC, source, model`, args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	list := []Tutoring{}
	for rows.Next() {
		var t Tutoring
		var ms int64
		if err := rows.Scan(&t.Source, &t.Model, &t.Turns, &t.FellBack, &t.Replaced, &t.Leaks, &t.Stopped, &t.Refused, &t.Timed, &ms,
			&t.Up, &t.Down, &t.Wrong, &t.GivesAway, &t.Confusing, &t.Unsafe, &t.Edited); err != nil {
			return nil, err
		}
		if t.Timed > 0 {
			t.Seconds = float64(ms) / float64(t.Timed) / 1000
		}
		list = append(list, t)
	}
	return list, db.Fault(rows.Err())
}

// recordCells counts the records of learners since a day by what stood when
// they were made.
func (s *Service) recordCells(ctx context.Context, since string) ([]Cell, error) {
	rows, err := s.db.Query(ctx, `SELECT age_band, purposes, SUM(n) FROM census_volume WHERE day >= ? AND origin <> 'staff' GROUP BY age_band, purposes`, since)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var t table
	for rows.Next() {
		var age string
		var purposes, n int64
		if err := rows.Scan(&age, &purposes, &n); err != nil {
			return nil, err
		}
		t.add(age, interaction.Purposes(purposes), n)
	}
	return t.cells(), db.Fault(rows.Err())
}

// A cell is a row of census_answer.
type cell struct {
	question, version, choice   string
	bin                         int
	correct                     bool
	n, theta, theta2, timed, ms int64
}

// eachAnswer reads what was counted of one question's answers, or of all.
func (s *Service) eachAnswer(ctx context.Context, question, origin string, fn func(c *cell)) error {
	where, args := `1 = 1`, []any(nil)
	if question != "" {
		where, args = where+` AND question = ?`, append(args, question)
	}
	if origin != "" {
		where, args = where+` AND origin = ?`, append(args, origin)
	}
	rows, err := s.db.Query(ctx, `SELECT question, version, bin, choice, correct, n, theta, theta2, timed, ms FROM census_answer WHERE `+where, args...)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var c cell
		if err := rows.Scan(&c.question, &c.version, &c.bin, &c.choice, &c.correct, &c.n, &c.theta, &c.theta2, &c.timed, &c.ms); err != nil {
			return err
		}
		fn(&c)
	}
	return db.Fault(rows.Err())
}

type forecastRow struct {
	section                   string
	bin                       int
	n, hits, p1, brier1, loss int64
}

func (s *Service) forecasts(ctx context.Context, origin string) (list []forecastRow, err error) {
	where, args := `1 = 1`, []any(nil)
	if origin != "" {
		where, args = `origin = ?`, append(args, origin)
	}
	rows, err := s.db.Query(ctx, `SELECT section, bin, SUM(n), SUM(hits), SUM(p), SUM(brier), SUM(loss) FROM census_forecast WHERE `+where+` GROUP BY section, bin ORDER BY section, bin`, args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var f forecastRow
		if err := rows.Scan(&f.section, &f.bin, &f.n, &f.hits, &f.p1, &f.brier1, &f.loss); err != nil {
			return nil, err
		}
		list = append(list, f)
	}
	return list, db.Fault(rows.Err())
}
