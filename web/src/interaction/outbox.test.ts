import { describe, expect, it } from "vitest";
import { Problem } from "../api/problem";
import type { EventIn } from "../api/schema";
import { Outbox, type Send } from "./outbox";
import type { EventStore } from "./store";

const event = (id: string): EventIn => ({ id, kind: "choice.selected", made_at: "2026-01-05T08:00:00Z" });

/** A device that keeps events, until it is full. */
class Device implements EventStore {
  rows = new Map<string, { user: string; event: EventIn }>();
  full = false;
  async put(user: string, events: EventIn[]) {
    if (this.full) throw new DOMException("full", "QuotaExceededError");
    for (const e of events) this.rows.set(e.id, { user, event: e });
  }
  async list(user: string, limit: number) {
    return [...this.rows.values()].filter((r) => r.user === user).slice(0, limit).map((r) => r.event);
  }
  async drop(ids: string[]) {
    for (const id of ids) this.rows.delete(id);
  }
}

/** A server that takes each event once. */
function server(verdict: (e: EventIn) => string = () => "accepted") {
  const got: string[][] = [];
  const send: Send = async (events) => {
    got.push(events.map((e) => e.id));
    return events.map((e) => ({ id: e.id, verdict: verdict(e) }));
  };
  return { got, send };
}

describe("the outbox", () => {
  it("sends what waits, once, in order", async () => {
    const device = new Device();
    const { got, send } = server();
    const box = new Outbox("u", device, send);
    for (const id of ["1", "2", "3"]) box.add(event(id));
    await box.flush();
    await box.flush();
    expect(got).toEqual([["1", "2", "3"]]);
    expect([box.waiting, device.rows.size]).toEqual([0, 0]);
  });

  it("keeps them on the device while the server is away, also past a restart", async () => {
    const device = new Device();
    const away = new Outbox("u", device, async () => {
      throw new Problem(0, "away");
    });
    away.add(event("1"));
    await expect(away.flush()).rejects.toThrow("away");
    expect(device.rows.size).toBe(1);
    const { got, send } = server();
    await new Outbox("u", device, send).flush();
    expect(got).toEqual([["1"]]);
    expect(device.rows.size).toBe(0);
  });

  it("counts refused ones and does not send them for ever", async () => {
    const device = new Device();
    const { got, send } = server((e) => (e.id === "2" ? "rejected" : e.id === "3" ? "replayed" : "accepted"));
    const box = new Outbox("u", device, send);
    for (const id of ["1", "2", "3"]) box.add(event(id));
    await box.flush();
    await box.flush();
    expect([got.length, box.rejected, box.waiting]).toEqual([1, 1, 0]);
  });

  it("sends from memory where the device is full", async () => {
    const device = new Device();
    device.full = true;
    const { got, send } = server();
    const box = new Outbox("u", device, send);
    box.add(event("1"));
    await box.save();
    expect(box.waiting).toBe(1);
    await box.flush();
    expect(got).toEqual([["1"]]);
    expect(box.waiting).toBe(0);
  });

  it("halves a batch that is too large, and lets go of an event that is too large by itself", async () => {
    const device = new Device();
    const got: string[] = [];
    const box = new Outbox("u", device, async (events) => {
      if (events.length > 2 || events.some((e) => e.id === "big")) throw new Problem(413, "too large");
      got.push(...events.map((e) => e.id));
      return events.map((e) => ({ id: e.id, verdict: "accepted" }));
    });
    for (const id of ["1", "2", "3", "big", "5"]) box.add(event(id));
    await box.flush();
    expect(got.sort()).toEqual(["1", "2", "3", "5"]);
    expect(device.rows.size).toBe(0);
  });

  it("lets go of what may not be recorded", async () => {
    const device = new Device();
    const box = new Outbox("u", device, async () => {
      throw new Problem(403, "no consent");
    });
    box.add(event("1"));
    await box.flush();
    expect([device.rows.size, box.rejected]).toEqual([0, 1]);
  });

  it("leaves another person's events alone", async () => {
    const device = new Device();
    await device.put("other", [event("theirs")]);
    const { got, send } = server();
    const box = new Outbox("u", device, send);
    box.add(event("mine"));
    await box.flush();
    expect(got).toEqual([["mine"]]);
    expect(device.rows.size).toBe(1);
  });

  it("takes what comes in while it sends", async () => {
    const device = new Device();
    const got: string[] = [];
    const box: Outbox = new Outbox("u", device, async (events) => {
      if (!got.length) box.add(event("2"));
      got.push(...events.map((e) => e.id));
      return events.map((e) => ({ id: e.id, verdict: "accepted" }));
    });
    box.add(event("1"));
    await Promise.all([box.flush(), box.flush()]);
    expect(got).toEqual(["1", "2"]);
  });
});
