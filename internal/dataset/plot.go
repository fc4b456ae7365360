package dataset

import (
	"fmt"
	"slices"
)

// binsOf turns counts into bars, by key.
func binsOf(counts map[string]int) (list []Bin) {
	for _, k := range sorted(counts) {
		list = append(list, Bin{Label: k, N: float64(counts[k])})
	}
	return list
}

// largest keeps the n longest bars and adds up the rest.
func largest(list []Bin, n int) []Bin {
	list = slices.Clone(list)
	slices.SortStableFunc(list, func(a, b Bin) int {
		switch {
		case a.N > b.N:
			return -1
		case a.N < b.N:
			return 1
		}
		return 0
	})
	if len(list) <= n {
		return list
	}
	rest := Bin{Label: fmt.Sprintf("%d others", len(list)-n)}
	for _, b := range list[n:] {
		rest.N += b.N
	}
	return append(list[:n:n], rest)
}
