/**
 * Loaded before the program (`node --import`): kills the process, as `kill -9` does, right before its n-th change of a file, with n in
 * `DIE_AT_CHANGE`. What counts is whatever a directory would show afterwards, or a loss of power: making, writing, syncing, cutting,
 * renaming and removing files. Output doesn't count.
 */
import fs from 'node:fs'
import promises, { type FileHandle } from 'node:fs/promises'
import { syncBuiltinESMExports } from 'node:module'

let left = Number(process.env.DIE_AT_CHANGE)

function step(): void {
  if (--left === 0) process.kill(process.pid, 'SIGKILL')
}

/** Counts the calls of a function for which `counts` holds. */
function counted<A extends readonly unknown[], R>(call: (...args: A) => R, counts: (...args: A) => boolean = () => true): (...args: A) => R {
  return (...args) => {
    if (counts(...args)) step()
    return call(...args)
  }
}

const isFile = (fd: number): boolean => fd > 2
/** Whether a file comes to be when it is opened. */
const makes = (path: unknown, flags: string | number = 'r'): boolean => typeof path === 'string'
  && (typeof flags === 'string' ? /[wa]/.test(flags) : (flags & fs.constants.O_CREAT) !== 0) && !fs.existsSync(path)

Object.assign(fs, {
  openSync: counted(fs.openSync as (path: unknown, flags?: string | number, ...rest: unknown[]) => number, makes),
  writeSync: counted(fs.writeSync as (fd: number, ...rest: unknown[]) => number, isFile),
  fsync: counted(fs.fsync), fsyncSync: counted(fs.fsyncSync), fdatasyncSync: counted(fs.fdatasyncSync), ftruncateSync: counted(fs.ftruncateSync),
  writeFileSync: counted(fs.writeFileSync), copyFileSync: counted(fs.copyFileSync),
  renameSync: counted(fs.renameSync), rmSync: counted(fs.rmSync), rmdirSync: counted(fs.rmdirSync), unlinkSync: counted(fs.unlinkSync),
  mkdirSync: counted(fs.mkdirSync, (path) => !fs.existsSync(path)),
})
const open = promises.open
Object.assign(promises, {
  open: async (...args: Parameters<typeof open>): Promise<FileHandle> => {
    if (makes(args[0], args[1])) step()
    const handle = await open(...args)
    return Object.assign(handle, { writeFile: counted(handle.writeFile.bind(handle)), sync: counted(handle.sync.bind(handle)) })
  },
  unlink: counted(promises.unlink),
})
syncBuiltinESMExports()
