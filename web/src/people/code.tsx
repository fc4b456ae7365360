import { useState } from "preact/hooks";
import { call } from "../api/client";
import type { CodeBody } from "../api/schema";
import { useAct } from "../ui/act";
import { Button } from "../ui/button";
import { Copy } from "../ui/copy";
import "./people.css";

/** Makes a one-use code and shows it once. */
export function Code({ role, name, about }: { role: string; name: string; about: string }) {
  const act = useAct();
  const [code, setCode] = useState<CodeBody | null>(null);
  return (
    <div class="stack tight code">
      <p class="soft">{about}</p>
      <div class="row">
        <Button busy={act.busy === "make"} onClick={() => void act.run("make", async () => setCode(await call("POST /invitations", { body: { role } })))}>{name}</Button>
      </div>
      <output>{code && <><strong class="the-code">{code.code}</strong><span class="row"><Copy text={code.code} name="the code" /></span><span class="small soft">Works once, until {new Date(code.expires_at).toLocaleString()}. It is shown only now.</span></>}</output>
    </div>
  );
}
