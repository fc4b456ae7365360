// Small things a browser remembers. Storage may be closed to us or full; then
// they last as long as the page, which is better than failing.
const memory = new Map<string, string>();
const name = (key: string) => `satprep.${key}`;

export function kept(key: string): string | null {
  try {
    return localStorage.getItem(name(key)) ?? memory.get(key) ?? null;
  } catch {
    return memory.get(key) ?? null;
  }
}

export function keep(key: string, value: string | null): void {
  if (value === null) memory.delete(key);
  else memory.set(key, value);
  try {
    if (value === null) localStorage.removeItem(name(key));
    else localStorage.setItem(name(key), value);
  } catch {
    // memory has it
  }
}
