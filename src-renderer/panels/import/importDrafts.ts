import { shallowRef, type ShallowRef } from 'vue'
import { createLatest, type Latest } from '../../base/latest'
import { isAbort } from '../../base/abort'
import type { ChosenFile, Workbench } from '../../host/workbench'
import type { InspectOptions, Inspection } from '../../ingest/contract'
import { isLatheError } from '../../model/error'
import { ROLES, type EventMapping, type Role } from '../../model/schema'
import { belongsTogether, commonTableName, openDoubt, type FileDraft, type TableDraft } from './importDraft'

export interface ImportDrafts {
  readonly tables: Readonly<ShallowRef<readonly TableDraft[]>>
  /**
   * Inspects the files and puts each to the table that it fits, or to one of its own. Files that are in the list
   * already are not added again: `onTwice` is told of them.
   */
  add(files: readonly ChosenFile[], timezone: string, onTwice?: (files: readonly ChosenFile[]) => void): Promise<void>
  /** Puts the files of a table to those of another one with the same columns, whose settings they take. */
  join(tableId: number, intoId: number): void
  removeFile(fileId: number): void
  /** Sets how the table's files are read, and reads them again. Only the newest change counts. */
  change(tableId: number, patch: InspectOptions): Promise<void>
  /**
   * Gives a role to a column, or takes it away (null). A column plays one role: the other one that it had is given up.
   */
  setRole(tableId: number, role: Role, column: string | null): Promise<void>
  setTimezone(tableId: number, timezone: string): void
  /** Puts back what was cleared, before what has been added since. */
  restore(before: readonly TableDraft[]): void
  clear(): void
}

export function createImportDrafts(workbench: Pick<Workbench, 'inspect'>): ImportDrafts {
  const tables = shallowRef<readonly TableDraft[]>([])
  const running = new Map<number, Latest>()
  let lastId = 0

  function find(id: number): TableDraft | undefined {
    return tables.value.find((table) => table.id === id)
  }
  function patchTable(id: number, patch: Partial<TableDraft>): void {
    tables.value = tables.value.map((table) => (table.id === id ? { ...table, ...patch } : table))
  }

  async function inspectFile(draft: FileDraft, options: InspectOptions): Promise<FileDraft> {
    try {
      return { ...draft, inspection: await workbench.inspect(draft.file, options), error: null }
    } catch (error) {
      if (isLatheError(error)) return { ...draft, inspection: null, error: error.message }
      throw error
    }
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
              Object.keys(table.options).every((key) => key === 'table') &&
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

  async function change(tableId: number, patch: InspectOptions, chosenRoles?: readonly Role[]): Promise<void> {
    const table = find(tableId)
    if (table === undefined) return
    const options: Writable<InspectOptions> = { ...table.options, ...patch }
    // Columns read another way have other names and types: what was said about them no longer holds.
    const isReadAnew = ['format', 'delimiter', 'header', 'encoding', 'sheet'].some((option) => option in patch)
    if (isReadAnew) {
      delete options.mapping
      delete options.timeFormat
      delete options.kind
    }
    patchTable(tableId, {
      options,
      chosenRoles: isReadAnew ? [] : (chosenRoles ?? table.chosenRoles),
      inspecting: true,
    })
    const latest = running.get(tableId) ?? createLatest()
    running.set(tableId, latest)
    try {
      const lead = stillAsking(openDoubt(table), options, await latest.run(() => inspectFile(table.lead, options)))
      const now = find(tableId)
      if (now !== undefined)
        patchTable(tableId, {
          files: now.files.map((file) => (file.id === lead.id ? lead : file)),
          lead,
          inspecting: false,
        })
    } catch (error) {
      if (!isAbort(error)) {
        patchTable(tableId, { inspecting: false })
        throw error
      }
    }
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
        return { id: ++lastId, files: [draft], lead: draft, options: {}, chosenRoles: [], timezone, inspecting: true }
      })
      tables.value = [...tables.value, ...added]
      for (const table of added) settle(table.id, await inspectFile(table.lead, {}))
    },
    join(tableId, intoId) {
      const own = find(tableId)
      const host = find(intoId)
      if (own === undefined || host === undefined || own === host) return
      running.get(tableId)?.cancel()
      tables.value = tables.value.filter((table) => table.id !== tableId)
      patchTable(intoId, { files: [...host.files, ...own.files] })
    },
    removeFile(fileId) {
      tables.value = tables.value.flatMap((table) => {
        const files = table.files.filter((file) => file.id !== fileId)
        const [first] = files
        if (first === undefined) return []
        return [
          {
            ...table,
            files,
            lead:
              files.find((file) => file.id === table.lead.id) ??
              files.find((file) => file.inspection !== null) ??
              first,
          },
        ]
      })
    },
    change: (tableId, patch) => change(tableId, patch),
    async setRole(tableId, role, column) {
      const table = find(tableId)
      const inspection = table?.lead.inspection
      if (table === undefined || !inspection) return
      // What was chosen last may still be on its way through an inspection.
      const options: InspectOptions = {
        mapping: mappingWith(table.options.mapping ?? inspection.mapping, role, column),
      }
      // A time format that was set belongs to the column it was set for.
      const timed =
        role === 'time' && table.options.timeFormat !== undefined ? without(table.options, 'timeFormat') : table.options
      patchTable(tableId, { options: timed })
      await change(tableId, options, [...new Set([...table.chosenRoles, role])])
    },
    setTimezone: (tableId, timezone) => patchTable(tableId, { timezone }),
    restore(before) {
      tables.value = [...before.map((table) => ({ ...table, inspecting: false })), ...tables.value]
    },
    clear() {
      for (const latest of running.values()) latest.cancel()
      running.clear()
      tables.value = []
    },
  }
}

/** The same file chosen twice: by the host's handle, or, in a browser, by all that a File says of itself. */
function isSameFile(a: ChosenFile, b: ChosenFile): boolean {
  if (a.handle !== null && a.handle === b.handle) return true
  if (a.name !== b.name || a.bytes !== b.bytes) return false
  return a.handle instanceof File && b.handle instanceof File && a.handle.lastModified === b.handle.lastModified
}

type Writable<T> = { -readonly [K in keyof T]: T[K] }

function without<T extends object, K extends keyof T>(object: T, key: K): Omit<T, K> {
  const copy = { ...object }
  delete copy[key]
  return copy
}

function renamed(file: FileDraft, table: string): FileDraft {
  return file.inspection === null ? file : { ...file, inspection: { ...file.inspection, table } satisfies Inspection }
}

/**
 * A given mapping ends the detection's doubt, whichever role was changed in it. The question stays open all the same
 * until it has been answered (see openDoubt).
 */
function stillAsking(doubt: Inspection['doubt'], options: InspectOptions, file: FileDraft): FileDraft {
  const { inspection } = file
  // An encoding or option that was said is no question any more, and one that was not is asked anew.
  if (
    doubt === null ||
    doubt.role === 'encoding' ||
    doubt.role === 'format' ||
    doubt.option !== undefined ||
    inspection === null ||
    inspection.doubt !== null ||
    options.mapping === undefined ||
    inspection.kind !== 'events'
  )
    return file
  return { ...file, inspection: { ...inspection, certain: false, doubt } }
}

/** The mapping after one role is changed; a column keeps at most one role. */
export function mappingWith(mapping: EventMapping, role: Role, column: string | null): EventMapping {
  const next: Partial<Record<Role, string>> = {}
  for (const other of ROLES) {
    const current = mapping[other]
    if (other !== role && current !== undefined && current !== column) next[other] = current
  }
  if (column !== null) next[role] = column
  return next
}
