package dataset

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"satprep/internal/question"
)

func TestVerifiableHoldsReleasedQuestionsOnly(t *testing.T) {
	t.Parallel()
	s := tell(t, 1)
	s.turn(plainQuestion(t, 0), "hint", "Look.", nil)
	got := cookShape(t, "verifiable", nil, s.l)
	families := map[string]Split{}
	index := map[Split]float64{}
	rows := 0
	for _, split := range Splits {
		for _, row := range got.rows[split] {
			rows++
			info := row["extra_info"].(map[string]any)
			q, err := bankOnce().Find(info["question"].(string), info["version"].(string))
			if err != nil || !q.Released() || q.Use != question.Practice {
				t.Fatalf("%v is in it: %v", info, err)
			}
			if was, ok := families[q.Family]; ok && was != split {
				t.Errorf("family %s stands in two splits", q.Family)
			}
			families[q.Family] = split
			if info["split"] != string(split) || info["index"] != index[split] || info["family"] != q.Family {
				t.Errorf("%v in %s at %v", info, split, index[split])
			}
			index[split]++
			var truth struct {
				Type string
				Keys []string
			}
			model := row["reward_model"].(map[string]any)
			if err := json.Unmarshal([]byte(model["ground_truth"].(string)), &truth); err != nil || model["style"] != "rule" || fmt.Sprint(truth.Keys) != fmt.Sprint(q.Keys) || truth.Type != string(q.Type) {
				t.Errorf("%v, %v", model, err)
			}
			prompt := text(row, "prompt")
			if !strings.Contains(prompt, q.Stem) || q.Figure != nil && !strings.Contains(prompt, q.Figure.Alt) || strings.Contains(prompt, "Rationale") {
				t.Errorf("the prompt of %s: %s", q.ID, prompt)
			}
		}
	}
	want := 0
	for _, q := range bankOnce().Questions {
		if q.Released() {
			want++
		}
	}
	if rows != want || want == 0 || len(got.stats.Learners) != 0 {
		t.Errorf("%d rows of %d released questions, learners %v", rows, want, got.stats.Learners)
	}
	if len(got.stats.Baseline) == 0 || got.stats.Baseline[0].Value < 0 || got.stats.Baseline[0].Value > .8 {
		t.Errorf("baselines: %+v", got.stats.Baseline)
	}
}

// harness grades lines of JSON with the Python program.
const harness = `
import json, sys
sys.path.insert(0, sys.argv[1])
import reward_satprep as r
for line in sys.stdin:
    v = json.loads(line)
    if "solution" in v:
        print(r.compute_score("", v["solution"], json.dumps(v)))
    else:
        print({True: "right", False: "wrong", None: "refused"}[r.grade(v, v["answer"])])
`

func python(t *testing.T, dir string, lines []any) []string {
	t.Helper()
	path, err := exec.LookPath("python3")
	if err != nil {
		t.Skip("there is no python3")
	}
	var in bytes.Buffer
	enc := json.NewEncoder(&in)
	for _, l := range lines {
		if err := enc.Encode(l); err != nil {
			t.Fatal(err)
		}
	}
	cmd := exec.CommandContext(t.Context(), path, "-B", "-c", harness, dir)
	cmd.Stdin = &in
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("%v: %s", err, stderr.String())
	}
	return strings.Fields(string(out))
}

