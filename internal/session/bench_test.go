package session_test

import (
	"context"
	"sync/atomic"
	"testing"

	"satprep/internal/account"
	"satprep/internal/session"
	"satprep/internal/uid"
)

// BenchmarkSubmit is a durable answer below the door, with as many students at
// once as -cpu times 32.
func BenchmarkSubmit(b *testing.B) {
	s := open(b, "sqlite:"+b.TempDir())
	var people []account.Actor
	for range 64 {
		people = append(people, s.student())
	}
	var next atomic.Int64
	b.SetParallelism(32)
	b.ResetTimer()
	b.RunParallel(func(pb *testing.PB) {
		a := people[int(next.Add(1))%len(people)]
		var r session.Reply
		var id uid.ID
		for pb.Next() {
			var err error
			if len(r.Questions) == 0 {
				r, err = s.sessions.StartPractice(context.Background(), a, session.Start{Domain: "rw", NumQuestions: 50})
				id, _ = uid.Parse(r.SessionID)
			} else {
				r, err = s.sessions.Submit(context.Background(), a, session.Practice, id, session.Answers{Items: []session.Submission{submission(r.Questions[0].ID, "B", 30)}})
			}
			if err != nil {
				b.Error(err)
				return
			}
		}
	})
}
