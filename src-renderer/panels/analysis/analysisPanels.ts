/** A panel of the navigation: analyses that answer one question, as tabs. */
export interface AnalysisPanelSpec {
  /** The route. */
  readonly name: string
  readonly title: string
  readonly about: string
  /** Names of analyses in queries/index, in the order of the tabs. */
  readonly analyses: readonly string[]
  /** A sample (samples/index) that this panel can show when the workspace lacks its tables. */
  readonly sample: string
  /** Analyses that the sample cannot answer. */
  readonly beyondSample?: readonly string[]
  /** All its analyses take the same parameters; otherwise only dates, filter, zone and test users are shared. */
  readonly sameParameters?: boolean
}

/** The navigation's order. An analysis that no panel names is reached by its own name as a route (see `analysisPanelNamed`). */
export const ANALYSIS_PANELS: readonly AnalysisPanelSpec[] = [
  { name: 'active-users', title: 'Active users', about: 'Who comes, how often, and who stays away.', analyses: ['active-users', 'active-users-slices', 'lifecycle', 'lifecycle-stages', 'lifecycle-transitions', 'stickiness', 'power-users', 'l7', 'anomalies', 'sessions'], sample: 'newsfeed' },
  { name: 'retention', title: 'Retention', about: 'How many of those who started came back.', analyses: ['retention', 'retention-summary'], sample: 'newsfeed', sameParameters: true },
  { name: 'funnel', title: 'Funnel', about: 'How far users get on the way, and where they stop.', analyses: ['funnel', 'funnel-trend', 'funnel-times', 'funnel-lift'], sample: 'newsfeed' },
  { name: 'attribution', title: 'Attribution', about: 'Which channels led to conversions.', analyses: ['attribution', 'attribution-paths'], sample: 'ads', beyondSample: ['attribution-paths'] },
  { name: 'batching', title: 'Batching', about: 'What it costs and saves to carry several orders on one trip.',
    analyses: ['batching-comparison', 'batching-algorithms', 'batching-routes', 'batching-drivers', 'batching-restaurants'], sample: 'order-batching' },
]

/** The panel of that route, or one made for an analysis that no panel names; undefined for neither. */
export function analysisPanelNamed(name: string, analyses: readonly { readonly name: string; readonly title: string; readonly about: string }[]): AnalysisPanelSpec | undefined {
  const panel = ANALYSIS_PANELS.find((one) => one.name === name)
  if (panel !== undefined) return panel
  const analysis = analyses.find((one) => one.name === name)
  return analysis && { name, title: analysis.title, about: analysis.about, analyses: [name], sample: 'newsfeed' }
}
