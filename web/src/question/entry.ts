/**
 * What may be typed as an answer: an integer, a decimal or a fraction, of at
 * most five characters, or six with a minus. The server grades; this says at
 * once what can be no answer, and why.
 */
export type Entry =
  | { state: "empty" }
  | { state: "number"; tex: string; said: string }
  | { state: "unfinished"; why: string }
  | { state: "refused"; why: string };

const strangers: Record<string, string> = {
  "%": "Leave out the % sign: type the number alone.",
  $: "Leave out the $ sign: type the number alone.",
  ",": "Leave out the comma: type 1200 for 1,200 and 3.5 for 3,5.",
  " ": "Leave out spaces; type a mixed number as a fraction or decimal: 7/2 or 3.5 for 3 1/2.",
  "+": "Leave out the plus sign.",
};

export function readEntry(text: string): Entry {
  if (text === "") return { state: "empty" };
  const odd = /[^0-9./-]/.exec(text);
  if (odd) return { state: "refused", why: strangers[odd[0]] ?? "Only digits, a point, a slash and a minus sign in front can be typed." };
  if (text.lastIndexOf("-") > 0) return { state: "refused", why: "A minus sign may only stand first." };
  const room = text.startsWith("-") ? 6 : 5;
  if (text.length > room) return { state: "refused", why: "An answer has at most 5 characters, or 6 with a minus sign. Round or cut a long decimal so that it fills the space." };
  const body = text.replace("-", "");
  if ((body.match(/\//g) ?? []).length > 1) return { state: "refused", why: "A fraction has one slash: 7/2." };
  if ((body.match(/\./g) ?? []).length > 1) return { state: "refused", why: "A decimal has one point: 3.5." };
  if (body.includes("/") && body.includes(".")) return { state: "refused", why: "A fraction is made of whole numbers: type 35/10 or .35, not 3.5/10." };
  const sign = text.startsWith("-") ? "-" : "";
  const spoken = sign && "minus ";
  if (/^\d+$/.test(body) || /^(\d+\.\d*|\.\d+)$/.test(body)) return { state: "number", tex: sign + body, said: spoken + body };
  const fraction = /^(\d+)\/(\d+)$/.exec(body);
  if (fraction) {
    if (/^0+$/.test(fraction[2]!)) return { state: "unfinished", why: "The number below the slash cannot be 0." };
    return { state: "number", tex: `${sign}\\frac{${fraction[1]}}{${fraction[2]}}`, said: `${spoken}${fraction[1]} over ${fraction[2]}` };
  }
  return { state: "unfinished", why: "This is not a number yet: type one such as 7/2, 3.5 or -4." };
}