// The program that goes out with the config grades as ours does: on all of its
// vectors, and on random keys and entries.
func TestRewardProgramGradesAsWeDo(t *testing.T) {
	t.Parallel()
	got := cookShape(t, "verifiable", nil)
	dir := filepath.Join(got.dir, "formats", "verifiable")
	b, err := os.ReadFile(filepath.Join(dir, "vectors.json"))
	if err != nil {
		t.Fatal(err)
	}
	var vectors []graderVector
	if err := json.Unmarshal(b, &vectors); err != nil {
		t.Fatal(err)
	}
	verdicts := map[string]int{}
	for _, v := range vectors {
		verdicts[v.Verdict]++
	}
	if len(vectors) < 500 || verdicts["right"] < 30 || verdicts["wrong"] < 300 || verdicts["refused"] < 100 {
		t.Errorf("%d vectors: %v", len(vectors), verdicts)
	}
	rng := rand.New(rand.NewPCG(31, 32))
	pick := func(letters string, most int) string {
		var s strings.Builder
		for range rng.IntN(most + 1) {
			s.WriteByte(letters[rng.IntN(len(letters))])
		}
		return s.String()
	}
	for range 20_000 {
		q := &question.Question{Content: question.Content{Type: question.Typed}}
		p, d := rng.IntN(4000), 1+rng.IntN(60)
		key := fmt.Sprint(p)
		if rng.IntN(2) == 0 {
			key = fmt.Sprintf("%d/%d", p, d)
		}
		if rng.IntN(4) == 0 {
			key = "-" + key
		}
		q.Keys = []string{key}
		var answer string
		switch rng.IntN(4) {
		case 0:
			answer = pick("0123456789./-", 7)
		case 1: // the key, cut or rounded to what the box holds
			answer = strings.TrimPrefix(fmt.Sprintf("%.*f", rng.IntN(6), float64(p)/float64(d)), "0")
		case 2:
			answer = fmt.Sprintf("%.5f", float64(p)/float64(d))[:5]
		default:
			answer = key
		}
		if rng.IntN(4) == 0 {
			answer = "-" + answer
		}
		verdict := "wrong"
		if right, err := question.Grade(q, answer); err != nil {
			verdict = "refused"
		} else if right {
			verdict = "right"
		}
		verdicts[verdict]++
		vectors = append(vectors, graderVector{question.Typed, q.Keys, answer, verdict})
	}
	if verdicts["right"] < 2000 {
		t.Errorf("the random entries are too poor: %v", verdicts)
	}
	var lines []any
	for _, v := range vectors {
		lines = append(lines, v)
	}
	out := python(t, dir, lines)
	if len(out) != len(vectors) {
		t.Fatalf("%d verdicts of %d", len(out), len(vectors))
	}
	for i, v := range vectors {
		if out[i] != v.Verdict {
			t.Errorf("%q to %q: %s, ours %s", v.Answer, v.Keys, out[i], v.Verdict)
		}
	}
}

func TestRewardProgramFindsTheAnswer(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "reward_satprep.py"), rewardProgram, 0o600); err != nil {
		t.Fatal(err)
	}
	type solved struct {
		Type     string   `json:"type"`
		Keys     []string `json:"keys"`
		Solution string   `json:"solution"`
	}
	letter := func(solution string) solved { return solved{"choice", []string{"B"}, solution} }
	number := func(solution string) solved { return solved{"spr", []string{"7/2"}, solution} }
	right := []any{letter("First …\nAnswer: B"), letter("**Answer:** (B)"), letter("Answer: A\nNo, wait.\nAnswer: B."), letter("the answer is: B) 12"), letter(`so \boxed{B}`),
		number("Answer: 3.5"), number("Answer: 7/2."), number("ANSWER = $3.50$"), number(`Answer: \boxed{\frac{7}{2}}`), number("Answer: **3.5**")}
	wrong := []any{letter("Answer: C"), letter("B"), letter("Answer: Because"), letter("Answer: AB"), letter(""), number("Answer: 3"), number("7/2"), number("Answer: 3 1/2"), number("Answer: −3.5"), number("Answer: about 3.5")}
	for i, got := range python(t, dir, append(right, wrong...)) {
		if want := map[bool]string{true: "1.0", false: "0.0"}[i < len(right)]; got != want {
			t.Errorf("solution %d, %+v: %s, want %s", i, append(right, wrong...)[i], got, want)
		}
	}
}
