import type { DataModel } from '../../model/dataModel'
import { addCalendar, editDataModel, type ModelChange } from '../../model/editDataModel'
import { readDataModel } from '../../model/readDataModel'
import { entriesOf, entryJson, type EntryOf, type ModelPart } from '../../model/writeDataModel'

/** What makes two entries the same one, whatever else they say. */
function keyOf<P extends ModelPart>(part: P, entry: EntryOf<P>): string {
  const { name, table, from, to } = entryJson(part, entry)
  if (part === 'relations') return JSON.stringify([part, from, to])
  if (part === 'people') return part
  return JSON.stringify(name === undefined ? [part, entry] : [part, name, table ?? null])
}

/** What an entry says, without how it is read and judged. */
function meaningOf<P extends ModelPart>(part: P, entry: EntryOf<P>): string {
  const { about: _about, label: _label, hidden: _hidden, unit: _unit, ...rest } = entryJson(part, entry)
  const { good: _good, target: _target, limits: _limits, ...meaning } = rest
  return JSON.stringify(meaning)
}

/**
 * Whether a model has an entry of that name that means something else. What a pack itself added (`own`, by keys) and
 * somebody changed since is theirs, and stands for it.
 */
export function isTaken<P extends ModelPart>(
  model: DataModel,
  part: P,
  entry: EntryOf<P>,
  own: readonly string[],
): boolean {
  const key = keyOf(part, entry)
  const there = entriesOf(model, part).find((one) => keyOf(part, one) === key)
  return there !== undefined && !own.includes(key) && meaningOf(part, there) !== meaningOf(part, entry)
}

const PARTS = ['relations', 'columns', 'events', 'measures', 'testUsers', 'people'] as const

/** What adding a pack's model did; entries that were there stay as they are. */
export interface AddedModel {
  readonly text: string | null
  /** How many entries it added, by part, and their keys. */
  readonly added: Readonly<Record<(typeof PARTS)[number], number>>
  readonly keys: readonly string[]
}

/**
 * A workspace's `model.json` (null: none) with what a model holds that it lacks. Throws `bad-file` with line and column
 * where the text cannot be read.
 */
export function addModel(text: string | null, model: DataModel): AddedModel {
  const added = Object.fromEntries(PARTS.map((part) => [part, 0])) as Record<(typeof PARTS)[number], number>
  const keys: string[] = []
  let now = text
  for (const part of PARTS)
    for (const entry of entriesOf(model, part)) {
      const there = now === null ? [] : entriesOf(readDataModel(now).model, part)
      const key = keyOf(part, entry)
      if (there.some((one) => keyOf(part, one) === key)) continue
      now = editDataModel(now, { part, index: there.length, entry } as ModelChange)
      added[part]++
      keys.push(key)
    }
  return { text: model.calendar === null ? now : addCalendar(now, model.calendar), added, keys }
}
