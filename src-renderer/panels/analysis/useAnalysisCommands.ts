import { onMounted, onUnmounted } from 'vue'
import type { Analysis } from '../../query/contract/analysis'
import type { PanelContext } from '../context'
import type { AnalysisRun } from './useAnalysisRun'

/** What the palette offers while an analysis is in view. */
export function useAnalysisCommands(
  context: PanelContext,
  analysis: () => Analysis,
  run: AnalysisRun,
  askOtherTool: () => void,
): void {
  const remove: (() => void)[] = []
  onMounted(() => {
    remove.push(
      context.addCommand({
        id: 'analysis.run',
        title: `Run ${analysis().title}`,
        group: 'Work',
        shortcut: 'Mod+Enter',
        run: () => run.rerun(),
      }),
      context.addCommand({
        id: 'analysis.otherTool',
        title: 'Another tool says…',
        group: 'Work',
        when: () => analysis().otherTools !== undefined && run.answer.value !== null,
        run: askOtherTool,
      }),
    )
  })
  onUnmounted(() => {
    for (const one of remove) one()
  })
}
