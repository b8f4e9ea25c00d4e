// `npm run screenshots`: builds the window and takes docs/screenshots/*.png of it, in a browser as the end-to-end tests
// have it. Names of pictures as arguments take only these; `--screens FOLDER` takes every page, analysis and dashboard
// instead, in both themes and at both sizes, to be looked at (takeScreens says which words take some). LATHE_RENDERER
// names a build that is there already.
import { join } from 'node:path'
import { build, runnerImport } from 'vite'
import { installMissing, root } from '../../src-main/install.mjs'

installMissing()
process.chdir(root)
if (process.env.LATHE_RENDERER === undefined)
  await build({ configFile: join(root, 'vite.web.config.ts'), logLevel: 'error' })
const args = process.argv.slice(2)
if (args[0] === '--screens') {
  const { module } = await runnerImport(join(root, 'test/e2e/takeScreens.ts'))
  await module.takeScreens(args[1] ?? join(root, 'test-results/screens'), args.slice(2))
} else {
  const { module } = await runnerImport(join(root, 'test/e2e/takeScreenshots.ts'))
  await module.takeScreenshots(join(root, 'docs/screenshots'), args)
}
