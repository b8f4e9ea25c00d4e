/**
 * What is made of the events of one user: whether there are any, how many they are, the sum of a column over them, how many
 * have a value in it, or on how many local dates they lie.
 */
export type FigureKind = 'did' | 'count' | 'sum' | 'values' | 'days'

/** A number that each user has; 0 of who did nothing. */
export interface UserFigure {
  readonly kind: FigureKind
  /** Boolean SQL over an event's columns, never NULL. */
  readonly eventSql: string
  /** SQL of a number over an event's columns; null where the kind needs none. */
  readonly amountSql: string | null
}

/** A user's figure times a number. */
export interface Term {
  readonly factor: number
  readonly figure: UserFigure
}

/** What variants are compared by. */
export interface Metric {
  /** Unlike that of any other metric: a row of the result names its metric by it. */
  readonly label: string
  readonly better: 'higher' | 'lower'
  readonly role: 'goal' | 'guardrail'
  /**
   * `share`: the share of users who did something (`over` is that one figure). `mean`: the mean of `over` per user.
   * `ratio`: the sum of `over` over the sum of `under`, of all users together.
   */
  readonly kind: 'share' | 'mean' | 'ratio'
  /** What its mean is, in words: "Value per user". */
  readonly measured: string
  readonly over: readonly Term[]
  /** Empty but for a ratio. */
  readonly under: readonly Term[]
}

/** The figures of some metrics, each once. */
export function figuresOf(metrics: readonly Metric[]): readonly UserFigure[] {
  const figures = metrics.flatMap(({ over, under }) => [...over, ...under].map(({ figure }) => figure))
  return [...new Map(figures.map((figure) => [JSON.stringify(figure), figure])).values()]
}

/** What events that a metric counts meet: boolean SQL, each once. */
export function eventSqlsOf(metric: Metric): readonly string[] {
  return [...new Set(figuresOf([metric]).map(({ eventSql }) => eventSql))]
}

/** The kind of a metric as a row of an answer has it. */
export function kindOf(text: string): Metric['kind'] {
  return text === 'share' || text === 'ratio' ? text : 'mean'
}

/** What a metric's mean is multiplied by to be shown: shares are percentages. */
export function unitOf(kind: Metric['kind']): number {
  return kind === 'share' ? 100 : 1
}
