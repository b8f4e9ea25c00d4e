import { badParameter } from '../../../src-renderer/query/sql/refuse'
import type { ParameterValues } from '../../../src-renderer/query/contract/parameter'

export const MICROS_PER_HOUR = 3_600_000_000

/** How long windows are, and how far apart they end. */
export interface Clock {
  readonly windowHours: number
  readonly stepHours: number
  /** Steps in a window. */
  readonly steps: number
  readonly stepMicros: number
}

/** The window and the step. Throws `bad-parameter` where the one is not a multiple of the other. */
export function readClock(values: ParameterValues): Clock {
  const number = (name: string, standard: number): number =>
    typeof values[name] === 'number' ? values[name] : standard
  const windowHours = number('window_hours', 24)
  const stepHours = number('step_hours', 1)
  if (windowHours % stepHours !== 0)
    throw badParameter(
      'window_hours',
      String(windowHours),
      ` must be a multiple of step_hours (${stepHours}), not ${windowHours}.`,
    )
  return { windowHours, stepHours, steps: windowHours / stepHours, stepMicros: stepHours * MICROS_PER_HOUR }
}
