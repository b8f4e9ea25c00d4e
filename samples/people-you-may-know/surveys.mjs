import { createRandom } from '../random.mjs'
import { plant, utcText } from '../text.mjs'

const DAY = 86400
/** How comfortable people are with suggestions, 1 to 5: those with a private account less. */
const COMFORT = {
  public: [
    [5, 45],
    [4, 35],
    [3, 15],
    [2, 5],
  ],
  private: [
    [4, 15],
    [3, 30],
    [2, 35],
    [1, 20],
  ],
}

/**
 * One survey each of the people, three in four of whom answer; that of a test account besides.
 *
 * @param {readonly { id: number, isPrivate: boolean, isTest: boolean }[]} people
 * @param {number} at the seconds at which the first one is sent
 */
export function surveysOf(people, at) {
  const random = createRandom(20240110)
  const surveys = people.map(({ id, isPrivate, isTest }, index) => {
    const comfort = random.chance(0.75) || isTest ? random.weighted(COMFORT[isPrivate ? 'private' : 'public']) : null
    const score = comfort === null ? null : Math.min(10, 2 * comfort + random.integer(-1, 1))
    return { id, isPrivate, isTest, comfort, score, at: at + (index % 7) * DAY }
  })
  const groups = ['private', 'public'].map((kind) => {
    const asked = surveys.filter((one) => !one.isTest && one.isPrivate === (kind === 'private'))
    const answered = asked.filter((one) => one.comfort !== null)
    const comfort = answered.reduce((sum, one) => sum + one.comfort, 0) / answered.length
    return { kind, asked: asked.length, answered: answered.length, comfort }
  })
  plant(groups[0].comfort < groups[1].comfort - 1, 'private accounts are less comfortable')
  return {
    truths: groups,
    rows: surveys.map((one, index) => ({
      survey_id: index + 1,
      user_id: one.id,
      asked_at: utcText(one.at),
      recommend_score: one.score,
      comfort_score: one.comfort,
    })),
  }
}
