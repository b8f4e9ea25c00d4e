import { formatCount } from '../../../src-renderer/chart/format'
import { badParameter } from '../../../src-renderer/query/sql/refuse'
import { computedResult } from '../../../src-renderer/query/analysis/computedResult'
import type { KernelRun } from '../../../src-renderer/query/contract/analysis'
import type { Catalog } from '../../../src-renderer/query/contract/catalog'
import type { ParameterValues } from '../../../src-renderer/query/contract/parameter'
import type { QueryPlan } from '../../../src-renderer/query/contract/plan'
import { statement, type Cte } from '../../../src-renderer/query/sql/statement'
import type { ResultTable } from '../../../src-renderer/query/contract/result'
import { bootstrap } from '../../../src-renderer/stats/bootstrap'
import { eventsInScope, onDatesSql, whereClause } from '../../events/eventsInScope'
import { cellsCtes, needsChain } from '../credits'
import { creditsOf, listCredits, readSums, type CreditSums } from '../finishCredits'
import { journeys } from '../journeys'
import { modelsAsked } from '../models'
import { CREDIT_RULE, modelNeeds } from '../plan'
import { sampleSums } from '../sampleSums'
import { sumCredits } from '../sumCredits'

/** Groups of users that are drawn where there are more users. */
const UNIT_BITS = 12
const MOST_UNITS = 1 << UNIT_BITS
/** Knuth's multiplicative hash: the high bits of a key times this, within 32 bits, spread keys evenly. */
const SPREAD = 2_654_435_761
/** Additions and multiplications that solving all rounds may take. */
const MOST_STEPS = 3e10

/** SQL: the credits and steps of each user or group of users, and the number of units. Throws `bad-parameter` and `not-found`. */
export function planIntervals(values: ParameterValues, catalog: Catalog, source: string | null): QueryPlan {
  const models = modelsAsked(values)
  const { ctes, plan, within, sequence } = journeys(values, catalog, source, modelNeeds(models, values))
  const population: Cte = {
    name: 'population',
    about: 'How many users there are on the dates asked for',
    sql: `SELECT count(DISTINCT user_key) AS users
FROM events_in_scope${whereClause(onDatesSql('local_date(ts)', within))}`,
  }
  const bucket = `CASE
    WHEN (SELECT users FROM population) <= ${MOST_UNITS} THEN user_key
    ELSE ((user_key::BIGINT * ${SPREAD}) % 4294967296) >> ${32 - UNIT_BITS}
  END`
  return {
    ...plan,
    sql: statement(
      [...ctes, population, ...cellsCtes(models, bucket)],
      `SELECT
  *,
  (SELECT users FROM population)::BIGINT AS users
FROM cells
ORDER BY ALL`,
    ),
    ...(sequence === null
      ? {}
      : {
          sequence: {
            ...sequence,
            analysis: 'attribution-intervals',
            values,
            beside: statement([eventsInScope(within), population], 'SELECT users\nFROM population'),
            rule: `${CREDIT_RULE} Then users are drawn again and again, and the credits summed anew.`,
          },
        }),
    finish: { analysis: 'attribution-intervals', values },
    notes: [...(plan.notes ?? []), `${Number(values['replicates'])} rounds of the bootstrap`],
  }
}

/** Refuses what would take minutes: a round solves equations whose work grows with the cube of the channels. */
function checkWork(channels: number, rounds: number): void {
  if (channels ** 3 * rounds <= MOST_STEPS) return
  throw badParameter(
    'model',
    'markov',
    `: intervals of the Markov model for ${formatCount(channels)} channels in ${formatCount(rounds)} rounds would take minutes; choose another model, fewer rounds, or a column with fewer values.`,
  )
}

/** Credits with their intervals. */
export function finishIntervals(answer: ResultTable, values: ParameterValues): ResultTable {
  const users = answer.rowCount === 0 ? 0 : Number(answer.value(0, 'users'))
  return intervalTable(readSums(answer, modelsAsked(values)), users, values)
}

/** The same from a timeline. */
export async function passIntervals(run: KernelRun): Promise<ResultTable> {
  const users = Number(run.beside?.value(0, 'users') ?? 0)
  const unitOf = (key: number): number => (users <= MOST_UNITS ? key : Math.imul(key, SPREAD) >>> (32 - UNIT_BITS))
  const sums = await sumCredits(run, modelsAsked(run.values), { unitOf })
  return intervalTable(sums, users, run.values)
}

function intervalTable(sums: CreditSums, users: number, values: ParameterValues): ResultTable {
  const models = modelsAsked(values)
  const { tally } = sums
  if (needsChain(models)) checkWork(sums.channels.length, Number(values['replicates']))
  const units = Math.min(users, MOST_UNITS)
  const sumsOf = sampleSums(tally)
  const intervals = bootstrap(units, (times) => creditsOf(tally, sumsOf(times)), {
    rounds: Number(values['replicates']),
    seed: Number(values['seed']),
    confidence: Number(values['confidence_pct']) / 100,
  })
  return computedResult(
    [
      { name: 'channel', type: 'string' },
      { name: 'model', type: 'string' },
      { name: 'conversions', type: 'double' },
      { name: 'low', type: 'double' },
      { name: 'high', type: 'double' },
      { name: 'value', type: 'double' },
      { name: 'value_low', type: 'double' },
      { name: 'value_high', type: 'double' },
    ],
    listCredits(sums, models).map(({ at, channel, model, conversions, value }) => ({
      channel,
      model,
      conversions,
      low: intervals[at]?.low ?? null,
      high: intervals[at]?.high ?? null,
      value,
      value_low: intervals[at + 1]?.low ?? null,
      value_high: intervals[at + 1]?.high ?? null,
    })),
  )
}
