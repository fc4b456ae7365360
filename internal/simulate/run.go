package simulate

import (
	"context"
	"fmt"
	"math"
	"net/http"
	"sync"
	"sync/atomic"
	"time"

	"golang.org/x/sync/errgroup"

	"satprep/internal/fault"
	"satprep/internal/question"
)

// Options of a run.
type Options struct {
	Server   string // http://host:port
	Students int
	Days     int
	Seed     uint64
	Start    time.Time // of the first day; zero: so that the last day is today
	Workers  int       // learners at once, 16 if 0
	Tests    bool      // full tests too
	Tutor    bool      // tutor and review too
	Adults   float64   // share of learners of 18 and over; a quarter if 0
	Progress func(done, of int)
}

// A Report says what was done and how well ability was recovered.
type Report struct {
	Students    int     `json:"students"`
	Days        int     `json:"days"`
	Sessions    int64   `json:"practice_sessions"`
	Answers     int64   `json:"answers"`
	Tests       int64   `json:"full_tests"`
	Diagnostics int64   `json:"diagnostics"`
	Turns       int64   `json:"tutor_turns"`
	Reviews     int64   `json:"reviews"`
	Seconds     float64 `json:"seconds"`
	PerSecond   float64 `json:"answers_per_second"`
	// Ability at the end of the last practice session of a section against the
	// truth at that moment.
	ThetaRMSE float64 `json:"theta_rmse"`
	ThetaBias float64 `json:"theta_bias"`
	ThetaN    int     `json:"theta_n"`
}

// school is a run under way.
type school struct {
	opt  Options
	bank *question.Bank
	http *http.Client
	day0 time.Time

	sessions, answers, tests, diagnostics, turns, reviews atomic.Int64

	mu     sync.Mutex
	errors []float64 // estimate − truth
}

// Run lets a school live through its days. The first error ends it.
func Run(ctx context.Context, opt Options) (_ Report, err error) {
	defer fault.In(&err, "simulate.Run")
	if opt.Students < 1 || opt.Days < 1 || opt.Students > 1_000_000 || opt.Days > 3650 {
		return Report{}, fault.New(fault.Invalid, "A school needs 1 to 1,000,000 students and 1 to 3,650 days.")
	}
	if opt.Adults < 0 || opt.Adults > 1 || opt.Adults*quarters != float64(int(opt.Adults*quarters)) {
		return Report{}, fault.New(fault.Invalid, "The share of adults must be 0, .25, .5, .75 or 1.")
	}
	if opt.Workers == 0 {
		opt.Workers = 16
	}
	bank, err := question.Embedded()
	if err != nil {
		return Report{}, err
	}
	began := time.Now()
	if opt.Start.IsZero() {
		opt.Start = began.UTC().Truncate(24*time.Hour).AddDate(0, 0, -opt.Days)
	}
	s := newSchool(opt, bank)
	defer s.http.CloseIdleConnections()
	if err := s.simulates(ctx); err != nil {
		return Report{}, err
	}
	g, ctx := errgroup.WithContext(ctx)
	g.SetLimit(opt.Workers)
	var done atomic.Int64
	for i := range opt.Students {
		if ctx.Err() != nil {
			break
		}
		g.Go(func() error {
			if err := s.live(ctx, NewLearner(opt.Seed, i), i); err != nil {
				return fmt.Errorf("learner %d: %w", i+1, err)
			}
			if opt.Progress != nil {
				opt.Progress(int(done.Add(1)), opt.Students)
			}
			return nil
		})
	}
	if err := g.Wait(); err != nil {
		return Report{}, err
	}
	return s.report(time.Since(began)), nil
}

func newSchool(opt Options, bank *question.Bank) *school {
	return &school{opt: opt, bank: bank, day0: opt.Start, http: &http.Client{Timeout: time.Minute,
		Transport: &http.Transport{MaxIdleConns: opt.Workers * 2, MaxIdleConnsPerHost: opt.Workers * 2}}}
}

func (s *school) report(took time.Duration) Report {
	r := Report{Students: s.opt.Students, Days: s.opt.Days, Sessions: s.sessions.Load(), Answers: s.answers.Load(), Tests: s.tests.Load(),
		Diagnostics: s.diagnostics.Load(), Turns: s.turns.Load(), Reviews: s.reviews.Load(), Seconds: took.Seconds(), ThetaN: len(s.errors)}
	r.PerSecond = float64(r.Answers) / r.Seconds
	for _, e := range s.errors {
		r.ThetaBias += e / float64(len(s.errors))
		r.ThetaRMSE += e * e / float64(len(s.errors))
	}
	r.ThetaRMSE = math.Sqrt(r.ThetaRMSE)
	return r
}

