package family

import (
	"bytes"
	"flag"
	"math"
	"math/big"
	"math/rand/v2"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"satprep/internal/question"
)

// An answer is an option, or a typed entry, as a proof sees it.
type answer struct {
	t    *testing.T
	text string
}

// n is the number that the answer is or, among words, begins with.
func (a answer) n() float64 {
	if x, err := evaluate(a.text, nil); err == nil {
		return x
	}
	for _, word := range strings.Fields(a.text) {
		if x, err := evaluate(word, nil); err == nil {
			return x
		}
	}
	return math.NaN()
}

// at is the expression's value.
func (a answer) at(e env) float64 {
	_, after, ok := strings.Cut(a.text, "=")
	if !ok {
		after = a.text
	}
	x, err := evaluate(after, e)
	if err != nil {
		a.t.Fatalf("%q: %v", a.text, err)
	}
	return x
}

// holds says whether the equation or inequality is true.
func (a answer) holds(e env) bool {
	ok, err := truth(a.text, e)
	if err != nil {
		a.t.Fatalf("%q: %v", a.text, err)
	}
	return ok
}

// pair reads (x,y).
func (a answer) pair() (x, y float64) {
	left, right, ok := strings.Cut(strings.TrimSuffix(strings.TrimPrefix(strings.ReplaceAll(a.text, "$", ""), "("), ")"), ",")
	x, err1 := evaluate(left, nil)
	y, err2 := evaluate(right, nil)
	if !ok || err1 != nil || err2 != nil {
		a.t.Fatalf("%q is no point", a.text)
	}
	return x, y
}

// n is a value as a number.
func (v V) n(name string) float64 {
	r := rat(v[name])
	if r == nil {
		panic("no number " + name)
	}
	x, _ := r.Float64()
	return x
}

// at evaluates a value that is a formula.
func (v V) at(name string, e env) float64 {
	x, err := evaluate(v[name].(string), e)
	if err != nil {
		panic(err)
	}
	return x
}

// A proof says whether an answer is right, from the values that the stem shows,
// by another way than the family computes it.
type proof func(v V, a answer) bool

// equals proves by a number found another way.
func equals(f func(v V) float64) proof {
	return func(v V, a answer) bool { return near(a.n(), f(v)) }
}

// solves proves by substitution: f is 0 for the right number alone.
func solves(f func(v V, x float64) float64) proof {
	return func(v V, a answer) bool { return near(f(v, a.n()), 0) }
}

// everywhere proves an expression in letters: equal to f at random numbers.
func everywhere(letters string, f func(v V, e env) float64) proof {
	return func(v V, a answer) bool {
		r := rand.New(rand.NewPCG(1, 2))
		for range 12 {
			e := env{}
			for _, l := range letters {
				e[string(l)] = 1.5 + 7*r.Float64()
			}
			if !near(a.at(e), f(v, e)) {
				return false
			}
		}
		return true
	}
}

// says proves an answer in words by what it must contain.
func says(words string) proof {
	return func(v V, a answer) bool { return strings.Contains(a.text, v.fill(words)) }
}

var ugly = regexp.MustCompile(`\+-|--|\+\+|(^|[^0-9a-z.{,}\\])[01][xyn](\W|$)|#`)

func seeds(t *testing.T) uint64 {
	if testing.Short() {
		return 40
	}
	return 100
}

