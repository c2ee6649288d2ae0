import 'vitest'

declare module 'vitest' {
  /** What global set-up hands to tests by `inject`. */
  interface ProvidedContext {
    /** An archive with a dictionary that real Dolt wrote, in base64; empty where the shelf is absent. */
    dictionaryArchive: string
  }
}
