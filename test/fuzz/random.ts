/** A generator of numbers that one seed decides (xorshift128, begun by splitmix32): the same on every machine. */
export interface Random {
  /** A whole number in [0, below). */
  below(below: number): number
  /** One of some values. */
  of<T>(values: readonly T[]): T
  /** True once in so many times. */
  once(times: number): boolean
}

/** The numbers of one input: each input has its own, so that it can be made again without those before it. */
export function randomOf(seed: number, input: number): Random {
  let state = Math.imul(seed ^ 0x9e3779b9, 0x85ebca6b) ^ Math.imul(input + 1, 0xc2b2ae35)
  const begin = (): number => {
    state = (state + 0x9e3779b9) | 0
    let mixed = Math.imul(state ^ (state >>> 16), 0x21f0aaad)
    mixed = Math.imul(mixed ^ (mixed >>> 15), 0x735a2d97)
    return mixed ^ (mixed >>> 15)
  }
  let [a, b, c, d] = [begin(), begin(), begin(), begin() | 1]
  const next = (): number => {
    const mixed = a ^ (a << 11)
    ;[a, b, c] = [b, c, d]
    d = d ^ (d >>> 19) ^ mixed ^ (mixed >>> 8)
    return d >>> 0
  }
  return {
    below: (below) => Math.floor((next() / 2 ** 32) * below),
    of: (values) => values[Math.floor((next() / 2 ** 32) * values.length)]!,
    once: (times) => next() < 2 ** 32 / times,
  }
}
