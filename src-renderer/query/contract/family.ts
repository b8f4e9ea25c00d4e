import type { Analysis } from './analysis'
import type { Catalog } from './catalog'
import { missingNeed, type DataNeed } from './dataNeed'

/** What a panel's icon is called; the window knows what each looks like (panels/analysis/panelIcons). */
export type PanelIcon =
  | 'activity'
  | 'bars'
  | 'box'
  | 'clock'
  | 'coins'
  | 'compare'
  | 'filter'
  | 'flask'
  | 'grid'
  | 'hourglass'
  | 'network'
  | 'newspaper'
  | 'repeat'
  | 'route'
  | 'share'
  | 'table'
  | 'trend'
  | 'waypoints'

/** Analyses of one kind: a folder of queries/, whose family.ts gives this. */
export interface Family {
  /** The folder's name. */
  readonly name: string
  readonly panels: readonly FamilyPanel[]
}

/** A panel of the navigation: analyses that answer one question, as tabs. */
export interface FamilyPanel {
  /** The route, and what a workspace remembers the panel's state by. */
  readonly name: string
  readonly title: string
  readonly icon: PanelIcon
  /** One sentence. */
  readonly about: string
  /** Its heading in the navigation. */
  readonly group: string
  /** Its analyses, in order. */
  readonly tabs: readonly Analysis[]
  /** A sample (samples/index) that this panel can show when the workspace lacks its tables. */
  readonly sample: string
  /** Analyses that the sample cannot answer. */
  readonly beyondSample?: readonly string[]
  /** All its analyses take the same parameters; otherwise only dates, filter, zone and test users are shared. */
  readonly sameParameters?: boolean
  /** Names of parameters that several of its analyses take, so that one choice serves them all. */
  readonly shared?: readonly string[]
}

/** What a workspace lacks for all analyses of a panel, as its first one says it; null where any can answer. */
export function panelLacks(
  { tabs }: { readonly tabs: readonly Pick<Analysis, 'reads' | 'needs'>[] },
  catalog: Catalog,
): DataNeed | null {
  const lacking = tabs.map((analysis) => missingNeed(analysis, catalog))
  return lacking.includes(null) ? null : (lacking[0] ?? null)
}
