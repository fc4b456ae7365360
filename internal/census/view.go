package census

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"math"
	"slices"
	"time"

	"satprep/internal/db"
	"satprep/internal/interaction"
	"satprep/internal/irt"
	"satprep/internal/uid"
)

const name = "census" // of the cursor

// View follows the log.
func (s *Service) View() interaction.View {
	return interaction.View{
		// Rounds are few and long: a batch costs a row for each thing counted,
		// however often it was counted.
		Follower: interaction.Follower{Name: name, Fold: s.fold, Max: 2000, Every: 2 * time.Second},
		Clear: func(tx *db.Tx) error {
			for _, table := range []string{"census_volume", "census_missing", "census_answer", "census_forecast", "census_turn"} {
				if _, err := tx.Exec(`DELETE FROM ` + table); err != nil {
					return err
				}
			}
			return nil
		},
	}
}

type volumeKey struct {
	day, kind, origin, age string
	purposes               int64
}

type missingKey struct{ day, kind, field string }

type answerKey struct {
	question, version, origin string
	bin                       int
	choice                    string
	correct                   bool
}

type answerSum struct{ n, theta, theta2, timed, ms int64 }

type forecastKey struct {
	origin, section string
	bin             int
}

type forecastSum struct{ n, hits, p, brier, loss int64 }

type turnKey struct{ day, origin, source, model string }

type turnSum struct {
	n, fellBack, replaced, leaks, stopped, refused, timed, ms int64
	up, down, wrong, givesAway, confusing, unsafe             int64
	edited                                                    int64
}

// counts are what a batch adds.
type counts struct {
	volume   map[volumeKey]int64
	missing  map[missingKey]int64
	answers  map[answerKey]*answerSum
	forecast map[forecastKey]*forecastSum
	turns    map[turnKey]*turnSum
}

func (s *Service) fold(ctx context.Context, note string, records []*interaction.Record) (func(*db.Tx) error, string, error) {
	if len(records) == 0 {
		return nil, note, nil
	}
	c := counts{map[volumeKey]int64{}, map[missingKey]int64{}, map[answerKey]*answerSum{}, map[forecastKey]*forecastSum{}, map[turnKey]*turnSum{}}
	for _, r := range records {
		day := dayOf(r.ReceivedAt)
		c.volume[volumeKey{day, string(r.Kind), string(r.Origin), r.Consent.AgeBand, int64(r.Consent.Purposes)}]++
		for _, f := range fieldsOf(r.Kind) {
			if f.lacks(r) {
				c.missing[missingKey{day, string(r.Kind), f.name}]++
			}
		}
		if err := c.answer(r); err != nil {
			return nil, "", err
		}
		if err := s.turn(ctx, &c, day, r); err != nil {
			return nil, "", err
		}
	}
	return c.write, note, nil
}

func dayOf(t time.Time) string { return t.UTC().Format(time.DateOnly) }

// Bins of ability: sixteen of half a standard deviation from -4; what lies
// outside falls into the outermost. unknownBin is for an answer before which
// nothing was estimated.
const (
	bins       = 16
	binWidth   = 0.5
	binFrom    = -4.0
	unknownBin = -1
)

func binOf(theta float64) int {
	return int(min(max(math.Floor((theta-binFrom)/binWidth), 0), bins-1))
}

// forecastBins is how finely expected probabilities are told apart.
const forecastBins = 50