// shown is what a learner reads of a question.
type shown struct {
	ID string `json:"id"`
}

type reply struct {
	Reason    string   `json:"reason"`
	SessionID string   `json:"session_id"`
	TestID    string   `json:"test_id"`
	Questions []shown  `json:"questions"`
	Theta     any      `json:"theta"` // a number in practice, one a section in a test
	Points    *int     `json:"points_earned"`
	Break     string   `json:"break"`
	Done      bool     `json:"done"`
	Seconds   *float64 `json:"seconds_left"`
}

type submission struct {
	Question string  `json:"question_id"`
	Answer   *string `json:"answer"`
	Seconds  float64 `json:"time_spent"`
}

// quarters are the steps in which a share of adults is drawn. One draw of four is
// what a school without a share always took, and the same learners stay the same.
const quarters = 4

// adult draws whether a learner is 18 or over: the last quarters of the draw are.
func (s *school) adult(l *Learner) bool {
	share := s.opt.Adults
	if share == 0 {
		share = .25
	}
	return float64(quarters-l.rng.IntN(quarters)) <= share*quarters
}

// live is one learner's whole time at school.
func (s *school) live(ctx context.Context, l *Learner, i int) error {
	c := &caller{base: s.opt.Server, http: s.http, clock: s.day0.Add(time.Duration(7+l.rng.IntN(14)) * time.Hour)}
	band := "13_17"
	if s.adult(l) {
		band = "18_plus"
	}
	if err := c.register(ctx, l.Name, fmt.Sprintf("simulated learner %d of world %d", i+1, s.opt.Seed), band); err != nil {
		return err
	}
	if choices := l.consents(band, i); len(choices) > 0 {
		if err := c.call(ctx, http.MethodPost, "/consent/"+c.userID, map[string]any{"choices": choices}, nil); err != nil {
			return err
		}
	}
	diligence := .25 + .6*l.rng.Float64()
	if l.rng.Float64() < .5 {
		if err := s.diagnose(ctx, c, l); err != nil {
			return err
		}
	}
	for day := range s.opt.Days {
		at := s.day0.AddDate(0, 0, day).Add(time.Duration(8+l.rng.IntN(13))*time.Hour + time.Duration(l.rng.IntN(3600))*time.Second)
		if at.Before(c.clock) {
			at = c.clock.Add(10 * time.Minute)
		}
		c.clock = at
		if l.rng.Float64() < diligence {
			if err := s.practise(ctx, c, l); err != nil {
				return err
			}
		}
		if s.opt.Tests && day > 0 && day%7 == int(l.seed+uint64(i))%7 && l.rng.Float64() < .3 {
			if err := s.test(ctx, c, l); err != nil {
				return err
			}
		}
	}
	return nil
}

// scopes learners choose from, whole sections most of the time.
var scopes = []string{"Math", "Reading & Writing", "Math", "Reading & Writing", "Algebra", "Advanced Math", "Information and Ideas", "Words in Context"}

var utterances = []string{"Can I have a hint?", "I don't understand this one.", "Why is my answer wrong?", "Explain the solution step by step, please.",
	"What is a good strategy for this kind of question?", "Give me another one like it.", "what does this even mean"}

func (s *school) practise(ctx context.Context, c *caller, l *Learner) error {
	scope := scopes[l.rng.IntN(len(scopes))]
	var r reply
	if err := c.call(ctx, http.MethodPost, "/practice/start/"+c.userID, map[string]any{"domain": scope, "num_questions": 5 + l.rng.IntN(11)}, &r); err != nil {
		return err
	}
	id := r.SessionID
	for len(r.Questions) > 0 {
		if s.opt.Tutor && l.rng.Float64() < .04 {
			if err := s.tutor(ctx, c, l); err != nil {
				return err
			}
		}
		if err := s.submit(ctx, c, l, "/practice/submit/"+id, &r, true); err != nil {
			return err
		}
	}
	s.sessions.Add(1)
	if theta, ok := r.Theta.(float64); ok && (scope == "Math" || scope == "Reading & Writing") {
		section := question.RW
		if scope == "Math" {
			section = question.Math
		}
		s.mu.Lock()
		s.errors = append(s.errors, theta-l.Theta(section))
		s.mu.Unlock()
	}
	if s.opt.Tutor && l.rng.Float64() < .2 {
		s.reviews.Add(1)
		return c.call(ctx, http.MethodPost, "/review/generate/"+id, nil, nil)
	}
	return nil
}

