package app

import (
	"errors"
	"net"
	"syscall"

	"satprep/internal/fault"
)

// CheckAddress refuses, as Invalid, what can be listened on nowhere.
func CheckAddress(addr string) error {
	_, port, err := net.SplitHostPort(addr)
	if err == nil && port == "" {
		err = errors.New("no port is given")
	}
	if err == nil {
		_, err = net.LookupPort("tcp", port)
	}
	if err != nil {
		return &fault.Error{Kind: fault.Invalid, Field: "addr", Cause: err,
			Sentence: "--addr is HOST:PORT, or :PORT for every address of this machine, with a port up to 65535, for example 127.0.0.1:8001 or :8001; " + quoted(addr) + " is not."}
	}
	return nil
}

// listen opens an address, and says what stands in the way.
func listen(addr string) (net.Listener, error) {
	if err := CheckAddress(addr); err != nil {
		return nil, err
	}
	l, err := net.Listen("tcp", addr)
	switch {
	case errors.Is(err, syscall.EADDRINUSE):
		return nil, fault.Wrap(fault.Conflict, err, "The address %s is in use by another program. Choose another with --addr, for example :8001.", addr)
	case errors.Is(err, syscall.EACCES):
		return nil, fault.Wrap(fault.Forbidden, err, "This user may not listen on %s. Choose a port above 1023 with --addr, for example :8001.", addr)
	case err != nil:
		return nil, &fault.Error{Kind: fault.Invalid, Field: "addr", Cause: err,
			Sentence: quoted(addr) + " is no address of this machine. Choose another with --addr, for example 127.0.0.1:8001, or :8001 for all of them."}
	}
	return l, nil
}

func quoted(s string) string { return "“" + s + "”" }

// setting names the flag that holds what a room below calls field.
func setting(err error, field, flag string) error {
	var f *fault.Error
	if !errors.As(err, &f) || f.Field != field {
		return err
	}
	g := *f
	g.Field, g.Sentence = flag, "--"+flag+": "+f.Sentence
	return &g
}
