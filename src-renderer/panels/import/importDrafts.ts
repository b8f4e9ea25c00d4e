import { shallowRef, type ShallowRef } from 'vue'
import { createLatest, type Latest } from '../../base/latest'
import { isAbort } from '../../base/abort'
import type { ChosenFile, Workbench } from '../../host/workbench'
import type { InspectOptions, Inspection } from '../../ingest/contract'
import { isLatheError, type ArchiveMember } from '../../model/error'
import type { EventMapping, Role } from '../../model/schema'
import { belongsTogether, commonTableName } from '../../ingest/inspect/sameForm'
import type { FileDraft, ReadingChange, TableDraft } from './importDraft'
import { openDoubt } from './openDoubt'
import { readWithChoices, rolesOf } from './readWithChoices'

export interface ImportDrafts {
  readonly tables: Readonly<ShallowRef<readonly TableDraft[]>>
  /**
   * Inspects the files and puts each to the table that it fits, or to one of its own. Files that are in the list
   * already are not added again: `onTwice` is told of them. One that cannot be read stops no other.
   */
  add(files: readonly ChosenFile[], timezone: string, onTwice?: (files: readonly ChosenFile[]) => void): Promise<void>
  /** Puts the files of a table to those of another one with the same columns, whose settings they take. */
  join(tableId: number, intoId: number): void
  /**
   * Takes the files of an archive, where a table is of one archive, as if each had been chosen: those of one form are
   * one table.
   */
  split(tableId: number): Promise<void>
  /** Where it led its table, the next file is read in the way that was chosen. */
  removeFile(fileId: number): Promise<void>
  /** Sets how the table's files are read, and reads them again; what was chosen besides stays. */
  change(tableId: number, change: ReadingChange): Promise<void>
  /**
   * Gives roles to columns, or takes them away (null). A column plays one role: the other one that it had is given up.
   */
  setRoles(tableId: number, roles: Readonly<Partial<Record<Role, string | null>>>): Promise<void>
  setTimezone(tableId: number, timezone: string): void
  /** Has the table's one file followed after the import; undefined for not. */
  setRhythm(tableId: number, everySeconds: number | undefined): void
  /** The same file in another way of reading it. */
  setFile(tableId: number, file: ChosenFile): Promise<void>
  /** Puts back what was cleared, before what has been added since; what was being read is read again. */
  restore(before: readonly TableDraft[]): Promise<void>
  clear(): void
  /** As Workbench.checksum. */
  checksum(file: ChosenFile): Promise<string>
}

/** What is being read of one table. */
interface Reading {
  readonly latest: Latest
  /** Its columns may be others than those that were seen last: roles are found anew. */
  isReadAnew: boolean
}

/** What says nothing about which columns there are. */
const SAME_COLUMNS: readonly (keyof InspectOptions)[] = ['table', 'timeFormat', 'decimal', 'expected']

