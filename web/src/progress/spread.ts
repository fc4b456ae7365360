/** At least two weeks, so that two scores of one day do not look like a course of time. */
export function spread(from: number, to: number): [number, number] {
  const room = Math.max(to - from, 14 * 86_400);
  const middle = (from + to) / 2;
  return [middle - room * 0.55, middle + room * 0.55];
}
