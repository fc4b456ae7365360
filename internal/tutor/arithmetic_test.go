package tutor

import (
	"fmt"
	"testing"
)

func sprint(format string, args ...any) string { return fmt.Sprintf(format, args...) }

func TestSoundArithmetic(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]bool{
		"3*4+2 = 14":                            true,
		"3*4+2 = 15":                            false,
		"So 3 × 4 + 2 = 14.":                    true,
		"So 3 × 4 + 2 = 12.":                    false,
		"1/2 + 1/3 = 5/6":                       true,
		"1/2 + 1/3 = 2/5":                       false,
		`$\frac{1}{2}+\frac{1}{3}=\frac{5}{6}$`: true,
		`$\frac{1}{2}\cdot 4=3$`:                false,
		`$3\div\frac{1}{2}=6$`:                  true,
		`$3\div\frac{1}{2}=1.5$`:                false,
		"0.1 + 0.2 = 0.3":                       true,
		"0.35 = 35%":                            true,
		"0.35 = 3.5%":                           false,
		"35% of 240 = 84":                       true,
		"35% of 240 is 84":                      true,
		"35% of 240 is 85":                      false,
		"2/3 = 0.67":                            true,
		"2/3 = 0.66":                            true,
		"2/3 = 0.7":                             false,
		"2/3 ≈ 0.7":                             true,
		"10/3 = 3":                              false,
		"50/3 = 16 2/3":                         true,
		"50/3 = 16 1/3":                         false,
		"1,200 + 300 = 1,500":                   true,
		"1,200 + 300 = 1,400":                   false,
		"3(4) = 12":                             true,
		"(2)(5) = 11":                           false,
		"2^5 = 32":                              true,
		"3² + 4² = 25":                          true,
		"3² + 4² = 24":                          false,
		"12 divided by 4 equals 3":              true,
		"12 divided by 4 equals 4":              false,
		"7 plus 5 is 12":                        true,
		"7 plus 5 is 13":                        false,
		"-3 + 5 = 2":                            true,
		"The price is 0.7 * 340 = 238 dollars.": true,
		"The price is 0.7 * 340 = 228 dollars.": false,
		"x = 3 + 4 = 7":                         true,
		"x = 3 + 4 = 8":                         false,
		"First 2 + 2 = 4, then 4 * 3 = 13.":     false,
		// What cannot be read for certain passes.
		"2x + 3 = 7":              true,
		"f(3) = 8":                true,
		"x - 2 = 5":               true,
		"2 = 2x":                  true,
		"angle 3 = 45":            true,
		"2:3 = 4:6":               true,
		"|-3| = 3":                true,
		"sin(30) = 0.5":           true,
		"√16 = 4":                 true,
		"5! = 120":                true,
		"7/2 = 3 remainder 1":     true,
		"10 cm × 5 cm = 50 cm²":   true,
		"Step 2 is 3 lines long.": true,
		"There are 3 = three":     true,
		"1/0 = 5":                 true,
		"2^999999999 = 5":         true,
		"((((((((((((((((((1)))))))))))))))))) = 2": true,
		`area $\frac{1}{2}\pi (6)^2=18\pi$`:         true, // π may stand by itself on either side
		`area $\frac{1}{2}\cdot(6)^2=20$`:           false,
		"y = 0":                                     true,
		"b^2 - 4ac = 0":                             true,
		"(0, 9) = start":                            true,
	} {
		if got := soundArithmetic(text); got != want {
			t.Errorf("%q: sound = %t, want %t", text, got, want)
		}
	}
}

func FuzzArithmetic(f *testing.F) {
	f.Add("3*4+2 = 14")
	f.Add("2^-16^-16 = (1/3)%")
	f.Fuzz(func(t *testing.T, s string) { soundArithmetic(s) })
}
