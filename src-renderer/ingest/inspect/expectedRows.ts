import type { ExpectedRows, RowRules } from '../../model/rowRules'
import { ROLE_COLUMNS, type Role } from '../../model/schema'
import type { ExpectedFound, IngestPlan, Inspection } from '../contract'
import { compileRules } from '../rows/rowRules'
import type { Sample } from './inspectRemarks'

type Columns = Pick<Inspection, 'mapping'> & { readonly columns: readonly { readonly name: string }[] }
const EXCERPT_CHARS = 200

/** Rules by the columns of a file, and the columns that they need and that it lacks. */
export function rulesFor(
  {
    rules: { events, required = [], requiredOf = {}, values = {}, ranges = {} },
    synonyms,
    needsAll = false,
  }: ExpectedRows,
  file: Columns,
): { readonly rules: RowRules; readonly missing: readonly string[] } {
  const names = new Set(file.columns.map(({ name }) => name))
  const find = (column: string): string | null => {
    const role = (Object.entries(ROLE_COLUMNS) as [Role, string][]).find(([, name]) => name === column)?.[0]
    const mapped = role === undefined ? undefined : file.mapping[role]
    return [mapped, column, ...(synonyms[column] ?? [])].find((one) => one !== undefined && names.has(one)) ?? null
  }
  const own = (columns: readonly string[]): readonly string[] => columns.map((column) => find(column) ?? column)
  const byColumn = <T>(of: Readonly<Record<string, T>>): Readonly<Record<string, T>> =>
    Object.fromEntries(Object.entries(of).flatMap(([column, one]) => (find(column) ? [[find(column)!, one]] : [])))
  const looked = needsAll ? [...Object.keys(values), ...Object.keys(ranges)] : []
  const needed = new Set([...required, ...Object.values(requiredOf).flat(), ...looked])
  return {
    rules: {
      ...(events === undefined ? {} : { events }),
      required: own(required),
      requiredOf: Object.fromEntries(Object.entries(requiredOf).map(([event, columns]) => [event, own(columns)])),
      values: byColumn(values),
      ranges: byColumn(ranges),
    },
    missing: [...needed].filter((column) => find(column) === null),
  }
}

/** What rules would do to a sample. */
export function findBroken(
  expected: ExpectedRows,
  sample: Sample,
  file: Columns & Pick<IngestPlan, 'nullWords' | 'numbers'>,
): ExpectedFound {
  const { rules, missing } = rulesFor(expected, file)
  if (missing.length > 0) return { of: expected.of, rules, missing, broken: [] }
  const brokenBy = compileRules(sample, rules, file)
  const found = new Map<string, ExpectedFound['broken'][number]>()
  for (let row = 0; row < sample.rows; row++) {
    const why = brokenBy(row)
    if (why === null) continue
    const key = JSON.stringify([why.reason, why.detail])
    const before = found.get(key)
    const excerpt = sample.cells.map((cells) => cells[row] ?? '').join(', ')
    const line = sample.lines[row] ?? 0
    found.set(
      key,
      before === undefined
        ? { ...why, line, column: 1, excerpt: excerpt.slice(0, EXCERPT_CHARS), count: 1 }
        : { ...before, count: before.count + 1 },
    )
  }
  return { of: expected.of, rules, missing, broken: [...found.values()].sort((a, b) => b.count - a.count) }
}
