import { pathTransitions } from '../../../../queries/paths/path-transitions'
import { sorted, takenBy, type AnalysisCase } from '../../case'
import type { RandomLog } from '../../randomLog'
import { CROSSINGS, pathAsked, pathChoices } from '../pathCase'
import { edgesOf, groupBy, usersIn, type PathChoice } from '../paths/reference'

export const analysisCase: AnalysisCase<RandomLog, PathChoice> = {
  log: CROSSINGS,
  choices: pathChoices,
  asked: (choice) => ({ ...takenBy(pathTransitions, pathAsked(choice)), values: 100 }),
  reference: (log, choice) => {
    const edges = edgesOf(log, { ...choice, steps: Infinity })
    return sorted(
      groupBy(edges, ({ source, target }) => [source, target]).map((own) => ({
        source: own[0]!.source,
        target: own[0]!.target,
        users: usersIn(own),
        transitions: own.length,
        pct: (100 * own.length) / edges.filter(({ source }) => source === own[0]!.source).length,
      })),
    )
  },
  told: (rows) => sorted(rows),
  behind: { transitions: { addsUp: 'transitions', because: 'users are listed, each once, with how many are theirs' } },
  bench: { start_event: 'login' },
}
