import { analyses } from '../../../queries/index'
import { datesOf } from '../../model/dateRanges'
import { LatheError } from '../../model/error'
import { readParameters } from '../../query/analysis/parameters'
import { withPreset } from '../../query/analysis/preset'
import { dataDates, isInBar, scopeParameters, type ScopeParameter } from '../../query/analysis/scopeParameters'
import type { Analysis } from '../../query/contract/analysis'
import type { Catalog } from '../../query/contract/catalog'
import type { TileView } from '../../query/contract/dashboard'
import type { ParameterSpec, ParameterValue, ParameterValues } from '../../query/contract/parameter'
import type { QueryPlan } from '../../query/contract/plan'
import type { Scope, View } from '../../query/contract/view'
import { readQueryFile } from '../../query/saved/queryFile'
import { readView } from '../../query/saved/readView'
import { runnableQuery, type RunnableQuery } from '../../query/saved/runnableQuery'
import { readFilter } from '../../query/sql/condition'
import { nearest } from '../../query/sql/nearest'
import { documentPath } from '../savedDocuments'
import type { SavedFile } from '../savedFiles'

/** What of a workspace a view may name. */
export interface Known {
  readonly catalog: Catalog
  readonly queries: readonly SavedFile[]
  readonly views: readonly SavedFile[]
}

/** A view brought to a workspace: what is run for it. */
export interface ViewRequest {
  readonly view: View
  readonly analysis: Analysis
  /** The event table that is read; null for all. */
  readonly source: string | null
  readonly values: ParameterValues
  readonly plan: QueryPlan
  readonly kpiPlan: QueryPlan | null
  /** What holds: the view's own scope over the one around it. */
  readonly scope: Scope
  /** What of that the analysis does not take, in words: "dates", "segment". */
  readonly ignored: readonly string[]
}

/** The scope that says nothing: all dates and everyone. */
export const OPEN_VIEW_SCOPE: Scope = {
  dates: null,
  segment: null,
  compare: null,
  timezone: null,
  testUsers: null,
  users: null,
  filter: [],
}

/** What a scope says over one around it: its own word wins, conditions of both hold. */
function within(around: Scope, own: Scope): Scope {
  return {
    dates: own.dates ?? around.dates,
    segment: own.segment ?? around.segment,
    compare: own.compare ?? around.compare,
    timezone: own.timezone ?? around.timezone,
    testUsers: own.testUsers ?? around.testUsers,
    users: own.users ?? around.users,
    sample: own.sample ?? around.sample ?? null,
    filter: [...around.filter, ...own.filter],
  }
}

function notThere(what: 'query' | 'view', name: string, names: readonly string[]): LatheError<'not-found'> {
  const candidates = nearest(name, names)
  const hint = candidates.length > 0 ? `did you mean ${candidates.join(' or ')}?` : 'it was deleted or renamed.'
  return new LatheError('not-found', `There is no ${what} "${name}"; ${hint}`, { what, name, candidates })
}

/** A tile's view, which may be a saved one's name. Throws `not-found`, `bad-file`. */
function namedView(view: TileView, known: Known): View {
  if (typeof view !== 'string') return view
  const file = known.views.find((one) => one.name === view)
  if (file === undefined)
    throw notThere(
      'view',
      view,
      known.views.map((one) => one.name),
    )
  return readView(file.text, documentPath('view', view))
}

/** The analysis or saved query that a view shows. Throws `not-found`, `bad-file`. */
export function runnableOf(view: View, { catalog, queries }: Known): RunnableQuery {
  if ('query' in view.of) {
    const { query } = view.of
    const file = queries.find((one) => one.name === query)
    if (file === undefined)
      throw notThere(
        'query',
        query,
        queries.map((one) => one.name),
      )
    return runnableQuery(readQueryFile(query, file.text), catalog)
  }
  const { analysis: name } = view.of
  const analysis = analyses.find((one) => one.name === name)
  if (analysis === undefined) {
    const candidates = nearest(
      name,
      analyses.map((one) => one.name),
    )
    throw new LatheError(
      'not-found',
      `There is no analysis "${name}"; ${candidates.length > 0 ? `did you mean ${candidates.join(' or ')}?` : 'lathe queries lists them.'}`,
      { what: 'query', name, candidates },
    )
  }
  return { analysis, source: null }
}

const WORDS: Readonly<Record<ScopeParameter, string>> = {
  from: 'dates',
  to: 'dates',
  segment: 'segment',
  compare: 'comparison',
  timezone: 'time zone',
  include_test: 'test users',
  users: 'who is counted',
  sample: 'sample',
}

function takesFilter(specs: readonly ParameterSpec[]): boolean {
  return specs.some((spec) => spec.name === 'filter' && spec.type === 'filter')
}

/** What a scope says as parameters, and what of it an analysis does not take. */
function scopeValues(scope: Scope, { parameters: specs }: Analysis, catalog: Catalog) {
  const dates = datesOf(scope.dates ?? 'all', dataDates(catalog).maxDate)
  const all: Readonly<Record<ScopeParameter, ParameterValue>> = {
    from: dates.from,
    to: dates.to,
    segment: scope.segment,
    compare: scope.compare,
    timezone: scope.timezone,
    include_test: scope.testUsers === true ? true : null,
    users: scope.users,
    sample: scope.sample ?? null,
  }
  const taken = specs.filter(isInBar).map((spec) => spec.name)
  const ignored = (Object.keys(all) as ScopeParameter[])
    .filter((name) => all[name] !== null && !taken.includes(name))
    // An analysis of what was up to a day takes that day alone.
    .filter((name) => name !== 'from' || !taken.includes('to'))
    // Where there is no table of people, accounts are all that there is to count.
    .filter((name) => name !== 'users' || catalog.model?.people != null)
    .map((name) => WORDS[name])
  return {
    values: scopeParameters(all, specs),
    ignored: [...new Set([...ignored, ...(scope.filter.length > 0 && !takesFilter(specs) ? ['filter'] : [])])],
  }
}

/**
 * What is run for a view in a workspace, within a scope. Its parameters win over what the scopes say, but for
 * conditions, which all hold. Throws `not-found`, `bad-parameter`, `bad-file`.
 */
export function viewRequest(tileView: TileView, around: Scope, known: Known): ViewRequest {
  const view = namedView(tileView, known)
  const { analysis, source } = runnableOf(view, known)
  const scope = within(around, view.scope)
  const { values: given, ignored } = scopeValues(scope, analysis, known.catalog)
  const own = withPreset(analysis, view.parameters)
  const filter = takesFilter(analysis.parameters) ? [...scope.filter, ...readFilter(own['filter'])] : []
  const values = readParameters(
    analysis.parameters,
    { ...given, ...own, ...(filter.length > 0 ? { filter } : {}) },
    analysis.refuses,
  )
  const table = view.table ?? source
  return {
    view,
    analysis,
    source: table,
    values,
    plan: analysis.plan(values, known.catalog, table),
    kpiPlan: analysis.kpiPlan?.(values, known.catalog, table) ?? null,
    scope,
    ignored,
  }
}
