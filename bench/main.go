// Command bench measures the whole product over real HTTP and prints, in one
// run, what it does beside a yardstick: a bare net/http server that writes the
// same two rows an answer, group-committed at synchronous=FULL, and does nothing
// else. Ratios travel between machines; times do not.
//
//	go run ./bench           everything; about ten minutes, 8 GB of disk
//	go run ./bench -short    the same with small numbers, for the gate
//	go run ./bench -only answers,start
package main

import (
	"context"
	"flag"
	"fmt"
	"io"
	"log"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"
)

// settings are the sizes of a run.
type settings struct {
	seconds    time.Duration // a load
	students   []int
	small, big int // records in the log
	exported   int
	rows       int  // of a table
	turns      bool // fill also writes tutor turns, 15 in a hundred
	erased     int  // records in the log from which one learner's are erased
	only       []string
	dir        string
	bin        string // the product
	self       string // this program, as the floor
	out        io.Writer
}

func (s *settings) wants(name string) bool { return len(s.only) == 0 || slices.Contains(s.only, name) }

func main() {
	log.SetFlags(0)
	if os.Getenv(floorEnv) != "" {
		if err := runFloor(os.Getenv(floorEnv)); err != nil {
			log.Fatal(err)
		}
		return
	}
	short := flag.Bool("short", false, "small numbers")
	only := flag.String("only", "", "comma-separated: start, answers, growth, selection, measure, events, export, mirror, parquet, dataset, erasure")
	students := flag.String("students", "", "comma-separated: how many at once, for answers (default 1,16,64)")
	records := flag.Int("records", 0, "how many records the log holds for export, mirror and dataset (default 1,000,000)")
	keep := flag.String("dir", "", "work in this folder and keep it, filled as it is (default: a temporary one)")
	flag.Parse()
	s := &settings{seconds: 8 * time.Second, students: []int{1, 16, 64}, small: 10_000, big: 5_000_000, exported: 1_000_000, rows: 300_000, erased: 1_000_000, out: os.Stdout, dir: *keep}
	if *short {
		s.seconds, s.big, s.exported, s.rows, s.erased = 1500*time.Millisecond, 60_000, 30_000, 20_000, 60_000
	}
	if *records > 0 {
		s.exported = *records
	}
	if *students != "" {
		s.students = nil
		for text := range strings.SplitSeq(*students, ",") {
			n, err := strconv.Atoi(text)
			if err != nil || n < 1 {
				log.Fatalf("bench: -students %q: give numbers", *students)
			}
			s.students = append(s.students, n)
		}
	}
	if *only != "" {
		s.only = strings.Split(*only, ",")
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := run(ctx, s); err != nil {
		stop()
		log.Fatal("bench: ", err)
	}
}

func run(ctx context.Context, s *settings) (err error) {
	if s.dir == "" {
		if s.dir, err = os.MkdirTemp("", "satprep-bench"); err != nil {
			return err
		}
		defer os.RemoveAll(s.dir)
	}
	if s.self, err = os.Executable(); err != nil {
		return err
	}
	s.bin = filepath.Join(s.dir, "satprep")
	if out, err := exec.CommandContext(ctx, "go", "build", "-o", s.bin, "satprep/cmd/satprep").CombinedOutput(); err != nil {
		return fmt.Errorf("building satprep: %w\n%s", err, out)
	}
	began := time.Now()
	for _, part := range []struct {
		name string
		run  func(context.Context, *settings) error
	}{
		{"selection", benchSelection}, {"measure", benchMeasure}, {"start", benchStart}, {"answers", benchAnswers}, {"events", benchEvents},
		{"growth", benchGrowth}, {"export", benchExport}, {"parquet", benchParquet}, {"dataset", benchDataset}, {"erasure", benchErasure},
	} {
		if !s.wants(part.name) {
			continue
		}
		if err := part.run(ctx, s); err != nil {
			return fmt.Errorf("%s: %w", part.name, err)
		}
	}
	s.print("bench took %.0f s", time.Since(began).Seconds())
	return nil
}

func (s *settings) print(format string, args ...any) { fmt.Fprintf(s.out, format+"\n", args...) }
