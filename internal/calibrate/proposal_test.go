package calibrate

import (
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"satprep/internal/account"
	"satprep/internal/audit"
	"satprep/internal/counted/countedtest"
	"satprep/internal/db"
	"satprep/internal/db/dbtest"
	"satprep/internal/fault"
	"satprep/internal/irt"
	"satprep/internal/question"
	"satprep/internal/uid"
)

// estimateOf is an estimate of every question of a section: the truth about it, with errors, on a scale of its own.
func estimateOf(bank *question.Bank, section string, truth func(q *question.Question) irt.Params, se float64, scale irt.Link) *Estimate {
	e := &Estimate{Model: TwoPL, Converged: true, Log: &Logged{}}
	for _, q := range bank.Questions {
		if q.Section == section {
			p := truth(q)
			p = irt.Params{A: p.A * scale.Slope, B: (p.B - scale.Shift) / scale.Slope, C: p.C}
			e.Items = append(e.Items, Item{Name: q.ID, N: 500, A: Number(p.A), B: Number(p.B), C: Number(p.C), SEA: Number(.1 * p.A), SEB: Number(se), Flags: []string{}})
		}
	}
	return e
}

// The scale in force is found again, whatever the estimates' own; and the author's errors, which make the truth spread wider
// than what is in force, do not narrow it.
func TestLinkSection(t *testing.T) {
	t.Parallel()
	bank, err := question.Embedded()
	if err != nil {
		t.Fatal(err)
	}
	rng := rand.New(rand.NewPCG(7, 7))
	exact := func(q *question.Question) irt.Params { return q.Params.Params }
	authored := func(q *question.Question) irt.Params {
		p := q.Params.Params
		p.B += q.Params.BSD * rng.NormFloat64()
		return p
	}
	for _, c := range []struct {
		name   string
		truth  func(q *question.Question) irt.Params
		scale  irt.Link
		within float64
	}{
		{"judged", authored, irt.Link{Slope: 1}, .03},
		{"judged, learners of another kind", authored, irt.Link{Slope: .8, Shift: .5}, .03},
	} {
		l := linkSection(question.Math, estimateOf(bank, question.Math, c.truth, .1, c.scale), bank)
		if l.Method != "stocking-lord" || l.Calibrated || math.Abs(l.Slope-c.scale.Slope) > c.within || math.Abs(l.Shift-c.scale.Shift) > .06 {
			t.Errorf("%s: %+v, want %+v", c.name, l, c.scale)
		}
	}

	// Calibrated anchors, two hundred of which a few were spoiled since.
	var questions []*question.Question
	for i, q := range bank.Questions {
		clone := *q
		if i%2 == 0 {
			clone.Params.Source, clone.Params.BSD, clone.Params.ALnSD = question.Calibrated, .08, .1
		}
		questions = append(questions, &clone)
	}
	bank = question.NewBank(questions, nil)
	n := 0
	spoiled := func(q *question.Question) irt.Params {
		p := exact(q)
		if n++; n%10 < 2 {
			p.B -= 1.5
		}
		return p
	}
	scale := irt.Link{Slope: 1.2, Shift: -.3}
	l := linkSection(question.RW, estimateOf(bank, question.RW, spoiled, .1, scale), bank)
	if !l.Calibrated || l.Moved == 0 || math.Abs(l.Slope-scale.Slope) > .02 || math.Abs(l.Shift-scale.Shift) > .02 {
		t.Errorf("calibrated anchors: %+v, want %+v", l, scale)
	}
	few := estimateOf(bank, question.RW, exact, .1, scale)
	few.Items = few.Items[:minAnchors-1]
	if l := linkSection(question.RW, few, bank); l.Method != unlinked || l.Slope != 1 || l.Shift != 0 {
		t.Errorf("too few anchors: %+v", l)
	}
}

// What the same parameters do to scores is nothing; harder questions lift them, the same every time.
func TestShifts(t *testing.T) {
	t.Parallel()
	bank, err := question.Embedded()
	if err != nil {
		t.Fatal(err)
	}
	if len(bank.Forms()) == 0 {
		t.Fatal("no forms")
	}
	after := map[string]question.Proposed{}
	for _, q := range bank.Questions {
		after[q.ID] = question.Proposed{Params: q.Params}
	}
	for _, s := range shifts(bank.Forms(), after, shiftSeed) {
		if s.Largest != 0 || s.Patterns != 260 {
			t.Errorf("the same parameters: %+v", s)
		}
	}
	for _, q := range bank.Questions {
		p := q.Params
		p.B += .25
		after[q.ID] = question.Proposed{Params: p}
	}
	list := shifts(bank.Forms(), after, shiftSeed)
	if len(list) != 2*len(bank.Forms()) {
		t.Errorf("%d shifts of %d forms", len(list), len(bank.Forms()))
	}
	for _, s := range list {
		// A quarter of a unit harder is 25 points, less the pull of the prior.
		if s.Mean < 12 || s.Mean > 25 || s.Largest < s.Mean || s.Largest > 27 || s.At < 200 || s.At > 800 {
			t.Errorf("%+v", s)
		}
	}
	if diff := cmp.Diff(list, shifts(bank.Forms(), after, shiftSeed)); diff != "" {
		t.Error(diff)
	}
}

