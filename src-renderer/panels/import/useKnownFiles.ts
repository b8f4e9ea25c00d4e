import { computed, shallowRef, watch, type ComputedRef } from 'vue'
import type { ChosenFile } from '../../host/workbench'
import { importedBefore, sameSize } from '../../ingest/knownFiles'
import type { SourceEntry } from '../../store/manifest'
import { readableOf, type TableDraft } from './importDraft'

/** A chosen file whose very bytes a table of the workspace was read from, and no id tells its rows apart. */
export interface KnownFile {
  readonly id: number
  readonly name: string
  readonly before: SourceEntry
}

export interface KnownFiles {
  /** Those of whom it has not been said that they are to be imported once more. */
  readonly open: ComputedRef<readonly KnownFile[]>
  /** They are imported once more. */
  agree(files: readonly KnownFile[]): void
}

/**
 * Which of the drafts' files were imported before. `sources` are those of the workspace that is imported into; a file is
 * read for its checksum only where one of them has its size. `onError` is told why one could not be read.
 */
export function useKnownFiles(
  drafts: () => readonly TableDraft[],
  sources: () => readonly SourceEntry[],
  checksum: (file: ChosenFile) => Promise<string>,
  onError: (error: unknown) => void,
): KnownFiles {
  const sums = shallowRef<ReadonlyMap<number, string>>(new Map())
  const asked = new Set<number>()
  const agreed = shallowRef<ReadonlySet<number>>(new Set())
  const files = computed(() =>
    readableOf(drafts()).flatMap(({ files: own, lead }) => {
      const { inspection } = lead
      if (inspection === null || (inspection.kind === 'events' && inspection.mapping.id !== undefined)) return []
      return own.flatMap((file) => {
        const mayBe = file.error === null && sameSize(sources(), inspection.table, file.file.bytes).length > 0
        return mayBe ? [{ file, table: inspection.table }] : []
      })
    }),
  )
  watch(
    files,
    (now) => {
      for (const { file } of now) {
        if (asked.has(file.id)) continue
        asked.add(file.id)
        checksum(file.file).then((crc32) => {
          sums.value = new Map([...sums.value, [file.id, crc32]])
        }, onError)
      }
    },
    { immediate: true },
  )
  const open = computed(() =>
    files.value.flatMap(({ file: { id, file }, table }): KnownFile[] => {
      const crc32 = sums.value.get(id)
      if (crc32 === undefined || agreed.value.has(id)) return []
      const before = importedBefore({ sources: sources() }, table, { bytes: file.bytes, crc32 })
      return before === null ? [] : [{ id, name: file.name, before }]
    }),
  )
  return {
    open,
    agree(known) {
      agreed.value = new Set([...agreed.value, ...known.map(({ id }) => id)])
    },
  }
}
