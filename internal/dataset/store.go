package dataset

import (
	"bytes"
	"context"
	"database/sql"
	"encoding/binary"
	"fmt"
	"io"
	"time"

	"github.com/klauspost/compress/zstd"

	"satprep/internal/account"
	"satprep/internal/audit"
	"satprep/internal/db"
	"satprep/internal/fault"
	"satprep/internal/uid"
)

// A Status is where a release stands.
type Status string

// The statuses.
const (
	Queued   Status = "queued"
	Building Status = "building"
	// Interrupted is a release whose process ended before it was done; whoever
	// builds it again goes on where it stood.
	Interrupted Status = "interrupted"
	Done        Status = "done"
	Failed      Status = "failed"
	Cancelled   Status = "cancelled"
	// Deleted is a release that was done and whose package no longer lies here. It
	// is never written down: a folder may come back.
	Deleted Status = "deleted"
)

// A Release is one building of a recipe.
type Release struct {
	ID       uid.ID    `json:"id"`
	Name     string    `json:"name"`
	Title    string    `json:"title"`
	Purpose  string    `json:"purpose"`
	Version  Version   `json:"version"` // 0.0.0 until it is known
	Status   Status    `json:"status"`
	Digest   string    `json:"recipe_digest"`
	AsOf     time.Time `json:"as_of"`
	Ceiling  int64     `json:"-"` // of the log; a seq never leaves
	Seed     int64     `json:"seed"`
	Code     string    `json:"code"` // build of the program
	Records  int       `json:"records"`
	Learners int       `json:"learners"`
	Removed  int       `json:"removed"`            // records of the release before that are not in this one
	Manifest string    `json:"manifest,omitempty"` // SHA-256 of MANIFEST.sha256
	Folder   string    `json:"folder,omitempty"`
	Problem  string    `json:"problem,omitempty"` // why it failed, for the person
	MadeAt   time.Time `json:"made_at"`
	EndedAt  time.Time `json:"ended_at,omitzero"`
}

// Ended reports whether nobody will go on with it by itself.
func (r *Release) Ended() bool {
	return r.Status == Done || r.Status == Failed || r.Status == Cancelled || r.Status == Interrupted || r.Status == Deleted
}

// A Version of a release: MAJOR when records were removed, MINOR when some were
// added or the recipe changed, PATCH otherwise.
type Version struct{ Major, Minor, Patch int }

// String is MAJOR.MINOR.PATCH.
func (v Version) String() string { return fmt.Sprintf("%d.%d.%d", v.Major, v.Minor, v.Patch) }

// MarshalText implements encoding.TextMarshaler.
func (v Version) MarshalText() ([]byte, error) { return []byte(v.String()), nil }

// UnmarshalText implements encoding.TextUnmarshaler.
func (v *Version) UnmarshalText(b []byte) error {
	if n, err := fmt.Sscanf(string(b), "%d.%d.%d", &v.Major, &v.Minor, &v.Patch); err != nil || n != 3 || v.String() != string(b) {
		return fault.New(fault.Invalid, "A version is like 1.2.0.")
	}
	return nil
}

const releaseColumns = `id, name, title, purpose, major, minor, patch, status, recipe_digest, as_of, ceiling, seed, code, records, learners, removed, manifest, folder, problem, made_at, ended_at`

func scanRelease(rows *sql.Rows) (r Release, err error) {
	var asOf, made, ended int64
	var status string
	err = rows.Scan(&r.ID, &r.Name, &r.Title, &r.Purpose, &r.Version.Major, &r.Version.Minor, &r.Version.Patch, &status, &r.Digest, &asOf, &r.Ceiling, &r.Seed, &r.Code,
		&r.Records, &r.Learners, &r.Removed, &r.Manifest, &r.Folder, &r.Problem, &made, &ended)
	r.Status, r.AsOf, r.MadeAt = Status(status), db.Time(asOf), db.Time(made)
	if ended != 0 {
		r.EndedAt = db.Time(ended)
	}
	return r, err
}

