import fc from 'fast-check'
import { runs } from '../runs'
import type { AnalysisCase, Asked } from './case'
import type { NativeDuckdb } from './nativeDuckdb'

/** A log of a case, and some choices that its definition answers. */
export interface Questions {
  readonly log: unknown
  readonly choices: readonly unknown[]
}

function questionsOf(own: AnalysisCase, choices: number): fc.Arbitrary<Questions> {
  return fc
    .tuple(own.log.arbitrary, fc.array(own.choices, { minLength: choices, maxLength: choices, size: 'max' }))
    .map(([log, list]) => ({ log, choices: list.filter((choice) => own.fits?.(log, choice) ?? true) }))
}

/**
 * Loads random logs of a case, and asks each several choices: loading costs as much as some answers. Stops at the first
 * failure: a smaller one is found with LATHE_SHRINK=1.
 */
export async function askCase(
  db: NativeDuckdb,
  own: AnalysisCase,
  much: { readonly logs: number; readonly choices: number },
  hold: (choice: unknown, log: unknown, asked: Asked) => Promise<void>,
): Promise<void> {
  await fc.assert(
    fc.asyncProperty(questionsOf(own, much.choices), async ({ log, choices }) => {
      await own.log.load(db, log)
      for (const choice of choices) await hold(choice, log, own.asked(choice))
    }),
    { numRuns: runs(much.logs), endOnFailure: process.env['LATHE_SHRINK'] !== '1', includeErrorInReport: true },
  )
}

/** The same few logs and choices on every run, the largest of many: for what is tried once for each and must not be empty. */
export function sampleOf(own: AnalysisCase, choices: number, seed = 7): Questions {
  const logs = fc.sample(questionsOf(own, 3 * choices), { numRuns: 30, seed })
  const size = ({ log, choices: fitting }: Questions): number =>
    fitting.length < choices ? 0 : JSON.stringify(log).length
  const [largest] = logs.toSorted((a, b) => size(b) - size(a))
  return { log: largest!.log, choices: largest!.choices.slice(0, choices) }
}
