/**
 * One tab holds a test at a time. Where the browser has locks, a tab that dies
 * gives its lock back by itself; elsewhere (plain HTTP of a school's own server)
 * tabs ask each other.
 */
export interface Holder {
  /** Tries to hold the test; take: also from a tab that does. Returns whether it is ours. */
  hold(take?: boolean): Promise<boolean>;
  release(): void;
}

export function holderOf(test: string, lost: () => void): Holder {
  const name = `satprep.test.${test}`;
  return typeof navigator !== "undefined" && navigator.locks ? byLock(name, lost) : byWord(name, lost);
}

function byLock(name: string, lost: () => void): Holder {
  let free: (() => void) | null = null;
  let released = false;
  return {
    hold: (take = false) =>
      new Promise((resolve) => {
        released = false;
        navigator.locks.request(name, take ? { steal: true } : { ifAvailable: true }, (lock) => {
          if (released) lock = null; // whoever asked has left: nobody would give it back
          resolve(lock !== null);
          return lock ? new Promise<void>((done) => (free = done)) : undefined;
        }).catch(() => {
          free = null;
          lost(); // another tab took it
        });
      }),
    release() {
      released = true;
      free?.();
      free = null;
    },
  };
}

const patience = 400; // milliseconds for another tab to answer

/** As byLock, where there are no locks. */
export function byWord(name: string, lost: () => void): Holder {
  if (typeof BroadcastChannel !== "function") return { hold: async () => true, release() {} };
  const channel = new BroadcastChannel(name);
  let mine = false;
  let heard: (() => void) | null = null;
  channel.onmessage = (e: MessageEvent<string>) => {
    if (e.data === "who" && mine) channel.postMessage("me");
    if (e.data === "me") heard?.();
    if (e.data === "take" && mine) {
      mine = false;
      lost();
    }
  };
  return {
    async hold(take = false) {
      if (take) channel.postMessage("take");
      else {
        const other = await new Promise<boolean>((resolve) => {
          heard = () => resolve(true);
          setTimeout(() => resolve(false), patience);
          channel.postMessage("who");
        });
        heard = null;
        if (other) return false;
      }
      return (mine = true);
    },
    release() {
      mine = false;
      channel.close();
    },
  };
}
