import { onScopeDispose, shallowRef, watch, type ShallowRef } from 'vue'
import { createLatest } from '../../base/latest'
import type { Catalog } from '../../query/contract/catalog'
import { checkModel, type ModelReport } from '../../query/session/checkModel'
import type { ModelFile, PanelContext } from '../context'

/** How the model fits the tables, checked anew when either changes; null until it is known. */
export function useModelCheck(
  context: PanelContext,
  file: () => ModelFile,
  catalog: () => Catalog,
): Readonly<ShallowRef<ModelReport | null>> {
  const report = shallowRef<ModelReport | null>(null)
  const latest = createLatest()
  watch(
    [file, catalog],
    ([now, shape]) => {
      report.value = null
      if (now.problem !== null) return
      const { model } = now.placed
      latest
        .run((signal) =>
          checkModel(now.placed, shape, async (sql) => (await context.workbench.run({ sql, model }, { signal })).table),
        )
        .then((found) => {
          report.value = found
        })
        .catch(context.reportError)
    },
    { immediate: true },
  )
  onScopeDispose(() => {
    latest.cancel()
  })
  return report
}
