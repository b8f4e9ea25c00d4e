// `npm run bench:start`: builds the window and measures how long it takes to open and to open again.
import { join } from 'node:path'
import { build, runnerImport } from 'vite'
import { installMissing, root } from '../../src-main/install.mjs'

installMissing()
process.chdir(root)
if (process.env.LATHE_RENDERER === undefined)
  await build({ configFile: join(root, 'vite.web.config.ts'), logLevel: 'error' })
const { module } = await runnerImport(join(root, 'test/bench/startTimes.ts'))
await module.startTimes(process.argv[2] ?? 'Online retail')
