/** What is known of a candidate. */
export interface Candidate {
  readonly mutual: number
  readonly strength: number
  /** Neighbours that one of the two has, or both. */
  readonly either: number
  /** Over the mutual neighbours: 1 / ln(neighbours), and 1 / neighbours. */
  readonly rare: number
  readonly shared: number
}

/** How candidates are scored; each rule by its name. */
export const RULES: readonly {
  readonly value: string
  readonly label: string
  readonly help: string
  readonly score: (candidate: Candidate) => number
}[] = [
  {
    value: 'mutual',
    label: 'Mutual neighbours',
    help: 'How many neighbours both have.',
    score: ({ mutual }) => mutual,
  },
  {
    value: 'strength',
    label: 'Strength of ties',
    help: 'Over the mutual neighbours, the weaker of the two ties.',
    score: ({ strength }) => strength,
  },
  {
    value: 'jaccard',
    label: 'Jaccard',
    help: 'Mutual neighbours, of those that either has.',
    score: ({ mutual, either }) => mutual / either,
  },
  {
    value: 'adamic-adar',
    label: 'Adamic–Adar',
    help: 'Mutual neighbours, each counting 1 / ln(its neighbours): those who know few count more.',
    score: ({ rare }) => rare,
  },
  {
    value: 'resource-allocation',
    label: 'Resource allocation',
    help: 'Mutual neighbours, each counting 1 / its neighbours.',
    score: ({ shared }) => shared,
  },
]
