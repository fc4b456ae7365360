package dataset

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"slices"

	"golang.org/x/sync/errgroup"
)

// A course are the shapes that read the stage together: reading it costs more
// than most of them do. They stand in two lanes, each a goroutine, so that two
// processors are at work; within a lane they take each learner one after the
// other. What a shape writes does not depend on its company. How many stand in
// a course is bounded by memory: each table holds a row group for each split.
type course [2][]string

// courses are all shapes, each once, the lanes of a course about as long.
var courses = []course{
	{{"interactions"}, {"verifiable", "kt_csv", "kt_pykt", "ednet_kt4", "datashop", "irt_matrix", "xapi"}},
	{{"sft"}, {"preference", "unpaired"}},
	{{"bandit_practice"}, {"bandit_tutor", "remediation"}},
}

func (b *Build) stage() string { return filepath.Join(b.work, "stage") }

// A dish is a shape at work.
type dish struct {
	name    string
	counter *Counter
	sink    Sink
}

// cook lets the shapes of a course that the recipe asks for read the stage, but
// for those that were done before an interruption.
func (b *Build) cook(ctx context.Context, c course) (err error) {
	var lanes [2][]*dish
	defer func() {
		for _, lane := range lanes {
			for _, d := range lane {
				err = errors.Join(err, d.counter.abandon())
			}
		}
	}()
	var first string
	for i, names := range c {
		for _, name := range names {
			if !slices.Contains(b.recipe.Configs, name) || b.state.Done[name] != nil {
				continue
			}
			shape, ok := shapeNamed(name)
			if !ok {
				return fmt.Errorf("there is no shape %s", name)
			}
			d := &dish{name: name, counter: &Counter{build: b, shape: shape, stats: newStats()}}
			lanes[i] = append(lanes[i], d)
			if d.sink, err = shape.Open(d.counter); err != nil {
				return fmt.Errorf("config %s: %w", name, err)
			}
			if first == "" {
				first = name
			}
		}
	}
	if first == "" {
		return nil
	}
	if err := b.scout(ctx, lanes); err != nil {
		return err
	}
	done, of := int64(0), int64(len(b.plan.Members))
	takers := b.takers(lanes, func(d *dish) func(*Learner) error { return d.sink.Learner })
	takers = append(takers, func(*Learner) error {
		done++
		b.step(first, done, of)
		return nil
	})
	if err := eachLearner(ctx, b.stage(), takers...); err != nil {
		return err
	}
	var g errgroup.Group
	for _, lane := range lanes {
		g.Go(func() error {
			for _, d := range lane {
				err := d.sink.Close()
				if err == nil {
					err = d.counter.close()
				}
				if err != nil {
					return fmt.Errorf("config %s: %w", d.name, err)
				}
			}
			return nil
		})
	}
	if err := g.Wait(); err != nil {
		return err
	}
	for _, lane := range lanes {
		for _, d := range lane {
			b.state.Done[d.name] = d.counter.stats
		}
	}
	return b.save()
}

// scout shows the learners to the shapes that must have seen them all before
// they write the first.
func (b *Build) scout(ctx context.Context, lanes [2][]*dish) error {
	takers := b.takers(lanes, func(d *dish) func(*Learner) error {
		if s, ok := d.sink.(Scout); ok {
			return s.Scout
		}
		return nil
	})
	if len(takers) == 0 {
		return nil
	}
	return eachLearner(ctx, b.stage(), takers...)
}

// takers are what takes learners, one for each lane that has any.
func (b *Build) takers(lanes [2][]*dish, of func(*dish) func(*Learner) error) (list []func(*Learner) error) {
	for _, lane := range lanes {
		var names []string
		var fns []func(*Learner) error
		for _, d := range lane {
			if fn := of(d); fn != nil {
				names, fns = append(names, d.name), append(fns, fn)
			}
		}
		if len(fns) == 0 {
			continue
		}
		list = append(list, func(l *Learner) error {
			for i, fn := range fns {
				if err := fn(l); err != nil {
					return fmt.Errorf("config %s: %w", names[i], err)
				}
			}
			return nil
		})
	}
	return list
}
