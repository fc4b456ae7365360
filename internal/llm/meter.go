package llm

import (
	"maps"
	"math"
	"sync"
)

// Prices are what a model costs, in units of one currency per million tokens,
// which is the same as millionths of the unit per token.
type Prices struct {
	Prompt     float64
	Completion float64
}

// micros is the cost of a call in millionths of the unit, rounded.
func (p Prices) micros(u Usage) int64 {
	return int64(math.Round(p.Prompt*float64(u.PromptTokens) + p.Completion*float64(u.CompletionTokens)))
}

// A Meter is what a client has done since it was opened.
type Meter struct {
	Calls            int64 // begun, refused ones included
	Tries            int64 // HTTP requests
	Failed           int64
	PromptTokens     int64
	CompletionTokens int64
	CostMicros       int64 // millionths of the currency unit
	Running          int   // calls with a connection or waiting for one
	Paused           bool  // the circuit breaker is open
	Failures         map[Cause]int64
}

// meter adds up.
type meter struct {
	mu  sync.Mutex
	sum Meter
}

func (m *meter) begin() {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.sum.Calls++
	m.sum.Running++
}

func (m *meter) end(res Result, f *failure) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.sum.Running--
	m.sum.Tries += int64(res.Tries)
	m.sum.PromptTokens += int64(res.Usage.PromptTokens)
	m.sum.CompletionTokens += int64(res.Usage.CompletionTokens)
	m.sum.CostMicros += res.CostMicros
	if f != nil {
		m.sum.Failed++
		if m.sum.Failures == nil {
			m.sum.Failures = map[Cause]int64{}
		}
		m.sum.Failures[f.cause]++
	}
}

func (m *meter) read() Meter {
	m.mu.Lock()
	defer m.mu.Unlock()
	sum := m.sum
	sum.Failures = maps.Clone(m.sum.Failures)
	return sum
}
