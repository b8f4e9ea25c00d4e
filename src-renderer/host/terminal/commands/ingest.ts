import { ownValue } from '../../../base/ownValue'
import { formatCount } from '../../../chart/format'
import { isAbort } from '../../../base/abort'
import { elementAt, required } from '../../../base/required'
import { agreeOnForms, formsIn, type FileForms } from '../../../ingest/inspect/agreeOnForms'
import type { ByteSource, Doubt, IngestPlan, InspectOptions, Inspection } from '../../../ingest/contract'
import { FORMATS } from '../../../ingest/formats/index'
import { gatherFiles, type GatherProgress } from '../../../ingest/gatherFiles'
import { ingest as importFiles, type IngestOptions } from '../../../ingest/ingest'
import { inspect, planFrom } from '../../../ingest/inspect/inspect'
import { planFile } from '../../../ingest/inspect/planFile'
import { rejectText } from '../../../ingest/rows/rejectReasons'
import { lossText } from '../../../ingest/rows/losses'
import { isLatheError } from '../../../model/error'
import type { Role } from '../../../model/schema'
import { isTimeZone } from '../../../model/zone'
import { WEEK_DAYS } from '../../../query/sql/weekStart'
import type { Workspace } from '../../../store/workspace'
import { countChecks } from '../../checks/check'
import { checkWorkspace } from '../checkWorkspace'
import type { CommandLine } from '../commandLine'
import { chosenSources } from '../chosenSources'
import { followFile } from '../followFile'
import { inspectOptions, lateAfter, noteInspection, refuseDoubt } from '../inspectedFile'
import { ruleAfterImport } from '../ruleAfterImport'
import { saidRules } from '../saidRules'
import { parserThreads } from '../parserThreads'
import { usageError } from '../usageError'
import { usersTaken } from '../../usersTaken'
import type { Streams } from '../streams'
import type { TerminalCommand } from '../terminalCommand'
import { openOrCreateWorkspace } from '../workspaceFolder'
import { checkLine } from './check'

/** So many files are looked at for one that names its columns. */
const MOST_LEADS = 3

/**
 * Looks at the first file that has rows, and names for its columns if one of the first has them. A file with a header
 * and no rows says nothing about its columns: where all are such and the table is there already, it is read as the
 * table's other files were.
 */
async function inspectFirst(
  sources: readonly ByteSource[],
  options: InspectOptions,
  workspace: Workspace,
  signal: AbortSignal,
): Promise<{ readonly source: ByteSource; readonly first: Inspection }> {
  const filled = sources.filter((one) => one.size !== 0)
  let nameless = 0
  let found: { readonly source: ByteSource; readonly first: Inspection } | null = null
  for (const source of filled.length === 0 ? sources.slice(0, 1) : filled) {
    const first = await inspect(source, options, signal)
    if (found === null || (found.first.sampledRows === 0 && first.sampledRows > 0)) found = { source, first }
    if (first.sampledRows > 0 && (first.header || options.header !== undefined)) return { source, first }
    if (first.sampledRows > 0 && ++nameless === MOST_LEADS) break
  }
  const { source, first } = required(found)
  if (first.sampledRows > 0) return { source, first }
  const known = workspace.manifest.tables[first.table]
  if (known === undefined || options.mapping !== undefined || options.kind !== undefined) return { source, first }
  return { source, first: { ...first, kind: known.kind, mapping: known.mapping, certain: true, doubt: null } }
}

/** Lets a workspace's weeks begin on another day: nothing stored depends on it. */
async function beginWeeksOn(weekStart: number, workspace: Workspace, streams: Streams): Promise<void> {
  await workspace.change(async () => {
    if (workspace.manifest.weekStart === weekStart) return
    await workspace.commit({ update: () => ({ weekStart }) })
    streams.note(`weeks of this workspace now begin on ${elementAt(WEEK_DAYS, weekStart - 1)}`)
  })
}

function runIngest(line: CommandLine, streams: Streams, signal: AbortSignal): Promise<number> {
  return line.follow ? followFile(line, streams, signal) : importInto(line, streams, signal, {})
}

