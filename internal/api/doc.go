// Package api is the door: HTTP in, verbs of the rooms, HTTP out.
//
// Words: a *route* is one row of the table in routes.go, which shows method,
// path, who may, and the verb; a *caller* is who stands at the door, found out
// once a request and handed to the verb as an argument; a *problem* is an error
// as RFC 9457 writes it.
//
// Invariants: only the table mounts routes, and each is in the OpenAPI
// document and in docs/access.md. Invalid input of any kind is 400, and no
// problem repeats a value that was sent. A {user_id} that is not the caller's
// to see cannot be told from one that does not exist (403), nor can the id of a
// session or test (404). A POST that carries an Idempotency-Key changes things
// once. A log line holds a request's id, route, status, time and the caller's
// subject; never a name, a body or a token.
//
// A room plugs in with one file named after it and its rows in routes.go:
//
//	func (a *API) startPractice(ctx context.Context, by *caller, in *startPracticeIn) (session.Reply, error)
//	{"POST", "/practice/start/{user_id}", may(account.WriteActivity), small, "Begin practice …", do(a.startPractice)},
//
// by.Actor is who asks and by.Owner whose {user_id} it is; services are fields
// of Rooms. A verb is mounted by do (200), made (201), quiet (204), withHeaders
// (huma's whole output struct) or raw (sockets, streams, files). Then
// docs/access.md is written anew: go test ./internal/api -run AccessMatrix
// -update.
//
// The package decides nothing about school, holds no SQL but that of
// idempotency, and keeps no state that a restart would miss.
package api
