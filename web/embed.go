// Package web holds the web app as files: dist is what a browser gets, below
// /app/. It never talks to anything; internal/api serves it.
package web

import "embed"

// FS holds the folder dist.
//
//go:embed dist
var FS embed.FS
