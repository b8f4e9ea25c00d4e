import type { LeftOut } from '../../src-renderer/query/contract/plan'
import { inBrackets, statement, type Cte } from '../../src-renderer/query/sql/statement'
import type { FunnelOptions } from './options'
import type { Pairing } from './pairs'

interface Counted {
  readonly options: FunnelOptions
  /** What the keys are, in the plural. */
  readonly noun: string
  readonly ctes: readonly Cte[]
  /** The attempts that count, with their key. */
  readonly name: string
  readonly pairing: Pairing | null
  /** A SELECT of key of those that have an entry: keys, or pairs. */
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
  const count = (select: string): string => statement(ctes, `SELECT count(*)\nFROM ${inBrackets(select)}`)
  const owners =
    pairing === null
      ? entered
      : `SELECT owner AS key\nFROM ${inBrackets(entered)} AS one\nJOIN pairs ON one.key = pairs.key`
  const one = noun === 'users' ? '1 user' : noun === 'sessions' ? '1 session' : `1 of the ${noun}`
  const event = options.exclusions.length === 1 ? 'the excluded event' : 'an excluded event'
  return [
    ...(options.exclusions.length === 0 || options.exclusionEffect === 'cut'
      ? []
      : [
          {
            name: 'void-attempts',
            sql: count(`SELECT DISTINCT key\nFROM ${inBrackets(owners)}\nEXCEPT\nSELECT key\nFROM ${name}`),
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
