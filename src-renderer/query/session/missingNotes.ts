import type { TableNeed } from '../../engine/loadedTables'
import { USERS } from '../../model/schema'
import type { PartitionEntry } from '../../store/manifest'
import { dateRangeOf, datesText, sortByDate } from '../../store/partitions'
import type { AnswerNote } from '../contract/plan'

/** What an answer needed of the stored data and is missing: one note a table, with rows and dates. */
export function missingNotes(needs: readonly TableNeed[], missing: ReadonlySet<string>): readonly AnswerNote[] {
  return needs.flatMap((need): AnswerNote[] => {
    const lost = need.partitions.filter((entry) => missing.has(entry.path))
    return lost.length === 0 ? [] : [noteOf(need.name, lost)]
  })
}

function noteOf(table: string, lost: readonly PartitionEntry[]): AnswerNote {
  const count = lost.reduce((sum, entry) => sum + entry.rows, 0)
  const rows = count.toLocaleString('en')
  if (table === USERS)
    return {
      kind: 'missing',
      count,
      text: `the ids of ${rows} users are missing, because their file is damaged: user_id is empty`,
    }
  const of = `“${table}”${datesOf(lost)}`
  const text = `${rows} ${count === 1 ? 'row' : 'rows'} of ${of} ${count === 1 ? 'is' : 'are'} missing, because stored files are damaged; these figures are without them`
  return { kind: 'missing', count, text }
}

function datesOf(lost: readonly PartitionEntry[]): string {
  const dates = [...new Set(sortByDate(lost).flatMap((entry) => datesText(entry) ?? []))]
  if (dates.length <= 3) return dates.length === 0 ? '' : ` of ${dates.join(', ')}`
  const { firstDate, lastDate } = dateRangeOf(lost)
  return ` from ${firstDate ?? ''} to ${lastDate ?? ''}`
}
