import { findNodeAtLocation, type Node } from 'jsonc-parser'
import type { DataModel, HolidayCalendar } from './dataModel'
import { appendToList, putProperty, removeFromList, replaceNode, treeOf } from './editJson'
import { readDataModel } from './readDataModel'
import { calendarJson, entriesOf, entryJson, type EntryOf, type ModelPart } from './writeDataModel'

/**
 * What an edit does: puts an entry in the place of another, behind all others, or (null) takes it away. Of people there
 * is one entry at most, at 0.
 */
export type ModelChange = {
  readonly [P in ModelPart]: { readonly part: P; readonly index: number; readonly entry: EntryOf<P> | null }
}[ModelPart]

/** What an entry is called in the places of the file: `relations[2]`, `people`. */
export function placeOf({ part, index }: Pick<ModelChange, 'part' | 'index'>): string {
  return part === 'people' ? part : `${part}[${index}]`
}

/** The model after a change; nothing else differs. */
export function changedModel(model: DataModel, change: ModelChange): DataModel {
  const put = <T>(entries: readonly T[], entry: T | null): readonly T[] => [
    ...entries.slice(0, change.index),
    ...(entry === null ? [] : [entry]),
    ...entries.slice(change.index + 1),
  ]
  switch (change.part) {
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
    case 'people':
      return { ...model, people: change.entry }
  }
}

/** An entry as it stands in the file; null for none. */
function jsonOf(model: DataModel, { part, index }: ModelChange): Readonly<Record<string, unknown>> | null {
  const entry = entriesOf(model, part)[index]
  return entry === undefined ? null : entryJson(part, entry)
}

/** Where a part stands in the text, and where one of its entries does. */
function partNode(text: string, part: ModelPart): Node | undefined {
  return findNodeAtLocation(treeOf(text), [part])
}

function entryNode(text: string, { part, index }: ModelChange): Node | undefined {
  const node = partNode(text, part)
  return part === 'people' ? node : node?.children?.[index]
}

/** Sets the keys in which two entries differ; what the file says besides, and how, stays. */
function changeEntry(
  text: string,
  change: ModelChange,
  before: Readonly<Record<string, unknown>>,
  after: Readonly<Record<string, unknown>>,
): string {
  return [...new Set([...Object.keys(before), ...Object.keys(after)])].reduce((edited, key) => {
    if (JSON.stringify(before[key]) === JSON.stringify(after[key])) return edited
    const node = entryNode(edited, change)
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
  const node = partNode(given, change.part)
  let edited = given
  if (change.part === 'people' && (before === null || after === null)) {
    if (before !== after) edited = putProperty(given, treeOf(given), change.part, after ?? undefined)
  } else if (change.entry === null) {
    if (before !== null && node !== undefined) edited = removeFromList(given, node, change.index)
  } else if (before === null) {
    edited =
      node === undefined
        ? putProperty(given, treeOf(given), change.part, [after])
        : appendToList(given, node, JSON.stringify(after))
  } else if (after !== null) {
    edited = changeEntry(given, change, before, after)
    const entry = entryNode(given, change)
    // What goes without saying may stand in the file in words that hold no longer, as `"column": null` of a formula.
    if (entry !== undefined && !means(edited, wanted)) edited = replaceNode(given, entry, JSON.stringify(after))
  }
  readDataModel(edited)
  return edited
}

/** The text of `model.json` (null: there is none yet) with a calendar where it names none. Throws as editDataModel. */
export function addCalendar(text: string | null, calendar: HolidayCalendar): string {
  const given = text ?? '{}\n'
  if (readDataModel(given).model.calendar !== null) return given
  const edited = putProperty(given, treeOf(given), 'calendar', calendarJson(calendar))
  readDataModel(edited)
  return edited
}
