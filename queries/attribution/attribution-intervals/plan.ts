import { formatCount } from '../../../src-renderer/chart/format'
import { badParameter } from '../../../src-renderer/query/sql/refuse'
import { computedResult } from '../../../src-renderer/query/analysis/computedResult'
import type { Catalog } from '../../../src-renderer/query/contract/catalog'
import type { ParameterValues } from '../../../src-renderer/query/contract/parameter'
import type { QueryPlan } from '../../../src-renderer/query/contract/plan'
import { statement, type Cte } from '../../../src-renderer/query/sql/statement'
import type { ResultTable } from '../../../src-renderer/query/contract/result'
import { bootstrap } from '../../../src-renderer/stats/bootstrap'
import { onDatesSql, whereClause } from '../../events/eventsInScope'
import { cellsCtes, needsChain } from '../credits'
import { creditsOf, listCredits, readCells, tallyCells } from '../finishCredits'
import { journeys } from '../journeys'
import { modelsAsked } from '../models'
import { modelNeeds } from '../plan'

/** Groups of users that are drawn where there are more users. */
const MOST_UNITS = 4096
/** Additions and multiplications that solving all rounds may take. */
const MOST_STEPS = 3e10

/** SQL: the credits and steps of each user or group of users, and the number of units. Throws `bad-parameter` and `not-found`. */
export function planIntervals(values: ParameterValues, catalog: Catalog, source: string | null): QueryPlan {
  const models = modelsAsked(values)
  const { ctes, plan, within } = journeys(values, catalog, source, modelNeeds(models, values))
  const population: Cte = {
    name: 'population',
    about: 'How many users there are on the dates asked for',
    sql: `SELECT count(DISTINCT user_key) AS users
FROM events_in_scope${whereClause(onDatesSql('local_date(ts)', within))}`,
  }
  const bucket = `CASE
    WHEN (SELECT users FROM population) <= ${MOST_UNITS} THEN user_key
    ELSE (hash(user_key) % ${MOST_UNITS})::BIGINT
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
  const models = modelsAsked(values)
  const cells = readCells(answer, models)
  const tally = tallyCells(cells)
  if (needsChain(models)) checkWork(cells.channels.length, Number(values['replicates']))
  const users = answer.rowCount === 0 ? 0 : Number(answer.value(0, 'users'))
  const units = Math.min(users, MOST_UNITS)
  const intervals = bootstrap(units, (times) => creditsOf(tally, times), {
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
    listCredits(cells, models, creditsOf(tally)).map(({ at, channel, model, conversions, value }) => ({
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
