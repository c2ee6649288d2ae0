/** Text of `dolt_version()`: the version of Dolt whose formats and behaviour this is. */
export const DOLT_VERSION = '2.3.1'

/** The product's own version; the same as in package.json. */
export const OXBOW_VERSION = '0.1.0'
