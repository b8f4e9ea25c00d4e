import { required } from '../../src-renderer/base/required'
import type { ChartSpec } from '../../src-renderer/chart/spec'
import { LatheError } from '../../src-renderer/model/error'
import { bind } from '../../src-renderer/query/analysis/bind'
import type { Analysis, Drill, Figure, Kpi } from '../../src-renderer/query/contract/analysis'
import type { Catalog } from '../../src-renderer/query/contract/catalog'
import type { LeftOut, QueryPlan } from '../../src-renderer/query/contract/plan'
import type { ParameterSpec, ParameterValues } from '../../src-renderer/query/contract/parameter'
import { columnList, type ColumnSpecs } from '../../src-renderer/query/analysis/resultColumns'
import { readQueryFile } from '../../src-renderer/query/saved/queryFile'
import type { ResultTable } from '../../src-renderer/query/contract/result'
import { findDeliveryTables, SHAPES, TABLE_ROLES, type FoundTables, type TableRole } from './deliveryTables'
import { logTables } from './logTables'
import { describedColumns, ownName, readConditions } from './described'
import { numberedDelivery, outcomes } from './outcomes'
import { SHARED, withAsked, withShared } from './batchingPlace'
import { CREATED_IN_DATES, IN_DATES } from './behind'

/** What outcomes are made of. */
const OUTCOME_ROLES: readonly TableRole[] = ['delivery', 'order', 'algorithm', 'batch', 'batch_delivery']

/** Which deliveries count as carried together; the same choice in all batching analyses. */
const BATCHES: ParameterSpec = {
  name: 'batches',
  type: 'choice',
  label: 'Batches',
  default: 'auto',
  more: true,
  help: 'Where batches come from.',
  options: [
    {
      value: 'auto',
      label: 'Recorded, else derived',
      help: 'The batches table, or overlapping times where no batch names a delivery of the log.',
    },
    { value: 'recorded', label: 'Recorded', help: 'Only what the batches table says.' },
    { value: 'derived', label: 'Derived', help: 'Deliveries of one driver whose times overlap belong together.' },
  ],
}
const SLACK: ParameterSpec = {
  name: 'on_time_slack',
  type: 'number',
  label: 'On-time slack (minutes)',
  help: 'A delivery is on time up to this long after its estimate.',
  default: 10,
  min: 0,
  more: true,
}
export const DELIVERY_FILTER: ParameterSpec = {
  name: 'filter',
  type: 'filter',
  label: 'Filter',
  help: 'Only deliveries, or batches by their first delivery, for which all these conditions hold.',
  default: [],
  more: true,
}
const ZONE: ParameterSpec = {
  name: 'timezone',
  type: 'timezone',
  label: 'Time zone',
  help: "The time zone days are counted in; empty for the workspace's.",
  default: null,
  more: true,
}

export interface BatchingAnalysis {
  readonly name: string
  /**
   * query.sql: a header and one statement, with its place for what batching shares (./shared), that reads outcome, trip
   * and the log_ tables of the tables that it names.
   */
  readonly sql: string
  /** What it counts: conditions and breakdowns are asked of deliveries, or of batches by the first delivery of each. */
  readonly unit: 'delivery' | 'batch'
  /**
   * Where it reads `numbered_delivery` and the log_ tables alone, and knows outcomes and batches only to find those that
   * are asked for.
   */
  readonly withoutOutcomes?: true
  /** What stands in the place `$asked` of query.sql, where it reads others than outcome and trip. */
  readonly asked?: string
  /** See Analysis.lists. */
  readonly lists?: string
  /** What it answers, where it is too long for a line of the header. */
  readonly about?: string
  readonly definition: string
  /** Parameters of the header that have bounds, labels or options of their own. */
  readonly parameters?: Readonly<Record<string, Partial<ParameterSpec>>>
  readonly columns: ColumnSpecs
  /** Tables without which the question makes no sense. */
  readonly needs?: readonly { readonly role: Exclude<TableRole, 'delivery'>; readonly why: string }[]
  /** Throws `not-found` when the tables that were found cannot answer. */
  check?(found: FoundTables): void
  charts?(result: ResultTable, values: ParameterValues): readonly ChartSpec[]
  kpis?(result: ResultTable): readonly Kpi[]
  /** Makes the result of what the SQL gave (see Analysis.finish). */
  finish?(answer: ResultTable, values: ParameterValues): ResultTable
  /** Who or what a parameter leaves out; `sql` reads the same tables as query.sql and may name its parameters. */
  leftOut?(values: ParameterValues): readonly LeftOut[]
  /** What is behind a figure: a statement over the same tables as query.sql, without a header. */
  drill?(figure: Figure, values: ParameterValues): BehindFigure | null
}

/** The rows behind a figure, in words and as a statement that reads outcome and trip. */
export interface BehindFigure {
  readonly title: string
  readonly sql: string
}

function needTable(found: FoundTables, role: Exclude<TableRole, 'delivery'>, why: string): void {
  const name = SHAPES[role].tables[0]
  if (found[role] === null)
    throw new LatheError('not-found', `There is no table "${name}": ${why}`, { what: 'table', name })
}

