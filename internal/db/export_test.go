package db

import "time"

// Waiting is how many jobs wait for the writer.
func Waiting(d *DB) int { return len(d.writer.jobs) }

// Patient lets batches of d take jobs for as long as some wait: what shares one
// must not depend on how fast a test comes along. Before the first write.
func Patient(d *DB) { d.writer.longest = time.Hour }
