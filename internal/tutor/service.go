package tutor

import (
	"context"
	"errors"
	"math/rand/v2"
	"regexp"
	"strings"
	"sync"
	"time"
	"unicode/utf8"

	"github.com/maypok86/otter/v2"
	"golang.org/x/time/rate"

	"satprep/internal/account"
	"satprep/internal/db"
	"satprep/internal/fault"
	"satprep/internal/interaction"
	"satprep/internal/llm"
	"satprep/internal/question"
	"satprep/internal/session"
	"satprep/internal/uid"
)

// Deps is what the room stands on.
type Deps struct {
	DB       *db.DB
	Log      *interaction.Log
	Accounts *account.Service
	Sessions *session.Service
	Consent  account.Consent
	Bank     func() *question.Bank // the one in force
	Now      func() time.Time
	Draw     func() float64 // uniform in [0, 1); nil is the process's generator
	Build    string
	Settings
}

// Settings are what an operator decides.
type Settings struct {
	Models       []Arm         // none: the built-in tutor answers
	Ears         *llm.Ears     // turns speech into text; nil: learners type
	BuiltinShare float64       // of turns that the built-in tutor answers though there are models
	ChoiceRate   float64       // of turns in which the learner chooses between two replies; 0 is never
	Helpline     string        // a sentence with the helpline to call
	Every        time.Duration // a learner's turns, in the long run; default 3 s
	Burst        int           // and at once; default 20, negative for no limit
}

// Service is the tutor. It is safe for concurrent use; Close it.
type Service struct {
	db       *db.DB
	log      *interaction.Log
	accounts *account.Service
	sessions *session.Service
	consent  account.Consent
	bank     func() *question.Bank
	now      func() time.Time
	draw     func() float64
	build    string
	settings Settings

	cache  *otter.Cache[string, *cached]
	limits *otter.Cache[bucket, *rate.Limiter]

	base   context.Context // of all answers; ended by Close
	cancel context.CancelFunc
	group  sync.WaitGroup
	mu     sync.Mutex
	closed bool
	open   map[uid.ID]*Answer // by conversation
}

// New returns the room.
func New(d Deps) *Service {
	if d.Draw == nil {
		d.Draw = rand.Float64
	}
	if d.Every == 0 {
		d.Every = 3 * time.Second
	}
	if d.Burst == 0 {
		d.Burst = 20
	}
	s := &Service{db: d.DB, log: d.Log, accounts: d.Accounts, sessions: d.Sessions, consent: d.Consent, bank: d.Bank, now: d.Now, draw: d.Draw, build: d.Build,
		settings: d.Settings, open: map[uid.ID]*Answer{},
		cache: newCache(),
		limits: otter.Must(&otter.Options[bucket, *rate.Limiter]{MaximumSize: 100_000,
			ExpiryCalculator: otter.ExpiryAccessing[bucket, *rate.Limiter](time.Hour)})}
	s.base, s.cancel = context.WithCancel(context.Background())
	return s
}

// Close stops the answers that are being given, each recorded as far as it
// came, and waits for them.
func (s *Service) Close() {
	s.mu.Lock()
	s.closed = true
	s.mu.Unlock()
	s.cancel()
	s.group.Wait()
	s.cache.StopAllGoroutines()
	s.limits.StopAllGoroutines()
}

const (
	maxText      = 8 << 10 // bytes of what a learner says at once
	simpleWindow = 30 * time.Minute
)

var askID = regexp.MustCompile(`^[A-Za-z0-9._:-]{0,64}$`)

func (in *Ask) check() error {
	in.Text = strings.TrimSpace(in.Text)
	switch {
	case !askID.MatchString(in.ID):
		return fault.At("id", "An id has at most 64 letters, digits, dots, colons, underscores and dashes.")
	case in.Text == "":
		return fault.At("text", "Say something: the text is empty.")
	case len(in.Text) > maxText:
		return fault.New(fault.TooLarge, "The text is too long: at most %d KiB at once.", maxText>>10)
	case !utf8.ValidString(in.Text):
		return fault.At("text", "The text is not valid UTF-8.")
	case len(in.Question) > 64:
		return fault.At("question_id", "There is no such question.")
	}
	return nil
}