function notesOf(found: FoundTables, values: ParameterValues): readonly string[] {
  const { columns } = found.delivery
  const recorded =
    found.batch !== null &&
    found.batch_delivery !== null &&
    found.batch.table.rows > 0 &&
    found.batch_delivery.table.rows > 0
  return [
    values['batches'] === 'derived' || (values['batches'] !== 'recorded' && !recorded)
      ? 'batches derived from overlapping deliveries'
      : values['batches'] === 'recorded'
        ? 'recorded batches'
        : 'recorded batches where they name the deliveries, else derived',
    ...(columns['recorded_minutes'] !== null || columns['created_at'] !== null || found.order?.columns['created_at']
      ? []
      : ['minutes count from pickup: the log does not say when orders were placed']),
    ...(columns['arrived_at'] === null
      ? ['waits of individual deliveries count from assignment: the log does not say when drivers arrived']
      : []),
  ]
}

/** An analysis of deliveries from its SQL file: finds the tables, and puts the shared CTEs into their place. */
export function batchingAnalysis(spec: BatchingAnalysis): Analysis {
  const file = readQueryFile(`${spec.name}/query.sql`, spec.sql)
  const own = file.parameters.map((parameter): ParameterSpec => ({
    ...parameter,
    ...spec.parameters?.[parameter.name],
  }))
  const parameters = [...own, SLACK, BATCHES, DELIVERY_FILTER, ZONE]
  const rolesNamed = TABLE_ROLES.filter((role) => SHAPES[role].tables.some((name) => file.tables.includes(name)))
  const planOf = (
    sql: string,
    values: ParameterValues,
    catalog: Catalog,
    source: string | null,
    { withPlace = false, by = [] }: { readonly withPlace?: boolean; readonly by?: readonly string[] } = {},
  ): QueryPlan => {
    const found = findDeliveryTables(catalog, source)
    for (const need of spec.needs ?? []) needTable(found, need.role, need.why)
    spec.check?.(found)
    const described = readConditions(values, describedColumns(found.delivery.table.columns), by)
    const withOutcomes = spec.withoutOutcomes !== true || described.columns.length > 0
    const roles = new Set<TableRole>([
      ...(withOutcomes ? OUTCOME_ROLES : []),
      ...rolesNamed,
      ...described.columns.flatMap(({ reads }) => reads ?? []),
    ])
    const own = described.columns.filter(({ stage }) => stage === 'log').map(({ name }) => name)
    const zone =
      typeof values['timezone'] === 'string' && values['timezone'] !== '' && values['timezone'] !== catalog.timezone
        ? values['timezone']
        : null
    const text = withShared(withAsked(sql, described.where === null ? null : (spec.asked ?? null)), [
      ...logTables(found, roles, { own, withPlace, byModel: catalog.isByModel === true }),
      ...(withOutcomes ? outcomes(described, spec.unit) : [numberedDelivery(described)]),
    ])
    return {
      sql: bind(text, parameters, values),
      ...(zone === null ? {} : { timezone: zone }),
      notes: notesOf(found, values),
    }
  }
  const rows = spec.unit === 'batch' ? 'trip' : 'outcome'
  const dates = own.some(({ name }) => name === 'from') ? (rows === 'trip' ? CREATED_IN_DATES : IN_DATES) : 'TRUE'
  return {
    name: spec.name,
    title: file.title,
    about: spec.about ?? file.about,
    grain: file.grain,
    definition: spec.definition,
    parameters,
    columns: columnList(spec.columns),
    reads: { tables: file.tables },
    ...(spec.lists === undefined ? {} : { lists: spec.lists }),
    counted: {
      columns: (_values, catalog, source) =>
        describedColumns(findDeliveryTables(catalog, source).delivery.table.columns),
      valuesPlan: (values, by, catalog, source) => {
        const list = by.map((name, at) => `  ${ownName(name)}::VARCHAR AS value_${at + 1}`).join(',\n')
        return planOf(`WITH\n  ${SHARED}\nSELECT\n${list}\nFROM ${rows}\nWHERE ${dates}`, values, catalog, source, {
          by,
        })
      },
    },
    plan: (values, catalog, source) => ({
      ...planOf(file.sql, values, catalog, source),
      ...(spec.leftOut === undefined
        ? {}
        : {
            leftOut: spec.leftOut(values).map((one) => ({ ...one, sql: planOf(one.sql, values, catalog, source).sql })),
          }),
      ...(spec.finish === undefined ? {} : { finish: { analysis: spec.name, values } }),
    }),
    ...(spec.finish === undefined
      ? {}
      : { finish: (answer: ResultTable, values: ParameterValues) => required(spec.finish?.(answer, values)) }),
    ...(spec.drill === undefined
      ? {}
      : {
          drill: (figure, values, catalog, source): Drill | null => {
            const behind = spec.drill?.(figure, values) ?? null
            return behind === null
              ? null
              : {
                  title: behind.title,
                  kind: 'rows',
                  plan: planOf(behind.sql, values, catalog, source, { withPlace: true }),
                }
          },
        }),
    ...(spec.charts === undefined
      ? {}
      : { charts: (result: ResultTable, values: ParameterValues) => spec.charts?.(result, values) ?? [] }),
    ...(spec.kpis === undefined ? {} : { kpis: (result: ResultTable) => spec.kpis?.(result) ?? [] }),
  }
}
