/**
 * A seeded source of chance for the generators. Only integer arithmetic, + - * / and Math.sqrt are used, which every
 * JavaScript engine computes alike, so that a seed gives the same bytes everywhere.
 *
 * @typedef {object} Random
 * @property {() => number} next a number in [0, 1)
 * @property {(low: number, high: number) => number} integer a whole number from low to high, both included
 * @property {(probability: number) => boolean} chance
 * @property {<T>(list: readonly T[]) => T} pick
 * @property {<T>(weighted: readonly (readonly [T, number])[]) => T} weighted by weight; weights need not sum to 1
 * @property {(mean: number, spread: number) => number} bell roughly normal: mean ± about 3 × spread at most
 * @property {<T>(list: readonly T[]) => T[]} shuffle a new, shuffled list
 */

/**
 * @param {number} seed
 * @returns {Random}
 */
export function createRandom(seed) {
  let state = seed >>> 0
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = state
    mixed = Math.imul(mixed ^ (mixed >>> 15), mixed | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296
  }
  const integer = (low, high) => low + Math.floor(next() * (high - low + 1))
  return {
    next,
    integer,
    chance: (probability) => next() < probability,
    pick: (list) => list[integer(0, list.length - 1)],
    weighted: (weighted) => {
      const total = weighted.reduce((sum, [, weight]) => sum + weight, 0)
      let left = next() * total
      for (const [value, weight] of weighted) {
        left -= weight
        if (left < 0) return value
      }
      return weighted[weighted.length - 1][0]
    },
    bell: (mean, spread) => {
      let sum = 0
      for (let i = 0; i < 6; i++) sum += next()
      return mean + (sum - 3) * Math.SQRT2 * spread
    },
    shuffle: (list) => {
      const copy = [...list]
      for (let i = copy.length - 1; i > 0; i--) {
        const j = integer(0, i)
        ;[copy[i], copy[j]] = [copy[j], copy[i]]
      }
      return copy
    },
  }
}
