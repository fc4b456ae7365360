import type { Reply } from "../api/client";

export type Release = Reply<"GET /ai_data/datasets/{release_id}">;

export const statusWords: Record<Release["status"], string> = {
  queued: "waits for its turn",
  building: "being built",
  interrupted: "interrupted; goes on when the server is free",
  done: "done",
  failed: "failed",
  cancelled: "cancelled",
  deleted: "deleted",
};

export const ended = (r: Pick<Release, "status">): boolean => r.status === "done" || r.status === "failed" || r.status === "cancelled" || r.status === "deleted";

/** An event of a stream, as the server writes them. */
export interface Frame {
  event: string;
  data: unknown;
}

/** Reads server-sent events piece by piece; what is not whole yet is kept. */
export function frames(): (chunk: string) => Frame[] {
  let rest = "";
  return (chunk) => {
    rest += chunk.replace(/\r\n?/g, "\n");
    const parts = rest.split("\n\n");
    rest = parts.pop()!;
    return parts.flatMap((part) => {
      let event = "message";
      const data: string[] = [];
      for (const line of part.split("\n")) {
        if (line.startsWith("event:")) event = line.slice(6).trim();
        else if (line.startsWith("data:")) data.push(line.slice(5).replace(/^ /, ""));
      }
      try {
        return data.length ? [{ event, data: JSON.parse(data.join("\n")) as unknown }] : [];
      } catch {
        return []; // not ours
      }
    });
  };
}

type CardBlock = { kind: "heading"; level: number; text: string } | { kind: "text"; text: string } | { kind: "list"; items: string[] } | { kind: "code"; text: string } | { kind: "table"; head: string[]; rows: string[][] };

/** The card's Markdown, as far as cards use it; its YAML head is for machines and left out. */
export function card(markdown: string): CardBlock[] {
  const lines = markdown.replace(/\r/g, "").replace(/^---\n[\s\S]*?\n---\n/, "").split("\n");
  const out: CardBlock[] = [];
  const cells = (line: string) => line.trim().replace(/^\||\|$/g, "").split(/(?<!\\)\|/).map((c) => c.trim().replace(/\\\|/g, "|"));
  for (let i = 0; i < lines.length;) {
    const line = lines[i]!;
    const heading = /^(#{1,6}) (.*)/.exec(line);
    if (!line.trim()) i++;
    else if (line.startsWith("```")) {
      const end = lines.findIndex((l, j) => j > i && l.startsWith("```"));
      out.push({ kind: "code", text: lines.slice(i + 1, end < 0 ? undefined : end).join("\n") });
      i = end < 0 ? lines.length : end + 1;
    } else if (heading) {
      out.push({ kind: "heading", level: heading[1]!.length, text: heading[2]! });
      i++;
    } else if (line.startsWith("|") && /^\|[\s:|-]+\|?$/.test(lines[i + 1] ?? "")) {
      const rows: string[][] = [];
      let j = i + 2;
      for (; lines[j]?.startsWith("|"); j++) rows.push(cells(lines[j]!));
      out.push({ kind: "table", head: cells(line), rows });
      i = j;
    } else if (/^[-*] /.test(line)) {
      const items: string[] = [];
      for (; i < lines.length && /^([-*] |  )/.test(lines[i]!); i++) {
        if (/^[-*] /.test(lines[i]!)) items.push(lines[i]!.slice(2));
        else items[items.length - 1] += ` ${lines[i]!.trim()}`;
      }
      out.push({ kind: "list", items });
    } else {
      const text: string[] = [];
      for (; i < lines.length && lines[i]!.trim() && !/^(#{1,6} |```|\||[-*] )/.test(lines[i]!); i++) text.push(lines[i]!.trim());
      if (!text.length) text.push(lines[i++]!.trim());
      out.push({ kind: "text", text: text.join(" ") });
    }
  }
  return out;
}
