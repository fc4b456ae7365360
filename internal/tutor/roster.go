package tutor

import (
	"context"
	"regexp"
	"strings"
	"unicode/utf8"

	"satprep/internal/account"
	"satprep/internal/fault"
)

// A roster takes the names of the people around a learner out of what is sent
// to a model, and puts the learner's own back into what comes from it.
type roster struct {
	people []person
}

type person struct {
	name    string // as they write it
	stand   string // in its place
	pattern *regexp.Regexp
}

var (
	emailRE = regexp.MustCompile(`[A-Za-z0-9._%+-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+`)
	phoneRE = regexp.MustCompile(`(?:\+?[0-9]{1,2}[ .-])?\(?[0-9]{3}\)?[ .-][0-9]{3}[ .-][0-9]{4}\b`)
)

// alsoWords are names that are words of every day: they count only with a
// capital.
var alsoWords = map[string]bool{}

func init() {
	for _, w := range strings.Fields("will may mark grace hope art bill rose faith april june august summer drew chase pat sue rob jack dean grant miles max joy dawn eve ivy lily daisy violet olive ruby pearl amber crystal angel king prince duke earl page reed wade cliff heath forest clay stone brook lane ray dale glen rich frank ernest guy don gene mason taylor hunter carter cook baker young long short black white green brown gray little small price cash sterling penny bob nick star river rain sky an the a she he in on to so do no yes way day sun moon chance case law bush field hill wood woods church park bell ball banks rivers waters flowers bird fox wolf lamb love rice bean berry cherry peach ginger sage basil") {
		alsoWords[w] = true
	}
}

// newRoster is made of the learner first and the others after.
func newRoster(names []string) *roster {
	n := &roster{}
	seen := map[string]bool{}
	for i, name := range names {
		stand := "[PERSON_" + string(rune('1'+min(i, 8))) + "]"
		parts := append([]string{name}, strings.Fields(name)...)
		for _, p := range parts {
			p = strings.Trim(p, ".,'’")
			low := strings.ToLower(p)
			if utf8.RuneCountInString(p) < 2 || seen[low] {
				continue
			}
			seen[low] = true
			flags := `(?i)`
			if alsoWords[low] {
				flags, p = ``, strings.ToUpper(p[:1])+p[1:]
			}
			n.people = append(n.people, person{name: name, stand: stand, pattern: regexp.MustCompile(flags + `(^|[^\pL\pN])` + regexp.QuoteMeta(p) + `(['’]s)?($|[^\pL\pN])`)})
		}
	}
	return n
}

// redact puts stand-ins in the place of names, addresses and telephone numbers.
func (n *roster) redact(text string) string {
	text = emailRE.ReplaceAllString(text, "[EMAIL]")
	text = phoneRE.ReplaceAllString(text, "[PHONE]")
	for _, p := range n.people {
		for range 2 { // neighbours share the blank between them
			text = p.pattern.ReplaceAllString(text, "${1}"+p.stand+"${2}${3}")
		}
	}
	return text
}

// restore puts the names back.
func (n *roster) restore(text string) string {
	if !strings.Contains(text, "[PERSON_") {
		return text
	}
	for _, p := range n.people {
		text = strings.ReplaceAll(text, p.stand, p.name)
	}
	return text
}

// roster is of the learner and the people linked with them.
func (s *Service) roster(ctx context.Context, learner account.Actor) (*roster, error) {
	names := []string{learner.Name}
	links, err := s.accounts.Links(ctx, learner)
	if err != nil {
		return nil, err
	}
	for _, l := range links {
		for _, id := range []string{l.Adult, l.Learner} {
			if id == learner.UserID {
				continue
			}
			a, err := s.accounts.Find(ctx, id)
			if fault.Is(err, fault.Missing) {
				continue
			} else if err != nil {
				return nil, err
			}
			names = append(names, a.Name)
		}
	}
	return newRoster(names), nil
}
