import type { Family } from '../../src-renderer/query/contract/family'
import { entities } from './entities'

export const entitiesFamily: Family = {
  name: 'entities',
  panels: [
    {
      name: 'entities',
      title: 'Entities',
      icon: 'table',
      about: 'Who or what stands where: a row each, with measures, changes and ranks.',
      group: 'Analyses',
      tabs: [entities],
      sample: 'newsfeed',
    },
  ],
}
