import type { ResultTable, ResultValue } from '../query/contract/result'
import type { ResultType } from '../query/contract/result'
import type { ChartSpec, HeatmapChart, Series, ValueFormat } from '../chart/spec'

/** A chart's data as a table, with how each column reads. */
export interface ChartTable extends ResultTable {
  readonly formats: readonly ValueFormat[]
}

interface Column {
  readonly name: string
  readonly type: ResultType
  readonly format: ValueFormat
}

function arrayTable(columns: readonly Column[], rows: readonly (readonly ResultValue[])[]): ChartTable {
  const positionOf = (column: string | number): number => {
    const position = typeof column === 'number' ? column : columns.findIndex((one) => one.name === column)
    if (columns[position] === undefined) throw new RangeError(`There is no column ${column}`)
    return position
  }
  const rowAt = (row: number): Readonly<Record<string, ResultValue>> =>
    Object.fromEntries(columns.map((column, index) => [column.name, rows[row]?.[index] ?? null]))
  return {
    rowCount: rows.length,
    columns: columns.map(({ name, type }) => ({ name, type })),
    formats: columns.map((one) => one.format),
    value: (row, column) => rows[row]?.[positionOf(column)] ?? null,
    row: rowAt,
    rows: () => rows.map((_, index) => rowAt(index)),
    column: (name) => {
      const position = positionOf(name)
      return rows.map((row) => row[position] ?? null)
    },
  }
}

/** Column names are unique, as a table's must be. */
function distinctNames(columns: readonly Column[]): readonly Column[] {
  const seen = new Map<string, number>()
  return columns.map((column) => {
    const count = (seen.get(column.name) ?? 0) + 1
    seen.set(column.name, count)
    return count === 1 ? column : { ...column, name: `${column.name} (${count})` }
  })
}

function seriesTable(xName: string, xIsText: boolean, format: ValueFormat, series: readonly Series[]): ChartTable {
  const xs = [...new Set(series.flatMap((one) => one.points.map((point) => point.x)))]
  if (xs.every((x) => typeof x === 'number') || (xIsText && xs.every((x) => /^\d{4}-\d\d-\d\d/.test(String(x)))))
    xs.sort((a, b) => (typeof a === 'number' && typeof b === 'number' ? a - b : String(a) < String(b) ? -1 : 1))
  const points = series.map((one) => new Map(one.points.map((point) => [point.x, point])))
  const columns: Column[] = [{ name: xName, type: xIsText ? 'string' : 'double', format: xIsText ? 'text' : 'decimal' }]
  const cells: ((x: string | number) => ResultValue)[] = [(x) => x]
  for (const [index, one] of series.entries()) {
    const name = one.name === '' ? 'value' : one.name
    columns.push({ name, type: 'double', format })
    cells.push((x) => points[index]!.get(x)?.y ?? null)
    if (one.points.some((point) => point.low !== undefined || point.high !== undefined)) {
      columns.push({ name: `${name} low`, type: 'double', format }, { name: `${name} high`, type: 'double', format })
      cells.push(
        (x) => points[index]!.get(x)?.low ?? null,
        (x) => points[index]!.get(x)?.high ?? null,
      )
    }
    if (one.points.some((point) => point.incomplete === true)) {
      columns.push({ name: `${name} complete`, type: 'boolean', format: 'text' })
      cells.push((x) => {
        const point = points[index]!.get(x)
        return point === undefined ? null : point.incomplete !== true
      })
    }
  }
  return arrayTable(
    distinctNames(columns),
    xs.map((x) => cells.map((cell) => cell(x))),
  )
}

