// Keeps one vitest running and asks tests about one planted fault after the other, as run.mjs says over the process's
// channel.
import { resolve } from 'node:path'
import { createVitest } from 'vitest/node'

const root = resolve(import.meta.dirname, '../..')
const vitest = await createVitest('test', {
  config: resolve(import.meta.dirname, 'vitest.config.ts'),
  watch: false,
  reporters: [{}],
  ui: false,
  api: false,
  coverage: { enabled: false },
})
await vitest.standalone()
const project = vitest.getRootProject()

process.on('message', async ({ fault, tests }) => {
  globalThis.lathePlanted = fault
  if (fault !== null) vitest.invalidateFile(resolve(root, fault.file))
  const asked = []
  let killer = null
  let why = ''
  for (const test of tests) {
    const at = Date.now()
    const ran = await vitest.runTestSpecifications([project.createSpecification(resolve(root, test))])
    // What earlier runs left is among them.
    const testModules = ran.testModules.filter((module) => module.moduleId === resolve(root, test)),
      unhandledErrors = [...ran.unhandledErrors]
    vitest.state.clearErrors()
    asked.push([test, Date.now() - at])
    if (
      unhandledErrors.length > 0 ||
      testModules.length === 0 ||
      !testModules.every((module) => module.ok() && !module.children.allTests('passed').next().done)
    ) {
      killer = test
      const failed = testModules.flatMap((module) => [
        ...module.errors(),
        ...[...module.children.allTests('failed')].flatMap((one) => one.result().errors ?? []),
      ])
      why = String([...unhandledErrors, ...failed][0]?.message ?? 'no tests ran').split('\n')[0]
      break
    }
  }
  if (fault !== null) vitest.invalidateFile(resolve(root, fault.file))
  globalThis.lathePlanted = null
  process.send({ killer, why, asked })
})
process.send('ready')
process.on('disconnect', () => {
  process.exit()
})
