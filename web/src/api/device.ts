import { keep, kept } from "./keep";
import { uuid7 } from "./uuid";

/** This build, as the server named it in the path of our own files. */
export const build = /\/-\/([0-9a-f]+)\//.exec(import.meta.url)?.[1] ?? "dev";

/** The id that this device made for itself. */
export function deviceID(): string {
  let id = kept("device");
  if (!id) {
    id = uuid7();
    keep("device", id);
  }
  return id;
}

export const timeZone = (): string => Intl.DateTimeFormat().resolvedOptions().timeZone || "UTC";

/** What a device says of itself with every request; the server puts it into its record. */
export function device(): Record<string, string> {
  const size = Math.min(screen.width, screen.height);
  return {
    "Satprep-Device": deviceID(),
    "Satprep-Client": `web/${build}`,
    "Satprep-Platform": platform(),
    "Satprep-Device-Class": size < 600 ? "phone" : navigator.maxTouchPoints > 1 && size < 1100 ? "tablet" : "desktop",
    "Satprep-Zone": timeZone(),
  };
}

function platform(): string {
  const ua = navigator.userAgent;
  for (const [name, re] of [["android", /Android/], ["ios", /iPhone|iPad/], ["chromeos", /CrOS/], ["windows", /Windows/], ["macos", /Mac OS/], ["linux", /Linux/]] as const) {
    if (re.test(ua)) return name;
  }
  return "other";
}
