package api

import (
	"context"
	"encoding/json"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"
)

type benchIn struct {
	SessionID string `path:"session_id"`
	Body      []struct {
		QuestionID string   `json:"question_id"`
		Answer     *string  `json:"answer"`
		TimeSpent  *float64 `json:"time_spent"`
	} `nullable:"false" minItems:"1" maxItems:"100"`
}

type benchOut struct {
	Theta    float64 `json:"theta"`
	Feedback struct {
		Correct   bool   `json:"correct"`
		Rationale string `json:"rationale"`
	} `json:"feedback"`
}

func nothing(context.Context, *caller, *benchIn) (benchOut, error) { return benchOut{Theta: .25}, nil }

// BenchmarkDoor is what a practice answer pays at the door, beside the same
// work by hand on net/http alone.
func BenchmarkDoor(b *testing.B) {
	a, err := New(Rooms{}, Config{Logger: slog.New(slog.DiscardHandler), Now: time.Now})
	if err != nil {
		b.Fatal(err)
	}
	rt := &route{"POST", "/bench/{session_id}", anyone, answers, "A benchmark", do(nothing)}
	rt.verb(a, rt)

	plain := http.NewServeMux()
	plain.HandleFunc("POST /bench/{session_id}", func(w http.ResponseWriter, r *http.Request) {
		in := benchIn{SessionID: r.PathValue("session_id")}
		if err := json.NewDecoder(r.Body).Decode(&in.Body); err != nil {
			http.Error(w, "bad", http.StatusBadRequest)
			return
		}
		out, _ := nothing(r.Context(), nil, &in)
		w.Header().Set("Content-Type", "application/json")
		json.NewEncoder(w).Encode(out)
	})
	const body = `[{"question_id":"m-alg-0001","answer":"B","time_spent":41.5}]`
	for _, h := range []struct {
		name string
		http.Handler
	}{{"plain", plain}, {"door", a}} {
		b.Run(h.name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				r := httptest.NewRequest("POST", "/bench/x", strings.NewReader(body))
				w := httptest.NewRecorder()
				h.ServeHTTP(w, r)
				if w.Code != http.StatusOK {
					b.Fatal(w.Body)
				}
			}
		})
	}
}
