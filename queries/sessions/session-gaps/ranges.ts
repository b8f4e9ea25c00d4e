const HOUR = 3600
export const DAY = 24 * HOUR
/** Where each range begins, in seconds, and what it is called. */
export const RANGES: readonly (readonly [number, string])[] = [
  [0, 'under 1 h'],
  [HOUR, '1–3 h'],
  [3 * HOUR, '3–6 h'],
  [6 * HOUR, '6–12 h'],
  [12 * HOUR, '12–24 h'],
  [DAY, '1–2 days'],
  [2 * DAY, '2–3 days'],
  [3 * DAY, '3–7 days'],
  [7 * DAY, '7–14 days'],
  [14 * DAY, '14–30 days'],
  [30 * DAY, '30 days or more'],
]
