import type { ParameterValue } from '../../../query/contract/parameter'
import { shareText } from '../../../query/sql/sample'
import type { SearchItem } from './searchItems'

const SHARES = [0.5, 0.25, 0.1, 0.05, 0.01]

/** The shares that a list offers, and the one that is chosen. */
export function shareItems(chosen: ParameterValue): readonly SearchItem[] {
  const all = typeof chosen === 'number' && !SHARES.includes(chosen) ? [...SHARES, chosen] : SHARES
  return all.toSorted((a, b) => b - a).map((share) => ({ value: String(share), label: `${shareText(share)} of users` }))
}
