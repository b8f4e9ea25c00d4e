import { select, type Cte } from '../../src-renderer/query/sql/statement'
import { exclusionName, stepAt, type AttemptShape } from './attempt'
import { limitSql } from '../events/position'

/** An optional step: its number in the funnel, and the last step before it that is not optional, counted among those. */
export interface OptionalStep {
  readonly step: number
  readonly after: number
}

/** The column with the position of an optional step, by its number in the funnel. */
export function optionalAt(step: number): string {
  return `optional_${step}_at`
}

/** WITH query of the events (key, position) that meet an optional step. */
export function optionalName(step: number): string {
  return `optional_events_${step}`
}

/**
 * WITH queries that find the optional steps of chosen attempts, ending in `completed`: chosen, and for each optional step its
 * position optional_n_at (NULL where it was left out). An optional step is the first event that meets it strictly between the step
 * that was filled before it and the next step that is not optional, or the end of the attempt where that was not reached:
 * the window's end or, where exclusions cut, the first excluded event.
 */
export function optionalCtes(optional: readonly OptionalStep[], shape: AttemptShape): readonly Cte[] {
  const within = shape.windowMicros === null ? null : limitSql(stepAt(1), shape.windowMicros, shape.kind)
  const ends = shape.cut
    ? shape.exclusions.map((exclusion, index) => ({
        exclusion,
        name: exclusionName(index + 1),
        column: `end_${index + 1}`,
      }))
    : []
  const bounds = ends.map(
    ({ exclusion, column }) => `CASE WHEN depth >= ${exclusion.from} AND depth < ${exclusion.to} THEN ${column} END`,
  )
  const last = [...(within === null ? [] : [within]), ...bounds]
  const end = last.length > 1 ? `least(\n    ${last.join(',\n    ')}\n  )` : (last[0] ?? 'NULL')
  const joins = ends.map(
    ({ exclusion, name }) =>
      `ASOF LEFT JOIN ${name} ON chosen.key = ${name}.key\n  AND chosen.${stepAt(exclusion.from)} < ${name}.position`,
  )
  const columns = ends.map(({ name, column }) => `${name}.position AS ${column}`)
  return [
    ...(ends.length === 0
      ? []
      : [
          {
            name: 'bounded',
            about: 'These attempts with the excluded events that cut them',
            sql: select(['chosen.*', ...columns], `FROM chosen\n${joins.join('\n')}`),
          },
        ]),
    {
      name: 'ended',
      about: 'Each attempt with the position at which it ends',
      sql: select(['*', `${end} AS attempt_end`], `FROM ${ends.length === 0 ? 'chosen' : 'bounded'}`),
    },
    ...optional.map(({ step, after }, index): Cte => {
      const before = index === 0 ? 'ended' : `found_${index}`
      const gap = optional
        .slice(0, index)
        .filter((one) => one.after === after)
        .map((one) => `${before}.${optionalAt(one.step)}`)
        .toReversed()
      const began = `${before}.${stepAt(after)}`
      const lower = gap.length === 0 ? began : `coalesce(${[...gap, began].join(', ')})`
      const upper =
        after === shape.steps
          ? `${before}.attempt_end`
          : `CASE WHEN ${before}.depth > ${after} THEN ${before}.${stepAt(after + 1)} ELSE ${before}.attempt_end END`
      const hit = optionalName(step)
      return {
        name: `found_${index + 1}`,
        about: `The same with the first event of the optional step ${step}, where it lies between its neighbours`,
        sql: select(
          [
            `${before}.*`,
            `CASE
    WHEN ${before}.depth >= ${after}
      AND coalesce(
        ${hit}.position < ${upper},
        ${upper} IS NULL
      )
    THEN ${hit}.position
  END AS ${optionalAt(step)}`,
          ],
          `FROM ${before}
ASOF LEFT JOIN ${hit} ON ${before}.key = ${hit}.key
  AND ${lower} < ${hit}.position`,
        ),
      }
    }),
    {
      name: 'completed',
      about: 'The attempts with all optional steps',
      sql: `SELECT *\nFROM found_${optional.length}`,
    },
  ]
}
