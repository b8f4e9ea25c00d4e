import { refuse } from '../../src-renderer/query/sql/refuse'
import type { ParameterSpec, ParameterValues } from '../../src-renderer/query/contract/parameter'

export const SPLIT_PARAMETER: ParameterSpec = {
  name: 'split',
  type: 'text',
  label: 'Planned split',
  default: null,
  more: true,
  help: 'How users were to be split, such as "control=90, new=10"; empty for equal shares.',
}

/** The planned weight of each variant, in their order: equal unless the parameter names them all. Throws `bad-parameter`. */
export function readSplit(values: ParameterValues, variants: readonly string[]): readonly number[] {
  const text = typeof values['split'] === 'string' ? values['split'].trim() : ''
  if (text === '') return variants.map(() => 1)
  const weights = new Map(
    text.split(',').map((part) => {
      const at = part.lastIndexOf('=')
      const weight = Number(part.slice(at + 1))
      if (at < 1 || part.slice(at + 1).trim() === '' || !(weight > 0) || !Number.isFinite(weight))
        refuse('split', text, 'write each variant with a weight above 0, such as "control=90, new=10"')
      return [part.slice(0, at).trim(), weight] as const
    }),
  )
  const missing = variants.find((variant) => !weights.has(variant))
  if (missing !== undefined) refuse('split', text, `it says nothing of the variant "${missing}"`)
  return variants.map((variant) => weights.get(variant) ?? 0)
}
