import type { DocumentKind } from '../../host/savedDocuments'
import type { SavedFile } from '../../host/savedFiles'
import type { PanelContext } from '../context'
import { documentTitle } from './documentTitle'

/** Deletes a dashboard or a saved view, and offers to undo that; `back` is the page to go to. */
export async function removeDocument(
  kind: DocumentKind,
  file: SavedFile,
  context: PanelContext,
  back: string,
): Promise<void> {
  const files = kind === 'view' ? context.views : context.dashboards
  const workspace = context.workspace.value?.info.id
  const title = documentTitle(kind, file)
  try {
    await files.remove(file.name)
  } catch (error) {
    context.reportError(error)
    return
  }
  context.navigate(back)
  context.notify({
    text: `Deleted ${title}.`,
    undo: () => {
      // Another workspace may be open by now; what is in it is not to be touched.
      if (context.workspace.value?.info.id !== workspace) {
        context.notify({ text: `${title} could not be brought back: its workspace is not open any more.`, tone: 'bad' })
        return
      }
      files
        .replace(file.name, null, file.text)
        .then((name) => {
          context.navigate(`${kind}/${name}`)
        })
        .catch(context.reportError)
    },
  })
}
