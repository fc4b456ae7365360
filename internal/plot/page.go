package plot

import (
	"crypto/sha256"
	"encoding/base64"
	"fmt"
)

// Page is a whole HTML document: a title, which is its heading too, one style
// sheet, and a body of HTML as it is. Its policy lets the browser apply that
// style sheet and load nothing at all, so that a page kept for years asks
// nobody for anything and runs nothing.
func Page(title, style, body string) string {
	style = "\n" + style + "\n"
	sum := sha256.Sum256([]byte(style))
	name := Escape(title)
	return fmt.Sprintf("<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'sha256-%s'\">\n"+
		"<meta name=\"viewport\" content=\"width=device-width\">\n<title>%s</title>\n<style>%s</style>\n</head>\n<body>\n<h1>%s</h1>\n%s</body>\n</html>\n",
		base64.StdEncoding.EncodeToString(sum[:]), name, style, name, body)
}

// Style is the ground of a page: it reads on light and dark, and prints.
const Style = `body{font:16px/1.5 sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem;color:#222;background:#fff}
table{border-collapse:collapse;width:100%}td,th{text-align:left;padding:.4rem .6rem;border-bottom:1px solid #ccc;vertical-align:top}
.passed{color:#117733}.warned{color:#996600}.stopped{color:#aa2222}.n{text-align:right}svg{max-width:100%;height:auto}
@media(prefers-color-scheme:dark){body{color:#ddd;background:#181818}.passed{color:#66cc88}.warned{color:#ddaa44}.stopped{color:#ee7777}}`
