import { columnList } from '../../../src-renderer/query/analysis/resultColumns'
import type { Analysis } from '../../../src-renderer/query/contract/analysis'
import { COMMON_PARAMETERS, scope } from '../../../src-renderer/query/sql/source'
import { addedStatement } from '../../../src-renderer/query/sql/statement'
import { ACTIVE_EVENTS } from '../active-users'
import { partitionRange, readActive } from '../../events/activeDays'
import { activePopulation } from '../../events/populations'
import { activeNote, scopedPlan } from '../../events/scopedPlan'
import { LONGEST_UNIT_DAYS } from '../../events/clockUnit'
import { UNIT, readUnit } from '../../events/calendarUnit'
import { sliceSide } from './changeSide'
import { charts } from './charts'
import { COLUMNS } from './columns'
import definition from './definition.md?raw'
import { drill } from './drill'
import { countSlices } from './kernel'
import { addsUp, dimensionNames, slicesSequence, slicesSql } from './slicesSql'

export const activeUsersSlices: Analysis = {
  name: 'active-users-slices',
  title: 'New and returning',
  about: 'Active, new and returning users, in total and by any set of columns.',
  grain: 'one row per day, week or month and slice',
  definition,
  parameters: [
    UNIT,
    {
      name: 'dimensions',
      type: 'columns',
      label: 'Dimensions',
      default: [],
      max: 5,
      help: 'Columns to slice by; a row in which one is empty is for all its values.',
    },
    {
      name: 'sets',
      type: 'choice',
      label: 'Slices',
      default: 'cube',
      help: 'Which sets of the dimensions have rows of their own.',
      options: [
        { value: 'cube', label: 'Every set of dimensions', help: 'By each alone, by each pair … and in all.' },
        { value: 'each', label: 'Each dimension alone', help: 'And in all.' },
        { value: 'rollup', label: 'From first to last', help: 'In all, by the first, by the first two …' },
      ],
    },
    {
      name: 'top',
      type: 'integer',
      label: 'Values of a dimension',
      default: 20,
      min: 1,
      max: 1000,
      more: true,
      help: 'The values with the most events; the rest is "Other". Empty for all values.',
    },
    { ...ACTIVE_EVENTS, more: true },
    ...COMMON_PARAMETERS,
  ],
  columns: columnList(COLUMNS),
  estimates: { users: ['users', 'new_users', 'returning_users'], amounts: ['events'] },
  reads: 'events',
  population: activePopulation(),
  plan(values, catalog, source) {
    const asked = scope(values, catalog, source)
    const unit = readUnit(values)
    const sliced = slicesSql(asked, values, unit)
    // All that came before decides who is new.
    const plan = scopedPlan(
      asked,
      addsUp(values) ? sliced : addedStatement(sliced),
      partitionRange(asked, null, unit === 'day' ? 0 : LONGEST_UNIT_DAYS),
      [
        activeNote(readActive(values).length),
        ...(dimensionNames(values).length > 0 && typeof values['top'] === 'number'
          ? [`the ${values['top']} largest values of each dimension`]
          : []),
      ],
    )
    return { ...plan, ...slicesSequence(asked, values, unit) }
  },
  kernel: countSlices,
  changeSide: sliceSide,
  charts,
  drill,
}
