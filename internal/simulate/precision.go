package simulate

import (
	"context"
	"fmt"
	"net/http"
	"sync/atomic"
	"time"

	"golang.org/x/sync/errgroup"

	"satprep/internal/fault"
	"satprep/internal/question"
)

// SittingOptions say who sits which tests.
type SittingOptions struct {
	Server   string
	World    *World
	Bank     *question.Bank // that the server has in force
	Tests    int            // at least so many, of learners who sit every form once
	Twins    int            // so many learners sit beside a twin, who answers pretest questions the other way round
	Workers  int            // learners at once, 16 if 0
	Progress func(done, of int)
}

// A Sat is a test as its learner saw it, and the truth.
type Sat struct {
	Learner  int
	Contrary bool // of a twin
	TestID   string
	Theta    map[string]float64 // true, by section
	Scores   map[string]int     // by section
	Bands    map[string][2]int
}

// Sit lets learners of known ability sit every form of the server through the
// HTTP API, each once and whole: every question answered, in good time. The
// first error ends it.
func Sit(ctx context.Context, opt SittingOptions) (all []Sat, err error) {
	defer fault.In(&err, "simulate.Sit")
	forms := len(opt.Bank.Forms())
	if forms == 0 {
		return nil, fault.New(fault.Conflict, "The bank has no whole form, so no test can be sat.")
	}
	if opt.Tests < 1 || opt.Tests > 1_000_000 || opt.Twins < 0 {
		return nil, fault.At("tests", "A run has 1 to 1,000,000 tests.")
	}
	if opt.Workers == 0 {
		opt.Workers = 16
	}
	s := newSchool(Options{Server: opt.Server, Workers: opt.Workers}, opt.Bank)
	defer s.http.CloseIdleConnections()
	if err := s.simulates(ctx); err != nil {
		return nil, err
	}
	learners := (opt.Tests + forms - 1) / forms
	people := learners + min(opt.Twins, learners)
	all = make([]Sat, people*forms)
	g, ctx := errgroup.WithContext(ctx)
	g.SetLimit(opt.Workers)
	var done atomic.Int64
	for i := range people {
		if ctx.Err() != nil {
			break
		}
		g.Go(func() error {
			learner, contrary := i, i >= learners
			if contrary {
				learner = i - learners
			}
			if err := s.sitAll(ctx, opt.World, learner, contrary, all[i*forms:(i+1)*forms]); err != nil {
				return fmt.Errorf("learner %d: %w", i+1, err)
			}
			if opt.Progress != nil {
				opt.Progress(int(done.Add(int64(forms))), len(all))
			}
			return nil
		})
	}
	return all, g.Wait()
}

// sittingDay is when a learner sits their first test; the clock is simulated.
var sittingDay = time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)

// sitAll is one learner, who sits a test a week until every form was had.
func (s *school) sitAll(ctx context.Context, w *World, learner int, contrary bool, into []Sat) error {
	c := &caller{base: s.opt.Server, http: s.http, clock: sittingDay}
	if err := c.register(ctx, fmt.Sprintf("Learner %d", learner+1), fmt.Sprintf("simulated learner %d of %s %d", learner+1, w.Name, w.seed), "18_plus"); err != nil {
		return err
	}
	for k := range into {
		c.clock = sittingDay.AddDate(0, 0, 7*k)
		sat, err := s.sit(ctx, c, w, learner, contrary)
		if err != nil {
			return err
		}
		into[k] = sat
	}
	return nil
}

// sittingPace is how long a question takes, in seconds: all of a module's fit in its time.
const sittingPace = 55.0

func (s *school) sit(ctx context.Context, c *caller, w *World, learner int, contrary bool) (sat Sat, err error) {
	sat = Sat{Learner: learner, Contrary: contrary, Theta: map[string]float64{}, Bands: map[string][2]int{}}
	var r struct {
		reply
		Repeated bool           `json:"repeated"`
		Valid    *bool          `json:"valid"`
		Scores   map[string]int `json:"scores"`
		Sections []struct {
			Section   string `json:"section"`
			Low, High int
		} `json:"sections"`
	}
	if err := c.call(ctx, http.MethodPost, "/full_test/start/"+c.userID, map[string]any{"sections": []string{"Both"}}, &r); err != nil {
		return sat, err
	}
	if r.Repeated {
		return sat, fault.New(fault.Internal, "The server gave a form for the second time.")
	}
	sat.TestID = r.TestID
	form, err := s.formOf(r.Questions)
	if err != nil {
		return sat, err
	}
	for _, section := range question.Sections {
		sat.Theta[section.Slug] = w.theta(learner, form, section.Slug)
	}
	for r.Points == nil {
		if len(r.Questions) == 0 {
			return sat, fault.New(fault.Internal, "The test has neither questions nor an end.")
		}
		var out []submission
		for _, v := range r.Questions {
			q, err := s.bank.Find(v.ID, "")
			if err != nil {
				return sat, err
			}
			text := w.answer(learner, contrary, sat.Theta[q.Section], q)
			out = append(out, submission{Question: v.ID, Answer: &text, Seconds: sittingPace})
			c.clock = c.clock.Add(sittingPace * time.Second)
		}
		r.reply = reply{}
		if err := c.call(ctx, http.MethodPost, "/full_test/submit/"+sat.TestID, out, &r); err != nil {
			return sat, err
		}
		if r.Break != "" {
			c.clock = c.clock.Add(9 * time.Minute)
		}
	}
	if r.Valid == nil || !*r.Valid {
		return sat, fault.New(fault.Internal, "Test %s ended without scores that stand in the history.", sat.TestID)
	}
	sat.Scores = map[string]int{}
	for _, section := range question.Sections {
		sat.Scores[section.Slug] = r.Scores[section.Name]
		for _, x := range r.Sections {
			if x.Section == section.Name {
				sat.Bands[section.Slug] = [2]int{x.Low, x.High}
			}
		}
	}
	return sat, nil
}

// formOf is the form that questions of a module are of.
func (s *school) formOf(list []shown) (string, error) {
	for _, v := range list {
		q, err := s.bank.Find(v.ID, "")
		if err != nil {
			return "", err
		}
		if q.Use == question.Forms {
			return q.FormID(), nil
		}
	}
	return "", fault.New(fault.Internal, "The first module of the test has no question of a form.")
}
