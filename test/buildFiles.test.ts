// Checks run beside the builds: the copy of its configuration that a build writes and removes is no file of the project.
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { getFileInfo } from 'prettier'
import { expect, test } from 'vitest'

const root = join(import.meta.dirname, '..')

test('the form check passes over what a build writes beside its configuration', async () => {
  const configurations = readdirSync(root).filter((name) => name.endsWith('.config.ts'))
  expect(configurations).toContain('electron.vite.config.ts')
  for (const name of configurations)
    for (const copy of [`${name}.1795876183452-2ea84ffeaa617.mjs`, `${name}.timestamp-1795876183452-2ea84f.mjs`]) {
      const ignorePath = [join(root, '.gitignore'), join(root, '.prettierignore')]
      expect(await getFileInfo(join(root, copy), { ignorePath }), copy).toMatchObject({ ignored: true })
    }
})
