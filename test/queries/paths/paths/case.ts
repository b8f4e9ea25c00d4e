import { sorted, type AnalysisCase } from '../../case'
import type { RandomLog } from '../../randomLog'
import { CROSSINGS, pathAsked, pathChoices } from '../pathCase'
import { referencePaths, type PathChoice } from './reference'

/** All values are told by name; which are the most frequent is held by paths.test.ts. */
export const analysisCase: AnalysisCase<RandomLog, PathChoice> = {
  log: CROSSINGS,
  choices: pathChoices,
  asked: (choice) => ({ ...pathAsked(choice), values: 100 }),
  reference: (log, choice) => sorted(referencePaths(log, choice)),
  told: (rows) => sorted(rows),
  behind: {
    transitions: { addsUp: 'transitions', because: 'users are listed, each once, with how many are theirs' },
    step: { because: 'it is which step', heldBy: 'the column transitions' },
  },
  bench: { start_event: 'login' },
}
