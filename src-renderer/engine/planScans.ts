/** A node of a plan as EXPLAIN (FORMAT json) gives it. */
export interface PlanNode {
  readonly name: string
  readonly children: readonly PlanNode[]
  readonly extra_info: Readonly<Record<string, unknown>>
}

/** Times in µs since 1970, both included; null is open. */
export interface TimeSpan {
  readonly from: number | null
  readonly to: number | null
}

const TERM =
  /^(?<column>\S+?)(?<operator>>=|<=|>|<|=)'(?<time>\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(?:\.\d{1,6})?)'::TIMESTAMP$/

function microsOf(text: string): number {
  const [seconds = '', fraction = ''] = text.split('.')
  return Date.parse(`${seconds.replace(' ', 'T')}Z`) * 1000 + Number(fraction.padEnd(6, '0'))
}

/**
 * Between which times a scan's own filters let a column through, for each column that they compare with constants alone.
 * A filter that is not understood as a whole says nothing; all that a scan has must hold.
 */
export function scannedTimes({ extra_info: { Filters: filters } }: PlanNode): ReadonlyMap<string, TimeSpan> {
  const spans = new Map<string, TimeSpan>()
  for (const filter of [filters].flat()) {
    if (typeof filter !== 'string') continue
    const terms = filter.split(' AND ').filter((term) => !/^\(\S+ IS NOT NULL\)$/.test(term))
    const read = terms.map((term) => TERM.exec(term)?.groups)
    for (const groups of read.every((one) => one !== undefined) ? read : []) {
      const { column = '', operator = '', time = '' } = groups ?? {}
      const micros = microsOf(time)
      const { from, to } = spans.get(column) ?? { from: null, to: null }
      const span = {
        from: operator.startsWith('<') ? from : Math.max(from ?? -Infinity, operator === '>' ? micros + 1 : micros),
        to: operator.startsWith('>') ? to : Math.min(to ?? Infinity, operator === '<' ? micros - 1 : micros),
      }
      spans.set(column, span)
    }
  }
  return spans
}

/** The span that both hold, where both are known; null as soon as one is not. */
export function eitherSpan(one: TimeSpan | null, other: TimeSpan | null): TimeSpan | null {
  if (one === null || other === null) return null
  return {
    from: one.from === null || other.from === null ? null : Math.min(one.from, other.from),
    to: one.to === null || other.to === null ? null : Math.max(one.to, other.to),
  }
}

/**
 * How many LIMITs a plan has that gives rows of one table as they come: scanned without a filter, and nothing but
 * computed columns and limits above. Null for any other plan. (A limit of few rows is planned as a scan of row numbers,
 * with which the other columns are joined.)
 */
export function limitsOfPlainScan(nodes: readonly PlanNode[]): number | null {
  let limits = 0
  const tables = new Set<unknown>()
  const visit = ({ name, children, extra_info: info }: PlanNode): boolean => {
    const kind = name.trim()
    if (kind === 'SEQ_SCAN') tables.add(info['Table'])
    if (kind === 'STREAMING_LIMIT' || kind === 'LIMIT') limits++
    const isPlain =
      kind === 'PROJECTION' ||
      kind === 'STREAMING_LIMIT' ||
      kind === 'LIMIT' ||
      (kind === 'SEQ_SCAN' && info['Filters'] === undefined) ||
      (kind === 'ORDER_BY' && info['Order By'] === 'rowid ASC') ||
      (kind === 'HASH_JOIN' && info['Join Type'] === 'SEMI' && info['Conditions'] === 'rowid = rowid')
    return isPlain && children.every(visit)
  }
  return nodes.every(visit) && tables.size === 1 ? limits : null
}

/** Whether a plan gives a row for each of one table, told by that row alone: computed columns over a plain scan. */
export function isOfEachRow(nodes: readonly PlanNode[]): boolean {
  const visit = ({ name, children, extra_info: info }: PlanNode): boolean =>
    name.trim() === 'PROJECTION'
      ? children.length === 1 && children.every(visit)
      : name.trim() === 'SEQ_SCAN' && children.length === 0 && info['Filters'] === undefined
  return nodes.length === 1 && nodes.every(visit)
}
