// `npm run fuzz [-- COUNT] [--seed N] [--only INPUT] [--from INPUT] [--hang SECONDS]`: damaged files for every reader;
// the seed is random unless given.
import { parseArgs } from 'node:util'
import { buildFuzzer } from './build.mjs'

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    seed: { type: 'string' },
    only: { type: 'string' },
    from: { type: 'string', default: '0' },
    hang: { type: 'string', default: '60' },
  },
})
const seed = Number(values.seed ?? Math.floor(Math.random() * 2 ** 31))
const from = Number(values.only ?? values.from)
const to = values.only === undefined ? from + Number(positionals[0] ?? 200_000) : from + 1
const startedMs = Date.now()
console.log(`inputs ${from} to ${to - 1} of seed ${seed}`)
const { fuzzReaders, script } = await buildFuzzer('fuzz')
const counts = await fuzzReaders(
  script,
  { seed, from, to },
  {
    hangMs: Number(values.hang) * 1000,
    onFault: ({ input, file, message }) => {
      console.log(
        `\nFAULT at input ${input} (${file}); again with: npm run fuzz -- --seed ${seed} --only ${input}\n${message}`,
      )
    },
  },
)
for (const [ending, times] of Object.entries(counts.endings).sort()) console.log(`  ${ending} ${times}`)
console.log(
  `${counts.next - from} inputs in ${Math.round((Date.now() - startedMs) / 1000)} s: ${counts.rows} rows, ` +
    `${counts.rejects} rejects, at most ${Math.round(counts.mostGrowthMb)} MB more for one input; ` +
    `${counts.faults.length} faults`,
)
process.exitCode = counts.faults.length === 0 ? 0 : 1
