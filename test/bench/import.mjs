// `npm run bench:import [-- ROWS]`: builds the window and measures an import and the frames while it goes on.
import { join } from 'node:path'
import { build, runnerImport } from 'vite'
import { installMissing, root } from '../../src-main/install.mjs'

installMissing()
process.chdir(root)
if (process.env.LATHE_RENDERER === undefined)
  await build({ configFile: join(root, 'vite.web.config.ts'), logLevel: 'error' })
const { module } = await runnerImport(join(root, 'test/bench/importFrames.ts'))
await module.importFrames(Number(process.argv[2] ?? 300_000))
