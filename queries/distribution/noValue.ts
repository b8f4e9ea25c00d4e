import type { LeftOut } from '../../src-renderer/query/contract/plan'
import { statement } from '../../src-renderer/query/sql/statement'
import { entityValues, type EntityQuestion } from './entityValues'

/** Those who are counted and have no value: a mean of nothing, a division by 0. */
export function withoutValue(question: EntityQuestion): readonly LeftOut[] {
  const { noun } = question
  const one = noun === 'users' ? '1 user is left out who has' : `1 of the ${noun} is left out that has`
  const many = noun === 'users' ? '{n} users are left out who have' : `{n} ${noun} are left out that have`
  return [
    {
      name: 'no-value',
      sql: statement(
        entityValues(question),
        'SELECT (SELECT count(*) FROM entity_values) - (SELECT count(*) FROM known_values)',
      ),
      one: `${one} no value of the measure`,
      many: `${many} no value of the measure`,
    },
  ]
}
