import type { ParameterSpec } from '../../query/contract/parameter'
import type { Preset } from '../../query/contract/analysis'
import type { RawValues } from './parameterErrors'

/** Names that no preset has: an analysis's own defaults, and values that are those of no preset. */
export const DEFAULT = '*default'
export const CUSTOM = '*custom'

/**
 * The parameters that some preset sets: the others, such as a funnel's steps, are the question and not the way of
 * counting.
 */
function touched(presets: readonly Preset[], specs: readonly ParameterSpec[]): readonly ParameterSpec[] {
  return specs.filter((spec) => presets.some((preset) => spec.name in preset.values))
}

/** The values of all parameters that presets set, as one of them has them; defaults for those that it leaves. */
export function presetPart(presets: readonly Preset[], specs: readonly ParameterSpec[], name: string): RawValues {
  const values = presets.find((preset) => preset.name === name)?.values ?? {}
  return Object.fromEntries(touched(presets, specs).map((spec) => [spec.name, values[spec.name] ?? spec.default]))
}

/** Which preset the values are those of. */
export function presetNow(presets: readonly Preset[], specs: readonly ParameterSpec[], raw: RawValues): string {
  const present = Object.fromEntries(touched(presets, specs).map((spec) => [spec.name, raw[spec.name] ?? spec.default]))
  return (
    [DEFAULT, ...presets.map((preset) => preset.name)].find(
      (name) => JSON.stringify(presetPart(presets, specs, name)) === JSON.stringify(present),
    ) ?? CUSTOM
  )
}