func releases(ctx context.Context, q db.Queryer, where string, args ...any) (list []Release, err error) {
	rows, err := q.Query(ctx, `SELECT `+releaseColumns+` FROM dataset_release WHERE `+where, args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		r, err := scanRelease(rows)
		if err != nil {
			return nil, err
		}
		list = append(list, r)
	}
	return list, db.Fault(rows.Err())
}

// insert writes a new release down, with the text of its recipe; by is who put
// it into the queue, nil where nobody did.
func (s *Service) insert(ctx context.Context, by *account.Actor, r *Release, recipe string) error {
	if r.ID.IsZero() {
		r.ID = uid.New(s.Now())
	}
	return s.DB.Write(ctx, func(tx *db.Tx) error {
		if by != nil {
			if err := by.Audit(tx, r.MadeAt, audit.DatasetQueued, uid.ID{}, r.ID.String(), r.Name); err != nil {
				return err
			}
		}
		_, err := tx.Exec(`INSERT INTO dataset_release (`+releaseColumns+`, recipe) VALUES (`+db.In(22)+`)`,
			r.ID, r.Name, r.Title, r.Purpose, r.Version.Major, r.Version.Minor, r.Version.Patch, string(r.Status), r.Digest, db.Micros(r.AsOf), r.Ceiling, r.Seed, r.Code,
			r.Records, r.Learners, r.Removed, r.Manifest, r.Folder, r.Problem, db.Micros(r.MadeAt), int64(0), recipe)
		return err
	})
}

func updateRelease(tx *db.Tx, r *Release, ended int64) error {
	_, err := tx.Exec(`UPDATE dataset_release SET major = ?, minor = ?, patch = ?, status = ?, as_of = ?, ceiling = ?, code = ?, records = ?, learners = ?, removed = ?, manifest = ?, folder = ?, problem = ?, ended_at = ? WHERE id = ?`,
		r.Version.Major, r.Version.Minor, r.Version.Patch, string(r.Status), db.Micros(r.AsOf), r.Ceiling, r.Code, r.Records, r.Learners, r.Removed, r.Manifest, r.Folder, r.Problem, ended, r.ID)
	return err
}

// update writes down where a release stands.
func (s *Service) update(ctx context.Context, r *Release) error {
	ended := int64(0)
	if r.Status == Done || r.Status == Failed || r.Status == Cancelled {
		r.EndedAt = s.Now()
		ended = db.Micros(r.EndedAt)
	}
	return s.DB.Write(ctx, func(tx *db.Tx) error { return updateRelease(tx, r, ended) })
}

// retire ends what was interrupted where a release is built anew: its work is cleared
// away, and nobody can take it up. Whoever calls it has the folder to themselves.
func (s *Service) retire(ctx context.Context, r *Release) error {
	if r.Folder == "" {
		return nil // of the queue, which takes up what is in it
	}
	return s.DB.Write(ctx, func(tx *db.Tx) error {
		_, err := tx.Exec(`UPDATE dataset_release SET status = ?, problem = ?, ended_at = ? WHERE folder = ? AND status = ? AND id <> ?`,
			string(Failed), "Interrupted, and its folder taken by another build.", db.Micros(s.Now()), r.Folder, string(Building), r.ID[:])
		return err
	})
}

// reopen takes up a release whose build was interrupted.
func (s *Service) reopen(ctx context.Context, r *Release) error {
	r.Status, r.Problem, r.EndedAt = Building, "", time.Time{}
	return s.update(ctx, r)
}

// bitPage is how many bytes of a bitset stand in one row.
const bitPage = 256 << 10

