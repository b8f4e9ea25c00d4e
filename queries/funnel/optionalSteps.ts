import { elementAt } from '../../src-renderer/base/required'
import { exclusionName, type AttemptShape } from './attempt'
import { limitSql } from '../events/position'

/** An optional step: its number in the funnel, and the last step before it that is not optional, counted among those. */
export interface OptionalStep {
  readonly step: number
  readonly after: number
}

/** CTE of the events (k, o) that meet an optional step. */
export function optionalName(step: number): string {
  return `at_optional_${step}`
}

/**
 * CTEs that find the optional steps of chosen attempts, ending in `completed`: chosen, and for each optional step its
 * position p_n (NULL where it was left out). An optional step is the first event that meets it strictly between the step
 * that was filled before it and the next step that is not optional, or the end of the attempt where that was not reached:
 * the window's end or, where exclusions cut, the first excluded event.
 */
export function optionalCtes(optional: readonly OptionalStep[], shape: AttemptShape): readonly string[] {
  const within = shape.windowMicros === null ? null : limitSql('o1', shape.windowMicros, shape.kind)
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
  const joins = ends.map(
    ({ exclusion, name }) => `ASOF LEFT JOIN ${name} ON chosen.k = ${name}.k AND chosen.o${exclusion.from} < ${name}.o`,
  )
  const columns = ends.map(({ name, column }) => `${name}.o AS ${column}`)
  return [
    `ended AS (SELECT *, ${last.length === 0 ? 'NULL' : last.length === 1 ? elementAt(last, 0) : `least(${last.join(', ')})`} AS attempt_end
    FROM ${ends.length === 0 ? 'chosen' : `(SELECT chosen.*, ${columns.join(', ')} FROM chosen ${joins.join(' ')})`})`,
    ...optional.map(({ step, after }, index) => {
      const before = index === 0 ? 'ended' : `found_${index}`
      const gap = optional
        .slice(0, index)
        .filter((one) => one.after === after)
        .map((one) => `${before}.p${one.step}`)
        .toReversed()
      const lower = gap.length === 0 ? `${before}.o${after}` : `coalesce(${[...gap, `${before}.o${after}`].join(', ')})`
      const upper =
        after === shape.steps
          ? `${before}.attempt_end`
          : `CASE WHEN ${before}.depth > ${after} THEN ${before}.o${after + 1} ELSE ${before}.attempt_end END`
      const hit = optionalName(step)
      return `found_${index + 1} AS (SELECT ${before}.*, CASE WHEN ${before}.depth >= ${after} AND coalesce(${hit}.o < ${upper}, ${upper} IS NULL) THEN ${hit}.o END AS p${step}
    FROM ${before} ASOF LEFT JOIN ${hit} ON ${before}.k = ${hit}.k AND ${lower} < ${hit}.o)`
    }),
    `completed AS (SELECT * FROM found_${optional.length})`,
  ]
}
