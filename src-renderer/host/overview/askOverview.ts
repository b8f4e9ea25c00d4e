import { required } from '../../base/required'
import { overviewAnalyses } from '../../../queries/overviewAnalyses'
import { isLatheError, type LatheError } from '../../model/error'
import { readParameters } from '../../query/analysis/parameters'
import type { Analysis } from '../../query/contract/analysis'
import type { Catalog } from '../../query/contract/catalog'
import type { ParameterSpec, ParameterValue, ParameterValues } from '../../query/contract/parameter'
import type { AnswerNote, QueryPlan } from '../../query/contract/plan'
import type { ResultTable } from '../../query/contract/result'
import type { AnalysisLink, OverviewAnswer } from './overview'
import { overviewQuestions, type OverviewQuestion } from './overviewQuestions'

/** What is asked for all of the page. */
export interface OverviewScope {
  readonly catalog: Catalog
  /** The event table that is read; null for all. */
  readonly source: string | null
  /** Dates, segment, filter, zone as parameters of an analysis that has these. */
  readonly valuesFor: (specs: readonly ParameterSpec[]) => Readonly<Record<string, ParameterValue>>
}

/** A question of an analysis, checked and planned. */
interface PlannedQuestion {
  readonly analysis: Analysis
  readonly values: ParameterValues
  readonly plan: QueryPlan
}

/** Runs a plan: the window's workbench, or the terminal's session. */
export type Ask = (asked: PlannedQuestion) => Promise<{ table: ResultTable; notes: readonly AnswerNote[] }>

export interface OverviewPart {
  readonly question: OverviewQuestion
  /** Null where it failed. */
  readonly answer: OverviewAnswer | null
  readonly failure: LatheError | null
  readonly notes: readonly AnswerNote[]
}

/** The analysis that a link opens. */
function analysisOf(link: AnalysisLink): Analysis {
  return required(overviewAnalyses.find(({ name }) => name === link.analysis))
}

/** As the panel plans it when the link is opened in the same scope. Throws what plan() throws. */
export function planLink(link: AnalysisLink, { catalog, source, valuesFor }: OverviewScope): PlannedQuestion {
  const analysis = analysisOf(link)
  const values = readParameters(analysis.parameters, { ...valuesFor(analysis.parameters), ...link.values })
  return { analysis, values, plan: analysis.plan(values, catalog, source) }
}

/**
 * The answers of the overview, one after another, in the page's order. What fails for a reason that people are told is a
 * part that says so; cancelling and bugs are thrown.
 */
export async function* askOverview(scope: OverviewScope, ask: Ask): AsyncGenerator<OverviewPart> {
  const known = new Map<string, Awaited<ReturnType<Ask>>>()
  for (const question of overviewQuestions(scope.catalog)) {
    try {
      const asked = planLink(question.link, scope)
      const key = JSON.stringify([asked.analysis.name, asked.plan])
      const { table, notes } = known.get(key) ?? (await ask(asked))
      known.set(key, { table, notes })
      yield { question, answer: question.read(table, asked.values, asked.analysis), failure: null, notes }
    } catch (error) {
      if (!isLatheError(error)) throw error
      yield { question, answer: null, failure: error, notes: [] }
    }
  }
}
