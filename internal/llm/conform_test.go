package llm_test

import (
	"testing"

	"satprep/internal/llm"
	"satprep/internal/llm/llmtest"
)

func TestConform(t *testing.T) {
	t.Parallel()
	t.Run("scripted", func(t *testing.T) {
		llmtest.Conform(t, func(_ *testing.T, turns ...llm.Turn) llm.Model {
			return llm.Script("toy", turns...)
		})
	})
	t.Run("client", func(t *testing.T) {
		llmtest.Conform(t, func(t *testing.T, turns ...llm.Turn) llm.Model {
			var replies []llmtest.Reply
			for _, turn := range turns {
				replies = append(replies, llmtest.Play(turn))
				if turn.Fail == llm.RateLimited || turn.Fail == llm.Unavailable {
					replies = append(replies, llmtest.Play(turn)) // for the second try
				}
			}
			return llmtest.Script(replies...).Open(t, "", "")
		})
	})
}
