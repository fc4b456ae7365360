// Package plot draws numbers as SVG, and puts drawings on a page that can be read with nothing but a browser.
//
// Words. An Axis maps values to places and has ticks at round numbers. A Canvas collects the elements of a drawing. A Chart
// is lines and points under two axes; Bars are counts with their names. A Page is a whole HTML document.
//
// What it draws has shapes and text only: no script, nothing from elsewhere, no colour that it needs (series differ by dash
// and mark too; a page may colour them by class). The same numbers give the same bytes. Whoever draws says in words what is
// to be seen: every drawing has a title, and its numbers stand in a table beside it.
package plot