func TestWhyNot(t *testing.T) {
	t.Parallel()
	bank, err := question.Embedded()
	if err != nil {
		t.Fatal(err)
	}
	q := bank.Questions[0]
	linked := SectionLink{Section: q.Section, Method: "stocking-lord", Slope: 2, Shift: 1}
	good := Item{Name: q.ID, N: 500, A: 1.5, B: .5, C: .2, SEA: .15, SEB: .1, Flags: []string{}}
	with := func(change func(i *Item)) Item {
		i := good
		change(&i)
		return i
	}
	none := linked
	none.Method, none.Slope, none.Shift = unlinked, 1, 0
	for _, c := range []struct {
		why       string
		item      Item
		link      SectionLink
		converged bool
	}{
		{"", good, linked, true},
		{NotConverged, good, linked, false},
		{NotLinked, good, none, true},
		{Flagged, with(func(i *Item) { i.Flags = []string{Misfit} }), linked, true},
		{NoError, with(func(i *Item) { i.SEB = Number(math.NaN()) }), linked, true},
		{NoEstimate, with(func(i *Item) { i.A = Number(math.NaN()) }), linked, true},
		{TooFew, with(func(i *Item) { i.N, i.Flags = 12, []string{Few, Authored} }), linked, true},
	} {
		got := proposed(c.item, q, TwoPL, c.link, c.converged)
		if got.WhyNot != c.why {
			t.Errorf("%q, want %q: %+v", got.WhyNot, c.why, got)
		}
		if p := got.New.Params(); !p.Valid() || !(p.BSD > 0) || !(p.ALnSD > 0) {
			t.Errorf("%s: figures that cannot be stored: %+v", c.why, p)
		}
	}
	got := proposed(good, q, TwoPL, linked, true)
	if got.New.A != .75 || got.New.B != 2 || got.New.C != .2 || math.Abs(got.New.BSD-.2) > 1e-12 || math.Abs(got.New.ALnSD-.1) > 1e-12 || got.New.Source != "calibrated" || got.New.Responses != 500 ||
		got.Old.Params() != q.Params {
		t.Errorf("on the scale in force: %+v", got)
	}
	// What is in force already is nothing to promote.
	clone := *q
	clone.Params = got.New.Params()
	if again := proposed(good, &clone, TwoPL, linked, true); again.WhyNot != Same {
		t.Errorf("the parameters in force: %+v", again)
	}
	clone.Params.B += .01
	if again := proposed(good, &clone, TwoPL, linked, true); again.WhyNot != "" {
		t.Errorf("parameters a little off: %+v", again)
	}
	if b := proposed(with(func(i *Item) { i.N = 100 }), q, TwoPL, linked, true); b.New.ALnSD != irt.AuthoredLnASD || !math.IsNaN(float64(b.SEA)) {
		t.Errorf("of b alone: %+v", b)
	}
}

