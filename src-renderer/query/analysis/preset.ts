import { LatheError } from '../../model/error'
import type { Analysis } from '../contract/analysis'
import type { ParameterValue } from '../contract/parameter'
import { nearest } from '../sql/nearest'

/**
 * What `--param preset=NAME` stands for: the preset's values, over which everything that was given besides wins. Throws
 * `bad-parameter` for a name that the analysis does not have.
 */
export function withPreset(
  analysis: Pick<Analysis, 'name' | 'parameters' | 'presets'>,
  raw: Readonly<Record<string, ParameterValue>>,
): Readonly<Record<string, ParameterValue>> {
  if (!('preset' in raw) || analysis.parameters.some((spec) => spec.name === 'preset')) return raw
  const { preset: asked, ...given } = raw
  const name = typeof asked === 'string' ? asked : JSON.stringify(asked)
  if (name === 'default') return given
  const found = analysis.presets?.find((preset) => preset.name === name)
  if (found !== undefined) return { ...found.values, ...given }
  const names = ['default', ...(analysis.presets ?? []).map((preset) => preset.name)]
  const near = nearest(name, names)
  throw new LatheError(
    'bad-parameter',
    `${analysis.name} has no preset "${name}"; ${near.length > 0 ? `did you mean ${near.join(' or ')}?` : `there are ${names.join(', ')}.`}`,
    { parameter: 'preset', value: name },
  )
}
