import type { Analysis } from '../../../src-renderer/query/contract/analysis'
import type { ParameterValues } from '../../../src-renderer/query/contract/parameter'
import { searchNumber, type NumberMatch, type NumberQuestion } from '../../../src-renderer/query/numbers/searchNumber'
import type { ResultTable } from '../../../src-renderer/query/contract/result'
import { runPlanned } from '../answer'
import type { NativeDuckdb } from '../nativeDuckdb'

/** What a search of the log that is loaded finds, and how often it asked. */
export async function searchAll(
  db: NativeDuckdb,
  question: Omit<NumberQuestion, 'catalog' | 'source'>,
): Promise<{ readonly found: readonly NumberMatch[]; readonly tried: number; readonly asked: number }> {
  const found: NumberMatch[] = []
  let [tried, asked] = [0, 0]
  const steps = searchNumber({ ...question, catalog: db.catalog, source: null }, (plan) => {
    asked += 1
    return runPlanned(db, question.analysis, plan)
  })
  for await (const step of steps) {
    found.push(...step.found)
    tried = step.tried
  }
  return { found, tried, asked }
}

/** The answer to values, for a loop that knows no search. */
export function answerTo(db: NativeDuckdb, analysis: Analysis, values: ParameterValues): Promise<ResultTable> {
  return runPlanned(db, analysis, analysis.plan(values, db.catalog, null))
}

/** Changed parameters with their values, to compare sets of them. */
export function changesOf(values: ParameterValues, changed: readonly string[]): readonly string[] {
  return changed.map((name) => JSON.stringify([name, values[name]])).toSorted()
}
