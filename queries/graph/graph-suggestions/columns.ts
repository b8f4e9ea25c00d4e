import { resultColumns } from '../../../src-renderer/query/analysis/resultColumns'

export const COLUMNS = resultColumns({
  node: { about: 'To whom it is suggested.', format: 'text' },
  place: { about: 'The place of the candidate among those of the node, 1 for the highest score.', format: 'integer' },
  candidate: { about: 'Who is suggested: two steps away, and no neighbour yet.', format: 'text' },
  mutual: { about: 'Neighbours that both have: nodes on the way from one to the other.', format: 'integer' },
  strength: { about: 'The weaker tie of each way, added up over the ways.', format: 'decimal' },
  score: { about: 'By the rule that was chosen, and what same values add to it.', format: 'decimal' },
  same: {
    about: 'The columns of the table of nodes that both have the same value of; empty for none.',
    format: 'text',
    nullable: true,
  },
})
