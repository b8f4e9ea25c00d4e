import type { Random } from './random'

/** What lengths, counts and offsets are when a file lies. */
const NUMBERS = [
  0,
  1,
  -1,
  2,
  7,
  8,
  127,
  128,
  255,
  256,
  32767,
  65535,
  65536,
  2 ** 20,
  2 ** 24,
  2 ** 30,
  2 ** 31 - 1,
  -(2 ** 31),
  2 ** 32 - 1,
]
const LONGS = [
  0n,
  1n,
  -1n,
  2n ** 20n,
  2n ** 31n,
  2n ** 32n,
  2n ** 40n,
  2n ** 53n,
  2n ** 62n,
  2n ** 63n - 1n,
  -(2n ** 63n),
]
const TEXTS = [
  '"',
  '\n',
  '\r',
  ',',
  '\t',
  '{',
  '}',
  '[',
  ']',
  '\\',
  '\0',
  '\ufeff',
  '[[[[[[[[',
  '{"a":{"a":',
  '""',
  '\\u0000',
  '1e999',
  '-',
  '\u{1F600}',
  '0'.repeat(40),
].map((text) => new TextEncoder().encode(text))
const LONGEST = 32 * 1024

type Mutation = (bytes: Uint8Array, random: Random, other: Uint8Array) => Uint8Array

const flipBit: Mutation = (bytes, random) =>
  changed(bytes, (copy) => {
    copy[random.below(copy.length)]! ^= 1 << random.below(8)
  })
const setByte: Mutation = (bytes, random) =>
  changed(bytes, (copy) => {
    copy[random.below(copy.length)] = random.of([0, 1, 0x7f, 0x80, 0xff, random.below(256)])
  })
const truncate: Mutation = (bytes, random) => bytes.slice(0, random.below(bytes.length))
const cutStart: Mutation = (bytes, random) => bytes.slice(random.below(Math.min(bytes.length, 64)))

const duplicateSlice: Mutation = (bytes, random) => {
  const [from, to] = stretch(bytes, random)
  const times = random.of([1, 1, 1, 2, 8, 40])
  return joined(
    bytes.subarray(0, to),
    ...Array.from({ length: times }, () => bytes.subarray(from, to)),
    bytes.subarray(to),
  )
}

const removeSlice: Mutation = (bytes, random) => {
  const [from, to] = stretch(bytes, random)
  return joined(bytes.subarray(0, from), bytes.subarray(to))
}

const swapSlices: Mutation = (bytes, random) => {
  const cuts = [0, 1, 2, 3].map(() => random.below(bytes.length + 1)).sort((a, b) => a - b)
  const [a, b, c, d] = cuts as [number, number, number, number]
  return joined(
    bytes.subarray(0, a),
    bytes.subarray(c, d),
    bytes.subarray(b, c),
    bytes.subarray(a, b),
    bytes.subarray(d),
  )
}

const splice: Mutation = (bytes, random, other) =>
  joined(bytes.subarray(0, random.below(bytes.length + 1)), other.subarray(random.below(other.length + 1)))

const setInt: Mutation = (bytes, random) =>
  placed(bytes, random, 4, (view, at) => {
    view.setInt32(at, random.once(3) ? random.below(bytes.length + 16) : random.of(NUMBERS) | 0, true)
  })
const setLong: Mutation = (bytes, random) =>
  placed(bytes, random, 8, (view, at) => {
    view.setBigInt64(at, random.once(3) ? BigInt(random.below(bytes.length + 16)) : random.of(LONGS), true)
  })
/** A small change: counts that are off by one, offsets that are off by a little. */
const nudgeInt: Mutation = (bytes, random) =>
  placed(bytes, random, 4, (view, at) => {
    view.setInt32(at, (view.getInt32(at, true) + random.of([1, -1, 4, -4, 8, -8, 64, 2 ** 16])) | 0, true)
  })

const insertText: Mutation = (bytes, random) => {
  const at = random.below(bytes.length + 1)
  return joined(bytes.subarray(0, at), random.of(TEXTS), bytes.subarray(at))
}

const MUTATIONS: readonly Mutation[] = [
  flipBit,
  flipBit,
  flipBit,
  setByte,
  truncate,
  cutStart,
  duplicateSlice,
  removeSlice,
  swapSlices,
  splice,
  setInt,
  setInt,
  setLong,
  nudgeInt,
  insertText,
]

/** A file with one to four faults in it, at most 32 kB of it. `other` is a file to splice with. */
export function mutate(bytes: Uint8Array, random: Random, other: Uint8Array): Uint8Array {
  let mutated = bytes
  for (let faults = random.of([1, 1, 1, 2, 2, 4]); faults > 0 && mutated.length > 0; faults--)
    mutated = random.of(MUTATIONS)(mutated, random, other)
  return mutated.subarray(0, LONGEST)
}

function changed(bytes: Uint8Array, change: (copy: Uint8Array) => void): Uint8Array {
  const copy = Uint8Array.from(bytes)
  change(copy)
  return copy
}

/** Changes a number at a place that is a multiple of its width. */
function placed(
  bytes: Uint8Array,
  random: Random,
  width: number,
  change: (view: DataView, at: number) => void,
): Uint8Array {
  const places = Math.floor(bytes.length / width)
  return places === 0
    ? bytes
    : changed(bytes, (copy) => {
        change(new DataView(copy.buffer), random.below(places) * width)
      })
}

function stretch(bytes: Uint8Array, random: Random): readonly [number, number] {
  const from = random.below(bytes.length + 1)
  return [from, Math.min(bytes.length, from + random.below(random.of([4, 16, 128, 2048])))]
}

function joined(...parts: readonly Uint8Array[]): Uint8Array {
  const all = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0))
  let at = 0
  for (const part of parts) {
    all.set(part, at)
    at += part.length
  }
  return all
}