func TestProposals(t *testing.T) {
	bank, err := question.Embedded()
	if err != nil {
		t.Fatal(err)
	}
	dbtest.Each(t, func(t *testing.T, dsn string) {
		c := countedtest.New(t, dsn, bank)
		ctx, ok := t.Context(), c.OK
		questions := question.New(c.DB, c.Src.Now)
		ok(questions.Open(ctx))
		s := New(Deps{DB: c.DB, Log: c.Src.Log, Consent: c.Src.Consent, Questions: questions, Now: c.Src.Now, Code: "test"})
		admin := account.Operator()
		wish := Wish{Options: Options{Model: TwoPL}, Note: "first"}
		if _, _, err := s.Propose(ctx, admin, wish); !fault.Is(err, fault.Conflict) {
			t.Errorf("an empty log: %v", err)
		}
		if _, _, err := s.Propose(ctx, admin, Wish{Options: wish.Options, Note: strings.Repeat("x", maxNote+1)}); !fault.Is(err, fault.Invalid) {
			t.Errorf("a long note: %v", err)
		}
		if _, _, err := s.Propose(ctx, admin, Wish{Options: Options{Model: "5pl"}}); fault.Field(err) != "model" {
			t.Errorf("an unknown model, which the empty log has nothing to do with: %v", err)
		}
		people := c.Join(32, func(int) bool { return true })
		form := bank.Forms()[0].Sections[1]
		asked := form.First[:12]
		for i, who := range people {
			for j, q := range asked {
				c.Answer(who, q, (i*7+j*5)%12 < 3+i/4, nil)
			}
		}
		c.Answer(people[0], form.Easier[0], true, nil) // too few
		dry := wish
		dry.Dry = true
		p, e, err := s.Propose(ctx, admin, dry)
		ok(err)
		if list, err := s.List(ctx); err != nil || len(list) != 0 || e.Log == nil || e.Log.Used != p.Log.Used {
			t.Errorf("a dry run is stored: %v, %+v", err, list)
		}
		full := wish
		full.Keep = func(*Estimate) error { return fault.New(fault.Conflict, "The disk is full.") }
		if _, _, err := s.Propose(ctx, admin, full); fault.Sentence(err) != "The disk is full." {
			t.Errorf("a file that cannot be written: %v", err)
		}
		if list, err := s.List(ctx); err != nil || len(list) != 0 {
			t.Errorf("its run is stored: %v, %+v", err, list)
		}
		p, _, err = s.Propose(ctx, admin, wish)
		ok(err)
		if p.Promotable != 12 || p.Count != 13 || p.Links[1].Method != "stocking-lord" || p.Links[1].Anchors != 12 || p.Links[0].Method != unlinked || p.Largest <= 0 {
			t.Fatalf("%d of %d promotable, %+v, %+v", p.Promotable, p.Count, p.Links, p.Items)
		}
		got, err := s.Find(ctx, p.ID)
		ok(err)
		if diff := cmp.Diff(p, got, cmp.Comparer(func(a, b Number) bool { return a == b || a != a && b != b }), cmpopts.SortSlices(func(a, b ProposedItem) bool { return a.Question < b.Question }), cmpopts.EquateEmpty()); diff != "" {
			t.Error(diff)
		}
		if list, err := s.List(ctx); err != nil || len(list) != 1 || list[0].ID != p.ID || list[0].Items != nil || list[0].Largest != p.Largest {
			t.Errorf("%v, %+v", err, list)
		}

		// Decided once.
		second, _, err := s.Propose(ctx, admin, wish)
		ok(err)
		rejected, err := s.Reject(ctx, admin, second.ID)
		ok(err)
		if rejected.Status != Rejected {
			t.Errorf("%+v", rejected)
		}
		for _, again := range []func() error{
			func() error { _, err := s.Reject(ctx, admin, second.ID); return err },
			func() error { _, err := s.Promote(ctx, admin, second.ID, Confirmations{}); return err },
		} {
			if err := again(); !fault.Is(err, fault.Conflict) {
				t.Errorf("decided twice: %v", err)
			}
		}
		for _, verb := range []func(uid.ID) error{
			func(id uid.ID) error { _, err := s.Find(ctx, id); return err },
			func(id uid.ID) error { _, err := s.Reject(ctx, admin, id); return err },
			func(id uid.ID) error { _, err := s.Promote(ctx, admin, id, Confirmations{}); return err },
		} {
			if err := verb(uid.ID{9}); !fault.Is(err, fault.Missing) {
				t.Errorf("none such: %v", err)
			}
		}

		// What moves scores, and what rests on the simulated, is said twice.
		sure := Confirmations{Shift: true, Simulated: true}
		far := *p
		far.ID, far.Largest = uid.New(c.Clock), 21
		pretended := *p
		pretended.ID, pretended.Log.Simulated, pretended.Largest = uid.New(c.Clock), true, 1
		nothing := *p
		nothing.ID, nothing.Items = uid.New(c.Clock), slices.Clone(p.Items)
		for i := range nothing.Items {
			nothing.Items[i].WhyNot = Flagged
		}
		third := *p
		third.ID = uid.New(c.Clock)
		ok(c.DB.Write(ctx, func(tx *db.Tx) error {
			var errs []error
			for _, p := range []*Proposal{&far, &pretended, &nothing, &third} {
				errs = append(errs, insert(tx, p))
			}
			return errors.Join(errs...)
		}))
		if _, err := s.Promote(ctx, admin, far.ID, Confirmations{Simulated: true}); fault.Field(err) != "confirm_shift" || !strings.Contains(fault.Sentence(err), "21 points") {
			t.Errorf("a large shift: %v", err)
		}
		if _, err := s.Promote(ctx, admin, pretended.ID, Confirmations{Shift: true}); fault.Field(err) != "confirm_simulated" {
			t.Errorf("simulated learners: %v", err)
		}
		if _, err := s.Promote(ctx, admin, nothing.ID, sure); !fault.Is(err, fault.Conflict) {
			t.Errorf("nothing promotable: %v", err)
		}

		// A question is edited, another taken out, in between; the rest is promoted by one of two who try at once.
		edited := *asked[3]
		edited.Stem += " "
		var text strings.Builder
		line, err := question.Line(&edited)
		ok(err)
		text.Write(line)
		_, err = questions.Import(ctx, question.By{Origin: "import", Role: "admin"}, strings.NewReader(text.String()))
		ok(err)
		ok(questions.Retire(ctx, question.By{Origin: "admin", Role: "admin"}, asked[5].ID, true))
		// Of a third the author now says something else, which leaves its version as it was.
		judged := *asked[6]
		judged.Adjust = .35
		line, err = question.Line(&judged)
		ok(err)
		_, err = questions.Import(ctx, question.By{Origin: "import", Role: "admin"}, strings.NewReader(string(line)))
		ok(err)
		if got, err = s.Find(ctx, p.ID); err != nil || got.Promotable != 9 {
			t.Errorf("%d are promotable: %v", got.Promotable, err)
		}
		for _, it := range got.Items {
			if want := map[string]string{asked[3].ID: "other_version", asked[5].ID: "retired", asked[6].ID: "other_judgement"}[it.Question]; it.Since != want {
				t.Errorf("%s: since %q, want %q", it.Question, it.Since, want)
			}
		}
		before := questions.Bank(ctx)
		type outcome struct {
			p   *Proposal
			err error
		}
		results := make(chan outcome, 3)
		for _, id := range []uid.ID{p.ID, p.ID, third.ID} {
			go func() {
				p, err := s.Promote(ctx, admin, id, sure)
				results <- outcome{p, err}
			}()
		}
		var won *Proposal
		for range 3 {
			switch r := <-results; {
			case r.err == nil && won == nil:
				won = r.p
			case r.err == nil:
				t.Error("promoted twice")
			case !fault.Is(r.err, fault.Conflict):
				t.Errorf("who came second: %v", r.err)
			}
		}
		if won == nil {
			t.Fatal("nobody promoted")
		}
		stored, err := s.Find(ctx, won.ID)
		ok(err)
		left := fmt.Sprint(stored.Left)
		if stored.Status != Promoted || stored.ParamsAfter == "" || len(stored.Left) != 3 || !strings.Contains(left, asked[6].ID+" other_judgement") || !strings.Contains(left, asked[3].ID+" other_version") || !strings.Contains(left, asked[5].ID+" retired") {
			t.Errorf("%s, set %q, left %s", stored.Status, stored.ParamsAfter, left)
		}
		after := questions.Bank(ctx)
		if after.ParamsVersion != stored.ParamsAfter || after.Version != before.Version {
			t.Errorf("in force: %s, %s", after.ParamsVersion, after.Version)
		}
		for i, q := range asked {
			now, err := after.Find(q.ID, "")
			ok(err)
			if calibrated := now.Params.Source == question.Calibrated; calibrated != (i != 3 && i != 5 && i != 6) || calibrated && (now.Params.Responses != 32 || now.Params.B == q.Params.B) {
				t.Errorf("question %d: %+v", i, now.Params)
			}
		}
		old, err := questions.ParamSet(ctx, before.ParamsVersion)
		if err != nil || old[asked[0].ID] != asked[0].Params {
			t.Errorf("the set before: %v, %+v", err, old[asked[0].ID])
		}
		count := func(act audit.Act) int {
			t.Helper()
			list, err := audit.List(ctx, c.DB, audit.Filter{Act: act})
			ok(err)
			return len(list)
		}
		if count(audit.ParametersChanged) != 1 || count(audit.ParametersRejected) != 1 || count(audit.BankChanged) != 3 {
			t.Errorf("audit: %d promoted, %d rejected, %d of the bank", count(audit.ParametersChanged), count(audit.ParametersRejected), count(audit.BankChanged))
		}
		if _, err := s.Promote(ctx, admin, far.ID, sure); !fault.Is(err, fault.Conflict) {
			t.Errorf("linked to a scale of before: %v", err)
		}
		list, err := s.List(ctx)
		ok(err)
		for _, p := range list {
			if p.Status == Proposed && p.Promotable != 0 {
				t.Errorf("%d questions of a proposal on the scale of before look promotable", p.Promotable)
			}
		}
	})
}