// TestFamilies makes many variants of each family and proves each.
func TestFamilies(t *testing.T) {
	t.Parallel()
	names := map[string]bool{}
	for _, f := range All() {
		if names[f.Name] {
			t.Errorf("%s stands twice", f.Name)
		}
		names[f.Name] = true
		t.Run(f.Name, func(t *testing.T) {
			t.Parallel()
			prove, ok := proofs[f.Name]
			if !ok {
				t.Fatal("there is no proof")
			}
			stems, keys, first := map[string]bool{}, map[string]int{}, map[string]int{}
			for seed := range seeds(t) {
				q, v, err := f.variant(seed)
				if err != nil {
					t.Fatal(err)
				}
				examine(t, q, v, prove)
				if t.Failed() {
					line, _ := question.Line(q)
					t.Fatalf("seed %d: %v\n%s", seed, v, line)
				}
				figure := ""
				if q.Figure != nil {
					figure = q.Figure.Alt
				}
				stems[q.Stem+figure] = true
				keys[keyText(q)]++
				first[q.Keys[0]]++
			}
			if n := int(seeds(t)); len(stems) < n/2 {
				t.Errorf("%d variants are %d questions", n, len(stems))
			}
			if _, number := question.Numeric(slices.Collect(mapKeys(keys))[0]); number && len(keys) < 4 {
				t.Errorf("the key is one of %v", keys)
			}
			if !f.Typed && len(first) < 2 {
				t.Errorf("the key is always %v", first)
			}
		})
	}
	for name := range proofs {
		if !names[name] {
			t.Errorf("a proof of %s, which is no family", name)
		}
	}
}

func mapKeys(m map[string]int) func(func(string) bool) {
	return func(yield func(string) bool) {
		for k := range m {
			if !yield(k) {
				return
			}
		}
	}
}

func examine(t *testing.T, q *question.Question, v V, prove proof) {
	for _, finding := range question.Lint([]*question.Question{q}) {
		t.Errorf("lint: %s", finding)
	}
	q.EveryText(func(field, text string) {
		for i, part := range strings.Split(strings.ReplaceAll(text, `\$`, ""), "$") {
			if i%2 == 1 && (ugly.MatchString(part) || !balanced(part)) {
				t.Errorf("%s: %q in %q", field, part, text)
			}
		}
		if strings.Contains(text, "#") || strings.Contains(text, "  ") {
			t.Errorf("%s: %q", field, text)
		}
	})
	if q.Type == question.Typed {
		if !prove(v, answer{t, q.Keys[0]}) {
			t.Errorf("the key %s does not prove right", q.Keys[0])
		}
		for _, e := range q.EntryErrors {
			if prove(v, answer{t, e.Entry}) {
				t.Errorf("the entry %s proves right", e.Entry)
			}
		}
		return
	}
	for i, c := range q.Choices {
		if prove(v, answer{t, c.Text}) != (c.ID == q.Keys[0]) {
			t.Errorf("choice %s %q proves otherwise than the key %s", c.ID, c.Text, q.Keys[0])
		}
		for _, other := range q.Choices[:i] {
			if alike(c.Text, other.Text) {
				t.Errorf("%q and %q are the same", c.Text, other.Text)
			}
		}
	}
}

// alike reports whether two options that can be computed are equal wherever.
func alike(x, y string) bool {
	r := rand.New(rand.NewPCG(3, 4))
	for range 6 {
		e := env{}
		for l := 'a'; l <= 'z'; l++ {
			e[string(l)] = .5 + 4*r.Float64()
		}
		a, err1 := evaluate(x, e)
		b, err2 := evaluate(y, e)
		if err1 != nil || err2 != nil || math.IsNaN(a) || !near(a, b) {
			return x == y
		}
	}
	return true
}

func balanced(tex string) bool {
	depth := 0
	for i, c := range tex {
		escaped := i > 0 && tex[i-1] == '\\'
		switch {
		case c == '{' && !escaped:
			depth++
		case c == '}' && !escaped:
			depth--
		}
		if depth < 0 {
			return false
		}
	}
	return depth == 0 && strings.Count(tex, `\begin`) == strings.Count(tex, `\end`) && strings.Count(tex, `\left`) == strings.Count(tex, `\right`)
}

