import { onScopeDispose, shallowRef, watch, type ShallowRef } from 'vue'
import { isAbort } from '../../base/abort'
import { createLatest } from '../../base/latest'
import type { WorkspaceState } from '../../host/workbench'
import type { Catalog } from '../../query/contract/catalog'
import type { QueryPlan } from '../../query/contract/plan'
import { identifier, tableSql } from '../../query/sql/literal'
import type { KeyCheck, SqlTrap } from '../../query/sql/trap'
import { sqlTraps } from '../../query/sql/traps'
import type { PanelContext } from '../context'

/** So long the text has to rest before it is looked at. */
const REST_MS = 500

/** One row with a number: 1 where some key of a table stands in several rows. */
function repeatedKeyPlan({ table, columns }: KeyCheck): QueryPlan {
  const keys = columns.map(identifier)
  return {
    sql: `SELECT count(*)::BIGINT AS "keys"
FROM (
  SELECT 1 FROM ${tableSql(table)}
  WHERE ${keys.map((key) => `${key} IS NOT NULL`).join(' AND ')}
  GROUP BY ${keys.join(', ')} HAVING count(*) > 1
  LIMIT 1
)`,
  }
}

const repeated = new WeakMap<Catalog, Map<string, boolean>>()

/** What a text does that may not be meant, some time after it came to rest; what depends on the data is counted first. */
export function useSqlTraps(
  context: PanelContext,
  text: () => string,
  workspace: () => WorkspaceState,
): Readonly<ShallowRef<readonly SqlTrap[]>> {
  const traps = shallowRef<readonly SqlTrap[]>([])
  const latest = createLatest()
  let timer: ReturnType<typeof setTimeout> | undefined

  async function isRepeated(check: KeyCheck, catalog: Catalog, signal: AbortSignal): Promise<boolean> {
    const known = repeated.get(catalog) ?? new Map<string, boolean>()
    repeated.set(catalog, known)
    const key = JSON.stringify(check)
    const before = known.get(key)
    if (before !== undefined) return before
    const { table } = await context.workbench.run(repeatedKeyPlan(check), { signal })
    const found = Number(table.value(0, 'keys')) > 0
    known.set(key, found)
    return found
  }

  async function look(): Promise<void> {
    const { catalog } = workspace()
    const found = sqlTraps(text(), catalog)
    // What is there already stays in sight while the rest is counted.
    traps.value = found.filter(({ ifRepeated }) => (ifRepeated ?? []).length === 0)
    try {
      traps.value = await latest.run(async (signal) => {
        const held: SqlTrap[] = []
        for (const trap of found) {
          let holds = true
          for (const check of trap.ifRepeated ?? []) holds &&= await isRepeated(check, catalog, signal)
          if (holds) held.push(trap)
        }
        return held
      })
    } catch (error) {
      // A remark that cannot be checked is left out.
      if (!isAbort(error)) traps.value = found.filter(({ ifRepeated }) => (ifRepeated ?? []).length === 0)
    }
  }

  watch(
    [text, workspace],
    () => {
      clearTimeout(timer)
      latest.cancel()
      timer = setTimeout(() => void look(), REST_MS)
    },
    { immediate: true },
  )
  onScopeDispose(() => {
    clearTimeout(timer)
    latest.cancel()
  })
  return traps
}