// answer counts a fair answer for its question, and how the expectation before
// it did.
func (c *counts) answer(r *interaction.Record) error {
	switch r.Kind {
	case interaction.PracticeAnswered, interaction.DiagnosticAnswered, interaction.TestAnswered:
	default:
		return nil
	}
	if !r.Consent.Purposes.Has(interaction.Analytics) || !r.Done.Correct.Valid {
		return nil
	}
	body, err := interaction.BodyAs[interaction.Answering](r)
	if err != nil {
		return err
	}
	tried := body.Pretest && !body.Rapid && !r.Done.Aided.V
	if !body.Eligible && !tried {
		return nil
	}
	k := answerKey{r.Asked.Question, r.Asked.Version, string(r.Origin), unknownBin, choiceOf(r), r.Done.Correct.V}
	var theta int64
	if before := r.Why.ThetaBefore; before.Valid && !math.IsNaN(before.V) {
		k.bin = binOf(before.V)
		theta = int64(math.Round(1000 * min(max(before.V, -6), 6)))
	}
	a := at(c.answers, k)
	a.n++
	a.theta, a.theta2 = a.theta+theta, a.theta2+theta*theta
	if r.Done.TimeMS.Valid {
		a.timed, a.ms = a.timed+1, a.ms+r.Done.TimeMS.V
	}
	if k.bin == unknownBin || body.Difficulty == nil || !body.Eligible {
		return nil
	}
	item := irt.Params{A: body.Difficulty.A, B: body.Difficulty.B, C: body.Difficulty.C}
	if !item.Valid() {
		return nil
	}
	p := min(max(item.P(r.Why.ThetaBefore.V), 1e-6), 1-1e-6)
	f := at(c.forecast, forecastKey{string(r.Origin), r.Asked.Section, int(min(p*forecastBins, forecastBins-1))})
	f.n++
	f.p += micros(p)
	if r.Done.Correct.V {
		f.hits++
		f.brier += micros((1 - p) * (1 - p))
		f.loss += micros(-math.Log(p))
	} else {
		f.brier += micros(p * p)
		f.loss += micros(-math.Log(1 - p))
	}
	return nil
}

func micros(x float64) int64 { return int64(math.Round(1e6 * x)) }

func choiceOf(r *interaction.Record) string {
	switch {
	case r.Done.State == interaction.Omitted:
		return "omitted"
	case r.Done.Answer == "":
		return "typed"
	}
	return r.Done.Answer
}

func at[K comparable, V any](m map[K]*V, k K) *V {
	v := m[k]
	if v == nil {
		v = new(V)
		m[k] = v
	}
	return v
}

// turn counts a turn of the tutor, or what was said of one.
func (s *Service) turn(ctx context.Context, c *counts, day string, r *interaction.Record) error {
	of := r
	var rated *interaction.Rating
	switch r.Kind {
	case interaction.TutorTurn:
	case interaction.TutorRated, interaction.TutorEdited:
		var id uid.ID
		if r.Kind == interaction.TutorRated {
			v, err := interaction.BodyAs[interaction.Rating](r)
			if err != nil {
				return err
			}
			rated, id = &v, v.Turn
		} else {
			v, err := interaction.BodyAs[interaction.Pointer](r)
			if err != nil {
				return err
			}
			id = v.Of
		}
		// It stands in the log before what was said of it.
		turn, ok, err := s.log.Find(ctx, s.db, id)
		if err != nil {
			return err
		}
		if !ok || turn.Kind != interaction.TutorTurn {
			return nil
		}
		of = turn
	default:
		return nil
	}
	body, err := interaction.BodyAs[interaction.Turn](of)
	if err != nil {
		return err
	}
	// Whoever was asked counts, also where the built-in tutor stood in.
	model := body.ModelAsked
	if model == "" {
		model = body.Arm.Model
	}
	t := at(c.turns, turnKey{dayOf(of.ReceivedAt), string(of.Origin), body.Source, model})
	switch {
	case rated != nil:
		if rated.Value > 0 {
			t.up++
		} else {
			t.down++
		}
		for _, why := range rated.Reasons {
			switch why {
			case "wrong":
				t.wrong++
			case "gives_away":
				t.givesAway++
			case "confusing":
				t.confusing++
			case "unsafe":
				t.unsafe++
			}
		}
		return nil
	case of != r:
		t.edited++
		return nil
	}
	t.n++
	t.fellBack += one(body.FellBack != "")
	t.replaced += one(body.GuardAction == "replaced")
	t.leaks += one(body.GuardAction == "replaced" && body.Guard == "leak")
	t.stopped += one(body.Finish == "stopped")
	t.refused += one(body.Refused != "")
	if body.LatencyMS > 0 {
		t.timed, t.ms = t.timed+1, t.ms+body.LatencyMS
	}
	return nil
}

func one(yes bool) int64 {
	if yes {
		return 1
	}
	return 0
}

