import { required } from '../../base/required'
import { outline } from '../../../queries/outline'
import type { AnalysisLink } from '../../host/overview/overview'
import { INITIAL_STATE, isPanelState, withValues } from '../analysis/panelState'
import type { RawValues } from '../analysis/parameterErrors'
import { readRemembered, remember } from '../analysis/rememberedState'
import type { PanelContext } from '../context'

/**
 * Opens an analysis with exactly the settings of a link. What its panel had been set to before comes back by the notice's
 * Undo.
 */
export function openLink(
  context: PanelContext,
  link: AnalysisLink,
  beside: { readonly source: string | null; readonly values: RawValues },
): void {
  const id = required(context.workspace.value).info.id
  const panel = required(outline.find(({ name }) => name === link.panel))
  const before = readRemembered(id, panel.name, isPanelState) ?? INITIAL_STATE
  const shown = { ...before, analysis: link.analysis, source: beside.source, view: 'chart' as const }
  const after = withValues(shown, panel, link.analysis, { ...link.values, ...beside.values })
  remember(id, panel.name, after)
  context.navigate(panel.name)
  const had = [...Object.values(before.values['*'] ?? {}), ...Object.values(before.values[link.analysis] ?? {})]
  if (had.length > 0 && JSON.stringify(before.values) !== JSON.stringify(after.values))
    context.notify({
      text: `${panel.title} shows what was opened, not its former settings.`,
      undo: () => {
        remember(id, panel.name, before)
        context.navigate('overview')
      },
    })
}
