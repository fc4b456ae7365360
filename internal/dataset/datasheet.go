package dataset

// datasheet writes datasheet.md with its plots, and quality.html.
func datasheet(s *Sheet) map[string][]byte { return map[string][]byte{} }
