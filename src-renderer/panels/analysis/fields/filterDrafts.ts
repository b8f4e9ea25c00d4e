import type { ColumnSchema } from '../../../model/schema'
import type { FilterNode } from '../../../query/sql/condition'
import { draftOf, finishDraft, type TermDraft } from './termDrafts'

/** A group of conditions while it is being written. */
export interface GroupDraft {
  readonly key: number
  readonly mode: 'all' | 'any'
  readonly items: readonly (TermDraft | GroupDraft)[]
}

export function isGroup(item: TermDraft | GroupDraft): item is GroupDraft {
  return 'items' in item
}

function itemOf(node: FilterNode, nextKey: () => number): TermDraft | GroupDraft {
  if ('column' in node) return draftOf(node, nextKey())
  const [mode, members] = 'all' in node ? ['all' as const, node.all] : ['any' as const, node.any]
  return { key: nextKey(), mode, items: members.map((member) => itemOf(member, nextKey)) }
}

/** The draft of what must all hold; one group of alternatives alone is the draft's own mode. */
export function draftOfFilter(nodes: readonly FilterNode[], nextKey: () => number): GroupDraft {
  const [only, ...others] = nodes
  if (only !== undefined && others.length === 0 && 'any' in only) return itemOf(only, nextKey) as GroupDraft
  return { key: nextKey(), mode: 'all', items: nodes.map((node) => itemOf(node, nextKey)) }
}

function finishedMembers(group: GroupDraft, columns: readonly ColumnSchema[]): readonly FilterNode[] {
  return group.items.flatMap((item): readonly FilterNode[] => {
    if (!isGroup(item)) {
      const term = finishDraft(item, columns)
      return term === null ? [] : [term]
    }
    const members = finishedMembers(item, columns)
    return members.length === 0 ? [] : [item.mode === 'all' ? { all: members } : { any: members }]
  })
}

/**
 * What a draft says so far, as a list that must all hold: conditions that are not finished and groups without any are
 * left out.
 */
export function finishFilter(draft: GroupDraft, columns: readonly ColumnSchema[]): readonly FilterNode[] {
  const members = finishedMembers(draft, columns)
  return draft.mode === 'all' || members.length === 0 ? members : [{ any: members }]
}
