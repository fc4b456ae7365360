package dataset

import (
	"strings"
	"testing"
)

// What a gate takes for prompt and completion are columns that the config has.
func TestTextColumns(t *testing.T) {
	t.Parallel()
	want := map[string][2]string{"sft": {"messages", ""}, "preference": {"prompt", "chosen rejected"}, "unpaired": {"prompt", "completion"},
		"remediation": {"history", "tutor_reply human_reply"}, "verifiable": {"prompt", ""}}
	for _, s := range shapes {
		if s.Schema == nil {
			continue
		}
		var got [2]string
		p, c := textColumns(s.Schema)
		for i, list := range [][]int{p, c} {
			var names []string
			for _, j := range list {
				names = append(names, s.Schema.Columns()[j].Name)
			}
			got[i] = strings.Join(names, " ")
		}
		if got != want[s.Name] {
			t.Errorf("%s: %q, want %q", s.Name, got, want[s.Name])
		}
	}
}
