// Checks run beside the builds: the copy of its configuration that a build writes and removes is no file of the project.
import { spawnSync } from 'node:child_process'
import { cpSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'

const root = join(import.meta.dirname, '..')

/** The files of a folder that are not formed as the project wants it. */
function unformed(folder: string): readonly string[] {
  const { stdout } = spawnSync(
    process.execPath,
    [join(root, 'node_modules/oxfmt/bin/oxfmt'), '--list-different', '.'],
    { cwd: folder, encoding: 'utf8' },
  )
  return stdout.split('\n').filter((line) => line !== '')
}

test('the form check passes over what a build writes beside its configuration', () => {
  const configurations = readdirSync(root).filter((name) => name.endsWith('.config.ts'))
  expect(configurations).toContain('electron.vite.config.ts')
  const folder = mkdtempSync(join(tmpdir(), 'lathe-form-'))
  try {
    for (const name of ['.gitignore', '.oxfmtrc.json']) cpSync(join(root, name), join(folder, name))
    for (const name of configurations) {
      for (const end of ['1795876183452-2ea84ffeaa617.mjs', 'timestamp-1795876183452-2ea84f.mjs'])
        writeFileSync(join(folder, `${name}.${end}`), 'export  default "unformed" ;')
      writeFileSync(join(folder, name), 'export  default "unformed" ;')
    }
    expect(unformed(folder).toSorted()).toEqual(configurations.toSorted())
  } finally {
    rmSync(folder, { recursive: true })
  }
})
