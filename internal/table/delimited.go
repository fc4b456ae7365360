package table

import (
	"bufio"
	"bytes"
	"context"
	"encoding/csv"
	"errors"
	"io"
	"unicode/utf8"

	"satprep/internal/fault"
)

// ErrUTF16 is the error of text that is not UTF-8, as spreadsheets save it under names like "Unicode text".
var ErrUTF16 = errors.New("the text is UTF-16; save it as UTF-8")

// Delimited reads rows of cells as spreadsheets write them. A byte order mark is passed over. Cells are parted by commas,
// semicolons or tabs, whichever the first line has most of outside of quotes; by commas where it has as many. Line ends may be Windows'.
// The caller sets what else it wants of the reader; TrimLeadingSpace is set, but for tabs, where it would eat empty cells.
func Delimited(r io.Reader) (*csv.Reader, error) {
	in := bufio.NewReaderSize(r, 1<<20)
	first, err := in.Peek(64 << 10)
	if err != nil && !errors.Is(err, io.EOF) {
		return nil, err
	}
	switch {
	case bytes.HasPrefix(first, []byte("\xff\xfe")), bytes.HasPrefix(first, []byte("\xfe\xff")):
		return nil, ErrUTF16
	case bytes.HasPrefix(first, []byte("\ufeff")):
		if _, err := in.Discard(utf8.RuneLen('\ufeff')); err != nil {
			return nil, err
		}
		first = first[utf8.RuneLen('\ufeff'):]
	}
	c := csv.NewReader(in)
	c.Comma = delimiter(first)
	c.TrimLeadingSpace = c.Comma != '\t'
	return c, nil
}

// delimiter is what parts the cells of the first line.
func delimiter(text []byte) rune {
	count, quoted := map[byte]int{}, false
	for _, b := range bytes.TrimLeft(text, "\r\n") { // empty lines come before no row
		switch {
		case b == '"':
			quoted = !quoted
		case quoted:
		case b == '\n':
			return most(count)
		case b == ',', b == ';', b == '\t':
			count[b]++
		}
	}
	return most(count)
}

func most(count map[byte]int) rune {
	best := byte(',')
	for _, b := range []byte{'\t', ';'} {
		if count[b] > count[best] {
			best = b
		}
	}
	return rune(best)
}

// Unreadable is an error of reading such a table as an Invalid fault, but for that of a context that ended. What is wrong with a
// line (csv.ParseError) the caller says, who knows what stands in one.
func Unreadable(err error) error {
	switch {
	case errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded):
		return err
	case errors.Is(err, ErrUTF16):
		return fault.Wrap(fault.Invalid, err, "The table is UTF-16; save it as CSV in UTF-8.")
	}
	return fault.Wrap(fault.Invalid, err, "The table could not be read.")
}