// publish makes a release Done, in one transaction with who is in it and which
// records are.
func (s *Service) publish(ctx context.Context, r *Release, people []author, records bitset) error {
	r.Status, r.EndedAt = Done, s.Now()
	pages, err := packBits(records)
	if err != nil {
		return err
	}
	err = s.DB.Write(ctx, func(tx *db.Tx) error {
		for i, p := range pages {
			if _, err := tx.Exec(`INSERT INTO dataset_records (release, page, bits) VALUES (?, ?, ?) ON CONFLICT (release, page) DO UPDATE SET bits = excluded.bits`, r.ID, i, p); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	for len(people) > 0 { // short batches: others write too
		batch := people[:min(len(people), 2000)]
		people = people[len(batch):]
		err := s.DB.Write(ctx, func(tx *db.Tx) error {
			for _, m := range batch {
				if _, err := tx.Exec(`INSERT INTO dataset_member (release, subject, records) VALUES (?, ?, ?) ON CONFLICT (subject, release) DO UPDATE SET records = excluded.records`, r.ID, m.subject, m.records); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			return err
		}
	}
	return s.DB.Write(ctx, func(tx *db.Tx) error { return updateRelease(tx, r, db.Micros(r.EndedAt)) })
}

// packBits compresses a bitset page by page.
func packBits(b bitset) (pages [][]byte, err error) {
	enc, err := zstd.NewWriter(nil, zstd.WithEncoderLevel(zstd.SpeedFastest), zstd.WithEncoderConcurrency(1))
	if err != nil {
		return nil, err
	}
	defer enc.Close()
	raw := make([]byte, 0, bitPage)
	for i, w := range b {
		raw = binary.LittleEndian.AppendUint64(raw, w)
		if len(raw) == bitPage || i == len(b)-1 {
			pages = append(pages, enc.EncodeAll(raw, nil))
			raw = raw[:0]
		}
	}
	return pages, nil
}

// recordsOf returns which records were in a release.
func (s *Service) recordsOf(ctx context.Context, release uid.ID) (b bitset, err error) {
	rows, err := s.DB.Query(ctx, `SELECT bits FROM dataset_records WHERE release = ? ORDER BY page`, release)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	dec, err := zstd.NewReader(nil, zstd.WithDecoderConcurrency(1), zstd.WithDecoderMaxMemory(64<<20))
	if err != nil {
		return nil, err
	}
	defer dec.Close()
	for rows.Next() {
		var page []byte
		if err := rows.Scan(&page); err != nil {
			return nil, err
		}
		raw, err := dec.DecodeAll(page, nil)
		if err != nil {
			return nil, fmt.Errorf("records of a release: %w", err)
		}
		for r := bytes.NewReader(raw); ; {
			var w [8]byte
			if _, err := io.ReadFull(r, w[:]); err != nil {
				break
			}
			b = append(b, binary.LittleEndian.Uint64(w[:]))
		}
	}
	return b, db.Fault(rows.Err())
}

// before returns the newest finished release of the name that was made before r.
func (s *Service) before(ctx context.Context, r *Release) (_ Release, ok bool, err error) {
	list, err := releases(ctx, s.DB, `name = ? AND status = ? AND made_at < ? AND id <> ? ORDER BY major DESC, minor DESC, patch DESC LIMIT 1`, r.Name, string(Done), db.Micros(r.MadeAt), r.ID)
	if err != nil || len(list) == 0 {
		return Release{}, false, err
	}
	return list[0], true, s.found(ctx, &list[0])
}

// latest returns the newest release of a name that is done; ok is false where
// there is none.
func (s *Service) latest(ctx context.Context, name string) (r Release, ok bool, err error) {
	list, err := releases(ctx, s.DB, `name = ? AND status = ? ORDER BY major DESC, minor DESC, patch DESC LIMIT 1`, name, string(Done))
	if err != nil || len(list) == 0 {
		return r, false, err
	}
	return list[0], true, s.found(ctx, &list[0])
}

// recipeOf returns the text of a release's recipe.
func (s *Service) recipeOf(ctx context.Context, id uid.ID) (text []byte, err error) {
	var recipe string
	err = s.DB.QueryRow(ctx, `SELECT recipe FROM dataset_release WHERE id = ?`, id).Scan(&recipe)
	return []byte(recipe), err
}

// members lists who is in a release, learners and those who wrote about them, in
// order.
func (s *Service) members(ctx context.Context, release, after uid.ID, limit int) (list []uid.ID, err error) {
	rows, err := s.DB.Query(ctx, `SELECT subject FROM dataset_member WHERE release = ? AND subject > ? ORDER BY subject LIMIT ?`, release, after[:], limit)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var subject uid.ID
		if err := rows.Scan(&subject); err != nil {
			return nil, err
		}
		list = append(list, subject)
	}
	return list, db.Fault(rows.Err())
}