export function createImportDrafts(workbench: Pick<Workbench, 'inspect' | 'checksum'>): ImportDrafts {
  const tables = shallowRef<readonly TableDraft[]>([])
  const readings = new Map<number, Reading>()
  let lastId = 0

  function find(id: number): TableDraft | undefined {
    return tables.value.find((table) => table.id === id)
  }
  function patchTable(id: number, patch: Partial<TableDraft>): void {
    tables.value = tables.value.map((table) => (table.id === id ? { ...table, ...patch } : table))
  }

  /** After its first inspection: a file that belongs to a table that nobody has edited joins it. */
  function settle(tableId: number, file: FileDraft): void {
    const own = find(tableId)
    if (own === undefined) return
    const { inspection } = file
    const host =
      inspection === null
        ? undefined
        : tables.value.find(
            (table) =>
              table.id !== tableId &&
              table.lead.inspection !== null &&
              !isEdited(table) &&
              belongsTogether(table.lead.inspection, inspection),
          )
    if (host === undefined) {
      patchTable(tableId, { files: [file], lead: file, inspecting: false })
      return
    }
    const files = [...host.files, file]
    const name = commonTableName(files.flatMap((entry) => (entry.inspection === null ? [] : [entry.inspection.table])))
    tables.value = tables.value.filter((table) => table.id !== tableId)
    patchTable(host.id, { files, options: { ...host.options, table: name }, lead: renamed(host.lead, name) })
  }

  /** Reads a table's lead in the way that is chosen now. Only the newest reading counts. */
  async function read(tableId: number, isReadAnew: boolean): Promise<void> {
    const table = find(tableId)
    if (table === undefined) return
    const reading = readings.get(tableId) ?? { latest: createLatest(), isReadAnew: false }
    readings.set(tableId, reading)
    reading.isReadAnew ||= isReadAnew || table.lead.inspection === null
    patchTable(tableId, { inspecting: true })
    const { options, chosen, lead } = table
    const wanted = {
      options,
      chosen,
      before: reading.isReadAnew ? null : (lead.inspection?.mapping ?? null),
      doubt: openDoubt(table),
    }
    try {
      const found = await reading.latest.run(() =>
        readOrSay(() => readWithChoices((how) => workbench.inspect(lead.file, how), wanted)),
      )
      const now = find(tableId)
      if (now === undefined) return
      if (!isUnread(found)) reading.isReadAnew = false
      const seen: FileDraft = isUnread(found)
        ? { ...lead, inspection: null, ...found }
        : renamed(readDraft(lead, found.inspection), now.options.table)
      patchTable(tableId, {
        files: now.files.map((file) => (file.id === lead.id ? seen : file)),
        lead: seen,
        chosenRoles: isUnread(found) ? [] : found.kept,
        inspecting: false,
      })
    } catch (error) {
      if (isAbort(error)) return
      patchTable(tableId, { inspecting: false })
      throw error
    }
  }

  /** Looks at new drafts one after another. Throws the first of what are no LatheErrors, when all have been looked at. */
  async function lookAt(drafts: readonly TableDraft[]): Promise<void> {
    const bugs: unknown[] = []
    for (const { id, lead, options } of drafts) {
      // Somebody may have left the page, or the file out, meanwhile.
      if (find(id) === undefined) continue
      try {
        const found = await readOrSay(() => workbench.inspect(lead.file, options))
        settle(id, isUnread(found) ? { ...lead, ...found } : readDraft(lead, found))
      } catch (bug) {
        bugs.push(bug)
        settle(id, { ...lead, error: 'This file could not be looked at because of a fault in Lathe.' })
      }
    }
    if (bugs.length > 0) throw bugs[0]
  }

  async function change(tableId: number, wanted: ReadingChange): Promise<void> {
    const table = find(tableId)
    if (table === undefined) return
    const options = changed(table.options, wanted)
    const keys = Object.keys(wanted)
    if (keys.every((key) => key === 'table') && table.lead.inspection !== null && options.table !== undefined) {
      const lead = renamed(table.lead, options.table)
      patchTable(tableId, { options, lead, files: table.files.map((file) => (file.id === lead.id ? lead : file)) })
      return
    }
    patchTable(tableId, { options })
    await read(tableId, !keys.every((key) => (SAME_COLUMNS as readonly string[]).includes(key)))
  }

  return {
    tables,
    async add(files, timezone, onTwice) {
      const known = tables.value.flatMap((table) => table.files.map((file) => file.file))
      const isNew = (file: ChosenFile, index: number): boolean =>
        ![...known, ...files.slice(0, index)].some((other) => isSameFile(other, file))
      const twice = files.filter((file, index) => !isNew(file, index))
      if (twice.length > 0) onTwice?.(twice)
      const added = files.filter(isNew).map((file): TableDraft => {
        const draft: FileDraft = { id: ++lastId, file, inspection: null, error: null }
        const none = { options: {}, chosen: {}, chosenRoles: [] }
        return { id: ++lastId, files: [draft], lead: draft, ...none, timezone, inspecting: true }
      })
      tables.value = [...tables.value, ...added]
      await lookAt(added)
    },
    join(tableId, intoId) {
      const own = find(tableId)
      const host = find(intoId)
      if (own === undefined || host === undefined || own === host) return
      readings.get(tableId)?.latest.cancel()
      tables.value = tables.value.filter((table) => table.id !== tableId)
      patchTable(intoId, { files: [...host.files, ...own.files] })
    },
    async split(tableId) {
      const table = find(tableId)
      const [draft, ...others] = table?.files ?? []
      if (table === undefined || draft?.members === undefined || others.length > 0) return
      readings.get(tableId)?.latest.cancel()
      const { table: _name, sheet: _sheet, ...options } = table.options
      const parts = draft.members.map(({ name, bytes }): TableDraft => {
        const file: ChosenFile = { ...draft.file, name: `${draft.file.name}/${name}`, bytes, member: name }
        const own: FileDraft = { id: ++lastId, file, inspection: null, error: null }
        return { ...table, id: ++lastId, files: [own], lead: own, options, inspecting: true }
      })
      tables.value = tables.value.flatMap((one) => (one.id === tableId ? parts : [one]))
      await lookAt(parts)
    },
    async removeFile(fileId) {
      const table = tables.value.find((one) => one.files.some((file) => file.id === fileId))
      if (table === undefined) return
      const files = table.files.filter((file) => file.id !== fileId)
      const lead = files.find(({ id }) => id === table.lead.id) ?? files.find((file) => file.inspection) ?? files[0]
      if (lead === undefined) {
        readings.get(table.id)?.latest.cancel()
        tables.value = tables.value.filter((one) => one !== table)
        return
      }
      patchTable(table.id, { files, lead: lead === table.lead ? lead : renamed(lead, table.options.table) })
      if (lead !== table.lead && (isEdited(table) || table.inspecting)) await read(table.id, true)
    },
    change,
    async setRoles(tableId, roles) {
      const table = find(tableId)
      const inspection = table?.lead.inspection
      if (table === undefined || !inspection) return
      const chosen: EventMapping = { ...table.chosen }
      let { options } = table
      for (const role of rolesOf(roles as EventMapping)) {
        const column = roles[role] ?? ''
        for (const other of rolesOf(chosen)) if (column !== '' && chosen[other] === column) chosen[other] = ''
        // The newest choice comes last.
        delete chosen[role]
        chosen[role] = column
        // A time format that was set belongs to the column it was set for.
        if (role === 'time') options = changed(options, { timeFormat: null })
      }
      // Who says which column is the time that an event needs has a log; else a file stays what it is taken for.
      const isLog = roles.time !== undefined && roles.time !== null && openDoubt(table)?.role === 'time'
      const kind = options.kind ?? (isLog ? 'events' : inspection.kind)
      if (roles.time !== undefined) options = { ...options, kind }
      patchTable(tableId, { options, chosen, chosenRoles: rolesOf(chosen) })
      await read(tableId, kind !== inspection.kind)
    },
    setTimezone: (tableId, timezone) => patchTable(tableId, { timezone }),
    setRhythm: (tableId, everySeconds) => patchTable(tableId, { everySeconds }),
    async setFile(tableId, file) {
      const table = find(tableId)
      if (table === undefined) return
      const lead = { ...table.lead, file }
      patchTable(tableId, { lead, files: table.files.map((one) => (one.id === lead.id ? lead : one)) })
      await read(tableId, false)
    },
    async restore(before) {
      tables.value = [...before, ...tables.value]
      await Promise.all(before.filter((table) => table.inspecting).map((table) => read(table.id, true)))
    },
    clear() {
      for (const { latest } of readings.values()) latest.cancel()
      readings.clear()
      tables.value = []
    },
    checksum: (file) => workbench.checksum(file),
  }
}

