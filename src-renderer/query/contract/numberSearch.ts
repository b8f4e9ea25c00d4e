import type { Catalog } from './catalog'
import type { ParameterValue, ParameterValues } from './parameter'

/** A parameter in which tools are known to differ. */
export interface Axis {
  readonly parameter: string
  /** What they take for it, the likeliest first; all options of a choice, or yes and no, where absent. */
  readonly values?:
    | readonly ParameterValue[]
    | ((values: ParameterValues, catalog: Catalog) => readonly ParameterValue[])
}

/**
 * How a figure that another tool shows is looked for among an analysis's definitions (query/numbers): its presets, its
 * axes, and those that all analyses share.
 */
export interface NumberSearch {
  /**
   * Columns that tell its rows apart. One that is called as a parameter holds that parameter's value: it changes with it.
   */
  readonly keys: readonly string[]
  /** The likeliest first. */
  readonly axes: readonly Axis[]
}
