import { spawn } from 'node:child_process'
import { cpSync, mkdtempSync, readdirSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

const root = join(import.meta.dirname, '../..')
const copy = mkdtempSync(join(tmpdir(), 'lathe-build-'))
beforeAll(() => {
  for (const name of ['src-main', 'src-renderer', 'queries', 'package.json', 'vite.terminal.config.ts'])
    cpSync(join(root, name), join(copy, name), { recursive: true })
  symlinkSync(join(root, 'node_modules'), join(copy, 'node_modules'), 'junction')
})
afterAll(() => {
  rmSync(copy, { recursive: true, force: true })
})

function run(...words: string[]): Promise<{ status: number | null; out: string; notes: string }> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [join(copy, 'src-main/lathe.mjs'), ...words], { cwd: tmpdir() })
    let out = ''
    let notes = ''
    child.stdout.on('data', (chunk) => {
      out += String(chunk)
    })
    child.stderr.on('data', (chunk) => {
      notes += String(chunk)
    })
    child.on('close', (status) => {
      resolve({ status, out, notes })
    })
  })
}

describe('the command in a checkout without a build', () => {
  it('builds itself, also twice at once, and says so on standard error only', async () => {
    const runs = await Promise.all([run('queries', '--format', 'json'), run('queries', '--format', 'json')])
    for (const { status, out } of runs) {
      expect(status).toBe(0)
      expect((JSON.parse(out) as { name: string }[]).map((one) => one.name)).toContain('retention')
    }
    expect(runs.some(({ notes }) => notes.includes('Building the terminal host'))).toBe(true)
    expect(readdirSync(join(copy, 'out')).filter((name) => name !== 'terminal')).toEqual([])
    const again = await run('queries', '--format', 'json')
    expect(again).toEqual({ status: 0, out: runs[0].out, notes: '' })
  }, 120_000)

  it(
    'gives its usage on standard error where it is called with nothing, and on standard output where it is asked ' +
      'for',
    async () => {
      const bare = await run()
      expect([bare.status, bare.out]).toEqual([2, ''])
      expect(bare.notes).toContain('lathe ingest FILE…')
      const asked = await run('--help')
      expect([asked.status, asked.notes]).toEqual([0, ''])
      expect(asked.out).toContain('lathe ingest FILE…')
      expect(asked.out.split('\n').filter((line) => line.length > 110)).toEqual([])
      const one = await run('query', '--help')
      expect(one.out).toMatch(/^ {2}lathe query QUERY/)
      expect(one.out).not.toContain('lathe ingest')
    },
  )
})
