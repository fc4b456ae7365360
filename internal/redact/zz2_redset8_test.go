package redact

import ("testing";"fmt";"strings")

func TestZZNew(t *testing.T) {
	dev := readPlanted(t, "/tmp/redset8-dev.jsonl")
	f := finder(nil)
	c := score(f, dev)
	c.printTypes(t)
	for _, p := range dev {
		c := score(f, []planted{p})
		for _, m := range c.missed {
			var got []string
			for _, s := range f(p) { got = append(got, s.Type.String()+":"+p.Text[s.Start:s.End]) }
			fmt.Println(m, "  GOT", strings.Join(got, " | "))
		}
	}
}
