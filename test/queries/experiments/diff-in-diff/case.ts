import fc from 'fast-check'
import { toldInEachRow, type AnalysisCase, type Source } from '../../case'
import { EXPERIMENT } from '../../sources'
import { daysAround, referenceLaunch, type LaunchChoice, type LaunchLog } from './reference'

const LOG: Source<LaunchLog> = {
  arbitrary: fc.record({ events: EXPERIMENT.arbitrary, timezone: fc.constantFrom('UTC', 'Asia/Tokyo') }),
  load: (db, { events, timezone }) =>
    db.load({ name: 'log', events, more: { variant: 'string', plan: 'string' } }, { timezone }),
}

export const analysisCase: AnalysisCase<LaunchLog, LaunchChoice> = {
  log: LOG,
  choices: fc.record({
    launch: fc.constantFrom('2024-05-05', '2024-05-07'),
    days: fc.constantFrom(2, 4),
    measure: fc.constantFrom('converted', 'count'),
  }),
  fits: (log, choice) => daysAround(log, choice) > 0,
  asked: (choice) => ({ ...choice, metric: 'paid', group: 'plan', treated: 'pro' }),
  reference: referenceLaunch,
  told: toldInEachRow,
  bench: { metric: 'purchase', group: 'country', treated: 'DE' },
  without: { comparison: 'it compares times and groups itself' },
}