/** The data of a chart, all of it: nothing is thinned, rounded or summed. */
export function chartTable(spec: ChartSpec): ChartTable {
  switch (spec.kind) {
    case 'line':
    case 'bar':
      return seriesTable(spec.x.label === '' ? 'x' : spec.x.label, spec.x.type !== 'number', spec.y.format, spec.series)
    case 'heatmap': {
      const isOpen = (index: number): boolean => spec.rows.some((row) => row.cells[index]?.incomplete === true)
      const columns: Column[] = [
        { name: spec.rowLabel, type: 'string', format: 'text' },
        { name: 'Size', type: 'integer', format: 'integer' },
        ...spec.columns.flatMap((name, index): readonly Column[] => [
          { name, type: 'double', format: spec.format },
          ...(isOpen(index) ? [{ name: `${name} complete`, type: 'boolean', format: 'text' } as const] : []),
        ]),
      ]
      const cells = (row: HeatmapChart['rows'][number], index: number): readonly ResultValue[] => {
        const cell = row.cells[index] ?? null
        return [cell?.value ?? null, ...(isOpen(index) ? [cell === null ? null : cell.incomplete !== true] : [])]
      }
      return arrayTable(
        distinctNames(columns),
        spec.rows.map((row) => [row.label, row.size, ...spec.columns.flatMap((_, index) => cells(row, index))]),
      )
    }
    case 'funnel': {
      const first = spec.steps[0]?.count ?? 0
      const share = (part: number, whole: number | undefined): number | null =>
        whole === undefined || whole === 0 ? null : (part / whole) * 100
      return arrayTable(
        [
          { name: 'step', type: 'integer', format: 'integer' },
          { name: 'event', type: 'string', format: 'text' },
          { name: 'users', type: 'integer', format: 'integer' },
          { name: '% of first', type: 'double', format: 'percent' },
          { name: '% of previous', type: 'double', format: 'percent' },
          { name: 'lost', type: 'integer', format: 'integer' },
        ],
        spec.steps.map((step, index) => {
          const before = spec.steps[index - 1]
          return [
            index + 1,
            step.label,
            step.count,
            share(step.count, first),
            share(step.count, before?.count),
            before === undefined ? null : before.count - step.count,
          ]
        }),
      )
    }
    case 'scatter': {
      const grouped = spec.points.some((point) => point.group !== undefined),
        sized = spec.points.some((point) => point.size !== undefined)
      const columns: Column[] = [
        { name: 'label', type: 'string', format: 'text' },
        { name: spec.x.label || 'x', type: 'double', format: spec.x.format },
        { name: spec.y.label || 'y', type: 'double', format: spec.y.format },
        ...(grouped ? [{ name: 'group', type: 'string', format: 'text' } as const] : []),
        ...(sized ? [{ name: 'size', type: 'double', format: 'decimal' } as const] : []),
        ...(spec.path === undefined ? [] : [{ name: 'stop', type: 'integer', format: 'integer' } as const]),
      ]
      const stops = new Map(spec.path?.map((point, index) => [point, index + 1]))
      return arrayTable(
        distinctNames(columns),
        spec.points.map((point, index) => [
          point.label,
          point.x,
          point.y,
          ...(grouped ? [point.group ?? null] : []),
          ...(sized ? [point.size ?? null] : []),
          ...(spec.path === undefined ? [] : [stops.get(index) ?? null]),
        ]),
      )
    }
    case 'interval':
      return arrayTable(
        distinctNames([
          { name: spec.rowLabel || 'row', type: 'string', format: 'text' },
          { name: spec.x.label || 'estimate', type: 'double', format: spec.x.format },
          { name: 'low', type: 'double', format: spec.x.format },
          { name: 'high', type: 'double', format: spec.x.format },
        ]),
        spec.rows.map((row) => [row.label, row.estimate, row.low, row.high]),
      )
    case 'sankey':
      return arrayTable(
        distinctNames([
          { name: 'column', type: 'string', format: 'text' },
          { name: 'from', type: 'string', format: 'text' },
          { name: 'to', type: 'string', format: 'text' },
          { name: spec.value.label || 'value', type: 'double', format: spec.value.format },
        ]),
        spec.links.map((link) => [
          spec.columns[spec.nodes[link.source]!.column] ?? '',
          spec.nodes[link.source]!.label,
          spec.nodes[link.target]!.label,
          link.value,
        ]),
      )
    case 'timeline':
      return arrayTable(
        [
          { name: 'lane', type: 'string', format: 'text' },
          { name: 'span', type: 'string', format: 'text' },
          { name: 'group', type: 'string', format: 'text' },
          { name: 'start_seconds', type: 'double', format: 'seconds' },
          { name: 'end_seconds', type: 'double', format: 'seconds' },
        ],
        spec.lanes.flatMap((lane) =>
          lane.spans.map((span) => [lane.label, span.label, span.group ?? null, span.start, span.end]),
        ),
      )
  }
}
