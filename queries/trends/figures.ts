import { quantileOf } from '../../src-renderer/model/measure'
import type { Formula } from '../../src-renderer/model/formula'
import { literal } from '../../src-renderer/query/sql/literal'
import type { AddUp } from '../../src-renderer/query/contract/cte'
import type { Cte } from '../../src-renderer/query/sql/statement'
import { CELL, cellSql, neededCells } from './cells'
import type { Part, TrendQuestion } from './question'
import { userCounts } from './userBlocks'

/** A formula as SQL over columns of doubles; a division by 0 is NULL. */
export function formulaSql(formula: Formula, column: (name: string) => string): string {
  switch (formula.kind) {
    case 'number':
      return `${literal(formula.value)}::DOUBLE`
    case 'name':
      return column(formula.name)
    case 'minus':
      return `(-${formulaSql(formula.of, column)})`
    case 'both': {
      const [left, right] = [formulaSql(formula.left, column), formulaSql(formula.right, column)]
      return formula.op === '/' ? `(${left} / nullif(${right}, 0))` : `(${left} ${formula.op} ${right})`
    }
  }
}

/** The frame of a window over buckets: all rows of a line stand in it, one a bucket. */
function frameOf(window: number | null): string {
  return `PARTITION BY place ORDER BY bucket ROWS BETWEEN ${window === null ? 'UNBOUNDED' : window - 1} PRECEDING AND CURRENT ROW`
}

/** Whether the figures of different users can be added: no line and no value is another's. */
export function addsUp({ breakdown, intervals, entity, parts }: TrendQuestion): boolean {
  const adds = (kind: Part['kind']): boolean =>
    quantileOf(kind) === null && kind !== 'distinct' && kind !== 'min' && kind !== 'max'
  return breakdown.length === 0 && !intervals && entity.isUser && parts.every(({ kind }) => adds(kind))
}

/** WITH queries from `grouped_events` up to `figures`: bucket, place, and part_1 … as doubles, for every bucket. */
export function figures(question: TrendQuestion): Pick<AddUp, 'each' | 'all'> {
  const { before, unit, window } = question
  const { parts, cells, users } = neededCells(question)
  const joined = [
    ...(cells.length === 0 ? [] : ['cells']),
    ...(users.length === 0 ? [] : ['cell_users']),
    ...parts.flatMap((part) => part.joined),
  ]
  const own = parts.flatMap((part) => part.ctes)
  const grid: Cte = {
    name: 'grid',
    about: `Each line in each ${unit}, so that empty ones have a row`,
    keep: 'MATERIALIZED',
    sql: `SELECT bucket, place
FROM (
  SELECT unnest(range(first${before === 0 ? '' : ` - ${before}`}, last + 1)) AS bucket
  FROM shown_units
  WHERE first IS NOT NULL
)
CROSS JOIN group_places`,
  }
  const each: readonly Cte[] = [
    ...(cells.length === 0
      ? []
      : [
          {
            name: 'cells',
            about: `What measures need of each ${unit}, by line`,
            sql: `SELECT
  bucket,
  place,
  ${cells.map((one) => `${cellSql(one)} AS ${one.name}`).join(',\n  ')}
FROM grouped_events
GROUP BY bucket, place`,
            adds: { by: CELL, sums: cells.map(({ name }) => name) },
          },
        ]),
    ...(users.length === 0 ? [] : userCounts('cell_users', 'grouped_events', CELL, users)),
    ...own,
  ]
  const all: readonly Cte[] = [
    grid,
    {
      name: 'figures',
      about: 'The measures of each line and bucket',
      sql: `SELECT
  bucket,
  place,
  ${parts.map(({ figure }, index) => `(${figure})::DOUBLE AS part_${index + 1}`).join(',\n  ')}
FROM grid
${joined.map((name) => `LEFT JOIN ${name} USING (bucket, place)`).join('\n')}${
        window === 1 ? '' : `\nWINDOW buckets_before AS (${frameOf(window)})`
      }`,
    },
  ]
  return { each, all }
}
