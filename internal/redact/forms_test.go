package redact

import (
	"strings"
	"testing"
)

// Forms that people write, in several countries and in a student's lower case.
// What is planted stands between ⟨ and ⟩; all of it must be covered.
var writtenForms = []string{
	// dates of birth
	"my bday is ⟨3/14⟩ so i will be 17 for the test",
	"i was born on ⟨the 3rd of may 2008⟩",
	"dob ⟨03142008⟩ if you need it",
	"DOB: ⟨14.03.2008⟩",
	"born ⟨2008-03-14⟩ in lagos",
	"date of birth - ⟨2008/3/9⟩",
	"i turn 18 on ⟨june 9⟩ lol",
	"im turning sixteen on ⟨november 2nd⟩",
	"⟨9 march 2008⟩ is when i was born",
	"born in ⟨march '08⟩",
	"was born in ⟨'08⟩ btw",
	"b-day: ⟨9th of august⟩",
	"birth date is ⟨9-Mar-2008⟩",
	"my birthday's ⟨sept 21⟩",
	"my birthday falls on ⟨july 4th⟩ this year",
	"fecha de nacimiento: ⟨14/03/2008⟩",
	"geboren am ⟨14.03.2008⟩",
	"I was born ⟨May 5, 2007⟩, so am I too young?",
	"it is my birthday on ⟨the 21st⟩",
	"my birthday is ⟨the twenty-first of june⟩",
	"we share a birthday, ⟨february 29⟩",
	"she was born ⟨12 Dec 06⟩",
	"my sister's birthday is ⟨10/11/2012⟩",
	"turned 17 on ⟨the 4th of october⟩",
	"nacida el ⟨14 de enero de 2008⟩, fecha de nacimiento",
	"née le ⟨3 février 2008⟩, date de naissance / birth",
	// addresses
	"i live at ⟨42 wallaby way⟩",
	"send it to ⟨117 north elm street apt 4b⟩ pls",
	"my address is ⟨8 Rosebank Close, Leeds LS6 2AB⟩",
	"we moved to ⟨2209 S 14th St, Milwaukee, WI 53215⟩",
	"address: ⟨Flat 3, 19 King's Road, London⟩",
	"ship the book to ⟨PO Box 771⟩",
	"our house is ⟨55 oak ridge ln⟩",
	"i live on ⟨12 mg road, pune 411001⟩",
	"casa en ⟨Calle Mayor 12⟩",
	"Ich wohne ⟨Lindenstraße 7⟩",
	"j'habite au ⟨15 rue de Rivoli⟩",
	"my zip is ⟨60614⟩",
	"lives at ⟨apt 12, 400 west broadway⟩",
	"home is ⟨Unit 5/77 Harbour Street, Sydney NSW 2000⟩",
	// ids
	"my student id is ⟨40213377⟩",
	"college board id ⟨QX-77812⟩ says no",
	"registration number ⟨SAT-2026-88213⟩",
	"student no. ⟨883201⟩",
	"my id number is ⟨s1043322⟩",
	"passport ⟨K8820143⟩",
	"my admission ticket says ⟨7731-2204⟩",
	"aadhaar ⟨4321 8765 2109⟩",
	"license plate ⟨7ABC123⟩",
	"confirmation code: ⟨ZK4P9Q⟩",
	"lunch number ⟨55102⟩",
	"library card ⟨2 0114 00392 7751⟩",
	"osis ⟨231445908⟩",
	"my khan class code is ⟨9QWK7V2M⟩",
	"⟨90441832⟩ thats my school id",
	// handles
	"add me on snap: ⟨zoe.lark⟩",
	"my insta is ⟨marialo_08⟩",
	"discord ⟨frostbyte#4410⟩",
	"ig ⟨@lena.draws⟩",
	"im ⟨xX_rook_Xx⟩ on roblox",
	"my username is ⟨moonpie⟩",
	"follow ⟨mathwhiz2009⟩ on tiktok",
	"u can dm me at ⟨_quietstorm_⟩",
	"gamertag ⟨SilentOtter77⟩",
	"reddit u/⟨sleepy_goose⟩",
	"my tiktok is ⟨dancingpanda⟩",
	"snap is ⟨kaylee.xo⟩ if u wanna study",
	"on discord im ⟨fluffernut⟩",
	"my ig handle's ⟨bluejay.writes⟩",
	// persons
	"my friend ⟨tunde⟩ said its c",
	"me and ⟨saoirse⟩ did this one",
	"this is ⟨Anneliese Brandt⟩'s mom",
	"ms ⟨okonkwo⟩ told us to factor",
	"hi im ⟨jaylen⟩",
	"my name is ⟨thuy linh⟩",
	"ask ⟨Priyanka⟩ she knows",
	"my tutor ⟨Mr. Haddad⟩ said so",
	"thanks ⟨Rosalind⟩!",
	"its me ⟨kofi⟩ again",
	"my brother ⟨Emeka⟩ got 1480",
	"coach ⟨delgado⟩ is strict",
}

func TestWrittenForms(t *testing.T) {
	t.Parallel()
	r := New(Roster{})
	missed := 0
	for _, line := range writtenForms {
		var text strings.Builder
		var want []bool
		in := false
		for _, c := range line {
			switch c {
			case '⟨', '⟩':
				in = c == '⟨'
				continue
			}
			n, _ := text.WriteRune(c)
			for range n {
				want = append(want, in && c != ' ' && c != '@')
			}
		}
		got := make([]bool, len(want))
		for _, s := range r.Append(nil, text.String(), nil) {
			for i := s.Start; i < s.End; i++ {
				got[i] = true
			}
		}
		for i := range want {
			if want[i] && !got[i] {
				missed++
				t.Errorf("missed: %s; found %v", line, r.Append(nil, text.String(), nil))
				break
			}
		}
	}
	t.Logf("%d of %d missed", missed, len(writtenForms))
}