// write adds a batch to the tables, in an order that does not depend on maps.
func (c *counts) write(tx *db.Tx) error {
	for _, k := range sorted(c.volume) {
		if _, err := tx.Exec(`INSERT INTO census_volume (day, kind, origin, age_band, purposes, n) VALUES (?, ?, ?, ?, ?, ?)
			ON CONFLICT (day, kind, origin, age_band, purposes) DO UPDATE SET n = census_volume.n + excluded.n`,
			k.day, k.kind, k.origin, k.age, k.purposes, c.volume[k]); err != nil {
			return err
		}
	}
	for _, k := range sorted(c.missing) {
		if _, err := tx.Exec(`INSERT INTO census_missing (day, kind, field, n) VALUES (?, ?, ?, ?)
			ON CONFLICT (day, kind, field) DO UPDATE SET n = census_missing.n + excluded.n`, k.day, k.kind, k.field, c.missing[k]); err != nil {
			return err
		}
	}
	for _, k := range sorted(c.answers) {
		v := c.answers[k]
		if _, err := tx.Exec(`INSERT INTO census_answer (question, version, origin, bin, choice, correct, n, theta, theta2, timed, ms) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
			ON CONFLICT (question, version, origin, bin, choice, correct) DO UPDATE SET n = census_answer.n + excluded.n, theta = census_answer.theta + excluded.theta,
			theta2 = census_answer.theta2 + excluded.theta2, timed = census_answer.timed + excluded.timed, ms = census_answer.ms + excluded.ms`,
			k.question, k.version, k.origin, k.bin, k.choice, k.correct, v.n, v.theta, v.theta2, v.timed, v.ms); err != nil {
			return err
		}
	}
	for _, k := range sorted(c.forecast) {
		v := c.forecast[k]
		if _, err := tx.Exec(`INSERT INTO census_forecast (origin, section, bin, n, hits, p, brier, loss) VALUES (?, ?, ?, ?, ?, ?, ?, ?)
			ON CONFLICT (origin, section, bin) DO UPDATE SET n = census_forecast.n + excluded.n, hits = census_forecast.hits + excluded.hits, p = census_forecast.p + excluded.p,
			brier = census_forecast.brier + excluded.brier, loss = census_forecast.loss + excluded.loss`,
			k.origin, k.section, k.bin, v.n, v.hits, v.p, v.brier, v.loss); err != nil {
			return err
		}
	}
	for _, k := range sorted(c.turns) {
		v := c.turns[k]
		if _, err := tx.Exec(`INSERT INTO census_turn (day, origin, source, model, n, fell_back, replaced, leaks, stopped, refused, timed, ms, up, down, wrong, gives_away, confusing, unsafe, edited)
			VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
			ON CONFLICT (day, origin, source, model) DO UPDATE SET n = census_turn.n + excluded.n, fell_back = census_turn.fell_back + excluded.fell_back,
			replaced = census_turn.replaced + excluded.replaced, leaks = census_turn.leaks + excluded.leaks, stopped = census_turn.stopped + excluded.stopped, refused = census_turn.refused + excluded.refused,
			timed = census_turn.timed + excluded.timed, ms = census_turn.ms + excluded.ms, up = census_turn.up + excluded.up, down = census_turn.down + excluded.down,
			wrong = census_turn.wrong + excluded.wrong, gives_away = census_turn.gives_away + excluded.gives_away, confusing = census_turn.confusing + excluded.confusing,
			unsafe = census_turn.unsafe + excluded.unsafe, edited = census_turn.edited + excluded.edited`,
			k.day, k.origin, k.source, k.model, v.n, v.fellBack, v.replaced, v.leaks, v.stopped, v.refused, v.timed, v.ms, v.up, v.down, v.wrong, v.givesAway, v.confusing, v.unsafe, v.edited); err != nil {
			return err
		}
	}
	return nil
}

// sorted lists the keys of a batch in one order, so that two who write lock
// rows in the same one.
func sorted[K comparable, V any](m map[K]V) []K {
	said := make(map[K]string, len(m))
	for k := range m {
		said[k] = fmt.Sprint(k)
	}
	return slices.SortedFunc(maps.Keys(m), func(a, b K) int { return cmp.Compare(said[a], said[b]) })
}
