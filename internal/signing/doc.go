// Package signing holds the instance's signing key: with it the instance says
// "this is mine" under what it hands out, such as receipts and manifests.
//
// Words: a *Key* can sign and stays in the data folder; a *Public* key can only
// check, may be given to anyone, and is written "ed25519:" with the key in
// base64; its *id* is the beginning of its SHA-256. The *canonical* form of a
// JSON value is the one sequence of bytes that is signed for it.
//
// Invariants: a key is made once, at first use, and is durable before Open
// returns it; of several processes that open an empty folder at once all get
// the same. Its file (signing.key, PKCS#8 in PEM) can be read by its owner only.
// Equal JSON values have equal canonical forms: see Canonical for the rule.
//
// The package does not know what is signed, and never writes the private half
// anywhere but into its file.
package signing
