package interaction

import "satprep/internal/uid"

// Started is the body of practice.started, diagnostic.started, test.started.
type Started struct {
	Scope     string   `json:"scope,omitempty"` // section, domain or skill slug; both; skills joined by +
	Ceiling   int      `json:"ceiling,omitempty"`
	Rule      string   `json:"rule,omitempty"` // selection rule
	Form      string   `json:"form,omitempty"`
	Sections  []string `json:"sections,omitempty"`
	Plan      string   `json:"plan,omitempty"`
	Repeated  bool     `json:"repeated,omitempty"` // the learner had this form before
	Forerun   uid.ID   `json:"forerun,omitzero"`   // the session this one goes on from
	Abandoned uid.ID   `json:"abandoned,omitzero"`
}

// Packed is the body of practice.packed: questions that a learner took along,
// in the order in which they were chosen, each by what was left and what was
// known of the learner then.
type Packed struct {
	Scope     string       `json:"scope"`
	Rule      string       `json:"rule"`
	Ceiling   int          `json:"ceiling"` // as asked for
	ExpiresAt string       `json:"expires_at"`
	Items     []PackedItem `json:"items"`
}

// A PackedItem is a question of a pack. The draw that chose it stands beside its
// exact probability; its answer's record has the rest.
type PackedItem struct {
	Question   string  `json:"question"`
	Version    string  `json:"version"`
	Propensity float64 `json:"propensity"`
	Eligible   int     `json:"eligible"`
	Draw       float64 `json:"draw"`
	Hints      []int   `json:"hints,omitempty"` // variant of each level, drawn with equal chances
}

// Ended is the body of practice.ended and diagnostic.ended.
type Ended struct {
	Reason   string `json:"reason"` // ceiling, exhausted, finished, time, idle
	Answered int    `json:"answered"`
	Correct  int    `json:"correct"`
	Omitted  int    `json:"omitted,omitempty"`

	Scores []SectionScore `json:"scores,omitempty"` // of a diagnostic
}

// Answering is how a question was answered: the body of practice.answered,
// practice.retried, diagnostic.answered and test.answered.
type Answering struct {
	Changes      []Change `json:"changes,omitempty"`
	Eliminated   []string `json:"eliminated,omitempty"`
	Flagged      bool     `json:"flagged,omitempty"`
	Tools        []string `json:"tools,omitempty"`
	HintLevels   []int    `json:"hint_levels,omitempty"`
	Input        string   `json:"input,omitempty"`    // mouse, touch, keyboard, voice
	Feedback     string   `json:"feedback,omitempty"` // none, rationale
	FeedbackMS   int64    `json:"feedback_ms,omitempty"`
	SyncedLate   bool     `json:"synced_late,omitempty"`
	Eligible     bool     `json:"eligible,omitempty"` // moves ability: first exposure, unaided, not rapid, not pretest
	Rapid        bool     `json:"rapid,omitempty"`
	Pretest      bool     `json:"pretest,omitempty"`
	Route        string   `json:"route,omitempty"`
	Epsilon      float64  `json:"epsilon,omitempty"`
	Keys         []string `json:"keys,omitempty"`
	Difficulty   *Params  `json:"params,omitempty"` // as used
	SkippedIDK   bool     `json:"idk,omitempty"`    // said "I don't know"
	OfflineID    uid.ID   `json:"offline_id,omitzero"`
	Reservations []string `json:"reservations,omitempty"` // why a clock reading was not taken as it was
}

// Params are item parameters as they were used.
type Params struct {
	A float64 `json:"a"`
	B float64 `json:"b"`
	C float64 `json:"c"`
}

// A Change is one answer on the way to the last.
type Change struct {
	To string `json:"to"` // a choice's letter; "entry" for a typed one, whose text is sealed
	MS int64  `json:"ms"` // since the question was shown
}

// ModuleStarted is the body of test.module_started.
type ModuleStarted struct {
	Section string  `json:"section"`
	Module  int     `json:"module"`
	Route   string  `json:"route,omitempty"`
	Seconds float64 `json:"seconds"`
	By      string  `json:"by"` // start, begin, first_answer, break_over
}

