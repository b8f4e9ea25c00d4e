import fc from 'fast-check'
import { runs } from '../runs'
import type { AnalysisCase, Asked } from './case'
import type { NativeDuckdb } from './nativeDuckdb'

/** A log of a case, and some choices that its definition answers. */
interface Questions {
  readonly log: unknown
  readonly choices: readonly unknown[]
}

function questionsOf(own: AnalysisCase, choices: number): fc.Arbitrary<Questions> {
  return fc
    .tuple(own.log.arbitrary, fc.array(own.choices, { minLength: choices, maxLength: choices, size: 'max' }))
    .map(([log, list]) => ({ log, choices: list.filter((choice) => own.fits?.(log, choice) ?? true) }))
}

/** How many further rounds are tried where nothing that was drawn had anything to hold. */
const ROUNDS = 40

/**
 * Loads random logs of a case, and asks each several choices: loading costs as much as some answers. Where `held` says
 * that nothing came up yet, draws others, a bounded number of times. Stops at the first failure: a smaller one is found
 * with LATHE_SHRINK=1.
 */
export async function askCase(
  db: NativeDuckdb,
  own: AnalysisCase,
  much: { readonly logs: number; readonly choices: number },
  hold: (choice: unknown, log: unknown, asked: Asked) => Promise<void>,
  held: () => boolean,
): Promise<void> {
  const { seed } = fc.readConfigureGlobal()
  for (let round = 0; round === 0 || (round < ROUNDS && !held()); round++)
    await fc.assert(
      fc.asyncProperty(questionsOf(own, Math.ceil(much.choices / (own.fewer ?? 1))), async ({ log, choices }) => {
        await own.log.load(db, log)
        for (const choice of choices) await hold(choice, log, own.asked(choice))
      }),
      {
        ...(seed === undefined ? {} : { seed: seed + round }),
        numRuns: runs(much.logs),
        endOnFailure: process.env['LATHE_SHRINK'] !== '1',
        includeErrorInReport: true,
      },
    )
}

/**
 * Logs and choices that are the same on every run, for what is tried a few times for each analysis: loads the largest of
 * 30 logs and gives 24 choices one by one, then the next largest; a test breaks off when enough of them had rows.
 */
export async function* samplesOf(db: NativeDuckdb, own: AnalysisCase, seed = 7): AsyncGenerator<unknown> {
  const logs = fc.sample(own.log.arbitrary, { numRuns: 30, seed })
  const choices = fc.sample(own.choices, { numRuns: 24, seed })
  const size = (log: unknown): number => JSON.stringify(log).length
  for (const log of logs.toSorted((a, b) => size(b) - size(a))) {
    const fitting = choices.filter((choice) => own.fits?.(log, choice) ?? true)
    if (fitting.length === 0) continue
    await own.log.load(db, log)
    yield* fitting
  }
}

/** The event of the log that is loaded that fewest users did: who did it is a segment that few are in. */
export async function rarestEvent(db: NativeDuckdb): Promise<string> {
  const [rarest] = await db.query(
    'SELECT event FROM all_events GROUP BY event ORDER BY count(DISTINCT user_key), count(*), event LIMIT 1',
  )
  return String(rarest!['event'])
}
