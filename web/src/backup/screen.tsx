import { call, type Reply } from "../api/client";
import { Title } from "../app/title";
import { Notice, Pending, useLoad } from "../ui/load";
import { told } from "./words";

type Backups = Reply<"GET /backups">;

/** What is known of backups, and how to make one. */
export default function BackupScreen() {
  const backups = useLoad(() => call("GET /backups"), []);
  return (
    <div class="page middle stack wide">
      <header class="page-head">
        <Title>Backups</Title>
        <p class="lead">They are made by a command beside the running server, not from here: what can copy everything should not hang on a web page.</p>
      </header>
      <Pending of={backups}>
        {(b) => (
          <>
            <section class="section" aria-labelledby="last">
              <h2 id="last">The last ones</h2>
              {b.engine === "postgres"
                ? <Notice>PostgreSQL is backed up by its own tools, which tell this program nothing: whether there is a backup, only you know.</Notice>
                : (
                  <div class="figures">
                    <Last name="database" note={b.main} stale={7} />
                    <Last name="keys" note={b.keys} stale={7} />
                  </div>
                )}
              {b.engine === "sqlite" && <p class="small soft">This is what the command wrote down when it ended. Whether the files are still where you put them, and can be read, only a restore into an empty folder shows; try one now and then.</p>}
            </section>
            <section class="section" aria-labelledby="how">
              <h2 id="how">Make one</h2>
              <pre class="code-block" tabIndex={0}>{(b.commands ?? []).join("\n")}</pre>
              <p class="soft">The first holds the database, the second the keys to the sealed words. Keep them in different places, and the keys at most 30 days: as long as a copy of the keys exists, nothing that was erased is gone for good.</p>
              <h3>Restore</h3>
              <pre class="code-block" tabIndex={0}>{b.restore}</pre>
              <p class="soft">Whoever was erased after the backup was made is erased again when the server starts.</p>
            </section>
          </>
        )}
      </Pending>
    </div>
  );
}

function Last({ name, note, stale }: { name: string; note: Backups["main"]; stale: number }) {
  const { late, when, what } = told(note, stale);
  return (
    <div class={late ? "figure-tile bad" : "figure-tile"}>
      <span class="soft small">{name}</span>
      <span class="big">{when}</span>
      <span class="small soft">{note ? <>{new Date(note.made_at).toLocaleString()}, <code>{note.file}</code>, {what}</> : what}</span>
    </div>
  );
}