// Begin takes what a learner says and starts the answer. Only the learner
// talks: the door checks that who is.
//
// Errors are Invalid for what cannot be read, Missing for a conversation or
// question that is not the learner's, Conflict while another answer of the
// conversation is being given, and Busy with a time to wait.
func (s *Service) Begin(ctx context.Context, who account.Actor, in Ask, client session.Client) (_ *Answer, err error) {
	defer fault.In(&err, "tutor.Begin")
	if err := in.check(); err != nil {
		return nil, err
	}
	x, err := s.arrive(ctx, who, in, client)
	if err != nil {
		return nil, err
	}
	return s.start(x)
}

// arrive finds the conversation, and refuses who may not talk now.
func (s *Service) arrive(ctx context.Context, who account.Actor, in Ask, client session.Client) (*exchange, error) {
	if who.Status != account.Active || who.Subject.IsZero() {
		return nil, fault.New(fault.Forbidden, "This account waits for a parent's confirmation; until then the tutor cannot help.")
	}
	now := who.Now(s.now)
	if err := s.pass(who, in.Text, now); err != nil {
		return nil, err
	}
	x := &exchange{ask: in, who: who, client: client, begun: now, clock: s.now(), id: uid.New(now)}
	var err error
	if x.stamp, err = s.consent.Stamp(ctx, who.Subject); err != nil {
		return nil, err
	}
	switch {
	case !in.Conversation.IsZero():
		x.conv, err = findConversation(ctx, s.db, who.Subject, in.Conversation)
	case in.Simple:
		if x.conv, err = lastSimple(ctx, s.db, who.Subject, now.Add(-simpleWindow)); x.conv != nil && x.conv.stopped != "" {
			x.conv = nil
		}
	}
	if err != nil {
		return nil, err
	}
	if x.conv == nil {
		x.conv = &conversation{id: uid.New(now), subject: who.Subject, simple: in.Simple, startedAt: now, updatedAt: now}
	}
	if in.Question != "" {
		_, err = s.named(ctx, x) // refused before anything is on its way
	}
	return x, err
}

// A bucket of tokens. What signals a crisis is taken from one of its own: who
// asked too much before must not be told to wait with that.
type bucket struct {
	subject uid.ID
	crisis  bool
}

// pass takes one from the learner's token bucket.
func (s *Service) pass(who account.Actor, text string, now time.Time) error {
	if s.settings.Burst < 0 {
		return nil
	}
	b := bucket{subject: who.Subject}
	_, b.crisis = checkInput(text)
	l, _ := s.limits.ComputeIfAbsent(b, func() (*rate.Limiter, bool) {
		return rate.NewLimiter(rate.Every(s.settings.Every), s.settings.Burst), false
	})
	r := l.ReserveN(now, 1)
	if wait := r.DelayFrom(now); !r.OK() || wait > 0 {
		r.CancelAt(now)
		return fault.Later(wait.Round(time.Second)+time.Second, "You are asking very fast. Please wait %d seconds.", int(wait.Seconds())+1)
	}
	return nil
}

