import { expect, it } from "vitest";
import { soundKind } from "./voice";

it.each([
  [["audio/webm", "audio/mp4"], () => true, "audio/webm;codecs=opus"],
  [["audio/mp4"], () => true, "audio/mp4"],
  [["audio/webm", "audio/mp4"], (t: string) => t === "audio/mp4", "audio/mp4"],
  [["audio/wav"], () => true, null],
] as const)("records what both sides know: %j", (types, can, want) => expect(soundKind([...types], can)).toBe(want));
