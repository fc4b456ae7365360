package dataset

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// The script for Python's libraries runs to its end without any of them, and
// sees what is wrong with a file that needs none.
func TestFormatsScript(t *testing.T) {
	t.Parallel()
	python, err := exec.LookPath("python3")
	if err != nil {
		t.Skip("python3 is missing: scripts/formats.py is not tried")
	}
	script, err := filepath.Abs(filepath.Join("..", "..", "scripts", "formats.py"))
	if err != nil {
		t.Fatal(err)
	}
	compile := exec.CommandContext(t.Context(), python, "-m", "py_compile", script)
	compile.Env = append(os.Environ(), "PYTHONPYCACHEPREFIX="+t.TempDir())
	if out, err := compile.CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	dir := t.TempDir()
	for _, name := range []string{"kt_csv", "kt_pykt", "ednet_kt4", "datashop", "irt_matrix", "xapi"} {
		if err := os.CopyFS(dir, os.DirFS(cookShape(t, name, nil, tracedLearners(t)...).dir)); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.WriteFile(filepath.Join(dir, manifestName), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	// -S hides whatever is installed.
	run := func() (string, int) {
		cmd := exec.CommandContext(t.Context(), python, "-S", "-I", "-B", script, dir)
		out, err := cmd.CombinedOutput()
		if cmd.ProcessState == nil {
			t.Fatal(err)
		}
		return string(out), cmd.ProcessState.ExitCode()
	}
	out, code := run()
	if code != 0 || !strings.HasSuffix(out, "0 wrong\n") || strings.Count(out, "\nmissing") != 2 || strings.Count(out, "\nok") != 7 {
		t.Errorf("exit code %d: %s", code, out)
	}
	if err := os.WriteFile(filepath.Join(dir, "formats", "kt_pykt", "test.txt"), []byte("0,2\n1,2\n1,2\n1,0\n5\n1,1\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if out, code := run(); code != 1 || !strings.Contains(out, "not 2 values") {
		t.Errorf("a line that is too short: exit code %d: %s", code, out)
	}
}
