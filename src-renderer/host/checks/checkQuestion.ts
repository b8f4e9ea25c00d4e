import type { Ask } from '../dashboard/tileAnswer'
import type { Check } from './check'

/** One question to the engine, and the checks that it answers. */
export interface CheckQuestion {
  readonly expected: readonly Pick<Check, 'of' | 'name' | 'title' | 'expects'>[]
  /** Throws what the engine throws, and `bad-parameter`, `bad-file`. */
  ask(ask: Ask): Promise<readonly Check[]>
}
