import type { Metrics } from '../server/metrics.ts'

/** What an object has counted since it woke. */
export interface ReplicaCounts {
  readonly statements: number
  /** Waves of requests to the remote. */
  readonly trips: number
  readonly chunks: number
  readonly bytes: number
  /** What came and was damaged, or not what its address says. */
  readonly refused: number
}

/** In which an object's answer carries its counts to the Worker. */
export const COUNTS_HEADER = 'oxbow-replica-counts'

/** Takes the counts out of an object's answer, so that the Worker's metrics show them: those of the objects that it asks. */
export function takeCounts(metrics: Metrics, replica: string, response: Response): Response {
  const text = response.headers.get(COUNTS_HEADER)
  if (text === null) return response
  const { statements, trips, chunks, bytes, refused } = JSON.parse(text) as ReplicaCounts
  const labels = { replica }
  metrics.reach('oxbow_replica_statements_total', 'Statements that a replica answered since it woke', statements, labels)
  metrics.reach('oxbow_replica_object_trips_total', 'Waves of requests of a replica to its remote', trips, labels)
  metrics.reach('oxbow_replica_chunks_fetched_total', 'Chunks that a replica fetched', chunks, labels)
  metrics.reach('oxbow_replica_bytes_fetched_total', 'Bytes that a replica fetched', bytes, labels)
  metrics.reach('oxbow_replica_refused_total', 'What a replica fetched and refused, because it was damaged', refused, labels)
  const answer = new Response(response.body, response)
  answer.headers.delete(COUNTS_HEADER)
  return answer
}
