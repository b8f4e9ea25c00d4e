import type { Analysis } from '../src-renderer/query/contract/analysis'

/**
 * Where the list of all analyses departs from the order of panels and tabs, which the terminal's readers rely on: the
 * analyses on the right stand together right before the one on the left. Others need no line here.
 */
const STAND_BEFORE: Readonly<Record<string, readonly string[]>> = {
  lifecycle: ['retention', 'retention-summary', 'definition-diff', 'definition-figures'],
  attribution: ['funnel', 'funnel-trend', 'funnel-times', 'funnel-lift', 'funnel-paths'],
  'batching-route-map': ['batching-drivers', 'batching-restaurants', 'batching-intervals'],
  'delivery-times': ['batching-stakeholders'],
}

/** The analyses as `lathe queries` lists them. */
export function inListOrder(analyses: readonly Analysis[]): readonly Analysis[] {
  const moved = new Set(Object.values(STAND_BEFORE).flat())
  const named = (name: string): readonly Analysis[] => analyses.filter((analysis) => analysis.name === name)
  return analyses
    .filter((analysis) => !moved.has(analysis.name))
    .flatMap((analysis) => [...(STAND_BEFORE[analysis.name] ?? []).flatMap(named), analysis])
}
