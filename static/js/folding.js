// The timeline's map from virtual time to pixels: what happened is drawn to scale, silence is folded.

const PX_PER_S = 60;
const QUIET_MS = 4000; // a longer silence is folded
const FOLD_PX = 46;
const LONGEST_PX = 320;
const EDGE_MS = 400;

/** @typedef {{from: number, to: number, x: number, width: number, folded: boolean}} Segment */

/**
 * Segments from left to right that end at `now` at the right edge of `width`.
 * @param {number[]} times  when something happened, in order @param {number} now @param {number} width
 * @returns {Segment[]}
 */
export function segments(times, now, width) {
  /** @type {Omit<Segment, "x">[]} */
  const found = [];
  const moments = [...times.filter((time) => time <= now), now];
  let to = now;
  let from = now;
  const busy = () => ({ from: Math.max(0, from - EDGE_MS), to, width: Math.min(LONGEST_PX, Math.max(18, ((to - from + EDGE_MS) / 1000) * PX_PER_S)), folded: false });
  let used = 0;
  for (let at = moments.length - 1; at >= 0; at -= 1) {
    const time = moments[at];
    if (from - time <= QUIET_MS) {
      from = time;
      continue;
    }
    const part = busy();
    found.unshift(part);
    found.unshift({ from: time, to: part.from, width: FOLD_PX, folded: true });
    used += part.width + FOLD_PX;
    to = from = time;
    if (used > width) break;
  }
  if (used <= width) {
    const part = busy();
    found.unshift(part);
    used += part.width;
  }
  let x = width - used;
  return found.map((part) => {
    const placed = { ...part, x };
    x += part.width;
    return placed;
  });
}

/** @param {Segment[]} parts @param {number} time @returns {number|null} */
export function place(parts, time) {
  for (const part of parts) {
    if (time >= part.from && time <= part.to) {
      const length = part.to - part.from || 1;
      return part.x + ((time - part.from) / length) * part.width;
    }
  }
  return null;
}

/** @param {number} ms */
export function span(ms) {
  const seconds = Math.round(ms / 1000);
  return seconds < 120 ? `${seconds} s` : `${Math.round(seconds / 60)} min`;
}
