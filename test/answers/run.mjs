// `npm run answers -- FILE`: writes every analysis's answers on all samples to FILE, one JSON line an answer. To see
// that a change left every figure as it was, run it before and after and compare: `npm run answers -- --compare BEFORE
// AFTER`. `--only NAME` (a family or an analysis) and `--sample NAME` ask for less; each may stand several times.
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { build } from 'vite'
import { installMissing, root } from '../../src-main/install.mjs'

installMissing()
await build({
  configFile: false,
  root,
  logLevel: 'error',
  build: {
    ssr: join(root, 'test/answers/answers.ts'),
    outDir: join(root, 'out/answers'),
    emptyOutDir: true,
    target: 'node20',
    rolldownOptions: { output: { entryFileNames: 'answers.mjs' } },
  },
})
const result = spawnSync(process.execPath, [join(root, 'out/answers/answers.mjs'), ...process.argv.slice(2)], {
  stdio: 'inherit',
})
process.exitCode = result.status ?? 1
