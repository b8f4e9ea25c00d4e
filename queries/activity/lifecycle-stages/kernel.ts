import { computedResult } from '../../../src-renderer/query/analysis/computedResult'
import type { KernelRun } from '../../../src-renderer/query/contract/analysis'
import type { ResultTable } from '../../../src-renderer/query/contract/result'
import { dataDays, eachUserDays, Presence } from '../../events/activeDayPass'
import { STAGES, type Stage, type Thresholds } from '../stages'

/** Users of each stage on each date shown: from an active day to the next one a user goes through the stages in turn. */
export async function countStages(run: KernelRun, thresholds: Thresholds): Promise<ResultTable> {
  const { newDays, atRiskDays, churnedDays } = thresholds
  const dates = dataDays(run)
  const stages: Readonly<Record<Stage, Presence>> = {
    new: new Presence(dates.length),
    active: new Presence(dates.length),
    at_risk: new Presence(dates.length),
    churned: new Presence(dates.length),
  }
  await eachUserDays(run, (days, count) => {
    const settled = days[0]! + newDays
    stages.new.add(days[0]!, settled)
    for (let index = 0; index < count; index += 1) {
      const day = days[index]!
      const next = index + 1 < count ? days[index + 1]! : dates.length
      stages.active.add(Math.max(day, settled), Math.min(day + atRiskDays, next))
      stages.at_risk.add(Math.max(day + atRiskDays, settled), Math.min(day + churnedDays, next))
      stages.churned.add(Math.max(day + churnedDays, settled), next)
    }
  })
  const counts = STAGES.map((stage) => [stage, stages[stage].counts()] as const)
  return computedResult(
    [
      { name: 'date', type: 'date' },
      ...STAGES.map((name) => ({ name, type: 'integer' as const })),
      { name: 'complete', type: 'boolean' },
    ],
    dates.flatMap(({ date, complete, shown }, day) =>
      shown ? [{ date, ...Object.fromEntries(counts.map(([stage, users]) => [stage, users[day]!])), complete }] : [],
    ),
  )
}
