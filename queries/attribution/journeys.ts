import { dayToIso, isoToDay } from '../../src-renderer/model/zone'
import { conditionSql } from '../../src-renderer/query/sql/condition'
import type { Catalog } from '../../src-renderer/query/contract/catalog'
import type { LeftOut, QueryPlan } from '../../src-renderer/query/contract/plan'
import type { ParameterValues } from '../../src-renderer/query/contract/parameter'
import { identifier, literal } from '../../src-renderer/query/sql/literal'
import { scope, type Scope } from '../../src-renderer/query/sql/source'
import { statement, type Cte } from '../../src-renderer/query/sql/statement'
import { eventsInScope } from '../events/eventsInScope'
import { journeyCtes, type JourneyNeeds } from './journeySql'
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

/** Conversions without a touch, for answers that have no row for them. */
export function untouchedLeftOut(ctes: readonly Cte[]): readonly LeftOut[] {
  return [
    {
      name: 'no-touch',
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
  const ctes = [
    eventsInScope(within),
    ...journeyCtes({
      conversion: conditionSql(question.conversion, columns),
      touches: needs.touches ?? conditionSql(question.touches, columns),
      channel,
      channelName: channelSql(channel),
      amount:
        question.value === null ? '0::DOUBLE' : `coalesce(TRY_CAST(${identifier(question.value.name)} AS DOUBLE), 0)`,
      dates: within,
      lookbackMicros,
      needs,
    }),
  ]
  return {
    within,
    question,
    ctes,
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
