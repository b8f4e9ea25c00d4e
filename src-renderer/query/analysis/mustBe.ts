import { LatheError } from '../../model/error'
import type { ParameterSpec } from '../contract/parameter'

/** Throws `bad-parameter`: what a value must be, and what it is. */
export function mustBe(spec: Pick<ParameterSpec, 'name'>, value: unknown, expected: string): never {
  const shown = typeof value === 'string' ? value : (JSON.stringify(value) ?? 'undefined')
  throw new LatheError('bad-parameter', `${spec.name} must be ${expected}, not "${shown}".`, {
    parameter: spec.name,
    value: shown,
  })
}
