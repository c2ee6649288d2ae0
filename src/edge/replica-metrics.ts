import type { Metrics } from '../server/metrics.ts'
import { type MeasurableStatus, measureReplication } from '../server/replication-metrics.ts'

/** What an object has counted since it woke, and how it stands. */
export interface ReplicaCounts {
  readonly statements: number
  /** Waves of requests to the remote. */
  readonly trips: number
  readonly status: MeasurableStatus
}

/** In which an object's answer carries its counts to the Worker. */
export const COUNTS_HEADER = 'oxbow-replica-counts'

/** Takes the counts out of an object's answer, so that the Worker's metrics show what the objects that it asks told last. */
export function takeCounts(metrics: Metrics, replica: string, response: Response): Response {
  const text = response.headers.get(COUNTS_HEADER)
  if (text === null) return response
  const { statements, trips, status } = JSON.parse(text) as ReplicaCounts
  const labels = { replica }
  metrics.reach('oxbow_replica_statements_total', 'Statements that a replica answered since it woke', statements, labels)
  metrics.reach('oxbow_replica_object_trips_total', 'Waves of requests of a replica to its remote', trips, labels)
  measureReplication(metrics, [{ ...status, replica }])
  const answer = new Response(response.body, response)
  answer.headers.delete(COUNTS_HEADER)
  return answer
}
