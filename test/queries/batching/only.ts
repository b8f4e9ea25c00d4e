import fc from 'fast-check'
import type { FilterNode } from '../../../src-renderer/query/sql/condition'
import type { Trip } from './reference'
import { zoneOf, type Delivery } from './service'

/** What is asked of deliveries, or of batches by their first delivery. */
export type Only = null | 'zone A' | 'no zone' | 'not zone A' | 'at 23' | 'batched' | 'algorithm 1'

const TERMS: Readonly<Record<Exclude<Only, null>, FilterNode>> = {
  'zone A': { column: 'zone', op: '=', value: 'A' },
  'no zone': { column: 'zone', op: 'is null' },
  'not zone A': { any: [{ column: 'zone', op: '!=', value: 'A' }] },
  'at 23': { column: 'hour', op: '=', value: 23 },
  batched: { column: 'delivery_type', op: '=', value: 'batched' },
  'algorithm 1': { column: 'algorithm_name', op: '=', value: 'algorithm 1' },
}
export const only: fc.Arbitrary<Only> = fc.constantFrom(
  null,
  null,
  null,
  ...(Object.keys(TERMS) as (keyof typeof TERMS)[]),
)

/** A choice with its filter, as a person gives it. */
export function withFilter<C extends { readonly only: Only }>({
  only: asked,
  ...rest
}: C): Omit<C, 'only'> & { readonly filter: readonly FilterNode[] } {
  return { ...rest, filter: asked === null ? [] : [TERMS[asked]] }
}

/** Whether a delivery (null: none is known) of a batch is asked for; the small services begin at 23:30. */
export function isAsked(asked: Only, delivery: Delivery | null, trip: Trip | null): boolean {
  const ordered = delivery === null ? null : (delivery.created ?? delivery.picked ?? delivery.dropped)
  const zone = delivery === null ? null : zoneOf(delivery)
  switch (asked) {
    case null:
      return true
    case 'zone A':
      return zone === 'A'
    case 'no zone':
      return zone === null
    case 'not zone A':
      return zone !== 'A'
    case 'at 23':
      return ordered !== null && ordered < 30
    case 'batched':
      return trip !== null
    case 'algorithm 1':
      return trip?.algorithm === 'algorithm 1'
  }
}
