package app

import (
	"log/slog"
	"path/filepath"
	"time"
)

// Config is what an operator decides. The zero value of a field is its default.
type Config struct {
	Data         string   // folder; default ./data
	Addr         string   // default :8000; port 0 takes a free one
	DB           string   // sqlite:DIR or postgres://…; default is SQLite in Data
	Version      string   // of the build
	There        bool     // the instance was made before: New makes none, and says so
	TrustProxy   bool     // believe X-Forwarded-For and X-Forwarded-Proto
	MetricsToken string   // opens /metrics to others than this machine
	MirrorRotate int64    // bytes after which a segment of the mirror is closed; 0 never
	School       bool     // school-contract mode: nothing is exported, whoever consents
	Simulation   bool     // no rate limits; who registers is recorded as simulated
	Tutor        []string // model strings (llm.Open); none: the built-in tutor
	TutorKey     string   // of the models' server; may be empty
	Ears         string   // model string of what turns speech into text (llm.OpenEars); none: learners type
	EarsKey      string   // of its server; may be empty
	TutorChoice  float64  // of turns in which the learner chooses between two replies
	Helpline     string   // a sentence with the helpline to call, for the tutor's safety texts
	LeastFree    int64    // bytes that the data folder's disk must have left for the server to be ready
	Drain        time.Duration
	Logger       *slog.Logger
	Now          func() time.Time
}

func (c Config) withDefaults() Config {
	if c.Data == "" {
		c.Data = "data"
	}
	if c.Addr == "" {
		c.Addr = ":8000"
	}
	if c.DB == "" {
		c.DB = "sqlite:" + filepath.Clean(c.Data)
	}
	if c.LeastFree == 0 {
		c.LeastFree = 64 << 20
	}
	if c.Drain == 0 {
		c.Drain = 20 * time.Second
	}
	if c.Logger == nil {
		c.Logger = slog.Default()
	}
	if c.Now == nil {
		c.Now = time.Now
	}
	return c
}
