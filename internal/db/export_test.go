package db

// Waiting is how many jobs wait for the writer.
func Waiting(d *DB) int { return len(d.writer.jobs) }
