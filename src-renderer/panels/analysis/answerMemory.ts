import { required } from '../../base/required'
import type { RunAnswer } from '../../host/workbench'
import type { Analysis } from '../../query/contract/analysis'
import type { Catalog } from '../../query/contract/catalog'
import type { ParameterValues } from '../../query/contract/parameter'
import type { QueryPlan } from '../../query/contract/plan'

/** Rows that a panel shows at most; saving gives all. */
export const ROW_LIMIT = 100_000
/** Answers kept, so that going back to a panel costs nothing while the data is the same. */
const REMEMBERED_ANSWERS = 32

export interface AnalysisAnswer {
  readonly run: RunAnswer
  readonly plan: QueryPlan
  readonly values: ParameterValues
  /** The event table that was read; null for all. */
  readonly source: string | null
  /** For the figures that the answer does not hold; null when the analysis has none. */
  readonly kpiPlan: QueryPlan | null
  /** Names of parameters whose values were proposed from the data, not chosen; none where absent. */
  readonly proposed?: readonly string[]
}

const answers = new WeakMap<Catalog, Map<string, AnalysisAnswer>>()

/** What an answer is remembered by. */
export function answerKey(analysis: Analysis, plan: QueryPlan, values: ParameterValues): string {
  return JSON.stringify([analysis.name, plan, values])
}

/** The answer that this state of the workspace gave, if it is still remembered. */
export function knownAnswer(catalog: Catalog, key: string): AnalysisAnswer | undefined {
  return answers.get(catalog)?.get(key)
}

/** Keeps an answer in the place of the oldest one. */
export function rememberAnswer(catalog: Catalog, key: string, answer: AnalysisAnswer): void {
  const known = answers.get(catalog) ?? new Map<string, AnalysisAnswer>()
  known.delete(key)
  known.set(key, answer)
  if (known.size > REMEMBERED_ANSWERS) known.delete(required(known.keys().next().value))
  answers.set(catalog, known)
}
