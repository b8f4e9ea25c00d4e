/** A step of the tour: what is said, and beside what. */
export interface TourStep {
  readonly title: string
  readonly text: string
  /** The page that it is about. */
  readonly route: string
  /** What it points at, the first that is there; where none is, the step stands by itself. */
  readonly anchor: string
  /** Of several that fit, the one that reads so. */
  readonly reads?: string
}

/** The sample that the tour is given on, where no log is open. */
export const TOUR_SAMPLE = 'gamelaunch'
const PAGE = 'active-users'

/** One minute from a log to a report. */
export const TOUR_STEPS: readonly TourStep[] = [
  {
    title: 'Open a log, or a sample',
    text: 'Drop files on this page, or begin with a sample: a log that is made for it. Everything stays on this computer.',
    route: 'start',
    anchor: 'button.sample',
    reads: 'Game launch',
  },
  {
    title: 'Read a figure, and what it means',
    text: 'Click a figure or a mark to see the users behind it. The tab Definition says, in words, how it is counted.',
    route: PAGE,
    anchor: 'main [role=tab]',
    reads: 'Definition',
  },
  {
    title: 'See its SQL and its rows',
    text: 'Table has the rows, SQL the statement that gave them. It runs in any DuckDB shell, and opens on the SQL page.',
    route: PAGE,
    anchor: 'main [role=tab]',
    reads: 'SQL',
  },
  {
    title: 'Change the dates',
    text: 'This bar holds for every analysis: dates, users, time zone, and what to compare with.',
    route: PAGE,
    anchor: 'main button[aria-label^="Dates"]',
  },
  {
    title: 'Pin it to a dashboard',
    text: 'Any chart, table or figure can be pinned. A dashboard holds them under one choice of dates and users.',
    route: PAGE,
    anchor: 'main button[aria-label^="Pin to dashboard"]',
  },
  {
    title: 'Save a report',
    text: 'One page with the charts, what they mean and their SQL, to send or to print. Help (?) has the rest.',
    route: PAGE,
    anchor: 'main button[aria-label^="Save as report"]',
  },
]

/** What a step points at, in sight; null where it is not there. */
export function anchorOf({ anchor, reads }: TourStep, root: ParentNode): Element | null {
  return [...root.querySelectorAll(anchor)].find((one) => one.textContent?.includes(reads ?? '') === true) ?? null
}
