import type { Family } from '../../src-renderer/query/contract/family'
import { MORE_PATH_PARAMETERS, PATH_PARAMETERS } from './parameters'
import { overlap } from './overlap'
import { pathTransitions } from './path-transitions'
import { paths } from './paths'
import { topPaths } from './top-paths'

export const pathsFamily: Family = {
  name: 'paths',
  panels: [
    {
      name: 'paths',
      title: 'Paths',
      icon: 'waypoints',
      about: 'What users do next, what they did before, and the ways between two events.',
      group: 'Analyses',
      tabs: [paths, topPaths, pathTransitions, overlap],
      sample: 'newsfeed',
      shared: [...[...PATH_PARAMETERS, ...MORE_PATH_PARAMETERS].map((spec) => spec.name), 'steps', 'values'],
    },
  ],
}
