import { movedBy } from '../ui/movedBy'

/** The pane that stands beside the one in front. */
interface BesidePane {
  readonly route: string
  readonly side: 'left' | 'right'
}

/** The open analyses of a workspace by their routes (`view/…`, `link/…`), in order; the one in front is the window's. */
export interface ViewTabs {
  readonly tabs: readonly string[]
  readonly beside: BesidePane | null
}

export const NO_TABS: ViewTabs = { tabs: [], beside: null }
/** More tabs than that nobody tells apart: the first that nothing is lost of makes room. */
const MOST = 12

export function isViewTabs(value: unknown): value is ViewTabs {
  if (typeof value !== 'object' || value === null || !('tabs' in value) || !('beside' in value)) return false
  const { tabs, beside } = value
  if (!Array.isArray(tabs) || !tabs.every((tab) => typeof tab === 'string')) return false
  return (
    beside === null ||
    (typeof beside === 'object' &&
      'route' in beside &&
      typeof beside.route === 'string' &&
      'side' in beside &&
      (beside.side === 'left' || beside.side === 'right'))
  )
}

/**
 * The tabs with `front` in front, which was `before` until now. A new one stands behind that; the one beside keeps its
 * place, and where it comes to the front, so does the other.
 */
export function withFront(
  { tabs, beside }: ViewTabs,
  front: string,
  before: string | null,
  mayGo: (route: string) => boolean,
): ViewTabs {
  const other =
    beside?.route !== front
      ? beside
      : before === null || before === front || !tabs.includes(before)
        ? null
        : { route: before, side: beside.side === 'left' ? ('right' as const) : ('left' as const) }
  if (tabs.includes(front)) return { tabs, beside: other }
  const at = before === null ? -1 : tabs.indexOf(before)
  const all = tabs.toSpliced(at < 0 ? tabs.length : at + 1, 0, front)
  const extra = all.length > MOST ? all.find((tab) => tab !== front && tab !== other?.route && mayGo(tab)) : undefined
  return { tabs: all.filter((tab) => tab !== extra), beside: other }
}

/** The tabs without one, and which comes to the front in its place; null for none. */
export function withoutTab(
  { tabs, beside }: ViewTabs,
  route: string,
  front: string,
): { readonly state: ViewTabs; readonly front: string | null } {
  const at = tabs.indexOf(route)
  const rest = tabs.filter((tab) => tab !== route)
  const pane = beside?.route === route ? null : beside
  if (route !== front) return { state: { tabs: rest, beside: pane }, front }
  // The one beside fills the window alone.
  const next = pane?.route ?? rest[Math.min(at, rest.length - 1)] ?? null
  return { state: { tabs: rest, beside: null }, front: next }
}

/** Puts one so many places further, as far as the ends. */
export function withMoved(state: ViewTabs, route: string, by: number): ViewTabs {
  return { ...state, tabs: movedBy(state.tabs, (one) => one === route, by) }
}

/** Those that are still there. */
export function withKnown({ tabs, beside }: ViewTabs, isKnown: (route: string) => boolean): ViewTabs {
  return { tabs: tabs.filter(isKnown), beside: beside !== null && isKnown(beside.route) ? beside : null }
}

/** The panes as they stand, left to right. */
export function panesOf({ beside }: ViewTabs, front: string): readonly string[] {
  if (beside === null || beside.route === front) return [front]
  return beside.side === 'left' ? [beside.route, front] : [front, beside.route]
}
