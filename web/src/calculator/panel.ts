import type { Place } from "./state";

export interface Room {
  width: number;
  height: number;
}

export const smallest = { width: 320, height: 280 };
/** Below this width of the page the panel lies at its foot, over the whole width. */
export const narrow = 720;

/** Where a panel is put that was not opened before: on the right, leaving the left of the question in sight. */
export function firstPlace(room: Room): Place {
  if (room.width < narrow) return { left: 0, top: 0, width: room.width, height: Math.round(room.height * 0.66), docked: true };
  const width = Math.min(860, Math.round(room.width * 0.66));
  const height = Math.min(600, room.height - 120);
  return { ...within({ left: room.width - width - 24, top: 88, width, height }, room), docked: false };
}

/** The same place, as far as the page has room for it; the panel is always reachable whole. */
export function within(p: Place, room: Room): Place {
  const width = Math.min(Math.max(p.width, smallest.width), Math.max(room.width, 1));
  const height = Math.min(Math.max(p.height, smallest.height), Math.max(room.height, 1));
  return {
    width,
    height,
    left: Math.min(Math.max(0, p.left), Math.max(0, room.width - width)),
    top: Math.min(Math.max(0, p.top), Math.max(0, room.height - height)),
  };
}

export type Spot = "left" | "right" | "whole" | "smaller" | "larger";

/** Places that one press chooses, for whom dragging is not at hand. */
export function spot(p: Place, room: Room, where: Spot): Place {
  const half = { width: Math.max(smallest.width, Math.round(room.width / 2)), height: room.height, top: 0 };
  switch (where) {
    case "left": return within({ ...half, left: 0 }, room);
    case "right": return within({ ...half, left: room.width }, room);
    case "whole": return { left: 0, top: 0, ...room };
    case "smaller": return within({ ...p, width: p.width * 0.85, height: p.height * 0.85 }, room);
    case "larger": return within({ ...p, width: p.width * 1.18, height: p.height * 1.18 }, room);
  }
}

/** How far an arrow key goes, in pixels: [right, down]; null for other keys. */
export function arrow(e: { key: string; shiftKey: boolean }): [number, number] | null {
  const step = e.shiftKey ? 80 : 20;
  switch (e.key) {
    case "ArrowLeft": return [-step, 0];
    case "ArrowRight": return [step, 0];
    case "ArrowUp": return [0, -step];
    case "ArrowDown": return [0, step];
    default: return null;
  }
}
