import { readCell } from '../../../src-renderer/host/terminal/figureCell'
import { readCommandLine } from '../../../src-renderer/host/terminal/readCommandLine'
import { workspaceCatalog } from '../../../src-renderer/host/workspaceModel'
import { differencesOf, differenceText } from '../../../src-renderer/query/numbers/differences'
import { rankMatches } from '../../../src-renderer/query/numbers/rankMatches'
import { readSaidNumber } from '../../../src-renderer/query/numbers/saidNumber'
import { searchNumber, type NumberMatch, type NumberQuestion } from '../../../src-renderer/query/numbers/searchNumber'
import type { Bed } from '../packs/bed'

/** What `lathe match …` finds that gives the number exactly, said as the words after `lathe`. */
export async function matchRows(bed: Bed, words: readonly string[]): Promise<readonly Record<string, unknown>[]> {
  const line = readCommandLine(words)
  if (line === null || line.number === null || line.column === null) throw new Error(`${words.join(' ')} is no match`)
  const { analysis, values, source } = await bed.request(words)
  const catalog = await workspaceCatalog(bed.workspace)
  const figure = { row: readCell(line.cell, analysis), column: line.column }
  const said = readSaidNumber(line.number)
  const question: NumberQuestion = { analysis, values, catalog, source, said, figure, most: line.most ?? 300 }
  const found: NumberMatch[] = []
  for await (const step of searchNumber(question, async (plan) => (await bed.ask(plan)).table))
    found.push(...step.found)
  return rankMatches(found, line.column).exact.map((match) => ({
    value: match.value,
    differences: match.differences,
    what: differenceText(differencesOf(match, { analysis, values, catalog, column: line.column! })),
  }))
}
