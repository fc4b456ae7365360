package account_test

import (
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	. "satprep/internal/account"
	"satprep/internal/db/dbtest"
	"satprep/internal/fault"
	"satprep/internal/interaction"
)

func TestImport(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, dsn string) {
		r := open(t, dsn, NoLimits)
		pending, _, err := r.Register(t.Context(), Registration{Name: "P", Email: "taken@example.org", Password: password, Role: Student, Age: Under13})
		if err != nil {
			t.Fatal(err)
		}
		file := "\ufeffEmail, role,age_band,user_id,name,shoe\n" +
			"ann@example.org,student,<13,s1,Ann,38\n" +
			",tutor,,t1,\"Lee, Tom\",\n" +
			",admin,18+,a1,,\n" +
			"taken@example.org,student,13_17,s2,Bea,\n" + // 5
			",student,,s3,Bea,\n" + // 6
			",king,13_17,s4,Bea,\n" + // 7
			",student,13_17,s 5,Bea,\n" + // 8
			"nope,student,13_17,s6,Bea,\n" + // 9
			",parent,under 13,p1,Bea,\n" + // 10
			"ann@example.org,student,13_17,s7,Bea,\n" + // 11
			",student\n" + // 12
			",student,13_17,s\"8,Bea,\n" + // 13
			",student,under_13," + pending.UserID + ",,\n"
		var tokens strings.Builder
		got, err := r.Import(t.Context(), strings.NewReader(file), &tokens)
		if err != nil {
			t.Fatal(err)
		}
		var refused []string
		for _, b := range got.Refusals {
			refused = append(refused, fmt.Sprint(b.Line, " ", b.Field))
			if b.Sentence == "" {
				t.Errorf("line %d has no reason", b.Line)
			}
		}
		want := []string{"5 email", "6 age_band", "7 role", "8 user_id", "9 email", "10 age_band", "11 email", "12 user_id", "13 "}
		slicesEqual(t, want, refused)
		if got.New != 3 || got.Updated != 1 || got.Refused != len(want) {
			t.Errorf("%+v", got)
		}
		var users []string
		for line := range strings.Lines(tokens.String()) {
			user, token, _ := strings.Cut(strings.TrimSpace(line), " ")
			a, err := r.Authenticate(t.Context(), token)
			if err != nil || a.UserID != user || a.Status != Active {
				t.Errorf("%s: %+v, %v", user, a, err)
			}
			users = append(users, fmt.Sprint(user, " ", a.Name, " ", a.AgeBand, " ", a.Origin))
		}
		slicesEqual(t, []string{"s1 Ann under_13 real", "t1 Lee, Tom 18_plus staff", "a1 a1 18_plus staff", pending.UserID + " P under_13 real"}, users)
		slicesEqual(t, []string{"account.registered active real self"}, r.records(t, subject(t, r, "s1")), "other")
	})
}

