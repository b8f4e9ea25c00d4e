import { analyses } from '../../queries/index'
import type { Analysis } from '../../src-renderer/query/contract/analysis'
import type { AnalysisCase } from './case'

const found = import.meta.glob<AnalysisCase>('./*/*/case.ts', { eager: true, import: 'analysisCase' })

/** Every case, by the name of its folder, which is the analysis's. */
export const cases: ReadonlyMap<string, AnalysisCase> = new Map(
  Object.entries(found).map(([path, analysisCase]) => [path.split('/').at(-2)!, analysisCase]),
)

/** The case of an analysis; throws where there is none, so that the test that asks fails. */
export function caseOf(analysis: Analysis): AnalysisCase {
  const own = cases.get(analysis.name)
  if (own === undefined)
    throw new Error(`${analysis.name} has no case: write test/queries/<family>/${analysis.name}/case.ts (see case.ts)`)
  return own
}

/** All analyses, for it.each: `$name`. */
export { analyses }
