package main

import (
	"bytes"
	"encoding/json"

	"satprep/internal/api"
)

type openapiCmd struct{}

// Help shows an example.
func (openapiCmd) Help() string {
	return "Prints the OpenAPI document that a running server has at /openapi.json, without starting one. The types of the web app are made from it.\n\nExample:\n  satprep openapi > openapi.json"
}

// Run prints the document, without the build's version: it is the same for the
// same routes.
func (openapiCmd) Run(s streams) error {
	doc, err := api.Document("")
	if err != nil {
		return err
	}
	var out bytes.Buffer
	if err := json.Indent(&out, doc, "", " "); err != nil {
		return err
	}
	out.WriteByte('\n')
	_, err = s.out.Write(out.Bytes())
	return err
}
