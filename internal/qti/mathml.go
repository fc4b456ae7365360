package qti

import (
	"regexp"
	"strings"
)

// operators of MathML that LaTeX writes otherwise.
var operators = map[string]string{
	"×": `\times`, "⋅": `\cdot`, "·": `\cdot`, "÷": `\div`, "−": "-", "±": `\pm`, "≤": `\le`, "≥": `\ge`, "≠": `\ne`, "≈": `\approx`, "∞": `\infty`,
	"π": `\pi`, "θ": `\theta`, "α": `\alpha`, "β": `\beta`, "γ": `\gamma`, "λ": `\lambda`, "μ": `\mu`, "σ": `\sigma`, "Δ": `\Delta`, "Σ": `\Sigma`, "∑": `\sum`,
	"√": `\sqrt{}`, "°": `^{\circ}`, "∠": `\angle`, "△": `\triangle`, "⊥": `\perp`, "∥": `\parallel`, "→": `\to`, "∈": `\in`, "…": `\ldots`, "{": `\{`, "}": `\}`,
	"%": `\%`, "$": `\$`, "&": `\&`, "#": `\#`, "_": `\_`, "\\": `\backslash`, "~": `\sim`, "^": `\wedge`, "\u2061": "", "\u2062": "", "\u2063": ",", "\u2064": "", "\u00a0": " ", "′": "'", "|": "|",
}

// places of the parts in a pattern.
var places = regexp.MustCompile(`[123]`)

var functions = regexp.MustCompile(`^(sin|cos|tan|log|ln|exp|max|min|lim)$`)

// latex writes MathML as LaTeX: as the annotation says, where it has one in TeX,
// or else of what its elements show. An element without a rule is refused.
func latex(n *node) (string, error) {
	for _, a := range n.all("annotation") {
		if e := strings.ToLower(a.attr["encoding"]); strings.Contains(e, "tex") {
			tex := a.words()
			if strings.Contains(strings.ReplaceAll(tex, `\$`, ""), "$") || strings.HasSuffix(tex, `\`) {
				return "", falls(a, "a formula has a dollar sign that ends it: %.60q", tex)
			}
			return tex, nil
		}
	}
	tex, err := presentation(n)
	return strings.TrimSpace(tex), err
}

func presentation(n *node) (string, error) {
	if n.name == "" {
		if strings.TrimSpace(n.text) != "" {
			return "", falls(n, "text %.20q stands outside of the signs of a formula", strings.TrimSpace(n.text))
		}
		return "", nil
	}
	switch n.name {
	case "mi", "mn", "mo":
		return sign(n), nil
	case "mtext":
		return `\text{` + strings.NewReplacer(`\`, "", "{", "", "}", "", "$", `\$`, "%", `\%`, "#", `\#`, "&", `\&`, "_", `\_`).Replace(n.words()) + "}", nil
	case "mspace":
		return `\ `, nil
	}
	var parts []string
	for _, k := range n.kids {
		if k.name == "" && strings.TrimSpace(k.text) == "" || k.name == "annotation" || k.name == "annotationxml" {
			continue
		}
		p, err := presentation(k)
		if err != nil {
			return "", err
		}
		parts = append(parts, p)
	}
	pattern, arguments := "", 0
	switch n.name {
	case "math", "mrow", "mstyle", "mpadded", "semantics":
		return strings.Join(parts, " "), nil
	case "msqrt":
		return `\sqrt{` + strings.Join(parts, " ") + "}", nil
	case "mfenced":
		open, shut := n.attr["open"], n.attr["close"]
		if open == "" && shut == "" {
			open, shut = "(", ")"
		}
		return `\left` + delimiter(open) + strings.Join(parts, ",") + `\right` + delimiter(shut), nil
	case "mfrac":
		pattern, arguments = `\frac{1}{2}`, 2
	case "mroot":
		pattern, arguments = `\sqrt[2]{1}`, 2
	case "msup":
		pattern, arguments = `{1}^{2}`, 2
	case "msub":
		pattern, arguments = `{1}_{2}`, 2
	case "msubsup":
		pattern, arguments = `{1}_{2}^{3}`, 3
	case "mover":
		if len(parts) == 2 {
			switch strings.TrimSpace(parts[1]) {
			case "¯", "‾", "-", "_":
				return `\overline{` + parts[0] + "}", nil
			case "→", `\to`:
				return `\vec{` + parts[0] + "}", nil
			}
		}
		return "", falls(n, "the formula has a sign over another that is not kept")
	default:
		return "", falls(n, "the formula has an element <%.30s> that is not kept", n.name)
	}
	if len(parts) != arguments {
		return "", falls(n, "<%s> in a formula has %d parts, not %d", n.name, len(parts), arguments)
	}
	return places.ReplaceAllStringFunc(pattern, func(s string) string { return parts[s[0]-'1'] }), nil
}

// sign is a number, name or operator.
func sign(n *node) string {
	s := strings.TrimSpace(n.words())
	if functions.MatchString(s) {
		return `\` + s + " "
	}
	var b strings.Builder
	for _, r := range s {
		if tex, ok := operators[string(r)]; ok {
			b.WriteString(tex)
			if strings.HasPrefix(tex, `\`) {
				b.WriteString(" ")
			}
		} else {
			b.WriteRune(r)
		}
	}
	if n.name == "mi" && len([]rune(s)) > 1 && !strings.Contains(b.String(), `\`) {
		return `\mathrm{` + b.String() + "}"
	}
	return b.String()
}

func delimiter(s string) string {
	switch s {
	case "{", "}":
		return `\` + s
	case "(", ")", "[", "]", "|":
		return s
	}
	return "."
}
