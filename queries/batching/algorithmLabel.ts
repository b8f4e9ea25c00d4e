/** `ml_optimized v1.5`, for axes and summaries. */
export function algorithmLabel(row: Readonly<Record<string, unknown>>): string {
  const [name, version] = [row['algorithm_name'], row['algorithm_version']]
  const shown = typeof name === 'string' ? name : '(no algorithm)'
  return typeof version === 'string' && version !== '' ? `${shown} ${version}` : shown
}
