import type { Analysis } from './analysis'
import type { FamilyPanel } from './family'

/** What navigation and lists say of an analysis. */
export type AnalysisOutline = Pick<Analysis, 'name' | 'title' | 'about' | 'reads' | 'needs'>

/** A panel as navigation and lists know it, without what its analyses do. Plain data. */
export interface PanelOutline extends Omit<FamilyPanel, 'tabs'> {
  /** The folder of queries/ that holds its analyses. */
  readonly family: string
  readonly tabs: readonly AnalysisOutline[]
}
