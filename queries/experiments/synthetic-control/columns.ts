import { resultColumns } from '../../../src-renderer/query/analysis/resultColumns'

export const COLUMNS = resultColumns({
  date: { about: 'The local date.', format: 'date' },
  value: { about: 'The figure of the group with the launch.', format: 'decimal' },
  synthetic: { about: 'The mix of the other groups, at its size.', format: 'decimal' },
  effect: { about: 'The figure less the mix.', format: 'decimal' },
  after: { about: 'True from the launch on.', format: 'boolean' },
  mix: { about: 'What the mix is made of: weights of at least 1 %.', format: 'text' },
  p: { about: 'Share of groups that went as far apart after the launch, for how they fit before.', format: 'decimal' },
})
