/** The name under which the program was started, which its advice repeats; the launcher tells it, so that a link called `dolt` speaks of `dolt`. */
export const PROGRAM = process.env.OXBOW_PROGRAM ?? 'oxbow'
