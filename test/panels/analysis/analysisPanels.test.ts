import { describe, expect, it } from 'vitest'
import { analyses } from '../../../queries/index'
import { SAMPLES } from '../../../samples/index'
import { ANALYSIS_PANELS } from '../../../src-renderer/panels/analysis/analysisPanels'

const parametersOf = (name: string): readonly string[] =>
  analyses.find((one) => one.name === name)!.parameters.map((spec) => spec.name)

describe('the panels of the navigation', () => {
  it('have every name once, and a title and a sentence each', () => {
    const names = ANALYSIS_PANELS.map((panel) => panel.name)
    expect(new Set(names).size).toBe(names.length)
    for (const panel of ANALYSIS_PANELS)
      expect([
        panel.name,
        /^[a-z-]+$/.test(panel.name),
        panel.title !== '',
        /\.$/.test(panel.about),
        panel.group === undefined || panel.group !== '',
      ]).toEqual([panel.name, true, true, true, true])
  })

  it('show analyses that there are, each in one panel', () => {
    const shown = ANALYSIS_PANELS.flatMap((panel) => panel.analyses)
    expect(shown.filter((name) => !analyses.some((one) => one.name === name))).toEqual([])
    expect(new Set(shown).size).toBe(shown.length)
  })

  it('offer a sample that there is, and name the analyses that it cannot answer', () => {
    for (const { name, analyses: own, sample, beyondSample = [] } of ANALYSIS_PANELS) {
      expect([
        name,
        SAMPLES.some((one) => one.name === sample),
        beyondSample.filter((one) => !own.includes(one)),
      ]).toEqual([name, true, []])
    }
  })

  it('share parameters that several of their analyses take', () => {
    for (const { name, analyses: own, shared = [], sameParameters } of ANALYSIS_PANELS) {
      expect([
        name,
        shared.filter((parameter) => own.filter((one) => parametersOf(one).includes(parameter)).length < 2),
      ]).toEqual([name, []])
      if (sameParameters === true)
        for (const one of own) expect([name, one, parametersOf(one)]).toEqual([name, one, parametersOf(own[0]!)])
    }
  })
})
