/** The Markov model from its definition, in exact fractions: the chain is solved anew for each channel that is taken out. */

export interface Journey {
  readonly channels: readonly string[]
  readonly conversions: number
  readonly value: number
  readonly missed: number
}

/** A fraction n / d with d > 0. */
type Fraction = readonly [bigint, bigint]

const ZERO: Fraction = [0n, 1n]
const divisor = (a: bigint, b: bigint): bigint => (b === 0n ? (a < 0n ? -a : a) : divisor(b, a % b))
const reduced = (n: bigint, d: bigint): Fraction => {
  const common = divisor(n, d) || 1n
  return d < 0n ? [-n / common, -d / common] : [n / common, d / common]
}
const plus = (a: Fraction, b: Fraction): Fraction => reduced(a[0] * b[1] + b[0] * a[1], a[1] * b[1])
const minus = (a: Fraction, b: Fraction): Fraction => plus(a, [-b[0], b[1]])
const times = (a: Fraction, b: Fraction): Fraction => reduced(a[0] * b[0], a[1] * b[1])
const over = (a: Fraction, b: Fraction): Fraction => reduced(a[0] * b[1], a[1] * b[0])
/** Doubles are fractions of a power of two. */
function exact(value: number): Fraction {
  let scaled = value,
    power = 1n
  while (!Number.isInteger(scaled)) {
    scaled *= 2
    power *= 2n
  }
  return reduced(BigInt(scaled), power)
}
const toNumber = ([n, d]: Fraction): number => {
  const shift = BigInt(Math.max(0, d.toString(2).length - 1000, n.toString(2).length - 1000))
  return Number(n >> shift) / Number(d >> shift)
}

/** Solves a system by Gauss's elimination, with any row whose entry is not 0 as the next. */
function solve(rows: Fraction[][]): Fraction[] {
  const size = rows.length
  for (let column = 0; column < size; column += 1) {
    const pivot = rows.findIndex((row, index) => index >= column && row[column]![0] !== 0n)
    ;[rows[column], rows[pivot]] = [rows[pivot]!, rows[column]!]
    const lead = rows[column]![column]!
    rows[column] = rows[column]!.map((one) => over(one, lead))
    for (let row = 0; row < size; row += 1) {
      const factor = rows[row]![column]!
      if (row === column || factor[0] === 0n) continue
      rows[row] = rows[row]!.map((one, index) => minus(one, times(factor, rows[column]![index]!)))
    }
  }
  return rows.map((row) => row[size]!)
}

/** Expected reward of a journey from its start; steps into `without` lead to no conversion. The reward of an end is that of the conversions seen there. */
function expectedReward(
  journeys: readonly Journey[],
  channels: readonly string[],
  reward: (journey: Journey) => number,
  without: string | null,
): Fraction {
  const states = channels.filter((one) => one !== without)
  const count = new Map<string, Fraction>()
  const add = (key: string, weight: Fraction): void => {
    count.set(key, plus(count.get(key) ?? ZERO, weight))
  }
  for (const journey of journeys) {
    const weight = plus(exact(journey.conversions), exact(journey.missed))
    add(`start>${journey.channels[0]!}`, weight)
    add('start', weight)
    journey.channels.forEach((from, index) => {
      add(from, weight)
      const to = journey.channels[index + 1]
      if (to !== undefined) add(`${from}>${to}`, weight)
      else add(`${from}!`, exact(reward(journey)))
    })
  }
  const chance = (from: string, to: string): Fraction => over(count.get(`${from}>${to}`) ?? ZERO, count.get(from)!)
  // value(from) - Σ chance × value(to) = reward at the end; self-steps are kept, as the definition has them.
  const rows = states.map((from) => [
    ...states.map((to): Fraction => minus(from === to ? [1n, 1n] : ZERO, chance(from, to))),
    over(count.get(`${from}!`) ?? ZERO, count.get(from)!),
  ])
  const values = solve(rows)
  return states.reduce((sum, state, index) => plus(sum, times(chance('start', state), values[index]!)), ZERO)
}

/** Markov's share of each channel in the conversions, or in their value; null where nothing can be lost. */
export function markovShares(
  journeys: readonly Journey[],
  reward: (journey: Journey) => number,
): ReadonlyMap<string, number> | null {
  const counted = journeys.filter((one) => one.channels.length > 0 && one.conversions + one.missed > 0)
  const channels = [...new Set(counted.flatMap((one) => one.channels))]
  if (counted.length === 0) return null
  const whole = expectedReward(counted, channels, reward, null)
  if (whole[0] <= 0n) return null
  const effects = channels.map((channel) =>
    over(minus(whole, expectedReward(counted, channels, reward, channel)), whole),
  )
  const sum = effects.reduce(plus, ZERO)
  return new Map(channels.map((channel, index) => [channel, toNumber(over(effects[index]!, sum))]))
}

/** Shapley values by their first definition: what a channel adds, over every order in which the channels can join. */
export function shapleyByOrders(
  journeys: readonly Journey[],
  worth: (journey: Journey) => number,
): ReadonlyMap<string, number> {
  const channels = [...new Set(journeys.flatMap((one) => one.channels))]
  const worthOf = (joined: ReadonlySet<string>): number =>
    journeys
      .filter((one) => one.channels.length > 0 && one.channels.every((channel) => joined.has(channel)))
      .reduce((sum, one) => sum + worth(one), 0)
  const orders = (left: readonly string[]): readonly (readonly string[])[] =>
    left.length === 0
      ? [[]]
      : left.flatMap((one) => orders(left.filter((other) => other !== one)).map((rest) => [one, ...rest]))
  const added = new Map(channels.map((channel) => [channel, 0]))
  const all = orders(channels)
  for (const order of all) {
    order.forEach((channel, index) => {
      const before = new Set(order.slice(0, index))
      added.set(channel, added.get(channel)! + (worthOf(new Set([...before, channel])) - worthOf(before)) / all.length)
    })
  }
  return added
}
