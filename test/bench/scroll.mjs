// `npm run bench:scroll`: builds the window and measures frames while a result of a million rows scrolls.
import { join } from 'node:path'
import { build, runnerImport } from 'vite'
import { installMissing, root } from '../../src-main/install.mjs'

installMissing()
process.chdir(root)
if (process.env.LATHE_RENDERER === undefined)
  await build({ configFile: join(root, 'vite.web.config.ts'), logLevel: 'error' })
const { module } = await runnerImport(join(root, 'test/bench/scrollFrames.ts'))
await module.scrollFrames()
