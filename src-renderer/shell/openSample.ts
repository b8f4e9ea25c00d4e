import { LatheError } from '../model/error'
import type { ChosenFile, Workbench } from '../host/workbench'
import type { SampleFile } from '../../samples/index'
import type { ImportTable } from '../panels/import/importRun'

/** Reads a sample's files out of the app itself and inspects each as the sample says; the result is ready to import. */
export async function readSample(
  files: readonly SampleFile[],
  workbench: Pick<Workbench, 'inspect'>,
): Promise<readonly ImportTable[]> {
  const { planFrom } = await import('../ingest/inspect/inspect')
  return await Promise.all(
    files.map(async (file): Promise<ImportTable> => {
      const chosen = await readSampleFile(file)
      const inspection = await workbench.inspect(chosen, { kind: file.kind, table: file.table, mapping: file.mapping })
      return { plan: planFrom(inspection, file.timezone), files: [chosen] }
    }),
  )
}

async function readSampleFile(file: SampleFile): Promise<ChosenFile> {
  const answer = await fetch(file.url)
  if (!answer.ok) {
    throw new LatheError(
      'not-found',
      `The sample file ${file.name} is missing from this copy of Lathe. Install it again, or open a file of your own.`,
      { what: 'file', name: file.name },
    )
  }
  return chosenFile(new File([await answer.blob()], file.name))
}

export function chosenFile(file: File): ChosenFile {
  return { name: file.name, bytes: file.size, handle: file }
}
