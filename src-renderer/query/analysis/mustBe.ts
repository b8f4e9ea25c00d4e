import { badParameter } from '../sql/refuse'
import type { ParameterSpec } from '../contract/parameter'

/** Throws `bad-parameter`: what a value must be, and what it is. */
export function mustBe(spec: Pick<ParameterSpec, 'name'>, value: unknown, expected: string): never {
  const shown = typeof value === 'string' ? value : (JSON.stringify(value) ?? 'undefined')
  throw badParameter(spec.name, shown, ` must be ${expected}, not "${shown}".`)
}
