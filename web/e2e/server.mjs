// A whole server of this source on a free port, with a folder of its own.
// SATPREP_PROGRAM names one that is built already.
import { execFileSync, spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const root = new URL("../..", import.meta.url).pathname;

/** Starts it; more are further words of its command line. */
export async function startServer(...more) {
  const dir = mkdtempSync(join(tmpdir(), "satprep-e2e-"));
  const program = process.env.SATPREP_PROGRAM ?? join(dir, "satprep");
  if (!process.env.SATPREP_PROGRAM) execFileSync("go", ["build", "-o", program, "./cmd/satprep"], { cwd: root, stdio: "inherit", env: { ...process.env, CGO_ENABLED: "0" } });
  const child = spawn(program, ["serve", "--data", join(dir, "data"), "--addr", "127.0.0.1:0", ...more], { stdio: ["ignore", "pipe", "pipe"] });
  let said = "";
  const url = await new Promise((resolve, reject) => {
    const hear = (chunk) => {
      said += chunk;
      const setup = /(http:\/\/\S+?)\/app\/setup#code=(\S+)/.exec(said);
      if (setup) resolve({ base: setup[1], code: setup[2] });
    };
    child.stdout.setEncoding("utf8").on("data", hear);
    child.stderr.setEncoding("utf8").on("data", hear);
    child.on("exit", (code) => reject(new Error(`the server ended with ${code}:\n${said}`)));
  });
  return {
    ...url,
    said: () => said,
    /** The mirror of the record: a line for each interaction. */
    interactions: join(dir, "data", "ai_data", "interactions.jsonl"),
    /** Holds the server still, as if the network were cut, until resume. */
    pause: () => child.kill("SIGSTOP"),
    resume: () => child.kill("SIGCONT"),
    async stop() {
      const gone = new Promise((resolve) => child.on("exit", resolve));
      child.kill("SIGCONT");
      child.kill("SIGTERM");
      await gone;
      rmSync(dir, { recursive: true, force: true });
    },
  };
}
