package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"

	"satprep/internal/account"
	"satprep/internal/app"
	"satprep/internal/fault"
)

type userCmd struct {
	Import userImportCmd `cmd:"" help:"Make or update users from a CSV file."`
	Token  userTokenCmd  `cmd:"" help:"Issue a token for a user."`
	Invite userInviteCmd `cmd:"" help:"Make a code with which a tutor or an admin registers."`
}

type userImportCmd struct {
	From   string `arg:"" name:"file" help:"CSV file; - is stdin."`
	Tokens string `help:"Where the users' tokens go; - is stdout." default:"-" placeholder:"FILE"`
}

// Help shows an example.
func (userImportCmd) Help() string {
	return `The header names the columns: user_id, role, age_band, name, email. For each user a line "user_id token" is printed; hand the tokens out with care. Users who are there already are updated. Importing confirms learners under 13 on behalf of the school.

Example:
  satprep user import class.csv --tokens tokens.txt`
}

// Run imports.
func (c *userImportCmd) Run(ctx context.Context, g *globals, s streams) error {
	return founding(ctx, g, s, func(a *app.App) (err error) {
		in, err := input(c.From, s)
		if err != nil {
			return err
		}
		defer in.Close()
		out, err := output(c.Tokens, s)
		if err != nil {
			return err
		}
		buffered := bufio.NewWriter(out)
		report, err := a.Rooms.Accounts.Import(ctx, in, buffered)
		err = errors.Join(err, buffered.Flush(), out.Close())
		fmt.Fprintf(s.err, "%d new, %d updated, %d refused\n", report.New, report.Updated, report.Refused)
		for _, r := range report.Refusals {
			fmt.Fprintf(s.err, "line %d: %s\n", r.Line, r.Sentence)
		}
		if err == nil && report.Refused > 0 {
			err = fault.New(fault.Invalid, "%d lines were refused; the others were taken.", report.Refused)
		}
		return err
	})
}

type userTokenCmd struct {
	User string `arg:"" name:"user_id" help:"Whose token."`
}

// Help shows an example.
func (userTokenCmd) Help() string {
	return "Prints a token that lasts a year, for scripts and for people without a password. Tokens they have stay valid.\n\nExample:\n  satprep user token u_abc123"
}

// Run prints a token.
func (c *userTokenCmd) Run(ctx context.Context, g *globals, s streams) error {
	return with(ctx, g, s, func(a *app.App) error {
		t, err := a.Rooms.Accounts.IssueToken(ctx, c.User)
		if err == nil {
			_, err = fmt.Fprintln(s.out, t)
		}
		return err
	})
}

type userInviteCmd struct {
	Role string `arg:"" enum:"tutor,admin" help:"tutor or admin"`
}

// Help shows an example.
func (userInviteCmd) Help() string {
	return "Prints a code that can be used once, to register as that role.\n\nExample:\n  satprep user invite tutor"
}

// Run prints a code.
func (c *userInviteCmd) Run(ctx context.Context, g *globals, s streams) error {
	return with(ctx, g, s, func(a *app.App) error {
		code, err := a.Rooms.Accounts.InviteStaff(ctx, account.Operator(), account.Role(c.Role))
		if err == nil {
			_, err = fmt.Fprintln(s.out, code.Code)
		}
		return err
	})
}

// with opens the rooms for verb and closes them after it.
func with(ctx context.Context, g *globals, s streams, verb func(*app.App) error) error {
	a, err := g.open(ctx, s)
	if err != nil {
		return err
	}
	return errors.Join(verb(a), a.Close())
}

// founding is with for verbs that may be an instance's first: it is made where
// there is none.
func founding(ctx context.Context, g *globals, s streams, verb func(*app.App) error) error {
	a, err := app.New(ctx, g.config(s))
	if err != nil {
		return err
	}
	return errors.Join(verb(a), a.Close())
}

// input opens a file to read; - is stdin.
func input(name string, s streams) (io.ReadCloser, error) {
	if name == "-" {
		return io.NopCloser(s.in), nil
	}
	f, err := os.Open(name)
	if err != nil {
		return nil, fault.Wrap(fault.Missing, err, "The file %s cannot be read.", name)
	}
	if info, err := f.Stat(); err == nil && info.IsDir() {
		f.Close()
		return nil, fault.New(fault.Invalid, "%s is a folder; name a file in it.", name)
	}
	return f, nil
}

// wanted reads as long as what comes of it is wanted: the error is then that of its context.
type wanted struct {
	ctx context.Context
	io.Reader
}

// Read implements io.Reader.
func (w wanted) Read(p []byte) (int, error) {
	if err := w.ctx.Err(); err != nil {
		return 0, err
	}
	return w.Reader.Read(p)
}

// output makes a file that only its owner may read; - is stdout.
func output(name string, s streams) (io.WriteCloser, error) {
	if name == "-" {
		return kept{s.out}, nil
	}
	f, err := os.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o600)
	if err != nil {
		return nil, fault.Wrap(fault.Conflict, err, "The file %s cannot be written.", name)
	}
	return written{f}, nil
}

// written says by name of what could not be written whole.
type written struct{ file *os.File }

// Write implements io.Writer.
func (w written) Write(p []byte) (int, error) {
	n, err := w.file.Write(p)
	return n, w.whole(err)
}

// Close implements io.Closer.
func (w written) Close() error { return w.whole(w.file.Close()) }

func (w written) whole(err error) error {
	if err == nil {
		return nil
	}
	return fault.Wrap(fault.Conflict, err, "The file %s could not be written whole.", w.file.Name())
}

// kept is a writer that stays open.
type kept struct{ io.Writer }

func (kept) Close() error { return nil }
