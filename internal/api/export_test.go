package api

// A Row is one line of the table, as tests and docs/access.md see it.
type Row struct {
	Method, Path, Who, About string
}

// Rows lists the table.
func (a *API) Rows() []Row {
	var rows []Row
	for _, rt := range a.table {
		rows = append(rows, Row{rt.method, rt.path, rt.who.String(), rt.about})
	}
	return rows
}
