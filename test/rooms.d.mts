import type { Rule } from 'eslint'

export declare const ROOMS: Readonly<Record<string, readonly string[]>>
export declare function roomOf(module: string): string
export declare function whyNotImport(file: string, specifier: string): string | null
export declare const importRule: Rule.RuleModule
