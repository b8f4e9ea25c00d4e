import { analyses } from '../../../../queries/index'
import { computedIpc, type ComputedColumn } from '../../../query/analysis/computedResult'
import type { ResultTable, ResultValue } from '../../../query/contract/result'
import { differencesOf, differenceText } from '../../../query/numbers/differences'
import { refuseOtherThanOneRow, refuseWithoutSearch } from '../../../query/numbers/numberAnalysis'
import { rankMatches, type RankedMatch } from '../../../query/numbers/rankMatches'
import { readSaidNumber } from '../../../query/numbers/saidNumber'
import { figureColumns, searchNumber, type NumberMatch, type NumberQuestion } from '../../../query/numbers/searchNumber'
import { workspaceCatalog } from '../../workspaceModel'
import { withEngine } from '../askEngine'
import { askedView } from '../askedView'
import type { CommandLine } from '../commandLine'
import { readCell } from '../figureCell'
import { print } from '../print'
import type { Streams } from '../streams'
import type { TerminalCommand } from '../terminalCommand'
import { usageError } from '../usageError'
import { openWorkspace } from '../workspaceFolder'
import { encodeResult, readGuard, readOutputFormat } from '../writeResult'

const USUAL_MOST = 300
/** Rows of an answer among which the figure's is looked for. */
const MOST_ROWS = 1_000_000

const COLUMNS: readonly ComputedColumn[] = [
  { name: 'match', type: 'string' },
  { name: 'value', type: 'double' },
  { name: 'distance', type: 'double' },
  { name: 'differences', type: 'integer' },
  { name: 'what', type: 'string' },
  { name: 'preset', type: 'string' },
  { name: 'column', type: 'string' },
  { name: 'also', type: 'integer' },
  { name: 'parameters', type: 'string' },
]

type Row = Readonly<Record<string, ResultValue>>

function rowOf(match: RankedMatch, { analysis, values, catalog, figure }: NumberQuestion): Row {
  const { variant, column, value, distance, differences, folded } = match
  return {
    match: distance === 0 ? 'exact' : 'near',
    value,
    distance,
    differences,
    what: differenceText(differencesOf(match, { analysis, values, catalog, column: figure.column })),
    preset: variant.preset?.name ?? null,
    column,
    also: folded,
    parameters: JSON.stringify(Object.fromEntries(variant.changed.map((name) => [name, variant.values[name]]))),
  }
}

/** Searches the definitions of a question for a figure that another tool shows. */
async function runMatch(line: CommandLine, streams: Streams, signal: AbortSignal): Promise<number> {
  const [name, ...surplus] = line.operands
  if (name === undefined || surplus.length > 0) throw usageError('QUERY', 'Name one query; lathe queries lists them.')
  if (line.number === null)
    throw usageError('--number', "Give the figure as the other tool shows it: --number '31.2 %'.")
  const format = readOutputFormat(line.format)
  const guard = readGuard(line.safe, format)
  const said = readSaidNumber(line.number)
  const workspace = await openWorkspace(line)
  const catalog = await workspaceCatalog(workspace)
  const { analysis, values, source, plan } = await askedView(name, line, workspace, catalog)
  refuseWithoutSearch(analysis, analyses)
  if (line.column === null)
    throw usageError(
      '--column',
      `Name the column of the figure: --column ${figureColumns(analysis)
        .map((one) => one.name)
        .join(' or ')}.`,
    )
  const row = line.cell === null ? {} : readCell(line.cell, analysis)
  const question: NumberQuestion = {
    ...{ analysis, values, catalog, source, said },
    figure: { row, column: line.column },
    most: line.most ?? USUAL_MOST,
  }
  const found: NumberMatch[] = []
  let tried = 0
  await withEngine(
    workspace,
    signal,
    async (ask) => {
      const table = async (asked: typeof plan): Promise<ResultTable> => (await ask(asked)).table
      refuseOtherThanOneRow(await table(plan), row, analysis, values)
      for await (const step of searchNumber(question, table)) {
        found.push(...step.found)
        tried = step.tried
        streams.progress(`${step.tried} of up to ${step.total} definitions`)
      }
    },
    { mostRows: MOST_ROWS },
  )
  streams.endProgress()
  const { exact, near, own } = rankMatches(found, line.column)
  if (own !== null) streams.note(`as it stands: ${own.value}`)
  streams.note(`${tried} definitions tried, ${exact.length === 0 ? 'none gives' : `${exact.length} give`} ${said.text}`)
  const rows = [...exact, ...near].map((match) => rowOf(match, question))
  const answer = { ipc: computedIpc(COLUMNS, rows), rowCount: rows.length, truncated: false, elapsedMs: 0 }
  const about = { sql: '', shellSql: '', rowsRead: 0, filesRead: { read: 0, of: 0 }, tables: [], notes: [] }
  await print(
    await encodeResult({ ...answer, ...about }, format, { charts: () => [], annotations: [] }, guard),
    line,
    streams,
  )
  return 0
}

export const match: TerminalCommand = {
  name: 'match',
  usage: {
    words: "QUERY --workspace DIR --number '31.2 %' --column NAME --cell 'JSON of the row' [--param KEY=VALUE]…",
    about: 'which definitions give the figure that another tool shows, exactly or nearly, and in what they differ',
    more: ['[--most N] [--format table|json|csv|…] [--out FILE]'],
  },
  run: runMatch,
}
