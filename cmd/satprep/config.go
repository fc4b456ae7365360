package main

import (
	"encoding/json"
	"fmt"
	"net/url"
	"regexp"
	"strings"
	"text/tabwriter"

	"github.com/alecthomas/kong"
)

type configCmd struct {
	serveFlags
	JSON bool `name:"json" help:"Print a JSON object a line."`
}

// Help shows an example.
func (configCmd) Help() string {
	return "Prints every setting of serve, its value and where it comes from: flag, variable, file or default. Secrets are masked.\n\nExample:\n  SATPREP_ADDR=:9000 satprep config --data /var/lib/satprep"
}

// Run prints the settings.
func (c *configCmd) Run(k *kong.Context, from *settings, s streams) error {
	table := tabwriter.NewWriter(s.out, 0, 4, 2, ' ', 0)
	if !c.JSON {
		fmt.Fprintln(table, "SETTING\tVALUE\tFROM")
	}
	for _, f := range k.Flags() {
		if f.Name == "help" || f.Name == "version" || f.Name == "json" {
			continue
		}
		value := masked(f.Name, fmt.Sprint(k.FlagValue(f)))
		if c.JSON {
			line, err := json.Marshal(map[string]string{"setting": f.Name, "value": value, "from": from.source(k, f)})
			if err != nil {
				return err
			}
			fmt.Fprintf(s.out, "%s\n", line)
			continue
		}
		fmt.Fprintf(table, "%s\t%s\t%s\n", f.Name, value, from.source(k, f))
	}
	return table.Flush()
}

const mask = "********"

// secretField is a setting inside a value: of an address's query, or of a
// connection string in words.
var secretField = regexp.MustCompile(`(?i)((?:password|passwd|secret|token|[?&\s_]key)=)('[^']*'|[^\s&\]]+)`)

// masked hides what nobody should read over a shoulder: tokens, keys, and the
// passwords in an address.
func masked(name, value string) string {
	value = secretField.ReplaceAllString(value, "$1"+mask)
	switch {
	case value == "" || value == "[]":
		return "-"
	case strings.HasSuffix(name, "token"), strings.HasSuffix(name, "key"), strings.HasSuffix(name, "secret"):
		return mask
	case strings.Contains(value, "@") && strings.Contains(value, "://"):
		u, err := url.Parse(value)
		if err != nil {
			return mask // perhaps a password with strange signs in it
		}
		if _, has := u.User.Password(); has {
			return strings.Replace(u.Redacted(), ":xxxxx@", ":"+mask+"@", 1)
		}
	}
	return value
}
