import type { Analysis } from '../src-renderer/query/contract/analysis'
import type { Family, FamilyPanel } from '../src-renderer/query/contract/family'
import { activityFamily } from './activity/family'
import { attributionFamily } from './attribution/family'
import { batchingFamily } from './batching/family'
import { changeFamily } from './change/family'
import { complete } from './complete'
import { contentFamily } from './content/family'
import { definitionsFamily } from './definitions/family'
import { distributionFamily } from './distribution/family'
import { durationsFamily } from './durations/family'
import { entitiesFamily } from './entities/family'
import { experimentsFamily } from './experiments/family'
import { funnelFamily } from './funnel/family'
import { graphFamily } from './graph/family'
import { habitsFamily } from './habits/family'
import { inListOrder } from './listOrder'
import { pathsFamily } from './paths/family'
import { retentionFamily } from './retention/family'
import { sessionsFamily } from './sessions/family'
import { trendsFamily } from './trends/family'
import { valueFamily } from './value/family'

/** Every family of analyses, in the navigation's order. An analysis is added in its family.ts, a family here. */
export const families: readonly Family[] = [
  trendsFamily,
  distributionFamily,
  entitiesFamily,
  changeFamily,
  activityFamily,
  retentionFamily,
  valueFamily,
  funnelFamily,
  pathsFamily,
  graphFamily,
  durationsFamily,
  habitsFamily,
  sessionsFamily,
  contentFamily,
  attributionFamily,
  experimentsFamily,
  batchingFamily,
  definitionsFamily,
].map((family) => ({ ...family, panels: family.panels.map((panel) => ({ ...panel, tabs: panel.tabs.map(complete) })) }))

/** The panels of analyses, in the navigation's order. */
export const panels: readonly FamilyPanel[] = families.flatMap((family) => family.panels)

/** Every analysis, in the order in which lists name them. */
export const analyses: readonly Analysis[] = inListOrder(panels.flatMap((panel) => panel.tabs))

/** The panel of a route; an analysis's own name is a route, too, to a panel of it alone. Undefined for neither. */
export function panelOfRoute(route: string): FamilyPanel | undefined {
  const named = panels.find((panel) => panel.name === route)
  if (named !== undefined) return named
  const panel = panels.find(({ tabs }) => tabs.some((one) => one.name === route))
  const analysis = panel?.tabs.find((one) => one.name === route)
  if (panel === undefined || analysis === undefined) return undefined
  return { ...panel, name: analysis.name, title: analysis.title, about: analysis.about, tabs: [analysis] }
}
