import { formulaNames } from '../../src-renderer/model/formula'
import type { Drill, Figure } from '../../src-renderer/query/contract/analysis'
import { identifier, literal } from '../../src-renderer/query/sql/literal'
import { statement } from '../../src-renderer/query/sql/statement'
import { partitionRange } from '../events/activeDays'
import { EVENT_ROW } from '../events/eventRows'
import { whereLines } from '../events/eventsInScope'
import { scopedPlan } from '../events/scopedPlan'
import { capitalized } from '../events/texts'
import { timeText } from '../events/timeText'
import { unitNumberAt } from '../events/timeUnits'
import { groupedEvents, groupNames } from './countedEvents'
import { readDates } from './dates'
import { filterOf } from './filterOf'
import { countsEntities, type Part, type TrendQuestion } from './question'
import { breakdownColumn } from './trendsSql'

/** Boolean SQL: an event that a part counts. */
function countedBy(question: TrendQuestion, { kind, is, amount }: Part): string {
  const isAny = kind === 'per-user' && question.byActive
  return whereLines(
    isAny ? null : is,
    kind === 'users' || kind === 'per-user' ? 'entity IS NOT NULL' : amount === null ? null : `${amount} IS NOT NULL`,
  ).replaceAll('\n  AND ', ' AND ')
}

/** What a list says of each of several parts, or of one: how many events it counts. */
function eventsOf(parts: readonly Part[]): readonly string[] {
  return parts.map(({ is, measure }) => {
    const name = parts.length === 1 ? 'events' : `${measure.name} events`
    return `count(*)${filterOf(is)}::BIGINT AS ${identifier(name)}`
  })
}

/** SELECT of what a cell counts, its expressions over an event's columns, and whether users are listed. */
interface Listing {
  readonly kind: Drill['kind']
  readonly listed: readonly string[]
  readonly select: string
}

function listing(question: TrendQuestion, parts: readonly Part[], where: readonly string[]): Listing {
  const { entity } = question
  const counted = parts.map((part) => countedBy(question, part))
  const which = counted.length === 1 ? counted : [`(${counted.map((one) => `(${one})`).join(' OR ')})`]
  const from = `FROM grouped_events\nWHERE ${whereLines(...where, ...which)}`
  const [first] = parts
  if (parts.every(countsEntities)) {
    if (entity.isUser)
      return {
        kind: 'users',
        listed: ['user_key'],
        select: `SELECT user_key, ${eventsOf(parts).join(', ')}\n${from}\nGROUP BY user_key`,
      }
    const keys = entity.columns.map((_, index) => `key_${index + 1}`)
    return {
      kind: 'rows',
      listed: entity.columns.map(({ name }, index) => `${identifier(name)} AS ${keys[index]}`),
      select: `SELECT ${[
        ...entity.columns.map(({ name }, index) => `any_value(${keys[index]}) AS ${identifier(name)}`),
        ...eventsOf(parts),
      ].join(', ')}\n${from}\nGROUP BY entity\nORDER BY count(*) DESC, ${keys.map((_, index) => index + 1).join(', ')}`,
    }
  }
  if (parts.length === 1 && first?.kind === 'distinct')
    return {
      kind: 'rows',
      listed: [],
      select: `SELECT ${first.amount} AS ${identifier(first.measure.column ?? 'value')}, count(*)::BIGINT AS events
${from}\nGROUP BY ${first.amount}\nORDER BY events DESC, 1`,
    }
  const amounts = parts.flatMap(({ amount, measure }) =>
    amount === null || measure.column === null ? [] : [`${amount} AS ${identifier(measure.column)}`],
  )
  const flags =
    parts.length === 1 ? [] : parts.map(({ measure }, at) => `${counted[at]} AS ${identifier(measure.name)}`)
  return {
    kind: 'rows',
    listed: ['user_id', 'event', 'ts', '_file', '_line', '_source'],
    select: `SELECT ${[EVENT_ROW, ...new Set([...amounts, ...flags])].join(', ')}\n${from}\nORDER BY ts, _source`,
  }
}

function titleOf(question: TrendQuestion, { kind }: Listing, row: Figure['row'], begins: string): string {
  const { unit, window, entity } = question
  const what = kind === 'users' || question.parts.every(countsEntities) ? entity.noun : 'events'
  const labels = question.breakdown.map(({ name }) => `${name} ${String(row[breakdownColumn(name)])}`)
  const when =
    window === null
      ? `up to the ${unit} of ${begins}`
      : window === 1
        ? `in the ${unit} of ${begins}`
        : `in the ${window} ${unit}s to ${begins}`
  return `${capitalized(what)} behind ${[String(row['series']), ...labels].join(', ')} ${when}`
}

/**
 * Those who are counted in the cell of a series, or the events; of a formula, those that any of its measures counts.
 * The row has the series' name, the bucket's beginning and the values of the breakdown.
 */
export function behindSeries(question: TrendQuestion, row: Figure['row']): Drill | null {
  const { scope, units, unit, series, window } = question
  const begins = row[units.column]
  const asked = series.find((one) => one.name === row['series'])
  if (asked === undefined || (typeof begins !== 'string' && typeof begins !== 'number')) return null
  const names = formulaNames(asked.formula)
  const parts = question.parts.filter((part) => names.includes(part.measure.name))
  const number = unitNumberAt(scope, unit, begins)
  const first = window === null ? '(SELECT first FROM shown_units)' : `${number} - ${window - 1}`
  const labels = question.breakdown.map(
    ({ name }, index) => `${groupNames(question)[index]} = ${literal(String(row[breakdownColumn(name)]))}`,
  )
  const where = [
    window === 1 ? `bucket = ${number}` : `bucket BETWEEN ${first} AND ${number}`,
    ...(labels.length === 0 ? [] : [`place IN (SELECT place FROM group_places WHERE ${labels.join(' AND ')})`]),
  ]
  const list = listing(question, parts, where)
  const { from, to } = readDates(question)
  const text = typeof begins === 'string' ? begins : `${timeText(begins).slice(0, 16).replace('T', ' ')} UTC`
  return {
    title: titleOf(question, list, row, text),
    kind: list.kind,
    plan: scopedPlan(
      scope,
      statement(groupedEvents(question, list.listed), list.select),
      partitionRange({ ...scope, fromDate: from, toDate: to }, 0, 0),
    ),
  }
}
