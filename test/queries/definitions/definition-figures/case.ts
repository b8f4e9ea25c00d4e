import { toldInEachRow, type AnalysisCase, type Asked } from '../../case'
import type { RandomLog } from '../../randomLog'
import { funnelReference, type ReferenceOptions } from '../../funnel/funnel/reference'
import { referenceSummary } from '../../retention/retention-summary/reference'
import { referenceRetention, type RetentionChoices } from '../../retention/retention/reference'
import { CROWD } from '../../sources'
import { comparedChoices, comparedParameters, type Compared } from '../sides'

const RETENTION: RetentionChoices = {
  start: { event: 'x', plan: null },
  returns: { event: null, plan: null },
  entry: 'first-ever',
  unit: 'day',
  periods: 4,
  clock: 'calendar',
  criterion: 'on',
  brackets: [],
  denominator: 'cohort',
  minSize: null,
  breakdown: null,
  minTimes: 1,
  weekStart: null,
}
const FUNNEL: ReferenceOptions = {
  steps: [{ event: 'x' }, { event: 'y' }],
  windowMicros: 14 * 86_400e6,
  order: 'ordered',
  entry: 'furthest',
  ties: 'file-order',
  toleranceMicros: 0,
  dates: 'entry',
  hold: [],
  counting: 'users',
  per: 'user',
  exclusions: [],
  exclusionEffect: 'void',
  breakdown: false,
  breakdownAt: 'step',
  breakdownStep: 1,
  breakdownLimit: 10,
  eachValue: false,
  from: null,
  to: null,
  zone: 'UTC',
  includeTest: true,
  onlyPlan: null,
}
const WINDOWS: Readonly<Record<string, number | null>> = {
  '"14 days"': 14 * 86_400e6,
  '"1 day"': 86_400e6,
  '"none"': null,
}
const SCOPE = { from: null, to: null, timezone: null, include_test: true, as_of: null, filter: [] }

/** One definition's figures, from the references of the analyses that it defines. */
function figures(log: RandomLog, analysis: Compared['analysis'], side: 'a' | 'b', own: Asked): readonly object[] {
  if (analysis === 'retention')
    return referenceSummary(referenceRetention(log, SCOPE, { ...RETENTION, ...own }), 'pooled').map((row) => {
      const { period, ...rest } = row as { period: number }
      return { side, place: period, ...rest }
    })
  const { window = '14 days', ...rest } = own
  const rows = funnelReference(log.events, { ...FUNNEL, ...rest, windowMicros: WINDOWS[JSON.stringify(window)]! })
  const entered = rows[0]?.users ?? 0
  return rows.map(({ step, users }) => ({
    side,
    place: step,
    eligible: entered,
    users,
    pct: entered === 0 ? null : (100 * users) / entered,
  }))
}

export const analysisCase: AnalysisCase<RandomLog, Compared> = {
  log: CROWD,
  choices: comparedChoices,
  fits: (log) => log.events.length > 0,
  asked: comparedParameters,
  reference: (log, { analysis, a, b }) => [...figures(log, analysis, 'a', a), ...figures(log, analysis, 'b', b)],
  told: toldInEachRow,
  behind: { place: { because: 'it is which period or step', heldBy: 'the columns eligible and users' } },
  bench: {},
}
