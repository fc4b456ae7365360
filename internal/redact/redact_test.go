package redact

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
)

func redacted(r *Redactor, text string) string {
	var c Conversation
	return c.Redact(r, text, nil)
}

// TestForms asks the rules alone, of which each form that is not whole shall be
// refused: the tagger takes many a card with a slip for a number of somebody's.
func TestForms(t *testing.T) {
	t.Parallel()
	r := rulesAlone()
	for _, c := range []struct{ text, want string }{
		{"4111 1111 1111 1111 and 4111 1111 1111 1112", "[CARD_1] and 4111 1111 1111 1112"}, // the second fails Luhn
		{"pay with 3782-822463-10005 12/27", "pay with [CARD_1] 12/27"},
		{"219-09-9999, 000-12-3456, 666-12-3456, 123-00-4567, 123-45-0000", "[SSN_1], 000-12-3456, 666-12-3456, 123-00-4567, 123-45-0000"},
		{"DE89 3704 0044 0532 0130 00 or DE88 3704 0044 0532 0130 00", "[IBAN_1] or DE88 3704 0044 0532 0130 00"}, // mod 97
		{"GB82WEST12345698765432, GB82WEST1234569876543", "[IBAN_1], GB82WEST1234569876543"},                      // length by country
		{"192.168.1.300 192.168.1.30 and fe80::1ff:fe23:4567:890a", "192.168.1.300 [IP_1] and [IP_2]"},
		{"it is 12:30:45 now", "it is 12:30:45 now"},
		{"call (512) 555-0143 x12 or +44 20 7946 0958", "call [PHONE_1] or [PHONE_2]"},
		{"pi is 3.14159265358979", "pi is 3.14159265358979"},
		{"2, 5, 7 then f(10)=555 and 555-1234 = -679", "2, 5, 7 then f(10)=555 and 555-1234 = -679"},
		{"write to maria dot lopez at gmail dot com", "write to [EMAIL_1]"},
		{"a@b is no address, m.lopez+x@school.example is", "a@b is no address, [EMAIL_1] is"},
		{"look at example.com/a, or www.example.org.", "look at [URL_1], or [URL_2]."},
		{"I was born on May 5th, 2008; the test is on May 6, 2025", "I was born on [DATE_OF_BIRTH_1]; the test is on May 6, 2025"},
		{"Euler was born in 1707", "Euler was born in 1707"},
		{"my insta is mia_l0ve and @mia.codes", "my insta is [HANDLE_1] and [HANDLE_2]"},
		{"my student id is 40213377, question id 40213377", "my student id is [ID_1], question id 40213377"},
		{"ｃａｌｌ ５１２-５５５-０１４３", "ｃａｌｌ [PHONE_1]"},
		{"m\u200baria@gmail.com, 512\u00a0555\u00a00143 call", "[EMAIL_1], [PHONE_1] call"},
	} {
		if got := redacted(r, c.text); got != c.want {
			t.Errorf("%q\n got %q\nwant %q", c.text, got, c.want)
		}
	}
}

func TestNames(t *testing.T) {
	t.Parallel()
	r := New(Roster{})
	for _, c := range []struct{ text, want string }{
		{"My name is José Ángel Muñoz-Ruiz.", "My name is [PERSON_1]."},
		{"Mr. O'Brien said X. Xochitl agrees with Dr. Nguyễn", "[PERSON_1] said X. [PERSON_2] agrees with [PERSON_3]"},
		{"Pythagoras, Euler's formula, triangle ABC, point P and Newton's method", "Pythagoras, Euler's formula, triangle ABC, point P and Newton's method"},
		{"Will you mark it? I may, in May. I hope so.", "Will you mark it? I may, in May. I hope so."},
		{"I asked Will and Grace; Mark said so.", "I asked [PERSON_1] and [PERSON_2]; [PERSON_3] said so."},
		{"меня зовут Анна", "меня зовут [PERSON_1]"},
		{"my name is 李明", "my name is [PERSON_1]"},
		{"hi im jayden and my friend xiadani said 7", "hi im [PERSON_1] and my friend [PERSON_2] said 7"},
		{"im stuck, im confused, im cooked", "im stuck, im confused, im cooked"},
		{"Thanks!\nMarisol", "Thanks!\n[PERSON_1]"},
	} {
		if got := redacted(r, c.text); got != c.want {
			t.Errorf("%q\n got %q\nwant %q", c.text, got, c.want)
		}
	}
}

