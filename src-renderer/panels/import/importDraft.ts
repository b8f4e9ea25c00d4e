import type { ChosenFile } from '../../host/workbench'
import { agreeOnForms, formsIn } from '../../ingest/inspect/agreeOnForms'
import type { Agreement } from '../../ingest/inspect/agreeOnForms'
import type { InspectOptions, Inspection } from '../../ingest/contract'
import { planFrom } from '../../ingest/inspect/inspect'
import { isSameForm } from '../../ingest/inspect/sameForm'
import type { ArchiveMember } from '../../model/error'
import type { EventMapping, Role } from '../../model/schema'
import { openDoubt } from './openDoubt'

/** A chosen file on its way to becoming rows. */
export interface FileDraft {
  readonly id: number
  readonly file: ChosenFile
  /** null while it is inspected for the first time, or when it cannot be read. */
  readonly inspection: Inspection | null
  readonly error: string | null
  /** Of an archive of several files: all of them, of which the table's options choose one. */
  readonly members?: readonly ArchiveMember[]
}

/**
 * Files with the same columns, which become one table together. The first file that could be read leads: its inspection
 * is shown and edited, and what is edited holds for all of them.
 */
export interface TableDraft {
  readonly id: number
  readonly files: readonly FileDraft[]
  readonly lead: FileDraft
  /** What the person set, but for the roles; everything else is detected. */
  readonly options: InspectOptions
  /** The roles whose column the person chose; '' is none. */
  readonly chosen: EventMapping
  /** Those of them that hold as the file is read now. */
  readonly chosenRoles: readonly Role[]
  /** The zone that times without an offset are read in. */
  readonly timezone: string
  readonly inspecting: boolean
  /** How often its one file is looked at after the import, where it is to be followed. */
  readonly everySeconds?: number | undefined
}

/** What is said of how files are read; null puts it back to what is found. */
export type ReadingChange = { readonly [K in Exclude<keyof InspectOptions, 'mapping'>]?: InspectOptions[K] | null }

/** Everything about this table that stands in the way of importing it, in words; empty when it can be imported. */
export function obstaclesOf(draft: TableDraft): readonly string[] {
  const { inspection, error, members } = draft.lead
  if (error !== null && members !== undefined) return [`Choose a file of ${draft.lead.file.name}.`]
  if (error !== null) return [error]
  if (inspection === null) return ['The file is still being read.']
  const obstacles: string[] = []
  if (inspection.columns.length === 0) obstacles.push('No columns were found in this file.')
  if (inspection.kind === 'events' && inspection.mapping.time === undefined) {
    obstacles.push('An event table needs a time: choose its column, or import the file as a plain table.')
  }
  const doubt = openDoubt(draft)
  const time = inspection.losses.find(({ role }) => role === 'time')
  if (doubt === null && inspection.kind === 'events' && time !== undefined && time.unread + time.empty === time.rows)
    obstacles.push(
      `No row has a time that can be read in ${time.column}: say how the times are written, choose another column, or ` +
        'import the file as a plain table.',
    )
  if (doubt !== null) obstacles.push(doubt.message)
  const between = agreementOf(draft)?.doubt ?? null
  if (doubt === null && between !== null) obstacles.push(between.message)
  const { expected } = inspection
  if (expected !== undefined && expected.missing.length > 0)
    obstacles.push(
      `The file has no column “${expected.missing[0]}”, which the rules of ${expected.of} need: choose ` +
        'other rules, or none.',
    )
  if (!isTableName(inspection.table))
    obstacles.push('A table name begins with a letter and holds letters, digits and _ only.')
  return obstacles
}

/** The plan that reads all files of a table, by what their inspections say; null before its lead was inspected. */
export function agreementOf({ lead, files, options, timezone }: TableDraft): Agreement | null {
  if (lead.inspection === null) return null
  const plan = planFrom(lead.inspection, timezone)
  // What a person said of the numbers holds for all files.
  if (options.decimal !== undefined) return { plan, doubt: null, notes: [] }
  const leading = formsIn(lead.inspection)
  const forms = files.map(({ id, inspection }) =>
    id === lead.id ? leading : inspection === null ? null : formsIn(inspection),
  )
  return agreeOnForms(plan, forms, leading)
}

/** Drafts that can be imported, others left out: not those whose files cannot be read. */
export function readableOf(drafts: readonly TableDraft[]): readonly TableDraft[] {
  return drafts.filter((draft) => draft.lead.error === null)
}

/** Two drafts with one name for their tables. */
export interface NamedAlike {
  readonly table: string
  readonly one: TableDraft
  readonly other: TableDraft
  /** Their columns are the same: they can go into one table. */
  readonly fit: boolean
}

/** The first two drafts whose tables would have the same name; null where there are none. */
export function namedAlike(drafts: readonly TableDraft[]): NamedAlike | null {
  for (const [index, other] of drafts.entries()) {
    const found = other.lead.inspection
    if (found === null) continue
    const one = drafts.slice(0, index).find((draft) => draft.lead.inspection?.table === found.table)
    if (!one?.lead.inspection) continue
    // Of each table one sheet is read.
    const fit = one.options.sheet === other.options.sheet && isSameForm(one.lead.inspection, found)
    return { table: found.table, one, other, fit }
  }
  return null
}

/**
 * Obstacles of all tables, with those that only show when they are seen together. Files that cannot be read are left
 * out, and stand in nobody's way unless there is no other.
 */
export function obstaclesOfAll(drafts: readonly TableDraft[]): readonly string[] {
  const readable = readableOf(drafts)
  const alike = namedAlike(readable)
  return [
    ...(readable.length === 0 ? drafts : readable).flatMap(obstaclesOf),
    ...(alike === null
      ? []
      : [
          alike.fit
            ? `Two tables are called ${alike.table}: put their files into one, or rename one.`
            : `Two tables are called ${alike.table} and have different columns: rename one.`,
        ]),
  ]
}

export function isTableName(name: string): boolean {
  return /^[\p{L}_][\p{L}\p{N}_]*$/u.test(name)
}
