import type { Analysis } from '../src-renderer/query/contract/analysis'
import type { AnalysisOutline, PanelOutline } from '../src-renderer/query/contract/outline'
import { families } from './index'

function outlineOf({ name, title, about, reads, needs }: Analysis): AnalysisOutline {
  return { name, title, about, reads, ...(needs === undefined ? {} : { needs }) }
}

/**
 * The panels of analyses, in the navigation's order, without what the analyses do. The window's build puts this value in
 * the place of this file (src-main/writtenValue), so that the first screen does without them: nothing else is here.
 */
export const outline: readonly PanelOutline[] = families.flatMap((family) =>
  family.panels.map((panel) => ({ ...panel, family: family.name, tabs: panel.tabs.map(outlineOf) })),
)