// start registers the answer and works on it in the room's group.
func (s *Service) start(x *exchange) (*Answer, error) {
	ctx, stop := context.WithCancel(s.base)
	a := &Answer{Ask: x.ask.ID, Conversation: x.conv.id, Turn: x.id, subject: x.who.Subject, stop: stop}
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, same := range s.open {
		if x.ask.ID != "" && same.Ask == x.ask.ID && same.subject == x.who.Subject {
			stop()
			return same, nil // sent twice: the line dropped before the client heard that it was taken
		}
	}
	switch {
	case s.closed:
		stop()
		return nil, fault.New(fault.Busy, "The server is shutting down. Please try again in a moment.")
	case s.open[x.conv.id] != nil:
		stop()
		return nil, fault.New(fault.Conflict, "The tutor is still answering you in this conversation. Wait for the end, or stop it.")
	}
	s.open[x.conv.id] = a
	s.group.Go(func() {
		a.emit(Frame{Type: FrameAck, ID: a.Ask, Conversation: a.Conversation, Turn: a.Turn})
		err := s.answer(ctx, a, x)
		s.mu.Lock()
		delete(s.open, a.Conversation)
		s.mu.Unlock()
		a.end(err)
	})
	return a, nil
}

// maxStale is how often one answer is begun upon a conversation that goes on
// meanwhile.
const maxStale = 5

// Answer is Begin and Wait for the one-frame protocol: whoever asks while
// another answer of the conversation is being given waits for its end.
func (s *Service) Answer(ctx context.Context, who account.Actor, in Ask, client session.Client) (Said, error) {
	in.Simple = true
	for stale := 0; ; {
		a, err := s.Begin(ctx, who, in, client)
		if err == nil {
			said, err := a.Wait(ctx)
			// The answer before may have ended between our look at the conversation and
			// our beginning; nothing of ours was said or stored then.
			if stale++; errors.Is(err, errStale) && stale < maxStale {
				continue
			}
			return said, err
		}
		var f *fault.Error
		other := s.talking(who.Subject)
		if !errors.As(err, &f) || f.Kind != fault.Conflict || other == nil {
			return Said{}, err
		}
		if err := other.Listen(ctx, 0, func(Frame) error { return nil }); ctx.Err() != nil {
			return Said{}, err
		}
	}
}

// talking returns an answer that is being given to a subject, or nil.
func (s *Service) talking(subject uid.ID) *Answer {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, a := range s.open {
		if a.subject == subject {
			return a
		}
	}
	return nil
}

// Stop ends the answer that the client named so, and the model's work on it.
// Where none is being given it is Missing: the name is wrong, or the answer
// ended by itself.
func (s *Service) Stop(who account.Actor, ask string) (err error) {
	defer fault.In(&err, "tutor.Stop")
	s.mu.Lock()
	defer s.mu.Unlock()
	found := false
	for _, a := range s.open {
		if a.subject == who.Subject && a.Ask == ask {
			a.mu.Lock()
			a.stopped = true
			a.mu.Unlock()
			a.stop()
			found = true
		}
	}
	if !found {
		return fault.New(fault.Missing, "No answer to an ask of this id is being given, so there is nothing to stop: it may have ended already. The id is that of the ask.")
	}
	return nil
}

// Resume returns what a client missed of a conversation after frame number
// after: frames of replies that are done, and the answer that is being given,
// nil if there is none.
func (s *Service) Resume(ctx context.Context, who account.Actor, id uid.ID, after int64) (_ []Frame, _ *Answer, err error) {
	defer fault.In(&err, "tutor.Resume(%s)", id)
	s.mu.Lock()
	live := s.open[id]
	s.mu.Unlock()
	c, err := findConversation(ctx, s.db, who.Subject, id)
	if err != nil {
		if live != nil && live.subject == who.Subject { // its first turn is not stored yet
			return nil, live, nil
		}
		return nil, nil, err
	}
	if live == nil {
		if c, err = s.recover(ctx, who, c); err != nil {
			return nil, nil, err
		}
	}
	if c.lastFrame <= after {
		return nil, live, nil
	}
	list, err := s.turns(ctx, s.db, `conversation = ? AND hidden = ? ORDER BY ordinal DESC LIMIT 10`, id, false)
	if err != nil {
		return nil, nil, err
	}
	var frames []Frame
	for i := len(list) - 1; i >= 0; i-- {
		for _, f := range list[i].frames() {
			if f.Seq > after {
				frames = append(frames, f)
			}
		}
	}
	return frames, live, nil
}
