import { required } from '../../base/required'
import { PERSON_ID, PERSON_KEY } from '../../model/madeColumns'
import { USERS } from '../../model/schema'
import type { Analysis, Drill } from '../contract/analysis'
import type { Catalog, CountedAs } from '../contract/catalog'
import type { ParameterValues } from '../contract/parameter'
import { modelSql } from '../sql/literal'
import { PEOPLE } from '../sql/people'
import { refuse } from '../sql/refuse'

/** Who counts: what the parameter says, else what an analysis around this one counts, else people where they are known. */
function countedAs({ [PEOPLE.name]: asked }: ParameterValues, { counted, model }: Catalog): CountedAs {
  const knowsPeople = model !== undefined && model.people !== null
  if (asked === 'people' && !knowsPeople)
    return refuse(
      PEOPLE.name,
      asked,
      'model.json names no table of people; say {"people":{"table":…,"account":…,"person":…}} there',
    )
  if (asked === 'people' || asked === 'accounts') return asked
  return counted ?? (knowsPeople ? 'people' : 'accounts')
}

/** The persons behind a figure, each with the accounts that they have. */
function personList(drill: Drill): Drill {
  if (drill.kind !== 'users') return drill
  const sql = `SELECT listed.*, persons.${PERSON_ID}, persons.accounts
FROM (
${drill.plan.sql.replace(/[;\s]+$/, '')}
) listed
JOIN (
  SELECT ${PERSON_KEY}, ${PERSON_ID}, string_agg(user_id, ', ' ORDER BY user_key) AS accounts
  FROM ${modelSql(USERS)}
  GROUP BY ALL
) persons ON persons.${PERSON_KEY} = listed.user_key`
  return { ...drill, plan: { ...drill.plan, sql } }
}

/**
 * An analysis of events that counts people in place of accounts once the model says who is who: all that it reads of
 * users goes by the key of the person's first account, so that its own SQL need not know.
 */
export function withPeople(analysis: Analysis): Analysis {
  if (analysis.reads !== 'events') return analysis
  const asked = (values: ParameterValues, catalog: Catalog): Catalog => {
    const counted = countedAs(values, catalog)
    return counted === 'accounts' && catalog.counted === undefined ? catalog : { ...catalog, counted }
  }
  return {
    ...analysis,
    parameters: [...analysis.parameters, PEOPLE],
    plan: (values, catalog, source) => analysis.plan(values, asked(values, catalog), source),
    ...(analysis.kpiPlan === undefined
      ? {}
      : { kpiPlan: (values, catalog, source) => required(analysis.kpiPlan?.(values, asked(values, catalog), source)) }),
    ...(analysis.population === undefined
      ? {}
      : {
          population: (values, catalog, source) =>
            required(analysis.population?.(values, asked(values, catalog), source)),
        }),
    ...(analysis.drill === undefined
      ? {}
      : {
          drill: (figure, values, catalog, source): Drill | null => {
            const by = asked(values, catalog)
            const found = analysis.drill?.(figure, values, by, source) ?? null
            return found === null || by.counted !== 'people' ? found : personList(found)
          },
        }),
  }
}
