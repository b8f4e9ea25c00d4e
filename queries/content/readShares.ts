import type { ResultTable } from '../../src-renderer/query/contract/result'
import type { Share } from './chains'

/** The shares in the answer of chainRowsSql(), in its order. */
export function readShares(answer: ResultTable): readonly Share[] {
  const [child, parent, user, ts, seen, creator] = ['child', 'parent', 'user_key', 'ts', 'seen', 'creator'].map(
    (name) => answer.column(name),
  )
  return Array.from({ length: answer.rowCount }, (_, row): Share => ({
    child: child![row] as string | null,
    parent: parent![row] as string,
    user: Number(user![row]),
    tsMicros: Number(ts![row]),
    seen: seen![row] === true,
    creator: creator![row] as string | null,
  }))
}
