// `npm run bench [-- --rows N]`: builds the benchmark for Node and runs it on generated events. Timings are printed,
// never judged.
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
    ssr: join(root, 'test/bench/bench.ts'),
    outDir: join(root, 'out/bench'),
    emptyOutDir: true,
    target: 'node20',
    rolldownOptions: { output: { entryFileNames: 'bench.mjs' } },
  },
})
const result = spawnSync(
  process.execPath,
  ['--expose-gc', join(root, 'out/bench/bench.mjs'), ...process.argv.slice(2)],
  { stdio: 'inherit' },
)
process.exitCode = result.status ?? 1
