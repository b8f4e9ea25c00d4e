import fc from 'fast-check'
import { sorted, type AnalysisCase } from '../../case'
import { randomScope, type RandomLog } from '../../randomLog'
import { TRENDS } from '../../trends/trends/trendsLog'
import { referenceDrivers, type DriversChoice } from './reference'

const whole = (value: unknown): unknown => (typeof value === 'number' ? Number(value.toPrecision(12)) : value)

export const analysisCase: AnalysisCase<RandomLog, DriversChoice> = {
  log: TRENDS,
  choices: fc.record({
    scope: randomScope,
    outcome: fc.constantFrom(null, 'x', 'y'),
    days: fc.constantFrom(1, 2, 7),
    within: fc.constantFrom(1, 3, 14),
    least: fc.constantFrom(1, 2),
  }),
  asked: ({ scope, ...rest }) => ({ ...scope, ...rest, columns: ['city', 'plan'] }),
  reference: (log, choice) => sorted(referenceDrivers(log, choice).map(rounded)),
  told: (rows) =>
    sorted(
      rows.map(({ kind, what, users, share_with, share_without, lift }) =>
        rounded({ kind, what, users, share_with, share_without, lift }),
      ),
    ),
  bench: { outcome: 'purchase', columns: ['country'] },
}

function rounded(row: object): object {
  return Object.fromEntries(Object.entries(row).map(([name, value]) => [name, whole(value)]))
}
