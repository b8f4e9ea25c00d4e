import type { KernelRun } from '../../src-renderer/query/contract/analysis'
import type { AttemptValues } from './attemptValues'
import { followAnyOrder } from './followAnyOrder'
import { followAdjacent, followOrdered } from './followSteps'
import { CountedAttempt } from './countedAttempt'
import { TryGrader } from './gradeTries'
import { isSoonest, type FunnelPass } from './passOptions'
import { ReachedSteps } from './reachedSteps'
import { SoonestSteps } from './soonestSteps'
import { stepLists } from './stepLists'
import { TryPicker } from './pickTries'
import { TryList } from './tryList'
import { UserEvents } from './userEvents'
import { UserPairs } from './userPairs'

/** Users between two looks at whether somebody cancelled. */
const CHUNK = 1024

/** The same where one attempt of each user counts: it is found in lists of the rows of each step. */
async function walkSoonest(run: KernelRun, pass: FunnelPass, visit: VisitAttempt): Promise<void> {
  const { timeline, pace } = run
  const found = new SoonestSteps(timeline, pass, await stepLists(run, pass))
  const attempt = new ReachedSteps(timeline, pass)
  let voided = 0
  for (let user = 0; user < timeline.users; user += 1) {
    if (user % CHUNK === 0) await pace()
    if (found.find(user, attempt)) visit(attempt, user)
    else if (found.hasEntered) voided += 1
  }
  if (pass.exclusions.length > 0 && !pass.cut) run.leaveOut('void-attempts', voided)
}

/** Told of an attempt, which is used again for the next one. */
type VisitAttempt = (attempt: ReachedSteps, user: number) => void

/**
 * Walks all attempts that count, user by user, and says who is left out. `units`: a number for each row, where each part of
 * the time has attempts of its own. `values` are those of the breakdown.
 */
export async function walkAttempts(
  run: KernelRun,
  pass: FunnelPass,
  { values, units }: { readonly values: AttemptValues | null; readonly units: Float64Array | null },
  visit: VisitAttempt,
): Promise<void> {
  if (units === null && isSoonest(pass)) return walkSoonest(run, pass, visit)
  const { timeline, pace } = run
  const { options, required, everyTry } = pass
  const events = new UserEvents(run, pass)
  const pairs = new UserPairs(run, pass, events, values)
  const tries = new TryList(required.length)
  const grader = new TryGrader(pass, events, tries)
  const picker = new TryPicker(pass, tries, events, pairs, units)
  const counted = new CountedAttempt(timeline, pass, { events, pairs, tries, grader, values })
  /** Where one attempt counts, nothing comes before the first, or the first that goes all the way. */
  const isEnough = (one: number): boolean =>
    !everyTry &&
    units === null &&
    (options.entry === 'first' ||
      (options.entry === 'furthest' && tries.depths[one] === required.length && tries.voids[one] === 0))
  const done = (one: number): boolean => {
    grader.grade(one)
    return isEnough(one)
  }
  const names = options.ties === 'second' ? timeline.key('name') : null
  const follow = { ordered: followOrdered, strict: followAdjacent, any: followAnyOrder }[options.order]({
    pass,
    events,
    pairs,
    tries,
    names,
    done,
  })
  let [voided, unheld] = [0, 0]
  for (let user = 0; user < timeline.users; user += 1) {
    if (user % CHUNK === 0) await pace()
    events.load(user)
    if (events.count === 0) continue
    pairs.load()
    tries.count = 0
    for (let number = 0; number < pairs.pairs.length; number += 1) follow(pairs.pairs[number]!, number)
    const picked = picker.pick()
    if (tries.count > 0 && picked.length === 0) voided += 1
    else if (pairs.lacksValues) unheld += 1
    for (const one of picked) {
      counted.load(one)
      visit(counted, user)
    }
  }
  if (options.exclusions.length > 0 && !pass.cut) run.leaveOut('void-attempts', voided)
  if (options.hold.length > 0) run.leaveOut('no-held-value', unheld)
}
