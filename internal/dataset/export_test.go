package dataset

// WriteManifest is for tests that bring a package to where a process died.
var WriteManifest = writeManifest
