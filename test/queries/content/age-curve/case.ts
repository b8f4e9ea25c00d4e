import fc from 'fast-check'
import type { AnalysisCase } from '../../case'
import { countedEvents } from '../../countedEvents'
import { randomScope, type RandomLog, type RandomScope } from '../../randomLog'
import { RANKED } from '../rankedLog'

interface Choice {
  readonly scope: RandomScope
  readonly view: 'x' | null
  readonly unit: 'percent' | 'seconds'
  readonly length: 'length' | 'none'
  readonly step: number
}

/** Each place held against each view. */
function reference(log: RandomLog, { scope, view, unit, length, step }: Choice): readonly object[] {
  const reached = (countedEvents(log, scope)?.events ?? [])
    .filter(({ date }) => (scope.from === null || date >= scope.from) && (scope.to === null || date <= scope.to))
    .filter(({ event }) => view === null || event === view)
    .flatMap(({ more }): readonly number[] => {
      const [place, whole] = [more['seconds'] as number | null, more['length'] as number | null]
      if (place === null) return []
      if (unit === 'seconds' || length === 'none') return [place]
      return whole === null || whole === 0 ? [] : [(100 * place) / whole]
    })
  if (reached.length === 0) return []
  const last = unit === 'percent' ? 100 : Math.max(...reached)
  const rows: object[] = []
  let before = reached.length
  for (let place = 0; place * step <= last + 1e-9; place++) {
    const still = reached.filter((one) => one >= place * step).length
    rows.push({
      place: place * step,
      still,
      share: (100 * still) / reached.length,
      ended: before - still,
      views: reached.length,
    })
    before = still
  }
  return rows
}

export const analysisCase: AnalysisCase<RandomLog, Choice> = {
  log: RANKED,
  choices: fc.record({
    scope: randomScope,
    view: fc.constantFrom('x' as const, null),
    unit: fc.constantFrom('percent', 'seconds'),
    length: fc.constantFrom('length', 'none'),
    step: fc.constantFrom(5, 2, 0.5),
  }),
  asked: ({ scope, view, unit, length, step }) => ({ ...scope, view, place: 'seconds', unit, length, step }),
  reference,
  bench: { place: 'props.position', length: 'none' },
}
