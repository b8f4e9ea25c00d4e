import { hasHeader } from './queryFile'
import { chartLine, type QueryChart } from './queryChart'

/** A query's text with another `-- chart:` line in its header, which is begun where there is none; null takes it away. */
export function withChartLine(text: string, chart: QueryChart | null): string {
  const line = chart === null ? [] : [`-- chart: ${chartLine(chart)}`]
  if (!hasHeader(text)) return [...line, text].join('\n')
  const lines = text.split('\n')
  const end = lines.findIndex((one) => !/^\uFEFF?--\s*[a-z]+:/.test(one))
  const header = lines.slice(0, end === -1 ? lines.length : end)
  const at = header.findIndex((one) => /^\uFEFF?--\s*chart:/.test(one))
  const changed = at === -1 ? [...header, ...line] : header.toSpliced(at, 1, ...line)
  return [...changed, ...lines.slice(header.length)].join('\n')
}