// ModuleEnded is the body of test.module_ended.
type ModuleEnded struct {
	Section    string  `json:"section"`
	Module     int     `json:"module"`
	Reason     string  `json:"reason"` // submitted, finished, time, idle
	Answered   int     `json:"answered"`
	Omitted    int     `json:"omitted"`
	NotReached int     `json:"not_reached"`
	GaveBack   float64 `json:"gave_back,omitempty"` // seconds returned after a crash
	Route      string  `json:"route,omitempty"`     // of the module to come
	Cut        float64 `json:"cut,omitempty"`
	ThetaRoute float64 `json:"theta_route,omitempty"`
}

// TestResult is the body of test.ended.
type TestResult struct {
	Reason   string         `json:"reason"`
	Form     string         `json:"form"`
	Total    int            `json:"total,omitempty"`
	Sections []SectionScore `json:"sections"`
	Status   string         `json:"status"` // authored, calibrated, anchored
	Repeated bool           `json:"repeated,omitempty"`
	Version  int            `json:"version"` // of the scoring of this test
}

// SectionScore is one section of a TestResult.
type SectionScore struct {
	Section  string  `json:"section"`
	Score    int     `json:"score"`
	Low      int     `json:"low"`
	High     int     `json:"high"`
	Theta    float64 `json:"theta"`
	SE       float64 `json:"se"`
	Answered int     `json:"answered"`
	Asked    int     `json:"asked"`
	Valid    bool    `json:"valid"`
}

// Rescored is the body of test.rescored and diagnostic.rescored: the score of a
// session that had ended, computed anew because keys were corrected. The records
// of its answers stay as they were graded then.
type Rescored struct {
	Version  int            `json:"version"` // of the scoring; the session ended with 1
	Amended  []Amended      `json:"amended"`
	Was      []SectionScore `json:"was"`
	Sections []SectionScore `json:"sections"`
	Total    int            `json:"total,omitempty"`
	Status   string         `json:"status"` // authored, calibrated, anchored
}

// Amended is an answer whose question's key was corrected since.
type Amended struct {
	Question   string   `json:"question"`
	Version    string   `json:"version"`        // as it was asked
	Correction int64    `json:"correction"`     // number of the bank in which the key was corrected last
	Keys       []string `json:"keys,omitempty"` // since then
	Was        bool     `json:"was"`            // graded as right before
	Correct    bool     `json:"correct"`        // and now
}

// Turn is the body of tutor.turn; the words themselves are sealed.
type Turn struct {
	Parent       uid.ID         `json:"parent,omitzero"`
	Simple       bool           `json:"simple,omitempty"` // asked over the one-frame protocol
	Voice        bool           `json:"voice,omitempty"`
	Intent       string         `json:"intent,omitempty"`
	Stage        string         `json:"stage,omitempty"` // where the learner stood: before, wrong, right, skipped, none
	Level        int            `json:"level"`
	Move         string         `json:"move,omitempty"`
	Unit         string         `json:"unit,omitempty"` // of assignment
	Experiment   string         `json:"experiment,omitempty"`
	Arm          Arm            `json:"arm"`
	Arms         []Arm          `json:"arms,omitempty"` // all that could have been drawn
	Propensity   float64        `json:"propensity"`
	Draw         float64        `json:"draw,omitempty"`
	Templates    []string       `json:"templates,omitempty"` // text hashes
	Guard        string         `json:"guard,omitempty"`     // verdict
	GuardAction  string         `json:"guard_action,omitempty"`
	Delivered    int            `json:"delivered"` // characters shown before a stop
	Finish       string         `json:"finish_reason,omitempty"`
	ModelAsked   string         `json:"model_asked,omitempty"`
	ModelGave    string         `json:"model_returned,omitempty"`
	Seed         int64          `json:"seed,omitempty"`
	PromptTokens int            `json:"prompt_tokens,omitempty"`
	OutputTokens int            `json:"output_tokens,omitempty"`
	LatencyMS    int64          `json:"latency_ms,omitempty"`
	FirstTokenMS int64          `json:"first_token_ms,omitempty"`
	Source       string         `json:"source"` // builtin, model, cache, human
	Reused       uid.ID         `json:"reused,omitzero"`
	Regenerate   int            `json:"regenerate,omitempty"`
	FellBack     string         `json:"fell_back,omitempty"` // why the model did not answer
	SafetyIn     string         `json:"safety_in,omitempty"`
	SafetyOut    string         `json:"safety_out,omitempty"`
	Refused      string         `json:"refused,omitempty"` // why nothing was taught
	Sources      []string       `json:"sources,omitempty"`
	Sampling     map[string]any `json:"sampling,omitempty"`
	Asks         string         `json:"asks,omitempty"` // a question that the reply asks
	AsksVersion  string         `json:"asks_version,omitempty"`
}

