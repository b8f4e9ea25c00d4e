/** Lathe's version: that of package.json, which a test holds it to. */
export const LATHE_VERSION = '0.1.0'