// A whole name is found without its spaces too, as handles and files have it.
func TestJoinedNames(t *testing.T) {
	t.Parallel()
	r := New(Roster{Names: []string{"Xiomara Featherstonehaugh", "Mark Etting", "Jo Ann", "Dmitri Halvorsen"}})
	for _, c := range []struct{ text, want string }{
		{"ask dmitrihalvorsen about the slope", "ask [PERSON_1] about the slope"},
		{"so xiomarafeatherstonehaugh and the line agree", "so [PERSON_1] and the line agree"},
		{"a marketing plan grows by 3", "a marketing plan grows by 3"},
		{"it is the joann fabric problem", "it is the joann fabric problem"},
	} {
		if got := redacted(r, c.text); got != c.want {
			t.Errorf("%q\n got %q\nwant %q", c.text, got, c.want)
		}
	}
}

// roster makes n names of syllables, none of them a word or a listed name.
func rosterOf(n int) (names []string) {
	draw := rand.New(rand.NewPCG(1, 2))
	syllables := strings.Fields("bro chi dur fen gha hul jov kri lum mez nop qua rul syl tav ubr vex wom xan yur zib")
	word := func() string {
		w := ""
		for range 3 {
			w += syllables[draw.IntN(len(syllables))]
		}
		return strings.ToUpper(w[:1]) + w[1:]
	}
	for range n {
		names = append(names, word()+" "+word())
	}
	return names
}

func TestRosterWithSlips(t *testing.T) {
	t.Parallel()
	names := rosterOf(2000)
	r := New(Roster{Names: names})
	draw := rand.New(rand.NewPCG(3, 4))
	slip := func(w string) string {
		b := []byte(w)
		i := 1 + draw.IntN(len(b)-2)
		switch draw.IntN(4) {
		case 0:
			return string(slices.Delete(b, i, i+1))
		case 1:
			return string(slices.Insert(b, i, 'e'))
		case 2:
			b[i] = 'e'
		default:
			b[i], b[i+1] = b[i+1], b[i]
		}
		return string(b)
	}
	missed := 0
	for i, name := range names {
		part := strings.Fields(name)[i%2]
		for _, form := range []string{name, part, strings.ToLower(part), strings.ToUpper(name), part + "'s", strings.ToLower(part) + "’s", slip(part), strings.ToLower(slip(part))} {
			text := "so the answer of " + form + " was 12"
			got := redacted(r, text)
			if want := "so the answer of [PERSON_1]"; !strings.HasPrefix(got, want) {
				missed++
			}
		}
	}
	if share := float64(missed) / float64(8*len(names)); share > 0.001 {
		t.Errorf("%.2f %% of the roster's names are missed", 100*share)
	}
}

// TestSlips compares the index with a search through all names.
func TestSlips(t *testing.T) {
	t.Parallel()
	names := rosterOf(300)
	n := newNames(Roster{Names: names})
	readyLexicon()
	draw := rand.New(rand.NewPCG(5, 6))
	for range 600 {
		p := []rune(n.parts[draw.IntN(len(n.parts))].text)
		for range 1 + draw.IntN(2) {
			i := draw.IntN(len(p))
			switch draw.IntN(4) {
			case 0:
				p = slices.Delete(p, i, i+1)
			case 1:
				p = slices.Insert(p, i, rune('a'+draw.IntN(26)))
			case 2:
				p[i] = rune('a' + draw.IntN(26))
			default:
				if i+1 < len(p) {
					p[i], p[i+1] = p[i+1], p[i]
				}
			}
		}
		want := slices.ContainsFunc(n.parts, func(x part) bool { return !x.joined && distance(p, []rune(x.text)) <= 1 })
		if got := n.slip([]byte(string(p))) >= 0; got != want {
			t.Fatalf("%s: found %v, want %v", string(p), got, want)
		}
	}
}

// distance is the optimal string alignment distance, by its definition.
func distance(a, b []rune) int {
	d := make([][]int, len(a)+1)
	for i := range d {
		d[i] = make([]int, len(b)+1)
		for j := range d[i] {
			switch {
			case i == 0 || j == 0:
				d[i][j] = i + j
			default:
				same := 1
				if a[i-1] == b[j-1] {
					same = 0
				}
				d[i][j] = min(d[i-1][j]+1, d[i][j-1]+1, d[i-1][j-1]+same)
				if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
					d[i][j] = min(d[i][j], d[i-2][j-2]+1)
				}
			}
		}
	}
	return d[len(a)][len(b)]
}

