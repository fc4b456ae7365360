import { useEffect, useRef } from "preact/hooks";
import { call } from "../api/client";
import { asProblem } from "../api/problem";
import type { VoiceBody } from "../api/schema";
import { Icon } from "../ui/icon";

/** The first kind of recording that both browser and server know; null: none. */
export function soundKind(types: string[], can: (type: string) => boolean): string | null {
  for (const type of ["audio/webm;codecs=opus", "audio/webm", "audio/ogg;codecs=opus", "audio/mp4"]) {
    if (types.includes(type.split(";")[0]!) && can(type)) return type;
  }
  return null;
}

/** Whether one can speak here at all. */
export function canSpeak(v: VoiceBody | undefined): boolean {
  return !!v?.offered && typeof MediaRecorder !== "undefined" && !!navigator.mediaDevices?.getUserMedia && soundKind(v.types ?? [], (t) => MediaRecorder.isTypeSupported(t)) !== null;
}

/** What the microphone does: nothing, record, or wait for the text of what was said. */
export type Listening = "idle" | "recording" | "hearing";

/**
 * The microphone: press to speak, press again to end. What was said comes back
 * as text to look over; nothing is sent by itself.
 */
export function Microphone({ voice, state, onState: setState, onText, onTrouble }: { voice: VoiceBody; state: Listening; onState: (state: Listening) => void; onText: (text: string) => void; onTrouble: (why: string | null) => void }) {
  const recorder = useRef<MediaRecorder | null>(null);
  const alive = useRef(true);
  useEffect(() => () => {
    alive.current = false;
    recorder.current?.stop();
  }, []);

  const begin = async () => {
    onTrouble(null);
    if (!voice.agreed) return onTrouble("Speaking needs your consent first: switch on “Speaking to the tutor” under My data and consent.");
    let stream: MediaStream;
    try {
      stream = await navigator.mediaDevices.getUserMedia({ audio: true });
    } catch {
      return onTrouble("The browser does not give us the microphone. Allow it in the address bar, or type.");
    }
    const kind = soundKind(voice.types ?? [], (t) => MediaRecorder.isTypeSupported(t))!;
    const r = (recorder.current = new MediaRecorder(stream, { mimeType: kind, audioBitsPerSecond: 32_000 }));
    const pieces: Blob[] = [];
    r.ondataavailable = (e) => pieces.push(e.data);
    const limit = setTimeout(() => r.state === "recording" && r.stop(), voice.max_seconds * 1000);
    r.onstop = () => {
      clearTimeout(limit);
      for (const t of stream.getTracks()) t.stop();
      if (alive.current) void hear(new Blob(pieces, { type: kind }));
    };
    r.start();
    setState("recording");
  };
  const hear = async (sound: Blob) => {
    setState("hearing");
    try {
      if (sound.size > voice.max_bytes) throw new Error("too large");
      onText((await call("POST /ai_tutor/transcribe", { blob: sound })).text);
    } catch (err) {
      onTrouble(sound.size > voice.max_bytes ? "The recording is too long. Please say it in shorter pieces." : asProblem(err).message);
    }
    setState("idle");
  };
  const word = state === "idle" ? "Speak" : state === "recording" ? "End and turn into text" : "Listening…";
  return (
    <button type="button" class={`mic ${state}`} aria-label={word} title={word} aria-pressed={state === "recording"} disabled={state === "hearing"}
      onClick={() => (state === "recording" ? recorder.current?.stop() : void begin())}>
      <Icon name={state === "recording" ? "stop" : "mic"} />
    </button>
  );
}
