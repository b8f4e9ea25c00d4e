import type { ByteSource, FormatName } from '../../src-renderer/ingest/contract'
import { mutate } from './mutate'
import { randomOf } from './random'
import { piecesOf } from './readOne'
import type { SeedFile } from './seedFiles'

export interface Input {
  readonly format: FormatName
  readonly source: ByteSource
  readonly encoding: string
  /** Looked at and imported, as a person would; otherwise read by the format's reader alone. */
  readonly imports: boolean
}

/** Parquet is the slowest by far: each trap costs a fresh wasm. */
const SHARES: readonly (readonly FormatName[])[] = [
  ['arrow'],
  ['arrow'],
  ['arrow'],
  ['arrow'],
  ['parquet'],
  ['csv', 'tsv'],
  ['csv', 'tsv'],
  ['json'],
  ['ndjson'],
  ['ndjson', 'access-log'],
]

/** Input number n of a run: the same for the same seed and seed files. One in 256 is imported. */
export function inputOf(seed: number, input: number, seeds: readonly SeedFile[]): Input {
  const random = randomOf(seed, input)
  const formats = random.of(SHARES)
  const chosen = random.of(seeds.filter((one) => formats.includes(one.format)))
  // Now and then a file is spliced with one of another format, or read as one.
  const others = random.once(8) ? seeds : seeds.filter((other) => other.format === chosen.format)
  const format = random.once(40) ? random.of(seeds).format : chosen.format
  const bytes = mutate(chosen.bytes, random, random.of(others).bytes)
  return {
    format,
    encoding: chosen.encoding ?? 'utf-8',
    source: piecesOf(chosen.name, bytes, random.of([1 << 20, 1 << 20, 1 << 20, 1000, 61])),
    imports: random.once(256),
  }
}
