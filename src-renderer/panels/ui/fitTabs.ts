/**
 * Which tabs stand in a row that is too narrow for all: the first ones, as many as fit beside the button for the others
 * (`moreWidth`), and always the chosen one, in the place of the last ones if need be. In their order; all where all fit.
 */
export function fitTabs(widths: readonly number[], chosen: number, room: number, moreWidth: number): number[] {
  const all = widths.map((_, index) => index)
  if (widths.reduce((sum, width) => sum + width, 0) <= room) return all
  let left = room - moreWidth - (widths[chosen] ?? 0)
  const shown = new Set([chosen])
  for (const index of all) {
    if (index === chosen) continue
    left -= widths[index] ?? 0
    if (left < 0) break
    shown.add(index)
  }
  return all.filter((index) => shown.has(index))
}
