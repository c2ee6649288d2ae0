import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type Scene, closeScene, masterIsKilled, openScene } from './killed-processes.ts'

/** A sample of `npm run faults`, quick enough for each run. */
describe('a master that is killed in the middle of a push', () => {
  let scene: Scene
  beforeEach(async () => {
    scene = await openScene()
  })
  afterEach(() => closeScene(scene))

  it.each(['local', 'remote'])('loses nothing that it acknowledged under ack=%s', async (ack) => {
    await masterIsKilled(scene, ack, 3, 'after')
    expect(scene.remote.seen.length).toBeGreaterThan(3)
  })
})
