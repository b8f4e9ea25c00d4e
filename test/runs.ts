/**
 * How many random cases a generated test tries: `usual` in `npm test`, which is to stay short; LATHE_RUNS=10 tries ten
 * times as many.
 */
export function runs(usual: number): number {
  return Math.max(1, Math.round(usual * Number(process.env['LATHE_RUNS'] ?? 1)))
}
