import { addDays } from '../../../src-renderer/model/isoDate'
import { isoToDay, localDayReader } from '../../../src-renderer/model/zone'
import { declaredResult } from '../../../src-renderer/query/analysis/declaredResult'
import type { ScanRun } from '../../../src-renderer/query/contract/analysis'
import type { ParameterValues } from '../../../src-renderer/query/contract/parameter'
import type { QueryPlan } from '../../../src-renderer/query/contract/plan'
import type { ResultTable } from '../../../src-renderer/query/contract/result'
import { readFilter } from '../../../src-renderer/query/sql/condition'
import {
  conditionTerms,
  isStored,
  longestBatch,
  termFlags,
  termsOf,
  type ScanColumns,
  type ScanTerm,
} from '../../events/storedTerms'
import type { Measure } from '../metrics'
import { SIDES, TREATED_NAMES } from './launchSql'
import type { LaunchQuestion } from './question'
import { sidesOf } from './sides'

/** What is asked of stored rows: `time`, `user`, `place`, `group` and perhaps `amount` are their columns. */
interface LaunchScan {
  readonly zone: string
  /** The local day of the launch. */
  readonly launch: number
  readonly days: number
  readonly treated: string | null
  readonly measure: Measure
  readonly scope: readonly ScanTerm[]
  readonly metric: readonly ScanTerm[]
}

/** The `scan` of a launch's plan, where its events are those of one table that texts alone select. */
export function launchScan(question: LaunchQuestion, values: ParameterValues): Pick<QueryPlan, 'scan'> {
  const { scope, launch, days, group, treated, measure, value } = question
  if (!isStored(scope, values) || group.type !== 'string') return {}
  if (value !== null && value.type !== 'integer' && value.type !== 'double') return {}
  const columns: ScanColumns = {
    time: { kind: 'time', column: 'ts' },
    user: { kind: 'key', column: 'user_key' },
    place: { kind: 'number', column: '_source' },
    group: { kind: 'text', column: group.name },
    ...(value === null ? {} : { amount: { kind: 'number', column: value.name } as const }),
  }
  const filter = termsOf(readFilter(values['filter'] ?? null), scope, columns)
  const metric = conditionTerms(values['metric'] ?? null, 'metric', scope, columns)
  if (filter === null || metric === null) return {}
  const zone = scope.timezone ?? scope.catalog.timezone
  const asked: LaunchScan = { zone, launch: isoToDay(launch), days, treated, measure, scope: filter, metric }
  return {
    scan: {
      analysis: 'diff-in-diff',
      values: { asked: { ...asked } },
      table: scope.source.table ?? '',
      columns,
      rule:
        `of each user, the value of ${group.name} in the last event before ${launch} that has one, and the metric of the ` +
        `${days} days from ${launch} on, of those before it, and of those before ${addDays(launch, -days)}.`,
    },
  }
}

/** What is known of each user by number. */
class Users {
  readonly group: Int32Array
  readonly latestAt: Float64Array
  readonly latestPlace: Float64Array
  readonly firstDay: Float64Array
  /** Of three periods, one after the other: the metric, and whether there is an event of it. */
  readonly measured: readonly Float64Array[]
  readonly isThere: readonly Uint8Array[]
  /** Whether they did anything in the days after the launch. */
  readonly isAfter: Uint8Array

  constructor(readonly count: number) {
    this.group = new Int32Array(count)
    this.latestAt = new Float64Array(count).fill(-Infinity)
    this.latestPlace = new Float64Array(count)
    this.firstDay = new Float64Array(count).fill(Infinity)
    this.measured = [0, 1, 2].map(() => new Float64Array(count))
    this.isThere = [0, 1, 2].map(() => new Uint8Array(count))
    this.isAfter = new Uint8Array(count)
  }

  /** An event before the launch that names a group. */
  named(user: number, group: number, at: number, place: number, day: number): void {
    if (day < this.firstDay[user]!) this.firstDay[user] = day
    const latest = this.latestAt[user]!
    if (at < latest || (at === latest && place < this.latestPlace[user]!)) return
    this.latestAt[user] = at
    this.latestPlace[user] = place
    this.group[user] = group
  }
}

async function readUsers({ rows, pace }: ScanRun, asked: LaunchScan): Promise<Users> {
  const { zone, launch, days, measure, scope, metric } = asked
  const users = new Users(rows.batches.reduce((most, batch) => Math.max(most, batch.column('user').most), -1) + 1)
  const dayOf = localDayReader(zone)
  const [inScope, isMetric] = [termFlags(scope, rows), termFlags(metric, rows)]
  const [scopeRoom, metricRoom] = [new Uint8Array(longestBatch(rows)), new Uint8Array(longestBatch(rows))]
  for (const batch of rows.batches) {
    await pace()
    const [within, counts] = [inScope(batch, scopeRoom), isMetric(batch, metricRoom)]
    const [times, keys, groups] = [batch.column('time'), batch.column('user'), batch.column('group')].map(
      ({ values }) => values,
    ) as [Float64Array, Int32Array, Int32Array]
    const places = batch.column('place').values
    const amounts = measure === 'sum' ? batch.column('amount').values : null
    for (let row = 0; row < batch.rows; row += 1) {
      const user = keys[row]!
      if (user < 0 || (within !== null && within[row] === 0)) continue
      const day = dayOf(times[row]!)
      if (day < launch && groups[row]! > 0) users.named(user, groups[row]!, times[row]!, places[row]!, day)
      if (day < launch - 2 * days || day >= launch + days) continue
      const period = day >= launch ? 2 : day >= launch - days ? 1 : 0
      if (period === 2) users.isAfter[user] = 1
      if (counts !== null && counts[row] === 0) continue
      const amount = amounts === null ? 1 : amounts[row]!
      users.isThere[period]![user] = 1
      if (!Number.isNaN(amount)) users.measured[period]![user]! += amount
    }
  }
  return users
}

/** The rows of launchSql(). */
export async function scanLaunch(run: ScanRun): Promise<ResultTable> {
  const asked = run.values['asked'] as unknown as LaunchScan
  const users = await readUsers(run, asked)
  const texts = run.rows.texts('group')
  const members: number[] = []
  let outside = 0
  for (let user = 0; user < users.count; user += 1)
    if (users.group[user]! > 0) members.push(user)
    else outside += users.isAfter[user]!
  run.leaveOut('no-group', outside)
  const names = [...new Set(members.map((user) => users.group[user]!))].map((code) => texts[code] ?? '').toSorted()
  const treated = asked.treated ?? names.find((name) => TREATED_NAMES.includes(name.toLowerCase())) ?? names[0]
  const metric = (user: number, period: number): number =>
    asked.measure === 'converted' ? users.isThere[period]![user]! : users.measured[period]![user]!
  const sidesFrom = (comparison: string, own: readonly number[], before: number) =>
    sidesOf(
      comparison,
      own.map((user) => ({
        isTreated: texts[users.group[user]!] === treated,
        before: metric(user, before),
        after: metric(user, before + 1),
      })),
    )
  const early = members.filter((user) => users.firstDay[user]! < asked.launch - asked.days)
  return declaredResult(SIDES, [...sidesFrom('launch', members, 1), ...sidesFrom('placebo', early, 0)])
}
