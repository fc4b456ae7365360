package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"

	"github.com/alecthomas/kong"
	"github.com/goccy/go-yaml"

	"satprep/internal/app"
	"satprep/internal/fault"
)

// globals are the settings of every verb.
type globals struct {
	Data      string           `help:"Folder with everything that is kept." default:"./data" placeholder:"DIR"`
	DB        string           `name:"db" help:"Database, sqlite:DIR or postgres://…; SQLite in the data folder unless given." placeholder:"DSN"`
	File      string           `name:"config" help:"Settings file; satprep.yaml in the data folder unless given." placeholder:"FILE"`
	LogFormat string           `help:"Form of the log on stderr: ${enum}." enum:"text,json" default:"text"`
	LogLevel  string           `help:"Least that is logged: ${enum}." enum:"debug,info,warn,error" default:"info"`
	Version   kong.VersionFlag `help:"Print the build and exit."`
}

// config is what the globals say to the app.
func (g *globals) config(s streams) app.Config {
	var level slog.Level
	level.UnmarshalText([]byte(g.LogLevel)) // one of the enum's
	options := &slog.HandlerOptions{Level: level}
	var handler slog.Handler = slog.NewTextHandler(s.err, options)
	if g.LogFormat == "json" {
		handler = slog.NewJSONHandler(s.err, options)
	}
	return app.Config{Data: g.Data, DB: g.DB, Version: version(), Logger: slog.New(handler)}
}

// open makes the rooms without serving, for a verb that works beside or
// without a server, on an instance that is there: a --data that is mistyped
// makes no new one. Close the app.
func (g *globals) open(ctx context.Context, s streams) (*app.App, error) {
	c := g.config(s)
	c.There = true
	return app.New(ctx, c)
}

// settings resolves flags that the command line leaves out: variables first,
// then the file.
type settings struct {
	env  map[string]string
	file map[string]any // by flag name
	path string         // of the file; "" where there is none
	from map[string]string
}

var _ kong.Resolver = (*settings)(nil)

// variable is the name of a flag's environment variable.
func variable(flag string) string {
	return "SATPREP_" + strings.ToUpper(strings.ReplaceAll(flag, "-", "_"))
}

// readSettings finds and reads the settings file. Where it lies is itself a
// setting, so that --config and --data are looked up before the rest is parsed.
func readSettings(args, env []string) (*settings, error) {
	s := &settings{env: map[string]string{}, file: map[string]any{}, from: map[string]string{}}
	for _, e := range env {
		if k, v, ok := strings.Cut(e, "="); ok && strings.HasPrefix(k, "SATPREP_") {
			s.env[k] = v
		}
	}
	path, asked := s.early(args, "config")
	if !asked {
		data, ok := s.early(args, "data")
		if !ok {
			data = "data"
		}
		path = filepath.Join(data, "satprep.yaml")
	}
	text, err := os.ReadFile(path)
	if !asked && absent(path) {
		return s, nil
	} else if err != nil {
		return nil, fault.Wrap(fault.Missing, err, "The settings file %s cannot be read.", path)
	}
	var file map[string]any
	if err := yaml.Unmarshal(text, &file); err != nil {
		return nil, fault.Wrap(fault.Invalid, err, "The settings file %s is not valid YAML: lines like addr: \":8000\" are expected.", path)
	}
	s.path = path
	for k, v := range file {
		s.file[strings.ReplaceAll(k, "_", "-")] = v
	}
	return s, nil
}

// absent reports whether there is no file, as far as we may look: where --data
// is no folder, or none that we may enter, whoever opens it says so.
func absent(path string) bool {
	_, err := os.Lstat(path)
	return errors.Is(err, fs.ErrNotExist) || errors.Is(err, fs.ErrPermission) || errors.Is(err, syscall.ENOTDIR)
}

// early finds a flag's value on the command line or in its variable.
func (s *settings) early(args []string, flag string) (string, bool) {
	for i, a := range args {
		if v, ok := strings.CutPrefix(a, "--"+flag+"="); ok {
			return v, true
		}
		if a == "--"+flag && i+1 < len(args) {
			return args[i+1], true
		}
		if a == "--" {
			break
		}
	}
	v := s.env[variable(flag)]
	return v, v != ""
}

// unknown lists the variables that are meant for us and set nothing, most
// likely mistyped. Those of the tests are others' business.
func (s *settings) unknown(a *kong.Application) (list []string) {
	known := map[string]bool{}
	for flag := range flagNames(a) {
		known[variable(flag)] = true
	}
	for name, value := range s.env {
		if value != "" && !known[name] && !strings.HasPrefix(name, "SATPREP_TEST_") {
			list = append(list, name)
		}
	}
	slices.Sort(list)
	return list
}

// flagNames are the flags of all verbs.
func flagNames(a *kong.Application) map[string]bool {
	known := map[string]bool{}
	for _, leaf := range a.Leaves(false) {
		for _, group := range leaf.AllFlags(false) {
			for _, f := range group {
				known[f.Name] = true
			}
		}
	}
	return known
}

// Validate refuses a setting in the file that no flag has: it would be
// mistyped, and silently without effect.
func (s *settings) Validate(a *kong.Application) error {
	known := flagNames(a)
	for name := range s.file {
		if !known[name] {
			return fault.New(fault.Invalid, "The settings file %s sets %s, which is no setting; satprep config lists them.", s.path, name)
		}
	}
	return nil
}

// Resolve returns a flag's value and remembers where it came from.
func (s *settings) Resolve(_ *kong.Context, _ *kong.Path, flag *kong.Flag) (any, error) {
	if v := s.env[variable(flag.Name)]; v != "" {
		s.from[flag.Name] = variable(flag.Name)
		return v, nil
	}
	if v, ok := s.file[flag.Name]; ok && v != nil {
		s.from[flag.Name] = s.path
		if list, ok := v.([]any); ok {
			return list, nil // whole: a value may hold the sign that separates values
		}
		return fmt.Sprint(v), nil
	}
	return nil, nil
}

// source says where a flag's value came from.
func (s *settings) source(k *kong.Context, flag *kong.Flag) string {
	if slices.ContainsFunc(k.Path, func(p *kong.Path) bool { return p.Flag == flag && !p.Resolved }) {
		return "flag"
	}
	if from, ok := s.from[flag.Name]; ok {
		return from
	}
	return "default"
}
