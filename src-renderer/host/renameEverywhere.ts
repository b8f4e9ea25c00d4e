import { renameTable } from '../ingest/renameTable'
import type { SegmentRule } from '../query/contract/segment'
import { isLatheError } from '../model/error'
import { MODEL_PATH } from '../model/dataModel'
import { renameInQuery } from '../query/saved/renameInQuery'
import { renameInSql } from '../query/sql/renameInSql'
import type { Patience, Workspace } from '../store/workspace'
import { renameInModel } from './renameInModel'
import { renameInRetention } from './retention/retentionRules'
import { renameInViews } from './renameInViews'
import type { RenameReport } from './renameReport'
import { SavedQueries } from './savedQueries'
import { SavedSegments } from './savedSegments'
import { WorkspaceModel } from './workspaceModel'

/** The model's text under the new name; null where there is none. One that cannot be read is left to who mends it. */
async function renamedModel(model: WorkspaceModel, from: string, to: string) {
  const text = await model.text()
  if (text === null) return null
  try {
    return { before: text, ...renameInModel(text, from, to) }
  } catch (error) {
    if (!isLatheError(error, 'bad-file')) throw error
    return { before: text, text, open: 1 }
  }
}

/**
 * Gives a table another name, and then the model and the saved queries, segments, views and dashboards that read it. Throws as renameTable;
 * what is saved is not touched then.
 */
export async function renameEverywhere(
  workspace: Workspace,
  from: string,
  to: string,
  patience: Patience = {},
): Promise<RenameReport> {
  await renameTable(workspace, from, to, patience)
  if (from === to) return { queries: [], segments: [], views: [], model: false, open: [] }
  const [queries, segments, open]: [string[], string[], string[]] = [[], [], []]
  const model = new WorkspaceModel(workspace.files)
  const modelled = await renamedModel(model, from, to)
  const isModelled = modelled !== null && modelled.text !== modelled.before
  if (isModelled) await model.replace(modelled.before, modelled.text)
  if (modelled !== null && modelled.open > 0) open.push(MODEL_PATH)
  const saved = new SavedQueries(workspace.files)
  for (const { name, text } of await saved.list()) {
    const found = renameInQuery(text, from, to)
    if (found.open > 0) open.push(name)
    if (found.text === text) continue
    await saved.save(name, found.text)
    queries.push(name)
  }
  const kept = new SavedSegments(workspace.files)
  for (const { name, about, rule } of await kept.list()) {
    if (rule === null) continue
    const found = renameInRule(rule, from, to)
    if (found.open > 0) open.push(name)
    if (found.rule === rule) continue
    await kept.save(name, { about, rule: found.rule })
    segments.push(name)
  }
  await renameInRetention(workspace.files, from, to)
  const views = await renameInViews(workspace.files, 'table', from, to)
  return { queries, segments, views, model: isModelled, open }
}

/** The same rule where nothing in it names the table. */
function renameInRule(rule: SegmentRule, from: string, to: string): { rule: SegmentRule; open: number } {
  if ('sql' in rule) {
    const { text, renamed, open } = renameInSql(rule.sql, from, to)
    return { rule: renamed === 0 ? rule : { ...rule, sql: text }, open }
  }
  if ('not' in rule) {
    const inner = renameInRule(rule.not, from, to)
    return { rule: inner.rule === rule.not ? rule : { not: inner.rule }, open: inner.open }
  }
  const list = 'all' in rule ? rule.all : 'any' in rule ? rule.any : null
  if (list === null) return { rule, open: 0 }
  const parts = list.map((part) => renameInRule(part, from, to))
  const open = parts.reduce((sum, part) => sum + part.open, 0)
  const rules = parts.map((part) => part.rule)
  if (rules.every((part, index) => part === list[index])) return { rule, open }
  return { rule: 'all' in rule ? { all: rules } : { any: rules }, open }
}
