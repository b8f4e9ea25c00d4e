import { resultColumns } from '../../../src-renderer/query/analysis/resultColumns'

export const COLUMNS = resultColumns({
  top: { about: 'The share of the users with the largest values, in percent: 1, 2 … 100.', format: 'percent' },
  users: { about: 'How many they are, rounded up: the top 1 % of 250 users are 3.', format: 'integer' },
  value: { about: 'What they have of the measure, together.', format: 'decimal' },
  share: {
    about: 'Their percentage of the sum over all users; empty where that is 0 or less.',
    format: 'percent',
    nullable: true,
  },
  gini: {
    about:
      'The Gini coefficient of all users, the same in each row: 0 where all have the same, towards 1 where one has ' +
      'all; empty where a value is below 0 or all are 0.',
    format: 'ratio',
    nullable: true,
  },
})
