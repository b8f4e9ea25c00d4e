import { isLatheError } from '../../model/error'
import type { ColumnSchema } from '../../model/schema'
import { readParameters } from '../../query/analysis/parameters'
import type { Analysis } from '../../query/contract/analysis'
import type { Catalog } from '../../query/contract/catalog'
import type { QueryPlan } from '../../query/contract/plan'
import { modelCatalog } from '../../query/sql/modelCatalog'
import type { RawValues } from './parameterErrors'

/** What a form offers of the rows that an analysis of plain tables counts. */
export interface CountedForm {
  readonly columns: readonly ColumnSchema[]
  /** SELECT of a column's texts as value_1, of all rows that the analysis counts. */
  valuesPlan(column: string): QueryPlan
}

/** Null for analyses of events, and while the tables that it needs are not there. */
export function countedForm(
  analysis: Analysis,
  catalog: Catalog,
  source: string | null,
  raw: RawValues,
): CountedForm | null {
  const { counted, parameters } = analysis
  if (counted === undefined) return null
  const byModel = modelCatalog(catalog)
  try {
    const values = readParameters(parameters, 'table' in raw ? { table: raw['table'] ?? null } : {})
    return {
      columns: counted.columns(values, byModel, source),
      valuesPlan: (column) => counted.valuesPlan(values, [column], byModel, source),
    }
  } catch (error) {
    if (isLatheError(error)) return null
    throw error
  }
}
