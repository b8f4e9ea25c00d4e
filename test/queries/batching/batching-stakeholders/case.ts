import fc from 'fast-check'
import { toldInEachRow, type AnalysisCase } from '../../case'
import { SERVICE } from '../../sources'
import type { Service } from '../service'
import { withFilter } from '../only'
import { OF_PLAIN_TABLES, serviceChoice, type ServiceChoice } from '../serviceCase'
import { referenceStakeholders } from './reference'

export const analysisCase: AnalysisCase<Service, ServiceChoice & { most: number }> = {
  log: SERVICE,
  choices: fc.tuple(serviceChoice, fc.constantFrom(-5, 0, 5)).map(([choice, most]) => ({ ...choice, most })),
  asked: ({ most, ...rest }) => ({ ...withFilter(rest), max_extra_minutes: most }),
  reference: (service, { from, to, batches, only, most }) =>
    referenceStakeholders(service, from, to, most, { batches, only }),
  told: (rows, choice, expected) => {
    const known = expected.map((row) => (row as { measure: string }).measure)
    // Earnings and use of time need columns that the services lack: held to the sample.
    return toldInEachRow(
      known.map((measure) => rows.find((row) => row['measure'] === measure) ?? {}),
      choice,
      expected,
    )
  },
  without: { ...OF_PLAIN_TABLES, drill: 'its figures are means and shares' },
}
