import type { ByteSource, FormatName } from '../../src-renderer/ingest/contract'
import { FORMATS } from '../../src-renderer/ingest/formats/index'
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

/** How often a format is read, where that is not once in a round; parquet is slow: each trap costs a fresh wasm. */
const OFTEN: Readonly<Record<FormatName, number>> = { arrow: 4 }
const ROUND = FORMATS.flatMap(({ name }) => new Array<FormatName>(OFTEN[name] ?? 1).fill(name))

/** Input number n of a run: the same for the same seed and seed files. One in 256 is imported. */
export function inputOf(seed: number, input: number, seeds: readonly SeedFile[]): Input {
  const random = randomOf(seed, input)
  const wanted = random.of(ROUND)
  const chosen = random.of(seeds.filter((one) => one.format === wanted))
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
