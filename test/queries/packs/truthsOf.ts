import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { TileAnswer } from '../../../src-renderer/host/dashboard/tileAnswer'

export const SAMPLES = join(import.meta.dirname, '../../../samples')

/** The rows behind a tile, by its title. */
export type TileOf = (title: string) => TileAnswer

/** What is planted in a sample. */
export function truthsOf(sample: string): unknown {
  return JSON.parse(readFileSync(join(SAMPLES, sample, 'truths.json'), 'utf8'))
}