/** Imports the files of a command line, or replaces a table's rows by theirs. Prints one JSON object. */
export async function importInto(
  line: CommandLine,
  streams: Streams,
  signal: AbortSignal,
  how: Pick<IngestOptions, 'replaces' | 'names'> & { readonly types?: IngestPlan['types'] },
): Promise<number> {
  if (line.operands.length === 0) throw usageError('FILE', 'Say which files to import.')
  if (line.timezone !== null && !isTimeZone(line.timezone))
    throw usageError('--timezone', `"${line.timezone}" is no time zone; name one like Europe/Berlin or UTC.`)
  const said = inspectOptions(line)
  const { sources, table } = await chosenSources(line.operands, line, said, signal)
  const options = { ...(table === undefined ? {} : { table }), ...said }
  const workspace = await openOrCreateWorkspace(line, line.timezone ?? 'UTC', line.weekStart ?? 1)
  const timezone = line.timezone ?? workspace.manifest.timezone
  const { source: inspected, first } = await inspectFirst(sources, options, workspace, signal)
  const refuse = (file: string, doubt: Doubt | null): void => refuseDoubt(file, doubt, line)
  // What one file leaves open about its numbers, another may tell.
  if (first.doubt?.option !== 'decimal' || sources.length === 1) refuse(first.file, first.doubt)
  const proposed = planFrom(first, timezone)
  const lead = formsIn(first)
  const notes: string[] = []
  const forms: FileForms[] = []
  for (const source of sources) {
    if (source === inspected) {
      forms.push(lead)
      continue
    }
    const file = await planFile(source, proposed, first.file, options, signal)
    refuse(source.name, file.doubt)
    forms.push(line.decimal === null ? file.forms : { ...file.forms, columns: [] })
    notes.push(...file.notes)
  }
  const agreed = agreeOnForms(proposed, forms, line.decimal === null ? lead : { ...lead, columns: [] })
  const { doubt } = agreed
  const { types = {}, ...replacing } = how
  const rules = line.rules === null ? undefined : saidRules(line.rules, first)
  const plan = {
    ...agreed.plan,
    types: { ...agreed.plan.types, ...types },
    ...(rules === undefined ? {} : { rules }),
    ...lateAfter(line),
  }
  notes.push(...agreed.notes)
  if (doubt !== null) refuse(doubt.file, doubt)
  if (first.doubt?.option === 'decimal' && ownValue(plan.numbers, plan.mapping.value ?? '') === undefined)
    refuse(first.file, first.doubt)
  noteInspection(first, plan, streams)
  for (const note of notes) streams.note(note)
  // What many small imports left, or an older Lathe, is gathered before this one adds to it.
  const onProgress = ({ files, of }: GatherProgress): void => {
    streams.progress(`joining small files, once: ${formatCount(files)} of ${formatCount(of)}`)
  }
  const unlessCancelled = (error: unknown): void => {
    if (isAbort(error)) throw error
  }
  await gatherFiles(workspace, { signal, waitMs: 0, onProgress }).catch(unlessCancelled)
  await workspace.describeRows({ signal }).catch(unlessCancelled)
  streams.endProgress()
  const before = workspace.manifest
  const report = await importFiles(plan, sources, workspace, {
    signal,
    ...replacing,
    skipsKnown: line.known === 'skip' && replacing.replaces !== true,
    ...parserThreads(line.parsers),
    onWait: (message) => {
      streams.note(`waiting: ${message}`)
    },
    onProgress: (progress) => {
      const share =
        progress.bytesTotal === null
          ? ''
          : `${Math.floor((100 * progress.bytesRead) / Math.max(1, progress.bytesTotal))}% `
      streams.progress(
        `${progress.stage} ${share}${formatCount(progress.rows)} rows, ` +
          `${formatCount(Math.round(progress.rowsPerSecond))}/s` +
          (progress.rejected > 0 ? `, ${progress.rejected} rejected` : ''),
      )
    },
  })
  streams.endProgress()
  if (report.files < sources.length) {
    const left = sources.length - report.files
    streams.note(`${left === 1 ? '1 file was' : `${left} files were`} imported before and left out`)
  }
  if (line.weekStart !== null) await beginWeeksOn(line.weekStart, workspace, streams)
  const { remarks: found, rejects = [], ...figures } = report
  const taken = await usersTaken(before, workspace)
  await ruleAfterImport(workspace, report.table, streams, signal)
  const remarks = taken === null ? found : [...found, taken]
  const checks = await checkWorkspace(workspace, streams, signal).then(
    (kept) => kept?.checks ?? [],
    (error: unknown) => {
      // The import is done, whatever becomes of the checks.
      if (!isAbort(error) && !isLatheError(error)) throw error
      streams.note(`The checks were not asked: ${error instanceof Error ? error.message : ''}`)
      return []
    },
  )
  const open = checks.filter(({ state }) => state !== 'passed')
  const printed = {
    ...figures,
    ...(line.rules === null || rejects.length === 0 ? {} : { rejects }),
    ...(remarks.length === 0 ? {} : { remarks }),
    ...(checks.length === 0 ? {} : { checks: { ...countChecks(checks), open } }),
  }
  await streams.out(`${JSON.stringify(printed)}\n`)
  for (const remark of remarks) streams.note(remark.text)
  for (const [role, loss] of Object.entries(report.lost ?? {}))
    streams.note(lossText(role as Role, loss, `${loss.file} line ${loss.line}`))
  for (const one of rejects) streams.note(rejectText(one))
  if (report.rejected > 0)
    streams.note(
      `${report.rejected} ${report.rejected === 1 ? 'row was' : 'rows were'} ` +
        `rejected${line.workspace === ':memory:' ? '' : `; see lathe rejects --workspace ${line.workspace ?? ''}`}`,
    )
  for (const check of open) streams.note(checkLine(check))
  return line.strict && (report.rejected > 0 || open.length > 0) ? 3 : 0
}

export const ingest: TerminalCommand = {
  name: 'ingest',
  usage: {
    words:
      'FILE… --workspace DIR [--table NAME] [--map user=COL,event=COL,time=COL,id=COL,session=COL,value=COL,test=COL]',
    more: [
      `[--format ${FORMATS.map((format) => format.name).join('|')}] ` +
        '[--time-format F] [--date YYYY-MM-DD] [--timezone ZONE] [--kind events|table]',
      '[--delimiter C] [--header yes|no|LINE] [--skip N]',
      '[--sheet NAME] [--member NAME] [--encoding E] [--decimal comma|point] [--null WORDS]',
      '[--week-start monday|sunday|…] [--parsers N] [--strict] [--late-hours N] [--rules PACK|PACK/TABLE|FILE.json] [--known add|skip] [--follow [--every SECONDS]]',
    ],
  },
  run: runIngest,
}
