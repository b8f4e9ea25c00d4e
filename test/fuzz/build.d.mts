import type { fuzzReaders } from './fuzzReaders'

/**
 * Builds the fuzzer for Node into out/NAME: the function that runs it, and the script that it runs in processes of
 * their own.
 */
export function buildFuzzer(name: string): Promise<{ fuzzReaders: typeof fuzzReaders; script: string }>
