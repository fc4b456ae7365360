package simulate

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"net/http"
	"strings"
	"time"

	"satprep/internal/fault"
)

// How learners talk to the tutor, as probabilities.
const (
	talkRich    = .6 // over the rich protocol, the rest by single frames
	talkChoose  = .9 // of two replies shown side by side
	talkRate    = .4
	talkAgain   = .2 // asks for another reply
	talkGoOn    = .5 // says something more
	talkMost    = 4  // things said in one visit, at most
	likeSolve   = .8 // a thumb goes up: for a solution, and for less
	likeHint    = .6
	reasonGiven = .6 // with a thumb down
)

// goesOn is what learners say next in a conversation.
var goesOn = []string{"Another hint, please.", "Can you show me an example?", "Explain the solution step by step, please.", "why?", "ok, next step", "I still don't get it",
	"Give me another one like it.", "My answer is B.", "thanks!"}

var reasons = []string{"confusing", "confusing", "gives_away", "wrong"}

// talker is the generator behind how a learner talks. It is apart from the one
// that answers, so that talking draws nothing away from answering.
func (l *Learner) talker(i int) *rand.Rand {
	return rand.New(rand.NewPCG(l.seed^0x74616c6b, uint64(i)+1))
}

// frame is what a learner reads of the tutor's frames.
type frame struct {
	Type         string `json:"type"`
	Conversation string `json:"conversation"`
	Turn         string `json:"turn"`
	Level        int    `json:"level"`
	Finish       string `json:"finish"`
	Detail       string `json:"detail"`
	Options      []struct {
		Turn string `json:"turn"`
	} `json:"options"`
}

// heard is a reply of the tutor.
type heard struct {
	conversation, turn string
	level              int
	options            []string
}

// visit is a conversation over the rich protocol.
func (s *school) visit(ctx context.Context, c *caller, rng *rand.Rand, text string) error {
	reply, err := c.hear(ctx, "/ai_tutor/ask", map[string]any{"id": "1", "text": text, "type": "text"})
	for n := 2; err == nil && n <= talkMost; n++ {
		c.clock = c.clock.Add(time.Duration(8+rng.IntN(30)) * time.Second)
		if err = s.judge(ctx, c, rng, reply); err != nil {
			return err
		}
		if len(reply.options) == 0 && rng.Float64() < talkAgain {
			s.turns.Add(1)
			if reply, err = c.hear(ctx, "/ai_tutor/regenerate", map[string]any{"id": fmt.Sprint(n, "r"), "turn": reply.turn}); err != nil {
				return err
			}
			if err = s.judge(ctx, c, rng, reply); err != nil {
				return err
			}
		}
		if rng.Float64() >= talkGoOn {
			return nil
		}
		s.turns.Add(1)
		reply, err = c.hear(ctx, "/ai_tutor/ask", map[string]any{"id": fmt.Sprint(n), "text": goesOn[rng.IntN(len(goesOn))], "type": "text", "conversation": reply.conversation})
	}
	return err
}

// judge chooses between two replies, and rates.
func (s *school) judge(ctx context.Context, c *caller, rng *rand.Rand, reply heard) error {
	turn := reply.turn
	if len(reply.options) == 2 && rng.Float64() < talkChoose {
		turn = reply.options[rng.IntN(2)]
		if err := c.call(ctx, http.MethodPost, "/ai_tutor/choose", map[string]any{"turn": turn}, nil); err != nil {
			return err
		}
	}
	if rng.Float64() >= talkRate {
		return nil
	}
	like := likeHint
	if reply.level == 4 {
		like = likeSolve
	}
	rating := map[string]any{"turn": turn, "value": 1}
	if rng.Float64() >= like {
		rating["value"] = -1
		if rng.Float64() < reasonGiven {
			rating["reasons"] = []string{reasons[rng.IntN(len(reasons))]}
		}
	}
	return c.call(ctx, http.MethodPost, "/ai_tutor/rate", rating, nil)
}

// hear sends in and reads the tutor's frames, which come as server-sent events.
func (c *caller) hear(ctx context.Context, path string, in any) (h heard, err error) {
	var body bytes.Buffer
	if err := c.call(ctx, http.MethodPost, path, in, &body); err != nil {
		return h, err
	}
	lines := bufio.NewScanner(&body)
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		data, ok := strings.CutPrefix(lines.Text(), "data: ")
		if !ok {
			continue
		}
		var f frame
		if err := json.Unmarshal([]byte(data), &f); err != nil {
			return h, fmt.Errorf("reading the tutor's frames: %w", err)
		}
		switch f.Type {
		case "choice":
			for _, o := range f.Options {
				h.options = append(h.options, o.Turn)
			}
		case "error":
			return h, fault.New(fault.Internal, "The tutor said: %s", f.Detail)
		case "done":
			h.conversation, h.turn, h.level = f.Conversation, f.Turn, f.Level
			return h, nil
		}
	}
	return h, fault.New(fault.Internal, "The tutor's answer has no end.")
}
