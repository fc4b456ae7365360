import type { RefObject } from "preact";
import { useState } from "preact/hooks";

/** What is hard to find on a keyboard: shown, spoken, and where the cursor stands afterwards. */
const keys: [string, string, string?][] = [
  ["x", ""], ["y", ""], ["(", "opening parenthesis"], [")", "closing parenthesis"], ["x²", "squared", "²"], ["^", "to the power of"], ["√", "square root", "sqrt("], ["π", "pi"],
  ["÷", "divided by", "/"], ["×", "times", "*"], ["=", "equals"], ["<", "less than"], [">", "greater than"], ["≤", "at most"], ["≥", "at least"], ["|x|", "size", "|"],
  ["sin", "sine", "sin("], ["cos", "cosine", "cos("], ["tan", "tangent", "tan("], ["log", "logarithm", "log("], ["ln", "natural logarithm", "ln("], ["!", "factorial"], ["~", "best fit"], [",", "comma"],
];

/** Keys that write into the line that was typed in last. */
export function Keys({ box }: { box: RefObject<HTMLInputElement> }) {
  const [open, setOpen] = useState(false);
  const write = (text: string) => {
    const b = box.current;
    if (!b?.isConnected) return;
    b.focus({ preventScroll: true });
    b.setRangeText(text, b.selectionStart ?? b.value.length, b.selectionEnd ?? b.value.length, "end");
    b.dispatchEvent(new Event("input", { bubbles: true }));
  };
  return (
    <div class="keypad">
      <button type="button" class="keys-open" aria-expanded={open} onClick={() => setOpen(!open)}>{open ? "Hide the keys" : "Keys: √ π ≤ …"}</button>
      {open && (
        <div class="keys-grid" role="group" aria-label="Keys">
          {keys.map(([shown, said, text]) => <button key={shown} type="button" aria-label={said ? `${shown}, ${said}` : undefined} onPointerDown={(e) => e.preventDefault()} onClick={() => write(text ?? shown)}>{shown}</button>)}
        </div>
      )}
    </div>
  );
}
