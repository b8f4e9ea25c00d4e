import { isInBar } from '../../query/analysis/scopeParameters'
import type { ParameterSpec } from '../../query/contract/parameter'
import type { Scope, View } from '../../query/contract/view'
import { readFilter } from '../../query/sql/condition'
import type { ResultView } from '../analysis/panelState'
import type { RawValues } from '../analysis/parameterErrors'
import { OPEN_SCOPE, type ScopeState } from '../scope/scopeState'

/** A scope as the bar above analyses has it; its conditions are the form's. */
export function stateOfScope(scope: Scope): ScopeState {
  return {
    ...OPEN_SCOPE,
    range: scope.dates ?? 'all',
    segment: scope.segment,
    compare: scope.compare,
    timezone: scope.timezone,
    includeTest: scope.testUsers === true,
    countsAccounts: scope.users === 'accounts',
    sample: scope.sample ?? null,
  }
}

function sampleOfState({ sample = null }: ScopeState): Pick<Scope, 'sample'> {
  return sample === null ? {} : { sample }
}

/** The inverse: what the bar says, where it says anything. */
function scopeOfState(state: ScopeState): Scope {
  return {
    dates: state.range === 'all' ? null : state.range,
    segment: state.segment,
    compare: state.compare,
    timezone: state.timezone,
    testUsers: state.includeTest ? true : null,
    users: state.countsAccounts === true ? 'accounts' : null,
    ...sampleOfState(state),
    filter: [],
  }
}

/** What an analysis's form says for a view: its parameters, and the conditions of its scope with theirs. */
export function formOfView(view: View): RawValues {
  const { filter } = view.scope
  if (filter.length === 0) return view.parameters
  return { ...view.parameters, filter: [...filter, ...readFilter(view.parameters['filter'])] }
}

/** A view of what a page shows. `raw` may hold the scope's parameters; they stand in the scope. */
export function viewOfPage(
  of: View['of'],
  raw: RawValues,
  page: {
    readonly specs: readonly ParameterSpec[]
    readonly scope: ScopeState
    readonly source: string | null
    readonly shown: ResultView
    readonly chart?: number
  },
): View {
  const inBar = page.specs.filter(isInBar).map((spec) => spec.name)
  return {
    title: '',
    about: '',
    of,
    table: page.source,
    parameters: Object.fromEntries(Object.entries(raw).filter(([name]) => !inBar.includes(name))),
    scope: scopeOfState(page.scope),
    show: page.shown === 'table' ? 'table' : 'chart',
    chart: page.chart ?? 1,
  }
}
