import type { LeftOut } from '../../src-renderer/query/contract/plan'
import type { FunnelOptions } from './options'
import type { Pairing } from './pairs'

interface Counted {
  readonly options: FunnelOptions
  /** What the keys are, in the plural. */
  readonly noun: string
  readonly ctes: readonly string[]
  /** The attempts that count, with their key k. */
  readonly name: string
  readonly pairing: Pairing | null
  /** A SELECT of k of those that have an entry: keys, or pairs. */
  readonly entered: string
  /** A SELECT of the keys that have an entry and none with a value to hold; null where nothing is held. */
  readonly withoutValue: string | null
}

/** Who entered a funnel and is not in it: because of an excluded event, or for want of a value to hold. */
export function funnelLeftOut({
  options,
  noun,
  ctes,
  name,
  pairing,
  entered,
  withoutValue,
}: Counted): readonly LeftOut[] {
  const count = (select: string): string => `WITH ${ctes.join(',\n')}\nSELECT count(*) FROM (${select})`
  const owners = pairing === null ? entered : `SELECT owner AS k FROM (${entered}) one JOIN pairs ON one.k = pairs.k`
  const one = noun === 'users' ? '1 user' : noun === 'sessions' ? '1 session' : `1 of the ${noun}`
  const event = options.exclusions.length === 1 ? 'the excluded event' : 'an excluded event'
  return [
    ...(options.exclusions.length === 0 || options.exclusionEffect === 'cut'
      ? []
      : [
          {
            name: 'void-attempts',
            sql: count(`SELECT DISTINCT k FROM (${owners}) EXCEPT SELECT k FROM ${name}`),
            one: `${one} who entered is left out: ${event} came between the steps`,
            many: `{n} ${noun} who entered are left out: ${event} came between the steps`,
          },
        ]),
    ...(withoutValue === null
      ? []
      : [
          {
            name: 'no-held-value',
            sql: count(withoutValue),
            one: `${one} who did the first step is left out: it had no value of ${options.hold.join(', ')}`,
            many: `{n} ${noun} who did the first step are left out: it had no value of ${options.hold.join(', ')}`,
          },
        ]),
  ]
}
