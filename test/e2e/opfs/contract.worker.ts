import { OpfsFiles } from '../../../src-renderer/store/opfsFiles'
import { fileStoreContract } from '../../store/fileStoreContract'

/** Runs the FileStore contract over the browser's private file system, in a worker, and posts one line a case. */
let count = 0
const cases = fileStoreContract(
  'OPFS',
  () => Promise.resolve(new OpfsFiles(`contract-${++count}`)),
  () => Promise.resolve(new OpfsFiles(`contract-${count}`)),
)
const results: { title: string; error: string | null }[] = []
for (const one of cases) {
  try {
    await one.run()
    results.push({ title: one.title, error: null })
  } catch (error) {
    results.push({ title: one.title, error: error instanceof Error ? error.message : String(error) })
  }
}
postMessage(results)
