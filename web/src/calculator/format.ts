import { toNumber, type Ratio } from "./exact";

const raised = (n: number) => String(n).replace(/[-\d]/g, (c) => (c === "-" ? "⁻" : "⁰¹²³⁴⁵⁶⁷⁸⁹"[Number(c)]!));
const signed = (s: string) => s.replace("-", "−");

/** A number as people write it, to so many significant digits; powers of ten where it is very large or small. */
export function show(x: number, digits = 10): string {
  if (Number.isNaN(x)) return "undefined";
  if (!Number.isFinite(x)) return x > 0 ? "∞" : "−∞";
  const r = Number(x.toPrecision(digits));
  if (r === 0) return "0";
  const size = Math.abs(r);
  if (size >= 1e15 || (size >= 1e12 && !Number.isInteger(r)) || size < 1e-6) {
    const [m, e] = r.toExponential().split("e");
    return signed(`${m} × 10${raised(Number(e))}`);
  }
  return signed(String(r));
}

/** A coordinate for a label: short, and never −0. */
export function brief(x: number): string {
  return show(Math.abs(x) < 5e-10 ? 0 : x, 5);
}

/** A fraction with a denominator that people use, if a number is one. */
export function fractionOf(x: number): string | null {
  if (Number.isInteger(x) || Math.abs(x) > 1e4) return null;
  for (let d = 2; d <= 60; d++) {
    const n = Math.round(x * d);
    if (Math.abs(n / d - x) < 1e-10) return signed(`${n}/${d}`);
  }
  return null;
}

/** The value of an expression: exactly as a fraction where it is one, and as a decimal. */
export function result(value: number, ratio: Ratio | null): string {
  if (!ratio) {
    if (Number.isNaN(value)) return "undefined";
    if (!Number.isFinite(value)) return "too large to show";
    if (Number.isInteger(value) && Math.abs(value) < 1e15) return `= ${show(value, 15)}`;
    return `${Number(value.toPrecision(10)) === value ? "=" : "≈"} ${show(value)}`;
  }
  const near = toNumber(ratio);
  if (ratio.d === 1n) {
    const text = signed(ratio.n.toString());
    return text.length <= 16 ? `= ${text}` : `≈ ${show(near)}`;
  }
  const fraction = signed(`${ratio.n}/${ratio.d}`);
  const whole = terminating(ratio);
  if (fraction.length > 14) return whole ? `= ${whole}` : `≈ ${show(near)}`;
  return whole ? `= ${whole} = ${fraction}` : `= ${fraction} ≈ ${show(near)}`;
}

/** A fraction as a decimal that ends, within ten places. */
function terminating(r: Ratio): string | null {
  const scale = 10n ** 10n;
  if ((r.n * scale) % r.d !== 0n) return null;
  const size = r.n < 0n ? -r.n : r.n;
  const digits = ((size * scale) / r.d).toString().padStart(11, "0");
  const text = `${digits.slice(0, -10)}.${digits.slice(-10)}`.replace(/0+$/, "");
  return text.length > 16 ? null : `${r.n < 0n ? "−" : ""}${text}`;
}
