package dataset

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"

	"satprep/internal/redact"
)

// plants are ways in which people tell who somebody is; each is filled with a
// name of the instance, or stands as it is. The redactor was not made from
// them: redact has an evaluation of its own.
var plants = []struct {
	text string
	name bool // %s is a name
	hot  string
}{
	{"btw %s told me the same thing", true, ""},
	{"my name is %s by the way", true, ""},
	{"can you send it to %s as well", true, ""},
	{"you can write to me at swim.team.09@example.org if it is easier", false, "swim.team.09@example.org"},
	{"or call (415) 555-0137 after six", false, "(415) 555-0137"},
	{"my stuff is on https://example.net/u/kim-77 if you want to see it", false, "https://example.net/u/kim-77"},
	{"my ssn is 219-09-9999 for the form", false, "219-09-9999"},
	{"we live at 1208 Maple Street, Springfield", false, "1208 Maple Street"},
	{"i was born on March 3, 2009", false, "March 3, 2009"},
	{"the card is 4111 1111 1111 1111", false, "4111 1111 1111 1111"},
}

// plantedPII puts personal data into words of this very dataset and counts what
// its redaction misses, in characters.
func plantedPII(ctx context.Context, in *inspection) (float64, string, error) {
	if len(in.samples) == 0 {
		return 0, "there are no words in it", nil
	}
	roster, err := in.build.service.Accounts.Roster(ctx, in.build.asOf)
	if err != nil {
		return 0, "", err
	}
	names := slices.DeleteFunc(roster.Names, func(n string) bool { return strings.ContainsAny(n, "0123456789") }) // of no person
	rng := rand.New(rand.NewPCG(uint64(in.build.recipe.Seed), 0x706c616e74))                                      // the same at every building
	planted, missed, n := 0, 0, 0
	for i, sample := range in.samples {
		p := plants[i%len(plants)]
		text, hot := p.text, p.hot
		if p.name {
			if len(names) == 0 {
				continue
			}
			hot = names[rng.IntN(len(names))]
			text = fmt.Sprintf(p.text, hot)
		}
		line := strings.TrimRight(sample, " .!?") + ". " + text + "."
		at := len(line) - 1 - len(text) + strings.Index(text, hot)
		n++
		planted += len(hot)
		missed += len(hot) - covered(in.build.redactor, line, at, at+len(hot))
	}
	return share(missed, planted), fmt.Sprintf("%d planted", n), nil
}

// covered is how many bytes of [from, to) lie in spans.
func covered(r *redact.Redactor, text string, from, to int) (n int) {
	for _, s := range r.Append(nil, text, nil) {
		n += max(0, min(s.End, to)-max(s.Start, from))
	}
	return n
}
