import { zoneMacros } from '../../engine/zoneMacros'
import type { Manifest } from '../../store/manifest'
import { catalogOf } from './catalog'
import type { QueryPlan } from '../contract/plan'
import { shownSql } from './passText'
import { USERS } from '../../model/schema'

/**
 * The plan's SQL as text for any DuckDB shell: the macros that it uses come first, and a comment says which tables it
 * reads (of `read`), as Lathe exports them. `reach` is that of its macros; null where it uses none. `views` are those of
 * the workspace's model that it reads, and other names of tables.
 */
export function shellSql(
  plan: QueryPlan,
  manifest: Manifest,
  read: readonly string[],
  reach: 'wide' | 'data' | null,
  views: readonly string[] = [],
): string {
  const catalog = catalogOf(manifest)
  const minTs = Math.min(...catalog.tables.flatMap((table) => (table.minTs === null ? [] : [table.minTs])))
  const maxTs = Math.max(...catalog.tables.flatMap((table) => (table.maxTs === null ? [] : [table.maxTs])))
  const timezone = plan.timezone ?? manifest.timezone
  const macros =
    reach === null
      ? []
      : zoneMacros(timezone, Number.isFinite(minTs) ? minTs : null, Number.isFinite(maxTs) ? maxTs : null, reach).map(
          (statement) => `${statement};`,
        )
  const reads = [...catalog.tables.map((table) => table.name), USERS].filter((name) => read.includes(name))
  return [
    ...(reads.length === 0 ? [] : [`-- Reads: ${reads.join(', ')} (export them from Lathe under these names).`]),
    ...(macros.length === 0 ? [] : [`-- Days are cut in ${timezone}.`, ...macros]),
    ...views.map((view) => `${view};`),
    `${shownSql(plan).trim().replace(/;$/, '')};`,
  ].join('\n')
}
