package erasure

import (
	"context"
	"fmt"
	"strings"

	"satprep/internal/db"
	"satprep/internal/uid"
)

// A fate is what becomes of a table's rows about a person. docs/privacy.md
// shows them all, and a test compares both with the schema.
type fate struct {
	table string
	// where chooses the rows that are deleted, with a ? for each time it names
	// the subject; none where nothing is deleted here.
	where string
	// key are the columns by which rows are taken in portions.
	key string
	why string // for the table in docs/privacy.md
}

// fates are in the order in which they are carried out. Rows of rooms that
// another step looks up come before what it looks them up by.
var fates = []fate{
	{table: "account", why: "deleted at once: name, e-mail address, password, age band, time zone, accommodations"},
	{table: "account_subject", why: "deleted at once: nothing joins the person with the record any more"},
	{table: "account_name", why: "deleted at once: no name is left to find; of its words `erased_word` keeps digests"},
	{table: "token", why: "deleted at once: signed out everywhere"},
	{table: "invitation", why: "their codes are deleted, and their user id in codes that they used"},
	{table: "link", why: "deleted, on both sides"},
	{"idempotency", "subject = ? OR subject IS NULL AND status <> 0", "digest", "deleted, with all that nobody was signed in for: such a reply may be their registration"},
	{"review_read", "reader = ? OR session IN (SELECT id FROM session WHERE subject = ?)", "session, reader", "deleted: what they read, and who read theirs"},
	{"review", "subject = ?", "subject, session, ordinal", "deleted"},
	{"response", "subject = ?", "subject, session, ordinal", "deleted"},
	{"rescore", "subject = ?", "subject, session, version", "deleted"},
	{"aid", "subject = ?", "subject, family, question, level", "deleted"},
	{"practice_pack", "subject = ?", "id", "deleted"},
	{"outbox_cursor", "subject = ?", "subject, device", "deleted"},
	{"session", "subject = ?", "id", "deleted, with the drafts of an open test"},
	{"partial_turn", "subject = ?", "conversation", "deleted"},
	{"turn", "subject = ?", "id", "deleted"},
	{"conversation", "subject = ?", "id", "deleted"},
	{"safety_notice", "subject = ?", "id", "deleted; in notices about others, that they saw them"},
	{"failed_event", "subject = ?", "id", "deleted"},
	{"proficiency", "subject = ?", "subject, section, domain, skill", "deleted; a rebuilt view passes over them"},
	{"redo_card", "subject = ?", "subject, skill", "deleted; a rebuilt view passes over them"},
	{"redo_exam", "subject = ?", "subject", "deleted; a rebuilt view passes over them"},
	{"points", "subject = ?", "subject", "deleted; a rebuilt view passes over them"},
	{"consent", "subject = ?", "id", "deleted; what they agreed to as a guardian stays with the child, under a number that is nobody's"},
	{"consent_state", "subject = ?", "id", "deleted: without a consent no row enters a new dataset"},
	{"goal", "subject = ?", "subject", "deleted"},
	{"official_score", "subject = ?", "id", "deleted"},
	{"question_report", "subject = ?", "id", "deleted; who of the staff answered one stays a number that is nobody's"},
	{table: "audit", why: "kept: what staff did, as numbers that are nobody's"},
	{table: "census_volume", why: "holds nothing of persons: counts"},
	{table: "census_missing", why: "holds nothing of persons: counts"},
	{table: "census_answer", why: "holds nothing of persons: sums by question"},
	{table: "census_forecast", why: "holds nothing of persons: sums"},
	{table: "census_turn", why: "holds nothing of persons: counts by model"},
	{table: "dataset_release", why: "kept: it names nobody; packages here that hold the person are deleted"},
	{table: "dataset_member", why: "kept: the number, so that the releases that held it can be told"},
	{table: "dataset_records", why: "kept: which rows of the record a release held, so that its next version can say what was removed"},
	{table: "consent_mode", why: "holds nothing of persons"},
	{table: "consent_asof", why: "holds nothing of persons"},
	{table: "export_file", why: "their files are deleted, and all files of everybody"},
	{table: "mirror_segment", why: "deleted when the segments are written anew"},
	{table: "interaction", why: "untouched: a random number that is nobody's, and words that nobody can read"},
	{table: "erased", why: "kept: the number, so that nothing is recorded of it again"},
	{table: "erasure", why: "kept: the number and the receipt, which name nobody"},
	{table: "sealing_key", why: "the key is destroyed at once"},
	{table: "instance_key", why: "holds nothing of persons"},
	{table: "erased_word", why: "kept: digests of words of names, of nobody's that is told, by which others' words leave without them"},
	{table: "bank", why: "kept: who of the staff changed it, as a number that is nobody's"},
	{table: "parameter_set", why: "kept: who of the staff made it, as a number that is nobody's"},
	{table: "parameter", why: "holds nothing of persons"},
	{table: "calibration_run", why: "kept: who of the staff made and decided it, as numbers that are nobody's; of learners it holds counts"},
	{table: "knowledge_model", why: "kept: who of the staff made and decided it, as numbers that are nobody's; of learners it holds counts and weights by question"},
	{table: "calibration_item", why: "holds nothing of persons: estimates by question"},
	{table: "provenance", why: "holds nothing of persons: builds and versions that many records share"},
	{table: "question", why: "holds nothing of persons"},
	{table: "question_history", why: "holds nothing of persons"},
	{table: "question_skill", why: "holds nothing of persons"},
	{table: "question_skill_history", why: "holds nothing of persons"},
	{table: "question_version", why: "holds nothing of persons"},
	{table: "key_correction", why: "holds nothing of persons"},
	{table: "rescore_scan", why: "holds nothing of persons: how far scores were computed anew"},
	{table: "mirror_file", why: "holds nothing of persons"},
	{table: "cursor", why: "holds nothing of persons"},
}

// portion is how many rows one transaction deletes: few enough that others'
// answers hardly wait.
const portion = 1000

// deleteRows carries out the fates of a subject's rows, in portions. It may be
// done again.
func (s *Service) deleteRows(ctx context.Context, subject uid.ID) error {
	for _, f := range fates {
		if f.where == "" {
			continue
		}
		query := fmt.Sprintf(`DELETE FROM %s WHERE (%s) IN (SELECT %s FROM %s WHERE %s LIMIT %d)`, f.table, f.key, f.key, f.table, f.where, portion)
		args := make([]any, strings.Count(f.where, "?"))
		for i := range args {
			args[i] = subject
		}
		for n := int64(portion); n == portion; {
			err := s.DB.Write(ctx, func(tx *db.Tx) (err error) {
				n, err = tx.Exec(query, args...)
				return err
			})
			if err != nil {
				return fmt.Errorf("rows of %s: %w", f.table, err)
			}
		}
	}
	return nil
}

// touched lists the tables of the main database from which an erasure deletes.
func touched() (names []string) {
	for _, f := range fates {
		if f.where != "" {
			names = append(names, f.table)
		}
	}
	return append(names, "account", "account_subject", "token", "invitation", "link", "export_file", "mirror_segment")
}
