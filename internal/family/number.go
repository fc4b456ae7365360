package family

import (
	"math"
	"math/big"
	"strconv"
	"strings"
)

// frac is a/b.
func frac(a, b int) *big.Rat { return big.NewRat(int64(a), int64(b)) }

// rat is a number of the values: an int or a rational.
func rat(n any) *big.Rat {
	switch n := n.(type) {
	case int:
		return frac(n, 1)
	case *big.Rat:
		return n
	}
	return nil
}

// add, sub, mul and div take ints and rationals.
func add(x, y any) *big.Rat { return new(big.Rat).Add(rat(x), rat(y)) }
func sub(x, y any) *big.Rat { return new(big.Rat).Sub(rat(x), rat(y)) }
func mul(x, y any) *big.Rat { return new(big.Rat).Mul(rat(x), rat(y)) }
func div(x, y any) *big.Rat { return new(big.Rat).Quo(rat(x), rat(y)) }

func abs(n int) int { return max(n, -n) }

func gcd(a, b int) int {
	for b != 0 {
		a, b = b, a%b
	}
	return abs(a)
}

// power is a^n for n >= 0.
func power(a, n int) int {
	p := 1
	for range n {
		p *= a
	}
	return p
}

// root is the square root of n where it is whole.
func root(n int) (int, bool) {
	r := 0
	for r*r < n {
		r++
	}
	return r, r*r == n
}

// terminates reports whether r is a decimal of at most places digits.
func terminates(r *big.Rat, places int) bool {
	return new(big.Rat).Mul(r, frac(power(10, places), 1)).IsInt()
}

// decimal writes r with as many digits as it needs, at most six.
func decimal(r *big.Rat) string {
	for places := range 7 {
		if terminates(r, places) {
			return r.FloatString(places)
		}
	}
	return r.FloatString(6)
}

// entry writes r as it would be typed: whole, as a short decimal, or a fraction.
func entry(r *big.Rat) string {
	switch {
	case r.IsInt():
		return r.Num().String()
	case terminates(r, 2):
		return decimal(r)
	}
	return r.RatString()
}

// thousands groups the digits of a whole number of at least 1,000 by mark.
func thousands(digits, mark string) string {
	sign := ""
	if strings.HasPrefix(digits, "-") {
		sign, digits = "-", digits[1:]
	}
	whole, part, point := strings.Cut(digits, ".")
	for i := len(whole) - 3; i > 0; i -= 3 {
		whole = whole[:i] + mark + whole[i:]
	}
	if point {
		whole += "." + part
	}
	return sign + whole
}

// fraction writes r in mathematics: 3, -\frac{1}{2}.
func fraction(r *big.Rat) string {
	if r.IsInt() {
		return thousands(r.Num().String(), "{,}")
	}
	sign := ""
	if r.Sign() < 0 {
		sign = "-"
	}
	return sign + `\frac{` + thousands(new(big.Int).Abs(r.Num()).String(), "{,}") + `}{` + thousands(r.Denom().String(), "{,}") + `}`
}

// dollars writes an amount without the sign: 12, 6.50.
func dollars(r *big.Rat) string {
	if r.IsInt() {
		return r.Num().String()
	}
	return r.FloatString(2)
}

// poly writes a polynomial in x, highest power first: poly("x", 3, 0, -5).
func poly(x string, coefficients ...any) string {
	var b strings.Builder
	for i, c := range coefficients {
		r := rat(c)
		if r.Sign() == 0 {
			continue
		}
		n := len(coefficients) - 1 - i
		text := fraction(new(big.Rat).Abs(r))
		if n > 0 && text == "1" {
			text = ""
		}
		switch {
		case r.Sign() < 0:
			b.WriteString("-")
		case b.Len() > 0:
			b.WriteString("+")
		}
		b.WriteString(text)
		switch {
		case n == 1:
			b.WriteString(x)
		case n > 1:
			b.WriteString(x + "^" + exponent(n))
		}
	}
	if b.Len() == 0 {
		return "0"
	}
	return b.String()
}

// exponent writes a whole exponent: 2, {12}, {-3}.
func exponent(n int) string {
	if s := strconv.Itoa(n); len(s) == 1 {
		return s
	}
	return "{" + strconv.Itoa(n) + "}"
}

// two writes ax+by: two(2, "x", -3, "y") is 2x-3y.
func two(a any, x string, b any, y string) string {
	left, right := poly(x, a, 0), poly(y, b, 0)
	switch {
	case rat(b).Sign() == 0:
		return left
	case rat(a).Sign() == 0:
		return right
	case strings.HasPrefix(right, "-"):
		return left + right
	}
	return left + "+" + right
}

// less writes (x-r), the factor of a zero: (x+3) for -3, x for 0.
func less(x string, r any) string {
	if rat(r).Sign() == 0 {
		return x
	}
	return "(" + poly(x, 1, mul(-1, r)) + ")"
}

// surd writes a√n in its simplest form: surd(1, 12) is 2\sqrt{3}.
func surd(a, n int) string {
	for f := 2; f*f <= n; f++ {
		for n%(f*f) == 0 {
			a, n = a*f, n/(f*f)
		}
	}
	switch {
	case n == 1:
		return thousands(strconv.Itoa(a), "{,}")
	case a == 1:
		return `\sqrt{` + strconv.Itoa(n) + "}"
	}
	return thousands(strconv.Itoa(a), "{,}") + `\sqrt{` + strconv.Itoa(n) + "}"
}

// pis writes r·π: 12\pi, \frac{5\pi}{3}.
func pis(r any) string {
	x := rat(r)
	n, d := x.Num().String(), x.Denom().String()
	if n == "1" {
		n = ""
	}
	if d == "1" {
		return thousands(n, "{,}") + `\pi`
	}
	return `\frac{` + n + `\pi}{` + d + `}`
}

// point writes (x,y).
func point(x, y any) string { return "(" + fraction(rat(x)) + "," + fraction(rat(y)) + ")" }

// rooted is the square root of n to nine decimals.
func rooted(n int) *big.Rat {
	r, _ := new(big.Rat).SetString(strconv.FormatFloat(math.Sqrt(float64(n)), 'f', 9, 64))
	return r
}

// nearest is r rounded to so many decimals, half away from zero.
func nearest(r *big.Rat, places int) *big.Rat {
	rounded, _ := new(big.Rat).SetString(r.FloatString(places))
	return rounded
}
