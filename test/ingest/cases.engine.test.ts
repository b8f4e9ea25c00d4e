import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Role } from '../../src-renderer/model/schema'
import { lathe } from '../terminal/lathe'

/** `expect.json` of a folder of `cases/`: files in a form that people bring, and what is right. */
interface Case {
  readonly situation: string
  /** Run one after the other, into one workspace. */
  readonly imports: readonly {
    readonly files: readonly string[]
    readonly args?: readonly string[]
    /** 0 when absent. */
    readonly exit?: number
    /** What is said must fit it. */
    readonly err?: string
    readonly report?: Readonly<Record<string, unknown>>
    readonly mapping?: Readonly<Partial<Record<Role, string | readonly string[]>>>
  }[]
  readonly checks?: readonly (SqlCheck | QueryCheck)[]
}

interface SqlCheck {
  readonly sql: string
  readonly want: string | null
}

interface QueryCheck {
  readonly query: string
  readonly params?: readonly string[]
  readonly args?: readonly string[]
  readonly wantLine?: string | readonly string[]
  readonly notLine?: string | readonly string[]
}

const CASES = join(import.meta.dirname, 'cases')
/** Cases that do not come out right yet, with the reason: a case that does must be taken off. */
const FAILING = JSON.parse(readFileSync(join(CASES, 'failing.json'), 'utf8')) as Readonly<Record<string, string>>

/** All that is wrong with a case. */
async function faultsOf(folder: string, workspace: string): Promise<readonly string[]> {
  const { imports, checks = [] } = JSON.parse(readFileSync(join(folder, 'expect.json'), 'utf8')) as Case
  const faults: string[] = []
  const want = (what: string, found: unknown, wanted: unknown): void => {
    if (JSON.stringify(found) !== JSON.stringify(wanted))
      faults.push(`${what}: ${JSON.stringify(found)}, not ${JSON.stringify(wanted)}`)
  }
  for (const step of imports) {
    const files = step.files.map((file) => join(folder, file))
    const run = await lathe('ingest', ...files, '--workspace', workspace, '--table', 'events', ...(step.args ?? []))
    if (run.status !== (step.exit ?? 0)) return [`exit ${run.status}: ${run.notes}`]
    if (step.err !== undefined && !new RegExp(step.err, 'i').test(run.notes)) faults.push(`says: ${run.notes}`)
    if (run.status !== 0) continue
    const report = JSON.parse(run.out) as Record<string, unknown>
    for (const [key, value] of Object.entries(step.report ?? {})) want(key, report[key], value)
    const said = [...run.notes.matchAll(/(?:events, |, )(\w+)=([^,\n]+)/g)]
    const mapping = new Map(said.map(([, role, column]) => [role, column]))
    for (const [role, column] of Object.entries(step.mapping ?? {}))
      if (![column].flat().includes(mapping.get(role) ?? '')) want(role, mapping.get(role) ?? run.notes, column)
  }
  for (const check of checks) {
    if ('sql' in check) {
      const run = await lathe('sql', `SELECT (${check.sql})::VARCHAR AS found`, '-w', workspace, '--format', 'json')
      want(
        check.sql,
        run.status === 0 ? (JSON.parse(run.out) as { found?: unknown }[])[0]?.found : run.notes,
        check.want,
      )
      continue
    }
    const parameters = (check.params ?? []).flatMap((parameter) => ['--param', parameter])
    const options = [...parameters, '--format', 'csv', ...(check.args ?? [])]
    const run = await lathe('query', check.query, '-w', workspace, ...options)
    if (run.status !== 0) faults.push(run.notes)
    const lines = run.out.split(/\r?\n/)
    for (const line of [check.wantLine ?? []].flat())
      if (!lines.some((one) => new RegExp(line).test(one))) faults.push(`no line ${line} in ${run.out}`)
    for (const line of [check.notLine ?? []].flat())
      if (lines.some((one) => new RegExp(line).test(one))) faults.push(`a line ${line} in ${run.out}`)
  }
  return faults
}

describe('files as people bring them', () => {
  let folder = ''
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'lathe-'))
  })
  afterAll(() => {
    rmSync(folder, { recursive: true })
  })

  const names = readdirSync(CASES, { withFileTypes: true }).flatMap((entry) =>
    entry.isDirectory() ? [entry.name] : [],
  )
  it.each(names)('%s', async (name) => {
    const faults = await faultsOf(join(CASES, name), join(folder, name))
    if (FAILING[name] === undefined) expect(faults.join('\n')).toBe('')
    else expect(faults.length, 'take it off failing.json').toBeGreaterThan(0)
  })

  it('failing.json names cases that there are', () => {
    expect(Object.keys(FAILING).filter((name) => !names.includes(name))).toEqual([])
  })
})
