import { zoneMacros } from '../engine/zoneMacros'
import type { Manifest } from '../store/manifest'
import { catalogOf } from './catalog'
import type { QueryPlan } from './definition'
import { readMentions, readsOtherTimes, storedTables, tableNeeds } from './needs'

/**
 * The plan's SQL as text for any DuckDB shell: the macros that it uses come first, and a comment says which tables it
 * reads, as Lathe exports them.
 */
export function shellSql(plan: QueryPlan, manifest: Manifest): string {
  const { names, tables: mentioned } = readMentions(plan.sql)
  const catalog = catalogOf(manifest)
  const tables = catalog.tables.filter((table) => mentioned.has(table.name.toLowerCase())).map((table) => table.name)
  const needsMacros = names.has('local_date') || names.has('local_time')
  const minTs = Math.min(...catalog.tables.flatMap((table) => (table.minTs === null ? [] : [table.minTs])))
  const maxTs = Math.max(...catalog.tables.flatMap((table) => (table.maxTs === null ? [] : [table.maxTs])))
  const timezone = plan.timezone ?? manifest.timezone
  const reach = readsOtherTimes(plan.sql, tableNeeds(plan.sql, storedTables(manifest), plan.range)) ? 'wide' : 'data'
  const macros = needsMacros ? zoneMacros(timezone, Number.isFinite(minTs) ? minTs : null, Number.isFinite(maxTs) ? maxTs : null, reach).map((statement) => `${statement};`) : []
  const reads = [...tables, ...(mentioned.has('users') ? ['users'] : [])]
  return [
    ...(reads.length === 0 ? [] : [`-- Reads: ${reads.join(', ')} (export them from Lathe under these names).`]),
    ...(macros.length === 0 ? [] : [`-- Days are cut in ${timezone}.`, ...macros]),
    `${plan.sql.trim().replace(/;$/, '')};`,
  ].join('\n')
}
