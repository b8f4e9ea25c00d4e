import { findNodeAtLocation, type Node } from 'jsonc-parser'
import type { DataModel } from './dataModel'
import { appendToList, putProperty, removeFromList, replaceNode, treeOf } from './editJson'
import { readDataModel } from './readDataModel'
import { entryJson, type ModelList } from './writeDataModel'

/** What an edit does: puts an entry in the place of another, behind all others, or (null) takes it out of its list. */
export type ModelChange = {
  readonly [L in ModelList]: { readonly list: L; readonly index: number; readonly entry: DataModel[L][number] | null }
}[ModelList]

/** The model after a change; nothing else differs. */
export function changedModel(model: DataModel, change: ModelChange): DataModel {
  const put = <T>(entries: readonly T[], entry: T | null): readonly T[] => [
    ...entries.slice(0, change.index),
    ...(entry === null ? [] : [entry]),
    ...entries.slice(change.index + 1),
  ]
  switch (change.list) {
    case 'relations':
      return { ...model, relations: put(model.relations, change.entry) }
    case 'columns':
      return { ...model, columns: put(model.columns, change.entry) }
    case 'events':
      return { ...model, events: put(model.events, change.entry) }
    case 'measures':
      return { ...model, measures: put(model.measures, change.entry) }
    case 'testUsers':
      return { ...model, testUsers: put(model.testUsers, change.entry) }
  }
}

/** An entry as it stands in the file; null for none. */
function jsonOf(model: DataModel, { list, index }: ModelChange): Readonly<Record<string, unknown>> | null {
  const entry = model[list][index]
  return entry === undefined ? null : entryJson(list, entry)
}

function listNode(text: string, list: ModelList): Node | undefined {
  return findNodeAtLocation(treeOf(text), [list])
}

/** Sets the keys in which two entries differ; what the file says besides, and how, stays. */
function changeEntry(
  text: string,
  { list, index }: ModelChange,
  before: Readonly<Record<string, unknown>>,
  after: Readonly<Record<string, unknown>>,
): string {
  return [...new Set([...Object.keys(before), ...Object.keys(after)])].reduce((edited, key) => {
    if (JSON.stringify(before[key]) === JSON.stringify(after[key])) return edited
    const node = listNode(edited, list)?.children?.[index]
    return node === undefined ? edited : putProperty(edited, node, key, after[key])
  }, text)
}

function means(text: string, model: DataModel): boolean {
  try {
    return JSON.stringify(readDataModel(text).model) === JSON.stringify(model)
  } catch {
    return false
  }
}

/**
 * The text of `model.json` (null: there is none yet) after a change: comments, order and form of what it does not touch
 * stay as somebody wrote them. A comment behind an entry on its line goes with it. Throws `bad-file` with line and
 * column where the text cannot be read, before or after.
 */
export function editDataModel(text: string | null, change: ModelChange): string {
  const given = text ?? '{}\n'
  const { model } = readDataModel(given)
  const wanted = changedModel(model, change)
  const before = jsonOf(model, change)
  const after = jsonOf(wanted, change)
  const node = listNode(given, change.list)
  let edited = given
  if (change.entry === null) {
    if (before !== null && node !== undefined) edited = removeFromList(given, node, change.index)
  } else if (before === null) {
    edited =
      node === undefined
        ? putProperty(given, treeOf(given), change.list, [after])
        : appendToList(given, node, JSON.stringify(after))
  } else if (after !== null) {
    edited = changeEntry(given, change, before, after)
    const entry = node?.children?.[change.index]
    // What goes without saying may stand in the file in words that hold no longer, as `"column": null` of a formula.
    if (entry !== undefined && !means(edited, wanted)) edited = replaceNode(given, entry, JSON.stringify(after))
  }
  readDataModel(edited)
  return edited
}
