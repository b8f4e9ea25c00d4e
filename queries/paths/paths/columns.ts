import { resultColumns } from '../../../src-renderer/query/analysis/resultColumns'

export const COLUMNS = resultColumns({
  step: {
    about: 'Place of the source: 1 for the start of a path; where paths lead to an event, -1 right before it, then 0.',
    format: 'integer',
  },
  source: {
    about:
      'The event or value; "(start)" where a path begins, "(more)" beyond the steps shown, "(other)" for the rest.',
    format: 'text',
  },
  target: { about: 'What follows; "(end)" where nothing does, "(again)" where the next path begins.', format: 'text' },
  users: { about: 'Users who made this transition.', format: 'integer' },
  transitions: { about: 'How often it was made.', format: 'integer' },
  pct: { about: 'Share (0 to 100) of the transitions from this source at this step.', format: 'percent' },
  source_users: { about: 'Users at the source at this step, whatever they did next.', format: 'integer' },
  target_users: { about: 'Users at the target after this step, wherever they came from.', format: 'integer' },
})
