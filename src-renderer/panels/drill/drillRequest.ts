import type { MarkFigure } from '../../chart/spec'
import { isLatheError } from '../../model/error'
import type { Analysis, Drill } from '../../query/contract/analysis'
import type { Catalog } from '../../query/contract/catalog'
import type { AnalysisAnswer } from '../analysis/answerMemory'

/** A figure that somebody points at, with all that its answer was computed with. */
export interface DrillRequest {
  readonly analysis: Analysis
  readonly answer: AnalysisAnswer
  readonly catalog: Catalog
  readonly figure: MarkFigure
  readonly drill: Drill
}

/**
 * What stands behind a cell of an answer; null where there is nothing to list, or no longer (a column that is gone).
 */
export function drillOf(
  analysis: Analysis,
  answer: AnalysisAnswer,
  catalog: Catalog,
  figure: MarkFigure,
): Drill | null {
  if (analysis.drill === undefined || figure.row < 0 || figure.row >= answer.run.table.rowCount) return null
  try {
    return analysis.drill(
      { row: answer.run.table.row(figure.row), column: figure.column },
      answer.values,
      catalog,
      answer.source,
    )
  } catch (error) {
    if (isLatheError(error)) return null
    throw error
  }
}