func TestRosterOfWords(t *testing.T) {
	t.Parallel()
	r := New(Roster{Names: []string{"Will Stone", "Grace Price", "李明", "Mary-Kate O'Neil"}, IDs: []string{"zz-91", "quorn"}})
	for _, c := range []struct{ text, want string }{
		{"will you find the price of a stone?", "will you find the price of a stone?"},
		{"Will the price rise? Grace is a virtue.", "Will the price rise? Grace is a virtue."},
		{"will stone has it", "[PERSON_1] has it"},
		{"I asked Will, and Stone's answer is 4", "I asked [PERSON_1], and [PERSON_2]'s answer is 4"},
		{"我和李明一起做", "我和[PERSON_1]一起做"},
		{"mary kate oneil and Quorn, ZZ-91", "[PERSON_1] and [PERSON_2], [ID_1]"},
	} {
		if got := redacted(r, c.text); got != c.want {
			t.Errorf("%q\n got %q\nwant %q", c.text, got, c.want)
		}
	}
}

func TestConversation(t *testing.T) {
	t.Parallel()
	r := New(Roster{Names: []string{"Quillon Vance"}})
	var c Conversation
	var got []string
	for _, turn := range []string{
		"I'm Quillon Vance, hi", "quillon's answer, and Quilon's", "my friend Priya Raghunathan said 7", "PRIYA's notes", "Mr. Vance wrote to a.b@example.org",
		"A.B@example.org and (512) 555-0143, call", "call 512.555.0143", "Priya Nair is another", "so which Priya?",
	} {
		got = append(got, c.Redact(r, turn, nil))
	}
	want := []string{
		"I'm [PERSON_1], hi", "[PERSON_1]'s answer, and [PERSON_1]'s", "my friend [PERSON_2] said 7", "[PERSON_2]'s notes", "[PERSON_1] wrote to [EMAIL_1]",
		"[EMAIL_1] and [PHONE_1], call", "call [PHONE_1]", "[PERSON_3] is another", "so which [PERSON_4]?",
	}
	want[8] = "so which [PERSON_2]?" // settled before there were two of them
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
}

func TestExempt(t *testing.T) {
	t.Parallel()
	r := New(Roster{Names: []string{"Maria Quorn"}})
	e := NewExempt("Maria Quorn has 12 apples and gives Priya 3 of them.\nHow many are left?")
	for _, c := range []struct{ text, want string }{
		{"it says maria  QUORN has 12 apples and gives Priya 3, ok?", "it says maria  QUORN has 12 apples and gives Priya 3, ok?"},
		{"Maria Quorn has 12, says Maria", "[PERSON_1] has 12, says [PERSON_1]"}, // four words are no quotation
		{"gives Priya 3 of them. Priya told me, and maria", "gives Priya 3 of them. [PERSON_1] told me, and [PERSON_2]"},
	} {
		var v Conversation
		if got := v.Redact(r, c.text, e); got != c.want {
			t.Errorf("%q\n got %q\nwant %q", c.text, got, c.want)
		}
	}
}

func TestJoinedExemptionsKnowTheTextsOfAll(t *testing.T) {
	t.Parallel()
	r := New(Roster{Names: []string{"Maria Quorn"}})
	e := Join(NewExempt("Maria Quorn has 12 apples."), nil, NewExempt("Then Maria Quorn went home early."))
	const text = "Maria Quorn has 12 apples. Then Maria Quorn went home. Maria Quorn, again."
	var v Conversation
	if got := v.Redact(r, text, e); got != "Maria Quorn has 12 apples. Then Maria Quorn went home. [PERSON_1], again." {
		t.Error(got)
	}
}

// What would have to stand before the first word, or after the last, is asked for
// and not there.
func TestTextsThatBeginOrEndInTheMiddle(t *testing.T) {
	t.Parallel()
	r := New(Roster{Names: []string{"Maria Quorn"}})
	whole := "At Mar. 5: P.O. Box 4410, Nairobi. D.O.B. 1/2/2011, I.D. no. 88-14, Flat 3, 8 bis rue Pasteur, 10557 Berlin; N. Main St. 5, S. Quorn, www.a.de, 88/14 Sukhumvit, +1 (20) 555-0100"
	for i := range whole {
		for _, end := range []int{i + 3, i + 9, i + 16, i + 30, len(whole)} {
			if end = min(end, len(whole)); !utf8.ValidString(whole[i:end]) {
				continue
			}
			for _, text := range []string{whole[i:end], strings.ToLower(whole[i:end]), strings.ToUpper(whole[i:end])} {
				if err := checkSpans(text, r.Append(nil, text, nil)); err != nil {
					t.Errorf("%q: %v", text, err)
				}
			}
		}
	}
}

