import { isoToDay, localDayReader } from '../../../src-renderer/model/zone'
import type { KernelRun } from '../../../src-renderer/query/contract/analysis'
import type { QueryPlan, SequenceRequest } from '../../../src-renderer/query/contract/plan'
import type { ParameterValues } from '../../../src-renderer/query/contract/parameter'
import type { ResultTable } from '../../../src-renderer/query/contract/result'
import { identifier } from '../../../src-renderer/query/sql/literal'
import { timelineEvents } from '../../events/eventsInScope'
import { readMeasure } from '../metrics'
import { studyOf, type Property, type StudiedUsers } from './covariates'
import { judgeStudy, propertyNames } from './finish'
import type { MatchedQuestion } from './question'
import { propertyName } from './usersSql'

/** Users between two looks at whether somebody cancelled. */
const CHUNK = 2048

/** The local days of a study: before, from `start` on to take it up, from `after` on for what came of it, up to `end`. */
interface StudyDays {
  readonly zone: string
  readonly before: number
  readonly start: number
  readonly after: number
  readonly end: number
}

/** The `sequence` of a study's plan, whose finish() gets `values`; none where others than users are counted. */
export function studySequence(question: MatchedQuestion, values: ParameterValues): Pick<QueryPlan, 'sequence'> {
  const { scope, start, days, takeUpDays, treatmentSql, metricSql, value, properties } = question
  if (scope.entity.length > 0) return {}
  const first = isoToDay(start)
  const asked: StudyDays = {
    zone: scope.timezone ?? scope.catalog.timezone,
    before: first - days,
    start: first,
    after: first + takeUpDays,
    end: first + takeUpDays + days,
  }
  const columns: SequenceRequest['columns'] = {
    treatment: { kind: 'flag', sql: `(${treatmentSql})` },
    metric: { kind: 'flag', sql: `(${metricSql})` },
    ...(value === null ? {} : { amount: { kind: 'number', sql: identifier(value.name) } }),
    ...Object.fromEntries(
      properties.map(({ name }, at) => [propertyName(at), { kind: 'text', sql: identifier(name) } as const]),
    ),
  }
  return {
    sequence: {
      analysis: 'matched-users',
      values: { ...values, asked: { ...asked } },
      ...timelineEvents(scope),
      where: 'TRUE',
      columns,
      rule:
        `each user's events are walked once in order of time: what they were like before ${start}, ` +
        'whether they took it up, and the metric after that.',
    },
  }
}

/** Room for what is known of so many users. */
function roomFor(users: number, properties: readonly Property[]) {
  const numbers = (): Float64Array => new Float64Array(users)
  return {
    isTreated: new Uint8Array(users),
    outcome: numbers(),
    eventsBefore: numbers(),
    activeDays: numbers(),
    daysSilent: numbers(),
    daysKnown: numbers(),
    metricBefore: numbers(),
    properties: properties.map(({ name, texts }) => ({ name, texts, codes: new Int32Array(users) })),
  }
}

/** Who is studied, and what they were like and did, in order of their keys; says who is left out. */
async function studyUsers(run: KernelRun, names: readonly string[]): Promise<StudiedUsers> {
  const { timeline, values, pace, leaveOut } = run
  const { starts, at } = timeline
  const { zone, before, start, after, end } = values['asked'] as unknown as StudyDays
  const dayOf = localDayReader(zone)
  const [treatment, metric] = [timeline.flag('treatment'), timeline.flag('metric')]
  const amounts = run.columns.has('amount') ? timeline.number('amount') : null
  const isOnce = readMeasure(values) === 'converted'
  const properties = names.map((name, nth) => ({ name, ...timeline.text(propertyName(nth)) }))
  const found = roomFor(timeline.users, properties)
  // The last user with an event on each of the days before.
  const seen = new Int32Array(start - before).fill(-1)
  let [count, didBefore, notThere] = [0, 0, 0]
  for (let user = 0; user < timeline.users; user += 1) {
    if (user % CHUNK === 0) await pace()
    const [from, to] = [starts[user]!, starts[user + 1]!]
    let [events, active, metrics, first, last] = [0, 0, 0, Infinity, -Infinity]
    let [isTreated, did, isLater, outcome] = [0, false, false, 0]
    let early = from - 1
    for (let row = from; row < to && !did; row += 1) {
      const day = dayOf(at[row]!)
      if (day < start) {
        did = treatment[row] === 1
        early = row
        if (day < first) first = day
        if (day > last) last = day
        if (day < before) continue
        events += 1
        metrics += metric[row]!
        if (seen[day - before] !== user) active += 1
        seen[day - before] = user
        continue
      }
      isLater = true
      // Later rows are of later dates, but for a clock that is put back over midnight.
      if (day > end + 1) break
      if (day < after) isTreated |= treatment[row]!
      else if (day < end && metric[row] === 1) {
        const amount = amounts === null ? 1 : amounts[row]!
        if (!Number.isNaN(amount)) outcome += amount
      }
    }
    if (did) didBefore += 1
    else if (events === 0) notThere += isLater ? 1 : 0
    else {
      found.isTreated[count] = isTreated
      found.outcome[count] = isOnce ? Math.min(1, outcome) : outcome
      found.eventsBefore[count] = events
      found.activeDays[count] = active
      found.daysSilent[count] = start - last
      found.daysKnown[count] = start - first
      found.metricBefore[count] = metrics
      for (let nth = 0; nth < properties.length; nth += 1) {
        const { codes } = properties[nth]!
        let row = early
        while (row >= from && (codes[row]! < 0 || dayOf(at[row]!) >= start)) row -= 1
        found.properties[nth]!.codes[count] = row < from ? -1 : codes[row]!
      }
      count += 1
    }
  }
  leaveOut('did-before', didBefore)
  leaveOut('not-there-before', notThere)
  return { ...found, count }
}

/** The study of a timeline's users, judged. */
export async function judgeUsers(run: KernelRun): Promise<ResultTable> {
  return judgeStudy(studyOf(await studyUsers(run, propertyNames(run.values))), run.values)
}