func slicesEqual(t *testing.T, want, got []string, ignore ...string) {
	t.Helper()
	for i := range got {
		for _, w := range ignore {
			got[i] = strings.ReplaceAll(got[i], w, "self")
		}
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestImportAgain(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, dsn string) {
		r := open(t, dsn, NoLimits)
		load := func(lines string) (Imported, map[string]string) {
			t.Helper()
			var out strings.Builder
			done, err := r.Import(t.Context(), strings.NewReader("user_id,role,age_band,name,email,simulated\n"+lines), &out)
			if err != nil {
				t.Fatal(err)
			}
			tokens := map[string]string{}
			for line := range strings.Lines(out.String()) {
				user, token, _ := strings.Cut(strings.TrimSpace(line), " ")
				tokens[user] = token
			}
			return done, tokens
		}
		_, first := load("s1,student,under_13,Ann,ann@example.org\ns2,student,13_17,Bea,\nsim,student,13_17,Sim,,true\n")
		if a, err := r.Find(t.Context(), "sim"); err != nil || a.Origin != interaction.Simulated {
			t.Errorf("simulated: %+v, %v", a, err)
		}
		done, second := load("s1,student,13_17,Anna,anna@example.org\ns2,tutor,,Bea,\n")
		if done.New != 0 || done.Updated != 1 || done.Refused != 1 || done.Refusals[0].Field != "role" {
			t.Errorf("%+v", done)
		}
		a, err := r.Find(t.Context(), "s1")
		if err != nil || a.Name != "Anna" || a.Email != "anna@example.org" || a.AgeBand != Teen {
			t.Errorf("updated to %+v, %v", a, err)
		}
		for _, token := range []string{first["s1"], second["s1"]} {
			if got, err := r.Authenticate(t.Context(), token); err != nil || got != a.Actor {
				t.Errorf("a token of %+v, %v", got, err)
			}
		}
		// Empty fields take nothing away, a repeated line is the same user again,
		// and nothing changed is nothing recorded.
		before := len(r.records(t, a.Subject))
		done, _ = load("s1,student,13_17,,\ns1,student,13_17,,\n")
		if done.Updated != 2 || done.Refused != 0 {
			t.Errorf("%+v", done)
		}
		again, err := r.Find(t.Context(), "s1")
		if diff := cmp.Diff(a, again); diff != "" || err != nil {
			t.Error(err, diff)
		}
		if after := r.records(t, a.Subject); len(after) != before {
			t.Errorf("recorded %q", after)
		}
		if err := r.Close(t.Context(), Operator(), "s1"); err != nil {
			t.Fatal(err)
		}
		if done, _ := load("s1,student,13_17,Ann,\n"); done.Refused != 1 || done.Refusals[0].Field != "user_id" {
			t.Errorf("a closed account: %+v", done)
		}
	})
}

func subject(t *testing.T, r *room, userID string) (s [16]byte) {
	t.Helper()
	a, err := r.Find(t.Context(), userID)
	if err != nil {
		t.Fatal(err)
	}
	return a.Subject
}

func TestImportManyInBatches(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, dsn string) {
		r := open(t, dsn, NoLimits)
		const n = 700
		var file, tokens strings.Builder
		file.WriteString("user_id,role,age_band,name,email\n")
		for i := range n {
			fmt.Fprintf(&file, "u%04d,student,13_17,Learner,u%d@example.org\n", i, i)
		}
		done, err := r.Import(t.Context(), strings.NewReader(file.String()), &tokens)
		if err != nil || done.New != n || strings.Count(tokens.String(), "\n") != n || !strings.HasPrefix(tokens.String(), "u0000 sp_") {
			t.Fatalf("%+v, %v", done, err)
		}
		if tail, err := r.log.Tail(t.Context()); err != nil || tail != n {
			t.Errorf("%d records, %v", tail, err)
		}
	})
}

type brokenReader struct{ io.Reader }

func (b brokenReader) Read(p []byte) (int, error) {
	n, err := b.Reader.Read(p)
	if err == io.EOF {
		err = errors.New("the disk went away")
	}
	return n, err
}

func TestImportFailures(t *testing.T) {
	t.Parallel()
	r := open(t, "sqlite:"+t.TempDir(), NoLimits)
	for file, field := range map[string]string{
		"":                                    "",
		"user_id,role,name\n":                 "age_band",
		"user_id,role,age_band,name,role\n":   "role",
		"\"user_id,role\nx,y\n":               "",
		"user_id;role;age_band;name;email\n":  "user_id",
		"role,age_band,name\nstudent,13_17,A": "user_id",
	} {
		_, err := r.Import(t.Context(), strings.NewReader(file), io.Discard)
		wants(t, file, fault.Invalid, err)
		if fault.Field(err) != field {
			t.Errorf("%q: field %q", file, fault.Field(err))
		}
	}
	// What was read before the file broke off is in.
	var tokens strings.Builder
	done, err := r.Import(t.Context(), brokenReader{strings.NewReader("user_id,role,age_band,name\ns1,student,13_17,A\n")}, &tokens)
	wants(t, "a broken file", fault.Internal, err)
	if done.New != 1 || !strings.HasPrefix(tokens.String(), "s1 ") {
		t.Errorf("%+v, %q", done, tokens.String())
	}
}
