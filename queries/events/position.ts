import { literal } from '../../src-renderer/query/sql/literal'

/**
 * Where a row stands in time, as one number that can be compared. `time` is microseconds: rows of one time are equal.
 * `second` is the microseconds of the second that the time lies in: rows of one second are equal. `file` also holds the
 * row's place in its file below the time, so that no two rows are equal.
 */
export type PositionKind = 'time' | 'second' | 'file'

/** Bits below the time: file index and line (see model/schema `packSource`). */
const SOURCE_BITS = 60
/** Keeps times before 1970 positive, so that shifting is exact. */
const TIME_OFFSET = 2n ** 53n

/** The position of a row, over the columns ts and _source. BIGINT or HUGEINT. */
export function positionSql(kind: PositionKind): string {
  switch (kind) {
    case 'time':
      return 'epoch_us(ts)'
    case 'second':
      return `epoch_us(date_trunc('second', ts))`
    case 'file':
      return `(((epoch_us(ts)::HUGEINT + ${literal(TIME_OFFSET)}) << ${SOURCE_BITS}) + _source)`
  }
}

/** The time of a position, in microseconds from some fixed start: for differences and comparisons. */
export function timeSql(position: string, kind: PositionKind): string {
  return kind === 'file' ? `(${position} >> ${SOURCE_BITS})::BIGINT` : position
}

/** The first position after the window: `position < limit` says that a row lies within the window, its end included. */
export function limitSql(start: string, windowMicros: number, kind: PositionKind): string {
  return kind === 'file'
    ? `((${start} >> ${SOURCE_BITS}) + ${literal(BigInt(windowMicros) + 1n)}) << ${SOURCE_BITS}`
    : `${start} + ${literal(BigInt(windowMicros) + 1n)}`
}

/** A number that is greater for a greater grade, and among equal grades (0–31) greater for an earlier position. */
export function gradeSql(grade: string, position: string, kind: PositionKind): string {
  return kind === 'file'
    ? `((${grade})::HUGEINT << 115) - ${position}`
    : `(${grade})::BIGINT * ${literal(2n ** 55n)} - ${position}`
}
