package table

// A Reader reads the rows of one file.
type Reader interface {
	// Schema returns the file's schema.
	Schema() *Schema
	// Read appends rows to a batch of that schema until it is full, and returns
	// how many; io.EOF, and none, at the end.
	Read(*Batch) (int, error)
}
