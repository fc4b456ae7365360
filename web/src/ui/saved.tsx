import type { Standing } from "../offline/sync";
import { Icon } from "./icon";
import "./status.css";

const time = (d: Date) => d.toLocaleTimeString(undefined, { hour: "2-digit", minute: "2-digit" });

/** Where what was done stands, in words that are true. */
export function standingWords(s: Standing): string {
  switch (s.kind) {
    case "offline": return s.waiting ? `Offline, ${s.waiting} waiting` : "Offline, nothing waiting";
    case "signed out": return `Sign in again to sync, ${s.waiting} waiting`;
    case "unkept": return "No room on this device: keep this page open until it is sent";
    case "trouble": return `Saved on this device, ${s.waiting} waiting`;
    case "kept": return "Saved on this device";
    default: return s.at ? `Synced ${time(s.at)}` : "Nothing waiting";
  }
}

/** Says where what was done stands: on this device, on the server, or on neither. */
export function Saved({ standing: s }: { standing: Standing }) {
  const good = s.kind === "synced";
  return (
    <p class={`saved ${good ? "good" : s.kind === "unkept" ? "bad" : ""}`} role="status">
      <Icon name={good ? "right" : s.kind === "unkept" ? "wrong" : "clock"} size={16} /><span>{standingWords(s)}</span>
    </p>
  );
}