func (s *school) tutor(ctx context.Context, c *caller, l *Learner) error {
	s.turns.Add(1)
	c.clock = c.clock.Add(time.Duration(5+l.rng.IntN(40)) * time.Second)
	text := utterances[l.rng.IntN(len(utterances))]
	if l.talk.Float64() < talkRich {
		return s.visit(ctx, c, l.talk, text)
	}
	return c.ask(ctx, text)
}

// submit answers all questions of r at path and reads the reply into r.
func (s *school) submit(ctx context.Context, c *caller, l *Learner, path string, r *reply, taught bool) error {
	var out []submission
	for _, v := range r.Questions {
		q, err := s.bank.Find(v.ID, "")
		if err != nil {
			return fault.Wrap(fault.Conflict, err, "The server asks questions that this program does not know; simulate with the server's own version and the built-in bank.")
		}
		a := l.Respond(q, taught)
		sub := submission{Question: v.ID, Seconds: a.Seconds}
		if a.Text != "" {
			sub.Answer = &a.Text
		}
		out = append(out, sub)
		c.clock = c.clock.Add(time.Duration(a.Seconds * float64(time.Second)))
	}
	s.answers.Add(int64(len(out)))
	*r = reply{}
	return c.call(ctx, http.MethodPost, path, out, r)
}

func (s *school) diagnose(ctx context.Context, c *caller, l *Learner) error {
	var r reply
	if err := c.call(ctx, http.MethodPost, "/diagnostic/start/"+c.userID, nil, &r); err != nil {
		return err
	}
	id := r.SessionID
	for len(r.Questions) > 0 {
		if err := s.submit(ctx, c, l, "/diagnostic/submit/"+id, &r, false); err != nil {
			return err
		}
	}
	if r.Reason == "time" { // the last answer came too late and was not taken
		s.answers.Add(-1)
	}
	s.diagnostics.Add(1)
	return nil
}

func (s *school) test(ctx context.Context, c *caller, l *Learner) error {
	var r reply
	if err := c.call(ctx, http.MethodPost, "/full_test/start/"+c.userID, map[string]any{"sections": []string{"Both"}}, &r); err != nil {
		return err
	}
	id := r.TestID
	for r.Points == nil {
		if len(r.Questions) == 0 {
			return fault.New(fault.Internal, "The test has neither questions nor an end.")
		}
		opened := c.clock
		if err := s.submitModule(ctx, c, l, id, &r); err != nil {
			return err
		}
		if r.Break != "" {
			c.clock = c.clock.Add(9 * time.Minute)
		}
		if c.clock.Before(opened) {
			return fault.New(fault.Internal, "Time went backwards.")
		}
	}
	s.tests.Add(1)
	return nil
}

// submitModule answers a module within its time: who would run over leaves the
// last questions out.
func (s *school) submitModule(ctx context.Context, c *caller, l *Learner, id string, r *reply) error {
	left := 35 * 60.0
	if r.Seconds != nil {
		left = *r.Seconds
	}
	var out []submission
	spent := 0.0
	for _, v := range r.Questions {
		q, err := s.bank.Find(v.ID, "")
		if err != nil {
			return fault.Wrap(fault.Conflict, err, "The server asks questions that this program does not know; simulate with the server's own version and the built-in bank.")
		}
		a := l.Respond(q, false)
		if spent+a.Seconds > left-20 {
			out = append(out, submission{Question: v.ID})
			continue
		}
		spent += a.Seconds
		sub := submission{Question: v.ID, Seconds: a.Seconds}
		if a.Text != "" {
			sub.Answer = &a.Text
		}
		out = append(out, sub)
	}
	c.clock = c.clock.Add(time.Duration(spent * float64(time.Second)))
	s.answers.Add(int64(len(out)))
	*r = reply{}
	return c.call(ctx, http.MethodPost, "/full_test/submit/"+id, out, r)
}
