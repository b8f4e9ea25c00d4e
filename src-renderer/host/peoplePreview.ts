import { analyses } from '../../queries/index'
import { required } from '../base/required'
import { LatheError } from '../model/error'
import { MODEL_PATH } from '../model/dataModel'
import { readParameters } from '../query/analysis/parameters'
import type { Catalog, CountedAs } from '../query/contract/catalog'
import type { ParameterValue } from '../query/contract/parameter'
import type { QueryPlan } from '../query/contract/plan'
import type { ResultTable } from '../query/contract/result'
import { PEOPLE } from '../query/sql/people'
import { scope } from '../query/sql/source'

/** A figure by accounts, as it was, and by the people whom the model names. Null where it has no value. */
export interface PreviewedFigure {
  readonly figure: 'users' | 'events' | 'mean daily active users' | 'week-1 retention'
  readonly accounts: number | null
  readonly people: number | null
}

type Run = (plan: QueryPlan) => Promise<ResultTable>

async function ask(
  name: string,
  given: Readonly<Record<string, ParameterValue>>,
  catalog: Catalog,
  run: Run,
): Promise<ResultTable> {
  const analysis = required(analyses.find((one) => one.name === name))
  return run(analysis.plan(readParameters(analysis.parameters, given), catalog, null))
}

async function figuresOf(counted: CountedAs, catalog: Catalog, run: Run): Promise<readonly (number | null)[]> {
  const all = scope({}, { ...catalog, counted }, null)
  const sums = (
    await run({
      sql: `SELECT count(DISTINCT user_key)::BIGINT AS users, count(*)::BIGINT AS events FROM ${all.from} WHERE ${all.where}`,
    })
  ).row(0)
  const given = { [PEOPLE.name]: counted }
  const daily = (await ask('active-users', given, catalog, run)).column('dau').map(Number)
  const pooled = (await ask('retention-summary', { ...given, unit: 'week' }, catalog, run)).rows()
  const pct = pooled.find((row) => row['period'] === 1)?.['pct'] ?? null
  return [
    Number(sums['users']),
    Number(sums['events']),
    daily.length === 0 ? null : daily.reduce((sum, one) => sum + one, 0) / daily.length,
    pct === null ? null : Number(pct),
  ]
}

/**
 * How figures move when the people of the model count in place of accounts, over all events without test users.
 * `run` answers plans with that model. Throws `not-found` where the model names no people.
 */
export async function peoplePreview(catalog: Catalog, run: Run): Promise<readonly PreviewedFigure[]> {
  if (catalog.model === undefined || catalog.model.people === null)
    throw new LatheError(
      'not-found',
      `${MODEL_PATH} names no table of people; say "people": {"table": …, "account": …, "person": …}.`,
      { what: 'table', name: 'people' },
    )
  const before = await figuresOf('accounts', catalog, run)
  const after = await figuresOf('people', catalog, run)
  return (['users', 'events', 'mean daily active users', 'week-1 retention'] as const).map((figure, index) => ({
    figure,
    accounts: before[index] ?? null,
    people: after[index] ?? null,
  }))
}
