import fc from 'fast-check'
import { toldColumns, type AnalysisCase, type Source } from '../../case'
import type { LogEvent } from '../../nativeDuckdb'
import { referenceGroups } from './reference'

const HOUR = 3600e6

const LOG: Source<readonly LogEvent[]> = {
  arbitrary: fc.array(
    fc.record({
      user: fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f', null),
      event: fc.constantFrom('exposed', 'holdout', 'conversion', 'conversion', 'other'),
      ts: fc.integer({ min: 0, max: 40 }).map((at) => 1_710_000_000e6 + at * HOUR),
      value: fc.constantFrom(null, 1, 5),
    }),
    { maxLength: 40 },
  ),
  load: (db, log) => db.load({ name: 'log', events: log.map((event) => ({ ...event, value: event.value ?? null })) }),
}

/** Intervals and p are held to published examples in incrementality.test.ts. */
export const analysisCase: AnalysisCase<readonly LogEvent[], number | null> = {
  log: LOG,
  choices: fc.constantFrom(null, 3, 24),
  asked: (hours) => ({ conversion: 'conversion', window: hours === null ? 'none' : `${hours} hours` }),
  reference: (log, hours) => referenceGroups(log, hours === null ? Infinity : hours * HOUR),
  told: toldColumns,
  behind: { conversions: { addsUp: 'conversions', because: 'users are listed, each once, with how many are theirs' } },
  bench: {
    conversion: 'purchase',
    group_column: 'props.experiment',
    exposed_value: 'treatment',
    holdout_value: 'control',
  },
}
