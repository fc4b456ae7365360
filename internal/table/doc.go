// Package table writes and reads rows of named, typed columns: JSON lines, CSV,
// TSV and Parquet. It knows nothing of what the rows mean.
//
// Words: a *schema* is an ordered list of *columns*, each with a type, a role
// (what a model may use it for) and a sentence. A *batch* holds rows, column by
// column, in *vectors*; a *writer* takes batches, a *reader* fills them. A
// *row group* is the part of a Parquet file that is in memory at a time. A
// *checksum* is of a column's values and does not depend on who read them.
//
//	b := table.NewBatch(schema)
//	w, err := table.New(file, table.Parquet, schema, table.Options{})
//	for … {
//		b.Col(0).Text(id)
//		b.Col(1).Float64(p)
//		if err := b.EndRow(); err != nil { … }
//		if b.Full() {
//			if err := w.Write(b); err != nil { … }
//			b.Reset()
//		}
//	}
//	err = w.Write(b)
//	err = w.Close()
//
// Invariants. A row is whole or is not there: EndRow takes a row with a fault
// back. All writers accept the same rows and refuse the same: text that is not
// UTF-8, numbers that are not finite, a missing value where the column is not
// nullable, JSON columns that hold none. The bytes of a file depend on schema,
// options and rows, not on how the rows were cut into batches, on time or on the
// number of processors. Memory does not grow with the number of rows. An error
// names the column and the number of the row, never the value.
//
// The rules of the files are in docs/formats/parquet.md. Tables that others
// wrote, of cells without a schema, are read by Delimited.
//
// The package opens no file and renames none: it takes an io.Writer, and
// whoever owns the folder makes names durable.
package table