// A seed makes the same variant again, and a later one others.
//
//check:sweep
func TestSeedRebuilds(t *testing.T) {
	t.Parallel()
	for _, f := range All() {
		one, err1 := f.Make(7)
		two, err2 := f.Make(7)
		if err1 != nil || err2 != nil {
			t.Fatal(err1, err2)
		}
		x, _ := question.Line(one)
		y, _ := question.Line(two)
		again, made, err := Remade(one)
		if err != nil || !made {
			t.Fatalf("Remade(%s) = %v, %v", one.ID, made, err)
		}
		z, _ := question.Line(again)
		if !bytes.Equal(x, y) || !bytes.Equal(x, z) {
			t.Errorf("%s differs from itself", f.Name)
		}
	}
}

var update = flag.Bool("update", false, "make the bank's variants anew")

// remake writes a variant anew into the bank's file that holds it, with the use
// and the tags that it has there.
func remake(t *testing.T, old, q *question.Question) {
	q.Use, q.Form, q.Slot, q.Tags = old.Use, old.Form, old.Slot, old.Tags
	line, err := question.Line(q)
	if err != nil {
		t.Fatal(err)
	}
	names, err := filepath.Glob("../question/bank/math/*.jsonl")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range names {
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		lines := bytes.Split(text, []byte("\n"))
		i := slices.IndexFunc(lines, func(l []byte) bool { return bytes.HasPrefix(l, []byte(`{"id":"`+old.ID+`"`)) })
		if i < 0 {
			continue
		}
		lines[i] = line
		if err := os.WriteFile(name, bytes.Join(lines, []byte("\n")), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

// What stands in the bank as a variant is what its family makes; -update makes
// it so.
//
//check:sweep
func TestBankVariants(t *testing.T) {
	t.Parallel()
	b, err := question.Embedded()
	if err != nil {
		t.Fatal(err)
	}
	for _, q := range b.Questions {
		again, made, err := Remade(q)
		if err != nil {
			t.Errorf("%s: %v", q.ID, err)
		} else if made && *update {
			remake(t, q, again)
		} else if made && (again.ID != q.ID || again.Version != q.Version || again.Family != q.Family || again.Difficulty != q.Difficulty || again.Adjust != q.Adjust) {
			x, _ := question.Line(q)
			y, _ := question.Line(again)
			t.Errorf("the bank has\n%s\nand its family makes\n%s", x, y)
		}
	}
}

func TestFill(t *testing.T) {
	t.Parallel()
	v := V{"a": -1, "b": 1200, "h": frac(-1, 2), "m": frac(13, 2), "w": "word"}
	for text, want := range map[string]string{
		`$#{*a}x#{+b}$ #b`: `$-x+1{,}200$ 1,200`, `$#h$ #{.m} #{$m} #{$b}`: `$-\frac{1}{2}$ 6.5 \$6.50 \$1,200`, `$#{|a}$ #w`: `$1$ word`,
		`$#h{}x$`: `$-\frac{1}{2}x$`, `\$5 and #b`: `\$5 and 1,200`,
	} {
		if got := v.fill(text); got != want {
			t.Errorf("%s is %s, want %s", text, got, want)
		}
	}
	for got, want := range map[string]string{
		poly("x", 1, -3, 0): "x^2-3x", poly("x", 0, 0): "0", poly("x", -1, 1): "-x+1", poly("t", frac(1, 2), -1): `\frac{1}{2}t-1`,
		two(2, "x", -1, "y"): "2x-y", surd(1, 12): `2\sqrt{3}`, surd(3, 4): "6", surd(2, 5): `2\sqrt{5}`, less("x", -3): "(x+3)",
		pis(12): `12\pi`, pis(1): `\pi`, pis(frac(5, 3)): `\frac{5\pi}{3}`, entry(frac(7, 2)): "3.5", entry(frac(7, 3)): "7/3", entry(frac(-5, 1)): "-5",
		thousands("1234567", ","): "1,234,567", decimal(big.NewRat(13, 40)): "0.325",
	} {
		if got != want {
			t.Errorf("%s, want %s", got, want)
		}
	}
}
