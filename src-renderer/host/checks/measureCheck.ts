import type { MeasureLimits, ModelMeasure } from '../../model/dataModel'
import type { Known } from '../dashboard/viewRequest'
import { alertOf } from '../overview/alerts'
import { planLink } from '../overview/askOverview'
import { measureQuestion } from '../overview/overviewQuestions'
import type { CheckQuestion } from './checkQuestion'

function limitsText({ low, high }: MeasureLimits): string {
  if (low !== null && high !== null) return `between ${low} and ${high} a day`
  return low === null ? `at most ${high} a day` : `at least ${low} a day`
}

const STATES = { within: 'passed', beyond: 'failed', unknown: 'unknown' } as const

/** The limits of a measure, held against its last complete day over all events; null where it has none. */
export function limitQuestion(measure: ModelMeasure, { catalog }: Pick<Known, 'catalog'>): CheckQuestion | null {
  if (measure.limits === null) return null
  const about = { of: 'measure', name: measure.name, title: measure.name, expects: limitsText(measure.limits) } as const
  return {
    expected: [about],
    ask: async (ask) => {
      const question = measureQuestion(measure)
      const { analysis, values, plan } = planLink(question.link, { catalog, source: null, valuesFor: () => ({}) })
      const alert = alertOf(measure.name, question.read((await ask(plan)).table, values, analysis))
      const { state, value, date, text } = alert ?? { state: 'unknown', value: null, date: '', text: 'no figure' }
      return [{ ...about, state: STATES[state], figure: value, text: date === '' ? text : `${text} on ${date}` }]
    },
  }
}
