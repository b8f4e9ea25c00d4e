import type { ParameterValues } from '../../../src-renderer/query/contract/parameter'
import { readDuration } from '../../../src-renderer/query/sql/duration'
import { refuse } from '../../../src-renderer/query/sql/refuse'

/** Widths that read well, in seconds: the narrowest is taken with which 95 % of the times have room. */
export const WIDTHS = [
  0.001, 0.01, 0.1, 1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 10_800, 21_600, 43_200, 86_400,
  172_800, 604_800, 1_209_600, 2_592_000, 7_776_000, 31_536_000,
]

/** How the bars of a histogram of times are asked for. */
export interface Bars {
  /** How many there may be; longer times stand together in one more. */
  readonly bins: number
  /** In microseconds; null for the narrowest that has room. */
  readonly width: number | null
  /** Where the first one begins: at a multiple of the width, at the shortest time, or at 0. */
  readonly begin: 'round' | 'shortest' | 'zero'
}

/** Throws `bad-parameter`. */
export function readBars(values: ParameterValues): Bars {
  const width = typeof values['bin'] === 'string' && values['bin'] !== '' ? readDuration(values['bin'], 'bin') : null
  if (width !== null && width <= 0) refuse('bin', values['bin'], 'must be longer than nothing')
  return {
    bins: typeof values['bins'] === 'number' ? values['bins'] : 24,
    width,
    begin: values['begin'] === 'zero' ? 'zero' : values['begin'] === 'shortest' ? 'shortest' : 'round',
  }
}