func TestCleanLineAllocatesNothing(t *testing.T) {
	if poolsForget {
		t.Skip("under the race detector a pool forgets what it held")
	}
	r := New(Roster{Names: rosterOf(100)})
	lines := []string{"so the slope is 3/4 and f(10) = 555, right?", "The mean of 85, 90 and 92 is 89 — use √2 ≈ 1.414 instead", "naïve façade über ångström"}
	var spans []Span
	for _, l := range lines {
		if n := testing.AllocsPerRun(100, func() { spans = r.Append(spans[:0], l, nil) }); n > 0 {
			t.Errorf("%q: %v allocations, %v", l, n, spans)
		}
	}
}

func TestAppendJSON(t *testing.T) {
	t.Parallel()
	text := "żółć 😀 hi Maria, 73.162.14.201"
	got := string(AppendJSON(nil, text, New(Roster{}).Append(nil, text, nil)))
	if want := `[{"start":10,"end":15,"type":"PERSON"},{"start":17,"end":30,"type":"IP"}]`; got != want {
		t.Errorf("%s, want %s", got, want)
	}
}

// checkSpans reports what is wrong with spans of text.
func checkSpans(text string, spans []Span) error {
	end := 0
	for _, s := range spans {
		switch {
		case s.Start < end || s.End <= s.Start || s.End > len(text):
			return fmt.Errorf("%v out of order", spans)
		case s.Start < len(text) && !utf8.RuneStart(text[s.Start]) && utf8.ValidString(text), s.End < len(text) && !utf8.RuneStart(text[s.End]) && utf8.ValidString(text):
			return fmt.Errorf("%v within a code point", s)
		case s.Type.String() == "":
			return fmt.Errorf("%v of no type", s)
		}
		end = s.End
	}
	return nil
}

func FuzzRedact(f *testing.F) {
	planted := readPlanted(f, "testdata/dev.jsonl")
	for i := 0; i < len(planted); i += (len(planted) + 99) / 100 { // a hundred of all kinds: the fuzzer looks through its seeds before it tries anything
		f.Add(planted[i].Text)
	}
	f.Add(". Box 4410, Nairobi")
	f.Add("0Y/0/")
	f.Add("[PERSON_1] [EMAIL_22] at gmail dot com [X_1]")
	f.Add("\xff\xfe\u0301 ﬀ İ ſ 𝟙 ١٢٣ ＠ｍａｒｉａ")
	r := New(Roster{Names: []string{"Maria Lopez", "Will Stone", "李明", "Анна"}, IDs: []string{"zz-91"}})
	f.Fuzz(func(t *testing.T, text string) {
		spans := r.Append(nil, text, nil)
		if err := checkSpans(text, spans); err != nil {
			t.Fatalf("%q: %v", text, err)
		}
		var c Conversation
		once := string(c.Replace(nil, text, spans))
		if again := r.Append(nil, once, nil); len(again) > 0 {
			t.Fatalf("%q\nbecame %q\nin which %v was found: %q", text, once, again, once[again[0].Start:again[0].End])
		}
		if err := checkSpans(text, r.Structured().Append(nil, text, nil)); err != nil {
			t.Fatalf("%q: %v", text, err)
		}
	})
}

// TestLongLines: the work for a line grows with its length. Each of these would
// take minutes where every sign of a run looked through the whole run.
func TestLongLines(t *testing.T) {
	t.Parallel()
	r := New(Roster{Names: []string{"Maria Lopez"}, IDs: []string{"zz-91"}})
	for _, piece := range []string{"a_", "a.", "a@", "1.", "a-1", "A1-", "::1", "id ", "www.a", "x at ", "dot com ", "Maria ", "De La ", "born ", "1 ", "(1)", "J.", "u/", "#1234a", "-", "12 Main Street, ", "Flat 1, ",
		"No. 1 ", "S 5th ", "corner of A and ", "May 5, 2008 ", "5. mai ", "~a~ ", "$ab1 ", "AB 12 ", "insta a-b ", "on Oak Street ", "Halloween ", "two thousand "} {
		text := strings.Repeat(piece, 60_000/len(piece))
		if err := checkSpans(text, r.Append(nil, text, nil)); err != nil {
			t.Errorf("%s: %v", piece, err)
		}
	}
}
