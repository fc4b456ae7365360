// Package calibrate estimates items' parameters from answers and looks after what comes of it.
//
// Words. Responses are a table of persons and items, read from a file (wide, long, or raw choices with a key) or from the
// log. An Estimate is what came of them, as it is written to a file of parameters: every item with its figures, their errors, its fit and
// its flags. A Flag names something a person should look at before the parameters are used.
//
// Nothing here changes a parameter in force: an estimate is proposed, and promoted by a person, through question.
package calibrate
