import { SAMPLES } from '../../../samples/index'
import type { WindowCommand } from './windowCommand'

/** One for each sample. */
export const openSamples: readonly WindowCommand[] = SAMPLES.map(({ name, title }) => ({
  id: `sample:${name}`,
  title: `Open sample: ${title}`,
  group: 'File',
  run: ({ context }) => context.openSample(name),
}))
