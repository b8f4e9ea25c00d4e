import type { Ask, TileRun } from '../../host/dashboard/tileAnswer'
import type { Catalog } from '../../query/contract/catalog'
import { ROW_LIMIT } from '../analysis/answerMemory'
import type { PanelContext } from '../context'

/** Answers of plans, so that going back to a dashboard costs nothing while the data is the same. */
const answers = new WeakMap<Catalog, Map<string, TileRun>>()
const REMEMBERED_ANSWERS = 64

/** Asks the engine what is not remembered of this state of the workspace. */
export function askThrough({ workbench }: PanelContext, catalog: Catalog, signal: AbortSignal): Ask {
  const cache = answers.get(catalog) ?? new Map<string, TileRun>()
  answers.set(catalog, cache)
  return async (plan) => {
    const key = JSON.stringify(plan)
    const found = cache.get(key)
    if (found !== undefined) return found
    const { table, notes, truncated, shellSql, tables } = await workbench.run(plan, { limit: ROW_LIMIT, signal })
    const run = { table, notes, truncated, shellSql, tables }
    cache.set(key, run)
    const [oldest] = cache.keys()
    if (cache.size > REMEMBERED_ANSWERS && oldest !== undefined) cache.delete(oldest)
    return run
  }
}

/** Forgets what was answered, so that all is asked anew. */
export function forgetAnswers(catalog: Catalog): void {
  answers.delete(catalog)
}