// An Arm is one of the things that could have answered.
type Arm struct {
	Move     string `json:"move,omitempty"`
	Template string `json:"template,omitempty"`
	Model    string `json:"model,omitempty"`
	Params   string `json:"params,omitempty"`
}

// Rating is the body of tutor.rated.
type Rating struct {
	Turn    uid.ID   `json:"turn"`
	Value   int      `json:"value"` // 1 or -1
	Reasons []string `json:"reasons,omitempty"`
}

// Pointer is the body of kinds that say something about another record.
type Pointer struct {
	Of   uid.ID `json:"of,omitzero"`
	To   uid.ID `json:"to,omitzero"`
	Note string `json:"note,omitempty"` // a word of ours, never free text
}

// Chosen is the body of tutor.chosen: a choice between two replies.
type Chosen struct {
	Turn     uid.ID `json:"turn"`
	Other    uid.ID `json:"other"`
	Position int    `json:"position"` // of the chosen one, 1 or 2
}

// Safety is the body of tutor.safety. It names a category, never the words.
type Safety struct {
	Turn     uid.ID `json:"turn,omitzero"`
	Category string `json:"category"`
	Side     string `json:"side"` // input, output
	Told     bool   `json:"told"` // a named adult was told the category
}

// Review is the body of review.generated; the text is sealed.
type Review struct {
	Source    string  `json:"source"` // builtin, model
	Model     string  `json:"model,omitempty"`
	Budget    float64 `json:"budget_seconds,omitempty"`
	Took      float64 `json:"took_seconds,omitempty"`
	Ordinal   int     `json:"ordinal,omitempty"`
	Templates string  `json:"template,omitempty"`
}

// AccountFact is the body of account.registered and account.changed.
type AccountFact struct {
	Role       string  `json:"role,omitempty"`
	AgeBand    string  `json:"age_band,omitempty"`
	Status     string  `json:"status,omitempty"`
	TimeFactor float64 `json:"time_factor,omitempty"`
	What       string  `json:"what,omitempty"`
}

// ConsentFact is the body of consent.changed.
type ConsentFact struct {
	Purpose string `json:"purpose"`
	Granted bool   `json:"granted"`
	Text    string `json:"text_version"`
	Digest  string `json:"text_digest"`
	By      string `json:"by"` // learner, guardian, operator, expiry
	OnPaper bool   `json:"on_paper,omitempty"`
	Until   string `json:"until,omitempty"` // RFC 3339; of a grant that ends by itself
}

// ExportFact is the body of export.made.
type ExportFact struct {
	Scope   string `json:"scope"` // user, all_users
	Records int    `json:"records"`
}

// GoalFact is the body of goal.changed: the goal as it stands now.
type GoalFact struct {
	Target            int    `json:"target,omitempty"`    // total score
	TestDate          string `json:"test_date,omitempty"` // day of the test
	DiagnosticSkipped bool   `json:"diagnostic_skipped,omitempty"`
}

// OfficialScore is the body of score.reported: the result of a real test, as
// the learner reported it.
type OfficialScore struct {
	ID      uid.ID `json:"id"`
	Test    string `json:"test"`     // sat, psat
	TakenOn string `json:"taken_on"` // day
	RW      int    `json:"rw"`
	Math    int    `json:"math"`
}

// QuestionReport is the body of question.reported, and of
// question.report_resolved, which names the report it answers. The words of
// both sides are sealed.
type QuestionReport struct {
	Report     uid.ID `json:"report,omitzero"` // the record of the report
	Reason     string `json:"reason"`          // wrong_key, unclear, typo, offensive, other
	Resolution string `json:"resolution,omitempty"`
}

// ScreenAction is the body of all screen actions; a kind uses the fields it
// needs. Text typed by the learner is sealed, not here.
type ScreenAction struct {
	Choice string `json:"choice,omitempty"`
	Tool   string `json:"tool,omitempty"`
	Level  int    `json:"level,omitempty"`
	Length int    `json:"length,omitempty"` // of text typed or highlighted, in characters
	Index  int    `json:"index,omitempty"`
	Reason string `json:"reason,omitempty"`
}
