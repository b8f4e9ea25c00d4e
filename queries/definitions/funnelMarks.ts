import type { Figure, KernelRun } from '../../src-renderer/query/contract/analysis'
import { previousStep, readPass } from '../funnel/passOptions'
import { walkAttempts } from '../funnel/walkAttempts'
import { secondsText, timeText, type Marks, type ToldMarks } from './marks'

/** The steps of figures, from 0. */
const stepsOf = (figures: readonly Figure[]): readonly number[] => figures.map(({ row }) => Number(row['step']) - 1)

/** Who reached the figures' steps by the definition of a run, and who entered. */
export async function funnelMarks(run: KernelRun, figures: readonly Figure[]): Promise<Marks> {
  return walkMarks(run, figures, () => undefined)
}

async function walkMarks(
  run: KernelRun,
  figures: readonly Figure[],
  keep: (user: number, step: number, at: number) => void,
): Promise<Marks> {
  const { users } = run.timeline
  const marks = { counted: new Int32Array(users), seen: new Int32Array(users) }
  const steps = stepsOf(figures)
  const all = steps.reduce((bits, _, figure) => bits | (1 << figure), 0)
  const pass = readPass(run.values)
  await walkAttempts(run, pass, { values: null, units: null }, (attempt, user) => {
    marks.seen[user] = all
    for (const [figure, step] of steps.entries()) if (attempt.reached(step)) marks.counted[user]! |= 1 << figure
    for (let step = 0; step < attempt.positions.length; step += 1)
      if (attempt.reached(step)) keep(user, step, attempt.timeOf(step))
  })
  return marks
}

/** The same where each user has one attempt, with when it began and how long the figure's step took, as drills list it. */
export async function toldFunnelMarks(run: KernelRun, figures: readonly Figure[]): Promise<ToldMarks> {
  const pass = readPass(run.values)
  const width = pass.options.steps.length
  const times = new Float64Array(run.timeline.users * width)
  const marks = await walkMarks(run, figures, (user, step, at) => {
    times[user * width + step] = at
  })
  const steps = stepsOf(figures)
  const seconds = (user: number, from: number, to: number): string => {
    const micros = times[user * width + to]! - times[user * width + from]!
    return secondsText((pass.toleranceMicros > 0 ? Math.max(micros, 0) : micros) / 1e6)
  }
  return {
    ...marks,
    tell: (user, figure, isCounted) => {
      const step = isCounted ? steps[figure]! : 0
      const before = previousStep(pass, step)
      return [
        `entered: ${timeText(times[user * width]!)}`,
        ...(step === 0 ? [] : [`seconds_from_previous: ${seconds(user, before, step)}`]),
        ...(step === 0 || before === 0 ? [] : [`seconds_from_first: ${seconds(user, 0, step)}`]),
      ].join(', ')
    },
  }
}
