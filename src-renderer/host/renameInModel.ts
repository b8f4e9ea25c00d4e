import { findNodeAtLocation } from 'jsonc-parser'
import { putProperty, treeOf } from '../model/editJson'
import { readDataModel } from '../model/readDataModel'
import { renameInSql } from '../query/sql/renameInSql'

/** A model's text in which a table has another name. */
export interface RenamedModel {
  readonly text: string
  /** How often the old name stands in the SQL of computed columns where it may mean something else: there it stays. */
  readonly open: number
}

/** Sets a key of the object at a path; all else stays as somebody wrote it. */
function put(text: string, path: readonly (string | number)[], key: string, value: string): string {
  const object = findNodeAtLocation(treeOf(text), [...path])
  return object === undefined ? text : putProperty(text, object, key, value)
}

/**
 * Gives a table another name wherever `model.json` names it: in relations, computed columns and their SQL, people and the
 * calendar. Related columns keep their names, which segments, saved queries and scripts go by: a relation that was called
 * as the table says so from then on. Throws `bad-file` for a text that cannot be read.
 */
export function renameInModel(text: string, from: string, to: string): RenamedModel {
  const { model } = readDataModel(text)
  let [renamed, open] = [text, 0]
  model.relations.forEach((relation, index) => {
    const path = ['relations', index]
    for (const end of ['from', 'to'] as const)
      if (relation[end].table === from) renamed = put(renamed, path, end, `${to}.${relation[end].column}`)
    if (relation.to.table === from) renamed = put(renamed, path, 'name', relation.name)
  })
  model.columns.forEach(({ table, sql }, index) => {
    const path = ['columns', index]
    if (table === from) renamed = put(renamed, path, 'table', to)
    const found = renameInSql(sql, from, to)
    open += found.open
    if (found.renamed > 0) renamed = put(renamed, path, 'sql', found.text)
  })
  for (const once of ['people', 'calendar'] as const)
    if (model[once]?.table === from) renamed = put(renamed, [once], 'table', to)
  return { text: renamed, open }
}