/** Why a file cannot be read, in words; of an archive, which files are in it. */
interface Unread {
  readonly error: string
  readonly members?: readonly ArchiveMember[]
}

const isUnread = <T extends object>(found: T | Unread): found is Unread => 'error' in found

/** What the work gives, or why a file cannot be read. Throws what is no LatheError. */
async function readOrSay<T extends object>(work: () => Promise<T>): Promise<T | Unread> {
  try {
    return await work()
  } catch (error) {
    if (!isLatheError(error)) throw error
    const members = isLatheError(error, 'bad-file') ? error.payload.members : undefined
    return { error: error.message, ...(members === undefined ? {} : { members }) }
  }
}

/** A file as it was read. */
function readDraft(file: FileDraft, inspection: Inspection): FileDraft {
  const { members } = inspection
  return { ...file, inspection, error: null, ...(members === undefined ? {} : { members }) }
}

/** Whether a person said anything of how a table is read, besides its name. */
function isEdited({ options, chosen }: TableDraft): boolean {
  return rolesOf(chosen).length > 0 || Object.keys(options).some((key) => key !== 'table')
}

/** The same file chosen twice: by the host's handle, or, in a browser, by all that a File says of itself. */
function isSameFile(a: ChosenFile, b: ChosenFile): boolean {
  if (a.member !== b.member) return false
  if (a.handle !== null && a.handle === b.handle) return true
  if (a.name !== b.name || a.bytes !== b.bytes) return false
  return a.handle instanceof File && b.handle instanceof File && a.handle.lastModified === b.handle.lastModified
}

/** The options with some of them changed; null puts one back to what is found. */
function changed(options: InspectOptions, change: ReadingChange): InspectOptions {
  return Object.fromEntries(Object.entries({ ...options, ...change }).filter(([, value]) => value !== null))
}

function renamed(file: FileDraft, table: string | undefined): FileDraft {
  return file.inspection === null || table === undefined
    ? file
    : { ...file, inspection: { ...file.inspection, table } satisfies Inspection }
}
