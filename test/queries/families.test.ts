import { readdirSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import { analyses, families, panelOfRoute, panels } from '../../queries/index'
import { SAMPLES } from '../../samples/index'

const queries = resolve(import.meta.dirname, '../../queries')
const foldersIn = (path: string): readonly string[] =>
  readdirSync(path, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name)

describe('families', () => {
  it('are the folders that hold analyses, and show each analysis of theirs once', () => {
    // Packs are data: test/queries/packs goes over them.
    const folders = foldersIn(queries).filter((name) => name !== 'packs' && foldersIn(join(queries, name)).length > 0)
    expect(families.map((family) => family.name).sort()).toEqual(folders.sort())
    for (const family of families)
      expect([family.name, family.panels.flatMap(({ tabs }) => tabs.map((one) => one.name)).sort()]).toEqual([
        family.name,
        [...foldersIn(join(queries, family.name))].sort(),
      ])
  })
})

describe('panels', () => {
  it('have every name once, and a title and a sentence each', () => {
    const names = panels.map((panel) => panel.name)
    expect(new Set(names).size).toBe(names.length)
    for (const { name, title, about, group, tabs } of panels)
      expect([name, /^[a-z-]+$/.test(name), title !== '', /\.$/.test(about), group !== '', tabs.length > 0]).toEqual([
        name,
        true,
        true,
        true,
        true,
        true,
      ])
  })

  it('offer a sample that there is, and name the analyses that it cannot answer', () => {
    for (const { name, tabs, sample, beyondSample = [] } of panels)
      expect([
        name,
        SAMPLES.some((one) => one.name === sample),
        beyondSample.filter((one) => !tabs.some((tab) => tab.name === one)),
      ]).toEqual([name, true, []])
  })

  it('share parameters that several of their analyses take', () => {
    for (const { name, tabs, shared = [], sameParameters } of panels) {
      const parameters = tabs.map((tab) => tab.parameters.map((spec) => spec.name))
      const sharers = (parameter: string): number => parameters.filter((own) => own.includes(parameter)).length
      expect([name, shared.filter((parameter) => sharers(parameter) < 2)]).toEqual([name, []])
      if (sameParameters === true) for (const own of parameters) expect([name, own]).toEqual([name, parameters[0]])
    }
  })

  it("are found by their route, and an analysis's own name is one, too", () => {
    expect(panelOfRoute('funnel')).toBe(panels.find((panel) => panel.name === 'funnel'))
    const flow = panels.find((panel) => panel.name === 'journeys')!
    const [, topPaths] = flow.tabs
    expect(panelOfRoute(topPaths!.name)).toEqual({
      ...flow,
      name: 'attribution-top-paths',
      title: topPaths!.title,
      about: topPaths!.about,
      tabs: [topPaths],
    })
    expect(panelOfRoute('none')).toBeUndefined()
  })
})

describe('the list of all analyses', () => {
  it('names each once, those of a family that stand elsewhere in it, too', () => {
    const names = analyses.map((analysis) => analysis.name)
    expect([...names].sort()).toEqual(panels.flatMap(({ tabs }) => tabs.map((one) => one.name)).sort())
    const behind = (name: string): string | undefined => names[names.indexOf(name) + 1]
    expect(['active-users-slices', 'definition-figures', 'silent-reactions', 'batching-intervals'].map(behind)).toEqual(
      ['retention', 'lifecycle', 'funnel', 'batching-route-map'],
    )
  })
})
