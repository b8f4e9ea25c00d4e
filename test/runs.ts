const TIMES = Number(process.env['LATHE_RUNS'] ?? 1)

/**
 * How many random cases a generated test tries: `usual` where it runs by itself, a third in `npm test`, which is to
 * stay short; LATHE_RUNS=10 tries ten times as many.
 */
export function runs(usual: number): number {
  return Math.max(1, Math.round(usual * TIMES))
}

/** How often something must have come up, given that it does at least `usual` times in the usual number of cases. */
export function atLeast(usual: number): number {
  return Math.floor(usual * TIMES)
}

/** Whether this is `npm test`, where what takes half a minute alone is left to single runs and `npm run prove`. */
export const isShort = TIMES < 1
