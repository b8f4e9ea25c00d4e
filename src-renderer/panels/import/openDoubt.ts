import type { Inspection } from '../../ingest/contract'
import type { Role } from '../../model/schema'

/** What of a table that is to be imported says so (TableDraft). */
interface Asked {
  readonly lead: { readonly inspection: Inspection | null }
  readonly chosenRoles: readonly Role[]
}

/** What the detection asks, until the person has answered it by choosing a column for that role. */
export function openDoubt(draft: Asked): Inspection['doubt'] {
  const doubt = draft.lead.inspection?.doubt ?? null
  // How something reads is answered by the option, and then asked no more.
  return doubt === null ||
    (doubt.role !== 'encoding' &&
      doubt.role !== 'format' &&
      doubt.option === undefined &&
      draft.chosenRoles.includes(doubt.role))
    ? null
    : doubt
}
