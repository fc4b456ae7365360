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
		{"my omang number is 418273645", "418273645"},
		{"Jill is twice as old as Ben was 12 years ago, the sum is 63", ""},
		{"A driver starts at 310 Birch Road and drives 5 miles to Maple Lane, then 12 miles east", ""},
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
