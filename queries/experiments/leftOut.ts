import type { Catalog } from '../../src-renderer/query/contract/catalog'
import type { LeftOut, Population } from '../../src-renderer/query/contract/plan'
import type { ParameterValues } from '../../src-renderer/query/contract/parameter'
import { identifier } from '../../src-renderer/query/sql/literal'
import { statement } from '../../src-renderer/query/sql/statement'
import { assignedCtes } from './assignmentSql'
import { readExperiment, type ExperimentQuestion } from './question'

/** The exposed users. `split` false looks at them as one group. */
export function exposedPopulation(
  split = true,
): (values: ParameterValues, catalog: Catalog, source: string | null) => Population {
  return (values, catalog, source) => {
    const question = readExperiment(values, catalog, source, split)
    const named = question.variant === null ? [] : [`${identifier(question.variant.name)} IS NOT NULL`]
    return {
      which: [...(question.exposureSql === 'TRUE' ? [] : [question.exposureSql]), ...named].join(' AND ') || 'TRUE',
      users: statement(assignedCtes(question), 'SELECT user_key\nFROM assigned'),
    }
  }
}

/** The exposed users who are not compared: seen in several variants, or with a window that is not over. */
export function assignmentLeftOut(question: ExperimentQuestion): readonly LeftOut[] {
  const count = (where: string): string =>
    statement(assignedCtes(question), `SELECT count(*)\nFROM assigned\nWHERE ${where}`)
  return [
    ...(question.variant === null
      ? []
      : [
          {
            name: 'several-variants',
            sql: count('NOT is_single'),
            one: '1 user seen in several variants is left out',
            many: '{n} users seen in several variants are left out',
          },
        ]),
    ...(question.includeRecent || question.windowMicros === null
      ? []
      : [
          {
            name: 'recent',
            sql: count('is_single AND NOT is_over'),
            one: '1 user is left out whose window is not over',
            many: '{n} users are left out whose window is not over',
          },
        ]),
  ]
}
