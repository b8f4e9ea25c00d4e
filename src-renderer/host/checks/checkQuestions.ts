import { firstLine, isLatheError } from '../../model/error'
import type { Ask } from '../dashboard/tileAnswer'
import type { Known } from '../dashboard/viewRequest'
import type { Check } from './check'
import type { CheckQuestion } from './checkQuestion'
import { limitQuestion } from './measureCheck'
import { queryQuestion } from './queryCheck'

type Checked = Pick<Known, 'catalog' | 'queries'>

/** What a model that cannot be read leaves open. */
function modelQuestion(problem: string): CheckQuestion {
  const about = { of: 'model', name: 'model.json', title: 'model.json', expects: 'limits of its measures' } as const
  return {
    expected: [about],
    ask: () => Promise.resolve([{ ...about, state: 'unknown', figure: null, text: problem }]),
  }
}

/** All that a workspace expects of its data: limits of measures, then `-- expect:` lines of saved queries. */
export function checkQuestions({ catalog, queries }: Checked): readonly CheckQuestion[] {
  const { model, modelProblem } = catalog
  return [
    ...(modelProblem === undefined ? [] : [modelQuestion(modelProblem)]),
    ...(model?.measures ?? []).map((measure) => limitQuestion(measure, { catalog })),
    ...queries.map((query) => queryQuestion(query, { catalog })),
  ].filter((question) => question !== null)
}

/**
 * How all checks stand, question by question. What cannot be asked for a reason that people are told is `unknown` and
 * says so; cancelling and bugs are thrown.
 */
export async function* askChecks(checked: Checked, ask: Ask): AsyncGenerator<readonly Check[]> {
  for (const question of checkQuestions(checked)) {
    try {
      yield await question.ask(ask)
    } catch (error) {
      if (!isLatheError(error)) throw error
      yield question.expected.map((one) => ({ ...one, state: 'unknown', figure: null, text: firstLine(error) }))
    }
  }
}
