import type { Population } from '../../src-renderer/query/contract/plan'
import { countedUsersSql } from './countedEvents'
import { readDates } from './dates'
import { countsEntities, type TrendQuestion } from './question'

/** Whom the series of a question count: who has an event of a measure in the buckets read. */
export function populationOf(question: TrendQuestion): Population {
  const all = question.byActive || question.parts.some((part) => part.is === 'TRUE')
  return {
    ...(all ? {} : { which: `(${question.conditions.map(([sql]) => sql).join(' OR ')})` }),
    ...readDates(question),
    users: countedUsersSql(question),
    needsUsers: question.entity.isUser && question.parts.every(countsEntities),
  }
}
