package plot

import (
	"strings"
	"testing"
)

func TestAxis(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		low, high float64
		zero      bool
		want      string
	}{
		{0, 10, false, "0 2 4 6 8 10"}, {3, 17, false, "0 5 10 15 20"}, {90, 110, false, "90 95 100 105 110"}, {90, 110, true, "0 20 40 60 80 100 120"},
		{-3, 4, false, "−4 −2 0 2 4"}, {0.1, 0.35, false, "0 0.1 0.2 0.3 0.4"}, {5, 5, false, "4 4.5 5 5.5 6"}, {-12, -3, false, "−12 −10 −8 −6 −4 −2 0"}, {1e6, 3e6, false, "0 500000 1000000 1500000 2000000 2500000 3000000"},
	} {
		var got []string
		for _, v := range NewAxis(c.low, c.high, c.zero, 0, 1).Ticks() {
			got = append(got, Decimal(v))
		}
		if s := strings.Join(got, " "); s != c.want {
			t.Errorf("%v to %v: %s, want %s", c.low, c.high, s, c.want)
		}
	}
}
