import { spawn } from 'node:child_process'
import type { ChildProcess, SpawnOptions } from 'node:child_process'

/** A process of our own, with all that it starts in turn. */
export interface Child {
  readonly process: ChildProcess
  /** Settles when it ends, however it ends. */
  readonly exited: Promise<number | null>
  /** SIGTERM, then SIGKILL to what is left of it; resolves when it is gone. */
  stop(): Promise<void>
}

/** How long a process may take to end by itself, in milliseconds. */
const GRACE_MS = 5000

/** Starts Node with a script, as `startProgram` does. */
export function startNode(args: readonly string[], options: SpawnOptions): Child {
  return startProgram(process.execPath, args, options)
}

/**
 * Starts a program in a process group of its own: so a Ctrl-C comes to it through us, once, and what it started ends with it.
 */
export function startProgram(program: string, args: readonly string[], options: SpawnOptions): Child {
  const process_ = spawn(program, args, { ...options, detached: process.platform !== 'win32' })
  const exited = new Promise<number | null>((resolve) => {
    process_.once('exit', resolve)
    process_.once('error', () => resolve(null))
  })
  const signalGroup = (signal: NodeJS.Signals) => {
    try {
      if (process.platform === 'win32' || process_.pid === undefined) process_.kill(signal)
      else process.kill(-process_.pid, signal)
    } catch {
      // Gone already.
    }
  }
  return {
    process: process_,
    exited,
    async stop() {
      const grace = setTimeout(() => signalGroup('SIGKILL'), GRACE_MS)
      signalGroup('SIGTERM')
      await exited
      clearTimeout(grace)
      signalGroup('SIGKILL')
    },
  }
}
