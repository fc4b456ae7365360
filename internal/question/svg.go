package question

import (
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"regexp"
	"strings"

	"satprep/internal/plot"
)

// maxSVG bounds a geometry drawing, in bytes, and maxNested its depth.
const (
	maxSVG    = 64 << 10
	maxNested = 16
)

// What a geometry drawing may be made of. Everything else is refused: what is
// not in these tables cannot load, link, run or be found by a script.
var (
	numbers = regexp.MustCompile(`^[-+0-9.eE, ]+$`)
	length  = regexp.MustCompile(`^-?[0-9]{1,5}(\.[0-9]{1,6})?$`)
	path    = regexp.MustCompile(`^[-+0-9.eE, MmLlHhVvCcSsQqTtAaZz]+$`)
	paint   = regexp.MustCompile(`^(none|currentColor)$`)
	moves   = regexp.MustCompile(`^((translate|rotate|scale|matrix|skewX|skewY)\([-+0-9.eE, ]{1,80}\) ?){1,4}$`)
	anchor  = regexp.MustCompile(`^(start|middle|end)$`)
	styles  = regexp.MustCompile(`^(normal|italic|bold|round|butt|square|miter|bevel)$`)

	svgAttributes = map[string]*regexp.Regexp{
		"viewBox": numbers, "points": numbers, "stroke-dasharray": numbers, "d": path, "transform": moves,
		"fill": paint, "stroke": paint, "text-anchor": anchor,
		"font-style": styles, "font-weight": styles, "stroke-linecap": styles, "stroke-linejoin": styles,
		"x": length, "y": length, "x1": length, "y1": length, "x2": length, "y2": length, "cx": length, "cy": length, "r": length,
		"rx": length, "ry": length, "dx": length, "dy": length, "width": length, "height": length,
		"font-size": length, "stroke-width": length, "opacity": length, "fill-opacity": length, "stroke-opacity": length,
	}
	svgElements = map[string]bool{"svg": true, "g": true, "line": true, "polyline": true, "polygon": true, "circle": true,
		"ellipse": true, "path": true, "rect": true, "text": true, "tspan": true}
)

// sanitise reads an author's drawing and writes it anew from what is allowed. A
// drawing with anything else is refused whole, so that an author learns of it.
func sanitise(svg string) (string, error) {
	if len(svg) > maxSVG {
		return "", fmt.Errorf("the drawing is longer than %d KiB", maxSVG>>10)
	}
	in := xml.NewDecoder(strings.NewReader(svg))
	var out strings.Builder
	var open []string
	done := false
	for {
		token, err := in.RawToken()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return "", fmt.Errorf("the drawing is not XML: %w", err)
		}
		switch e := token.(type) {
		case xml.StartElement:
			name := e.Name.Local
			switch {
			case e.Name.Space != "" || !svgElements[name]:
				return "", fmt.Errorf("a drawing has no <%.20s>", name)
			case done || (len(open) == 0) != (name == "svg"):
				return "", errors.New("a drawing is one <svg> around everything")
			case len(open) >= maxNested:
				return "", errors.New("the drawing is nested too deeply")
			}
			if err := writeStart(&out, e); err != nil {
				return "", err
			}
			open = append(open, name)
		case xml.EndElement:
			if len(open) == 0 || open[len(open)-1] != e.Name.Local || e.Name.Space != "" {
				return "", fmt.Errorf("</%.20s> closes nothing", e.Name.Local)
			}
			open = open[:len(open)-1]
			done = len(open) == 0
			out.WriteString("</" + e.Name.Local + ">")
		case xml.CharData:
			text := string(e)
			if len(open) > 0 && (open[len(open)-1] == "text" || open[len(open)-1] == "tspan") {
				out.WriteString(plot.Escape(text))
			} else if strings.TrimSpace(text) != "" {
				return "", fmt.Errorf("text %.20q stands outside <text>", text)
			}
		default:
			return "", errors.New("a drawing has elements and text only")
		}
	}
	if !done {
		return "", errors.New("the drawing is not closed")
	}
	return out.String(), nil
}

func writeStart(out *strings.Builder, e xml.StartElement) error {
	out.WriteString("<" + e.Name.Local)
	box := false
	if e.Name.Local == "svg" {
		out.WriteString(` xmlns="` + plot.Space + `"`)
	}
	seen := map[string]bool{}
	for _, a := range e.Attr {
		name := a.Name.Local
		if e.Name.Local == "svg" && name == "xmlns" && a.Name.Space == "" && a.Value == plot.Space {
			continue
		}
		allowed, ok := svgAttributes[name]
		switch {
		case a.Name.Space != "" || !ok:
			return fmt.Errorf("<%s> has no attribute %.20q here", e.Name.Local, name)
		case !allowed.MatchString(a.Value):
			return fmt.Errorf("attribute %s cannot be %.40q", name, a.Value)
		case seen[name]:
			return fmt.Errorf("attribute %s stands twice", name)
		}
		seen[name] = true
		box = box || name == "viewBox"
		out.WriteString(" " + name + `="` + plot.Escape(a.Value) + `"`)
	}
	if e.Name.Local == "svg" && !box {
		return errors.New("<svg> needs a viewBox")
	}
	out.WriteString(">")
	return nil
}
