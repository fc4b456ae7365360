package main

import (
	"errors"
	"regexp"
	"strings"

	"github.com/alecthomas/kong"

	"satprep/internal/fault"
)

// Exit codes follow one rule: what the command line or a setting says is usage,
// wherever the setting comes from; what stands in a file or on standard input is
// of the fault's kind.

const usage = 64 // EX_USAGE of sysexits.h

// exitCode is the process exit code of err. k is nil before the command line
// was understood: what is wrong then is a setting.
func exitCode(k *kong.Context, err error) int {
	if fault.Is(err, fault.Invalid) && (k == nil || says(k, fault.Field(err))) {
		return usage
	}
	return fault.ExitCode(err)
}

// says reports whether the command line of the verb has a flag or an argument of
// that name.
func says(k *kong.Context, field string) bool {
	field = strings.ReplaceAll(field, "_", "-")
	for _, f := range k.Flags() {
		if f.Name == field {
			return true
		}
	}
	for n := k.Selected(); n != nil; n = n.Parent {
		for _, p := range n.Positional {
			if strings.ReplaceAll(p.Name, "_", "-") == field {
				return true
			}
		}
	}
	return false
}

var flagName = regexp.MustCompile(`--[a-z][a-z0-9-]*`)

// blamed is a sentence in which a flag whose value came from elsewhere is called
// by that: the variable, or the line of the settings file.
func (s *settings) blamed(sentence string) string {
	return flagName.ReplaceAllStringFunc(sentence, func(flag string) string {
		switch name := flag[2:]; s.from[name] {
		case "":
			return flag
		case s.path:
			return name + " in " + s.path
		default:
			return s.from[name]
		}
	})
}

// blame is err with its sentence blamed.
func (s *settings) blame(err error) error {
	var f *fault.Error
	if !errors.As(err, &f) || !strings.Contains(f.Sentence, "--") {
		return err
	}
	g := *f
	g.Sentence = s.blamed(f.Sentence)
	return &g
}
