import { dayToIso, isoToDay } from '../../src-renderer/model/zone'
import { conditionSql } from '../../src-renderer/query/sql/condition'
import type { Catalog } from '../../src-renderer/query/contract/catalog'
import type { LeftOut, QueryPlan, SequenceRequest } from '../../src-renderer/query/contract/plan'
import type { ParameterValues } from '../../src-renderer/query/contract/parameter'
import { identifier, literal } from '../../src-renderer/query/sql/literal'
import { scope, type Scope } from '../../src-renderer/query/sql/source'
import { statement, type Cte } from '../../src-renderer/query/sql/statement'
import { eventsInScope, onDatesSql, whereLines, timelineEvents } from '../events/eventsInScope'
import { journeyCtes, type JourneyNeeds, type JourneyPieces } from './journeySql'
import { readJourneyQuestion, textOf, type JourneyQuestion } from './parameters'

/** The row of conversions without a touch. */
export const NO_TOUCH = '(none)'
const DAY_MICROS = 86_400e6

/** WITH queries, and what a plan needs to say beside its SQL. */
export interface Journeys {
  readonly within: Scope
  readonly question: JourneyQuestion
  /**
   * `events_in_scope` first, then, among others:
   * `conversions` (conversion_number, user_key, converted_at, amount): the conversions, numbered, with their user and time;
   * `journey_touches` (conversion_number, user_key, touched_at, converted_at, channel, nth, touch_count, amount,
   * conversions = 1, and what is needed): a row for each touch of each conversion, nth of touch_count, made as it is
   * read and never kept, as there may be far more of them than events;
   * `untouched` (user_key, conversions = 1, amount): the conversions without a touch.
   */
  readonly ctes: readonly Cte[]
  readonly plan: Omit<QueryPlan, 'sql'>
  /**
   * The same conversions and touches as a timeline: flags `conversion` and `touch`, texts `channel`, numbers `amount`;
   * `in_dates`, a flag, where touches without conversion are needed and a first date is asked for; and a flag for each
   * further column. Null where others than users are counted.
   */
  readonly sequence: JourneySequence | null
}

/** A SequenceRequest that says neither whose it is nor what is done with it. */
export type JourneySequence = Pick<SequenceRequest, 'from' | 'stored' | 'where' | 'columns' | 'range'>

/** A plan's `sequence`, where there is one. */
export function sequenceOf(
  sequence: JourneySequence | null,
  analysis: string,
  values: ParameterValues,
  rule: string,
): Pick<QueryPlan, 'sequence'> {
  return sequence === null ? {} : { sequence: { ...sequence, analysis, values, rule } }
}

/** The stored dates that can matter: conversions lie between from and to, touches within the lookback before. */
function datesNeeded(within: Scope, lookbackMicros: number | null): { from: string | null; to: string | null } {
  const slack = within.timezone === null ? 0 : 2
  const from =
    within.fromDate === null || lookbackMicros === null
      ? null
      : dayToIso(isoToDay(within.fromDate) - Math.ceil(lookbackMicros / DAY_MICROS) - 1 - slack)
  return { from, to: within.toDate === null ? null : dayToIso(isoToDay(within.toDate) + slack) }
}

/** Lookbacks up to one of these read the same events, so that a lookback can be changed without reading anew. */
const REACHES = [8, 31, 92, 366].map((days) => days * DAY_MICROS)

function sequenceFor(within: Scope, pieces: JourneyPieces): JourneySequence | null {
  const { conversion, touches, channel, channelName, amount, lookbackMicros, needs } = pieces
  if (within.entity.length > 0) return null
  const converts = whereLines(conversion, onDatesSql('local_date(ts)', within))
  const touched = whereLines(
    touches,
    `NOT (${conversion})`,
    `${channel} IS NOT NULL`,
    `${channel} <> ''`,
    onDatesSql('local_date(ts)', { fromDate: null, toDate: within.toDate }),
  )
  const reach = lookbackMicros === null ? null : (REACHES.find((one) => one >= lookbackMicros) ?? lookbackMicros)
  const flag = (sql: string): SequenceRequest['columns'][string] => ({ kind: 'flag', sql: `(${sql})` })
  return {
    ...timelineEvents(within),
    where: `(${converts})\n  OR (${touched})`,
    columns: {
      conversion: flag(converts),
      touch: flag(touched),
      channel: { kind: 'text', sql: channelName },
      amount: { kind: 'number', sql: amount },
      ...(needs.missed === true && within.fromDate !== null
        ? { in_dates: flag(onDatesSql('local_date(ts)', { fromDate: within.fromDate, toDate: null })) }
        : {}),
      ...Object.fromEntries(Object.entries(needs.columns ?? {}).map(([name, sql]) => [name, flag(sql)])),
    },
    range: datesNeeded(within, reach),
  }
}

/** The name of untouchedLeftOut() among what is left out. */
export const NO_TOUCH_LEFT_OUT = 'no-touch'

/** Conversions without a touch, for answers that have no row for them. */
export function untouchedLeftOut(ctes: readonly Cte[]): readonly LeftOut[] {
  return [
    {
      name: NO_TOUCH_LEFT_OUT,
      sql: statement(ctes, 'SELECT count(*)\nFROM untouched'),
      one: '1 conversion without a touch is left out',
      many: '{n} conversions without a touch are left out',
    },
  ]
}

/** The channel of a touch as text; one called like the row without a touch gets another name. */
export function channelSql(column: string): string {
  return `CASE WHEN ${column} = ${literal(NO_TOUCH)} THEN ${literal(`${NO_TOUCH} as a channel`)} ELSE ${column} END`
}

/**
 * The WITH queries of conversions and the touches before them, from JOURNEY_PARAMETERS. `lookbackNote` says what holds where the
 * lookback among `values` is not what was asked for. Throws `bad-parameter` and `not-found`.
 */
export function journeys(
  values: ParameterValues,
  catalog: Catalog,
  source: string | null,
  needs: JourneyNeeds = {},
  lookbackNote?: string,
): Journeys {
  const within = scope(values, catalog, source)
  const { columns } = within.source
  const question = readJourneyQuestion(values, columns)
  const { lookbackMicros } = question
  const channel = `${identifier(question.channel.name)}::VARCHAR`
  const pieces: JourneyPieces = {
    conversion: conditionSql(question.conversion, columns),
    touches: needs.touches ?? conditionSql(question.touches, columns),
    channel,
    channelName: channelSql(channel),
    amount:
      question.value === null ? '0::DOUBLE' : `coalesce(TRY_CAST(${identifier(question.value.name)} AS DOUBLE), 0)`,
    dates: within,
    lookbackMicros,
    needs,
  }
  return {
    within,
    question,
    ctes: [eventsInScope(within), ...journeyCtes(pieces)],
    sequence: sequenceFor(within, pieces),
    plan: {
      range: datesNeeded(within, lookbackMicros),
      ...(within.timezone === null ? {} : { timezone: within.timezone }),
      notes: [
        `channel: ${question.channel.name}`,
        `value: ${question.value?.name ?? 'none, conversions are counted'}`,
        lookbackNote ??
          (lookbackMicros === null
            ? 'no lookback limit'
            : `lookback: ${textOf(values, 'lookback') ?? ''} before the conversion`),
        ...within.notes,
      ],
    },
  }
}
