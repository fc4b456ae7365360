// A passage on the page as a run of characters, so that a stretch of it can be
// kept as two numbers and found again.

/** The text of a passage, in the order of its paragraphs. */
function nodes(passage: Element): Text[] {
  const list: Text[] = [];
  for (const p of passage.querySelectorAll("p")) {
    const walk = document.createTreeWalker(p, NodeFilter.SHOW_TEXT);
    for (let n = walk.nextNode(); n; n = walk.nextNode()) list.push(n as Text);
  }
  return list;
}

/** The text of each paragraph, with where it begins. */
export function paragraphsOf(passage: Element): { from: number; text: string }[] {
  let from = 0;
  return [...passage.querySelectorAll("p")].map((p) => {
    const text = p.textContent ?? "";
    const one = { from, text };
    from += text.length;
    return one;
  });
}

export const textOf = (passage: Element): string => paragraphsOf(passage).map((p) => p.text).join("");

/** The stretch as a range of the page. */
export function rangeOf(passage: Element, from: number, to: number): Range | null {
  const range = document.createRange();
  let at = 0;
  let begun = false;
  for (const n of nodes(passage)) {
    const end = at + n.length;
    if (!begun && from < end) {
      range.setStart(n, Math.max(0, from - at));
      begun = true;
    }
    if (begun && to <= end) {
      range.setEnd(n, to - at);
      return range;
    }
    at = end;
  }
  return null;
}

/** How far into the passage a place of the page is. */
function offset(passage: Element, node: Node, inNode: number): number {
  const point = document.createRange();
  point.setStart(node, inNode);
  let at = 0;
  for (const n of nodes(passage)) {
    if (n === node) return at + inNode;
    if (point.comparePoint(n, 0) >= 0) return at;
    at += n.length;
  }
  return at;
}

/** What is selected of one of these passages. */
export function selectedIn(passages: Element[]): { text: number; from: number; to: number } | null {
  const s = getSelection();
  if (!s || s.isCollapsed || !s.rangeCount) return null;
  const r = s.getRangeAt(0);
  const text = passages.findIndex((p) => p.contains(r.startContainer));
  if (text < 0) return null;
  const p = passages[text]!;
  const from = offset(p, r.startContainer, r.startOffset);
  const to = p.contains(r.endContainer) ? offset(p, r.endContainer, r.endOffset) : textOf(p).length;
  return to > from ? { text, from, to } : null;
}

/** How far into the passage a point of the screen is. */
export function placeAt(passage: Element, x: number, y: number): number | null {
  const d = document as Document & { caretPositionFromPoint?: (x: number, y: number) => { offsetNode: Node; offset: number } | null; caretRangeFromPoint?: (x: number, y: number) => Range | null };
  const c = d.caretPositionFromPoint?.(x, y);
  const r = c ? null : d.caretRangeFromPoint?.(x, y);
  const node = c?.offsetNode ?? r?.startContainer;
  return node && passage.contains(node) ? offset(passage, node, c?.offset ?? r!.startOffset) : null;
}
