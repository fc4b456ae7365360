package main

import (
	"bufio"
	"errors"

	"satprep/internal/question"
)

type gradeCmd struct {
	From string `arg:"" optional:"" name:"file" default:"-" help:"Lines of key, tab, entry; stdin unless given."`
}

// Help shows an example.
func (gradeCmd) Help() string {
	return "Prints right or wrong for each line. A key is a number, or the letter of a choice. It needs no database.\n\nExample:\n  printf '3.5\\t7/2\\n' | satprep grade"
}

// Run grades.
func (c *gradeCmd) Run(s streams) error {
	in, err := input(c.From, s)
	if err != nil {
		return err
	}
	defer in.Close()
	w := bufio.NewWriter(s.out)
	return errors.Join(question.GradeLines(in, w), w.Flush())
}
