import { panels } from '../../../queries/index'
import { required } from '../../base/required'
import type { ParameterValues } from '../../query/contract/parameter'
import { isDefault } from '../../query/analysis/parameterText'
import { isInBar } from '../../query/analysis/scopeParameters'
import { INITIAL_STATE, isPanelState, withValues } from '../analysis/panelState'
import { readRemembered, remember } from '../analysis/rememberedState'
import type { PanelContext } from '../context'
import { OPEN_SCOPE, useScopeState } from '../scope/scopeState'

export const EXPLAIN_CHANGE = 'explain-change'

const textOrNull = (value: unknown): string | null => (typeof value === 'string' && value !== '' ? value : null)

/** Opens Explain the change with a question; the notice's Undo brings back page, bar and former settings. */
export function openChange(context: PanelContext, question: ParameterValues, source: string | null): void {
  const id = required(context.workspace.value).info.id
  const panel = required(panels.find(({ tabs }) => tabs.some(({ name }) => name === EXPLAIN_CHANGE)))
  const { parameters } = required(panel.tabs.find(({ name }) => name === EXPLAIN_CHANGE))
  const scope = useScopeState(id)
  const [bar, route] = [scope.value, window.location.hash.replace(/^#\//, '')]
  const before = readRemembered(id, panel.name, isPanelState) ?? INITIAL_STATE
  const ofForm = parameters.filter(
    (spec) => !isInBar(spec) && spec.name in question && !isDefault(spec, question[spec.name] ?? null),
  )
  const values = Object.fromEntries(ofForm.map(({ name }) => [name, question[name] ?? null]))
  const shown = { ...before, analysis: EXPLAIN_CHANGE, source, view: 'chart' as const }
  remember(id, panel.name, withValues(shown, panel, EXPLAIN_CHANGE, values))
  scope.value = {
    ...OPEN_SCOPE,
    range: { from: textOrNull(question['from']), to: textOrNull(question['to']) },
    segment: textOrNull(question['segment']),
    timezone: textOrNull(question['timezone']),
    includeTest: question['include_test'] === true,
    sample: typeof question['sample'] === 'number' ? question['sample'] : null,
    countsAccounts: question['users'] === 'accounts',
  }
  context.navigate(panel.name)
  context.notify({
    text: 'This divides the change between the two figures.',
    undo: () => {
      remember(id, panel.name, before)
      scope.value = bar
      context.navigate(route)
    },
  })
}
