import { isLatheError, LatheError } from '../../model/error'
import type { ParameterSpec, ParameterValue } from '../../query/contract/parameter'
import { readParameter } from '../../query/analysis/parameters'

export type RawValues = Readonly<Record<string, ParameterValue>>

/**
 * What is wrong with each value, by the same check as the terminal's `--param`; the form's labels stand in for the
 * names.
 */
export function parameterErrors(specs: readonly ParameterSpec[], raw: RawValues): Readonly<Record<string, string>> {
  const errors: Record<string, string> = {}
  for (const spec of specs) {
    const value = raw[spec.name]
    if (value === undefined) continue
    try {
      readParameter(spec, value)
    } catch (error) {
      if (!(error instanceof LatheError)) throw error
      errors[spec.name] = inWordsOf(spec, error)
    }
  }
  return errors
}

/** A sentence that begins with the parameter's name begins with its label instead. */
export function inWordsOf(spec: ParameterSpec, error: Error): string {
  if (!isLatheError(error, 'bad-parameter')) return error.message
  const { parameter, says } = error.payload
  return parameter === spec.name && says !== undefined ? `${spec.label}${says}` : error.message
}
