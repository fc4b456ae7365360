package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"strings"

	"satprep/internal/app"
	"satprep/internal/consent"
	"satprep/internal/erasure"
	"satprep/internal/fault"
	"satprep/internal/signing"
)

type receiptCmd struct {
	Verify receiptVerifyCmd `cmd:"" help:"Check the signature of a receipt."`
	Key    receiptKeyCmd    `cmd:"" help:"Print this instance's public key."`
}

type receiptVerifyCmd struct {
	From string `arg:"" name:"file" help:"A receipt as JSON; - is stdin."`
	Key  string `help:"Public key of the instance that gave it, or a file with it; this instance's unless given." placeholder:"KEY"`
}

// Help shows an example.
func (receiptVerifyCmd) Help() string {
	return `Says whether a receipt, of an erasure or of a choice about consent, is this instance's and unchanged. Exit code 0: good; 65: changed since it was signed, or no receipt; 73: signed by another instance's key; 66: file or key is missing.

Example:
  satprep receipt verify receipt.json --key ed25519:5Zz0...`
}

// Run checks.
func (c *receiptVerifyCmd) Run(g *globals, s streams) error {
	in, err := input(c.From, s)
	if err != nil {
		return err
	}
	defer in.Close()
	text, err := io.ReadAll(in)
	if err != nil {
		return err
	}
	key, err := c.public(g)
	if err != nil {
		return err
	}
	var of struct {
		Consent int `json:"consent_receipt"`
	}
	if json.Unmarshal(text, &of) == nil && of.Consent != 0 { // what it says of itself; what it is, is checked
		r, err := consent.VerifyReceipt(text, key)
		if err != nil {
			return err
		}
		var said []string
		for _, c := range r.Changes {
			did := "withdrew "
			if c.Granted {
				did = "granted "
			}
			said = append(said, c.By+" "+did+c.Purpose+" ("+c.TextVersion+")")
		}
		fmt.Fprintf(s.out, "Good: consent of %s, state %d, %s: %s; signed by %s.\n", r.UserID, r.State, r.At.Format("2006-01-02 15:04 MST"), strings.Join(said, ", "), r.Key)
		return nil
	}
	r, err := erasure.Verify(text, key)
	if err != nil {
		return err
	}
	fmt.Fprintf(s.out, "Good: erasure %s, %s, of %d records, requested %s, signed by %s.\n", r.ID, r.State, r.Counts.Records, r.RequestedAt.Format("2006-01-02 15:04 MST"), r.Key)
	return nil
}

func (c *receiptVerifyCmd) public(g *globals) (signing.Public, error) {
	if c.Key == "" {
		k, err := signing.Find(g.Data)
		if err != nil {
			return signing.Public{}, err
		}
		return k.Public(), nil
	}
	if !strings.HasPrefix(c.Key, "ed25519:") {
		in, err := input(c.Key, streams{in: os.Stdin})
		if err != nil {
			return signing.Public{}, err
		}
		defer in.Close()
		b, err := io.ReadAll(io.LimitReader(in, 1<<10))
		if err != nil {
			return signing.Public{}, err
		}
		return signing.ParsePublic(string(b))
	}
	return signing.ParsePublic(c.Key)
}

type receiptKeyCmd struct{}

// Help shows an example.
func (receiptKeyCmd) Help() string {
	return "Prints the public half of the key under receipts and manifests, and makes the key where an instance has none yet. Publish it: with it anyone can check them.\n\nExample:\n  satprep receipt key --data /var/lib/satprep"
}

// Run prints the key.
func (receiptKeyCmd) Run(ctx context.Context, g *globals, s streams) error {
	k, err := signing.Find(g.Data)
	if fault.Is(err, fault.Missing) { // an instance's first; a folder that is none gets no key
		err = with(ctx, g, s, func(a *app.App) (err error) {
			k, err = signing.Open(a.Data)
			return err
		})
	}
	if err == nil {
		_, err = fmt.Fprintln(s.out, k.Public())
	}
	return err
}
