import type { Drill, Figure } from '../../../src-renderer/query/contract/analysis'
import type { Catalog } from '../../../src-renderer/query/contract/catalog'
import type { ParameterValues } from '../../../src-renderer/query/contract/parameter'
import { identifier, literal } from '../../../src-renderer/query/sql/literal'
import { statement } from '../../../src-renderer/query/sql/statement'
import { partitionRange } from '../../events/activeDays'
import { EVENT_ROW } from '../../events/eventRows'
import { scopedPlan } from '../../events/scopedPlan'
import { capitalized } from '../../events/texts'
import { binText } from './charts'
import { readDistribution } from './question'
import { binnedValues } from './sql'

/** Whose value, or which events' value, lies in a bin. */
export function drill(
  { row, column }: Figure,
  values: ParameterValues,
  catalog: Catalog,
  source: string | null,
): Drill | null {
  const lower = typeof row['lower'] === 'number' ? row['lower'] : null
  const upper = typeof row['upper'] === 'number' ? row['upper'] : null
  if ((column !== 'n' && column !== 'share') || (lower === null && upper === null)) return null
  const question = readDistribution(values, catalog, source)
  const { scope, noun, ofEvents, label } = question
  const isBound = (name: string, value: number | null): string =>
    value === null ? `${name} IS NULL` : `${name} = ${literal(value)}::DOUBLE`
  const listed = ofEvents ? ['user_id', 'event', 'ts', '_file', '_line', '_source'] : []
  return {
    title: `${capitalized(noun)} with ${label} ${binText({ lower, upper }, values)}`,
    kind: ofEvents ? 'rows' : 'users',
    plan: scopedPlan(
      scope,
      statement(
        binnedValues(question, listed),
        `SELECT ${ofEvents ? EVENT_ROW : 'user_key'}, value_1 AS ${identifier(label)}
FROM binned_values
WHERE bin IN (
  SELECT bin
  FROM bins
  WHERE ${isBound('lower', lower)}
    AND ${isBound('upper', upper)}
)
ORDER BY ${ofEvents ? 'ts, _source' : 'value_1 DESC, user_key'}`,
      ),
      partitionRange(scope, 0, 0),
    ),
  }
}
