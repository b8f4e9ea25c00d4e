import { topPaths } from '../../../../queries/paths/top-paths'
import { sorted, takenBy, type AnalysisCase } from '../../case'
import type { RandomLog } from '../../randomLog'
import { CROSSINGS, pathAsked, pathChoices } from '../pathCase'
import { edgesOf, groupBy, usersIn, type PathChoice } from '../paths/reference'

/** All paths are listed; in which order, and which are left out, is held by topPaths.test.ts. */
export const analysisCase: AnalysisCase<RandomLog, PathChoice> = {
  log: CROSSINGS,
  choices: pathChoices,
  asked: (choice) => ({ ...takenBy(topPaths, pathAsked(choice)), top: 10_000 }),
  reference: (log, choice) => {
    const whole = groupBy(edgesOf(log, choice), ({ path }) => [path]).map((own) => {
      const ordered = own.toSorted((a, b) => a.step - b.step)
      return { own, path: [...ordered.map(({ source }) => source), ordered.at(-1)!.target].join(' > ') }
    })
    return sorted(
      groupBy(whole, ({ path }) => [path]).map((same) => ({
        path: same[0]!.path,
        transitions: same[0]!.own.length,
        users: usersIn(same.flatMap(({ own }) => own)),
        paths: same.length,
        pct: (100 * same.length) / whole.length,
      })),
    )
  },
  told: (rows) => sorted(rows),
  behind: {
    paths: { addsUp: 'paths', because: 'users are listed, each once, with how many are theirs' },
    transitions: { because: 'it is how long the path is', heldBy: 'the column paths' },
  },
  bench: { start_event: 'login' },
}
