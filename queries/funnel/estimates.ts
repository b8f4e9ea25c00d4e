import type { Estimates } from '../../src-renderer/query/contract/analysis'
import type { ParameterValues } from '../../src-renderer/query/contract/parameter'
import { readOptions } from './options'

/**
 * Counts of a funnel, for a sample: users where each counts once; entries or sessions add up over users; values of a
 * column belong to several users and stand as they are.
 */
export function funnelEstimates(columns: readonly string[], kpis: readonly string[] = []) {
  return (values: ParameterValues): Estimates => {
    const { per, counting, hold } = readOptions(values)
    if (per !== 'user' && per !== 'session') return {}
    const ofUsers = per === 'user' && counting === 'users' && hold.length === 0
    return { [ofUsers ? 'users' : 'amounts']: columns, kpis }
  }
}
