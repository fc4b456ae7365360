import type { SessionFeedback, SessionPackQuestion } from "../api/schema";

/**
 * Grading for the eye, by the rules of the server (internal/question/grade.go),
 * which grades once more when the answer arrives. Exact: numbers are fractions.
 */
interface Fraction {
  negative: boolean;
  p: bigint;
  q: bigint;
}

const box = 5; // characters of an entry, beside a leading minus

function fraction(text: string): Fraction | null {
  const negative = text.startsWith("-");
  const body = negative ? text.slice(1) : text;
  const parts = /^(\d+)\/(\d+)$/.exec(body);
  if (parts) {
    const q = BigInt(parts[2]!);
    return q === 0n ? null : { negative, p: BigInt(parts[1]!), q };
  }
  const decimal = /^(\d*)\.?(\d*)$/.exec(body);
  if (!decimal || decimal[1]! + decimal[2]! === "") return null;
  return { negative, p: BigInt(decimal[1]! + decimal[2]!), q: 10n ** BigInt(decimal[2]!.length) };
}

/** Whether an entry equals a key, or is its decimal, cut or rounded, that fills the box. */
export function equal(entry: string, key: string): boolean {
  const e = fraction(entry);
  const k = fraction(key);
  if (!e || !k) return false;
  const sameSign = e.negative === k.negative || k.p === 0n;
  if (e.p * k.q === k.p * e.q) return e.p === 0n || sameSign;
  const body = e.negative ? entry.slice(1) : entry;
  const [front, back] = body.split(".");
  if (back === undefined || body.length !== box || (front!.length >= 2 && front!.startsWith("0")) || e.p === 0n || !sameSign) return false;
  const cut = (k.p * e.q) / k.q;
  const rounded = (2n * k.p * e.q + k.q) / (2n * k.q);
  return e.p === cut || e.p === rounded;
}

/** What is said to an answer; "" is one that was left out. */
export function feedbackOf(q: SessionPackQuestion, answer: string): SessionFeedback {
  const typed = q.question.type === "spr";
  const keys = q.keys ?? [];
  const correct = answer !== "" && (typed ? keys.some((k) => equal(answer, k)) : keys[0] === answer);
  const slip = typed ? (q.entry_errors ?? []).find((e) => equal(answer, e.entry)) : undefined;
  const rationale = correct || answer === "" ? q.key_rationale
    : typed ? (slip?.rationale ?? "That value does not solve the problem. Compare your work with the steps, one line at a time.")
    : ((q.choices ?? []).find((c) => c.id === answer)?.rationale ?? "");
  return { correct, rationale, key: keys.join(" or "), key_rationale: q.key_rationale, choices: q.choices, steps: q.steps };
}
