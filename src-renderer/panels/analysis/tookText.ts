import { formatCount } from '../../chart/format'
import type { RunAnswer } from '../../host/workbench'

/** How long an answer took, in words, or that it was there: "12 ms", "kept from before". */
export function tookText({ kept, elapsedMs }: Pick<RunAnswer, 'kept' | 'elapsedMs'>): string {
  return kept === true ? 'kept from before' : `${formatCount(Math.round(elapsedMs))} ms`
}
