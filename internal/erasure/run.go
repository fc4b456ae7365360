package erasure

import (
	"context"
	"errors"
	"log/slog"
	"time"

	"satprep/internal/account"
	"satprep/internal/fault"
	"satprep/internal/uid"
)

const (
	lookEvery  = time.Second // for erasures of other processes
	retryAfter = 30 * time.Second
)

// Run completes what was begun, by whichever process, until ctx ends, and lets
// this process forget whom others erase.
func (s *Service) Run(ctx context.Context, logger *slog.Logger) {
	tick := time.NewTicker(lookEvery)
	defer tick.Stop()
	var seen int64
	if to, _, err := s.Log.ErasedSince(ctx, 0); err == nil { // nothing is remembered of them yet
		seen = to
	}
	later := map[uid.ID]time.Time{}
	for {
		rung := s.bell.Wait()
		if err := s.round(ctx, &seen, later, logger); err != nil && ctx.Err() == nil {
			logger.Error("erasures cannot be looked after and will be tried again", "err", err)
		}
		select {
		case <-ctx.Done():
			return
		case <-rung:
		case <-tick.C:
		}
	}
}

// round looks once. An erasure that fails is put off, and keeps no other.
func (s *Service) round(ctx context.Context, seen *int64, later map[uid.ID]time.Time, logger *slog.Logger) error {
	to, fresh, err := s.Log.ErasedSince(ctx, *seen)
	if err != nil {
		return err
	}
	for _, subject := range fresh {
		s.forget(subject)
		if err := s.sweep(ctx, subject); err != nil { // a request of ours may have come between
			return err
		}
	}
	*seen = to
	open, err := openRows(ctx, s.DB)
	if err != nil {
		return err
	}
	for _, e := range open {
		if ctx.Err() != nil || time.Now().Before(later[e.subject]) {
			continue
		}
		if err := s.goOn(ctx, e.subject); err != nil && ctx.Err() == nil {
			later[e.subject] = time.Now().Add(retryAfter)
			if !fault.Is(err, fault.Busy) {
				logger.Error("an erasure could not be completed and will be tried again", "erasure", e.receipt.ID, "err", err)
			}
			continue
		}
		delete(later, e.subject)
	}
	return nil
}

func (s *Service) goOn(ctx context.Context, subject uid.ID) error {
	if _, err := s.accept(ctx, subject); err != nil {
		return err
	}
	return s.complete(ctx, subject)
}

// Finish completes all that was begun and returns the first error; Busy where
// another process is at it, or in the way.
func (s *Service) Finish(ctx context.Context) (err error) {
	defer fault.In(&err, "erasure.Finish")
	open, err := openRows(ctx, s.DB)
	if err != nil {
		return err
	}
	var errs []error
	for _, e := range open {
		errs = append(errs, s.goOn(ctx, e.subject))
	}
	return errors.Join(errs...)
}

// Replay erases again whom the list names and the database does not know as
// erased: it was restored from a backup that is older. Nobody may be served
// before. It returns how many that were. What the list lacks, because it was
// lost, is written into it.
func (s *Service) Replay(ctx context.Context) (n int, err error) {
	defer fault.In(&err, "erasure.Replay")
	list, err := s.readList()
	if err != nil {
		return 0, err
	}
	known, err := rowsOf(ctx, s.DB, selectRow)
	if err != nil {
		return 0, err
	}
	rows := make(map[uid.ID]bool, len(known))
	for _, e := range known {
		rows[e.subject] = true
	}
	listed := make(map[uid.ID]bool, len(list))
	for _, e := range list {
		listed[e.Subject] = true
		if rows[e.Subject] {
			continue
		}
		r := e.Receipt
		r.Signature = ""
		if err := s.begin(ctx, account.Actor{}, e.Subject, r, true); err != nil {
			return n, err
		}
		n++
	}
	for _, e := range known {
		if e.state != begun && !listed[e.subject] {
			if err := s.note(entry{e.subject, e.receipt}); err != nil {
				return n, err
			}
		}
	}
	open, err := openRows(ctx, s.DB)
	if err != nil {
		return n, err
	}
	for _, e := range open { // identity, key and rows; the rest may follow while we serve
		if _, err := s.accept(ctx, e.subject); err != nil {
			return n, err
		}
	}
	return n, nil
}
