/** A node of a plan as EXPLAIN (FORMAT json) gives it. */
export interface PlanNode {
  readonly name: string
  readonly children: readonly PlanNode[]
  readonly extra_info: Readonly<Record<string, unknown>>
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
