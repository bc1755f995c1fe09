// A clock that a test sets forward: timers fire when it passes them.

/**
 * Put a clock in the place of the real one until the test ends.
 *
 * @param {import("node:test").TestContext} t
 */
export function fakeClock(t) {
  let now = 0;
  let last = 0;
  /** @type {Map<number, {at: number, act: () => void}>} */
  const timers = new Map();
  t.mock.method(Date, "now", () => now);
  t.mock.method(globalThis, "setTimeout", (act, ms) => {
    last += 1;
    timers.set(last, { at: now + ms, act });
    return last;
  });
  t.mock.method(globalThis, "clearTimeout", (id) => timers.delete(id));
  return {
    pass(ms) {
      const end = now + ms;
      for (;;) {
        const [next] = [...timers].filter(([, timer]) => timer.at <= end).sort(([, a], [, b]) => a.at - b.at);
        if (!next) break;
        const [id, { at, act }] = next;
        timers.delete(id);
        now = at;
        act();
      }
      now = end;
    },
  };
}
