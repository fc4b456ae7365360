// Package calibrate estimates items' parameters from answers and looks after what comes of it.
//
// Words. Responses are a table of persons and items, read from a file (wide, long, or raw choices with a key) or from the
// log. An Estimate is what came of them, as it is written to a file of parameters: every item with its figures, their errors, its fit and
// its flags. A Flag names something a person should look at before the parameters are used.
//
// A Proposal is a calibration of the log linked to the scale in force, with what it would change; it waits for a person, who
// promotes or rejects it, once.
//
// An estimate changes no parameter in force. A promotion does, through question and in one transaction with the proposal's end and
// the audit's entry. The room writes no kinds into the log.
package calibrate
