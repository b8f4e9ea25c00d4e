import { withBreakdown } from '../src-renderer/query/analysis/withBreakdown'
import { withComparison } from '../src-renderer/query/analysis/withComparison'
import { withEntity } from '../src-renderer/query/analysis/withEntity'
import { withModel } from '../src-renderer/query/analysis/withModel'
import { withLeftOut } from '../src-renderer/query/analysis/withLeftOut'
import { withOwnZones } from '../src-renderer/query/analysis/withOwnZones'
import { withPeople } from '../src-renderer/query/analysis/withPeople'
import { withRefusals } from '../src-renderer/query/analysis/withRefusals'
import { withRowLimit } from '../src-renderer/query/analysis/withRowLimit'
import { withReads } from '../src-renderer/query/analysis/withReads'
import { withSample } from '../src-renderer/query/analysis/withSample'
import type { Analysis } from '../src-renderer/query/contract/analysis'

/**
 * What every analysis gets besides its own: who is counted, who was left out, what its plans read, comparisons,
 * breakdowns, the workspace's model, whether people or accounts count, why a shared parameter is not taken.
 */
export function complete(analysis: Analysis): Analysis {
  return withRefusals(
    withOwnZones(
      withPeople(
        withModel(
          withBreakdown(withComparison(withSample(withReads(withLeftOut(withEntity(withRowLimit(analysis))))))),
        ),
      ),
    ),
  )
}
