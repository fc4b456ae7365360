package redact

import "testing"

// TestWhole asks of one text for each kind of rule that finds more than a form
// what exactly is found, since a share of characters would let one of them fail.
func TestWhole(t *testing.T) {
	t.Parallel()
	r := New(Roster{})
	for _, x := range []struct{ text, want string }{
		{"we live in No 31 Balogun Close, off Airport Road, Ikeja, Lagos", "No 31 Balogun Close, off Airport Road, Ikeja, Lagos"},
		{"our address is Private Bag 118, Nakuru", "Private Bag 118, Nakuru"},
		{"la dirección es C/ Romero, 21, 2º Dcha., 41003 Sevilla", "C/ Romero, 21, 2º Dcha., 41003 Sevilla"},
		{"its flat 9 marlowe house, deptford, london se8 3zz pls", "flat 9 marlowe house, deptford, london se8 3zz"},
		{"住所:〒530-0044 大阪府大阪市北区桜川町2-8-15 メゾン緑301", "〒530-0044 大阪府大阪市北区桜川町2-8-15 メゾン緑301"},
		{"誕生日は平成21年3月4日です", "平成21年3月4日"},
		{"i am a virgo, september 2nd", "september 2nd"},
		{"you have 7 nov 08 as my birthday", "7 nov 08"},
		{"discord is honey underscore oats seven", "honey underscore oats seven"},
		{"riot id is mango#KR2", "mango#KR2"},
		{"i signed up as cloudberrypie", "cloudberrypie"},
		{"whoever cobaltfinch is stop spamming the study room", "cobaltfinch"},
		{"i saw hexagoncowboy's comment and i disagree", "hexagoncowboy"},
		{"got a friend request from mathwithmoose", "mathwithmoose"},
		{"snap = juniperbean", "juniperbean"},
		{"its foxxglove with two x's", "foxxglove"},
		{"my old one was coldbrewkid and the new one is coldbrewgirl, insta changed it", "coldbrewkid | coldbrewgirl"},
		{"my tag is #2PQ0RVC9", "#2PQ0RVC9"},
		{"xbox gt Cosmic Waffle", "Cosmic Waffle"},
		{"my username is orchid lol", "orchid"},
		{"my cash app is $mossandco", "$mossandco"},
		{"I celebrate August 8th and fly that day", "August 8th"},
		{"mine's may 31 and hers is june 1, one party", "may 31 | june 1"},
		{"ok im 4/25/08 so yes", "4/25/08"},
		{"until march 14 i'm 16", "march 14"},
		{"bornn on ocotber 13 2008", "ocotber 13 2008"},
		{"student bd Jul 3, 2009 / parent bd Dec 28, 1979", "Jul 3, 2009 | Dec 28, 1979"},
		{"virgo, 9/9/08", "9/9/08"},
		{"applied with APP-61-20938, waiting", "APP-61-20938"},
		{"its area code 918 555 01 77", "918 555 01 77"},
		{"username is required, my username is too long", ""},
		{"the passage says the fisherman reported the sunflower", ""},
		{"got a message about the triangle confusoin", ""},
		{"mine is May 2 and hers is June 6, different test dates", ""},
		{"im 5/14 of the way through", ""},
		{"form A-2026-11 and ISO-8859-15-20 are norms", ""},
		{"area code is not the same as area 918 by 555", ""},
		{"my omang number is 418273645", "418273645"},
		{"Jill is twice as old as Ben was 12 years ago, the sum is 63", ""},
		{"A driver starts at 310 Birch Road and drives 5 miles to Maple Lane, then 12 miles east", ""},
		{"Sam was born in the year n^2 and was n years old in 1936, so n = 44 and 44^2 = 1936", ""},
		{"Priya, Omar and Lena stand in a line: 3! = 6 ways, in a ring 2! = 2 ways", ""},
		{"Mrs. Diaz has 4 times as many stamps as Mr. Cho, and together they have 60", ""},
		{"Mr. Cho says 4 times as many, and together 60 stamps", "Mr. Cho"},
		{"my tutor Ms. Diaz had 4 students, twice as many as Mr. Cho, 12 together", "Ms. Diaz | Mr. Cho"},
		{"Mr. Soto walks from Pine Street to the lake, 2.4 miles, and back at 3 miles per hour. How long?", ""},
		{"Solve B = K + Kst for s, so B - K = Kst", ""},
		{"error on my ti-84 and on my casio fx-991ex too, use ti84plus", ""},
		{"so 208514730 / 6 = 34752455 exactly", ""},
		{"call 415 555 0134 / 415 555 0178", "415 555 0134 / 415 555 0178"},
		{"in hexadecimal B1F4 is 45556", ""},
		{"the invite shows 2026-11-07T08:30-05:00", ""},
		{`in my code @app.route("/score") gives 404`, ""},
		{"in the problem Ana is turning 12 in 2030, how old in 2045", ""},
	} {
		got := ""
		for _, s := range r.Append(nil, x.text, nil) {
			if got != "" {
				got += " | "
			}
			got += x.text[s.Start:s.End]
		}
		if got != x.want {
			t.Errorf("%q: found %q; want %q", x.text, got, x.want)
		}
	}
}
