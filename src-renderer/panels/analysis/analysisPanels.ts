/** A panel of the navigation: analyses that answer one question, as tabs. */
export interface AnalysisPanelSpec {
  /** The route. */
  readonly name: string
  readonly title: string
  readonly about: string
  /** Its heading in the navigation; "Analyses" when missing. */
  readonly group?: string
  /** Names of analyses in queries/index, in the order of the tabs. */
  readonly analyses: readonly string[]
  /** A sample (samples/index) that this panel can show when the workspace lacks its tables. */
  readonly sample: string
  /** Analyses that the sample cannot answer. */
  readonly beyondSample?: readonly string[]
  /** All its analyses take the same parameters; otherwise only dates, filter, zone and test users are shared. */
  readonly sameParameters?: boolean
  /** Names of parameters that several of its analyses take, so that one choice serves them all. */
  readonly shared?: readonly string[]
}

/** The navigation's order. An analysis that no panel names is reached by its own name as a route (see `analysisPanelNamed`). */
export const ANALYSIS_PANELS: readonly AnalysisPanelSpec[] = [
  {
    name: 'active-users',
    title: 'Active users',
    about: 'Who comes, how often, and who stays away.',
    analyses: [
      'active-users',
      'active-users-slices',
      'lifecycle',
      'lifecycle-stages',
      'lifecycle-transitions',
      'stickiness',
      'power-users',
      'l7',
      'anomalies',
    ],
    sample: 'newsfeed',
  },
  {
    name: 'retention',
    title: 'Retention',
    about: 'How many of those who started came back.',
    analyses: ['retention', 'retention-summary'],
    sample: 'newsfeed',
    sameParameters: true,
  },
  {
    name: 'funnel',
    title: 'Funnel',
    about: 'How far users get on the way, and where they stop.',
    analyses: ['funnel', 'funnel-trend', 'funnel-times', 'funnel-lift', 'funnel-paths'],
    sample: 'newsfeed',
    shared: ['steps', 'window', 'order', 'entry', 'ties', 'per', 'exclude', 'exclusion_effect'],
  },
  {
    name: 'sessions',
    title: 'Sessions',
    about: 'How visits begin and end, how deep they go, and how healthy they are.',
    analyses: [
      'sessions',
      'session-entries',
      'session-depth',
      'session-gaps',
      'session-completion',
      'session-pace',
      'engagement-health',
    ],
    sample: 'newsfeed',
  },
  {
    name: 'content',
    title: 'Content',
    about: 'Which content moves people, and how far they pass it on.',
    analyses: [
      'content-engagement',
      'content-rolling',
      'creator-growth',
      'viral',
      'share-chains',
      'share-generations',
      'share-uplift',
      'silent-reactions',
    ],
    sample: 'newsfeed',
  },
  {
    name: 'attribution',
    title: 'Attribution',
    about: 'Which channels led to conversions.',
    analyses: [
      'attribution',
      'attribution-intervals',
      'attribution-lookbacks',
      'attribution-touch-types',
      'attribution-roas',
      'attribution-paths',
    ],
    sample: 'ads',
    beyondSample: ['attribution-paths'],
    shared: ['conversion', 'channel', 'lookback', 'touches', 'value'],
  },
  {
    name: 'journeys',
    title: 'Journeys',
    about: 'The ways over channels that users took, to a conversion or to none.',
    analyses: ['attribution-flow', 'attribution-top-paths', 'attribution-length', 'attribution-lag'],
    sample: 'ads',
    shared: ['conversion', 'channel', 'lookback', 'touches', 'value', 'collapse'],
  },
  {
    name: 'incrementality',
    title: 'Incrementality',
    about: 'What an advertisement brought that would not have come without it.',
    analyses: ['incrementality'],
    sample: 'lift-study',
  },
  {
    name: 'experiments',
    title: 'Experiments',
    about: 'What a change did: variants compared, users needed, and launches without a draw.',
    analyses: ['experiment', 'experiment-assignment', 'experiment-novelty', 'experiment-power', 'diff-in-diff'],
    sample: 'experiment',
  },
  {
    name: 'batching',
    title: 'Batching',
    about: 'What it costs and saves to carry several orders on one trip.',
    analyses: [
      'batching-comparison',
      'batching-stakeholders',
      'batching-algorithms',
      'batching-intervals',
      'batching-routes',
      'batching-route-map',
      'batching-timeline',
      'batching-replay',
      'batching-drivers',
      'batching-restaurants',
      'delivery-times',
    ],
    sample: 'order-batching',
    beyondSample: ['delivery-times'],
  },
  {
    name: 'definition-diff',
    title: 'Definition diff',
    group: 'Definitions',
    about: 'Why two tools give two numbers: who is counted differently, and by which rule.',
    analyses: ['definition-diff', 'definition-figures'],
    sample: 'newsfeed',
  },
]

/** The panel of that route, or one made for an analysis that no panel names; undefined for neither. */
export function analysisPanelNamed(
  name: string,
  analyses: readonly { readonly name: string; readonly title: string; readonly about: string }[],
): AnalysisPanelSpec | undefined {
  const panel = ANALYSIS_PANELS.find((one) => one.name === name)
  if (panel !== undefined) return panel
  const analysis = analyses.find((one) => one.name === name)
  return analysis && { name, title: analysis.title, about: analysis.about, analyses: [name], sample: 'newsfeed' }
}
